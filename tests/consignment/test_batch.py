"""A batch says the same as the objects it was made of, whichever way it is turned."""

from datetime import date, datetime
from typing import Any, get_args, get_type_hints

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import (
    COLUMNS,
    CONSIGNMENT_SCHEMA,
    PARTS,
    Consignment,
    ConsignmentBatch,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Role,
)

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(-(2**40), 2**40),
    bool: st.booleans(),
    bytes: st.binary(max_size=24),
    date: st.dates(),
    datetime: st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001 - as filed
}


def _value(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type annotation is any object
    if hint in _VALUES:
        return _VALUES[hint]
    if isinstance(hint, type):
        return things(hint) if issubclass(hint, msgspec.Struct) else st.sampled_from(list(hint))
    first, *rest = get_args(hint)
    if rest == [type(None)]:
        return st.none() | _value(first)
    return st.lists(_value(first), max_size=3).map(tuple)


def things(struct: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    return st.builds(struct, **{name: _value(hint) for name, hint in get_type_hints(struct).items()})


CONSIGNMENTS = st.lists(things(Consignment), max_size=5)


@settings(max_examples=40, deadline=None)
@given(CONSIGNMENTS)
def test_objects_go_into_columns_and_come_back(consignments: list[Consignment]) -> None:
    batch = ConsignmentBatch.of(consignments)
    assert len(batch) == len(consignments)
    assert batch.objects() == consignments


@settings(max_examples=25, deadline=None)
@given(CONSIGNMENTS)
def test_the_nested_form_holds_everything(consignments: list[Consignment]) -> None:
    nested = ConsignmentBatch.of(consignments).nested()
    assert nested.schema == CONSIGNMENT_SCHEMA
    assert ConsignmentBatch.from_nested(nested).objects() == consignments


@settings(max_examples=25, deadline=None)
@given(CONSIGNMENTS, CONSIGNMENTS)
def test_batches_join_end_to_end(first: list[Consignment], second: list[Consignment]) -> None:
    joined = ConsignmentBatch.concat([ConsignmentBatch.of(first), ConsignmentBatch.of(second)])
    assert joined.objects() == first + second


@settings(max_examples=25, deadline=None)
@given(CONSIGNMENTS, st.data())
def test_rows_can_be_taken_in_any_order(consignments: list[Consignment], data: st.DataObject) -> None:
    rows = data.draw(st.permutations(range(len(consignments))))
    taken = ConsignmentBatch.of(consignments).take(pl.Series(rows, dtype=pl.UInt32))
    assert taken.objects() == [consignments[row] for row in rows]


def test_an_empty_batch_has_every_column() -> None:
    batch = ConsignmentBatch.empty()
    assert len(batch) == 0
    assert batch.nested().schema == CONSIGNMENT_SCHEMA
    assert all(set(COLUMNS[part]) <= set(getattr(batch, part).columns) for part in PARTS)
    assert len(ConsignmentBatch.concat([])) == 0


def test_parts_know_their_consignment_and_their_place_in_it() -> None:
    consignment = Consignment(
        id="a-0",
        message="a",
        reference="CMR 17",
        lodgement=Lodgement.MANIFEST,
        mode=Mode.ROAD,
        parties=(Party(role=Role.CONSIGNOR, name="Рустам"), Party(role=Role.CONSIGNEE, name="Nodira")),
        goods=(GoodsItem(description="onions", gross_mass_kg=20_000.0),),
    )
    batch = ConsignmentBatch.of([consignment, consignment])
    assert batch.parties.select("row", "position", "name").rows() == [
        (0, 0, "Рустам"),
        (0, 1, "Nodira"),
        (1, 0, "Рустам"),
        (1, 1, "Nodira"),
    ]


def test_a_table_with_few_columns_becomes_a_batch_with_all() -> None:
    batch = ConsignmentBatch.from_frames(
        pl.DataFrame({"id": ["a-0"], "message": ["a"], "reference": ["7"], "lodgement": ["declaration"]}),
        goods=pl.DataFrame({"row": [0, 0], "position": [1, 0], "description": ["second", "first"]}),
    )
    (consignment,) = batch.objects()
    assert [item.description for item in consignment.goods] == ["first", "second"]
    assert consignment.mode is None


def test_a_column_that_the_model_lacks_is_refused_by_name() -> None:
    with pytest.raises(pl.exceptions.SchemaError, match="goods has no column 'colour'"):
        ConsignmentBatch.from_frames(
            pl.DataFrame({"id": ["a"], "message": ["a"], "reference": ["7"], "lodgement": ["manifest"]}),
            goods=pl.DataFrame({"row": [0], "position": [0], "colour": ["red"]}),
        )
