"""Steps at the desk beside the request: orals, consultations, costs, matching, translation, proof, what closes."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from darvoza.exchange import (
    Caveats,
    Contents,
    Cost,
    CostEstimate,
    Item,
    Kind,
    Node,
    Purpose,
    Request,
    Spontaneous,
    Viewer,
    extract,
    read_bundle,
    write_bundle,
    write_extract,
)
from darvoza.office.audit.models import Entry
from darvoza.office.liaison.kinds import ASKS, BEGINS, FIELDS
from darvoza.office.people.models import Role

AGREEMENT = "bilateral-wco-model"
CONTAINERS = ("CSQU3054383", "TGHU7599330", "MSKU9070323")


def place(article: str) -> str:
    return f"TJ|{AGREEMENT}|{article}"


class Desk:
    """A liaison officer, a second one, and the partner's node at the other end of a bundle."""

    def __init__(self, browser: Callable[..., Client], nodes: tuple[Node, Node], folder: Path) -> None:
        self.here, self.there = nodes
        self.folder = folder
        self.one, self.two = browser(Role.LIAISON), browser(Role.LIAISON)
        for each in (self.one, self.two):
            each.post("/liaison/purpose", {"purpose": "investigation"})

    def begin(self, **given: Any) -> str:  # noqa: ANN401 - fields of a form
        answer = self.one.post("/liaison/new", {"language": "en", "place": place("1"), **given})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"]).rsplit("/", 1)[1]

    def send(self, draft: str) -> str:
        for client, name in ((self.two, "approve"), (self.one, "send")):
            client.post(f"/liaison/draft/{draft}/{name}", {"seen": self.here.desk.preview(draft).digest})
        self.carry()
        return draft

    def carry(self) -> None:
        for one, other in ((self.here, self.there), (self.there, self.here), (self.here, self.there)):
            path = self.folder / "bundle.zip"
            path.unlink(missing_ok=True)
            write_bundle(one, other.country, path)
            read_bundle(other, path)

    def theirs(self, body: Any, article: str = "1", **more: Any) -> str:  # noqa: ANN401 - any body
        """What the partner sends."""
        common = {"author": "S. Rahmon", "language": "en", **more}
        if "conversation" in more:
            drafted = self.there.desk.answer(common.pop("conversation"), body, **common)
        else:
            drafted = self.there.desk.draft(body, agreement=AGREEMENT, article=article, recipient="UZ", **common)
        self.there.desk.approve(drafted.id, by="M. Odinaev")
        self.there.desk.send(drafted.id, by=Viewer(who="S. Rahmon"))
        self.carry()
        return drafted.id

    def page(self, address: str) -> str:
        answer = self.one.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()


@pytest.fixture
def desk(browser: Callable[..., Client], nodes: tuple[Node, Node], tmp_path: Path) -> Iterator[Desk]:
    return Desk(browser, nodes, tmp_path)


ASKED = Request(
    matter="Accounts of a carrier",
    reason="A third of the usual value",
    facts="CMR 4471",
    legal_elements="Customs code",
    procedure="Send the accounts",
    purpose=Purpose.INVESTIGATION,
    persons_unknown=True,
    reciprocity=True,
)


