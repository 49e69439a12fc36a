"""Batches run several at a time, and the answers are those of one worker alone, in order."""

import threading
import time
from collections.abc import Iterator
from operator import attrgetter, methodcaller

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.engines import BatchFailed, run_batches


def batch(*masses: float | None) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=f"m-{number}",
                message="m",
                reference=str(number),
                lodgement=Lodgement.MANIFEST,
                goods=(GoodsItem(gross_mass_kg=mass),),
            )
            for number, mass in enumerate(masses)
        ]
    )


def heaviest(batch: ConsignmentBatch) -> pl.DataFrame:
    return batch.goods.sort("gross_mass_kg", "row", nulls_last=True).tail(1)


masses = st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=4)


@settings(max_examples=25, deadline=None)
@given(st.lists(masses, max_size=8), st.integers(1, 5))
def test_the_answers_are_the_same_for_any_number_of_workers(given_in: list[list[float | None]], workers: int) -> None:
    batches = [batch(*each) for each in given_in]
    answers = list(run_batches(heaviest, batches, workers=workers))
    assert len(answers) == len(batches)
    for answer, each in zip(answers, batches, strict=True):
        assert_frame_equal(answer, heaviest(each))


def test_answers_come_in_order_even_if_the_first_batch_takes_longest() -> None:
    def slow_at_first(each: ConsignmentBatch) -> int:
        time.sleep(0.05 / len(each))
        return len(each)

    batches = [batch(*[1.0] * size) for size in range(1, 9)]
    assert list(run_batches(slow_at_first, batches, workers=4)) == list(range(1, 9))


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_only_a_few_batches_are_held_at_a_time(workers: int) -> None:
    taken = 0

    def endless() -> Iterator[ConsignmentBatch]:
        nonlocal taken
        while True:
            taken += 1
            yield batch(1.0)

    answers = run_batches(len, endless(), workers=workers)
    assert taken == 0  # nothing is read before the first answer is asked for
    for given_out in range(1, 30):
        assert next(answers) == 1
        assert taken - given_out < 2 * workers
    answers.close()


def test_several_batches_are_really_worked_on_at_once() -> None:
    meeting = threading.Barrier(3, timeout=10)

    def meet(each: ConsignmentBatch) -> int:
        meeting.wait()
        return len(each)

    assert list(run_batches(meet, [batch(1.0)] * 6, workers=3)) == [1] * 6


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_a_failure_names_its_batch_after_the_answers_before_it(workers: int) -> None:
    def refuse_three(each: ConsignmentBatch) -> int:
        if len(each) == 3:
            raise ZeroDivisionError("three is too many")
        return len(each)

    answers = run_batches(refuse_three, (batch(*[1.0] * size) for size in range(1, 9)), workers=workers)
    assert [next(answers), next(answers)] == [1, 2]
    with pytest.raises(BatchFailed, match="batch 3 failed: ZeroDivisionError: three is too many") as caught:
        next(answers)
    assert caught.value.number == 3
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert list(answers) == []


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_an_error_of_the_source_passes_through_after_the_answers_before_it(workers: int) -> None:
    def broken_reader() -> Iterator[ConsignmentBatch]:
        yield batch(1.0)
        yield batch(1.0, 2.0)
        raise OSError("the disk is gone")

    answers = run_batches(len, broken_reader(), workers=workers)
    assert [next(answers), next(answers)] == [1, 2]
    with pytest.raises(OSError, match="the disk is gone"):
        next(answers)


def test_whoever_stops_listening_stops_the_work() -> None:
    before = threading.active_count()
    answers = run_batches(len, (batch(1.0) for _ in range(1000)), workers=3)
    next(answers)
    answers.close()
    assert threading.active_count() == before


def test_nothing_in_nothing_out() -> None:
    assert list(run_batches(len, [], workers=4)) == []
    assert list(run_batches(len, [ConsignmentBatch.empty()])) == [0]


@pytest.mark.parametrize("workers", [0, -1])
def test_somebody_has_to_work(workers: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        run_batches(len, [], workers=workers)


def test_processes_give_the_same_answers_as_threads() -> None:
    batches = [batch(*[float(size)] * size) for size in range(5)]
    answers = list(run_batches(ConsignmentBatch.nested, batches, workers=2, within="processes"))
    for answer, each in zip(answers, batches, strict=True):
        assert_frame_equal(answer, each.nested())


def test_a_failure_in_another_process_names_its_batch_too() -> None:
    batches = [batch(1.0, 2.0), batch(1.0)]
    second = methodcaller("take", pl.Series([1]))
    answers = run_batches(second, batches, workers=2, within="processes")
    assert len(next(answers)) == 1
    with pytest.raises(BatchFailed, match="batch 2 failed"):
        next(answers)


def test_a_function_that_no_other_process_can_import_is_refused_at_once() -> None:
    assert list(run_batches(attrgetter("goods.height"), [batch(1.0)], within="processes")) == [1]
    with pytest.raises(ValueError, match="top of a module"):
        run_batches(lambda each: len(each), [batch(1.0)], within="processes")  # noqa: PLW0108 - a lambda is the point
