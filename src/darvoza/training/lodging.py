"""In which message each consignment is lodged, and what of it that message can say."""

from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import COLUMNS, ConsignmentBatch
from darvoza.training.chance import Chance

FORMATS: Final = ("table", "wco_declaration", "table-ru", "cuscar", "fwb", "ffm")
_DECLARATIONS_IN_XML: Final = 0.2
_MOST_XML: Final = 250
_FILE_OF_TABLE: Final = 5_000
_FLIGHTS_BY_MANIFEST: Final = 5  # one flight in so many is lodged as its manifest only

_NOTHING: Final = ("*",)
# What a format has no place for; "*": a whole part. FWB and FFM know no office, procedure or time of arrival; FFM no
# parties.
_UNSAID_BY_AIR: Final = (
    "flow",
    "service",
    "office",
    "lodged",
    "departure",
    "means_id",
    "means_nationality",
    "country_of_dispatch",
    "country_of_destination",
    "net_mass_kg",
    "incoterm",
    "declaration_type",
    "procedure",
)
_UNSAID: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "table": {"documents": ("item",)},
    "table-ru": {"documents": ("item",)},
    "wco_declaration": {
        "consignments": ("net_mass_kg", "volume_m3", "service"),
        "goods": ("marks", "cas_numbers"),
        "documents": ("item",),
    },
    "cuscar": {
        "consignments": ("net_mass_kg", "volume_m3", "service", "departure", "freight"),
        "goods": ("quantity", "unit"),
        "parties": ("email",),
        "places": ("country",),
    },
    "fwb": {
        "consignments": (
            *_UNSAID_BY_AIR,
            "arrival",
        ),
        "goods": ("net_mass_kg", "quantity", "unit", "value", "currency", "package_type", "marks"),
        "parties": ("email",),
        "documents": _NOTHING,
        "equipment": _NOTHING,
        "places": ("name", "country"),
    },
    "ffm": {
        "consignments": (*_UNSAID_BY_AIR, "arrival", "value", "currency", "freight"),
        "goods": (
            "hs_code",
            "origin",
            "gross_mass_kg",
            "net_mass_kg",
            "quantity",
            "unit",
            "value",
            "currency",
            "packages",
            "package_type",
            "marks",
        ),
        "parties": _NOTHING,
        "documents": _NOTHING,
        "equipment": _NOTHING,
        "places": ("name", "country"),
    },
}


def lodge(chance: Chance, batch: ConsignmentBatch) -> pl.DataFrame:
    """``row``, ``format`` and ``file`` of each consignment.

    Trucks: a fifth by declarations in XML, one a file, at most 250 a day; the rest in tables by office. Trains: a table
    with Russian headers each. Barges: a cargo report each. Flights: air waybills together, or the manifest, never both.
    """
    whole = batch.consignments.with_row_index("row")
    size = len(batch)
    in_xml = chance.flags(_DECLARATIONS_IN_XML, size) & (whole["mode"] == "road").to_numpy()
    in_xml &= np.cumsum(in_xml) <= _MOST_XML
    manifest = (
        whole["journey"].fill_null("").str.tail(2).cast(pl.Int32, strict=False).fill_null(1) % _FLIGHTS_BY_MANIFEST == 0
    )
    mode = pl.col("mode").cast(pl.String)
    format_ = (
        pl.when(pl.Series("xml", in_xml))
        .then(pl.lit("wco_declaration"))
        .when(mode == "road")
        .then(pl.lit("table"))
        .when(mode == "rail")
        .then(pl.lit("table-ru"))
        .when(mode == "river")
        .then(pl.lit("cuscar"))
        .when(pl.Series("manifest", manifest))
        .then(pl.lit("ffm"))
        .otherwise(pl.lit("fwb"))
    )
    part = pl.int_range(pl.len()).over("office", "format") // _FILE_OF_TABLE + 1
    framed = whole.select("row", "office", "journey", "means_id", "reference", format=format_).with_columns(part=part)
    office, journey = pl.col("office").str.to_lowercase(), pl.col("journey").str.to_lowercase()
    file = (
        pl.when(pl.col("format") == "table")
        .then(pl.format("road/{}-{}.csv", office, pl.col("part")))
        .when(pl.col("format") == "wco_declaration")
        .then(pl.format("road/{}.xml", pl.col("reference").str.replace_all("/", "-").str.to_lowercase()))
        .when(pl.col("format") == "table-ru")
        .then(pl.format("rail/{}-{}", office, journey))
        .when(pl.col("format") == "cuscar")
        .then(pl.format("river/{}-{}.edi", office, journey))
        .when(pl.col("format") == "ffm")
        .then(pl.format("air/ffm-{}.txt", journey))
        .otherwise(pl.format("air/fwb-{}.txt", journey))
    )
    lodged = framed.select("row", "format", file=file)
    trains = lodged.filter(pl.col("format") == "table-ru")["file"]
    first = trains.min() or ""
    rail = pl.when(pl.col("file") == first).then(pl.format("{}.xlsx", "file")).otherwise(pl.format("{}.csv", "file"))
    return lodged.with_columns(file=pl.when(pl.col("format") == "table-ru").then(rail).otherwise("file"))


