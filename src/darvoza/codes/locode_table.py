"""Reading UN/LOCODE as UNECE publishes it: a zip of several comma-separated parts, or one such file, plain or gzipped.

Source: columns and codes as in UN/ECE Recommendation 16. Some editions give function before status and some after, so
the function is known by its shape. Files are UTF-8 in some editions and Windows-1252 in others. An airport
for which the list has no IATA code is taken to have the last three letters of its own code, as the Recommendation says.
"""

import io
from typing import Final

import polars as pl

from darvoza.codes.fetching import UpdateRefused
from darvoza.codes.unpacking import BROKEN, gunzip, unzip

_COLUMNS: Final = [
    "change",
    "country",
    "location",
    "name",
    "name_ascii",
    "subdivision",
    "first",
    "second",
    "date",
    "iata",
    "coordinates",
    "remarks",
]
_FUNCTIONS: Final = {
    "1": "port",
    "2": "rail",
    "3": "road",
    "4": "airport",
    "5": "post",
    "6": "inland clearance",
    "7": "fixed installation",
    "B": "border crossing",
}
_FUNCTION_SHAPE: Final = r"^[0-9B-]{8}$"
_DEGREES: Final = r"^([0-9]{2})([0-5][0-9])([NS]) ?([01][0-9]{2})([0-5][0-9])([EW])$"


def read_locodes(data: bytes) -> pl.DataFrame:
    """The places in these bytes, one row for each code, in the list's order.

    Raises:
        UpdateRefused: the bytes are not such a list, are cut short, or unpack to more than any list.
    """
    if data.startswith(b"PK"):
        parts = [content for _, content in sorted(unzip(data, _is_part).items())]
    elif data.startswith(b"\x1f\x8b"):
        parts = [gunzip(data)]
    else:
        parts = [data]
    tables = [_table(part) for part in parts]
    if not any(table.height for table in tables):
        raise UpdateRefused("There is no place in the list. Check that it is UN/LOCODE as UNECE publishes it in CSV.")
    return pl.concat(tables).unique("code", keep="first", maintain_order=True)


def _is_part(name: str) -> bool:
    return name.lower().endswith(".csv") and "subdivision" not in name.lower()


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _table(part: bytes) -> pl.DataFrame:
    try:
        rows = pl.read_csv(
            io.StringIO(_text(part)),
            has_header=False,
            schema=dict.fromkeys(_COLUMNS, pl.String),
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError as error:
        raise UpdateRefused(BROKEN.format(error=error)) from error
    code = pl.col("country") + pl.col("location")
    return _places(rows.filter(code.str.contains("^[A-Z]{2}[A-Z2-9]{3}$")).with_columns(code=code))


def _places(rows: pl.DataFrame) -> pl.DataFrame:
    function = pl.coalesce(
        pl.when(pl.col(name).str.contains(_FUNCTION_SHAPE)).then(pl.col(name)) for name in ("first", "second")
    )
    known = function.str.extract_all("[1-7B]").list.eval(pl.element().replace_strict(_FUNCTIONS))
    own_iata = pl.when(function.str.contains("4") & pl.col("location").str.contains("^[A-Z]{3}$")).then("location")
    return rows.select(
        "code",
        pl.col("name"),
        "country",
        _filled("subdivision"),
        functions=known.fill_null([]),
        iata=pl.coalesce(_filled("iata"), own_iata),
        latitude=_degrees(1, "S"),
        longitude=_degrees(4, "W"),
    )


def _filled(column: str) -> pl.Expr:
    return pl.when(pl.col(column) != "").then(column).alias(column)


def _degrees(group: int, negative: str) -> pl.Expr:
    degrees, minutes, half = (pl.col("coordinates").str.extract(_DEGREES, group + each) for each in range(3))
    size = degrees.cast(pl.Float64) + minutes.cast(pl.Float64) / 60
    return pl.when(half == negative).then(-size).otherwise(size).round(4)
