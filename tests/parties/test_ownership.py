"""What listed parties own half of is found through any number of steps, with the way there."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import (
    LINKED,
    ListedName,
    ListedParty,
    NameIndex,
    Relation,
    Stake,
    WatchList,
    WatchLists,
    load_lists,
    match_signals,
    owned_by_listed,
    owned_parties,
    ownership_signals,
    screen,
    stakes_of,
)

LISTED = frozenset({"L", "M"})


def test_shares_add_up_and_cascade() -> None:
    stakes = [
        Stake("L", "a", 0.25),
        Stake("M", "a", 0.25),
        Stake("a", "b", 0.5),
        Stake("b", "c", 0.49),
        Stake("L", "d", 0.49),
    ]
    found = owned_by_listed(stakes, LISTED)
    assert set(found) == {"a", "b"}
    assert found["a"].share == 0.5
    assert found["b"].path == (stakes[0], stakes[1], stakes[2])


def test_circles_and_owning_oneself_prove_nothing() -> None:
    assert not owned_by_listed([Stake("a", "b", 1), Stake("b", "a", 1), Stake("c", "c", 1)], LISTED)


def test_one_owner_is_counted_once() -> None:
    assert not owned_by_listed([Stake("L", "a", 0.3), Stake("L", "a", 0.3)], LISTED)


def test_stakes_come_from_the_lists() -> None:
    party = ListedParty(
        entity_id="a", names=(ListedName("A"),), relations=(Relation("owned by", "L", 0.6), Relation("x", "M"))
    )
    lists = WatchLists((WatchList(id="x", title="X", source="x", sha256="", licence="own", entries=(party,)),))
    assert stakes_of(lists) == [Stake("L", "a", 0.6)]


NODES = st.sampled_from("LMabcdef")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.builds(Stake, NODES, NODES, st.floats(0.01, 1)), max_size=12),
    st.builds(Stake, NODES, NODES, st.floats(0.01, 1)),
)
def test_another_stake_never_frees_anybody(stakes: list[Stake], more: Stake) -> None:
    before = owned_by_listed(stakes, LISTED)
    after = owned_by_listed([*stakes, more], LISTED)
    assert set(before) <= set(after)
    for party in after.values():
        assert 0.5 <= party.share <= 1
        assert party.path[-1].owned == party.entity_id


def test_a_circle_below_a_listed_owner_is_owned_as_a_whole() -> None:
    stakes = [Stake("L", "a", 0.5), Stake("b", "a", 0.5), Stake("a", "b", 0.6), Stake("b", "c", 0.5)]
    found = owned_by_listed(stakes, LISTED)
    assert set(found) == {"a", "b", "c"}
    assert found["c"].path[-1] == Stake("b", "c", 0.5)


def test_several_owners_that_are_owned_themselves_add_up() -> None:
    stakes = [
        Stake("L", "a", 0.9),
        Stake("M", "b", 0.5),
        Stake("a", "c", 0.3),
        Stake("b", "c", 0.2),
        Stake("free", "c", 0.5),
    ]
    (owned,) = [each for each in owned_by_listed(stakes, LISTED).values() if each.entity_id == "c"]
    assert owned.share == 0.5
    assert [step.owner for step in owned.path] == ["L", "a", "M", "b"]


def test_an_owner_given_by_name_is_found_on_its_own_list_only() -> None:
    owner = ListedParty(entity_id="1", names=(ListedName("Heron Trust"),))
    owned = ListedParty(
        entity_id="2", names=(ListedName("Heron Plant"),), relations=(Relation("owned by", "HERON TRUST", 0.6),)
    )
    other = ListedParty(entity_id="1", names=(ListedName("Somebody Else"),), programmes=(LINKED,))
    lists = WatchLists((_list("x", owner, owned), _list("y", other)))
    assert stakes_of(lists) == [Stake("1", "2", 0.6)]


FTM = """\
{"id":"l","schema":"Person","properties":{"name":["Zafar Qodirshoyev"],"topics":["sanction"]}}
{"id":"h","schema":"Company","properties":{"name":["Quiet Reed Holding"],"topics":["corp.offshore"]}}
{"id":"t","schema":"Company","properties":{"name":["Kelminsin Veshtur Trading"],"topics":["sanction.linked"]}}
{"id":"f","schema":"Company","properties":{"name":["Free Onions"],"topics":["sanction.linked"]}}
{"id":"1","schema":"Ownership","properties":{"owner":["l"],"asset":["h"],"percentage":["50 - 75 %"]}}
{"id":"2","schema":"Ownership","properties":{"owner":["h"],"asset":["t"],"percentage":["100"]}}
{"id":"3","schema":"Ownership","properties":{"owner":["h"],"asset":["f"],"percentage":["49,9"]}}
{"id":"4","schema":"Directorship","properties":{"director":["l"],"organization":["f"]}}
"""


def test_a_declared_party_that_a_listed_one_owns_is_signalled_with_the_way(tmp_path: Path) -> None:
    file = tmp_path / "register.ftm.json"
    file.write_text(FTM, encoding="utf-8")
    lists = load_lists([file])
    assert set(owned_parties(lists)) == {("register", "h"), ("register", "t")}
    consignments = [
        Consignment(
            id=name,
            message="m",
            reference=name,
            lodgement=Lodgement.MANIFEST,
            parties=(Party(role=Role.CONSIGNEE, name=name),),
        )
        for name in ("Kelminsin Veshtur Trading", "Free Onions")
    ]
    matches = screen(ConsignmentBatch.of(consignments), NameIndex.build(lists))
    (signal,) = ownership_signals(matches, lists).rows(named=True)
    facts = {fact["name"]: fact["value"] for fact in signal["evidence"]}
    assert (signal["row"], signal["id"], facts["percent"]) == (0, "owned:register:t", "100")
    assert facts["path"] == (
        "Zafar Qodirshoyev → Quiet Reed Holding 50 %; Quiet Reed Holding → Kelminsin Veshtur Trading 100 %"
    )
    assert ownership_signals(matches.clear(), lists).is_empty()
    assert not match_signals(matches)["mandatory"].any()  # who is only tied to a listed party is not listed


def _list(name: str, *entries: ListedParty) -> WatchList:
    return WatchList(id=name, title=name, source=name, sha256=name, licence="own", entries=entries)
