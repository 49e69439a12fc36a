"""A common sign tells less than a rare one, whatever weight it was given."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darvoza import risk
from darvoza.signals import SignalKind, Typology, raise_signals


def _signals(
    rows: range, weight: float = 0.2, name: str = "X-01", kind: SignalKind = SignalKind.INDICATOR
) -> pl.DataFrame:
    return raise_signals(
        pl.DataFrame({"row": list(rows)}, schema={"row": pl.UInt32}),
        kind=kind,
        id=name,
        typology=Typology.DRUGS,
        weight=weight,
        reason="A sign",
        evidence={},
    )


def test_a_sign_of_usual_rarity_keeps_its_weight() -> None:
    assert risk.by_rarity(_signals(range(200)), 10_000)["weight"].to_list() == pytest.approx([0.2] * 200)


def test_a_common_sign_counts_less_and_a_rare_one_more() -> None:
    both = pl.concat([_signals(range(4_000), name="common"), _signals(range(3), name="rare")])
    weights = risk.by_rarity(both, 10_000).group_by("id").agg(pl.col("weight").first())
    told = dict(weights.iter_rows())
    assert told["common"] < 0.2 < told["rare"]


def test_a_sign_that_every_fifth_consignment_shows_tells_next_to_nothing() -> None:
    assert risk.by_rarity(_signals(range(2_000)), 10_000)["weight"][0] < 0.03


def test_a_single_consignment_is_weighed_by_judgement_alone() -> None:
    assert risk.by_rarity(_signals(range(1)), 1)["weight"].item() == pytest.approx(0.2, abs=0.02)


def test_a_sign_seen_twice_on_one_consignment_is_not_more_common() -> None:
    once = _signals(range(1))
    twice = pl.concat([once, once])
    assert risk.by_rarity(twice, 10_000)["weight"].to_list() == risk.by_rarity(once, 10_000)["weight"].to_list() * 2


def test_matches_with_different_listed_parties_are_one_kind_of_sign() -> None:
    alike = pl.concat(
        [_signals(range(row, row + 1), name=f"list:{row}", kind=SignalKind.PARTY_MATCH) for row in range(900)]
    )
    assert (risk.by_rarity(alike, 10_000)["weight"] < 0.2).all()


def test_control_entries_of_one_typology_are_one_kind_of_sign() -> None:
    alike = pl.concat(
        [_signals(range(row, row + 1), name=f"entry-{row}", kind=SignalKind.CONTROL_ENTRY) for row in range(900)]
    )
    assert (risk.by_rarity(alike, 10_000)["weight"] < 0.2).all()


@given(st.floats(0, 1), st.integers(1, 500), st.integers(500, 100_000))
def test_weights_stay_chances(weight: float, seen: int, rows: int) -> None:
    adjusted = risk.by_rarity(_signals(range(seen), weight), rows)["weight"]
    assert adjusted.is_between(0, 1).all()
    if weight in {0, 1}:
        assert (adjusted == weight).all()


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_of_two_equally_rare_signs_the_heavier_stays_heavier(first: float, second: float) -> None:
    weights = [risk.by_rarity(_signals(range(5), weight), 1_000)["weight"][0] for weight in (first, second)]
    assert (weights[0] < weights[1]) == (first < second) or weights[0] == pytest.approx(weights[1])
