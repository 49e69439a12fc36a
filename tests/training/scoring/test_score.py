"""Scores: right where the truth is, beside what others would have scored, with honest intervals."""

import pytest

from darvoza.training.exercises import Event, Form, Prepared, Standing, What, exercise, prepare
from darvoza.training.scoring import (
    NOT_FOR_PERSONNEL,
    as_events,
    baselines,
    by_chance,
    compare,
    engine,
    expert,
    named,
    progress,
    refused,
    score,
    scored,
    tried,
)


@pytest.fixture(scope="module")
def desk() -> Prepared:
    return prepare(exercise("desk-precursors"), 7, level=2)


@pytest.fixture(scope="module")
def table_top() -> Prepared:
    return prepare(exercise("tabletop-radiation-train"), 1, level=2)


def _picks(refs: tuple[str, ...], **more: object) -> list[Event]:
    return [
        Event(at=10, who="a", what=What.OPENED, item="select"),
        Event(at=130, who="a", what=What.DECIDED, item="select", values=refs, **more),  # type: ignore[arg-type]
    ]


def test_who_finds_all_and_stops_nothing_else_has_full_recall_and_precision(desk: Prepared) -> None:
    truth = desk.hidden.truths[0]
    told = score(desk, _picks(truth.right), who="a")
    assert told.measures["recall"].value == told.measures["precision"].value == 1.0
    assert told.harm_avoided == told.harm_there > 0
    assert told.seconds == 120
    assert told.false_stops == 0
    assert told.utility < told.harm_avoided


def test_harm_avoided_is_set_against_hours_and_lawful_stops(desk: Prepared) -> None:
    truth = desk.hidden.truths[0]
    lawful = tuple(ref for ref in desk.materials.items[0].about if ref not in truth.right)[:3]
    clean, costly = (score(desk, _picks(refs), who="a") for refs in (truth.right[:2], truth.right[:2] + lawful))
    assert costly.false_stops == 3
    assert costly.utility == pytest.approx(clean.utility - 3 * 0.1 - 3 * 0.2)
    assert costly.measures["precision"].value == pytest.approx(0.4)
    assert costly.mark.value < clean.mark.value


def test_nobody_stops_more_than_there_are_places_nor_what_is_not_there(desk: Prepared) -> None:
    everything = (*desk.materials.items[0].about, "nobody's")
    told = score(desk, _picks(everything), who="a")
    assert sum(each.right or not each.planted for each in told.outcomes) == desk.materials.capacity


def test_reasons_and_questions_are_held_against_the_truth(desk: Prepared) -> None:
    mark = next(mark for mark in desk.hidden.truths[0].marks if mark.reasons and mark.settles)
    base = _picks((mark.ref,))
    good = [
        *base,
        Event(at=11, who="a", what=What.REASONED, item="select", about=mark.ref, values=mark.reasons),
        Event(at=12, who="a", what=What.ASKED, item="select", about=mark.ref, source=mark.settles[0]),
    ]
    lawful = next(ref for ref in desk.materials.items[0].about if ref not in desk.hidden.truths[0].right)
    asking = [*good, *(Event(at=13, who="a", what=What.ASKED, item="select", about=lawful, source=name)
                       for name in ("licence", "invoice"))]  # fmt: skip
    none, right, many = (score(desk, events, who="a") for events in (base, good, asking))
    assert none.measures["reasons"].value == 0
    assert right.measures["reasons"].value == 1
    assert right.measures["questions"].value > many.measures["questions"].value > none.measures["questions"].value
    assert many.hours > right.hours > none.hours


def test_confidence_is_scored_by_its_square(desk: Prepared) -> None:
    hit = desk.hidden.truths[0].right[0]
    lawful = next(ref for ref in desk.materials.items[0].about if ref not in desk.hidden.truths[0].right)
    events = [
        *_picks((hit, lawful)),
        Event(at=20, who="a", what=What.CONFIDENT, item="select", about=hit, number=0.9),
        Event(at=20, who="a", what=What.CONFIDENT, item="select", about=lawful, number=0.4),
    ]
    told = score(desk, events, who="a")
    assert told.brier == pytest.approx((0.1**2 + 0.4**2) / 2)
    assert told.measures["calibration"].value == pytest.approx(1 - told.brier)


