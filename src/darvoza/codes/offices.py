"""Customs offices of the region: border posts, dry ports, airports, rail crossings and river ports.

The table is our own, in ``data/offices.csv``; ``data/README.md`` says where its facts come from and how exact they are.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import msgspec
import polars as pl

_SCHEMA: Final = {"latitude": pl.Float64, "longitude": pl.Float64, "examinations_per_shift": pl.UInt16}
_NAMES: Final = ("name_en", "name_ru", "name_local_latin", "name_local_cyrillic")


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """One customs office.

    ``kind`` is road, rail, river, air, dry port, post or inland; ``modes`` are the transport modes it serves;
    ``neighbour`` the country across the border and ``paired_office`` the post there. Coordinates are in degrees to
    about a tenth. ``iata`` stands with the office that clears an airport's cargo. ``examinations_per_shift`` is a
    planning figure of ours, meant to be replaced by the unit's own.
    """

    code: str
    name_en: str
    name_ru: str
    name_local_latin: str | None = None
    name_local_cyrillic: str | None = None
    other_names: tuple[str, ...] = ()
    country: str
    kind: str
    modes: tuple[str, ...]
    neighbour: str | None = None
    paired_office: str | None = None
    latitude: float
    longitude: float
    locode: str | None = None
    iata: str | None = None
    examinations_per_shift: int


@cache
def offices() -> pl.DataFrame:
    """Every office, one row each; ``modes`` and ``other_names`` are lists, what does not apply is null."""
    with files("darvoza.codes").joinpath("data", "offices.csv").open("rb") as file:
        table = pl.read_csv(file, infer_schema=False)
    return table.with_columns(
        *(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items()),
        pl.col("modes").str.split(";"),
        pl.col("other_names").str.split("|").fill_null([]),
    )


@cache
def _by_code() -> MappingProxyType[str, Office]:
    return MappingProxyType({row["code"]: msgspec.convert(row, Office) for row in offices().to_dicts()})


def office(code: str) -> Office | None:
    """The office with this code, or None.

    >>> office("TJNPJ").name_en
    'Nizhny Pyanj'
    """
    return _by_code().get(code)


@cache
def _by_name() -> dict[str, str]:
    """Office code by every way of naming it that names one office only; a better kind of name goes first."""
    found: dict[str, str] = {}
    for fields in (("code",), ("locode",), ("iata",), (*_NAMES, "other_names")):
        named: dict[str, set[str]] = {}
        for each in _by_code().values():
            for name in _filled(each, fields):
                named.setdefault(_fold(name), set()).add(each.code)
        for name, codes in named.items():
            if len(codes) == 1:
                found.setdefault(name, *codes)
    return found


def _filled(each: Office, fields: tuple[str, ...]) -> Iterator[str]:
    for field in fields:
        value: str | tuple[str, ...] | None = getattr(each, field)
        yield from (value,) if isinstance(value, str) else value or ()


def _fold(name: str) -> str:
    """Letters and digits only, without case and accents, so that spelling habits do not matter."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if sign.isalnum() and unicodedata.category(sign) != "Lm").casefold()


def find_office(text: str) -> Office | None:
    """The office meant by a code, UN/LOCODE, IATA code or name in any script; None if none or several are.

    Case, accents, apostrophes, blanks and hyphens do not matter. Codes go before names.

    >>> find_office("шерхан бандар").code, find_office("tas").code, find_office("Khorgos")
    ('AFSHB', 'UZAVY', None)
    """
    code = _by_name().get(_fold(text))
    return None if code is None else _by_code()[code]


def resolve_offices(texts: pl.Series) -> pl.Series:
    """Office codes for texts as :func:`find_office` understands them; null where none or several are meant."""
    distinct = texts.unique().drop_nulls()
    codes = {text: _by_name().get(_fold(text)) for text in distinct.to_list()}
    return texts.replace_strict(codes, default=None, return_dtype=pl.String)
