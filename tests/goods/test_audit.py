"""Our limits against the published lists, read by another parser."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from darvoza.goods import ControlList, ListFileError, audit, compile_entries, drift
from darvoza.goods.audit import published_values

_VOCABULARY: dict[str, Any] = {
    "parameters": {
        name: {
            "dimension": dimension,
            "title": {"en": name},
            "labels": {"en": [name]},
            "question": {"en": f"What is the {name}?"},
        }
        for name, dimension in {"strength": "pressure", "diameter": "length", "axes": "axis_count"}.items()
    },
}


def _control(*limits: str, **listing: Any) -> ControlList:  # noqa: ANN401 - fields of a YAML listing
    entry = {
        "id": "bars",
        "title": {"en": "Bars"},
        "lists": [{"list": "L", "code": "1C202.a", "regime": "NSG", "source": "a public list", **listing}],
        "subject": {"en": ["bar*"]},
        "test": {"all": list(limits)},
    }
    return compile_entries([("bars.yaml", [entry])], [("words.yaml", _VOCABULARY)], date(2025, 1, 1))


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "list.txt"
    path.write_text(
        "1C201   Something else of 999 MPa\n"
        "1C202   Alloys, as follows:\n"
        "        a.  Capable of an ultimate tensile strength of 460 MPa or\n"
        "            more, and an outside diameter of more than 75 mm, on\n"
        "            five axes or more;\n"
        "        b.  Tested at 1 950 MPa\n"
        "1C203   Another\n",
        encoding="utf-8",
    )
    return path


def test_limits_that_the_list_has_are_found_in_any_unit(published: Path) -> None:
    table = audit(published, _control("strength >= 0.46 GPa", "diameter > 7.5 cm", "axes >= 5 axes"), "L")
    assert table["found"].to_list() == [True, True, True]
    assert table["code"].unique().to_list() == ["1C202.a"]


def test_a_limit_that_the_list_does_not_have_is_told_with_what_it_has(published: Path) -> None:
    [row] = audit(published, _control("strength >= 999 MPa"), "L").to_dicts()
    assert not row["found"]
    assert row["explained"] is None
    assert row["published"] == ["460 MPa", "5 axes", "75 mm"]


def test_a_limit_of_another_paragraph_is_not_found(published: Path) -> None:
    control = _control("strength >= 1950 MPa")
    assert audit(published, control, "L")["found"].to_list() == [False]
    under_b = _control("strength >= 1950 MPa", code="1C202.b")
    assert audit(published, under_b, "L")["found"].to_list() == [True]


def test_a_mismatch_may_be_explained(published: Path) -> None:
    control = _control("strength >= 999 MPa", explained={"strength >= 999 MPa": "by another standard"})
    assert audit(published, control, "L")["explained"].to_list() == ["by another standard"]


def test_entries_that_the_list_does_not_have_are_left_out(published: Path) -> None:
    assert audit(published, _control("strength >= 460 MPa"), "Other").is_empty()
    assert audit(published, _control("strength >= 460 MPa", code="9A999"), "L").is_empty()


def test_a_list_in_xml_is_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_text("<R>\n <HD>1C202 Alloys</HD>\n <P>a. of <I>460</I> MPa &amp; more</P>\n</R>", encoding="utf-8")
    assert audit(path, _control("strength >= 460 MPa"), "L")["found"].to_list() == [True]


def test_two_versions_of_a_list_show_what_changed(published: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.txt"
    later.write_text(published.read_text(encoding="utf-8").replace("460 MPa", "480 MPa"), encoding="utf-8")
    assert drift(published, later).rows() == [("1C202", ["460 MPa"], ["480 MPa"])]
    assert drift(published, published).is_empty()


@pytest.mark.parametrize(("content", "said"), [(b"Dear reader", "no code"), (b"\xff\xfe\x00", "no UTF-8")])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(ListFileError, match=said):
        audit(path, _control("strength >= 460 MPa"), "L")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("between 100 and 300 mm", [0.1, 0.3]),
        ("1,000,000 Hz", [1e6]),
        ("DN 10", [0.01]),
        ("two litres per minute", [2e-3 / 60]),
        ("15 g", [0.015, 147.09975]),
        ("0,6 m3/hour", [0.6 / 3600]),
        ("850 °C", [1123.15]),
    ],
)
def test_values_are_read_as_lists_write_them(text: str, values: list[float]) -> None:
    assert sorted(published_values(text).values()) == pytest.approx(sorted(values))


@pytest.mark.parametrize(
    ("name", "file"), [("EU-2021/821", "eu_annex1_2022_en.txt"), ("US-CCL", "us_ccl_part774_supp1.xml")]
)
def test_no_limit_of_ours_differs_from_the_published_list_unexplained(
    shared: Path, control: ControlList, name: str, file: str
) -> None:
    table = audit(shared / "data/goods" / file, control, name)
    assert table.height > 100
    assert table.filter(~table["found"] & table["explained"].is_null()).select("entry", "code", "limit").rows() == []