def as_lodged(batch: ConsignmentBatch, formats: pl.DataFrame) -> ConsignmentBatch:
    """The batch without what the messages cannot say."""
    frames = {}
    for table in COLUMNS:
        frame: pl.DataFrame = getattr(batch, table)
        keyed = frame.with_row_index("row") if table == "consignments" else frame
        keyed = keyed.join(formats.select("row", "format"), on="row", how="left", maintain_order="left")
        dumb = [format_ for format_, unsaid in _UNSAID.items() if unsaid.get(table) == _NOTHING]
        keyed = keyed.filter(~pl.col("format").is_in(dumb))
        for format_, unsaid in _UNSAID.items():
            here = pl.col("format") == format_
            for column in unsaid.get(table, ()) if unsaid.get(table) != _NOTHING else ():
                empty: list[str] | None = [] if isinstance(frame.schema[column], pl.List) else None
                keyed = keyed.with_columns(
                    pl.when(here).then(pl.lit(empty, frame.schema[column])).otherwise(column).alias(column)
                )
        frames[table] = _reworded(table, keyed).select(frame.columns)
    return ConsignmentBatch(**frames)


def _reworded(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """What a format says in its own way.

    WCO declarations have numbers without scheme, containers only, and no last stop; air waybills telephone numbers
    without plus, agents and notified parties without taxpayer's number; flight manifests fifteen signs of description.
    """
    xml, waybill = pl.col("format") == "wco_declaration", pl.col("format") == "fwb"
    if table == "parties":
        frame = frame.filter(~waybill | pl.col("role").cast(pl.String).is_in(_ON_WAYBILLS))
        agent = waybill & (pl.col("role") == "forwarder")
        unnumbered = agent | (waybill & (pl.col("role") == "notify party"))
        numbered = pl.col("identifiers").list.eval(pl.element().str.replace("^TIN:", "ID:"))
        none = pl.lit([], frame.schema["identifiers"])
        return frame.with_columns(
            pl.when(xml).then(numbered).when(unnumbered).then(none).otherwise("identifiers").alias("identifiers"),
            pl.when(waybill).then(pl.col("phone").str.strip_prefix("+")).otherwise("phone").alias("phone"),
        ).with_columns(pl.when(~agent).then(name).alias(name) for name in ("address", "postcode", "country", "phone"))
    if table == "goods":
        short = pl.col("description").str.head(15).str.strip_chars_end()
        return frame.with_columns(description=pl.when(pl.col("format") == "ffm").then(short).otherwise("description"))
    if table == "equipment":
        return _renumbered(frame.filter(~(xml & (pl.col("kind") != "container"))))
    if table == "places":
        role = pl.col("role").cast(pl.String)
        role = pl.when(xml & (role == "destination")).then(pl.lit("unloading")).otherwise(role)
        return frame.with_columns(role.cast(frame.schema["role"]).alias("role"))
    return frame


_ON_WAYBILLS: Final = ("consignor", "consignee", "forwarder", "notify party")


def _renumbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32).over("row"))


_OF_THE_VOYAGE: Final = {"cuscar": ("lodged", "arrival"), "fwb": ("arrival",), "ffm": ("arrival",)}


def on_one_voyage(batch: ConsignmentBatch, formats: pl.DataFrame) -> ConsignmentBatch:
    """The batch with one time for all that is aboard one barge or aircraft, since their message has only one."""
    whole = batch.consignments.hstack(formats.select("format", "file"))
    for format_, columns in _OF_THE_VOYAGE.items():
        aboard = pl.col("format") == format_
        whole = whole.with_columns(
            pl.when(aboard).then(pl.col(name).first().over("file")).otherwise(name).alias(name) for name in columns
        )
    return replace(batch, consignments=whole.drop("format", "file"))


def says(format_: str, field: str) -> bool:
    """Whether a message of this format can carry a field (``parties.email``).

    >>> says("ffm", "parties.name"), says("table", "parties.email")
    (False, True)
    """
    table, _, column = field.partition(".")
    if table == "consignments" and column in _OF_THE_VOYAGE.get(format_, ()):
        return False
    unsaid = _UNSAID[format_].get(table, ())
    return column not in unsaid and unsaid != _NOTHING
