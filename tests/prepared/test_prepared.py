"""What takes long to prepare is kept for the process that starts next, and never trusted further than it can be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from darvoza.prepared import code, keep_in, prepared


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    keep_in(tmp_path / "prepared")
    yield tmp_path / "prepared"
    keep_in(None)


class Kitchen:
    """Makes one thing, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def make(self) -> dict[str, int]:
        self.made += 1
        return {"plov": self.made}


def test_it_is_made_once_and_then_found(folder: Path) -> None:
    kitchen = Kitchen()
    for _ in range(3):
        assert prepared("dish", [b"rice"], dict[str, int], kitchen.make) == {"plov": 1}
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]
    assert folder.stat().st_mode & 0o777 == 0o700


def test_of_something_else_it_is_made_anew_and_what_was_is_thrown_away(folder: Path) -> None:
    kitchen = Kitchen()
    prepared("dish", [b"rice", b"carrots"], dict[str, int], kitchen.make)
    prepared("tea", [b"leaves"], dict[str, int], kitchen.make)
    assert prepared("dish", [b"ricecarrots"], dict[str, int], kitchen.make) == {"plov": 3}
    assert sorted(path.name.partition("-")[0] for path in folder.iterdir()) == ["dish", "tea"]


@pytest.mark.parametrize("spoilt", [b"", b"\xc1", b"\x81\xa4plov", b"\x93\x01\x02\x03"])
def test_what_is_not_whole_or_not_what_it_should_be_is_made_anew(folder: Path, spoilt: bytes) -> None:
    kitchen = Kitchen()
    prepared("dish", [b"rice"], dict[str, int], kitchen.make)
    (kept,) = folder.iterdir()
    kept.write_bytes(spoilt)
    assert prepared("dish", [b"rice"], dict[str, int], kitchen.make) == {"plov": 2}
    assert prepared("dish", [b"rice"], dict[str, int], kitchen.make) == {"plov": 2}


def test_where_it_cannot_be_kept_it_is_made_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    kitchen = Kitchen()
    try:
        for folder in (None, tmp_path / "file" / "prepared"):
            keep_in(folder)
            prepared("dish", [b"rice"], dict[str, int], kitchen.make)
    finally:
        keep_in(None)
    assert kitchen.made == 2


def test_code_is_part_of_what_it_is_made_of() -> None:
    assert code(__file__, None) == [Path(__file__).read_bytes()]
