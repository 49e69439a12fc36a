"""The consignment view: one row for each goods item, beside it everything known of its consignment."""

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from darvoza.consignment import ConsignmentBatch, EquipmentKind, PlaceRole, Role
from darvoza.risk.profiles.columns import COLUMNS, DTYPES, Form, Source, view_schema
from darvoza.risk.profiles.tree import Kind
from darvoza.risk.reference import Reference
from darvoza.risk.terms import fold
from darvoza.risk.workings import Workings

_SIDES: Final = {
    "consignor": (Role.CONSIGNOR, Role.EXPORTER, Role.SELLER),
    "consignee": (Role.CONSIGNEE, Role.IMPORTER, Role.BUYER),
    "declarant": (Role.DECLARANT, Role.FORWARDER),
    "carrier": (Role.CARRIER,),
}
_NAMED: Final = {"notify": Role.NOTIFY_PARTY, "end_user": Role.END_USER, "driver": Role.DRIVER}
_RENAMED: Final = {
    "country_of_dispatch": "dispatch",
    "country_of_destination": "destination",
}
_TIMES: Final = ("lodged", "arrival")


def consignment_view(
    batch: ConsignmentBatch,
    *,
    features: pl.DataFrame | None = None,
    item_features: pl.DataFrame | None = None,
    signals: pl.DataFrame | None = None,
    scores: pl.DataFrame | None = None,
    rates: Mapping[str, float] | None = None,
    columns: Collection[str] | None = None,
) -> pl.DataFrame:
    """Everything that profiles may ask of these consignments: one row for each goods item.

    Columns are :data:`COLUMNS`, after ``row`` (the consignment's place in the batch) and ``position`` (the item's; null
    for a consignment without items, which has one row). ``features`` has ``row`` and columns of the history,
    ``item_features`` also ``position`` (:meth:`darvoza.history.Baselines.features` and ``item_features``);
    ``signals`` is what the assessment raised, ``scores`` has ``row`` and ``score``; ``rates`` is how many US dollars
    one unit of a currency is worth. What is not given is missing. Texts are trimmed, codes are in capitals; an empty
    text and a number that is none (infinite, NaN) are missing. ``columns`` are those that are wanted, if not all.

    >>> consignment_view(ConsignmentBatch.empty()).height
    0
    """
    worth = {"USD": 1.0, **(rates or {})}
    workings = Workings(batch, Reference())
    wanted = frozenset(COLUMNS) if columns is None else frozenset(columns)
    asked = wanted.union(each.name for each in COLUMNS.values() if each.words in wanted)
    whole = _consignments(workings, worth, asked)
    for part in (*_parties(batch, asked), *_parts(batch, asked)):
        whole = whole.join(part, on="row", how="left", maintain_order="left")
    for given in (features, _signal_ids(signals, len(batch)) if "signals" in asked else None, scores):
        if given is not None:
            known = [name for name in given.columns if _of_consignment(name)]
            whole = whole.join(given.select("row", *known), on="row", how="left", maintain_order="left")
    items = _items(workings, worth, asked)
    if item_features is not None:
        known = [name for name in item_features.columns if name in COLUMNS]
        items = items.join(
            item_features.select("row", "position", *known),
            on=["row", "position"],
            how="left",
            maintain_order="left",
        )
    view = whole.join(items, on="row", how="left", maintain_order="left_right")
    return _tidied(view, wanted)


def _of_consignment(name: str) -> bool:
    """Whether a column given beside the batch is one of consignments; what both know, only its items tell."""
    column = COLUMNS.get(name)
    return column is not None and not column.of_item and column.source in {Source.HISTORY, Source.ASSESSMENT}


def _consignments(workings: Workings, worth: Mapping[str, float], asked: frozenset[str]) -> pl.DataFrame:
    """What is filed for the consignment as a whole, and what follows from it."""
    every = workings.consignments.rename(_RENAMED)
    totals = {*workings.totals.columns, *_OF_ALL} - {"row"}
    own = {name: pl.col(name) for name in every.columns if name not in totals}
    said = own | {
        **{name: expression for time in _TIMES for name, expression in _of_time(time).items()},
        "departure_on": pl.col("departure").dt.date(),
        "notice_hours": (pl.col("arrival") - pl.col("lodged")).dt.total_seconds() / 3600,
    }
    whole = every.select("row", **{name: said[name] for name in said if name in asked})
    if not asked.isdisjoint(totals | {"value_usd"}):
        whole = whole.join(workings.totals, on="row", how="left", maintain_order="left")
    if not asked.isdisjoint(_OF_ALL):
        whole = whole.join(_of_all(workings), on="row", how="left", maintain_order="left")
    if "value_usd" in asked:
        whole = whole.with_columns(value_usd=pl.col("value") * _worth("currency", worth))
    return whole


