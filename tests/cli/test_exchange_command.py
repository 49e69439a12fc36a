"""Two administrations live under an agreement, command by command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main

REQUEST = """\
agreement: bilateral-wco-model
article: "1"
to: TJ
language: en
body:
  kind: request
  matter: Undervalued machines
  reason: A third of the usual value
  facts: CMR 4471
  legalElements: Customs code
  procedure: Send the export declaration
  purpose: investigation
  personsUnknown: true
  reciprocity: true
  wantedBy: 2027-05-01
"""
ANSWER = """\
agreement: bilateral-wco-model
article: "1"
to: UZ
language: en
conversation: {conversation}
body:
  kind: answer
  summary: The export declaration says 62,000 USD
items:
  - id: item-0001
    title: Export declaration
    contents: {{text: the hidden price}}
    caveats: {{words: [NO-EVIDENCE, ANALYSTS]}}
"""
ANALYST = ("--who", "A", "--role", "analyst", "--purpose", "investigation")


def darvoza(*words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["exchange", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def agreement(folder: Path) -> Path:
    source = darvoza("template", "bilateral-wco-model").stdout
    for ordinal, country in (("First", "UZ"), ("Second", "TJ")):
        party = f"  - administration: {ordinal} customs administration"
        source = source.replace(party, f"{party}\n    country: {country}\n    central_authority: Liaison", 1)
    path = folder / "agreement.yaml"
    path.write_text(source + "\nin_force: 2020-01-01\n", "utf-8")
    return path


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Path, Path]:
    """UZ and TJ, made, introduced and under a signed agreement, all from the shell."""
    path = agreement(tmp_path)
    assert "in force from 2020-01-01" in darvoza("check", path).output
    (tmp_path / "boss.json").write_text(darvoza("supervisor", tmp_path / "boss.pem", "--name", "Boss").stdout)
    signed = darvoza("sign", path, "--key", tmp_path / "boss.pem", "--by", "Boss").stdout
    (tmp_path / "signed.json").write_text(signed, "utf-8")
    both = tmp_path / "uz", tmp_path / "tj"
    marks = {}
    for node in both:
        country = node.name.upper()
        made = darvoza("make", node, "--country", country, "--name", f"Customs {country}")
        marks[node] = made.output.rpartition("card: ")[2].strip()
        darvoza("trust", node, tmp_path / "boss.json")
        darvoza("adopt", node, tmp_path / "signed.json")
        node.with_suffix(".card").write_text(darvoza("card", node).stdout, "utf-8")
    for node, other in (both, both[::-1]):
        wrong = darvoza("introduce", node, other.with_suffix(".card"), "--fingerprint", "0000", code=2)
        assert "fingerprint is another" in wrong.output
        darvoza("introduce", node, other.with_suffix(".card"), "--fingerprint", marks[other])
    return both


def carry(one: Path, other: Path, name: str) -> Result:
    bundle = one.parent / f"{name}.zip"
    darvoza("pack", one, other.name.upper(), bundle)
    return darvoza("unpack", other, bundle)


def sent(node: Path, source: str) -> str:
    file = node.parent / "draft.yaml"
    file.write_text(source, "utf-8")
    draft = darvoza("draft", node, file, "--author", "A").stdout.strip()
    assert "SHA-256" in darvoza("preview", node, draft).output
    assert "second officer" in darvoza("approve", node, draft, "--by", "A", code=2).output
    darvoza("approve", node, draft, "--by", "B")
    assert "waits to leave" in darvoza("send", node, draft, *ANALYST).output
    return draft


def test_from_a_request_to_its_answer_and_the_annex(nodes: tuple[Path, Path]) -> None:
    uz, tj = nodes
    asked = sent(uz, REQUEST)
    assert "answer" in darvoza("clocks", uz).output
    assert "taken" in carry(uz, tj, "one").output
    carry(tj, uz, "receipt")
    sent(tj, ANSWER.format(conversation=asked))
    carry(tj, uz, "two")
    carry(uz, tj, "receipts")
    assert "answered" in darvoza("conversation", uz, asked).output
    inbox = darvoza("inbox", uz, *ANALYST).output
    assert "answer" in inbox
    assert "withheld" in darvoza("inbox", uz, "--who", "T", "--purpose", "training").output
    rows = json.loads(darvoza("extract", uz, "TJ").stdout)["entries"]
    answer = next(each["message"] for each in rows if each["event"] == "taken" and each["detail"]["kind"] == "answer")
    assert "the hidden price" in darvoza("read", uz, answer, *ANALYST).output
    blind = darvoza("read", uz, answer, "--who", "B", "--purpose", "investigation").output
    assert "the hidden price" not in blind
    assert "other persons" in blind
    page = uz.parent / "annex.html"
    darvoza("annex", uz, asked, page, *ANALYST)
    assert "the hidden price" not in page.read_text("utf-8")
    assert "yes" in darvoza("prove", uz).output
    theirs = uz.parent / "tj.json"
    theirs.write_text(darvoza("extract", tj, "UZ").stdout, "utf-8")
    assert "the same of 2" in darvoza("reconcile", uz, theirs).output
    assert '"type":"bundle"' in darvoza("export", uz, "item-0001", "--form", "stix", *ANALYST).output
    refused = darvoza("export", uz, "item-0001", "--form", "misp", "--who", "B", "--purpose", "training", code=2)
    assert "may serve only" in refused.output
    assert darvoza("statistics", uz).output.count("TJ") == 1
    assert darvoza("reviews", uz).output == ""


def test_what_is_wrong_is_said_and_changes_nothing(nodes: tuple[Path, Path]) -> None:
    uz, tj = nodes
    file = uz.parent / "draft.yaml"
    for before, after, said in (
        ('article: "1"', 'article: "99"', "no article 99"),
        ("kind: request", "kind: demand", "Invalid value"),
        ("  matter:", "  mater:", "unknown field"),
        ("body:", "body: [", "no YAML"),
    ):
        file.write_text(REQUEST.replace(before, after), "utf-8")
        assert said in darvoza("draft", uz, file, "--author", "A", code=2).output
    file.write_text(REQUEST.replace("  reason: A third of the usual value\n", ""), "utf-8")
    lacking = darvoza("draft", uz, file, "--author", "A")
    assert "reason: The request does not say" in lacking.stderr
    (uz.parent / "bad.zip").write_bytes(b"junk")
    assert "no bundle" in darvoza("unpack", tj, uz.parent / "bad.zip", code=2).output
    assert "holds no node" in darvoza("agreements", uz.parent, code=2).output
    assert "there is no conversation" in darvoza("prove", uz, "nothing", code=2).output


def test_keys_are_changed_and_oral_requests_noted(nodes: tuple[Path, Path]) -> None:
    uz, tj = nodes
    new = darvoza("rotate", uz, "sig").output.split(":")[0]
    carry(uz, tj, "keys")
    darvoza("revoke", uz, new, "--reason", "lost")
    noted = darvoza(
        *("oral", uz, "--agreement", "bilateral-wco-model", "--article", "1", "--asker", "UZ", "--asked", "TJ"),
        *("--at", "2026-03-01T10:00", "--summary", "Truck", "--by", "A"),
    )
    assert "by 2026-03-11" in noted.output
    assert "late" in darvoza("clocks", uz).output
    assert "Boss" in darvoza("agreements", uz).output


def test_a_private_match_from_the_shell(nodes: tuple[Path, Path]) -> None:
    pytest.importorskip("private_set_intersection", reason="the extra darvoza[exchange] is not installed")
    uz, tj = nodes
    ours, theirs = uz.parent / "ours.txt", uz.parent / "theirs.txt"
    ours.write_text("301234567\n302345678\n")
    theirs.write_text("302 345 678\n")
    options = ("--agreement", "bilateral-wco-model", "--article", "1", "--partner", "TJ", "--scheme", "TIN")
    query = darvoza("ask", uz, ours, *options, "--matter", "Importers", "--author", "A").stdout.strip()
    for node, draft, name in ((uz, query, "one"), (tj, None, "two")):
        made = draft or darvoza("match", tj, query, theirs, "--author", "A").stdout.strip()
        darvoza("approve", node, made, "--by", "B")
        darvoza("send", node, made, *ANALYST)
        carry(node, tj if node is uz else uz, name)
    assert darvoza("matched", uz, made).output == "TIN: 1 of 2\n302345678\n"


def test_a_schema_and_the_templates_are_printed() -> None:
    assert json.loads(darvoza("schema", "seizure notice").output)["$id"] == "urn:darvoza:exchange:seizure-notice:1"
    assert "multilateral-operation" in darvoza("template").output
    assert "is no template" in darvoza("template", "nothing", code=2).output


def test_the_demonstration_tells_a_story_that_both_logs_prove(tmp_path: Path) -> None:
    told = darvoza("demo", "--out", tmp_path / "demo").output
    assert "proves 4 of 4 conversations" in told or "openmined-psi" in told
    assert "differ in 0" in told
    assert "may not be put before a court" in told
    assert "yes" in darvoza("prove", tmp_path / "demo" / "tj").output
    assert "holds a node already" in darvoza("demo", "--out", tmp_path / "demo", code=2).output
