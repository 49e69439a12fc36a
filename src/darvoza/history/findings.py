"""Findings: what an examination found, or that it found nothing, as columns."""

from typing import Final

import polars as pl

from darvoza.consignment import CONSIGNMENT_SCHEMA
from darvoza.signals import Typology

FINDING_SCHEMA: Final = pl.Schema(
    {
        "consignment": pl.String(),
        "office": pl.String(),
        "examined": pl.Datetime("us"),
        "measure": pl.String(),
        "breach": pl.Boolean(),
        "critical": pl.Boolean(),
        "typology": pl.Enum([typology.value for typology in Typology]),
        "category": pl.String(),
        "quantity": pl.Float64(),
        "unit": pl.String(),
        "amount": pl.Float64(),
        "currency": pl.String(),
        "officer": pl.String(),
        "note": pl.String(),
    },
)
"""Findings as columns: ``consignment`` is its id; ``breach`` false: nothing was found; null: still open.

``critical`` says that it bears on security; ``category`` is what was found in the administration's own words,
``quantity`` of it in a ``unit``; ``amount`` is the revenue recovered or at stake, in ``currency``.
"""

_PARTY: Final = {field.name: field.dtype for field in CONSIGNMENT_SCHEMA["parties"].inner.fields}  # type: ignore[attr-defined]  # a list of structs

FOUND_PARTY_SCHEMA: Final = pl.Schema(
    {
        "consignment": pl.String(),
        "reference": pl.String(),
        "found": pl.Date(),
        "typology": FINDING_SCHEMA["typology"],
        **_PARTY,
    }
)
"""Parties of consignments on which a breach was found, each as filed; ``found`` is the day of the last finding."""


def whole_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """These findings with every column of the schema; those left out are null.

    Raises:
        polars.exceptions.PolarsError: a column is unknown, has values that its type cannot hold, or one names no
            consignment.
    """
    if unknown := set(findings.columns) - set(FINDING_SCHEMA):
        raise pl.exceptions.SchemaError(f"findings have no column {min(unknown)!r}")
    if "consignment" not in findings.columns or findings["consignment"].has_nulls():
        raise pl.exceptions.SchemaError("every finding names its consignment")
    return findings.select(
        (pl.col(name) if name in findings.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in FINDING_SCHEMA.items()
    )
