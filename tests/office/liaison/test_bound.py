"""Caveats hold on every page of the office: items, caveats, people, units, purposes and routes, all with all."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from darvoza.exchange import (
    Caveats,
    Contents,
    Item,
    Marking,
    Node,
    PartyData,
    Purpose,
    Spontaneous,
    Viewer,
    read_bundle,
    write_bundle,
)
from darvoza.office.api.models import Scope, Token
from darvoza.office.audit.models import Entry
from darvoza.office.cases import bundle, keeping
from darvoza.office.cases.models import Case
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.desk.resources import watch_lists
from darvoza.office.examination.models import Order
from darvoza.office.examination.orders import order
from darvoza.office.liaison.bound import closed_lists, handed_over
from darvoza.office.liaison.models import Quote
from darvoza.office.people.models import Officer, Role, Unit

AGREEMENT = "bilateral-wco-model"
HERE, THERE = "UZ-TER", "TJ-DYU"
CAVEATS = {
    "free": Caveats(),
    "analysts": Caveats(users=(("role:analyst",),)),
    "ours": Caveats(users=((f"unit:{HERE}",),)),
    "theirs": Caveats(users=((f"unit:{THERE}",),)),
    "statistics": Caveats(purposes=frozenset({Purpose.STATISTICS})),
    "red": Caveats(marking=Marking.RED),
    "court": Caveats(evidence=False),
    "closed": Caveats(retain_until=date(2020, 1, 1)),
}
"""What an item is bound by, beside what the agreement binds all to: customs control or investigation, not going on."""
PEOPLE = {
    "analyst": (Role.ANALYST, Role.LIAISON),
    "targeter": (Role.TARGETER,),
    "inspector": (Role.INSPECTOR,),
    "supervisor": (Role.SUPERVISOR,),
}
PROFILES = ("free", "analysts", "red")


def allowed(name: str, roles: tuple[Role, ...], unit: str, purpose: str, *, court: bool = False) -> bool:
    """What the caveats say, told apart from how the office judges them."""
    by_name = {
        "free": True,
        "analysts": Role.ANALYST in roles,
        "ours": unit == HERE,
        "theirs": unit == THERE,
        "statistics": False,  # the agreement's own purposes leave nothing of it
        "red": False,
        "court": not court,
        "closed": False,
    }
    return purpose == "investigation" and by_name[name]


def words(name: str) -> str:
    """What only somebody who may see an item or a profile can know."""
    return f"Secret-{name}-62000"


@dataclass(frozen=True)
class Bound:
    """What was made from the items."""

    message: str
    conversation: str
    case: Case
    row: Consignment
    order: Order


@pytest.fixture
def analyst(officer: Callable[..., Officer]) -> tuple[Officer, Client]:
    """Who uses what came in."""
    person, client = officer(*PEOPLE["analyst"]), Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/liaison/purpose", {"purpose": "investigation"})
    return person, client


@pytest.fixture
def bound(
    nodes: tuple[Node, Node],
    analyst: tuple[Officer, Client],
    unit: Unit,
    consignment: Callable[..., Consignment],
    tmp_path: Path,
) -> Bound:
    """A message with an item under each caveat; each item in a case, on a consignment, and some in a profile."""
    here, there = nodes
    message = _told(there, here, tmp_path, {name: caveats for name, caveats in CAVEATS.items() if name != "closed"})
    person, client = analyst
    signs = [_sign(name) for name in PROFILES]
    row = consignment(state=State.STOPPED, measure="physical examination", signals=signs)
    case = keeping.open_case(unit, "Twelve drums", person, consignment=row)
    decision = Decision.objects.create(
        consignment=row, assessment=row.assessment, officer=person, made=datetime.now(UTC), measure=row.measure
    )
    for name in PROFILES:
        form = {"id": name.upper(), "title": words(name), "purpose": words(name), "typology": "drugs", "weight": "0.4"}
        days = {"start": "2026-01-01", "end": "2099-01-01", "review": "2098-01-01", "measure": "document check"}
        client.post("/profiles/new", form | days | {"condition": "mode = 'road'"})
    for name in CAVEATS:
        # Red and what is for others cannot be quoted by this analyst; such an item is tied as a colleague's act was.
        _tie(here, person, name, case=str(case.pk), consignment=row.key)
    client.post("/liaison/use/item-free", {"made": "case", "key": str(case.pk), "why": "again"})
    made = order(decision)
    assert made is not None
    return Bound(message, message, case, row, made)


def _told(there: Node, here: Node, folder: Path, caveats: dict[str, Caveats], contents: Contents | None = None) -> str:
    """What the partner tells; one more item of ours stands for one whose day has passed."""
    items = [
        Item(id=f"item-{name}", title=words(name), contents=contents or Contents(text=words(name)), caveats=each)
        for name, each in caveats.items()
    ]
    body = Spontaneous(matter="A lorry", summary="On its way")
    begun = there.desk.draft(
        body, author="S. Rahmon", agreement=AGREEMENT, article="2", recipient="UZ", language="en", items=items
    )
    there.desk.approve(begun.id, by="M. Odinaev")
    there.desk.send(begun.id, by=Viewer(who="S. Rahmon"))
    write_bundle(there, "UZ", folder / "told.zip")
    read_bundle(here, folder / "told.zip")
    return begun.id


def _sign(name: str) -> dict[str, Any]:
    return {
        "kind": "profile",
        "id": name.upper(),
        "typology": "drugs",
        "weight": 0.4,
        "mandatory": False,
        "subject": "goods[0]",
        "reason": "Profile {profile}: {title}",
        "evidence": [{"name": "profile", "value": f"{name.upper()} v1"}, {"name": "title", "value": words(name)}],
    }


def _tie(here: Node, person: Officer, name: str, **keys: str) -> None:
    item = f"item-{name}"
    if here.holdings.find(item) is None:
        received = here.holdings.find("item-free")
        assert received is not None
        closed = {"id": item, "title": words(name), "caveats": received.caveats | CAVEATS[name]}
        here.holdings.keep(type(received)(**{**_fields(received), **closed}), Contents(text=words(name)))
    made = {"case": keys["case"], "consignment": keys["consignment"]}
    if name in PROFILES:
        made["profile"] = name.upper()
    for kind, key in made.items():
        Quote.objects.create(made=kind, key=key, item=item, added=datetime.now(UTC), by=person)
        here.holdings.derive(key if kind == "consignment" else f"{kind}:{key}", kind, "x", [item])


def _fields(thing: Any) -> dict[str, Any]:  # noqa: ANN401 - a struct of any kind
    return {name: getattr(thing, name) for name in thing.__struct_fields__}


def routes(bound: Bound) -> Iterator[tuple[str, str, frozenset[str], bool]]:
    """Every route that could show an item: a name, an address, the items it has, and whether it is for a court."""
    items, profiles = frozenset(CAVEATS), frozenset(PROFILES)
    key = bound.row.key.replace("#", "%23")
    sent = items - {"closed"}
    yield "inbox", "/liaison", frozenset(), False
    yield "search", "/liaison?search=secret", items, False
    yield "message", f"/liaison/message/{bound.message}", sent, False
    yield "translation", f"/liaison/message/{bound.message}/translation", sent, False
    yield "annex", f"/liaison/court/{bound.conversation}", sent, True
    yield "closing", "/liaison/closing", frozenset({"closed"}), False
    yield from ((f"use {name}", f"/liaison/use/item-{name}", frozenset({name}), False) for name in sorted(sent))
    yield "case", f"/case/{bound.case.pk}", items, False
    yield "case timeline", f"/case/{bound.case.pk}/timeline", frozenset(), False
    yield "bundle", f"/case/{bound.case.pk}/bundle.pdf", items, True
    yield "request from the case", f"/liaison/new?kind=request&case={bound.case.pk}", frozenset(), False
    yield "scorecard", f"/consignment/{key}", items, False
    yield "queue", "/desk?state=stopped", profiles, False  # the other unit's is empty
    yield "order", f"/order/{bound.order.pk}", profiles, False
    yield "order on paper", f"/order/{bound.order.pk}/print", profiles, False
    yield "profiles", "/profiles", profiles, False
    yield "board", "/board", frozenset(), False
    for name in PROFILES:
        yield from (
            (f"profile {name}{part}", f"/profile/{name.upper()}{part}", frozenset({name}), False)
            for part in ("", "/edit", "/backtest")
        )


@pytest.mark.parametrize("purpose", ["statistics", "investigation"])
def test_no_route_shows_an_item_beyond_its_caveats(
    bound: Bound,
    officer: Callable[..., Officer],
    unit: Unit,
    other_unit: Unit,
    monkeypatch: pytest.MonkeyPatch,
    purpose: str,
) -> None:
    monkeypatch.setattr(bundle.typst, "compile", lambda _, **given: given["sys_inputs"]["told"].encode())
    shown = 0
    for unit_code, roles in product((HERE, THERE), PEOPLE.values()):
        client = Client()
        person = officer(*roles, at=unit if unit_code == HERE else other_unit)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        if purpose:
            client.post("/liaison/purpose", {"purpose": purpose})
        for route, address, held, court in routes(bound):
            if unit_code == THERE and route in {"queue", "order on paper"}:
                continue  # the other unit's own, with nothing of this on it
            answer = client.get(address)
            said = answer.content.decode(errors="replace")
            where = f"{route} for {roles} of {unit_code} with the purpose {purpose or 'none'}"
            for name in CAVEATS:
                may = allowed(name, roles, unit_code, purpose, court=court)
                assert may or words(name) not in said, f"{name} leaks: {where}"
                shown += words(name) in said
            hidden = any(not allowed(name, roles, unit_code, purpose, court=court) for name in held)
            if hidden and answer.status_code == 200:
                assert "ithheld" in said, f"what is withheld is not said: {where}"
    assert (shown > 0) is (purpose == "investigation"), "what may be seen is seen"


def test_exports_give_out_only_what_may_go_with_its_caveats(bound: Bound, analyst: tuple[Officer, Client]) -> None:
    _, client = analyst
    for form in ("stix", "misp"):
        answer = client.post(f"/liaison/message/{bound.message}/give-out", {"form": form})
        given = answer.content.decode()
        json.loads(given)
        for name in set(CAVEATS) - {"closed"}:
            may = allowed(name, PEOPLE["analyst"], HERE, "investigation")
            assert (words(name) in given) is may, f"{name} in {form}"
        assert "purposes" in given, "caveats go along"
    client.post("/liaison/purpose", {"purpose": ""})
    answer = client.post(f"/liaison/message/{bound.message}/give-out", {"form": "stix"}, follow=True).content.decode()
    assert "may serve only" in answer
    assert Entry.objects.filter(action="exported", detail__form="stix").count() == 1


def test_another_system_gets_no_sign_of_a_bound_profile(bound: Bound, unit: Unit) -> None:
    _, said = Token.make("risk engine", unit, [Scope.ASSESSMENTS], datetime.now(UTC) + timedelta(days=1), None)
    client = Client(headers={"Authorization": f"Bearer {said}"})
    answer = client.get(f"/api/v1/consignments/{bound.row.key.replace('#', '%23')}").content.decode()
    assert all(words(name) not in answer for name in CAVEATS)
    assert answer.count("Withheld: this sign") == len(PROFILES)


def test_a_request_from_a_case_inherits_what_the_case_was_made_from(
    bound: Bound, analyst: tuple[Officer, Client], nodes: tuple[Node, Node]
) -> None:
    _, client = analyst
    page = client.get("/liaison/new", {"kind": "request", "case": bound.case.pk}).content.decode()
    assert "inherits those caveats" in page
    form = {"kind": "request", "case": str(bound.case.pk), "place": f"TJ|{AGREEMENT}|1", "language": "en"}
    begun = client.post("/liaison/new", form)
    draft = nodes[0].desk.find_draft(begun["Location"].rsplit("/", 1)[1])
    assert f"case:{bound.case.pk}" in draft.sources["body"]
    assert draft.message.caveats.marking is Marking.RED, "the strictest of all that the case quotes"
    assert "Withheld from you" in client.get(begun["Location"]).content.decode(), "a part of it is withheld"


def test_a_watch_list_made_from_an_item_is_bound_by_it_wherever_it_shows(
    nodes: tuple[Node, Node],
    analyst: tuple[Officer, Client],
    officer: Callable[..., Officer],
    consignment: Callable[..., Consignment],
    unit: Unit,
    tmp_path: Path,
) -> None:
    here, there = nodes
    _, client = analyst
    contents = Contents(parties=(PartyData(name="Secretov Ltd", ids=("TIN:301234567",), nationality_code="TJ"),))
    caveats = Caveats(users=(("role:analyst",),), retain_until=date.today() + timedelta(days=30))  # noqa: DTZ011 - a day
    _told(there, here, tmp_path, {"listed": caveats}, contents)
    page = client.get("/liaison/use/item-listed").content.decode()
    assert "Secretov Ltd" in page
    made = client.post("/liaison/use/item-listed", {"made": "watch list", "party": "0", "why": "Named by them"})
    name = made["Location"].rsplit("/", 1)[1]
    assert "secret" not in name.casefold()
    evidence = [{"name": "listed_name", "value": "Secretov Ltd"}, {"name": "declared", "value": "Secretoff"}]
    row = consignment(
        score=0.93,
        signals=[
            _sign("other") | {"kind": "indicator", "id": "VAL-01", "weight": 0.4},
            {
                "kind": "party match",
                "id": f"{name}:1",
                "typology": "sanctions",
                "weight": 0.9,
                "mandatory": True,
                "subject": "parties[0]",
                "reason": "{declared} is very like {listed_name}",
                "evidence": evidence,
            },
        ],
    )
    card, listed = f"/consignment/{row.key}".replace("#", "%23"), f"/lists/watch/{name}"
    assert all("Secretov Ltd" in client.get(each).content.decode() for each in (card, listed))
    stranger = Client()
    stranger.force_login(officer(Role.TARGETER), backend="django.contrib.auth.backends.ModelBackend")
    stranger.post("/liaison/purpose", {"purpose": "investigation"})
    for each in (card, listed, "/lists", "/desk"):
        said = stranger.get(each).content.decode()
        assert "ecretov" not in said, each
        assert "ithheld" in said, each
    assert "0.93" in client.get(card).content.decode()
    card_of_stranger = stranger.get(card).content.decode()
    assert "0.93" not in card_of_stranger
    assert "0.93" not in stranger.get("/desk").content.decode()
    assert "without what is withheld" in card_of_stranger, "0.40 is what the other sign comes to"
    for each in (f"{listed}/changes", f"/lists/allowed/new?list={name}&entity_id=1"):
        assert "ecretov" not in stranger.get(each).content.decode(), each
    told = handed_over("engine", unit.code, row.assessment.said)
    assert "ecretov" not in str(told)
    assert told["score"] == pytest.approx(0.4)
    _, secret = Token.make("engine", unit, [Scope.ASSESSMENTS], datetime.now(UTC) + timedelta(days=1), None)
    listed_for_it = Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/consignments").json()
    assert [each["score"] for each in listed_for_it["consignments"]] == [pytest.approx(0.4)]
    assert not Entry.objects.filter(detail__icontains="secretov").exists(), "an auditor need not see it either"

    assert watch_lists() is not None
    assert closed_lists() == frozenset()
    here.store.change("update things set review_by = '2020-01-01' where supplier is not null")
    assert closed_lists() == {name}
    assert watch_lists() is None, "nobody is screened against what is closed"


def test_an_item_that_is_withheld_cannot_be_used(bound: Bound, analyst: tuple[Officer, Client]) -> None:
    _, client = analyst
    before = Quote.objects.count()
    given = {"made": "consignment", "key": bound.row.key, "why": "x"}
    assert client.post("/liaison/use/item-theirs", given).status_code == 302
    assert Quote.objects.count() == before
