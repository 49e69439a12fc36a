"""The liaison desk between two real nodes: asked, approved, sent, answered, and seen only as far as caveats allow."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from darvoza.exchange import (
    Answer,
    Caveats,
    Contents,
    Item,
    Node,
    Purpose,
    Spontaneous,
    Viewer,
    read_bundle,
    write_bundle,
)
from darvoza.office.audit.models import Entry
from darvoza.office.people.models import Role, Unit

AGREEMENT = "bilateral-wco-model"
PLACE = f"TJ|{AGREEMENT}|1"


COMPLETE = {
    "matter": "Undervalued acid",
    "reason": "Declared at a third of the usual value",
    "facts": "CMR 4471",
    "legal_elements": "Declared value",
    "procedure": "Send the export declaration",
    "parties": "Samarqand Texnika MChJ; consignee; TIN:301234567",
    "purpose": "investigation",
    "reciprocity": "1",
}


def begun(client: Client, **more: Any) -> str:  # noqa: ANN401 - fields of a form
    """A draft begun on the page; its address."""
    answer = client.post("/liaison/new", {"kind": "request", "place": PLACE, "language": "en", **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def step(client: Client, address: str, name: str) -> str:
    """Press a draft's button, deciding on what the page shows; the page that follows."""
    shown = client.get(address)
    seen = shown.content.decode().split('id="digest">')[1][:64]
    return client.post(f"{address}/{name}", {"seen": seen}, follow=True).content.decode()


def told(there: Node, here: Node, tmp_path: Path, caveats: Caveats) -> str:
    """What the partner tells of its own accord, with an item under these caveats; the message's id."""
    item = Item(id="item-0001", title="Export declaration", contents=Contents(text="62,000 USD"), caveats=caveats)
    body = Spontaneous(matter="Cigarettes under tiles", summary="A lorry on its way")
    drafted = there.desk.draft(
        body, author="S. Rahmon", agreement=AGREEMENT, article="2", recipient="UZ", language="en", items=[item]
    )
    there.desk.approve(drafted.id, by="M. Odinaev")
    there.desk.send(drafted.id, by=Viewer(who="S. Rahmon"))
    path = tmp_path / "told.zip"
    write_bundle(there, "UZ", path)
    read_bundle(here, path)
    return drafted.id


def test_an_office_without_a_node_is_told_how_to_make_one(browser: Callable[..., Client], office_folder: Path) -> None:
    page = browser(Role.LIAISON).get("/liaison").content.decode()
    assert f"darvoza exchange make {office_folder / 'exchange'}" in page
    browser(Role.ADMINISTRATOR).post("/liaison/node", {"country": "uz", "name": "Customs Committee"})
    assert Entry.objects.get(action="made node").detail["country"] == "UZ"
    assert "No partner can be written to yet" in browser(Role.LIAISON).get("/liaison").content.decode()


def test_a_request_goes_from_the_scorecard_to_the_partner(
    browser: Callable[..., Client], consignment: Callable[..., Any], nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    here, there = nodes
    liaison, second, row = browser(Role.LIAISON), browser(Role.LIAISON), consignment()
    assert 'id="write-request"' in liaison.get(f"/consignment/{row.key.replace('#', '%23')}").content.decode()
    assert 'value="TJ|' in liaison.get("/liaison/new", {"kind": "request", "consignment": row.key}).content.decode()
    address = begun(liaison, consignment=row.key)
    page = liaison.get(address).content.decode()
    assert "Citric acid" in page
    assert "Samarqand Texnika MChJ" in page
    assert "It cannot leave yet" in page

    assert liaison.post(address, COMPLETE, follow=True).status_code == 200
    assert "a second officer approves it" in step(liaison, address, "approve")
    assert "Let another officer approve it" in step(second, address, "send")
    assert "can be sent now" in step(second, address, "approve")
    assert "in the outbox" in step(liaison, address, "send")

    bundle = liaison.post("/liaison/bundles/TJ")
    path = tmp_path / "to-tj.zip"
    path.write_bytes(b"".join(bundle.streaming_content))
    assert [each.arrival.value for each in read_bundle(there, path)] == ["taken"]
    sent = address.rsplit("/", 1)[1]
    assert there.desk.message(sent).body.matter == "Undervalued acid"
    assert here.desk.message(sent).approved_by != here.desk.message(sent).signed_by

    drafted = there.desk.answer(sent, Answer(summary="62,000 USD"), author="S. Rahmon", language="en")
    there.desk.approve(drafted.id, by="M. Odinaev")
    there.desk.send(drafted.id, by=Viewer(who="S. Rahmon"))
    write_bundle(there, "UZ", tmp_path / "back.zip")
    back = SimpleUploadedFile("back.zip", (tmp_path / "back.zip").read_bytes())
    assert "taken" in liaison.post("/liaison/bundles/take", {"bundle": back}).content.decode()
    page = liaison.get(f"/liaison/message/{sent}").content.decode()
    assert "signed receipt has come" in page
    assert "answered" in page
    assert '<td class="n">1</td>' in liaison.get("/liaison/statistics").content.decode()
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"drafted", "amended", "refused", "approved", "sent", "exported", "took in"} <= actions


