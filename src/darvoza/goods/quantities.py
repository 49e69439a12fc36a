"""Quantities in descriptions: numbers with units, ranges and bounds, in the ways that traders write them."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from darvoza.goods.interval import Interval
from darvoza.goods.text import Text
from darvoza.goods.units import Unit, units


class Kind(StrEnum):
    """How a quantity is stated."""

    VALUE = "value"
    RANGE = "range"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity as written: where it stands, and what it is in each dimension that its unit may have.

    ``nominal`` marks sizes that are names rather than measures (``DN 25``, ``NPS 1/2``).
    """

    start: int
    end: int
    shown: str
    kind: Kind
    readings: dict[str, Interval]
    nominal: bool = False


_DIGITS = r"(?:\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
_POWER = r"(?:\s?[xх*·]\s?10\s?\^\s?[-+]?\d{1,2}|e[-+]?\d{1,2}(?![\w]))"
_PLAIN = r"\d+(?:[.,]\d+)*"
_NUMBER = rf"(?:10\s?\^\s?[-+]?\d{{1,2}}|\d+ \d/\d+|\d+/\d+(?=\s?(?:\"|inch|дюйм|in\.|nps))|{_DIGITS}{_POWER}?)"
_SCAN = re.compile(
    rf"(?<![\w.,])(?P<sign>[-+±]{{0,3}})\s?(?P<number>{_NUMBER})|(?<=[a-zа-яøμ(])(?P<glued>{_PLAIN}{_POWER}?)"
)
_JOIN = re.compile(rf"\s?(?:-|\.\.\.?|…|~|÷|\bto\b|\bдо\b|\band\b|\bthrough\b)\s?(?P<sign>[-+]?)(?P<number>{_NUMBER})")
_TIMES = re.compile(rf"\s?[xх*]\s?(?P<number>{_NUMBER})")
_TOLERANCE = re.compile(rf"\s?(?:±|\+/-|\+-)\s?(?P<number>{_NUMBER})")
_ORDINAL = re.compile(r"-?(?:ти|х|ми|и|ой|th|xis)?[- ]?")
_NOMINAL = re.compile(
    r"(?<!\w)(?P<kind>dn|nw|ду|nps|д\.?у\.?)[ .\-=]{0,2}(?P<number>\d+ \d/\d+|\d+/\d+|\d{1,4}(?:[.,]\d+)?)(?![\d/])"
)
_AT_LEAST = (
    ">=", "=>", "≥", "⩾", ">", "not less than", "no less than", "at least", "min", "min.", "minimum", "over",
    "more than", "above", "exceeding", "greater than", "from", "не менее", "не ниже", "не меньше", "свыше", "более",
    "больше", "выше", "от", "мин", "мин.", "минимум", "kamida", "камида", "на камтар аз", "зиеда аз",
)  # fmt: skip
_AT_MOST = (
    "<=", "=<", "≤", "⩽", "<", "up to", "not more than", "no more than", "not exceeding", "less than", "better than",
    "under", "below", "max", "max.", "maximum", "до", "не более", "не больше", "не выше", "не превышает", "менее",
    "меньше", "ниже", "лучше", "макс", "макс.", "максимум", "ko'pi bilan", "купи билан", "на зиеда аз",
    "на бештар аз",
)  # fmt: skip
_STRICT = frozenset({
    ">", "<", "over", "more than", "above", "exceeding", "greater than", "свыше", "более", "больше", "less than",
    "under", "below", "менее", "меньше", "зиеда аз",
})  # fmt: skip
_BOUND_WORDS = tuple(sorted({*_AT_LEAST, *_AT_MOST}, key=len, reverse=True))
_LEAST = frozenset(_AT_LEAST)
_AFTER = re.compile(
    r"\s?(?:(?P<least>or more|or above|and above|and more|min\b\.?|minimum|и более|и выше|и больше|dan ortiq|дан ортик)"
    r"|(?P<most>or less|and below|max\b\.?|maximum|и менее|и ниже|gacha|гача))",
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_DECIMAL_COMMA = re.compile(r"(?<!\d)(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))(?![\d,])")
_CYRILLIC = re.compile(r"[а-я]")
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "одно": 1, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8,
    "besh": 5, "uch": 3, "to'rt": 4, "беш": 5, "уч": 3, "турт": 4, "панч": 5, "се": 3, "чор": 4,
}  # fmt: skip
_SPELLED = re.compile(rf"(?<!\w)(?P<word>{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})[- ]?(?=\w)")
_COUNTS = frozenset({"axis_count", "electrode_count", "rotor_count", "channel_count", "resolution"})
_LOOK_BACK = 22
_MOST_FACTORS = 4
MOST_QUANTITIES = 60
"""Quantities of one description that are read; a description with more is a table, whose first lines must do."""
_INCH = 0.0254


