"""Each indicator on a case where it fires and one where it does not, and all of them where data is missing."""

import msgspec
import polars as pl
import pytest
from tests.risk.cases import (
    arms,
    cash,
    cbrn,
    drugs,
    excise,
    general,
    laundering,
    precursors,
    proliferation,
    revenue,
    safety,
    sanctions,
    waste,
    wildlife,
)
from tests.risk.cases.kit import Case

from darvoza.consignment import (
    PARTS,
    Consignment,
    ConsignmentBatch,
)
from darvoza.risk import all_indicators, evaluate
from darvoza.risk.needs import alternatives
from darvoza.signals import signal_objects

_KINDS = (
    arms,
    cash,
    cbrn,
    drugs,
    excise,
    general,
    laundering,
    precursors,
    proliferation,
    revenue,
    safety,
    sanctions,
    waste,
    wildlife,
)
CASES: dict[str, Case] = {name: case for kind in _KINDS for name, case in kind.CASES.items()}

INDICATORS = {each.id: each for each in all_indicators() if not each.of_the_past and not each.records}


def said(name: str, consignments: list[Consignment] | ConsignmentBatch) -> tuple[pl.DataFrame, pl.DataFrame]:
    batch = consignments if isinstance(consignments, ConsignmentBatch) else ConsignmentBatch.of(consignments)
    evaluation = evaluate(batch, indicators=[INDICATORS[name]])
    return evaluation.signals, evaluation.gaps


def without(batch: ConsignmentBatch, need: str) -> ConsignmentBatch:
    """The batch with nothing in any of the columns that would answer this need."""
    frames = {"consignments": batch.consignments, **{part: getattr(batch, part) for part in PARTS}}
    for each in alternatives(need):
        frame = frames[each.table]
        dtype = frame.schema[each.column]
        empty = pl.lit([], dtype) if isinstance(dtype, pl.List) else pl.lit(None, dtype)
        concerned = pl.lit(value=True) if each.role is None else pl.col("role") == each.role
        kept = pl.when(~concerned).then(pl.col(each.column)).otherwise(empty)
        frames[each.table] = frame.with_columns(kept.alias(each.column))
    return ConsignmentBatch(**frames)


def test_every_indicator_has_a_case() -> None:
    assert set(CASES) == set(INDICATORS)


@pytest.mark.parametrize("name", CASES)
def test_it_fires_where_it_should(name: str) -> None:
    case = CASES[name]
    signals, _ = said(name, case.fires)
    expected = case.rows if case.rows is not None else range(len(case.fires))
    assert signals["row"].unique().sort().to_list() == list(expected)


@pytest.mark.parametrize("name", CASES)
def test_it_is_silent_where_it_should_be_and_not_for_want_of_data(name: str) -> None:
    signals, gaps = said(name, CASES[name].silent)
    assert signals.is_empty(), signals
    assert gaps.is_empty(), gaps


@pytest.mark.parametrize(("name", "need"), [(name, need) for name in CASES for need in INDICATORS[name].requirements])
def test_it_never_fires_on_missing_data_but_says_what_was_missing(name: str, need: str) -> None:
    batch = without(ConsignmentBatch.of(CASES[name].fires), need)
    signals, gaps = said(name, batch)
    assert signals.is_empty()
    assert gaps["row"].unique().sort().to_list() == list(range(len(batch)))
    assert all(need in missing for missing in gaps["missing"])


@pytest.mark.parametrize("name", CASES)
def test_each_place_of_its_reason_is_in_its_evidence(name: str) -> None:
    signals, _ = said(name, CASES[name].fires)
    for signal in signal_objects(signals):
        facts = {fact.name: fact.value for fact in signal.evidence}
        sentence = signal.reason.format_map(facts)
        assert "None" not in sentence, sentence


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_consignments_changes_nothing(name: str) -> None:
    case = CASES[name]
    distinct = [msgspec.structs.replace(each, id=f"c{at}") for at, each in enumerate(case.fires)]
    backwards = distinct[::-1]
    ids = {distinct[row].id for row in said(name, distinct)[0]["row"]}
    assert {backwards[row].id for row in said(name, backwards)[0]["row"]} == ids
