"""A partner's trade figures: totals by HS code and month or year, as a statistical office or the partner gives them.

Read are tables as UN Comtrade gives them and plain ones; columns are found by their names.
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec
import polars as pl

from darvoza.codes import country_alpha2, hs4, hs6
from darvoza.exchange.messages.subjects import TradeGapData

FIGURES_SCHEMA: Final = pl.Schema(
    {"period": pl.String(), "hs_code": pl.String(), "value": pl.Float64(), "kg": pl.Float64()}
)
"""Totals of one direction between two countries: ``period`` is ``2026`` or ``2026-05``, ``hs_code`` has four or
six digits."""

_LARGEST: Final = 32 * 1024 * 1024
_MOST: Final = 1_000_000
_NAMES: Final = {
    "period": ("period", "yearmonth", "month", "refperiod"),
    "hs_code": ("cmdcode", "hscode", "hs", "commoditycode", "classification"),
    "value": ("primaryvalue", "tradevalueus", "tradevalue", "value", "statisticalvalue"),
    "kg": ("netwgt", "netweightkg", "netkg", "kg", "netmasskg", "netmass"),
    "reporter": ("reporteriso", "reportercode", "reporter"),
    "partner": ("partneriso", "partnercode", "partner"),
    "flow": ("flowcode", "flow", "tradeflow", "tradeflowcode", "flowdesc"),
    "currency": ("currency", "currencycode"),
    "customs": ("customscode",),
    "transport": ("motcode",),
    "second": ("partner2iso", "partner2code"),
}
"""What a column may be called, without capitals and signs; the first that is there counts."""
_FLOWS: Final = {
    "export": ("x", "export", "exports", "2"),
    "import": ("m", "import", "imports", "1"),
}
"""What a direction is called. Domestic exports and re-exports are parts of a total that stands beside them."""
_WHOLE: Final = {"customs": ("C00",), "transport": ("0",), "second": ("W00", "0")}
"""Where a table gives parts of a total beside the total, what stands in the rows of the total."""
_MONTH: Final = r"^\d{4}-(0[1-9]|1[0-2])$"
_PERIOD: Final = r"^\d{4}(-(0[1-9]|1[0-2]))?$"


class FiguresRefused(ValueError):  # noqa: N818 - the table is what is refused
    """A table of figures that cannot be used: ``reason`` is an English message with places for ``values``."""

    def __init__(self, reason: str, **values: str | int) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format_map({**values}))


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What ``reporter`` says it sent to ``partner`` (``flow`` export) or got from there (import).

    ``frame`` is :data:`FIGURES_SCHEMA`, one row for each period and code; ``left_out`` counts the rows of the table
    that are about another pair of countries, another direction or another level of the nomenclature.
    """

    reporter: str
    partner: str
    flow: str
    currency: str
    frame: pl.DataFrame
    left_out: int = 0


def read_figures(data: bytes, *, reporter: str, partner: str, flow: str, currency: str = "USD") -> Figures:
    r"""The figures in a table of comma, semicolon or tab separated values.

    Columns are period, HS code and value, and perhaps net mass, reporter, partner, flow and currency; where the table
    has none of the last four, all its rows are of these two countries, this direction and this currency. Codes are cut
    to six digits, since further ones are each country's own; a table that has six digits is not read at four.

    >>> table = b"period,cmdCode,primaryValue,netWgt,flowCode,reporterISO\n202605,540710,62000,,X,TJK\n"
    >>> read_figures(table, reporter="TJ", partner="UZ", flow="export").frame.rows()
    [('2026-05', '540710', 62000.0, None)]

    Raises:
        FiguresRefused: it is no such table, or none of its rows is about these two countries.
    """
    raw = _table(data)
    named = _named(raw)
    cells = raw.select(pl.col(column).str.strip_chars().alias(name) for name, column in named.items())
    kept = cells.filter(*_about(named, reporter=reporter, partner=partner, flow=flow))
    if kept.is_empty():
        raise FiguresRefused("No row of the table is about this direction between these two countries.")
    paid = kept["currency"].drop_nulls().str.to_uppercase().unique().to_list() if "currency" in named else []
    if len(paid) > 1:
        raise FiguresRefused("The table has several currencies: {found}. Bring them in one by one.", found=_few(paid))
    rows = kept.select(
        period=_period(),
        hs_code=_padded(),
        value=_amount("value"),
        kg=_amount("kg") if "kg" in named else pl.lit(None, pl.Float64),
    )
    _check(rows, kept)
    frame = _at_one_level(rows)
    return Figures(
        reporter=reporter,
        partner=partner,
        flow=flow,
        currency=(paid[0] if paid else currency).upper()[:3],
        frame=frame.drop("_rows"),
        left_out=raw.height - int(frame["_rows"].sum()),
    )


def figures_of(told: Iterable[TradeGapData], *, reporter: str, partner: str, flow: str) -> Figures:
    """The figures in what a partner sent under an agreement: its own side of each total.

    Raises:
        FiguresRefused: none is about these two countries, or they are in several currencies.
    """
    sent = (reporter, partner) if flow == "export" else (partner, reporter)
    about = [each for each in told if (each.export_country_code, each.import_country_code) == sent]
    side = [
        (
            each.period,
            each.classification,
            each.export_value_amount if flow == "export" else each.import_value_amount,
            each.export_net_mass_measure if flow == "export" else each.import_net_mass_measure,
        )
        for each in about
    ]
    paid = sorted({each.currency_code for each in about if each.currency_code})
    if not any(value is not None or kg is not None for _, _, value, kg in side):
        raise FiguresRefused("No row of the table is about this direction between these two countries.")
    if len(paid) > 1:
        raise FiguresRefused("The table has several currencies: {found}. Bring them in one by one.", found=_few(paid))
    raw = pl.DataFrame(side, schema=FIGURES_SCHEMA, orient="row")
    rows = raw.with_columns(period=_period(), hs_code=_padded())
    _check(rows, raw)
    frame = _at_one_level(rows).drop("_rows")
    return Figures(reporter=reporter, partner=partner, flow=flow, currency=paid[0] if paid else "USD", frame=frame)


