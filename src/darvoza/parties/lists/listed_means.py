"""The numbers of ships, aircraft, vehicles and boxes that lists give, to be looked up among those declared."""

import re
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from darvoza.parties.lists.listed import ListedParty, PartyKind, WatchLists

SHIP, AIRCRAFT, VEHICLE, BOX = "ship", "aircraft", "vehicle", "box"
"""What may have a number: a box is a container, wagon or unit load device; a vehicle a truck or trailer."""

_OF: Final = {
    "IMO": SHIP,
    "MMSI": SHIP,
    "CALLSIGN": SHIP,
    "AIRCRAFT": AIRCRAFT,
    "TAIL": AIRCRAFT,
    "PLATE": VEHICLE,
    "VEHICLE": VEHICLE,
    "TRAILER": VEHICLE,
    "CONTAINER": BOX,
    "WAGON": BOX,
}
"""Schemes of identifiers by what has them."""

_MARK: Final = re.compile(r"[A-Z0-9]{1,2}-?[A-Z0-9]{3,5}")
"""A nationality mark and a registration mark, as painted on aircraft. Source: ICAO, Annex 7."""

_LEAST: Final = 5
_ALIKE: Final = dict(zip("АВЕКМНОРСТУХ", "ABEKMHOPCTYX", strict=True))
_LISTED: Final = pl.Schema(
    {
        "what": pl.String(),
        "number": pl.String(),
        "list": pl.String(),
        "entity_id": pl.String(),
        "kind": pl.Enum([kind.value for kind in PartyKind]),
        "name": pl.String(),
        "programmes": pl.List(pl.String()),
    }
)


def number_key(number: pl.Expr) -> pl.Expr:
    """A number in capitals without signs, Cyrillic letters of plates as the Latin ones they look like.

    Null when too short to tell anything.

    >>> pl.select(number_key(pl.lit("01 а123 вс"))).item()
    '01A123BC'
    """
    key = number.str.to_uppercase().str.replace_many(list(_ALIKE), list(_ALIKE.values())).str.replace_all(r"[\W_]", "")
    return pl.when(key.str.len_chars() >= _LEAST).then(key)


_SIGNS: Final = re.compile(r"[\W_]")
_LATIN: Final = str.maketrans(_ALIKE)


def number_key_of(number: str) -> str | None:
    """What :func:`number_key` makes of one number of letters, digits and plain signs.

    >>> number_key_of("01 а123 вс")
    '01A123BC'
    """
    key = _SIGNS.sub("", number.upper().translate(_LATIN))
    return key if len(key) >= _LEAST else None


@dataclass(frozen=True, slots=True)
class ListedMeans:
    """The numbers that lists give: ``what number list entity_id kind name programmes``, each once for each entry.

    ``known`` are the pairs of ``what`` and ``number`` among them.
    """

    numbers: pl.DataFrame
    known: frozenset[tuple[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", frozenset(self.numbers.select("what", "number").iter_rows()))

    @classmethod
    def of(cls, lists: WatchLists) -> "ListedMeans":
        """The numbers on these lists, whatever kind of party has them; of aircraft also the mark they are called by."""
        rows = [
            (what, number, each.id, party.entity_id, party.kind, party.name, party.programmes)
            for each, party in lists
            for what, number in _numbers(party)
        ]
        numbers = pl.DataFrame(rows, schema=_LISTED, orient="row").with_columns(number_key(pl.col("number")))
        return cls(numbers.drop_nulls("number").unique(["what", "number", "list", "entity_id"], maintain_order=True))


def _numbers(party: ListedParty) -> list[tuple[str, str]]:
    found = [(what, each.value) for each in party.identifiers if (what := _OF.get(each.scheme.strip().upper()))]
    if party.kind is PartyKind.AIRCRAFT:
        found += [(AIRCRAFT, name.text) for name in party.names if _MARK.fullmatch(name.text.strip())]
    return found
