"""Listed vessels and aircraft among the means of transport that consignments cross the border with."""

import re
from typing import Final

import polars as pl

from darvoza.codes import imo_check
from darvoza.consignment import ConsignmentBatch
from darvoza.parties.index import NameIndex
from darvoza.parties.listed import LINKED, PartyKind
from darvoza.parties.raised import POSSIBLE, typology_of
from darvoza.parties.screening import THRESHOLD
from darvoza.parties.search import Declared, search
from darvoza.signals import SignalKind, no_signals, raise_signals

_KIND: Final = {"sea": PartyKind.VESSEL, "river": PartyKind.VESSEL, "air": PartyKind.AIRCRAFT}
_SHIP: Final = re.compile(r"^\W*(?:m/?[vts]\b|motor vessel\b|vessel\b|ship\b|т/?х\b)[\s.:]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\(?\b(?:IMO\b[\s.:#№-]*(?:no\b[\s.:]*)?)?(\d{7})\b\)?", re.IGNORECASE)

_CERTAIN: Final = "The means of transport {declared} has the number of {name} on {list}."
_POSSIBLE: Final = "The means of transport {declared} may be {name} on {list}: score {score}; compare their numbers."
_FOUND: Final = {
    "row": pl.UInt32(),
    "declared": pl.String(),
    "name": pl.String(),
    "list": pl.String(),
    "entity_id": pl.String(),
    "score": pl.Float64(),
    "numbered": pl.Boolean(),
    "programmes": pl.List(pl.String()),
}


def means_signals(batch: ConsignmentBatch, index: NameIndex, *, threshold: float = THRESHOLD) -> pl.DataFrame:
    """Signals for consignments whose ship or aircraft may be a listed one; at most one for each entry of a list.

    By sea and river the identity of the means of transport is read as a ship's IMO number, its name, or both, by air as
    an aircraft's mark; other modes are not looked at, as lists name no trucks. A number that a list has too is
    mandatory, whatever the name. A name alone is borne by many and never stops: it weighs what a possible match of a
    party does (:func:`~darvoza.parties.match_signals`). A ship number with a wrong check digit is not looked for.
    """
    declared = (
        batch.consignments.with_row_index("row")
        .select("row", "means_id", mode=pl.col("mode").cast(pl.String))
        .filter(pl.col("mode").is_in(list(_KIND)) & pl.col("means_id").is_not_null())
        .with_columns(kind=pl.col("mode").replace_strict({mode: kind.value for mode, kind in _KIND.items()}))
    )
    unique = declared.select("means_id", "kind").unique(maintain_order=True)
    asked = [_asked(text, PartyKind(kind)) for text, kind in unique.iter_rows()]
    hits = search(asked, index, threshold=threshold)
    rows = []
    for at, name, score, numbered in zip(
        hits.declared.tolist(), hits.name.tolist(), hits.score.tolist(), hits.same_identifier.tolist(), strict=True
    ):
        party = index.parties[int(index.name_party[name])]
        if party.kind not in {asked[at].kind, None} or (party.kind is None and not numbered):
            continue
        text, kind = unique.row(at)
        watch_list = index.list_of[int(index.name_party[name])].id
        rows.append((text, kind, party.name, watch_list, party.entity_id, score, numbered, list(party.programmes)))
    if not rows:
        return no_signals()
    schema = {"means_id": pl.String(), "kind": pl.String(), **dict(list(_FOUND.items())[2:])}
    found = declared.join(
        pl.DataFrame(rows, schema=schema, orient="row"), on=["means_id", "kind"], maintain_order="left"
    )
    return _raised(found.rename({"means_id": "declared"}).select(*_FOUND).cast(pl.Schema(_FOUND)))


def _asked(text: str, kind: PartyKind) -> Declared:
    """A means of transport as a declared party: the number out of the text, the rest as its name."""
    if kind is PartyKind.AIRCRAFT:
        return Declared(text, kind=kind, identifiers=(text,))
    numbers = tuple(f"IMO:{number}" for number in _NUMBER.findall(text) if imo_check(number))
    name = _SHIP.sub("", _NUMBER.sub(" ", text)).strip()
    return Declared(name or None, kind=kind, identifiers=numbers)


def _raised(found: pl.DataFrame) -> pl.DataFrame:
    stops = pl.col("numbered") & ~pl.col("programmes").list.contains(LINKED)
    return raise_signals(
        found,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("{}:{}", "list", "entity_id"),
        typology=typology_of(),
        weight=pl.when(stops).then("score").otherwise(POSSIBLE * pl.col("score") ** 2),
        mandatory=stops,
        reason=pl.when(pl.col("numbered")).then(pl.lit(_CERTAIN)).otherwise(pl.lit(_POSSIBLE)),
        evidence={
            "declared": pl.col("declared"),
            "name": pl.col("name"),
            "list": pl.col("list"),
            "entity_id": pl.col("entity_id"),
            "score": pl.col("score").round(2),
            "programmes": pl.col("programmes"),
        },
    )
