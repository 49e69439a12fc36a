"""Cargo-IMP text: the messages of a file, their line groups and fields, each at its byte.

A message starts with a line that names it (``FWB/16``); a group starts with three letters and goes on in lines that
start with a slash. Teletype headers around messages, control characters and the ``=`` that ends a message are passed
over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from darvoza.intake.edifact import detect

READ: Final = frozenset({"FWB", "FFM", "FHL"})
ACKNOWLEDGEMENTS: Final = frozenset({"FMA", "FNA"})
OTHERS: Final = frozenset(
    {"FAD", "FBA", "FBL", "FBM", "FBR", "FDM", "FFA", "FFC", "FFR", "FHB", "FLT", "FMB", "FRC", "FRH", "FRI", "FRP"}
    | {"FSA", "FSB", "FSC", "FSH", "FSN", "FSR", "FSS", "FSU", "FTR", "FUB", "FUM", "FVA", "FVR", "FWR", "FZB", "FZE"},
)
"""Standard message identifiers of Cargo-IMP, with which a line opens a message."""

_LINE: Final = re.compile("[^\x00-\x08\n-\x1f]+")
_OPENING: Final = re.compile(r"(F[A-Z]{2})(?:/(\d{1,2}))?[ =]*")
_HEAD: Final = re.compile(r"(?:^|[\r\n\x01\x02])[ \t]*(F[A-Z]{2})(?:/\d{1,2})?[ =]*(?:[\r\n\x03]|$)")
_GROUP: Final = re.compile(r"([A-Z]{3})(?:/|$)")
_AIR_WAYBILL: Final = re.compile(r"\d{3}-?\d")
_WORD: Final = re.compile(r"[A-Z]{4,5}$")  # LAST, CONT
_MESSAGES: Final = READ | ACKNOWLEDGEMENTS | OTHERS
_HEADER_LINES: Final = 12  # a teletype header before the first message has no more


class Field(msgspec.Struct, frozen=True, gc=False):
    """A value between two slashes, the byte it starts at and how many bytes it has."""

    value: str
    offset: int
    length: int


@dataclass(slots=True)
class Group:
    """A line group: its three letters (``AWB`` for the waybill line that has none) and the fields of each line."""

    tag: str
    offset: int
    lines: list[list[Field]] = field(default_factory=list)

    def each(self) -> Iterator[Field]:
        """Every field of the group that has a value."""
        return (each for line in self.lines for each in line if each.value)


@dataclass(slots=True)
class ImpMessage:
    """One message: what it is, where it stands, its groups, and the lines that belong to none."""

    kind: str
    version: str
    offset: int
    end: int
    groups: list[Group] = field(default_factory=list)
    stray: list[Field] = field(default_factory=list)


def first_kind(head: bytes) -> str | None:
    r"""The identifier of the first message in the start of a file; None if no line there opens a message.

    >>> first_kind(b"QK TASFFHY\r\n.PVGCACA 211130\r\nFWB/16\r\n250-12345675PVGTAS/T12K345.5")
    'FWB'
    """
    text = head.decode("latin-1")
    for match in _HEAD.finditer(text):
        if match[1] in _MESSAGES:
            return match[1] if text.count("\n", 0, match.start(1)) <= _HEADER_LINES else None
    return None


def messages(data: bytes) -> tuple[list[ImpMessage], str]:
    """The messages of a file in order, and the character set they were read in."""
    charset = detect(data, None).name
    text = data.decode("latin-1")
    found: list[ImpMessage] = []
    current: ImpMessage | None = None
    swallowed: ImpMessage | None = None  # a rejection quotes the message it rejects
    for match in _LINE.finditer(text):
        line = match[0].rstrip()
        offset = match.start()
        opening = _OPENING.fullmatch(line) if line[:1] == "F" else None
        if opening is not None and opening[1] in _MESSAGES:
            if swallowed is not None and opening[1] not in ACKNOWLEDGEMENTS:
                swallowed, current = None, None
                continue
            current = ImpMessage(opening[1], opening[2] or "", offset, match.end())
            swallowed = current if opening[1] in ACKNOWLEDGEMENTS else None
            found.append(current)
            continue
        ends = line.endswith("=")
        if ends:
            line = line.rstrip("= ")
        if current is not None and line:
            current.end = match.end()
            _add(current, line, offset, charset)
        if ends:
            current, swallowed = None, None
    return found, charset


def _add(message: ImpMessage, line: str, offset: int, charset: str) -> None:
    if line[0].isspace():
        indent = len(line) - len(line.lstrip())
        line, offset = line[indent:], offset + indent
    if line[0] == "/" and message.groups:
        message.groups[-1].lines.append(_fields(line[1:], offset + 1, charset))
        return
    tag = _GROUP.match(line)
    if _AIR_WAYBILL.match(line):
        message.groups.append(Group("AWB", offset, [_fields(line, offset, charset)]))
    elif message.kind == "FFM" and line[0].isdigit():
        message.groups.append(Group("MAN", offset, [_fields(line, offset, charset)]))
    elif tag is not None:
        rest = line[len(tag[0]) :]
        fields = _fields(rest, offset + len(tag[0]), charset) if rest else []
        message.groups.append(Group(tag[1], offset, [fields]))
    elif not _WORD.match(line):
        message.stray.append(Field(line, offset, len(line)))


def _fields(line: str, offset: int, charset: str) -> list[Field]:
    found = []
    if line.isascii():
        for raw in line.split("/"):
            size = len(raw)
            found.append(Field(raw.strip(), offset, size))
            offset += size + 1
        return found
    for raw in line.split("/"):
        value = raw.encode("latin-1").decode(charset, "replace")
        size = len(raw)
        found.append(Field(value.strip(), offset, size))
        offset += size + 1
    return found
