"""What listed parties own half of is found through any number of steps, with the way there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.parties import ListedName, ListedParty, Relation, Stake, WatchList, WatchLists, owned_by_listed, stakes_of

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
