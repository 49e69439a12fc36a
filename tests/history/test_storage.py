"""Whatever type a column of the assessments has, it comes back as it went in, or is refused by name."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement
from darvoza.history import History, NotStorable

pytest.importorskip("deltalake", reason="the history is an extra: pip install 'darvoza[history]'")

DAY = date(2026, 3, 1)
WORDS = ["release", "scan", "канин", "检查"]


def batch_of(size: int, first: int = 0) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(id=f"m-{number}", message="m", reference=str(number), lodgement=Lodgement.MANIFEST)
            for number in range(first, first + size)
        ]
    )


def with_ids(batch: ConsignmentBatch, **columns: pl.Series) -> pl.DataFrame:
    return batch.consignments.select("id").with_columns(**columns)


PLAIN: list[tuple[pl.DataType, st.SearchStrategy[object]]] = [
    (pl.String(), st.text(max_size=5)),
    (pl.Boolean(), st.booleans()),
    (pl.Binary(), st.binary(max_size=4)),
    (pl.Int8(), st.integers(-128, 127)),
    (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
    (pl.UInt8(), st.integers(0, 255)),
    (pl.UInt16(), st.integers(0, 2**16 - 1)),
    (pl.UInt32(), st.integers(0, 2**32 - 1)),
    (pl.Float64(), st.floats(width=64)),
    (pl.Float32(), st.floats(width=32)),
    (pl.Date(), st.dates()),
    (pl.Datetime("us"), st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))),  # noqa: DTZ001 - times as filed
    (pl.Datetime("us", "UTC"), st.datetimes(datetime(1900, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001 - bounds
    (pl.Enum(WORDS), st.sampled_from(WORDS)),
    (pl.Categorical(), st.sampled_from(WORDS)),
]

Typed = tuple[pl.DataType, st.SearchStrategy[object]]


def listed(inner: Typed) -> Typed:
    return pl.List(inner[0]), st.lists(st.one_of(st.none(), inner[1]), max_size=3)


def paired(first: Typed, second: Typed) -> Typed:
    values = st.fixed_dictionaries({"a": st.one_of(st.none(), first[1]), "b": st.one_of(st.none(), second[1])})
    return pl.Struct({"a": first[0], "b": second[0]}), values


types = st.recursive(
    st.sampled_from(PLAIN),
    lambda inner: st.one_of(inner.map(listed), st.tuples(inner, inner).map(lambda two: paired(*two))),
    max_leaves=4,
)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_column_of_any_type_comes_back_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    dtype, values = data.draw(types)
    filled = data.draw(st.lists(st.one_of(st.none(), values), min_size=1, max_size=4))
    batch = batch_of(len(filled))
    given_in = with_ids(batch, column=pl.Series(filled, dtype=dtype))
    history = History(tmp_path_factory.mktemp("history"))
    history.record(batch, given_in, day=DAY, run="r1")
    assert_frame_equal(history.assessments().drop("day", "run"), given_in, check_exact=True)


@pytest.mark.parametrize(
    "value",
    [
        pl.Series([timedelta(1)]),
        pl.Series([time(1)]),
        pl.Series([Decimal("1.5")]),
        pl.Series([2**64 - 1], dtype=pl.UInt64),
        pl.Series([datetime(2026, 3, 1)], dtype=pl.Datetime("ns")),  # noqa: DTZ001 - times as filed
        pl.Series([datetime(2026, 3, 1)], dtype=pl.Datetime("us", "Asia/Dushanbe")),  # noqa: DTZ001 - zone follows
        pl.Series([None], dtype=pl.Null),
        pl.Series([[timedelta(1)]]),
        pl.Series([{"how_long": timedelta(1)}]),
        pl.Series([[{"how_long": [time(1)]}]]),
    ],
    ids=lambda value: str(value.dtype),
)
def test_a_type_that_would_lose_something_is_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, value: pl.Series
) -> None:
    history = History(tmp_path_factory.mktemp("history"))
    with pytest.raises(NotStorable, match="column odd"):
        history.record(batch_of(1), with_ids(batch_of(1), odd=value), day=DAY, run="r1")
    assert history.versions().is_empty()


words = st.lists(st.sampled_from(WORDS), min_size=1, unique=True)


@settings(max_examples=12, deadline=None)
@given(st.lists(words, min_size=2, max_size=3))
def test_words_added_over_time_leave_earlier_rows_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, vocabularies: list[list[str]]
) -> None:
    history = History(tmp_path_factory.mktemp("history"))
    for run, vocabulary in enumerate(vocabularies):
        batch = batch_of(len(vocabulary), first=10 * run)
        column = pl.Series(vocabulary, dtype=pl.Enum(vocabulary))
        history.record(batch, with_ids(batch, measure=column), day=DAY, run=f"run {run}")
    kept = history.assessments()["measure"]
    assert kept.to_list() == [word for vocabulary in vocabularies for word in vocabulary]
    assert kept.dtype == pl.Enum(list(dict.fromkeys(word for vocabulary in vocabularies for word in vocabulary)))


def test_a_column_that_was_text_once_stays_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    history = History(tmp_path_factory.mktemp("history"))
    free, coded = pl.Series(["as I please"]), pl.Series(["scan"], dtype=pl.Enum(WORDS))
    history.record(batch_of(1), with_ids(batch_of(1), measure=free), day=DAY, run="r1")
    history.record(batch_of(1, 1), with_ids(batch_of(1, 1), measure=coded), day=DAY, run="r2")
    assert history.assessments()["measure"].to_list() == ["as I please", "scan"]
    assert history.assessments().schema["measure"] == pl.String


def test_a_structure_may_gain_a_part(tmp_path_factory: pytest.TempPathFactory) -> None:
    history = History(tmp_path_factory.mktemp("history"))
    before = pl.Series([[{"kind": "scan"}]], dtype=pl.List(pl.Struct({"kind": pl.Enum(WORDS)})))
    after = pl.Series(
        [[{"kind": "release", "rank": 7}]],
        dtype=pl.List(pl.Struct({"kind": pl.Enum(WORDS), "rank": pl.UInt32})),
    )
    history.record(batch_of(1), with_ids(batch_of(1), signals=before), day=DAY, run="r1")
    history.record(batch_of(1, 1), with_ids(batch_of(1, 1), signals=after), day=DAY, run="r2")
    kept = history.assessments()["signals"]
    assert kept.to_list() == [[{"kind": "scan", "rank": None}], [{"kind": "release", "rank": 7}]]
    assert kept.dtype == after.dtype
