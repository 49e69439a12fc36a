"""Mappings: which column of a national system's table is which field of a consignment, in a file a person can edit."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import polars as pl

from darvoza.consignment import COLUMNS, EquipmentKind, PlaceRole, Role
from darvoza.intake import mapping_file
from darvoza.intake.mapping_file import FieldError, MappingError, Outline
from darvoza.intake.mapping_outcomes import Feature, Outcome, parse_features, parse_outcomes

__all__ = ["ENCODINGS", "MappedField", "Mapping", "MappingError", "load_mapping", "parse_mapping", "shipped_mappings"]

ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1254",
    "cp866",
    "iso-8859-1",
    "iso-8859-5",
    "koi8-r",
    "koi8-u",
)
"""Character encodings a mapping may expect; in each a byte offset can be told from a character's place."""

_SEPARATORS = (",", ";", "\t", "|")
_LABELS: dict[str, tuple[str, ...]] = {
    "parties": tuple(Role),
    "places": tuple(PlaceRole),
    "equipment": tuple(EquipmentKind),
}
_MADE_HERE = {
    "consignments": {"id", "message", "reference", "provenance"},
    "parties": {"role"},
    "places": {"role"},
    "equipment": {"kind"},
    "documents": {"item"},
}


class MappedField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a consignment and the column it is read from, with how its cells are written.

    ``label`` is the role of a party or place, the kind of equipment or the type of a document. ``values`` turns the
    table's codes into ours (``None``: known, but nothing here means the same). ``dates`` are the forms dates come in;
    ``factor`` turns the table's unit into kilograms; ``split`` is a pattern between the members of a list; ``prefix``
    is put before each identifier; ``constant`` stands where there is no column.
    """

    table: str
    label: str | None = None
    name: str
    column: str | None = None
    constant: str | float | bool | None = None
    values: dict[str, str | None] | None = None
    dates: tuple[str, ...] = ()
    decimal: str = "."
    factor: float = 1.0
    split: str | None = None
    prefix: str = ""
    about: str | None = None

    @property
    def target(self) -> str:
        """The field as a mapping file writes it.

        >>> MappedField(table="parties", label="consignee", name="name").target
        'parties[consignee].name'
        """
        return f"{self.table}[{self.label}].{self.name}" if self.label else f"{self.table}.{self.name}"

    @property
    def dtype(self) -> pl.DataType:
        """The column type of the field."""
        return COLUMNS[self.table][self.name]


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """What the columns of one kind of table mean.

    A table is of this kind when all columns of ``recognise`` are in its header. Rows with the same ``reference`` are
    goods items of one consignment. ``separator`` and ``encoding`` are only tried first: the content decides.
    ``outcomes`` and ``features`` are columns beside the consignment, for learning from what was found.
    """

    name: str
    title: str
    source: str | None = None
    recognise: tuple[str, ...]
    reference: tuple[str, ...]
    separator: str | None = None
    encoding: str | None = None
    fields: tuple[MappedField, ...]
    outcomes: tuple[Outcome, ...] = ()
    features: tuple[Feature, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping reads, each once."""
        named = [*self.reference, *(field.column for field in self.fields if field.column is not None)]
        named += [each.column for each in self.outcomes] + [each.column for each in self.features]
        return tuple(dict.fromkeys(named))


def load_mapping(path: str | Path) -> Mapping:
    """The mapping in this YAML file.

    Raises:
        OSError: the file cannot be read.
        MappingError: it is not a mapping; says each thing wrong with its line, value, rule and what to do.
    """
    return parse_mapping(Path(path).read_bytes(), str(path))


