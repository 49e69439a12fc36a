"""An assessment: everything said about one consignment at one moment, and what was decided."""

from dataclasses import dataclass

import polars as pl

from darvoza.consignment import COLUMNS, ConsignmentBatch
from darvoza.signals import EVIDENCE, SIGNAL_SCHEMA

_FILED = (
    "id",
    "reference",
    "message",
    "lodgement",
    "mode",
    "flow",
    "office",
    "arrival",
    "means_id",
    "country_of_dispatch",
    "country_of_destination",
    "packages",
    "gross_mass_kg",
    "value",
    "currency",
)

SIGNAL_FIELDS: dict[str, pl.DataType] = {
    **{name: dtype for name, dtype in SIGNAL_SCHEMA.items() if name not in {"row", "evidence"}},
    "text": pl.String(),
    "evidence": EVIDENCE,
}

ASSESSMENT_SCHEMA = pl.Schema(
    {
        **{name: COLUMNS["consignments"][name] for name in _FILED},
        "consignor": pl.String(),
        "consignee": pl.String(),
        "goods": pl.String(),
        "hs_codes": pl.List(pl.String()),
        "score": pl.Float64(),
        "typologies": pl.List(pl.Struct({"typology": SIGNAL_SCHEMA["typology"], "score": pl.Float64()})),
        "mandatory": pl.Boolean(),
        "selected": pl.Boolean(),
        "ground": pl.String(),
        "rank": pl.UInt32(),
        "probability": pl.Float64(),
        "measure": pl.String(),
        "technique": pl.String(),
        "avoided": pl.Float64(),
        "needed": pl.Float64(),
        "reason": pl.String(),
        "signals": pl.List(pl.Struct(SIGNAL_FIELDS)),
        "missing": pl.List(pl.String()),
        "versions": pl.List(pl.Struct({"name": pl.String(), "version": pl.String()})),
    },
)
"""One row per consignment: what was filed, what fired, the scores, the decision, and the versions of all that was used.

``missing`` names the indicators that could not be asked because the message lacked their data, as ``ID: columns``;
``probability`` is the chance that a consignment had of being stopped at random, null where chance played no part.
``technique``, ``avoided`` (the harm that its examination can be expected to avoid), ``needed`` (how many times as risky
a released one would have had to be) and ``reason`` (of the measure, an English message) are the selection's, as
:class:`darvoza.selection.Selection` says.
"""


@dataclass(frozen=True, slots=True)
class Assessed:
    """A batch after every room has spoken, before anything is selected.

    ``signals`` has :data:`~darvoza.signals.SIGNAL_SCHEMA`; ``typology_scores`` has ``row, typology, score``;
    ``overall`` has ``row, score, mandatory``, one row per consignment; ``gaps`` has ``row, indicator, missing``;
    ``determinations`` is what :func:`darvoza.goods.identify` said of the goods.
    """

    batch: ConsignmentBatch
    signals: pl.DataFrame
    typology_scores: pl.DataFrame
    overall: pl.DataFrame
    gaps: pl.DataFrame
    determinations: pl.DataFrame
    versions: tuple[tuple[str, str], ...]
