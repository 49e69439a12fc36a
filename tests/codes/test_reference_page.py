"""The reference page names everything the room offers, and its examples run."""

import doctest
from pathlib import Path

from darvoza import codes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "codes.md"
TYPES = {"Airport", "Check", "Country", "Currency", "LocodeRecord", "Office", "Place", "Unit"} | {
    "NomenclatureRecord",
    "NomenclatureSource",
}


def test_every_name_of_the_face_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [name for name in set(codes.__all__) - TYPES if f"`{name}" not in text]
    assert missing == []


def test_examples_of_the_page_run() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 0
    assert failed == 0
