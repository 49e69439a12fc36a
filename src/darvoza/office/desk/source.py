"""The message as it came, with the bytes marked that each field of one consignment was read from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import Span, spans
from darvoza.office.desk.intake import stored

_MOST: Final = 40_000  # bytes shown
_AROUND: Final = 400
_ENCODINGS: Final = ("utf-8", "windows-1251")
_CONTROL: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "·")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the message; ``field`` names what was read from it, with ``anchor`` to go there, else both are empty."""

    text: str
    field: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A stretch of a message in pieces: ``start`` and ``end`` in bytes of ``size``; ``whole`` if no field is known."""

    pieces: tuple[Piece, ...]
    start: int
    end: int
    size: int
    whole: bool


def source(filed: Filed, sha256: str) -> Source | None:
    """The stretch of the message that this consignment was read from; None when it is gone or is no text."""
    path = stored(sha256)
    if not path.exists():
        return None
    data = path.read_bytes()
    if b"\0" in data[:_MOST]:
        return None
    known = [each for each in spans(filed.provenance) if each[3].offset + each[3].length <= len(data)]
    fields = [(span, table, name, position) for table, name, position, span in known if table]
    wholes = [span for table, _, _, span in known if not table]
    read = [span for span, *_ in fields] + wholes
    start = max(min((span.offset for span in read), default=0) - _AROUND, 0)
    end = min(max((span.offset + span.length for span in read), default=len(data)) + _AROUND, start + _MOST, len(data))
    marked = _apart([each for each in fields if each[0].offset + each[0].length <= end])
    if not marked and wholes:
        marked = [(Span(wholes[0].offset, min(wholes[0].length, end - wholes[0].offset)), "", "", 0)]
    encoding = _encoding(data[start:end])
    return Source(tuple(_pieces(data, start, end, marked, encoding)), start, end, len(data), whole=not fields)


_Mark = tuple[Span, str, str, int]


def _apart(fields: Sequence[_Mark]) -> list[_Mark]:
    """Marks in the order of their bytes; of two that overlap, the first and longer one."""
    kept: list[_Mark] = []
    for each in sorted(fields, key=lambda mark: (mark[0].offset, -mark[0].length)):
        if each[0].length and (not kept or each[0].offset >= kept[-1][0].offset + kept[-1][0].length):
            kept.append(each)
    return kept


def _pieces(data: bytes, start: int, end: int, marked: Sequence[_Mark], encoding: str) -> Iterator[Piece]:
    at = start
    for span, table, name, position in marked:
        if span.offset > at:
            yield Piece(_text(data[at : span.offset], encoding))
        label = f"{table}[{position}].{name}" if table not in {"", "consignments"} else name or "consignment"
        yield Piece(
            _text(data[span.offset : span.offset + span.length], encoding), label, anchor(table, name, position)
        )
        at = span.offset + span.length
    if at < end:
        yield Piece(_text(data[at:end], encoding))


def anchor(table: str, name: str, position: int = 0) -> str:
    """The name of a mark, for an address to go straight to it.

    >>> anchor("goods", "hs_code", 1)
    'goods-1-hs_code'
    """
    return f"{table}-{position}-{name}"


def _encoding(data: bytes) -> str:
    """UTF-8, or what most messages of the region that are not UTF-8 are written in."""
    # a stretch may begin and end inside a letter
    broken = data.decode(_ENCODINGS[0], "replace").count("\ufffd")
    return _ENCODINGS[0] if broken <= _AT_EDGES else _ENCODINGS[1]


_AT_EDGES: Final = 6


def _text(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
