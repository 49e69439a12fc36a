"""Check digits: was the number of a container, wagon, air waybill or ship copied correctly?

Each check answers True (the digit fits), False (it does not: a slip of the pen or an invented number) or null (the
value does not have the shape of such a number, so there is nothing to check). Blanks, hyphens, slashes and points
between the characters are ignored, and small letters count as capitals. A number that fits may still belong to nobody.

>>> container_check("CSQU 305438-3"), container_check("CSQU3054384"), container_check("trailer 7")
(True, False, None)
>>> pl.DataFrame({"id": ["CSQU3054383", None]}).select(container_check(pl.col("id")))["id"].to_list()
[True, None]
"""

import re
from collections.abc import Sequence
from typing import Final, overload

import polars as pl

_FILLER: Final = r"[ \t\r\n\u{a0}./\-]"
_FILLER_SIGNS: Final = str.maketrans("", "", " \t\r\n\u00a0./-")
# ISO 6346 counts letters from 10 and leaves out the multiples of 11.
_LETTERS: Final = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True))
_VALUES: Final = {**{str(digit): digit for digit in range(10)}, **_LETTERS}


class Check:
    """The check digit of one kind of number: called with a text it answers a bool or None, with a column a column.

    ``weights`` multiply the characters before the check digit; the digit is the sum's remainder by ``modulus``, or with
    ``luhn`` what fills the sum of the products' digits up to the next ten.
    """

    def __init__(self, shape: str, weights: Sequence[int], *, modulus: int = 10, luhn: bool = False) -> None:
        self._shape = re.compile(shape)
        self._weights = weights
        self._modulus = modulus
        self._luhn = luhn

    @overload
    def __call__(self, value: str | None) -> bool | None: ...
    @overload
    def __call__(self, value: pl.Expr) -> pl.Expr: ...
    def __call__(self, value: str | pl.Expr | None) -> bool | pl.Expr | None:
        """Whether the check digit fits; null where the value is missing or has another shape."""
        if isinstance(value, pl.Expr):
            # A function over the column, since an expression would take the number apart anew for every character.
            return value.map_batches(self._column, return_dtype=pl.Boolean, is_elementwise=True)
        return None if value is None else self._one(value)

    def _one(self, value: str) -> bool | None:
        found = self._shape.fullmatch(value.translate(_FILLER_SIGNS).upper())
        if found is None:
            return None
        body, digit = found[1][:-1], int(found[1][-1])
        products = [_VALUES[sign] * weight for sign, weight in zip(body, self._weights, strict=True)]
        if self._luhn:
            return (sum(map(sum, (divmod(product, 10) for product in products))) + digit) % 10 == 0
        return sum(products) % self._modulus % 10 == digit

    def _column(self, values: pl.Series) -> pl.Series:
        if values.len() <= _FEW:
            return pl.Series(values.name, [self(each) for each in values.cast(pl.String)], dtype=pl.Boolean)
        text = values.cast(pl.String).str.replace_all(_FILLER, "").str.to_uppercase()
        number = text.str.extract(f"^{self._shape.pattern}$")
        # One number in base 36 is taken apart faster than strings of one character are looked up.
        rest = number.str.to_integer(base=36, dtype=pl.Int64, strict=False)
        digit, rest = rest % 36, rest // 36
        total = rest * 0
        for weight in reversed(self._weights):
            product = _counted(rest % 36) * weight
            total += product // 10 + product % 10 if self._luhn else product
            rest //= 36
        return (total + digit) % 10 == 0 if self._luhn else total % self._modulus % 10 == digit


_FEW: Final = 200
"""Up to so many numbers it is quicker to take them one by one than to prepare for all."""


def _counted(sign: pl.Series) -> pl.Series:
    """What a character counts for: base 36 gives B 11 where ISO 6346 leaves 11 out and has 12, and so on."""
    return sign + (sign > 10) + (sign > 20) + (sign > 30)


container_check: Final = Check(r"([A-Z]{4}[0-9]{7})", [2**place for place in range(10)], modulus=11)
"""Container number, ``CSQU3054383``. Source: ISO 6346, also used by EN 13044-1 for swap bodies (fourth letter K)."""

wagon8_check: Final = Check(r"([0-9]{8})", [2, 1] * 3 + [2], luhn=True)
"""Eight-digit number of a wagon of 1520 mm gauge. Source: CIS rules on numbering freight wagons, weights 2, 1, 2..."""

wagon12_check: Final = Check(r"([0-9]{12})", [2, 1] * 5 + [2], luhn=True)
"""Twelve-digit European wagon number, ``21 81 2471217-3``. Source: UIC leaflet 438, now TSI OPE appendix 6."""

air_waybill_check: Final = Check(r"[0-9]{3}([0-9]{8})", [10**place for place in range(6, -1, -1)], modulus=7)
"""Air waybill number, ``020-12345675``: the serial number's remainder by 7. Source: IATA Resolution 600a."""

imo_check: Final = Check(r"(?:IMO)?([0-9]{7})", range(7, 1, -1))
"""Ship number, ``IMO 9074729``. Source: IMO Resolution A.1117(30)."""