def test_who_changed_a_word_cannot_approve_and_a_change_voids_what_was_seen(
    browser: Callable[..., Client], nodes: tuple[Node, Node]
) -> None:
    here, _ = nodes
    author, helper, supervisor = browser(Role.LIAISON), browser(Role.LIAISON), browser(Role.SUPERVISOR)
    address = begun(author)
    author.post(address, COMPLETE)
    helper.post(address, COMPLETE | {"facts": "CMR 4472"})
    assert "You wrote in this message" in step(helper, address, "approve")
    old = here.desk.preview(address.rsplit("/", 1)[1]).digest
    author.post(address, COMPLETE | {"facts": "CMR 4473"})
    stale = supervisor.post(f"{address}/approve", {"seen": old}, follow=True).content.decode()
    assert "has changed since it was shown" in stale
    assert here.desk.find_draft(address.rsplit("/", 1)[1]).state == "draft"
    assert "can be sent now" in step(supervisor, address, "approve")
    assert "withdrawn" in author.post(f"{address}/withdraw", follow=True).content.decode()


def test_what_caveats_withhold_is_said_and_not_shown(
    browser: Callable[..., Client], nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    here, there = nodes
    caveats = Caveats(purposes=frozenset({Purpose.INVESTIGATION}), users=(("role:analyst",),), evidence=False)
    id_ = told(there, here, tmp_path, caveats)
    liaison, analyst = browser(Role.LIAISON), browser(Role.ANALYST)
    assert "Cigarettes" not in liaison.get(f"/liaison/message/{id_}").content.decode(), "no purpose is stated yet"
    liaison.post("/liaison/purpose", {"purpose": "investigation"})
    page = liaison.get(f"/liaison/message/{id_}").content.decode()
    assert "Cigarettes under tiles" in page
    assert "62,000" not in page
    assert "Withheld from you" in page
    assert "consent" in page
    assert "62,000" not in analyst.get(f"/liaison/message/{id_}").content.decode()
    analyst.post("/liaison/purpose", {"purpose": "investigation"})
    page = analyst.get(f"/liaison/message/{id_}").content.decode()
    assert "62,000" in page
    assert "May not be put before a court" in page
    assert Entry.objects.filter(action="stated purpose").latest("number").detail == {"purpose": "investigation"}
    asked = begun(liaison, kind="consent request", item="item-0001", place=f"TJ|{AGREEMENT}|2")
    assert here.desk.find_draft(asked.rsplit("/", 1)[1]).message.body.items == ("item-0001",)


def test_a_draft_made_from_what_is_withheld_is_withheld_too(
    browser: Callable[..., Client], nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    here, there = nodes
    told(there, here, tmp_path, Caveats(users=(("role:analyst",),)))
    made = here.desk.draft(
        Spontaneous(matter="Told further", summary="62,000 USD"),
        author="A. Karimov",
        agreement=AGREEMENT,
        article="2",
        recipient="TJ",
        language="en",
        sources={"body": ["item-0001"]},
    )
    supervisor = browser(Role.SUPERVISOR)
    pages = [
        supervisor.get(address).content.decode() for address in ("/liaison?box=drafts", f"/liaison/draft/{made.id}")
    ]
    assert all("Told further" not in page and "62,000" not in page and "Withheld" in page for page in pages)
    seen = here.desk.preview(made.id).digest
    page = supervisor.post(f"/liaison/draft/{made.id}/approve", {"seen": seen}, follow=True).content.decode()
    assert "withheld from you, so you cannot decide" in page
    assert here.desk.find_draft(made.id).state == "draft"


def test_a_refusal_needs_ground_and_reasons(
    browser: Callable[..., Client], nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    here, there = nodes
    asked = there.desk.draft(
        here.desk.find_draft(_completed(browser(Role.LIAISON))).message.body,
        author="S. Rahmon",
        agreement=AGREEMENT,
        article="1",
        recipient="UZ",
        language="en",
    )
    there.desk.approve(asked.id, by="M. Odinaev")
    there.desk.send(asked.id, by=Viewer(who="S. Rahmon"))
    write_bundle(there, "UZ", tmp_path / "asked.zip")
    read_bundle(here, tmp_path / "asked.zip")
    liaison, second = browser(Role.LIAISON), browser(Role.LIAISON)
    assert "due in" in liaison.get("/liaison?box=clocks").content.decode()
    address = begun(liaison, kind="refusal", conversation=asked.id)
    assert "ground" in step(second, address, "approve")
    liaison.post(address, {"ground": "domestic law", "reasons": "The time limit has passed"})
    assert "can be sent now" in step(second, address, "approve")
    assert "refused" in step(second, address, "send")


def _completed(client: Client) -> str:
    address = begun(client)
    client.post(address, COMPLETE)
    return address.rsplit("/", 1)[1]


def test_others_see_neither_drafts_nor_other_units_consignments(
    browser: Callable[..., Client],
    consignment: Callable[..., Any],
    nodes: tuple[Node, Node],
    other_unit: Unit,
) -> None:
    assert nodes
    id_ = _completed(browser(Role.LIAISON))
    assert browser(Role.ANALYST).get(f"/liaison/draft/{id_}").status_code == 403
    assert "Drafts" not in browser(Role.ANALYST).get("/liaison?box=drafts").content.decode()
    row = consignment()
    stranger = browser(Role.LIAISON, at=other_unit)
    assert stranger.get("/liaison/new", {"kind": "request", "consignment": row.key}).status_code == 404
    room = Unit.objects.create(code="ROOM", name="Training room", training=True)
    assert "not for training rooms" in browser(Role.LIAISON, at=room).get("/liaison").content.decode()


def test_a_file_that_is_no_bundle_is_refused_with_what_to_do(
    browser: Callable[..., Client], nodes: tuple[Node, Node]
) -> None:
    assert nodes
    page = browser(Role.LIAISON).post("/liaison/bundles/take", {"bundle": SimpleUploadedFile("x.zip", b"no zip")})
    assert "ask the sender for a new one" in page.content.decode()
