"""A table read for learning: what was found, and columns beside the consignment."""

import pytest

from darvoza.intake import Beside, MappingError, Message, Refused, parse_mapping, read_beside

MAPPING = b"""
name: posts
title: A post's own table
recognise: [No, Goods]
reference: No
fields: {goods.description: Goods, goods.value: Value}
outcomes:
  inspected: {column: Checked, holds: [x]}
  breach: Found
  critical: {column: Grade, holds: ["2"]}
  revenue: Extra duty
features:
  regime: Regime
  duty_rate: {column: Rate, number: true}
"""
TABLE = """No;Goods;Value;Checked;Found;Grade;Extra duty;Regime;Rate
7;pumps;10;x;yes;2;100;A;5
8;pipes;10;;;;;B;
7;valves;10;x;no;0;20;C;6
"""


def read(table: str, *, outcomes: bool = True) -> Beside:
    return read_beside(Message.of("t.csv", table.encode()), parse_mapping(MAPPING), outcomes=outcomes)


def test_outcomes_and_features_stand_beside_their_consignments() -> None:
    beside = read(TABLE)
    assert beside.batch.consignments["reference"].to_list() == ["7", "8"]
    assert beside.outcomes.to_dicts() == [
        {"inspected": True, "breach": True, "critical": True, "revenue": 120.0},
        {"inspected": False, "breach": None, "critical": None, "revenue": None},
    ]
    assert beside.features.to_dicts() == [{"regime": "A", "duty_rate": 5.0}, {"regime": "B", "duty_rate": None}]


def test_columns_may_come_in_any_order_and_outcomes_may_lack_where_nothing_is_known_yet() -> None:
    beside = read("Rate;Regime;Value;Goods;No\n5;A;10;pumps;7\n", outcomes=False)
    assert beside.outcomes.width == 0
    assert beside.features.to_dicts() == [{"regime": "A", "duty_rate": 5.0}]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Refused) as refused:
        read("Rate;Value;Goods;No\n5;10;pumps;7\n", outcomes=False)
    assert (refused.value.problem.value, refused.value.problem.limit) == ("Regime", "regime")


def test_a_mapping_says_what_is_wrong_with_its_outcomes() -> None:
    with pytest.raises(MappingError, match="guilty"):
        parse_mapping(MAPPING.replace(b"  inspected:", b"  guilty:"))
    with pytest.raises(MappingError, match="neither true nor false"):
        parse_mapping(MAPPING.replace(b"number: true", b"number: perhaps"))