def test_a_small_sample_is_warned_of_and_every_score_says_what_it_is_not_for(desk: Prepared) -> None:
    told = score(desk, _picks(()), who="a")
    never, few = (note.say() for note in told.notes())
    assert never == NOT_FOR_PERSONNEL
    assert f"Only {len(told.outcomes)} cases" in few
    assert told.mark.low <= told.mark.value <= told.mark.high


def test_who_does_nothing_gets_nothing(desk: Prepared, table_top: Prepared) -> None:
    for prepared in (desk, table_top):
        told = score(prepared, [], who="a")
        assert told.mark.value == 0
        assert told.seconds is None


def test_steps_that_endanger_people_spoil_an_answer(table_top: Prepared) -> None:
    truth = table_top.hidden.truth("t1")
    safe, harmful = (
        score(table_top, [Event(at=1, who="a", what=What.DECIDED, item="t1", values=values)], who="a")
        for values in (truth.right, ("open-now", *truth.right))
    )
    assert safe.unsafe == 0
    assert harmful.unsafe == 1
    assert harmful.measures["procedure"].value < safe.measures["procedure"].value / 2


def test_order_counts_where_order_is_asked_for() -> None:
    prepared = prepare(exercise("search-radiation"), 5, level=2)
    item = next(item for item in prepared.materials.items if item.form is Form.ORDER)
    right = prepared.hidden.truth(item.id).right
    shares = [
        next(
            each.share for each in scored(prepared, Standing(chosen={item.id: values})).outcomes if each.item == item.id
        )
        for values in (right, tuple(reversed(right)), right[: len(right) // 2])
    ]
    assert shares[0] == 1.0
    assert shares[1] < shares[2] < 1.0


def test_a_condition_is_judged_on_days_nobody_saw() -> None:
    prepared = prepare(exercise("profile-undervaluation"), 4)
    run = [Event(at=1, who="a", what=What.DECIDED, item="condition", text="freight > value")]
    told = score(prepared, run, who="a")
    assert told.measures["recall"].value > 0
    assert told.measures["precision"].value > 0.3
    assert tried(prepared.batch, "freight > value")
    broken = [Event(at=1, who="a", what=What.DECIDED, item="condition", text="freight >")]
    assert score(prepared, broken, who="a").mark.value == 0
    assert refused("freight >") is not None
    assert refused("freight > value") is None


@pytest.mark.parametrize(
    ("name", "has_engine"),
    [
        ("screen-spellings", True),
        ("search-vehicles", True),
        ("transit-corridor", True),
        ("prices-mirror", True),
        ("request-write", False),
    ],
)
def test_every_kind_stands_beside_chance_the_engine_where_it_speaks_and_an_expert(
    name: str,
    has_engine: bool,  # noqa: FBT001 - a case of the test
) -> None:
    prepared = prepare(exercise(name), 3, level=2)
    beside = baselines(prepared, draws=12)
    assert [each.name for each in beside] == ["chance", *(["engine"] if has_engine else []), "expert"]
    assert beside[0].mark.value < beside[-1].mark.value
    assert (engine(prepared) is not None) == has_engine


def test_chance_greedy_and_expert_are_ranked_rightly(desk: Prepared) -> None:
    greedy = engine(desk)
    assert greedy is not None
    for draw in range(5):
        standings = (by_chance(desk, draw), greedy, expert(desk, draw))
        low, middle, high = (scored(desk, now).mark.value for now in standings)
        assert low < middle < high


def test_the_console_shows_how_far_everyone_is_without_truth(desk: Prepared) -> None:
    run = [*_picks(("x",)), Event(at=200, who="b", what=What.HINTED)]
    (first, second) = progress(desk.materials, run)
    assert (first.who, first.decided, first.items) == ("a", 1, 1)
    assert (second.decided, second.hints) == (0, 1)


def test_groups_are_compared_with_intervals(desk: Prepared) -> None:
    good = [scored(desk, expert(desk, draw), who=f"g{draw}") for draw in range(6)]
    poor = [scored(desk, by_chance(desk, draw), who=f"p{draw}") for draw in range(6)]
    first, second = compare({"poor": poor, "good": good, "nobody": []})
    assert (first.name, second.name) == ("good", "poor")
    assert first.mark.low > second.mark.high


def test_a_simulated_run_told_as_events_scores_the_same(desk: Prepared) -> None:
    now = expert(desk, 3)
    told = score(desk, as_events(now, who="e"), who="e")
    assert told.harm_avoided == scored(desk, now).harm_avoided
    assert named("found").ru