def find_quantities(text: Text) -> list[Quantity]:
    """Every quantity with a unit, in the order of the text.

    >>> from darvoza.goods.text import read_text
    >>> [quantity] = find_quantities(read_text("предел прочности не менее 1 950,5 МПа"))
    >>> quantity.kind.value, quantity.readings["pressure"].low
    ('at least', 1950500000.0)
    """
    found = islice(_Scanner(text).scan(), MOST_QUANTITIES)
    return sorted(found, key=lambda quantity: quantity.start)


class _Scanner:
    """One pass over one text."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.folded = text.folded
        self.units = units()
        self.comma_is_decimal = bool(_CYRILLIC.search(self.folded)) or bool(_DECIMAL_COMMA.search(self.folded))

    def scan(self) -> Iterator[Quantity]:
        taken = []
        for match in _NOMINAL.finditer(self.folded):
            taken.append(match.span())
            yield self._nominal(match)
        position = 0
        for match in _SCAN.finditer(self.folded):
            start = match.start("number") if match["number"] else match.start("glued")
            if start < position or any(first <= start < last for first, last in taken):
                continue
            found, position = self._quantity(match, start)
            yield from found
        for match in _SPELLED.finditer(self.folded):
            spelled = self._unit(match.end())
            if spelled and spelled[0][0].dimension in _COUNTS:
                value = float(_NUMBER_WORDS[match["word"]])
                yield self._make(match.start(), spelled[1], Kind.VALUE, [(value, value)], spelled[0])

    def _nominal(self, match: re.Match[str]) -> Quantity:
        value = self._value(match["number"])
        metres = value * _INCH if match["kind"] == "nps" else value / 1000
        shown = self.text.shown[match.start() : match.end()]
        return Quantity(*match.span(), shown, Kind.VALUE, {"length": Interval.exactly(metres)}, nominal=True)

    def _quantity(self, match: re.Match[str], start: int) -> tuple[list[Quantity], int]:
        """The quantity that starts with this number (several for ``50 x 50 x 3 mm``), and where it ends."""
        number = match["number"] or match["glued"]
        sign = match["sign"] or ""
        end = match.end()
        first = self._value(number)
        own = self._unit(end)
        if match["glued"] and self.folded[start - 1] not in "øμ(" and self.folded[end : end + 1] == " ":
            own = None  # C300 bar is a bar of grade C300
        after = own[1] if own else end
        if joined := _JOIN.match(self.folded, after):
            second = self._unit(joined.end())
            if second and (not own or {u.dimension for u in own[0]} & {u.dimension for u in second[0]}):
                low = -first if "-" in sign else first
                high = -self._value(joined["number"]) if joined["sign"] == "-" else self._value(joined["number"])
                return [self._range(start, second, (low, own[0] if own else second[0]), high)], second[1]
        if tolerance := _TOLERANCE.match(self.folded, after):
            spread = self._unit(tolerance.end())
            own = own or spread
            if own and (spread is None or {u.dimension for u in spread[0]} & {u.dimension for u in own[0]}):
                return [self._toleranced(start, first, own, tolerance, spread)], spread[
                    1
                ] if spread else tolerance.end()
        if not own:
            return self._product(start, end, first)
        kind, strict, stop = self._bound(match.start(), own[1])
        signed = (-first, first) if "±" in sign or "+-" in sign else (first, first)
        dash = sign == "-" and match.end("sign") < match.start("number")  # "Krytron - 4 electrodes": no minus
        if sign == "-" and not dash and self.folded[match.start() - 1 : match.start()] in {"", " "}:
            signed = (-first, -first)
        return [self._make(start, own[1], kind, [signed], own[0], strict=strict)], stop

    def _product(self, start: int, end: int, first: float) -> tuple[list[Quantity], int]:
        """``50 x 50 x 3 mm``: each number with the unit at the end. A bare number is no quantity."""
        values, spans = [first], [(start, end)]
        while len(values) < _MOST_FACTORS and (joined := _TIMES.match(self.folded, spans[-1][1])):
            values.append(self._value(joined["number"]))
            spans.append((joined.start("number"), joined.end()))
        spelled = self._unit(spans[-1][1]) if len(values) > 1 else None
        if spelled is None:
            return [], end
        made = [
            self._make(*span, Kind.VALUE, [(value, value)], spelled[0])
            for span, value in zip(spans[:-1], values[:-1], strict=True)
        ]
        last = self._make(spans[-1][0], spelled[1], Kind.VALUE, [(values[-1], values[-1])], spelled[0])
        return [*made, last], spelled[1]

    def _range(
        self, start: int, spelled: tuple[list[Unit], int], low: tuple[float, list[Unit]], high: float
    ) -> Quantity:
        readings = {}
        for unit in spelled[0]:
            for other in low[1]:
                if other.dimension == unit.dimension:
                    bottom, top = other.convert(low[0], low[0]), unit.convert(high, high)
                    if bottom.low > top.high:
                        bottom, top = top, bottom
                    readings[unit.dimension] = Interval(bottom.low, top.high)
        return Quantity(start, spelled[1], self.text.shown[start : spelled[1]], Kind.RANGE, readings)

    def _toleranced(
        self,
        start: int,
        value: float,
        own: tuple[list[Unit], int],
        tolerance: re.Match[str],
        spread: tuple[list[Unit], int] | None,
    ) -> Quantity:
        delta = self._value(tolerance["number"])
        end = spread[1] if spread else tolerance.end()
        readings = {}
        for unit in own[0]:
            for other in spread[0] if spread else own[0]:
                if other.dimension == unit.dimension:
                    middle, width = unit.convert(value, value), (other.low * delta)
                    readings[unit.dimension] = Interval(middle.low - width, middle.high + width)
        return Quantity(start, end, self.text.shown[start:end], Kind.VALUE, readings)

    def _bound(self, before: int, after: int) -> tuple[Kind, bool, int]:
        """Whether words before or after make it a bound, whether strictly so, and where the words end."""
        lead = self.folded[max(0, before - _LOOK_BACK) : before].rstrip(" :=~±")
        if self.folded[max(0, before - 2) : before].strip() in {">=", "=>", "<=", "=<"}:
            lead = self.folded[max(0, before - _LOOK_BACK) : before].rstrip()
        if lead.endswith(_BOUND_WORDS):
            words = next(word for word in _BOUND_WORDS if lead.endswith(word))
            front = lead[: -len(words)]
            if not (words[0].isalpha() and front[-1:].isalnum()):
                return Kind.AT_LEAST if words in _LEAST else Kind.AT_MOST, words in _STRICT, after
        if said := _AFTER.match(self.folded, after):
            return Kind.AT_LEAST if said["least"] else Kind.AT_MOST, False, said.end()
        return Kind.VALUE, False, after

    def _make(
        self,
        start: int,
        end: int,
        kind: Kind,
        values: list[tuple[float, float]],
        meaning: list[Unit],
        *,
        strict: bool = False,
    ) -> Quantity:
        readings = {}
        for unit in meaning:
            value = unit.convert(*values[0])
            if kind is Kind.AT_LEAST:
                value = Interval(value.low, math.inf, low_open=strict)
            elif kind is Kind.AT_MOST:
                value = Interval(min(0.0, value.low), value.high, high_open=strict)
            readings[unit.dimension] = value
        return Quantity(start, end, self.text.shown[start:end], kind, readings)

    def _unit(self, position: int) -> tuple[list[Unit], int] | None:
        """The unit that follows here, the longest that fits, and where it ends."""
        skipped = _ORDINAL.match(self.folded, position)
        places = [position, position + 1, skipped.end() if skipped else position]
        for at in dict.fromkeys(places):
            if at > position and at == position + 1 and self.folded[position : position + 1] not in {" ", "-"}:
                continue
            for length in self.units.lengths.get(self.folded[at : at + 1], ()):
                end = at + length
                meaning = self.units.folded.get(self.folded[at:end])
                if meaning and (end >= len(self.folded) or not _continues(self.folded, end)):
                    exact = self.units.exact.get(self.text.shown[at:end])
                    return (exact or meaning), end
        return None

    def _value(self, number: str) -> float:
        """The number as written: decimal commas, grouped thousands, fractions, powers of ten."""
        written = number.replace(" ^", "^").replace("^ ", "^")
        if match := re.fullmatch(r"10\s?\^([-+]?\d+)", written):
            return 10.0 ** int(match[1])
        if match := re.fullmatch(r"(.+?)\s?[xх*·]\s?10\s?\^([-+]?\d+)", written):
            return self._value(match[1]) * 10.0 ** int(match[2])
        if match := re.fullmatch(r"(.+?)e([-+]?\d+)", written):
            return self._value(match[1]) * 10.0 ** int(match[2])
        if match := re.fullmatch(r"(?:(\d+) )?(\d+)/(\d+)", written):
            return float(match[1] or 0) + (float(match[2]) / float(match[3]) if int(match[3]) else 0.0)
        plain = written.replace(" ", "").replace("'", "")
        if plain.count(",") > 1 or (_GROUPED.fullmatch(plain) and not self.comma_is_decimal):
            plain = plain.replace(",", "")
        elif "," in plain and "." in plain:
            plain = plain.replace("," if plain.rindex(".") > plain.rindex(",") else ".", "")
        plain = plain.replace(",", ".")
        if plain.count(".") > 1:
            plain = plain.replace(".", "")
        return float(plain)


def _continues(folded: str, end: int) -> bool:
    """Whether the word goes on after ``end``, so that what stands before is no unit."""
    following = folded[end]
    return following.isalnum() or (following in "/^" and end + 1 < len(folded) and folded[end + 1].isalnum())
