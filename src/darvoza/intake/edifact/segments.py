"""Segments of an interchange and their elements, each at the byte where it stands.

The bytes are read as ISO 8859-1, one character a byte, so that every place in the text is a place in the file; only a
value that is not plain ASCII is then turned into the alphabet it was written in. What does not belong to a value (a
release character, a line break of the carrier's network) is replaced by marks of the same length, so that places stay
true, and taken out when the value is read.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from darvoza.intake.edifact.charset import Charset
from darvoza.intake.edifact.separators import Extent
from darvoza.intake.problems import Problems
from darvoza.intake.reading import Limits

Segment: TypeAlias = tuple[list[str], int, list[str]]
"""Elements as read (the tag first), the byte where the segment starts, and the elements as they stand in the file."""

_BLOCK: Final = 1 << 14
# Marks lie outside ISO 8859-1, so no byte of a file can be mistaken for one.
_DROP, _COMPONENT, _ELEMENT, _TERMINATOR, _RELEASE = "\ue000\ue001\ue002\ue003\ue004"
_PADDING: Final = " \r\n\t" + _DROP
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HELD: Final = "\x1a"  # a component separator that is part of a value, until the value is split
_ELEMENTS: Final = 1_000


class _Signs(NamedTuple):
    """Openings of segments too important to lose when the terminator before them is damaged."""

    plain: tuple[str, ...]
    pattern: re.Pattern[str]


def split(element: str) -> list[str]:
    """The components of an element.

    >>> split("KGM:55814")
    ['KGM', '55814']
    """
    if _HELD in element:
        return [each.replace(_HELD, ":") for each in element.split(":")]
    return element.split(":")


def first(element: str) -> str:
    """The first component of an element, empty when it has none.

    >>> first("UZTAS:139:6")
    'UZTAS'
    """
    part = element.partition(":")[0]
    return part.replace(_HELD, ":") if _HELD in part else part


class Tokenizer:
    """Cuts the text of one interchange into segments, a block at a time; ``controls`` may stand between characters."""

    def __init__(
        self,
        text: str,
        extent: Extent,
        charset: Charset,
        limits: Limits,
        problems: Problems,
        *,
        controls: bool = True,
    ) -> None:
        self._text = text
        self._extent = extent
        self._separators = extent.separators
        self._charset = "latin-1" if charset.name in {"ascii", "iso8859-1"} else charset.name
        self._limits = limits
        self._problems = problems
        self._controls = controls
        self._restore = str.maketrans(
            {
                _DROP: None,
                _COMPONENT: _HELD,
                _ELEMENT: self._separators.element,
                _TERMINATOR: self._separators.terminator,
                _RELEASE: self._separators.release,
                ":": _HELD,
                self._separators.component: ":",
            },
        )
        self._foreign = self._separators.component != ":"
        self._signs = _signs(self._separators.element, self._separators.terminator)

    def blocks(self) -> Iterator[list[Segment]]:
        """The segments in order, some thousands at a time."""
        position = self._extent.start
        while position < self._extent.end:
            stop = self._cut(position)
            yield self._segments(position, stop)
            position = stop

    def _cut(self, position: int) -> int:
        """The end of a block: after a terminator that no release character hides."""
        end = self._extent.end
        stop = min(position + _BLOCK, end)
        if stop == end:
            return end
        text, terminator, release = self._text, self._separators.terminator, self._separators.release
        at = text.rfind(terminator, position, stop)
        while at > position and release and text[at - 1] == release:
            at = text.rfind(terminator, position, at)
        if at > position:
            return at + 1
        at = text.find(terminator, stop, end)
        while at >= 0 and release and text[at - 1] == release:
            at = text.find(terminator, at + 1, end)
        return end if at < 0 else at + 1

    def _segments(self, position: int, stop: int) -> list[Segment]:
        block = self._prepared(self._text[position:stop], position)
        found: list[Segment] = []
        start = 0
        for boundary in self._lost_boundaries(block, position):
            self._split(block[start:boundary], position + start, found)
            start = boundary
        self._split(block[start:] if start else block, position + start, found)
        if stop == self._extent.end:
            self._check_ending(block, stop)
        return found

    def _prepared(self, block: str, position: int) -> str:
        """The block with marks of equal length for whatever is not part of a value."""
        component, element, release, terminator = (
            self._separators.component,
            self._separators.element,
            self._separators.release,
            self._separators.terminator,
        )
        if self._controls:
            block = _CONTROLS.sub(lambda m: m[0] if m[0] in (component, element, terminator) else _DROP, block)
        if terminator not in "\r\n":
            breaks = block.count("\n")
            if breaks > block.count(f"{terminator}\n") + block.count(f"{terminator}\r\n"):
                block = self._unwrapped(block, breaks)
        if release and release in block:
            if release + _DROP in block:  # the network broke the line between a release character and what it frees
                block = re.sub(f"({re.escape(release)})({_DROP}+)", r"\2\1", block)
            block = block.replace(release * 2, _DROP + _RELEASE)
            if release + terminator in block:
                block = self._hidden_terminators(block, position)
            block = (
                block.replace(release + terminator, _DROP + _TERMINATOR)
                .replace(release + element, _DROP + _ELEMENT)
                .replace(release + component, _DROP + _COMPONENT)
            )
        return block

    def _unwrapped(self, block: str, breaks: int) -> str:
        """Line breaks inside values: dropped where a network folds every line, a space where a writer pressed Enter."""
        at_ends = len(re.findall(rf"{re.escape(self._separators.terminator)}\r?\n", block))
        folded = at_ends * 2 < breaks
        if folded:
            return block.replace("\r", _DROP).replace("\n", _DROP)
        return block.replace("\r\n", f"{_DROP} ").replace("\n", " ")

    def _hidden_terminators(self, block: str, position: int) -> str:
        """A released terminator with the next segment behind it was meant to end its own."""
        release, terminator = re.escape(self._separators.release), re.escape(self._separators.terminator)
        element = re.escape(self._separators.element)
        meant = re.compile(rf"{release}(?={terminator}[\s{_DROP}]*(?:{_TAGS}){element})")
        for match in meant.finditer(block):
            self._problems.add(
                position + match.start(),
                field="segment",
                value=self._separators.release,
                rule="The release character {value} stands before the end of a segment and hides it.",
                advice="Write the release character twice where it is part of a value.",
            )
        return meant.sub(_DROP, block)

    def _lost_boundaries(self, block: str, position: int) -> list[int]:
        """Where a consignment or message starts though the segment before it was not terminated."""
        if all(block.count(tag) <= self._terminated(block, tag) for tag in self._signs.plain):
            return []
        lost = []
        for match in self._signs.pattern.finditer(block):
            before = block[max(0, match.start() - _NEAR) : match.start()].rstrip(_PADDING)
            if not before or before[-1] == self._separators.terminator:
                continue
            lost.append(match.start())
            self._problems.add(
                position + match.start(),
                field="segment",
                value=match[0][:3],
                rule="The segment before {value} does not end where it should.",
                advice="End every segment with the segment terminator.",
            )
        return lost

    def _terminated(self, block: str, tag: str) -> int:
        end = self._separators.terminator
        found = block.count(end + tag) + block[:_NEAR].lstrip(_PADDING).startswith(tag)
        return found + (block.count(f"{end}\n{tag}") + block.count(f"{end}\r\n{tag}") if "\n" in block else 0)

    def _split(self, block: str, position: int, found: list[Segment]) -> None:
        element, limit, add = self._separators.element, self._limits.text_characters, found.append
        joint = self._separators.terminator
        for line_end in ("\r\n", "\n"):  # where every segment has its line, the line end goes with the terminator
            if block.count(joint) == block.count(joint + line_end):
                joint += line_end
                break
        step = len(joint)
        for piece in block.split(joint):
            size = len(piece)
            at = position
            position += size + step
            if piece[:1] <= " ":
                piece = piece.lstrip()  # noqa: PLW2901 - what is left of it is what it is
                at += size - len(piece)
                if not piece:
                    continue
            if size <= limit and piece.isascii() and not self._foreign:
                elements = piece.split(element)
                add((elements, at, elements))
            elif (segment := self._unusual(piece, at)) is not None:
                add(segment)

    def _unusual(self, piece: str, at: int) -> Segment | None:
        """A segment in another alphabet, with released characters, or too long to take as it is."""
        body = piece.lstrip(_PADDING)
        at += len(piece) - len(body)
        if not body:
            return None
        if len(body) > self._limits.segment_bytes:
            self._problems.add(
                at,
                field="segment",
                value=str(len(body)),
                limit=str(self._limits.segment_bytes),
                rule="The segment has {value} bytes, more than the limit of {limit}; it was left out.",
                advice="Check that every segment ends with the segment terminator.",
            )
            return None
        raw = body.split(self._separators.element, _ELEMENTS)
        return [self._clean(each, at) for each in raw], at, raw

    def _clean(self, raw: str, at: int) -> str:
        if raw.isascii() and not self._foreign and len(raw) <= self._limits.text_characters:
            return raw
        value = raw.translate(self._restore)
        if self._charset != "latin-1" and not value.isascii():
            value = value.encode("latin-1").decode(self._charset, "replace")
        if len(value) > self._limits.text_characters:
            self._problems.add(
                at,
                field="text",
                value=str(len(value)),
                limit=str(self._limits.text_characters),
                rule="A value has {value} characters, more than the limit of {limit}; the rest was cut off.",
                advice="Send long texts as documents.",
            )
            value = value[: self._limits.text_characters]
        return value

    def _check_ending(self, block: str, stop: int) -> None:
        """Whether the interchange breaks off: in a segment, or worse, right after a release character."""
        rest = block.rstrip(_PADDING)
        if not rest or rest[-1] == self._separators.terminator:
            return
        dangling = self._separators.release and rest[-1] == self._separators.release
        last = max(rest.rfind(self._separators.terminator), -1) + 1
        start = stop - len(block)
        if dangling:
            self._problems.add(
                start + len(rest) - 1,
                field="segment",
                value=self._separators.release,
                rule="The message breaks off after the release character {value}.",
                advice="Send the whole message again.",
            )
        else:
            opening = last + len(rest[last:]) - len(rest[last:].lstrip(_PADDING))
            self._problems.add(
                start + opening,
                field="segment",
                value=rest[opening : opening + 3],
                rule="The last segment, {value}, is not terminated: the message may have been cut off.",
                advice="Send the whole message again.",
            )


_NEAR: Final = 64
_TAGS: Final = (
    "UNA|UNB|UNG|UNH|UNT|UNE|UNZ|BGM|DTM|RFF|NAD|CTA|COM|FTX|TDT|LOC|GIS|GEI|EQD|MEA|SEL|CNT|CNI|MOA|CUX|GID|PAC|SGP"
    "|DGS|PCI|CST|PIA|DOC|AUT"
)


def _signs(element: str, terminator: str) -> _Signs:
    e, t = re.escape(element), re.escape(terminator)
    return _Signs(
        plain=(f"CNI{element}", f"UNH{element}"),
        pattern=re.compile(rf"(?<![{e}:?])(?:CNI{e}\d{{1,5}}(?={e}|{t})|UNH{e}[^{e}{t}]{{1,35}}{e}[A-Z]{{6}}(?=:))"),
    )