def test_every_kind_of_message_can_be_begun_and_its_form_filled_in(desk: Desk) -> None:
    filled = {
        Kind.SURVEILLANCE: ("5", {"matter": "A lorry", "subject": "01A123BC", "reason": "x", "first": "2026-12-01"}),
        Kind.CONTROLLED_DELIVERY: (
            "7",
            {"matter": "Drums", "plan": "By road", "stop_if": "It leaves the road", "expected": "2026-12-01T10:00"},
        ),
        Kind.NOTIFICATION: ("6", {"matter": "A fine", "addressee": "A. Karim; addressee", "document": "decision; 17"}),
        Kind.WITNESS_OR_EXPERT: (
            "8",
            {"matter": "Drums", "official": "N. Saidova", "authority": "Court", "capacity": "expert", "scope": "acid"},
        ),
        Kind.WATCH_LIST_QUERY: (
            "1",
            {"matter": "A carrier", "reason": "x", "parties": "Trans LLC; carrier", "purpose": "investigation"},
        ),
        Kind.ADVANCE: ("4", {"matter": "A lorry", "summary": "On its way", "expected": "2026-12-01T10:00"}),
        Kind.CERTIFIED_COPY: (
            "1",
            {"document": f"380; 17; Trade; 2026-11-01; {'a' * 64}", "certifier": "N. S.", "certified": "2026-11-02"},
        ),
    }
    for kind, (article, form) in filled.items():
        draft = desk.begin(kind=kind.value, place=place(article))
        page = desk.one.post(f"/liaison/draft/{draft}", form, follow=True).content.decode()
        assert "The draft is saved" in page, kind
        assert "It cannot leave yet" not in page, kind
    page = desk.page("/liaison/new?kind=request")
    assert all(f"kind={kind.value.replace(' ', '+')}" in page for kind in ASKS)
    assert set(BEGINS) <= set(FIELDS)


def test_an_oral_request_is_confirmed_in_writing_or_stays_owed(desk: Desk) -> None:
    told = {"place": place("1"), "at": "2026-11-20T10:00", "summary": "Hold the lorry 01A123BC"}
    assert "not a time to come" in desk.one.post("/liaison/oral", told | {"at": "2099-01-01T10:00"}).content.decode()
    desk.one.post("/liaison/oral", told | {"asker": "us"})
    desk.one.post("/liaison/oral", told | {"asker": "partner", "summary": "Look at a carrier"})
    ours, theirs = sorted(desk.here.desk.orals(), key=lambda each: each.asker, reverse=True)
    page = desk.page("/liaison?box=clocks")
    assert "confirm in writing what was asked orally" in page
    assert f"oral={ours.id}" in page
    draft = desk.begin(kind="request", place=place("1"), oral=ours.id)
    assert "Hold the lorry" in desk.page(f"/liaison/draft/{draft}"), "what was said is there already"
    form = {"matter": "x", "reason": "x", "facts": "x", "legal_elements": "x", "procedure": "x"}
    more = {"purpose": "investigation", "persons_unknown": "1", "reciprocity": "1"}
    desk.one.post(f"/liaison/draft/{draft}", form | more)
    desk.send(draft)
    came = desk.theirs(ASKED)
    assert "Asked by word of mouth before?" not in desk.page(f"/liaison/message/{draft}")
    desk.one.post(f"/liaison/message/{came}/confirms", {"oral": theirs.id})
    assert {each.confirmed_by for each in desk.here.desk.orals()} == {draft, came}
    assert Entry.objects.filter(action__in=("noted oral request", "confirmed oral request")).count() == 3


def test_consultations_and_costs_are_steps_that_a_reply_ends(desk: Desk) -> None:
    draft = desk.begin(kind="request", place=place("1"))
    given = dict.fromkeys(("matter", "reason", "facts", "legal_elements", "procedure"), "x")
    more = {"purpose": "investigation", "persons_unknown": "1", "reciprocity": "1"}
    desk.one.post(f"/liaison/draft/{draft}", given | more)
    asked = desk.send(draft)
    estimate = CostEstimate(cost=Cost.EXPERTS, amount=400.0, currency_code="USD", reasons="An expert is needed")
    desk.theirs(estimate, conversation=asked)
    question = type(desk.here.desk.find_draft(desk.begin(kind="consultation", conversation=asked)).message.body)
    desk.theirs(question(text="Which lorry?", written_confirmation=True), conversation=asked)
    page = desk.page("/liaison?box=clocks")
    for step in ("decide on the cost", "reply to the consultation", "confirm in writing as asked"):
        assert step in page
    for kind, form in (
        ("cost decision", {"approved": "1"}),
        ("consultation", {"text": "01A123BC", "reply": "1"}),
        ("written confirmation", {"summary": "As asked on paper"}),
    ):
        reply = desk.begin(kind=kind, conversation=asked)
        desk.one.post(f"/liaison/draft/{reply}", form)
        desk.send(reply)
    assert [clock.step.task.value for clock in desk.here.desk.clocks() if clock.ours] == []


