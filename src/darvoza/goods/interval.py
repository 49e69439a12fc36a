"""What is known of a quantity: a value, a range, or only a bound, and what follows from it in three-valued logic."""

import math
from collections.abc import Callable
from dataclasses import dataclass

_CLOSE = 1e-9  # relative: 460 MPa written as 46.9 kgf/mm2 and back is still 460 MPa


@dataclass(frozen=True, slots=True)
class Interval:
    """All values that a quantity may have, ends included unless said otherwise. In SI units.

    >>> Interval(460e6, math.inf).compare(">=", 460e6), Interval(10, 90).compare(">", 75)
    (True, None)
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def exactly(cls, value: float) -> "Interval":
        """The interval of one value."""
        return cls(value, value)

    @property
    def exact(self) -> bool:
        """Whether only one value is possible."""
        return self.low == self.high

    def hull(self, other: "Interval") -> "Interval":
        """The smallest interval that has both."""
        first = self if self.low <= other.low else other
        top = self if self.high >= other.high else other
        return Interval(first.low, top.high, first.low_open, top.high_open)

    def meets(self, other: "Interval") -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high

    def magnitude(self) -> "Interval":
        """Without the sign, as accuracies are stated."""
        if self.low >= 0:
            return self
        if self.high <= 0:
            return Interval(-self.high, -self.low, self.high_open, self.low_open)
        return Interval(0.0, max(-self.low, self.high))

    def compare(self, operator: str, limit: float) -> bool | None:
        """Whether every value compares so (True), none does (False), or it depends (None)."""
        if operator in {"<", "<="}:
            flipped = Interval(-self.high, -self.low, self.high_open, self.low_open)
            return flipped.compare(">" if operator == "<" else ">=", -limit)
        slack = abs(limit) * _CLOSE
        if operator == ">=":
            if self.low >= limit - slack:
                return True
            below = self.high < limit - slack or (self.high_open and self.high <= limit + slack)
            return False if below else None
        if self.low > limit + slack or (self.low_open and self.low >= limit - slack):
            return True
        return False if self.high <= limit + slack else None

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        return _corners(self, other, _times)

    def __truediv__(self, other: "Interval") -> "Interval":
        if other.low <= 0 <= other.high:
            if other.low == 0 and other.high > 0 and self.low >= 0:
                return Interval(_times(self.low, 0.0 if math.isinf(other.high) else 1 / other.high), math.inf)
            return Interval(-math.inf, math.inf)
        return self * Interval(1 / other.high, 1 / other.low)

    def power(self, exponent: float) -> "Interval":
        """Raised to a constant power; of negative values only whole powers are known."""
        if self.low < 0 and exponent != int(exponent):
            return Interval(-math.inf, math.inf)
        if self.low < 0 and exponent % 2 == 0:
            return self.magnitude().power(exponent)
        try:
            ends = sorted((self.low**exponent, self.high**exponent))
        except (OverflowError, ZeroDivisionError):
            return Interval(-math.inf, math.inf)
        return Interval(*ends)


def _times(left: float, right: float) -> float:
    return 0.0 if 0.0 in {left, right} else left * right


def _corners(left: Interval, right: Interval, operate: Callable[[float, float], float]) -> Interval:
    values = [operate(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return Interval(min(values), max(values))
