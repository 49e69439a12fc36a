"""The after-action review: what was missed, where it showed, what one more question had told, who saw what."""

import pytest

from darvoza.training.exercises import Event, Prepared, What, exercise, prepare
from darvoza.training.scoring import review, timeline


@pytest.fixture(scope="module")
def desk() -> Prepared:
    return prepare(exercise("desk-precursors"), 7, level=2)


def _decided(who: str, refs: tuple[str, ...], at: float = 60) -> Event:
    return Event(at=at, who=who, what=What.DECIDED, item="select", values=refs)


def test_what_was_missed_is_told_with_what_would_have_shown_it(desk: Prepared) -> None:
    truth = desk.hidden.truths[0]
    told = review(desk, [_decided("a", truth.right[:1])], who="a")
    assert {each.ref for each in told.missed} == set(truth.right[1:])
    for missed in told.missed:
        mark = next(mark for mark in truth.marks if mark.ref == missed.ref)
        assert missed.why.say() != ""
        assert missed.shows == mark.shows
        assert all(each.answer.say() and each.minutes > 0 for each in missed.more)
    assert any(missed.more for missed in told.missed)
    assert told.silent == sum(not mark.reasons for mark in truth.marks if mark.ref in truth.right[1:])


def test_what_was_asked_already_is_not_told_again(desk: Prepared) -> None:
    truth = desk.hidden.truths[0]
    mark = next(mark for mark in truth.marks if "licence" in mark.settles)
    asked = Event(at=5, who="a", what=What.ASKED, item="select", source="licence", about=mark.ref)
    told = review(desk, [asked, _decided("a", ())], who="a")
    missed = next(each for each in told.missed if each.ref == mark.ref)
    assert "licence" not in {each.source for each in missed.more}


def test_the_replay_tells_what_had_been_found_by_each_moment(desk: Prepared) -> None:
    right = desk.hidden.truths[0].right
    run = [
        Event(at=1, who="a", what=What.OPENED, item="select"),
        _decided("a", right[:1], 10),
        Event(at=20, who="a", what=What.LOOKED, item="select"),
        _decided("a", right, 30),
    ]
    moments = timeline(desk, run)
    assert [moment.at for moment in moments] == [1, 10, 30]
    first, later, last = (moment.found for moment in moments)
    assert first is None
    assert later is not None
    assert 0 < later < 1.0 == last


def test_the_teams_picture_is_held_against_each_members(desk: Prepared) -> None:
    right = desk.hidden.truths[0].right
    told = review(desk, [_decided("a", right[:2], 10), _decided("b", right[1:3], 20)])
    first, second = told.team
    assert first.alone == (f"select/{right[0]}",)
    assert second.lacked == (f"select/{right[0]}",)
    assert set(first.found) & set(second.found) == {f"select/{right[1]}"}
    assert review(desk, [_decided("a", right)]).team == ()


def test_lawful_stops_and_unsafe_answers_are_named(desk: Prepared) -> None:
    lawful = next(ref for ref in desk.materials.items[0].about if ref not in desk.hidden.truths[0].right)
    assert review(desk, [_decided("a", (lawful,))], who="a").wrongly == (lawful,)
    train = prepare(exercise("tabletop-radiation-train"), 1)
    run = [Event(at=1, who="a", what=What.DECIDED, item="t1", values=("open-now",))]
    told = review(train, run, who="a")
    assert told.unsafe == ("t1",)
    assert "cordon" in next(each for each in told.missed if each.item == "t1").right
