"""Matches of many declared parties as columns, the reasons of each with them."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

import msgspec
import polars as pl

from darvoza.parties.likeness.match import PartyMatch
from darvoza.parties.lists.listed import PartyKind

_VALUE: Final = pl.Struct({"name": pl.String(), "value": pl.String()})
_REASONS: Final = pl.List(pl.Struct({"message": pl.String(), "values": pl.List(_VALUE), "weight": pl.Float64()}))
MATCHED: Final[dict[str, pl.DataType]] = {
    "entity_id": pl.String(),
    "list": pl.String(),
    "kind": pl.Enum([kind.value for kind in PartyKind]),
    "name": pl.String(),
    "listed_name": pl.String(),
    "score": pl.Float64(),
    "certain": pl.Boolean(),
    "reasons": _REASONS,
    "programmes": pl.List(pl.String()),
}
"""The columns of a match: the fields of :class:`~darvoza.parties.PartyMatch`."""

_NESTED: Final = ("reasons", "programmes")


def in_columns(matches: Sequence[PartyMatch]) -> pl.DataFrame:
    """These matches, a row each, with the columns :data:`MATCHED`."""
    flat = [
        pl.Series(name, list(map(attrgetter(name), matches)), dtype=dtype)
        for name, dtype in MATCHED.items()
        if name not in _NESTED
    ]
    encode = msgspec.json.Encoder().encode
    reasons = pl.Series("reasons", [encode(match.reasons).decode() for match in matches], dtype=pl.String)
    nested = [reasons.str.json_decode(_REASONS), _shared("programmes", [match.programmes for match in matches])]
    return pl.DataFrame([*flat, *nested]).select(*MATCHED)  # nested rows are made quicker so than from tuples


def _shared(name: str, lists: Sequence[tuple[str, ...]]) -> pl.Series:
    """A column of lists of which many are the same."""
    numbers: dict[tuple[str, ...], int] = {}
    places = [numbers.setdefault(each, len(numbers)) for each in lists]
    return pl.Series(name, list(map(list, numbers)), dtype=MATCHED[name])[places]
