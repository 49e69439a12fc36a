"""Values of Cargo-IMP fields: air waybill numbers, weights, volumes and dates."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from darvoza.intake.edifact import number

_DETAIL: Final = re.compile(
    r"(?P<prefix>\d{3})-?(?P<serial>\d{8})(?P<origin>[A-Z]{3})?(?P<destination>[A-Z]{3})?",
    re.ASCII,
)
_QUANTITY: Final = re.compile(
    r"(?P<part>[TPDSM])?(?P<pieces>\d{1,6})(?:(?P<unit>[KL])(?P<weight>[\d.]{1,12}))?"
    r"(?:(?P<measure>MC|CF|CI|CC)(?P<volume>[\d.]{1,12}))?(?:DG\d+)?(?:T(?P<total>\d{1,6}))?",
    re.ASCII,
)
_KILOGRAMS: Final = {"K": 1.0, "L": 0.45359237}
_CUBIC_METRES: Final = {"MC": 1.0, "CF": 0.028316846592, "CI": 0.000016387064, "CC": 0.000001}
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DATE: Final = re.compile(r"(\d{2})([A-Z]{3})(\d{2})", re.ASCII)
_WEIGHT: Final = re.compile(r"([KL])([\d.]{1,12})", re.ASCII)
_VOLUME: Final = re.compile(r"(MC|CF|CI|CC)([\d.]{1,12})", re.ASCII)
_CHECKED: Final = 7
_CENTURY: Final = 2000


@dataclass(frozen=True, slots=True)
class AirWaybill:
    """The air waybill a line is about, and the airports between which it is issued."""

    number: str
    origin: str | None
    destination: str | None

    @property
    def check_digit(self) -> int:
        """What the last digit must be: the remainder of the seven before it by seven (IATA Resolution 600a)."""
        return int(self.number[4:11]) % _CHECKED

    @property
    def sound(self) -> bool:
        """Whether the check digit is right.

        >>> AirWaybill("250-12345675", "PVG", "TAS").sound
        True
        """
        return self.check_digit == int(self.number[-1])


@dataclass(frozen=True, slots=True)
class Quantity:
    """Pieces, weight and volume; ``part`` is T for a whole consignment or P, S, D, M for a part of ``total`` pieces."""

    part: str
    pieces: int
    mass_kg: float | None
    volume_m3: float | None
    total: int | None


def air_waybill(text: str) -> AirWaybill | None:
    """The air waybill number that a field starts with, and its airports; None if it has none.

    >>> air_waybill("250-12345675PVGTAS")
    AirWaybill(number='250-12345675', origin='PVG', destination='TAS')
    """
    match = _DETAIL.match(text)
    if match is None:
        return None
    return AirWaybill(f"{match['prefix']}-{match['serial']}", match["origin"], match["destination"])


def quantity(text: str) -> Quantity | None:
    """The quantity in a field; None if it is none.

    >>> quantity("P4K80.0T10")
    Quantity(part='P', pieces=4, mass_kg=80.0, volume_m3=None, total=10)
    """
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    mass = number(match["weight"]) if match["weight"] else None
    volume = number(match["volume"]) if match["volume"] else None
    return Quantity(
        part=match["part"] or "T",
        pieces=int(match["pieces"]),
        mass_kg=None if mass is None else mass * _KILOGRAMS[match["unit"]],
        volume_m3=None if volume is None else volume * _CUBIC_METRES[match["measure"]],
        total=int(match["total"]) if match["total"] else None,
    )


def mass(text: str) -> float | None:
    """A weight in kilograms.

    >>> mass("K345.5"), mass("L100")
    (345.5, 45.359237)
    """
    match = _WEIGHT.fullmatch(text)
    value = number(match[2]) if match else None
    return None if match is None or value is None else value * _KILOGRAMS[match[1]]


def volume(text: str) -> float | None:
    """A volume in cubic metres.

    >>> volume("MC2.10")
    2.1
    """
    match = _VOLUME.fullmatch(text)
    value = number(match[2]) if match else None
    return None if match is None or value is None else value * _CUBIC_METRES[match[1]]


def day(text: str) -> date | None:
    """A date with day, month and year.

    >>> day("20NOV26")
    datetime.date(2026, 11, 20)
    """
    match = _DATE.fullmatch(text)
    if match is None or match[2] not in _MONTHS:
        return None
    try:
        return date(_CENTURY + int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None
