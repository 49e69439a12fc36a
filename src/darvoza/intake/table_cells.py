"""Cells of a table as the values they mean: numbers, dates, codes and lists, whole columns at a time."""

from datetime import datetime

import msgspec
import polars as pl

from darvoza.intake.mapping import MappedField

_ISO_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_YES = ("true", "yes", "y", "1", "да")
_NO = ("false", "no", "n", "0", "нет")
_BETWEEN = "\x1f"


def value_of(field: MappedField, cell: pl.Expr, *, native: bool = False) -> pl.Expr:
    """The values of a field in a column of stripped texts; null where a text is not such a value.

    ``native`` cells come from a workbook that stores numbers and dates as such: they may have a decimal point and an
    ISO date whatever the mapping says of texts.
    """
    if field.values is not None:
        # Both sides in small letters: one clerk writes ИМ, another им.
        meanings = {filed.lower(): meaning for filed, meaning in field.values.items()}
        cell = cell.str.to_lowercase().replace_strict(
            list(meanings), list(meanings.values()), default=None, return_dtype=pl.String
        )
    return _members(field, cell) if is_list(field) else _single(field, cell, native=native)


def _single(field: MappedField, cell: pl.Expr, *, native: bool) -> pl.Expr:
    dtype = field.dtype
    if isinstance(dtype, pl.String):
        return _text(field, cell)
    if isinstance(dtype, pl.Float64):
        return _number(field, cell, native=native)
    if isinstance(dtype, pl.Int64):
        number = _number(field, cell, native=native)
        return pl.when(number == number.floor()).then(number).cast(pl.Int64, strict=False)
    if isinstance(dtype, pl.Datetime | pl.Date):
        return _date(field, cell, native=native).cast(dtype)
    if isinstance(dtype, pl.Enum):
        return cell.str.to_lowercase().cast(dtype, strict=False)
    small = cell.str.to_lowercase()
    return pl.when(small.is_in(_YES)).then(True).when(small.is_in(_NO)).then(False)  # Boolean is all that is left


def _text(field: MappedField, cell: pl.Expr) -> pl.Expr:
    if field.name == "hs_code":
        digits = cell.str.replace_all(r"[\s.\-]", "")
        return pl.when(digits.str.contains(r"^[0-9]{2,16}$")).then(digits)
    return field.prefix + cell if field.prefix else cell


def narrowed(field: MappedField, cells: pl.Series, *, native: bool = False) -> MappedField:
    """The field with only those forms of dates that occur among these cells: most tables write dates in one form."""
    if not isinstance(field.dtype, pl.Datetime | pl.Date) or field.values is not None:
        return field
    different = cells.unique()
    read = {form: different.to_frame("cell").select(_in_form(pl.col("cell"), form)) for form in _forms(field, native)}
    found = tuple(form for form, times in read.items() if times.to_series().null_count() < len(different))
    return msgspec.structs.replace(field, dates=found) if found else field


def is_list(field: MappedField) -> bool:
    """Whether one cell of this field can hold several values."""
    return isinstance(field.dtype, pl.List) or field.split is not None


def unreadable(field: MappedField, cell: pl.Expr, value: pl.Expr) -> pl.Expr:
    """Where a cell has a text that is no value of its field; a code known to mean nothing here is no fault."""
    wrong = cell.is_not_null() & value.is_null()
    nothing = [filed.lower() for filed, meaning in (field.values or {}).items() if meaning is None]
    return wrong & ~cell.str.to_lowercase().is_in(nothing) if nothing else wrong


_EXAMPLE = datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 - an example of what is written, not a moment


def expected(field: MappedField) -> str:
    """What a cell of this field should look like, for whoever has to correct it."""
    dtype = field.dtype
    if field.values is not None:
        return ", ".join(field.values)
    if isinstance(dtype, pl.Enum):
        return ", ".join(dtype.categories)
    if isinstance(dtype, pl.Float64 | pl.Int64):
        whole = isinstance(dtype, pl.Int64)
        return "12" if whole else f"1234{field.decimal}5"
    if isinstance(dtype, pl.Datetime | pl.Date):
        return ", ".join(_EXAMPLE.strftime(form) for form in field.dates or _ISO_DATES)
    if isinstance(dtype, pl.Boolean):
        return "yes, no"
    return "841350" if field.name == "hs_code" else "text"


def _number(field: MappedField, cell: pl.Expr, *, native: bool) -> pl.Expr:
    bare = cell.str.replace_all(r"[\s']", "")  # thousands apart: 12 500
    if field.decimal == ",":
        pointed = bare.str.replace(",", ".", literal=True)
        # A point in a text with decimal commas may part thousands: 1.250 is not read as one and a quarter.
        bare = pointed if native else pl.when(~bare.str.contains(".", literal=True)).then(pointed)
    number = bare.cast(pl.Float64, strict=False)
    number = pl.when(number.is_finite()).then(number)
    return number * field.factor if field.factor != 1.0 else number


def _date(field: MappedField, cell: pl.Expr, *, native: bool) -> pl.Expr:
    return pl.coalesce(_in_form(cell, form) for form in _forms(field, native))


def _forms(field: MappedField, native: bool) -> tuple[str, ...]:  # noqa: FBT001 - passed on as it came
    return tuple(dict.fromkeys((*(field.dates or _ISO_DATES), *(_ISO_DATES if native else ()))))


def _in_form(cell: pl.Expr, form: str) -> pl.Expr:
    if _has_time(form):
        return cell.str.to_datetime(form, time_unit="us", strict=False, ambiguous="null")
    return cell.str.to_date(form, strict=False).cast(pl.Datetime("us"))


def _has_time(form: str) -> bool:
    return any(part in form for part in ("%H", "%I", "%T", "%R"))


def _members(field: MappedField, cell: pl.Expr) -> pl.Expr:
    """The members of a list; null for an empty cell."""
    split = cell.str.replace_all(field.split, _BETWEEN).str.split(_BETWEEN) if field.split else cell.str.split(_BETWEEN)
    member = pl.element().str.strip_chars()
    if field.name == "un_numbers":
        member = member.str.replace(r"(?i)^un\s*", "")
    member = member.filter(member != "")
    members = split.list.eval(field.prefix + member if field.prefix else member)
    return pl.when(members.list.len() > 0).then(members)
