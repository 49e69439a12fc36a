"""What determinations say about consignments: signals, weighed by what is known."""

import polars as pl

from darvoza.goods.contradictions import MESSAGES
from darvoza.goods.identify import Determinations
from darvoza.goods.schema import Outcome, Regime, Strength
from darvoza.signals import QUESTION_BREAK, SignalKind, Typology, join_signals, no_signals, raise_signals

_TYPOLOGY = {
    Regime.NSG: Typology.PROLIFERATION,
    Regime.AG: Typology.CBRN,
    Regime.CWC: Typology.CBRN,
    Regime.BWC: Typology.CBRN,
    Regime.MTCR: Typology.PROLIFERATION,
    Regime.WA: Typology.PROLIFERATION,
    Regime.WA_ML: Typology.ARMS,
    Regime.UN_1988: Typology.PRECURSORS,
    Regime.UN_1988_II: Typology.PRECURSORS,
    Regime.EXPLOSIVES: Typology.ARMS,
    Regime.EXPLOSIVE_PRECURSORS: Typology.ARMS,
    Regime.RADIOACTIVE: Typology.CBRN,
}
_MEETS = 0.9
# Solvents, acids and fertilisers of large lawful trade: watched, not stopped for what they are.
_WATCHED = (Regime.UN_1988_II.value, Regime.EXPLOSIVE_PRECURSORS.value)
# Less than an anomaly in their quantity would weigh (0.14), for on their own they are everyday trade.
_MEETS_WATCHED = 0.1
_OPEN_WATCHED = 0.05
_OPEN = {Strength.CORE.value: 0.4, Strength.RELATED.value: 0.3, Strength.BASKET.value: 0.2}
_OPEN_WITHOUT_HS = 0.12
_NEAR = 0.15
_CONTRADICTED = 0.3


def control_signals(determinations: Determinations) -> pl.DataFrame:
    """The signals that determinations raise: :data:`~darvoza.signals.SIGNAL_SCHEMA`.

    Goods that meet an entry stop the consignment: weight 0.9 and mandatory. Solvents, acids and fertilisers that are
    only watched (Table II of the 1988 Convention, explosive precursors) weigh 0.1 and stop nothing by themselves. Goods
    whose outcome needs an answer never stop a consignment: weight 0.4 with an HS code made for such goods, less with a
    wider one, 0.12 without. Goods that stay just short of a limit weigh 0.15. Goods that do not meet an entry raise
    nothing. One signal for each goods item and entry. A name and numbers that contradict each other weigh 0.3.
    """
    return join_signals([_by_entry(determinations.frame), _by_contradiction(determinations.contradictions)])


def _by_contradiction(frame: pl.DataFrame) -> pl.DataFrame:
    """Names and numbers that do not go together: mistyped, or meant to mislead."""
    places = {"name": pl.col("name"), "number": pl.col("number"), "other": pl.col("other"), "cas": pl.col("cas")}
    return join_signals(
        raise_signals(
            of_kind,
            kind=SignalKind.CONTROL_ENTRY,
            id=pl.lit(f"contradiction: {kind}"),
            typology=Typology.CBRN,
            weight=_CONTRADICTED,
            subject="goods",
            reason=message,
            evidence={name: value for name, value in places.items() if f"{{{name}}}" in message},
        )
        for kind, message in MESSAGES.items()
        if not (of_kind := frame.filter(kind=kind)).is_empty()
    )


def _by_entry(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.is_empty():
        return no_signals()
    outcome = pl.col("outcome").cast(pl.String)
    watched = pl.col("regime").is_in(_WATCHED)
    ready = frame.with_columns(
        typology=pl.col("regime").replace_strict({regime.value: of.value for regime, of in _TYPOLOGY.items()}),
        found=pl.col("evidence")
        .list.eval(pl.format("{}: {}", pl.element().struct.field("name"), pl.element().struct.field("value")))
        .list.join("; "),
        asked=pl.col("questions").list.join(QUESTION_BREAK),
        limits=pl.col("near_miss").list.join("; "),
        known=pl.col("hs_support").cast(pl.String).replace_strict(_OPEN, default=_OPEN_WITHOUT_HS),
    ).unique(["row", "position", "entry", "outcome"], maintain_order=True)
    shared = {
        "code": pl.col("code"),
        "list": pl.col("list"),
        "goods": pl.col("title"),
        "found": pl.col("found"),
    }
    return join_signals(
        [
            raise_signals(
                ready.filter(outcome == Outcome.MEETS.value),
                kind=SignalKind.CONTROL_ENTRY,
                id=pl.col("entry"),
                typology=pl.col("typology"),
                weight=pl.when(watched).then(_MEETS_WATCHED).otherwise(_MEETS),
                mandatory=~watched,
                subject="goods",
                reason="The goods meet control entry {code} ({list}): {goods}. Found: {found}",
                evidence=shared,
            ),
            raise_signals(
                ready.filter(outcome == Outcome.UNDETERMINED.value),
                kind=SignalKind.CONTROL_ENTRY,
                id=pl.col("entry"),
                typology=pl.col("typology"),
                weight=pl.when(watched).then(_OPEN_WATCHED).otherwise("known"),
                subject="goods",
                reason="The goods may meet control entry {code} ({list}): {goods}. To be asked: {questions}",
                evidence={**shared, "questions": pl.col("asked")},
            ),
            raise_signals(
                ready.filter(outcome == Outcome.DOES_NOT_MEET.value, pl.col("near_miss").list.len() > 0),
                kind=SignalKind.CONTROL_ENTRY,
                id=pl.col("entry"),
                typology=pl.col("typology"),
                weight=_NEAR,
                subject="goods",
                reason="The goods stay just short of control entry {code} ({list}): {goods}. Limit: {limits}",
                evidence={**shared, "limits": pl.col("limits")},
            ),
        ]
    )