def _of_time(name: str) -> dict[str, pl.Expr]:
    time = pl.col(name).dt
    return {f"{name}_on": time.date(), f"{name}_hour": time.hour(), f"{name}_weekday": time.weekday()}


_OF_ALL: Final = frozenset({"net_mass_kg", "items"})


def _of_all(workings: Workings) -> pl.DataFrame:
    """Net mass of the consignment, else the sum of its items if all have one; and how many items there are."""
    items = workings.goods.group_by("row", maintain_order=True).agg(
        items=pl.len(),
        _sum=pl.when(pl.col("net_mass_kg").count() == pl.len()).then(pl.col("net_mass_kg").sum()),
    )
    return workings.consignments.join(items, on="row", how="left", maintain_order="left").select(
        "row", pl.coalesce("net_mass_kg", "_sum"), pl.col("items").fill_null(0)
    )


def _worth(currency: str, worth: Mapping[str, float]) -> pl.Expr:
    code = pl.col(currency).str.strip_chars().str.to_uppercase()
    return code.replace_strict(dict(worth), default=None, return_dtype=pl.Float64)


def _parties(batch: ConsignmentBatch, asked: frozenset[str]) -> list[pl.DataFrame]:
    """The first party on each side that is asked about, in the order of its roles."""
    every = batch.parties.with_columns(pl.col("role").cast(pl.String))
    facts = {
        "name": pl.col("name"),
        "id": pl.col("identifiers").list.first(),
        "country": pl.col("country"),
        "address": pl.concat_str("address", "city", separator=", ", ignore_nulls=True),
    }
    found = []
    for side, roles in (_SIDES | {side: (role,) for side, role in _NAMED.items()}).items():
        told = {f"{side}_{fact}": value for fact, value in facts.items() if f"{side}_{fact}" in asked}
        if told:
            found.append(_first(every, roles).select("row", **told))
    return found


def _first(parties: pl.DataFrame, roles: tuple[Role, ...]) -> pl.DataFrame:
    order = {role.value: place for place, role in enumerate(roles)}
    return (
        parties.lazy()
        .filter(pl.col("role").is_in(list(order)))
        .with_columns(_order=pl.col("role").replace_strict(order, return_dtype=pl.Int8))
        .sort("row", "_order", "position")
        .unique("row", keep="first", maintain_order=True)
        .collect()
    )


def _parts(batch: ConsignmentBatch, asked: frozenset[str]) -> list[pl.DataFrame]:
    """Places, equipment and documents, those that are asked about."""
    parts = ((_places, _OF_PLACES), (_equipment, _OF_EQUIPMENT), (_documents, _OF_DOCUMENTS))
    return [part(batch) for part, names in parts if not names.isdisjoint(asked)]


_OF_PLACES: Final = frozenset({"loading_place", "unloading_place", "transit_countries", "transit_country_count"})
_OF_EQUIPMENT: Final = frozenset(
    {"containers", "equipment", "equipment_types", "seals", "empty", "container_count", "seal_count"}
)
_OF_DOCUMENTS: Final = frozenset({"document_types", "document_numbers"})


def _places(batch: ConsignmentBatch) -> pl.DataFrame:
    """Where it is loaded and unloaded, and the countries between."""
    ends = batch.consignments.with_row_index("row").select("row", "country_of_dispatch", "country_of_destination")
    country = pl.col("country").str.strip_chars().str.to_uppercase()
    role = pl.col("role").cast(pl.String)
    between = role.is_in([PlaceRole.TRANSIT.value, PlaceRole.BORDER.value]) & country.is_not_null()
    inner = (
        between
        & country.ne_missing(pl.col("country_of_dispatch").str.to_uppercase())
        & country.ne_missing(pl.col("country_of_destination").str.to_uppercase())
    )
    found = (
        batch.places.join(ends, on="row", how="left", maintain_order="left")
        .group_by("row", maintain_order=True)
        .agg(
            loading_place=pl.col("code").filter(role == PlaceRole.LOADING.value).first(),
            unloading_place=pl.col("code").filter(role == PlaceRole.UNLOADING.value).first(),
            transit_countries=country.filter(inner).unique(maintain_order=True),
            _between=between.any(),
        )
    )
    count = pl.col("transit_countries").list.len()
    return found.with_columns(transit_country_count=pl.when("_between").then(count)).drop("_between")


