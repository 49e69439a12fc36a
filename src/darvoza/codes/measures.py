"""Units of measure and kinds of packages: the codes that traffic over a land border uses.

Source: codes of UN/ECE Recommendations 20 (units) and 21 (packages), with short English names of our own; the tables
are in ``data/units.csv`` and ``data/packages.csv``. A code that is not among them gives null.
"""

from functools import cache
from importlib.resources import files
from types import MappingProxyType

import msgspec
import polars as pl


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One unit: ``factor`` times ``base_unit`` is one of it; base units are kg, l, m, m2, each, J, W, Bq, l alcohol.

    A set counts as one, a pair as two.
    """

    code: str
    name: str
    dimension: str
    base_unit: str
    factor: float


def _table(name: str) -> pl.DataFrame:
    with files("darvoza.codes").joinpath("data", name).open("rb") as file:
        return pl.read_csv(file, infer_schema=False)


@cache
def units() -> MappingProxyType[str, Unit]:
    """The units by their Recommendation 20 codes.

    >>> units()["TNE"].factor, units()["TNE"].base_unit
    (1000.0, 'kg')
    """
    rows = _table("units.csv").with_columns(pl.col("factor").cast(pl.Float64)).to_dicts()
    return MappingProxyType({row["code"]: msgspec.convert(row, Unit) for row in rows})


@cache
def package_types() -> MappingProxyType[str, str]:
    """Names of kinds of packages by their Recommendation 21 codes.

    >>> package_types()["CT"]
    'carton'
    """
    return MappingProxyType(dict(_table("packages.csv").iter_rows()))


def in_base_unit(quantity: pl.Expr, unit: pl.Expr, dimension: str) -> pl.Expr:
    """Quantities in the base unit of this dimension (mass in kg, volume in l, length in m, count in pieces).

    Null where quantity or unit is missing, or the unit is of another dimension.

    >>> goods = pl.DataFrame({"quantity": [2.0, 3.0, 5.0], "unit": ["TNE", "LTR", None]})
    >>> goods.select(in_base_unit(pl.col("quantity"), pl.col("unit"), "mass"))["quantity"].to_list()
    [2000.0, None, None]

    Raises:
        ValueError: no unit has this dimension.
    """
    factors = {each.code: each.factor for each in units().values() if each.dimension == dimension}
    if not factors:
        known = ", ".join(sorted({each.dimension for each in units().values()}))
        raise ValueError(f"no unit measures {dimension!r}: the dimensions are {known}")
    return quantity * _cleaned(unit).replace_strict(factors, default=None, return_dtype=pl.Float64)


def unit_dimension(unit: pl.Expr) -> pl.Expr:
    """What each unit measures (``mass``, ``volume``, ``count``...); null where the unit is not known."""
    dimensions = {each.code: each.dimension for each in units().values()}
    return _cleaned(unit).replace_strict(dimensions, default=None, return_dtype=pl.String)


def _cleaned(code: pl.Expr) -> pl.Expr:
    return code.str.strip_chars().str.to_uppercase()
