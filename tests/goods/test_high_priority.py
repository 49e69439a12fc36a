"""The Common High Priority codes."""

import polars as pl
import pytest

from darvoza.goods import common_high_priority


def test_fifty_distinct_codes_of_six_digits_in_six_tiers() -> None:
    table = common_high_priority()
    assert table.height == table["hs6"].n_unique() == 50
    assert table["hs6"].str.contains(r"^\d{6}$").all()
    assert sorted(table["tier"].unique()) == ["1", "2", "3A", "3B", "4A", "4B"]


@pytest.mark.parametrize(("tier", "codes"), [("1", 4), ("2", 5), ("3A", 16), ("3B", 9), ("4A", 11), ("4B", 5)])
def test_each_tier_is_complete(tier: str, codes: int) -> None:
    assert common_high_priority().filter(pl.col("tier") == tier).height == codes
