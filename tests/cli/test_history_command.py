"""The history from the command line: brought in, added to, summed up, and shown as it was."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from polars.testing import assert_frame_equal

from darvoza.cli import main
from darvoza.history import History
from darvoza.intake import load_mapping, table_stretches
from darvoza.report import shift_of
from darvoza.training import generate, write

pytest.importorskip("deltalake", reason="the history is an extra: pip install 'darvoza[history]'")

MAPPING = """\
name: gate-log
title: Log of a gate
recognise: [No, Lodged, Importer, HS]
reference: No
date: "%Y-%m-%d"
fields:
  consignments.lodged: Lodged
  consignments.office: Office
  "parties[importer].name": Importer
  goods.hs_code: HS
outcomes:
  inspected: Checked
  breach: Found
  revenue: Extra
"""

LOG = """\
No,Lodged,Office,Importer,HS,Checked,Found,Extra
A1,2026-01-05,TJDU2,Nur,640299,yes,yes,120.5
A1,2026-01-05,TJDU2,Nur,640110,yes,no,
A2,2026-01-06,TJDU2,Tulip,640299,yes,no,
A3,2026-02-01,UZGAL,Nur,854231,no,,
"""


def darvoza(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def log(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    (tmp_path / "gate.yaml").write_text(MAPPING, "utf-8")
    return tmp_path / "log.csv", tmp_path / "gate.yaml"


def test_past_declarations_come_in_with_what_was_found_and_only_once(log: tuple[Path, Path], tmp_path: Path) -> None:
    table, mapping = log
    folder = tmp_path / "history"
    result = darvoza("history", "import", table, "--mapping", mapping, "--history", folder)
    assert "3 consignments and 2 findings" in result.output
    again = darvoza("history", "import", table, "--mapping", mapping, "--history", folder)
    assert "it was there already" in again.output
    history = History(folder)
    kept = history.consignments()
    assert kept["reference"].to_list() == ["A1", "A2", "A3"]
    assert kept["day"].to_list() == [date(2026, 1, 5), date(2026, 1, 6), date(2026, 2, 1)]
    found = history.findings()
    assert found.select("breach", "amount").rows() == [(True, 120.5), (False, None)]
    assert history.runs()["kind"].to_list() == ["imported"]

    more = tmp_path / "more.csv"
    more.write_text("reference,breach,typology,examined\nA3,yes,drugs,2026-02-03\nB9,no,,\n", "utf-8")
    added = darvoza("history", "findings", more, "--history", folder, "--day", "2026-02-03")
    assert "2 findings added" in added.output
    assert "B9" in added.output
    summary = darvoza("history", "summary", "--history", folder).output
    assert "3 consignments (3 different) in 2 runs, 2026-01-05 to 2026-02-01" in summary
    assert "4 findings, 4 with a result" in summary
    assert "50.0%" in summary
    shown = darvoza("history", "show", "--consignment", "A3", "--history", folder).output
    assert "never assessed" in shown
    assert "typology drugs" in shown


def test_a_large_table_comes_in_stretches_that_keep_consignments_whole(tmp_path: Path) -> None:
    (tmp_path / "gate.yaml").write_text(MAPPING, "utf-8")
    rows = [f'A{n // 3},2026-01-05,TJDU2,"Nur, ""N""\nTrade",640299,yes,no,' for n in range(400)]
    table = tmp_path / "log.csv"
    table.write_text("\n".join([LOG.splitlines()[0], *rows]) + "\n", "utf-8")
    mapping = load_mapping(tmp_path / "gate.yaml")
    parts = list(table_stretches(table, mapping, size=2_000))
    assert len(parts) > 5
    header = LOG.splitlines()[0].encode() + b"\n"
    assert all(part.data.startswith(header) for part in parts)
    assert header + b"".join(part.data.removeprefix(header) for part in parts) == table.read_bytes()
    starts = [part.data.removeprefix(header).split(b",", 1)[0] for part in parts]
    assert len(set(starts)) == len(starts)
    for part in parts[:-1]:
        assert part.data.removeprefix(header).count(b"2026-01-05") % 3 == 0


def test_a_report_is_shown_again_number_for_number(tmp_path: Path) -> None:
    write(generate(seed=5, consignments=150, day=date(2026, 11, 20), schemes_share=0.05), tmp_path / "day", damage=2)
    folder = tmp_path / "history"
    arguments = ("assess", tmp_path / "day" / "messages", "--seed", 7, "--capacity", 12, "--history", folder)
    arguments += ("--exploratory-share", 0.1, "--lists", tmp_path / "day" / "watchlist.csv")
    printed = darvoza(*arguments, "--out", tmp_path / "first").output
    then = datetime.now(UTC)
    history = History(folder)
    run = history.runs()["run"].item()
    assert f"Recorded in the history as run {run}" in " ".join(printed.split())

    # Another run later, and findings, change nothing of what was shown before.
    darvoza(*arguments)
    decided = history.selections(then)
    stopped = decided.filter("selected")
    findings = stopped.select(consignment="id", breach=pl.int_range(pl.len()) % 3 == 0)
    history.record_findings(findings, day=date(2026, 11, 21), run="f")
    asked = ("history", "show", "--report", "--as-of", then.isoformat(), "--history", folder)
    shown = darvoza(*asked, "--out", tmp_path / "again")
    assert shown.exit_code == 0
    table, told = shown.output.strip().rsplit("Report: ", 1)
    body = printed[printed.index("Recorded in") :].split("\n", 1)[1].rsplit("Report: ", 1)[0]
    assert table.strip() == body[body.index(table.strip()[:20]) :].strip()
    assert (tmp_path / "again" / "report.html").is_file(), told
    for file in sorted((tmp_path / "first").iterdir()):
        if file.suffix != ".parquet":  # the same rows, in a layout that is Parquet's own
            assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name
    rows = [pl.read_parquet(tmp_path / each / "assessments.parquet") for each in ("first", "again")]
    assert_frame_equal(*rows)

    shift = shift_of(history, run, then)
    assert shift is not None
    total, selected = decided.height, stopped.height
    assert shift.assessments.height == total
    assert shift.stops.height == selected
    assert shift.released_share().value == (total - selected) / total
    summary = darvoza("history", "summary", "--history", folder).output
    assert "Hit rate, by ground" in summary
    hits = sum(findings["breach"])
    assert f"Of all results {hits} are breaches: {hits / selected:.1%}" in summary
    one = stopped["id"][0]
    told = darvoza("history", "show", "--consignment", one, "--history", folder).output
    assert "Made with: darvoza" in told
    assert "breach True" in told


def test_a_history_makes_indicators_on_the_past_speak(log: tuple[Path, Path], tmp_path: Path) -> None:
    table, mapping = log
    folder = tmp_path / "history"
    darvoza("history", "import", table, "--mapping", mapping, "--history", folder)
    now = tmp_path / "now.csv"
    now.write_text(LOG.splitlines()[0] + "\nC1,2026-06-01,TJDU2,Nur,640299,,,\nC2,2026-06-01,TJDU2,Iris,640299,,,\n")
    result = darvoza("assess", now, "--mapping", mapping, "--history", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0
    made = pl.read_parquet(tmp_path / "out" / "assessments.parquet").sort("reference")
    fired = [[signal["id"] for signal in signals] for signals in made["signals"]]
    assert "PTY-15" in fired[0]  # a breach was found on Nur's goods
    assert "PTY-01" in fired[1]  # Iris was never seen
    assert History(folder).consignments().height == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "--report"), "No such run"),
        (("show",), "Say what to show"),
        (("show", "--consignment", "X"), "No consignment 'X'"),
        (("show", "--report", "--as-of", "soon"), "is no moment"),
        (("import", __file__, "--mapping", "nothing"), "neither a file nor one of"),
        (("findings", "LOG"), "has neither a column consignment"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    given = [tmp_path / "log.csv" if each == "LOG" else each for each in arguments]
    result = darvoza("history", *given, "--history", tmp_path / "history")
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())
