"""The registry: a format is a module in a folder, found by what it recognises."""

from pathlib import Path

import pytest

from darvoza.intake import Message, all_formats
from darvoza.intake.registry import recognise

GOLDEN = Path(__file__).parents[1] / "golden" / "messages"


def test_every_format_has_its_own_name_a_title_and_a_place_in_the_order() -> None:
    formats = all_formats()
    assert len({each.id for each in formats}) == len(formats)
    assert all(each.title for each in formats)
    assert list(formats) == sorted(formats, key=lambda each: (each.precedence, each.id))
    assert {"cuscar", "edifact", "fwb", "ffm", "fhl", "cargo_imp"} <= {each.id for each in formats}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*")), ids=lambda path: path.name)
def test_content_says_what_a_message_is_whatever_its_file_is_called(path: Path) -> None:
    data = path.read_bytes()
    expected = path.name.partition("_")[0].rstrip("0123456789")
    for name in (path.name, "message", "upload.bin", "table.csv"):
        found = recognise(Message.of(name, data))
        assert found is not None
        assert found.id == expected


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0", b"UNBELIEVABLE", b"FWBX/16\n", b"the FNA said"])
def test_what_only_resembles_a_message_is_not_one(data: bytes) -> None:
    found = recognise(Message.of("message", data))
    assert found is None or found.id not in {"cuscar", "edifact", "fwb", "ffm", "fhl", "cargo_imp"}
