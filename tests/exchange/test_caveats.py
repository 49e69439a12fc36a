"""Caveats only ever grow stricter."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.world import agreement_text

from darvoza.exchange import Caveats, Marking, Purpose, canonical, caveats_of, parse_agreement, strictest

names = st.sampled_from(["role:analyst", "role:targeter", "unit:PCU-1", "person:A", "person:B"])
some = st.builds(
    Caveats,
    purposes=st.none() | st.frozensets(st.sampled_from(list(Purpose)), max_size=3),
    users=st.lists(st.lists(names, max_size=3).map(tuple), max_size=2).map(tuple),
    evidence=st.booleans(),
    onward=st.none() | st.frozensets(st.sampled_from(["UZ", "TJ", "KZ"]), max_size=3),
    retain_until=st.none() | st.integers(0, 900).map(lambda days: date(2026, 1, 1) + timedelta(days=days)),
    marking=st.sampled_from(list(Marking)),
    words=st.frozensets(st.sampled_from(["A", "B"])),
)


@settings(max_examples=40)
@given(some, some, some)
def test_joining_is_the_same_in_any_order_and_adds_nothing_twice(one: Caveats, two: Caveats, three: Caveats) -> None:
    assert one | two == two | one
    assert (one | two) | three == one | (two | three)
    assert one | one == one
    assert one | Caveats() == one
    assert canonical(one | two) == canonical(two | one)


@settings(max_examples=40)
@given(st.lists(some, max_size=6))
def test_the_join_is_at_least_as_strict_as_each(every: list[Caveats]) -> None:
    joined = strictest(every)
    assert all(joined.covers(each) for each in every)


@settings(max_examples=40)
@given(some, some)
def test_nothing_that_either_forbids_is_allowed_by_the_join(one: Caveats, two: Caveats) -> None:
    joined = one | two
    for each in (one, two):
        assert joined.purposes is None or each.purposes is None or joined.purposes <= each.purposes
        assert each.onward is None or (joined.onward is not None and joined.onward <= each.onward)
        assert set(each.users) <= set(joined.users)
        assert each.evidence or not joined.evidence
        assert each.retain_until is None or (joined.retain_until or date.max) <= each.retain_until
        assert list(Marking).index(joined.marking) >= list(Marking).index(each.marking)


def test_words_of_the_agreement_become_what_they_oblige_to() -> None:
    agreement = parse_agreement(agreement_text())
    always = caveats_of(agreement, (), date(2026, 3, 1))
    assert always.words == {"CUSTOMS-ONLY", "ORIGINATOR-CONSENT"}
    assert always.onward == frozenset()
    both = caveats_of(agreement, ("NO-EVIDENCE", "RETAIN-YEAR"), date(2026, 3, 1))
    assert not both.evidence
    assert both.retain_until == date(2027, 3, 1)
    assert both.covers(always)