def test_a_private_match_tells_the_overlap_and_no_list(desk: Desk) -> None:
    pytest.importorskip("private_set_intersection")
    asked = {"place": place("1"), "scheme": "CONTAINER", "matter": "Containers"}
    refused = desk.one.post("/liaison/match", asked | {"numbers": "12345"}, follow=True).content.decode()
    assert "check its digits" in refused
    begun = desk.one.post("/liaison/match", asked | {"numbers": "\n".join((*CONTAINERS, "no number"))})
    page = desk.page(begun["Location"])
    assert "1 lines are no numbers" in page
    assert all(number not in page for number in CONTAINERS), "what leaves is blinded"
    query = desk.send(begun["Location"].rsplit("/", 1)[1])
    from darvoza.exchange import answer_query  # noqa: PLC0415 - the partner's side

    body = answer_query(desk.there, desk.there.desk.message(query), ["csqu 305438-3"])
    answer = desk.theirs(body, conversation=query)
    page = desk.page(f"/liaison/message/{answer}")
    assert "1 of 3 numbers" in page
    assert CONTAINERS[0] in page


def test_a_translation_stands_beside_the_message_and_shares_its_caveats(
    desk: Desk, browser: Callable[..., Client]
) -> None:
    item = Item(id="item-0001", title="Declaration", contents=Contents(text="Sixty-two thousand"), caveats=Caveats())
    came = desk.theirs(Spontaneous(matter="Cigarettes", summary="Under tiles"), "2", items=[item])
    page = desk.page(f"/liaison/message/{came}/translation?lang=ru")
    assert "Sixty-two thousand" in page
    desk.one.post(f"/liaison/message/{came}/translation", {"said-0": "Сигареты", "said-3": "Шестьдесят две тысячи"})
    page = desk.page(f"/liaison/message/{came}")
    assert "Сигареты" in page
    assert "Шестьдесят две тысячи" in page
    assert "Cigarettes" in page, "the message itself stays beside it"
    blind = browser(Role.LIAISON, language="ru")
    assert "Сигареты" not in blind.get(f"/liaison/message/{came}").content.decode(), "without a purpose"
    assert "Сигареты" not in desk.page(f"/liaison/message/{came}?lang=en"), "another language has none yet"


def test_both_logs_are_compared_at_the_desk(desk: Desk) -> None:
    desk.theirs(Spontaneous(matter="Cigarettes", summary="Under tiles"), "2")
    page = desk.page("/liaison/proof")
    assert "every conversation holds" in page
    assert desk.one.get("/liaison/proof/TJ").json()["node"] == "UZ"
    theirs = SimpleUploadedFile("tj.json", write_extract(extract(desk.there, "UZ")))
    page = desk.one.post("/liaison/proof/compare", {"extract": theirs}).content.decode()
    assert "the same of 1 messages, and differ in 0" in page
    bad = SimpleUploadedFile("tj.json", b"{}")
    assert "no log" in desk.one.post("/liaison/proof/compare", {"extract": bad}, follow=True).content.decode()


