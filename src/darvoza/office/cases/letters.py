"""The letters of a bundle on paper: which fonts it has beside those of typst, and what is written where none has them.

The same packages give the same paper on every machine; the fonts of the machine itself are never used.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_ARABIC: Final = ("fontpkg_noto_sans_arabic", "files")
_EAST_ASIAN: Final = ("justmytype_intl_cjk", "fonts/ofl")
"""Packages of openly licensed fonts, used where they are installed, and the folder of each."""

# typst's own fonts have Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and most of Arabic; they lack these
_LACKING: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]+"
)
_NOT_EAST_ASIAN: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f]+")


@cache
def font_folders() -> tuple[Path, ...]:
    """The folders of the font packages that are installed."""
    return tuple(filter(None, map(_folder, (_ARABIC, _EAST_ASIAN))))


def legible(said: Any, east_asian: bool) -> Any:  # noqa: ANN401, FBT001 - any value of JSON, read in one pass
    """What is said, with letters that no font of the paper has as their Unicode numbers.

    >>> legible({"name": "中国 Co"}, False)
    {'name': '⟨U+4E2D U+56FD⟩ Co'}
    """
    if isinstance(said, str):
        return (_NOT_EAST_ASIAN if east_asian else _LACKING).sub(_numbers, said)
    if isinstance(said, Mapping):
        return {name: legible(value, east_asian) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [legible(each, east_asian) for each in said]
    return said


def has_east_asian() -> bool:
    """Whether Chinese, Japanese and Korean letters can be printed."""
    return _folder(_EAST_ASIAN) is not None


def _folder(package: tuple[str, str]) -> Path | None:
    name, inside = package
    found = find_spec(name)
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / inside
    return folder if folder.is_dir() else None


def _numbers(found: re.Match[str]) -> str:
    return "⟨" + " ".join(f"U+{ord(letter):04X}" for letter in found[0]) + "⟩"
