"""Signals as columns: how every room raises them by the thousand."""

from collections.abc import Iterable, Mapping

import msgspec
import polars as pl

from darvoza.signals.model import SIGNAL_SCHEMA, Signal, SignalKind, Typology

_NONE = pl.DataFrame(schema=SIGNAL_SCHEMA)
"""Made once: indicators that find nothing on a few consignments would spend most of their time on making it."""


def no_signals() -> pl.DataFrame:
    """An empty frame of signals."""
    return _NONE.clone()


def raise_signals(
    hits: pl.DataFrame,
    *,
    kind: SignalKind,
    id: str | pl.Expr,  # noqa: A002 - the signal's own word
    typology: Typology | pl.Expr,
    weight: float | pl.Expr,
    reason: str | pl.Expr,
    evidence: Mapping[str, pl.Expr],
    subject: str | None = None,
    mandatory: bool | pl.Expr = False,
) -> pl.DataFrame:
    """One signal for each row of ``hits``, which has ``row`` and, if ``subject`` names a table, ``position``.

    Arguments that are not expressions are the same for all. ``evidence`` names the values each signal rests on; they
    are kept as text, numbers to at most six significant digits. Returns :data:`SIGNAL_SCHEMA`.

    >>> hits = pl.DataFrame({"row": [4], "position": [1], "mass": [120.0]})
    >>> signals = raise_signals(
    ...     hits,
    ...     kind=SignalKind.INDICATOR,
    ...     id="X-01",
    ...     typology=Typology.REVENUE,
    ...     weight=0.1,
    ...     subject="goods",
    ...     reason="Only {mass} kg",
    ...     evidence={"mass": pl.col("mass")},
    ... )
    >>> signals["subject"][0], signals["evidence"][0][0]
    ('goods[1]', {'name': 'mass', 'value': '120'})
    """
    hits = hits.rechunk()  # Polars writes texts together wrongly, or not at all, where a stretch of rows is empty
    where = pl.lit("consignment") if subject is None else pl.format(subject + "[{}]", pl.col("position"))
    # Asked of the plan, all at once: nothing is computed for it.
    dtypes = hits.lazy().select(value.alias(name) for name, value in evidence.items()).collect_schema()
    facts = [
        pl.struct(pl.lit(name).alias("name"), _as_text(value, dtypes[name]).alias("value"))
        for name, value in evidence.items()
    ]
    said = {
        "row": pl.col("row"),
        "kind": pl.lit(kind.value),
        "id": _literal(id),
        "typology": _literal(typology.value if isinstance(typology, Typology) else typology),
        "weight": _literal(weight),
        "mandatory": _literal(mandatory),
        "subject": where,
        "reason": _literal(reason),
        # As an array first: all signals have as many facts, and lists of structs are built twenty times slower.
        "evidence": pl.concat_arr(facts).arr.to_list() if facts else pl.lit([]),
    }
    return hits.select(said[name].cast(dtype).alias(name) for name, dtype in SIGNAL_SCHEMA.items())


def join_signals(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All of these signals in one frame, by consignment, strongest first."""
    return pl.concat([no_signals(), *frames]).sort(
        "row",
        "mandatory",
        "weight",
        "id",
        "subject",
        descending=[False, True, True, False, False],
        maintain_order=True,  # the same order whatever the number of threads
    )


def signal_objects(frame: pl.DataFrame) -> list[Signal]:
    """The signals as typed objects."""
    return [msgspec.convert(row, Signal) for row in frame.drop("row", strict=False).to_dicts()]


def _literal(value: object) -> pl.Expr:
    return value if isinstance(value, pl.Expr) else pl.lit(value)


_SIGNIFICANT = 6


def _as_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A value as an officer reads it: ``120`` rather than ``120.0``, lists with commas."""
    if dtype.is_float():
        return value.round_sig_figs(_SIGNIFICANT).cast(pl.String).str.strip_suffix(".0").replace("-0", "0")
    if isinstance(dtype, pl.List):
        return value.cast(pl.List(pl.String)).list.join(", ")
    return value.cast(pl.String)