def _table(data: bytes) -> pl.DataFrame:
    if len(data) > _LARGEST:
        raise FiguresRefused("The file is too large.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FiguresRefused("The file is not in UTF-8: save it as CSV in UTF-8.") from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        read = pl.read_csv(text.encode(), separator=separator, infer_schema=False, n_rows=_MOST + 1)
    except (pl.exceptions.ComputeError, pl.exceptions.NoDataError, pl.exceptions.SchemaError) as error:
        raise FiguresRefused("It is no table of comma, semicolon or tab separated values.") from error
    if read.height > _MOST:
        raise FiguresRefused("The table has more than {count} rows: bring in one period at a time.", count=_MOST)
    return read


def _named(raw: pl.DataFrame) -> dict[str, str]:
    """Which column of the table holds what."""
    there = {re.sub(r"[^a-z0-9]", "", column.casefold()): column for column in reversed(raw.columns)}
    found = {}
    for name, called in _NAMES.items():
        column = next((there[each] for each in called if each in there), None)
        if column is not None:
            found[name] = column
    lacking = [_NAMES[name][0] for name in ("period", "hs_code", "value") if name not in found]
    if lacking:
        raise FiguresRefused("The table has no column {name}.", name=_few(lacking))
    return found


def _about(named: dict[str, str], *, reporter: str, partner: str, flow: str) -> list[pl.Expr]:
    """Which rows are about these two countries and this direction, and are totals rather than parts of them."""
    asked = [country_alpha2(pl.col(name)) == code for name, code in (("reporter", reporter), ("partner", partner))]
    kept = [each for name, each in zip(("reporter", "partner"), asked, strict=True) if name in named]
    if "flow" in named:
        kept.append(pl.col("flow").str.to_lowercase().is_in(_FLOWS[flow]))
    kept += [
        pl.col(name).is_in(total) | ~pl.col(name).is_in(total).any() for name, total in _WHOLE.items() if name in named
    ]
    return kept


def _period() -> pl.Expr:
    """``2026`` and ``2026-05`` however they were written: ``202605``, ``2026-05-01``, ``2026M05``, ``05.2026``."""
    plain = pl.col("period").str.strip_chars()
    found = plain.str.replace(r"^(\d{4})[-./Mm]?(\d{2})([-./]\d{2})?$", "$1-$2")
    return found.str.replace(r"^(\d{2})[./](\d{4})$", "$2-$1")


def _padded() -> pl.Expr:
    """The code's digits; a zero in front that a spreadsheet took away is put back."""
    digits = pl.col("hs_code").str.replace_all(r"[^0-9]", "")
    return pl.when(digits.str.len_bytes() % 2 == 1).then("0" + digits).otherwise(digits)


def _amount(name: str) -> pl.Expr:
    plain = pl.col(name).str.replace_all(r"[\s\u00a0\u202f']", "")
    point = pl.when(plain.str.contains(r"^\d+,\d{1,2}$")).then(plain.str.replace(",", "."))
    return point.otherwise(plain.str.replace_all(",", "")).cast(pl.Float64, strict=False)


def _check(rows: pl.DataFrame, said: pl.DataFrame) -> None:
    """Refuse what would be counted wrongly: a period that is none, an amount that is none or below nothing."""
    wrong = rows.with_row_index("_row").filter(~pl.col("period").str.contains(_PERIOD).fill_null(value=False))
    if not wrong.is_empty():
        row = wrong["_row"][0]
        value = str(said["period"][row])[:40]
        raise FiguresRefused(
            "Row {row}: {value} is no month or year, such as 2026-05 or 2026.", row=row + 2, value=value
        )
    for name in ("value", "kg"):
        if name not in said.columns:
            continue
        filed = said[name].cast(pl.String).fill_null("") != ""
        bad = rows.with_row_index("_row").filter(filed & (pl.col(name).is_null() | (pl.col(name) < 0)))
        if not bad.is_empty():
            row = bad["_row"][0]
            value = str(said[name][row])[:40]
            raise FiguresRefused("Row {row}: {value} is no amount.", row=row + 2, value=value)
    if rows["period"].str.contains(_MONTH).n_unique() > 1:
        raise FiguresRefused("The table has months and years: bring them in one by one.")


def _at_one_level(rows: pl.DataFrame) -> pl.DataFrame:
    """Totals at six digits, or at four where the table has no more; ``_rows`` counts those in each."""
    fine = rows.with_columns(hs_code=hs6(pl.col("hs_code"))).drop_nulls("hs_code")
    if fine.is_empty():
        fine = rows.with_columns(hs_code=hs4(pl.col("hs_code"))).drop_nulls("hs_code")
    if fine.is_empty():
        raise FiguresRefused("The table has no HS code of four or more digits.")
    totals = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in ("value", "kg")]
    return fine.group_by("period", "hs_code").agg(*totals, pl.len().alias("_rows")).sort("period", "hs_code")


def _few(names: list[str]) -> str:
    return ", ".join(sorted(names)[:5])
