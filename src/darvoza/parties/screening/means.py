"""Listed ships, aircraft, vehicles and boxes among the means of transport and equipment of consignments."""

import re
from typing import Final

import msgspec
import polars as pl

from darvoza.codes import imo_check
from darvoza.consignment import ConsignmentBatch
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.likeness.match import PartyMatch, Reason, score_of
from darvoza.parties.lists.listed import LINKED, PartyKind
from darvoza.parties.lists.listed_means import AIRCRAFT, BOX, SHIP, VEHICLE, ListedMeans, number_key, number_key_of
from darvoza.parties.screening.raised import POSSIBLE, once, said, typology_of, with_decisions
from darvoza.parties.screening.screened import MATCH_SCHEMA, THRESHOLD, screen_name
from darvoza.parties.ties.clusters import Clusters
from darvoza.signals import Fact, SignalKind, Word, join_signals, no_signals, raise_signals

_BY_MODE: Final = {"sea": SHIP, "river": SHIP, "air": AIRCRAFT, "road": VEHICLE, "rail": BOX}
_BY_EQUIPMENT: Final = {"container": BOX, "wagon": BOX, "unit load device": BOX, "trailer": VEHICLE}
_SHIP: Final = re.compile(r"^\W*(?:m/?[vts]\b|motor vessel\b|vessel\b|ship\b|т/?х\b)[\s.:]*", re.IGNORECASE)
_IMO: Final = re.compile(r"\(?\b(?:IMO\b[\s.:#№-]*(?:no\b[\s.:]*)?)?(\d{7})\b\)?", re.IGNORECASE)
_SEVERAL: Final = r"[/;,|+]"
MEANS: Final = Word.MEANS_OF_TRANSPORT.value
"""The role of a match with the means of transport; of equipment it is what kind of equipment."""

_SAME_NUMBER: Final = "The same number {value} is on the list."
_NUMBER_WEIGHT: Final = 10.0
_CERTAIN: Final = "The means of transport {declared} has the number of {name} on {list}."
_BOX: Final = "The {role} {declared} has the number of {name} on {list}."
_POSSIBLE: Final = "The means of transport {declared} may be {name} on {list}: score {score}; compare their numbers."


def means_signals(
    batch: ConsignmentBatch,
    means: ListedMeans,
    index: NameIndex,
    *,
    threshold: float = THRESHOLD,
    allowed: pl.DataFrame | None = None,
    same: Clusters | None = None,
) -> pl.DataFrame:
    """Signals for consignments on or in a listed ship, aircraft, vehicle or box; one for each of them and listed party.

    What is declared is compared as :func:`means_matches` says. A number that a list has too is mandatory, whatever the
    name. A name alone is borne by many and never stops: it weighs what a possible match of a party does. ``allowed``
    and ``same`` are as for :func:`~darvoza.parties.match_signals`: what is allowed is said and weighs nothing, and a
    party on several lists is signalled once.
    """
    found = means_matches(batch, means, index, threshold=threshold)
    if found.is_empty():
        return no_signals()
    decided = once(with_decisions(found, allowed), same)
    is_allowed, of_means = pl.col("officer").is_not_null(), pl.col("role") == MEANS
    return join_signals(
        [
            _speaking(decided.filter(~is_allowed & of_means), None),
            _speaking(decided.filter(~is_allowed & ~of_means), "equipment"),
            said(decided.filter(is_allowed & of_means), None),
            said(decided.filter(is_allowed & ~of_means), "equipment"),
        ]
    )


def means_matches(
    batch: ConsignmentBatch, means: ListedMeans, index: NameIndex, *, threshold: float = THRESHOLD
) -> pl.DataFrame:
    """The listed parties that means of transport and equipment belong to or are; returns ``MATCH_SCHEMA``.

    By sea and river the identity of the means of transport is read as a ship's number, call sign, name, or number and
    name; by air as an aircraft's mark; by road as the plates of truck and trailer; by rail as a wagon's number.
    Equipment is looked up by its number. Only ships are looked up by their names: no other names are listed. An IMO
    number with a wrong check digit is not looked for. ``role`` is :data:`MEANS`, with ``position`` null, or the kind of
    equipment, with its ``position``.
    """
    if not _may_be_listed(batch, means):
        return _NO_MATCHES
    declared = _declared(batch)
    by_number = _by_number(declared, means)
    ships = declared.filter(pl.col("what") == SHIP)
    by_name = _by_name(ships, index, threshold)
    return (
        pl.concat([by_number, by_name])
        .sort("certain", "score", descending=True, maintain_order=True)
        .unique(["row", "position", "role", "list", "entity_id"], keep="first", maintain_order=True)
        .sort("row", "position", "score", "entity_id", descending=[False, False, True, False], maintain_order=True)
    )


_NO_MATCHES: Final = pl.DataFrame(schema=MATCH_SCHEMA)
_FEW: Final = 500


