"""A run: events that replay, pauses that take no time, injects when they are due, an adversary that learns."""

from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.training.exercises import (
    Event,
    Exercise,
    What,
    adapt,
    due,
    exercise,
    from_lines,
    habits,
    hint,
    prepare,
    released,
    standing,
    to_lines,
    working,
)
from darvoza.training.exercises.adversary import learned

TABLE_TOP = prepare(exercise("tabletop-acetic-anhydride"), 1, level=3)


def _at(at: float, what: What, **more: object) -> Event:
    return Event(at=at, what=what, **{"who": "a", **more})  # type: ignore[arg-type] - fields of an event


events = st.lists(
    st.builds(
        Event,
        at=st.floats(0, 10_000),
        who=st.sampled_from(["a", "b"]),
        what=st.sampled_from(What),
        item=st.sampled_from(["", "x", "y"]),
        about=st.sampled_from(["", "r1"]),
        values=st.lists(st.text(max_size=5), max_size=3).map(tuple),
        number=st.none() | st.floats(-1, 2),
        text=st.text(max_size=10),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(events)
def test_a_run_is_read_as_it_was_written_and_time_never_runs_back(run: list[Event]) -> None:
    assert from_lines(to_lines(run)) == run
    times = [event.at for event in working(run)]
    assert times == sorted(times)
    assert all(
        after.at <= before.at for after, before in zip(working(run), sorted(run, key=lambda e: e.at), strict=True)
    )
    now = standing(run)
    assert all(0 <= sure <= 1 for sure in now.confidence.values())


def test_the_last_word_counts_and_each_moment_can_be_seen() -> None:
    run = [
        _at(1, What.OPENED, item="x"),
        _at(5, What.DECIDED, item="x", values=("one",)),
        _at(7, What.ASKED, item="x", source="licence", about="r"),
        _at(8, What.ASKED, item="x", source="licence", about="r"),
        _at(9, What.DECIDED, item="x", values=("two",)),
    ]
    assert standing(run).chosen["x"] == ("two",)
    assert standing(run, at=6).chosen["x"] == ("one",)
    assert standing(run).asked == [("x", "licence", "r")]
    assert standing(run, who="b").chosen == {}


def test_injects_come_at_their_minute_to_their_role() -> None:
    hidden = TABLE_TOP.hidden
    assert [each.id for each in due(hidden, [], minute=1)] == []
    assert [each.id for each in due(hidden, [], minute=12)] == ["i1", "i2"]
    assert [each.id for each in due(hidden, [], minute=12, role="unit-b")] == ["i1"]
    assert [item.id for item in released(hidden, due(hidden, [], minute=12, role="unit-a"))] == ["t2"]


def test_an_inject_may_come_early_when_what_it_waits_for_is_decided() -> None:
    run = [_at(11 * 60, What.DECIDED, item="t2", values=("prosecutor",))]
    assert "i3" in [each.id for each in due(TABLE_TOP.hidden, run, minute=12.5)]
    assert "i3" not in [each.id for each in due(TABLE_TOP.hidden, [], minute=12.5)]


def test_hints_come_one_after_the_other_until_there_are_none() -> None:
    hidden = prepare(exercise("desk-precursors"), 1).hidden
    first = hint(hidden, [])
    second = hint(hidden, [_at(1, What.HINTED)])
    assert first is not None
    assert first != second
    assert hint(hidden, [_at(1, What.HINTED), _at(2, What.HINTED)]) is None


def test_the_adversary_hides_what_was_caught_and_sends_more_of_what_passed() -> None:
    before = exercise("desk-precursors")
    prepared = prepare(before, 7, level=3)
    truth = prepared.hidden.truths[0]
    caught = [mark for mark in truth.marks if mark.scheme == "acetic-anhydride"]
    run = [_at(9, What.DECIDED, item="select", values=tuple(mark.ref for mark in caught))]
    run += [_at(8, What.REASONED, item="select", about=mark.ref, values=("PRC-06",)) for mark in caught]
    shown = habits(prepared.hidden, run)
    assert shown.caught == {"acetic-anhydride": 1.0, "cold-medicine": 0.0}
    after = adapt(before, shown)
    hides, sends = after.schemes
    assert hides.avoid == ("PRC-06",)
    assert hides.harder == 1
    assert hides.share < before.schemes[0].share
    assert sends.share > before.schemes[1].share
    assert [change for _, _, change in learned(before, after)] == ["harder", "more"]
    _the_next_round_shows_none_of(after, "PRC-06", "acetic-anhydride")


def _the_next_round_shows_none_of(after: Exercise, reason: str, scheme: str) -> None:
    for seed in range(3):
        marks = prepare(after, seed, level=2).hidden.truths[0].marks
        assert all(reason not in mark.reasons for mark in marks if mark.scheme == scheme)
