"""Where each field came from: the bytes of the message it was read from, packed twelve bytes a field.

A reader notes a mark for each field as it fills it; the marks travel with the consignment as one ``bytes`` value, and
are only taken apart when an officer asks to see a field in the raw message. Packing keeps the cost low: measured with
``python -m benchmarks provenance``.
"""

from array import array
from dataclasses import dataclass
from typing import Final

from darvoza.consignment.schema import COLUMNS, PARTS

_TABLES: Final = ("consignments", *PARTS)
_FIELDS: Final = [(table, name) for table in _TABLES for name in COLUMNS[table]]
_CODES: Final = {field: code for code, field in enumerate(_FIELDS)}
_WHOLE: Final = 0xFFFF
_MARK: Final = 3  # numbers in a mark: field code and position, offset, length


def field_code(table: str, field: str) -> int:
    """The number that stands for a field in a packed mark; look it up once, when a reader is loaded."""
    return _CODES[table, field]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of bytes in a message: ``offset`` from its start, ``length`` in bytes."""

    offset: int
    length: int


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
        self._numbers.extend((code << 16 | position & 0xFFFF, offset, length))

    def whole(self, offset: int, length: int) -> None:
        """The whole consignment was read from these bytes: the answer for fields without a finer mark."""
        self._numbers.extend((_WHOLE << 16, offset, length))

    def pack(self) -> bytes:
        """The marks as one value for :attr:`Consignment.provenance`."""
        return self._numbers.tobytes()


def locate(provenance: bytes, table: str, field: str, position: int = 0) -> Span | None:
    """The bytes a field was read from; those of the whole consignment if only they are known; None if neither is."""
    numbers = array("I")
    numbers.frombytes(provenance)
    wanted = field_code(table, field) << 16 | position
    whole = None
    for at in range(0, len(numbers), _MARK):
        if numbers[at] == wanted:
            return Span(numbers[at + 1], numbers[at + 2])
        if numbers[at] == _WHOLE << 16:
            whole = Span(numbers[at + 1], numbers[at + 2])
    return whole
