"""What is made from received information inherits its caveats, however far it goes and by whatever route."""

import itertools
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.test_caveats import some
from tests.exchange.world import COMPLETE, OFFICER, START, World

from darvoza.exchange import (
    BODY,
    Action,
    Allowance,
    Caveats,
    ExportForm,
    Holdings,
    Log,
    Marking,
    NotAllowed,
    Purpose,
    Thing,
    Use,
    Viewer,
    annex,
    export,
    judge,
)
from darvoza.exchange.store import Store


def thing(id_: str, caveats: Caveats, supplier: str | None = "TJ") -> Thing:
    return Thing(id=id_, kind="item", title=id_, supplier=supplier, caveats=caveats, received=START)


@settings(max_examples=25)
@given(st.lists(some, min_size=1, max_size=4), st.data())
def test_no_derivation_chain_of_any_length_loses_a_caveat(
    tmp_path_factory: pytest.TempPathFactory, roots: list[Caveats], data: st.DataObject
) -> None:
    store = Store(tmp_path_factory.mktemp("store") / "s.sqlite")
    with store.transaction():
        holdings = Holdings(store, Log(store), lambda: START)
        made: dict[str, set[int]] = {}
        for number, caveats in enumerate(roots):
            holdings.keep(thing(f"root-{number}", caveats))
            made[f"root-{number}"] = {number}
        for step in range(data.draw(st.integers(1, 12))):
            sources = data.draw(st.lists(st.sampled_from(sorted(made)), min_size=1, max_size=3, unique=True))
            holdings.derive(f"made-{step}", "signal", "made", sources)
            made[f"made-{step}"] = set().union(*(made[source] for source in sources))
        for id_, numbers in made.items():
            joined = holdings.caveats(id_)
            assert all(joined.covers(roots[number]) for number in numbers)
    store.close()


