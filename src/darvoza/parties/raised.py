"""Party matches as signals on the consignments that declared the parties."""

from typing import Final

import polars as pl

from darvoza.signals import SignalKind, Typology, no_signals, raise_signals

POSSIBLE: Final = 0.25
"""What a name just short of certain weighs: the judgement on names similar to a listed party (indicator PTY-04)."""

_BY_PROGRAMME: Final = (
    (Typology.PROLIFERATION, r"NPWMD|^DPRK|^Iran$|IFSR|IRAN-TRA|INKSNA|CHEMICAL|WMD"),
    (Typology.ARMS, r"CON-ARMS|^ARMS"),
    (Typology.DRUGS, r"SDNTK?$|DRUGS|NARCO"),
)
"""Typologies that a programme says beyond doubt (OFAC programme tags and UN list types)."""

_REASON: Final = "The {role} {declared} may be {name}, listed as {listed_name} on {list}: score {score}."
_CERTAIN: Final = "The {role} {declared} is {name}, listed as {listed_name} on {list}: score {score}."


def match_signals(matches: pl.DataFrame) -> pl.DataFrame:
    """Signals for the matches of :func:`~darvoza.parties.screen`, one for each party and listed party.

    A near certain match is mandatory and weighs its score. Any other weighs :data:`POSSIBLE` times its score squared:
    among ordinary trade nearly all possible matches are namesakes, so one is a sign to be added to others. The
    typology is sanctions, or what the programme says where that is beyond doubt (proliferation, arms, drugs).
    """
    if matches.is_empty():
        return no_signals()
    typology = pl.lit(Typology.SANCTIONS.value)
    for which, pattern in reversed(_BY_PROGRAMME):
        says_so = pl.col("programmes").list.eval(pl.element().str.contains(pattern)).list.any()
        typology = pl.when(says_so).then(pl.lit(which.value)).otherwise(typology)
    return raise_signals(
        matches,
        kind=SignalKind.PARTY_MATCH,
        id=pl.format("{}:{}", "list", "entity_id"),
        typology=typology,
        weight=pl.when("certain").then("score").otherwise(POSSIBLE * pl.col("score") ** 2),
        mandatory=pl.col("certain"),
        subject="parties",
        reason=pl.when("certain").then(pl.lit(_CERTAIN)).otherwise(pl.lit(_REASON)),
        evidence={
            "role": pl.col("role"),
            "declared": pl.col("declared"),
            "name": pl.col("name"),
            "listed_name": pl.col("listed_name"),
            "list": pl.col("list"),
            "entity_id": pl.col("entity_id"),
            "score": pl.col("score").round(2),
            "programmes": pl.col("programmes"),
        },
    )