@cache
def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with Darvoza, by name."""
    folder = files("darvoza.intake") / "mappings"
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return tuple(parse_mapping(each.read_bytes(), each.name) for each in found)


def parse_mapping(data: bytes, name: str = "mapping") -> Mapping:
    """The mapping that these bytes of YAML write.

    >>> parse_mapping(b'''
    ... name: gate-log
    ... title: Log of a gate
    ... recognise: [No, Goods]
    ... reference: No
    ... fields: {goods.description: Goods}
    ... ''').fields[0].target
    'goods.description'

    Raises:
        MappingError: says each thing wrong with its line, value, rule and what to do.
    """
    outline = Outline.of(data, name)
    top = outline.table((), required=("name", "title", "recognise", "reference", "fields"), optional=_OPTIONAL)
    decimal = outline.choice(top, ("decimal",), (".", ","), ".")
    dates = outline.dates(top, ("date",)) or ()
    recognise = outline.texts(top, ("recognise",)) or ()
    reference = outline.texts(top, ("reference",)) or ()
    for column in reference:
        if column not in recognise:
            outline.wrong(
                ("reference",),
                column,
                "The reference column {value} is not among the columns the table is recognised by.",
                "Add it to recognise: without it no table can be told apart into consignments.",
            )
    fields = [*_fields(outline, top, decimal, dates), *_constants(outline, top)]
    _check_splits(outline, fields)
    mapping = Mapping(
        name=outline.text(top, ("name",)) or "",
        title=outline.text(top, ("title",)) or "",
        source=outline.text(top, ("source",)),
        recognise=recognise,
        reference=reference,
        separator=outline.choice(top, ("separator",), _SEPARATORS, None),
        encoding=outline.choice(top, ("encoding",), ENCODINGS, None),
        fields=tuple(fields),
        outcomes=parse_outcomes(outline, top),
        features=parse_features(outline, top),
    )
    outline.finish()
    return mapping


_OPTIONAL = ("source", "separator", "encoding", "decimal", "date", "constants", "outcomes", "features")
_COLUMN_KEYS = ("values", "date", "decimal", "factor", "split", "prefix", "about")


def _fields(outline: Outline, top: dict[str, object], decimal: str, dates: tuple[str, ...]) -> list[MappedField]:
    made = []
    for key, given in outline.entries(top, ("fields",)):
        target = _target(outline, ("fields", key))
        several = given if isinstance(given, list) else [given]
        for number, each in enumerate(several):
            path = ("fields", key, number) if isinstance(given, list) else ("fields", key)
            if isinstance(each, str):
                column, options = each, {}
            else:
                options = outline.table(path, required=("column",), optional=_COLUMN_KEYS)
                column = outline.text(options, (*path, "column")) or ""
            if target is not None:
                table, label, name = target
                field = MappedField(table=table, label=label, name=name, column=column, decimal=decimal, dates=dates)
                made.append(_described(outline, path, field, options))
    return made


def _described(
    outline: Outline,
    path: mapping_file.Path,
    field: MappedField,
    options: dict[str, object],
) -> MappedField:
    """The field with how its cells are written; what its options leave open stays as the field has it."""
    values = outline.values(options, (*path, "values"))
    if values and isinstance(field.dtype, pl.Enum):
        for filed, meaning in values.items():
            outline.one_of((*path, "values", filed), meaning, tuple(field.dtype.categories))
    split = outline.pattern(options, (*path, "split"))
    if split is not None and field.table in {"consignments", "goods"} and not isinstance(field.dtype, pl.List):
        rule = "A cell of {value} holds one value, so there is nothing to split."
        outline.wrong((*path, "split"), field.target, rule, "Leave split out.")
    return msgspec.structs.replace(
        field,
        values=values,
        dates=outline.dates(options, (*path, "date")) or field.dates,
        decimal=outline.choice(options, (*path, "decimal"), (".", ","), field.decimal),
        factor=outline.number(options, (*path, "factor"), 1.0),
        split=split,
        prefix=outline.text(options, (*path, "prefix")) or "",
        about=outline.text(options, (*path, "about")),
    )


def _check_splits(outline: Outline, fields: list[MappedField]) -> None:
    """Two columns that each list several parts do not say which members belong together."""
    listing: dict[tuple[str, str | None], MappedField] = {}
    for field in fields:
        if field.split is None or isinstance(field.dtype, pl.List):
            continue
        first = listing.setdefault((field.table, field.label), field)
        if first.target != field.target:
            rule = "Both {value} and {limit} are split, and which members belong together is not said."
            outline.wrong(("fields", field.target), field.target, rule, "Split one of them.", first.target)


def _constants(outline: Outline, top: dict[str, object]) -> list[MappedField]:
    made = []
    for key, given in outline.entries(top, ("constants",)):
        path = ("constants", key)
        target = _target(outline, path)
        if target is None:
            continue
        table, label, name = target
        field = MappedField(table=table, label=label, name=name)
        if isinstance(field.dtype, pl.Enum):
            outline.one_of(path, given, tuple(field.dtype.categories))
        if isinstance(given, str | int | float | bool):
            made.append(msgspec.structs.replace(field, constant=given))
        else:
            outline.wrong(path, given, "{value} is no single value.", "Write one text or number.")
    return made


def _target(outline: Outline, path: mapping_file.Path) -> tuple[str, str | None, str] | None:
    """Table, label and field that a key such as ``parties[consignee].name`` names; None when it names none."""
    try:
        table, label, name = mapping_file.split_target(str(path[-1]))
        _check_target(table, label, name)
    except FieldError as error:
        outline.wrong(path, error.value, error.rule, error.advice, error.limit)
        return None
    return table, label, name


def _check_target(table: str, label: str | None, name: str) -> None:
    if table not in COLUMNS:
        rule = "There is no table {value}; there are {limit}."
        raise FieldError(table, rule, "Correct the part before the dot.", ", ".join(COLUMNS))
    if name in _MADE_HERE.get(table, ()) or name not in COLUMNS[table]:
        rule = "{value} is not a field that a table can fill; those are {limit}."
        allowed = (each for each in COLUMNS[table] if each not in _MADE_HERE.get(table, ()))
        raise FieldError(name, rule, "Correct the part after the dot.", ", ".join(allowed))
    labels = _LABELS.get(table)
    if labels and label not in labels:
        rule = "The field needs one of {limit} in square brackets; it has {value}."
        raise FieldError(label, rule, "Write for instance parties[consignee].name.", ", ".join(labels))
    if label is not None and table in {"consignments", "goods"}:
        raise FieldError(label, "{value} in square brackets means nothing here.", "Leave the brackets out.")