def test_what_closes_soon_is_kept_for_a_reason_or_closes_by_itself(desk: Desk) -> None:
    item = Item(id="item-0001", title="Declaration", contents=Contents(text="62,000"), caveats=Caveats())
    came = desk.theirs(Spontaneous(matter="Cigarettes", summary="Under tiles"), "2", items=[item])
    assert "Nothing closes soon" in desk.page("/liaison/closing")
    soon = date.fromordinal(desk.here.now().date().toordinal() + 3)
    desk.here.reviews.prolong("item-0001", soon, "A", "to be looked at")
    page = desk.page("/liaison/closing")
    assert "Declaration" in page
    assert "Closes on" in page
    assert "closes by itself on" in desk.page(f"/liaison/message/{came}"), "a warning goes before"
    desk.one.post("/liaison/closing/item-0001", {"until": "2099-01-01", "reason": ""})
    assert "Declaration" in desk.page("/liaison/closing"), "without a reason it is not kept"
    desk.one.post("/liaison/closing/item-0001", {"until": "2099-01-01", "reason": "The case goes on"})
    assert "Nothing closes soon" in desk.page("/liaison/closing")
    past = date.fromordinal(desk.here.now().date().toordinal() - 1)
    desk.here.reviews.prolong("item-0001", past, "A", "let it close")
    assert "62,000" not in desk.page(f"/liaison/message/{came}")
    assert "closed since" in desk.page(f"/liaison/message/{came}")


def test_a_gap_in_mirror_trade_and_a_party_are_two_clicks_from_a_request(
    desk: Desk, consignment: Callable[..., Any]
) -> None:
    gap = {"hs_code": "8457 10", "period": "2025", "exporter": "tj", "importer": "uz", "export_value": "62 000"}
    assert desk.one.get("/liaison/new", {"kind": "request", **gap, "hs_code": "1"}).status_code == 404
    assert "HS 845710" in desk.one.get("/liaison/new", {"kind": "request", **gap}).content.decode()
    body = desk.here.desk.find_draft(desk.begin(kind="request", place=place("1"), **gap)).message
    assert body.items[0].contents.trade_gaps[0].export_value_amount == 62_000
    row = consignment()
    found = desk.begin(kind="request", place=place("1"), consignment=row.key, party="0")
    parties = desk.here.desk.find_draft(found).message.body.parties
    assert [each.name for each in parties] == ["Samarqand Texnika MChJ"]
    assert desk.one.get("/liaison/new", {"kind": "request", "consignment": row.key, "party": "9"}).status_code == 404


def test_an_item_goes_into_a_draft_with_its_caveats_and_out_again(desk: Desk) -> None:
    asked = desk.theirs(ASKED)
    draft = desk.begin(kind="answer", conversation=asked)
    given = {"title": "Accounts", "text": "Paid twice", "words": ["NO-EVIDENCE"]}
    page = desk.one.post(f"/liaison/draft/{draft}/item", given, follow=True).content.decode()
    assert "The item is in the draft" in page
    (item,) = desk.here.desk.find_draft(draft).message.items
    assert item.caveats.evidence is False
    desk.one.post(f"/liaison/draft/{draft}/item/remove", {"item": item.id})
    assert desk.here.desk.find_draft(draft).message.items == ()
    form = desk.page(f"/liaison/draft/{draft}?form=cultural")
    assert "Inscriptions and marks: " in form
    assert "name a consignment" in desk.one.post(f"/liaison/draft/{draft}/item", {}, follow=True).content.decode()


def test_letters_go_through_the_folder_that_a_gateway_carries(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.one.post("/liaison/bundles/carry").status_code == 404, "no folder is named"
    monkeypatch.setenv("DARVOZA_EXCHANGE_GATEWAY", str(desk.folder / "post"))
    drafted = desk.here.desk.draft(
        Spontaneous(matter="A", summary="B"),
        author="A",
        agreement=AGREEMENT,
        article="2",
        recipient="TJ",
        language="en",
    )
    desk.here.desk.approve(drafted.id, by="B")
    desk.here.desk.send(drafted.id, by=Viewer(who="A"))
    assert "put into the folder: 1" in desk.one.post("/liaison/bundles/carry", follow=True).content.decode()
    assert len(list((desk.folder / "post" / "out").glob("*.jwe"))) == 1
