"""Three-valued logic, and asking only for what can still change the outcome."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.goods.predicates import (
    All,
    Either,
    Has,
    Opposite,
    Predicate,
    PredicateError,
    judge,
    open_atoms,
    parse_predicate,
)

_NAMES = ("a", "b", "c", "d")
_TREES = st.recursive(
    st.sampled_from(_NAMES).map(Has),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Either(tuple(parts))),
        inner.map(Opposite),
    ),
    max_leaves=6,
)
_KNOWN = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in _NAMES})


def _judge(tree: Predicate, known: dict[str, bool | None]) -> bool | None:
    return judge(tree, lambda atom: known[atom.feature] if isinstance(atom, Has) else None).value


@settings(max_examples=200, deadline=None)
@given(_TREES, _KNOWN)
def test_a_settled_outcome_stays_whatever_the_unknown_turns_out_to_be(
    tree: Predicate, known: dict[str, bool | None]
) -> None:
    value = _judge(tree, known)
    open_names = [name for name in _NAMES if known[name] is None]
    for answers in product([True, False], repeat=len(open_names)):
        settled = _judge(tree, {**known, **dict(zip(open_names, answers, strict=True))})
        assert settled is not None
        assert value is None or settled is value


@settings(max_examples=200, deadline=None)
@given(_TREES, _KNOWN)
def test_answering_every_question_settles_the_outcome(tree: Predicate, known: dict[str, bool | None]) -> None:
    def atom(one: object) -> bool | None:
        return known[one.feature] if isinstance(one, Has) else None

    asked = {one.feature for one in open_atoms(tree, atom) if isinstance(one, Has)}
    assert (judge(tree, atom).value is None) == bool(asked)
    for answers in product([True, False], repeat=len(asked)):
        assert _judge(tree, {**known, **dict(zip(sorted(asked), answers, strict=True))}) is not None


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("flying", "test"),
        ({"all": []}, "test"),
        ({"all": ["a", {"none": ["a"]}]}, r"test\.all\[1\]"),
        ({"any": ["a"], "all": ["a"]}, "test"),
        ({"not": "flying"}, r"test\.not"),
        (5, "test"),
        ("speed > 5 m/s", "test"),
    ],
)
def test_a_test_that_cannot_be_read_says_where(written: object, where: str) -> None:
    with pytest.raises(PredicateError, match=f"^{where}: "):
        parse_predicate(written, lambda _: None, lambda name: name in _NAMES)