def _equipment(batch: ConsignmentBatch) -> pl.DataFrame:
    container = pl.col("kind").cast(pl.String) == EquipmentKind.CONTAINER.value
    number = _clean(pl.col("id"), Form.CAPITALS)
    seals = _clean(pl.col("seals").list.explode(keep_nulls=False, empty_as_null=False), Form.CAPITALS)
    return (
        batch.equipment.group_by("row", maintain_order=True)
        .agg(
            containers=number.filter(container).drop_nulls().unique(maintain_order=True),
            equipment=number.drop_nulls().unique(maintain_order=True),
            equipment_types=pl.col("size_type").drop_nulls().unique(maintain_order=True),
            seals=seals.drop_nulls().unique(maintain_order=True),
            empty=pl.when(pl.col("empty").count() > 0).then(pl.col("empty").any()),
        )
        .with_columns(
            container_count=pl.col("containers").list.len(),
            seal_count=pl.col("seals").list.len(),
        )
    )


def _documents(batch: ConsignmentBatch) -> pl.DataFrame:
    return batch.documents.group_by("row", maintain_order=True).agg(
        document_types=pl.col("type").drop_nulls().unique(maintain_order=True),
        document_numbers=pl.col("number").drop_nulls().unique(maintain_order=True),
    )


def _signal_ids(signals: pl.DataFrame | None, rows: int) -> pl.DataFrame | None:
    """The ids of what fired, for every consignment: none is an answer too once there was an assessment."""
    if signals is None:
        return None
    ids = signals.group_by("row", maintain_order=True).agg(signals=pl.col("id").unique(maintain_order=True))
    every = pl.DataFrame({"row": pl.int_range(rows, dtype=pl.UInt32, eager=True)})
    return every.join(ids, on="row", how="left", maintain_order="left").with_columns(pl.col("signals").fill_null([]))


def _items(workings: Workings, worth: Mapping[str, float], asked: frozenset[str]) -> pl.DataFrame:
    """Goods items under the view's names; value and currency of the consignment stand for those of its only item."""
    if _PRICED.isdisjoint(asked):
        return workings.goods.select("row", "position", **{name: _OF_ITEM[name] for name in _OF_ITEM if name in asked})
    whole = workings.consignments.select("row", _currency="currency", _value="value")
    only = pl.when(pl.len().over("row") == 1).then("_value")
    priced = workings.goods.join(whole, on="row", how="left", maintain_order="left").with_columns(
        item_value=pl.coalesce("value", only), item_currency=pl.coalesce("currency", "_currency")
    )
    dollars = pl.col("item_value") * _worth("item_currency", worth)
    mass = pl.coalesce("net_mass_kg", "gross_mass_kg")
    priced = priced.with_columns(
        item_value_usd=dollars,
        value_per_kg=pl.when(mass > 0).then(dollars / mass),
    )
    return priced.select("row", "position", *_PRICED, **_OF_ITEM)


_PRICED: Final = frozenset({"item_value", "item_currency", "item_value_usd", "value_per_kg"})
_OF_ITEM: Final = {
    **{name: pl.col(name) for name in ("hs2", "hs4", "hs6", "description", "origin", "quantity", "unit")},
    **{name: pl.col(name) for name in ("package_type", "marks", "un_numbers", "cas_numbers")},
    "hs_code": pl.col("hs"),
    "item_number": pl.col("position") + 1,
    "item_gross_mass_kg": pl.col("gross_mass_kg"),
    "item_net_mass_kg": pl.col("net_mass_kg"),
    "item_packages": pl.col("packages"),
}


def _tidied(view: pl.DataFrame, wanted: frozenset[str]) -> pl.DataFrame:
    """Every column wanted in its type and form; what is given as nothing is missing."""
    folded = {column.words: column.name for column in COLUMNS.values() if column.words and column.words in wanted}
    shown = [name for name in COLUMNS if name not in folded and (name in wanted or name in folded.values())]
    tidy = view.select("row", "position", *(_in_form(name, view.schema.get(name)).alias(name) for name in shown))
    words = [fold(pl.col(name)).alias(column) for column, name in folded.items()]
    return tidy.with_columns(words).select(
        "row", "position", *(name for name in view_schema() if name in {*shown, *folded})
    )


def _in_form(name: str, given: pl.DataType | None) -> pl.Expr:
    column = COLUMNS[name]
    dtype = DTYPES[column.kind]
    if given is None:
        return pl.lit(None, dtype)
    match column.kind:
        case Kind.TEXT:
            return _clean(pl.col(name).cast(pl.String), column.form)
        case Kind.NUMBER:
            number = pl.col(name).cast(pl.Float64)
            return pl.when(number.is_finite()).then(number)
        case Kind.TEXTS if column.source is Source.ASSESSMENT:
            return pl.col(name).cast(dtype)
        case Kind.TEXTS:
            held = pl.col(name).list.eval(_clean(pl.element(), column.form).drop_nulls())
            return pl.when(held.list.len() > 0).then(held)
    return pl.col(name).cast(dtype)


def _clean(text: pl.Expr, form: Form) -> pl.Expr:
    trimmed = text.str.strip_chars()
    cased = trimmed.str.to_uppercase() if form is Form.CAPITALS else trimmed
    return pl.when(cased != "").then(cased)