def test_a_chain_a_thousand_steps_long_still_has_the_first_ones_caveats(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    with store.transaction():
        holdings = Holdings(store, Log(store), lambda: START)
        holdings.keep(thing("0", Caveats(evidence=False)))
        rows = [(str(number), "score", "made", START.isoformat()) for number in range(1, 1001)]
        for id_, kind, title, _ in rows:
            holdings.keep(Thing(id=id_, kind=kind, title=title, received=START))
        store.many("insert into derived values (?, ?)", [(str(n), str(n - 1)) for n in range(1, 1001)])
    assert not holdings.caveats("1000").evidence
    store.close()


def test_a_circle_of_sources_ends_and_keeps_every_caveat(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    holdings = Holdings(store, Log(store), lambda: START)
    holdings.keep(thing("a", Caveats(evidence=False)))
    holdings.keep(thing("b", Caveats(onward=frozenset())))
    holdings.tie("a", ["b"])
    holdings.tie("b", ["a"])
    for id_ in "ab":
        assert holdings.caveats(id_) == Caveats(evidence=False, onward=frozenset())
    store.close()


def test_what_is_made_from_something_unknown_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    holdings = Holdings(store, Log(store), lambda: START)
    with pytest.raises(KeyError, match="bound by"):
        holdings.derive("report", "report", "Report", ["nowhere"])
    assert holdings.find("report") is None, "nothing was kept without its sources"
    with pytest.raises(KeyError):
        holdings.may(OFFICER, "report")
    store.close()


VIEWERS = [
    Viewer(who=who, unit=unit, roles=frozenset(roles), purpose=purpose)
    for who, unit, roles, purpose in itertools.product(
        ("A", "B"), ("PCU-1", None), ((), ("analyst",)), (*Purpose, None)
    )
]
USES = [
    *(Use(action=action) for action in Action if action is not Action.SEND_ON),
    *(Use(action=Action.SEND_ON, to=to) for to in ("TJ", "UZ", "KZ", None)),
]
DAYS = [START, START + timedelta(days=400)]


def forbidden(  # noqa: PLR0911 - one line for each rule
    caveats: Caveats, viewer: Viewer, use: Use, when: datetime, supplier: str
) -> bool:
    """The rules once more, in the plainest words, to be held against."""
    if caveats.retain_until is not None and when.date() > caveats.retain_until:
        return True
    if caveats.purposes is not None and viewer.purpose not in caveats.purposes:
        return True
    mine = {f"person:{viewer.who}", f"unit:{viewer.unit}", *(f"role:{role}" for role in viewer.roles)}
    if any(not mine & set(group) for group in caveats.users):
        return True
    if caveats.marking is Marking.RED:
        named = any(f"person:{viewer.who}" in group for group in caveats.users)
        if not named or use.action is not Action.VIEW:
            return True
    if use.action is Action.EVIDENCE and not caveats.evidence:
        return True
    if use.action is Action.SEND_ON and use.to != supplier:
        to_nobody = caveats.onward is not None and use.to not in caveats.onward
        return (
            to_nobody
            or caveats.marking is Marking.AMBER_STRICT
            or (caveats.marking is Marking.AMBER and caveats.onward is None)
        )
    return use.action is Action.KEEP


@settings(max_examples=12)
@given(st.lists(some, min_size=1, max_size=3))
def test_a_matrix_of_items_caveats_users_units_and_routes_leaks_nothing(roots: list[Caveats]) -> None:
    closure = [thing(f"root-{n}", caveats) for n, caveats in enumerate(roots)]
    closure.append(Thing(id="made", kind="report", title="made", received=START))
    for viewer, use, when in itertools.product(VIEWERS, USES, DAYS):
        verdict = judge(closure, (), viewer, use, when)
        wanted = not any(forbidden(each.caveats, viewer, use, when, "TJ") for each in closure[:-1])
        made_here_kept = use.action is Action.KEEP
        assert verdict.allowed == (wanted and not made_here_kept), (viewer, use, when)
        assert verdict.allowed == (not verdict.withheld)
        assert all(each.reason and each.reason.format_map(each.values) for each in verdict.withheld)


@settings(max_examples=40)
@given(some, st.sampled_from(VIEWERS), st.sampled_from(USES), st.sampled_from(VIEWERS), st.sampled_from(USES))
def test_a_consent_widens_exactly_the_use_it_names_and_no_other(
    caveats: Caveats, viewer: Viewer, use: Use, other: Viewer, another: Use
) -> None:
    root = thing("root", caveats)
    consent = Allowance(
        item="root",
        supplier="TJ",
        message="m",
        action=use.action,
        purpose=viewer.purpose,
        users=(f"person:{viewer.who}",),
        to=use.to,
        until=START.date(),
    )
    moved = use.action is Action.KEEP  # consent to keep it moves the supplier's day
    expired = caveats.retain_until is not None and START.date() > caveats.retain_until and not moved
    assert judge([root], [consent], viewer, use, START).allowed == (not expired)
    named = (other.who, other.purpose, another) == (viewer.who, viewer.purpose, use)
    if not named and use.action is not Action.KEEP:
        without = judge([root], [], other, another, START).allowed
        assert judge([root], [consent], other, another, START).allowed == without
    tomorrow = START + timedelta(days=1)
    if use.action is not Action.KEEP:
        assert judge([root], [consent], viewer, use, tomorrow) == judge([root], [], viewer, use, tomorrow)
    by_another = thing("root", caveats, supplier="KZ")
    assert judge([by_another], [consent], viewer, use, START) == judge([by_another], [], viewer, use, START)


SECRET = "the bank account of a third party"  # noqa: S105 - what must not be shown, no password


@pytest.mark.parametrize(
    "caveats",
    [
        Caveats(purposes=frozenset()),
        Caveats(users=(("person:nobody",),)),
        Caveats(users=((),)),
        Caveats(marking=Marking.RED),
        Caveats(retain_until=date(2026, 3, 1)),
    ],
    ids=["no purpose", "other person", "nobody", "red", "run out"],
)
def test_no_view_list_export_annex_or_message_shows_what_is_withheld(world: World, caveats: Caveats) -> None:
    item = world.received(caveats, text=SECRET)
    uz = world.uz
    uz.holdings.derive("report-1", "report", f"On {SECRET}", [item.id], contents={"text": SECRET})
    uz.holdings.derive("score-1", "score", f"On {SECRET}", ["report-1"], contents={"text": SECRET})
    shown: list[object] = [
        *uz.holdings.listed(OFFICER),
        *(uz.holdings.read(OFFICER, id_) for id_ in ("report-1", "score-1")),
    ]
    asked, answer = (message.id for message in (uz.desk.outbox(OFFICER)[0], uz.desk.inbox(OFFICER)[0]))
    shown += [uz.desk.read(OFFICER, answer), *uz.desk.inbox(OFFICER), uz.desk.conversation(asked)]
    for action in Action:
        use = Use(action=action)
        shown += [uz.holdings.read(OFFICER, "score-1", use), annex(uz, asked, OFFICER, use)]
    for form in ExportForm:
        with pytest.raises(NotAllowed) as refused:
            export(uz, OFFICER, [item.id, "report-1", "score-1"], form)
        shown.append(refused.value)
    draft = uz.desk.draft(
        COMPLETE,
        author="A. Karimov",
        agreement=world.agreement.id,
        article="1",
        recipient="TJ",
        language="en",
        items=[item.__class__(id="item-0002", title="Onward", contents=item.contents)],
        sources={"item-0002": ["score-1"]},
    )
    uz.desk.approve(draft.id, by="D. Salimova")
    with pytest.raises(NotAllowed):
        uz.desk.send(draft.id, by=OFFICER)
    assert world.parcels(uz) == []
    assert not any(SECRET in str(each) for each in shown)
    views = [uz.holdings.read(OFFICER, id_) for id_ in (item.id, "report-1", "score-1")]
    assert all(view.withheld and view.contents is None for view in views), "what is withheld is said to be"


def test_what_may_be_seen_is_shown_with_its_caveats(world: World) -> None:
    item = world.received(Caveats(evidence=False))
    world.uz.holdings.derive("report-1", "report", "Report", [item.id], contents={"text": "made of it"})
    view = world.uz.holdings.read(OFFICER, "report-1")
    assert view.contents == {"text": "made of it"}
    assert not view.caveats.evidence
    assert view.sources == (item.id,)
    refused = world.uz.holdings.read(OFFICER, "report-1", Use(action=Action.EVIDENCE))
    assert refused.contents is None
    assert [(each.source, each.ask) for each in refused.withheld] == [(item.id, "TJ")]


def test_an_item_sent_on_carries_the_caveats_of_what_it_was_made_from(world: World) -> None:
    item = world.received(Caveats(evidence=False))
    world.uz.holdings.derive("report-1", "report", "Report", [item.id])
    onward = item.__class__(id="item-0002", title="Back to you", contents=item.contents)
    draft = world.uz.desk.draft(
        COMPLETE,
        author="A. Karimov",
        agreement=world.agreement.id,
        article="1",
        recipient="TJ",
        language="en",
        items=[onward],
        sources={onward.id: ["report-1"]},
    )
    sent = world.approved(world.uz, draft)
    assert not sent.items[0].caveats.evidence
    world.exchange()
    assert not world.tj.holdings.caveats(onward.id).evidence


def test_a_look_is_logged_whether_it_was_allowed_or_not(world: World) -> None:
    item = world.received(Caveats(users=(("role:analyst",),)))
    world.uz.holdings.read(OFFICER, item.id)
    world.uz.holdings.read(Viewer(who="B", purpose=Purpose.INVESTIGATION), item.id)
    looks = [(each.event.value, each.detail["who"]) for each in world.uz.log.entries(newest=2)]
    assert looks == [("shown", "A. Karimov"), ("withheld", "B")]


def test_a_body_written_from_received_information_is_bound_by_it_too(world: World) -> None:
    item = world.received(Caveats(users=(("role:analyst",),), evidence=False))
    draft = world.uz.desk.draft(
        COMPLETE,
        author="A. Karimov",
        agreement=world.agreement.id,
        article="1",
        recipient="TJ",
        language="en",
        sources={BODY: [item.id]},
    )
    inspector = Viewer(who="I", roles=frozenset({"inspector"}), purpose=Purpose.INVESTIGATION)
    assert world.uz.desk.hidden_from(OFFICER, draft.id) == ()
    assert [each.source for each in world.uz.desk.hidden_from(inspector, draft.id)] == [item.id]
    sent = world.approved(world.uz, draft)
    assert not sent.caveats.evidence
    assert world.uz.desk.read(OFFICER, sent.id).body == COMPLETE
    assert world.uz.desk.read(inspector, sent.id).body is None
    shown = {each.id: each.matter for each in world.uz.desk.outbox(inspector)}
    assert shown[sent.id] is None
