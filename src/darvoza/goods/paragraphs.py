"""The paragraphs of a published list: what stands under ``2B350.i`` and nowhere else in 2B350.

Lists number paragraphs by letters and numbers in turn (a, 1, a, 1). One writes the whole path (``b.2.a.``), the other
only the last step (``a.``), which must then be placed by what came before and by how far it is indented. Notes have
lists of their own, which are no paragraphs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_STEP = r"(?:[a-z]|\d{1,2})"
_MARK = re.compile(rf"^(?P<path>{_STEP}(?:\.{_STEP}){{0,6}})\.(?:\s|$)")
_NOTE = re.compile(r"^(?:Technical )?Notes?\b|^N\. ?B\.", re.IGNORECASE)
_FURNITURE = re.compile(r"^\d{1,3}$|^CATEGORY \d|^[0-9][A-E]\d{3}(?:\.[\w.]+)? continued", re.IGNORECASE)
_SAME_COLUMN = 1
_INDENT = (3, 9)
_GOES_ON = (";", ",", ":", "and", "or")  # how a line ends after which the list of a note has more

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a path, and the column at which it stands."""

    name: str
    column: int


@dataclass(slots=True)
class _Place:
    """Where the reader stands: the path of paragraphs, and the list of a note, if it is in one."""

    main: list[_Step] = field(default_factory=list)
    note: list[_Step] | None = None

    def move(self, steps: list[str], column: int, before: str) -> None:
        """Go to the paragraph that a mark opens; a note has a list of its own only after a colon."""
        if len(steps) > 1:
            self.main, self.note = [_Step(step, column) for step in steps], None
            return
        step = _Step(steps[0], column)
        onward = _placed(self.main, step)
        if self.note or (self.note is not None and before.endswith(":")):
            within = _placed(self.note, step)
            ended = _fits(self.main, onward) and not _fits(self.note, within)
            ended |= column == 0 and not before.endswith(_GOES_ON)  # nothing is indented: the signs must tell
            if within is not None and not (onward and ended):
                self.note = within
                return
        if onward or not self.main:
            self.main, self.note = onward or [step], None


def paragraph(section: str, code: str) -> str | None:
    r"""The text under one paragraph of a section with what leads to it and its notes; None if there is none such.

    ``code`` is the whole code (``2B350.i``); without a paragraph the whole section is meant. Notes elsewhere count if
    they name the code.

    >>> section = "Plant:\na. Reactors over 0,1 m3\nb. Agitators;\nc. Pumps:\n1. over 0,6 m3/h"
    >>> paragraph(section, "2B350.b")
    'Plant:\nb. Agitators;'
    """
    wanted = tuple(code.split(".")[1:])
    if not wanted:
        return section
    lines = list(_lines(section))
    if not any(path[: len(wanted)] == wanted for path, _, _ in lines):
        return None
    # A note names several paragraphs as 1C350.1, .3, .5 and .11.
    named = re.compile(rf"\b{code[:5]}(?:\.[a-z0-9.]+|[,;\s]|and|or)*?{re.escape(code[5:])}(?!\w)")
    about = {note for note in {note for _, _, note in lines if note} if named.search(_note_text(lines, note))}
    return "\n".join(
        line
        for path, line, note in lines
        if path[: len(wanted)] == wanted or wanted[: len(path)] == path or note in about
    )


def _note_text(lines: list[tuple[Path, str, int]], number: int) -> str:
    return " ".join(line for _, line, note in lines if note == number)


def _lines(section: str) -> Iterator[tuple[Path, str, int]]:
    """Every line with the path of the paragraph that it is in, and the number of the note that it is in (0: none)."""
    place = _Place()
    before, notes = "", 0
    for written in section.splitlines():
        line = written.strip().removeprefix("Items:").strip()
        if not line or _FURNITURE.match(line):
            continue
        if _NOTE.match(line):
            place.note = []
            notes += 1
        elif mark := _MARK.match(line):
            place.move(mark["path"].split("."), len(written) - len(written.lstrip()), before)
        before = line
        yield tuple(step.name for step in place.main), line, notes if place.note is not None else 0


def _placed(path: list[_Step], step: _Step) -> list[_Step] | None:
    """The path that a step leads to: the next on its level, or the first one level down; None if it fits nowhere.

    Of several levels the one nearest to its column counts, of equals the deeper.
    """
    depths = [depth for depth in range(len(path), 0, -1) if _follows(path[depth - 1].name, step.name)]
    if depths:
        nearest = min(depths, key=lambda depth: abs(path[depth - 1].column - step.column))
        return [*path[: nearest - 1], step]
    if step.name in {"a", "1"} and (not path or path[-1].name.isdigit() != step.name.isdigit()):
        return [*path, step]
    return None


def _fits(before: list[_Step], after: list[_Step] | None) -> bool:
    """Whether the last step stands at the column of the step that it follows, or a little right of the one above it."""
    if not after:
        return False
    column = after[-1].column
    if len(after) <= len(before):
        return abs(before[len(after) - 1].column - column) <= _SAME_COLUMN
    above = before[-1].column if before else 0
    return above + _INDENT[0] <= column <= above + _INDENT[1]


def _follows(last: str, step: str) -> bool:
    if last.isdigit() != step.isdigit():
        return False
    return int(step) == int(last) + 1 if step.isdigit() else ord(step) == ord(last) + 1
