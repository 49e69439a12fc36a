"""Where each field came from: the bytes of the message it was read from, packed twelve bytes a field.

A reader notes a mark for each field as it fills it; the marks travel with the consignment as one ``bytes`` value, and
are only taken apart when an officer asks to see a field in the raw message. Packing keeps the cost low: measured with
``python -m benchmarks provenance``.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment.schema import COLUMNS, PARTS

_TABLES: Final = ("consignments", *PARTS)
_FIELDS: Final = [(table, name) for table in _TABLES for name in COLUMNS[table]]
_CODES: Final = {field: code for code, field in enumerate(_FIELDS)}
WHOLE: Final = 0xFFFF << 16
"""Key of the mark of a consignment as a whole."""
_MARK: Final = 3  # numbers in a mark: field code and position, offset, length


def field_code(table: str, field: str) -> int:
    """The number that stands for a field in a packed mark; look it up once, when a reader is loaded."""
    return _CODES[table, field]


def mark_key(code: int, position: int = 0) -> int:
    """What names a field of the ``position``-th row of its table in a packed mark.

    The position fills the low bits, so that a reader may look the key up once and add positions with ``|``.
    """
    return code << 16 | position & 0xFFFF


@dataclass(frozen=True, slots=True)
class Span:
    """A run of bytes in a message: ``offset`` from its start, ``length`` in bytes."""

    offset: int
    length: int


def pack_marks(marks: list[int]) -> bytes:
    """Marks as :meth:`Marks.pack` gives them, from a flat list: :func:`mark_key` or WHOLE, offset, length, and so on.

    For readers of millions of fields; packed marks may be joined, and the first one of a field counts.

    >>> locate(pack_marks([mark_key(field_code("goods", "hs_code"), 1), 120, 6]), "goods", "hs_code", 1)
    Span(offset=120, length=6)
    """
    return array("I", marks).tobytes()


class Marks:
    """Collects marks for one consignment while a reader fills it.

    >>> marks = Marks()
    >>> marks.note(field_code("goods", "hs_code"), 120, 6, position=1)
    >>> locate(marks.pack(), "goods", "hs_code", 1)
    Span(offset=120, length=6)
    """

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers = array("I")

    def note(self, code: int, offset: int, length: int, position: int = 0) -> None:
        """Field ``code`` of the ``position``-th row of its table was read from these bytes."""
        self._numbers.extend((mark_key(code, position), offset, length))

    def whole(self, offset: int, length: int) -> None:
        """The whole consignment was read from these bytes: the answer for fields without a finer mark."""
        self._numbers.extend((WHOLE, offset, length))

    def pack(self) -> bytes:
        """The marks as one value for :attr:`Consignment.provenance`."""
        return self._numbers.tobytes()


def pack_whole(offsets: pl.Series, lengths: pl.Series) -> pl.Series:
    """For many consignments at once, the provenance of each that is only known to lie in a run of bytes.

    >>> packed = pack_whole(pl.Series([0, 48]), pl.Series([48, 52]))
    >>> locate(packed[1], "goods", "hs_code")
    Span(offset=48, length=52)
    """
    marks = np.empty((len(offsets), _MARK), dtype=np.uint32)
    marks[:, 0] = WHOLE
    marks[:, 1] = offsets.to_numpy()
    marks[:, 2] = lengths.to_numpy()
    return pl.Series(marks.view(np.uint8)).arr.to_list().cast(pl.Binary)


def locate(provenance: bytes, table: str, field: str, position: int = 0) -> Span | None:
    """The bytes a field was read from; those of the whole consignment if only they are known; None if neither is."""
    numbers = array("I")
    numbers.frombytes(provenance)
    wanted = mark_key(field_code(table, field), position)
    whole = None
    for at in range(0, len(numbers), _MARK):
        if numbers[at] == wanted:
            return Span(numbers[at + 1], numbers[at + 2])
        if numbers[at] == WHOLE:
            whole = Span(numbers[at + 1], numbers[at + 2])
    return whole


def spans(provenance: bytes) -> Iterator[tuple[str, str, int, Span]]:
    """Every field whose bytes are known, with its table and position; ``""`` and ``""`` for the whole consignment.

    Of two marks of one field the first counts, as for :func:`locate`.

    >>> marks = Marks()
    >>> marks.note(field_code("goods", "hs_code"), 120, 6, position=1)
    >>> list(spans(marks.pack()))
    [('goods', 'hs_code', 1, Span(offset=120, length=6))]
    """
    numbers = array("I")
    numbers.frombytes(provenance)
    seen: set[int] = set()
    for at in range(0, len(numbers), _MARK):
        key = numbers[at]
        if key in seen:
            continue
        seen.add(key)
        table, field = ("", "") if key == WHOLE else _FIELDS[key >> 16]
        yield table, field, 0 if key == WHOLE else key & 0xFFFF, Span(numbers[at + 1], numbers[at + 2])