def _may_be_listed(batch: ConsignmentBatch, means: ListedMeans) -> bool:
    """Whether any of a few means and pieces of equipment has a listed number, or is a ship, which has a name too.

    Asked one by one, since hardly a stretch of a minute has one; of many, and of numbers with strange signs, always.
    """
    if len(batch) > _FEW or batch.equipment.height > _FEW:
        return True
    sides = (
        (_BY_MODE, batch.consignments.select("mode", "means_id")),
        (_BY_EQUIPMENT, batch.equipment.select("kind", "id")),
    )
    for kinds, frame in sides:
        for kind, text in frame.iter_rows():
            what = kinds.get(kind)
            if what is None or text is None:
                continue
            if what == SHIP or not (text.isascii() or all(sign.isascii() or sign.isalpha() for sign in text)):
                return True
            parts = (text, *re.split(_SEVERAL, text)) if what == VEHICLE else (text,)
            if any((what, number_key_of(part)) in means.known for part in parts):
                return True
    return False


def _declared(batch: ConsignmentBatch) -> pl.DataFrame:
    """``row position role declared what`` of every means of transport and piece of equipment that has a number."""
    columns = ("row", "position", "role", "declared", "what")
    mode, kind = pl.col("mode").cast(pl.String), pl.col("kind").cast(pl.String)
    by_means = batch.consignments.with_row_index("row").select(
        "row",
        position=pl.lit(None, pl.UInt32),
        role=pl.lit(MEANS),
        declared="means_id",
        what=mode.replace_strict(_BY_MODE, default=None, return_dtype=pl.String),
    )
    by_equipment = batch.equipment.select(
        pl.col("row").cast(pl.UInt32),
        pl.col("position").cast(pl.UInt32),
        role=kind,
        declared="id",
        what=kind.replace_strict(_BY_EQUIPMENT, default=None, return_dtype=pl.String),
    )
    return pl.concat([each.select(columns).drop_nulls(["declared", "what"]) for each in (by_means, by_equipment)])


def _by_number(declared: pl.DataFrame, means: ListedMeans) -> pl.DataFrame:
    texts = declared.select("what", "declared").unique(maintain_order=True)
    ships = [
        (text, number)
        for text in texts.filter(pl.col("what") == SHIP)["declared"]
        for number in _IMO.findall(text)
        if imo_check(number)
    ]
    numbers = pl.concat(
        [
            texts.with_columns(number="declared"),
            texts.filter(pl.col("what") == VEHICLE)
            .with_columns(number=pl.col("declared").str.replace_all(_SEVERAL, "/").str.split("/"))
            .explode("number", keep_nulls=False, empty_as_null=False),
            pl.DataFrame(ships, schema={"declared": pl.String, "number": pl.String}, orient="row").select(
                pl.lit(SHIP).alias("what"), "declared", "number"
            ),
        ]
    ).with_columns(number_key(pl.col("number")))
    met = numbers.join(means.numbers, on=["what", "number"], how="inner")
    values = pl.concat_list(pl.struct(name=pl.lit("value"), value=pl.col("number")))
    reason = pl.struct(message=pl.lit(_SAME_NUMBER), values=values, weight=pl.lit(_NUMBER_WEIGHT))
    return (
        declared.join(met, on=["what", "declared"], how="inner", maintain_order="left")
        .with_columns(
            listed_name="name",
            score=pl.lit(score_of([Reason(_SAME_NUMBER, (Fact("value", ""),), _NUMBER_WEIGHT)])),
            certain=pl.lit(value=True),
            reasons=pl.concat_list(reason),
        )
        .select(*MATCH_SCHEMA)
        .cast(MATCH_SCHEMA)
    )


def _by_name(ships: pl.DataFrame, index: NameIndex, threshold: float) -> pl.DataFrame:
    rows = [
        {"declared": text, **msgspec.to_builtins(match), "certain": False}
        for text in ships["declared"].unique(maintain_order=True)
        for match in _namesakes(text, index, threshold)
    ]
    schema = {name: dtype for name, dtype in MATCH_SCHEMA.items() if name not in {"row", "position", "role"}}
    found = pl.DataFrame(rows, schema=schema)
    return ships.join(found, on="declared", how="inner", maintain_order="left").select(*MATCH_SCHEMA).cast(MATCH_SCHEMA)


def _namesakes(text: str, index: NameIndex, threshold: float) -> list[PartyMatch]:
    """The listed ships that are called what is left of the text without its number."""
    numbers = [f"IMO:{number}" for number in _IMO.findall(text) if imo_check(number)]
    name = _SHIP.sub("", _IMO.sub(" ", text)).strip()
    if not name:
        return []
    found = screen_name(name, index, kind=PartyKind.VESSEL, identifiers=numbers, threshold=threshold)
    return [match for match in found if match.kind is PartyKind.VESSEL]


def _speaking(matches: pl.DataFrame, subject: str | None) -> pl.DataFrame:
    if matches.is_empty():
        return no_signals()
    stops = pl.col("certain") & ~pl.col("programmes").list.contains(LINKED)
    certain = _CERTAIN if subject is None else _BOX
    return raise_signals(
        matches,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("{}:{}", "list", "entity_id"),
        typology=typology_of(),
        weight=pl.when(stops).then("score").otherwise(POSSIBLE * pl.col("score") ** 2),
        mandatory=stops,
        subject=subject,
        reason=pl.when(pl.col("certain")).then(pl.lit(certain)).otherwise(pl.lit(_POSSIBLE)),
        evidence={
            "role": pl.col("role"),
            "declared": pl.col("declared"),
            "name": pl.col("name"),
            "list": pl.col("lists"),
            "entity_id": pl.col("entity_id"),
            "score": pl.col("score").round(2),
            "programmes": pl.col("programmes"),
        },
    )
