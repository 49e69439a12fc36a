"""Goods named in Uzbek and Tajik are found as they are in English."""

import pytest

from darvoza.goods import ControlList, Outcome, identify_text


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ("Giroskop, bias stability 0.1 deg/h", "7A002.a"),
        ("Тунги кўриш асбоби Gen 3", "6A002.a.2"),
        ("Асбоби шабнамо Gen 3", "6A002.a.2"),
        ("Портловчи моддалар", "Class 1"),
        ("Seziy-137 manbai 2 TBq", "Category 2"),
        ("Boyitilgan uran", "0C002"),
    ],
)
def test_goods_named_in_uzbek_and_tajik_are_found(control: ControlList, description: str, code: str) -> None:
    assert (code, Outcome.MEETS) in {(one.code, one.outcome) for one in identify_text(description, entries=control)}
