"""A table of goods in, a line of JSON for each out."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from darvoza.goods import ControlList, ItemsError, hs_page, identify_items, look
from darvoza.language import Language


def _run(folder: Path, control: ControlList, text: str, language: Language = Language.ENGLISH) -> list[dict[str, Any]]:
    items, out = folder / "items.csv", folder / "out.jsonl"
    items.write_text(text, encoding="utf-8")
    count = identify_items(items, out, control, language)
    lines = [msgspec.json.decode(line) for line in out.read_bytes().splitlines()]
    assert len(lines) == count
    return lines


def test_each_line_says_what_the_goods_are(tmp_path: Path, control: ControlList) -> None:
    lines = _run(
        tmp_path,
        control,
        "id,description,hs,cas,un_number,quantity,unit,value,currency,origin\n"
        'a,"Aluminium alloy 7075-T6 bar, OD 120 mm, UTS 540 MPa",7604.29,,,400,kg,,,CN\n'
        "b,Датчик абсолютного давления,,,,,,,,\n"
        "c,,,111-48-8,,,,,,\n"
        "d,Wheat flour,1101,,,,,,,\n"
        "e,,,,UN 1715,,,,,\n",
    )
    assert [line["id"] for line in lines] == ["a", "b", "c", "d", "e"]
    keys = {"id", "determinations", "candidates", "headings", "identifiers", "contradictions"}
    assert all(set(line) == keys for line in lines)
    a, b, c, d, e = lines
    [meets] = [one for one in a["determinations"] if one["code"] == "1C202.a"]
    assert meets["outcome"] == "meets"
    assert {"name": "tensile strength", "value": "540 MPa"} in meets["evidence"]
    assert a["candidates"][0]["code"] == "1C202"
    assert a["identifiers"]["hs"] == ["760429"]
    assert b["determinations"][0]["outcome"] == "undetermined"
    assert b["determinations"][0]["questions"]
    assert (c["determinations"][0]["outcome"], c["identifiers"]["cas"]) == ("meets", ["111-48-8"])
    assert d["determinations"] == d["contradictions"] == []
    assert e["determinations"][0]["entry"] == "drug-precursor-acetic-anhydride"


def test_columns_may_be_few_and_in_any_order(tmp_path: Path, control: ControlList) -> None:
    [line] = _run(tmp_path, control, "description,colour,id\nKrytron,red,7\n")
    assert (line["id"], line["determinations"][0]["code"]) == ("7", "3A228.a")
    assert len(line["candidates"]) <= 10


def test_questions_and_contradictions_come_in_the_language_asked_for(tmp_path: Path, control: ControlList) -> None:
    [line] = _run(tmp_path, control, "id,description\n1,Крайтрон\n", Language.RUSSIAN)
    assert "Сколько у него электродов?" in line["determinations"][0]["questions"]
    assert line["determinations"][0]["title"].startswith("Коммутирующие")


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "is empty"), ("id,text\n1,a\n", "no column 'description'"), ('id,description\n1,"a\n', "no CSV table")],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: str, said: str) -> None:
    items = tmp_path / "items.csv"
    items.write_text(content, encoding="utf-8")
    with pytest.raises(ItemsError, match=said):
        identify_items(items, tmp_path / "out.jsonl")


def test_one_description_can_be_looked_up(control: ControlList) -> None:
    found = look("Glass-lined reactor 3000 L", "8419.89", entries=control)
    assert found["determinations"][0]["outcome"] == "meets"
    assert "2B350" in [one.code for one in found["candidates"]]


def test_advice_comes_with_a_look_up_in_the_officers_language(control: ControlList) -> None:
    found = look("Зарин, баллон", entries=control, language=Language.RUSSIAN)
    [one] = found["determinations"]
    assert one["advice"].opening == "specialist"
    assert one["advice"].hazards[0].startswith("Смертельно")
    assert one["advice"].contact


def test_an_hs_page_tells_what_can_be_controlled_under_a_code(control: ControlList) -> None:
    page = hs_page("9026.20", control, Language.RUSSIAN)
    assert (page[0]["code"], page[0]["strength"].value) == ("2B230", "core")
    assert page[0]["title"].startswith("Датчики абсолютного давления")
    assert page[0]["advice"].red_flags
    assert hs_page("", control) == []
