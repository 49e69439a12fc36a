"""A mapping says what a table's columns mean, and a wrong one is told everything that is wrong with it."""

from pathlib import Path

import pytest

from darvoza.consignment import COLUMNS
from darvoza.intake.mapping import MappingError, load_mapping, parse_mapping, shipped_mappings

GOOD = """
name: gate-log
title: Log of a gate
recognise: [No, Goods]
reference: No
date: "%d.%m.%Y"
decimal: ","
constants: {consignments.mode: road}
fields:
  goods.description: Goods
  goods.gross_mass_kg: {column: Tonnes, factor: 1000, decimal: "."}
  "parties[consignee].identifiers":
    - {column: INN, prefix: "TIN:"}
    - {column: EORI, prefix: "EORI:"}
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text.encode(), "gate.yaml")
    return [f"{each.where} | {each.value}" for each in caught.value.problems]


def test_a_mapping_is_read_with_its_defaults_passed_down() -> None:
    mapping = parse_mapping(GOOD.encode())

    by_target = {field.target: field for field in mapping.fields}
    assert mapping.columns == ("No", "Goods", "Tonnes", "INN", "EORI")
    assert by_target["goods.gross_mass_kg"].factor == 1000
    assert by_target["goods.gross_mass_kg"].decimal == "."
    assert by_target["goods.description"].decimal == ","
    assert by_target["consignments.mode"].constant == "road"
    assert [field.prefix for field in mapping.fields if field.label == "consignee"] == ["TIN:", "EORI:"]


def test_a_mapping_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "gate.yaml"
    path.write_text(GOOD, encoding="utf-8")

    assert load_mapping(path).name == "gate-log"


def test_each_wrong_key_is_named_with_its_line_and_value() -> None:
    text = GOOD.replace("goods.description", "goods.descripton").replace("factor: 1000", "factor: tons")

    assert problems_of(text) == [
        "line 10, fields.goods.descripton | descripton",
        "line 11, fields.goods.gross_mass_kg.factor | tons",
    ]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (GOOD.replace("reference: No", "reference: Number"), "line 5, reference | Number"),
        (GOOD.replace("mode: road", "mode: cart"), "line 8, constants.consignments.mode | cart"),
        (GOOD.replace("[consignee]", "[boss]"), "line 12, fields.parties[boss].identifiers | boss"),
        (GOOD.replace('decimal: ","', 'decimal: "~"'), "line 7, decimal | ~"),
        (GOOD.replace("title:", "colour:"), "line 3, colour | colour"),
        (GOOD.replace("%d.%m.%Y", "%d.%m.%Y %Q"), "line 6, date | %d.%m.%Y %Q"),
        (GOOD + "  goods.description: Again\n", "line 15, fields.goods.description | goods.description"),
        (
            GOOD + "  consignments.means_id: {column: T, split: ','}\n",
            "line 15, fields.consignments.means_id.split | consignments.means_id",
        ),
        (GOOD + "  goods.un_numbers: {column: T, split: '('}\n", "line 15, fields.goods.un_numbers.split | ("),
        (
            GOOD + "  consignments.flow: {column: T, values: {I: inward}}\n",
            "line 15, fields.consignments.flow.values.I",
        ),
        (GOOD + "  goods: [\n", "line"),
        ("[1, 2]", "line 1"),
        ("", "line 1"),
    ],
)
def test_every_rule_is_told_at_its_place(wrong: str, where: str) -> None:
    assert any(each.startswith(where) for each in problems_of(wrong))


def test_the_message_says_rule_and_remedy() -> None:
    with pytest.raises(
        MappingError, match=r"gate.yaml, line 5, reference: The reference column Number is not"
    ) as caught:
        parse_mapping(GOOD.replace("reference: No", "reference: Number").encode(), "gate.yaml")
    assert "Add it to recognise" in str(caught.value)


def test_a_mapping_too_large_is_not_even_parsed() -> None:
    assert "line 1" in problems_of("#" * 300_000)[0]


def test_shipped_mappings_are_sound_and_every_column_of_our_own_is_documented() -> None:
    shipped = {mapping.name: mapping for mapping in shipped_mappings()}

    assert set(shipped) == {"darvoza-table", "darvoza-table-ru", "kcs-declarations"}
    for name in ("darvoza-table", "darvoza-table-ru"):
        assert all(field.about for field in shipped[name].fields)


def test_both_plain_layouts_have_the_same_fields_and_reach_all_of_the_model() -> None:
    plain, russian = (
        {field.target for mapping in shipped_mappings() if mapping.name == name for field in mapping.fields}
        for name in ("darvoza-table", "darvoza-table-ru")
    )

    assert plain == russian
    reached = {target for target in plain if target.startswith(("goods.", "consignments."))}
    every = {f"goods.{name}" for name in COLUMNS["goods"]} | {
        f"consignments.{name}" for name in COLUMNS["consignments"]
    }
    made_here = {f"consignments.{name}" for name in ("id", "message", "reference", "provenance")}
    assert every - reached == made_here
