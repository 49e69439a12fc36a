"""After-action review: what happened when, what was missed and where it showed, what one more question had told."""

from collections.abc import Sequence
from typing import Final

import msgspec

from darvoza.training.exercises import Event, Phrase, Prepared, What, standing, working
from darvoza.training.exercises.words import NOTHING
from darvoza.training.scoring.outcomes import Outcome, outcomes
from darvoza.training.scoring.score import Score, score, scored

_TOLD: Final = frozenset(
    (What.OPENED, What.ASKED, What.DECIDED, What.REASONED, What.SEEN, What.HINTED, What.PAUSED, What.RESUMED)
)


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of the replay: the event, and how much of the harm had been found by then (0 to 1, None without)."""

    at: float
    who: str
    what: What
    item: str
    about: str
    source: str
    values: tuple[str, ...]
    found: float | None


class MoreAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What one more question would have shown: the source, what it would have answered, and how long it takes."""

    source: str
    name: Phrase
    answer: Phrase
    minutes: float


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was missed or answered wrongly: the truth, where it showed, what would have told."""

    item: str
    ref: str
    why: Phrase
    typology: str = ""
    harm: float = 0.0
    shows: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    more: tuple[MoreAsked, ...] = ()
    opened: bool = False


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One member's part in the team's picture: what only this one saw, and what they lacked that others had."""

    who: str
    mark: float
    found: tuple[str, ...]
    alone: tuple[str, ...]
    lacked: tuple[str, ...]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """The review of a run. ``silent`` counts what was missed although nothing in the papers showed it.

    ``wrongly`` are lawful things that were stopped; ``unsafe`` the items answered so that people or evidence were put
    at risk. ``team`` is empty for a run of one.
    """

    score: Score
    timeline: tuple[Moment, ...]
    missed: tuple[Missed, ...]
    wrongly: tuple[str, ...]
    unsafe: tuple[str, ...]
    silent: int
    team: tuple[Member, ...]


def review(prepared: Prepared, events: Sequence[Event], *, who: str | None = None) -> Review:
    """The review of a run, of one trainee or of all as a team."""
    now = standing(events, who=who)
    found = outcomes(prepared, now)
    missed = tuple(_missed(prepared, each, events, who) for each in found if each.planted and not each.right)
    return Review(
        score=score(prepared, events, who=who),
        timeline=tuple(timeline(prepared, events, who=who)),
        missed=tuple(sorted(missed, key=lambda each: -each.harm)),
        wrongly=tuple(each.ref for each in found if not each.planted),
        unsafe=tuple(each.item for each in found if each.unsafe or each.harmful),
        silent=sum(bool(each.ref) and not each.shows and not each.reasons for each in missed),
        team=_team(prepared, events) if who is None else (),
    )


def timeline(prepared: Prepared, events: Sequence[Event], *, who: str | None = None) -> list[Moment]:
    """Every moment worth telling, with what had been found by then: a replay in order."""
    own = [event for event in working(list(events)) if who is None or event.who == who]
    found, share = [], None
    for event in own:
        if event.what not in _TOLD:
            continue
        if event.what is What.DECIDED:
            share = _found(prepared, own, event.at)
        found.append(
            Moment(
                at=event.at,
                who=event.who,
                what=event.what,
                item=event.item,
                about=event.about,
                source=event.source,
                values=event.values,
                found=share,
            )
        )
    return found


def _found(prepared: Prepared, events: Sequence[Event], at: float) -> float | None:
    """The share of the harm found by this moment; of plain questions, the share solved."""
    each = outcomes(prepared, standing([event for event in events if event.at <= at]))
    there = [one for one in each if one.planted]
    harm = sum(one.harm for one in there)
    if harm:
        return sum(one.harm for one in there if one.right) / harm
    return sum(one.right for one in there) / len(there) if there else None


def _missed(prepared: Prepared, outcome: Outcome, events: Sequence[Event], who: str | None) -> Missed:
    truth = prepared.hidden.truth(outcome.item)
    mark = next((each for each in truth.marks if each.ref == outcome.ref), None)
    now = standing(events, who=who)
    item = next(each for each in (*prepared.materials.items, *prepared.hidden.later) if each.id == outcome.item)
    about = outcome.ref or (item.about[0] if item.about else "")
    asked = {source for of, source, what in now.asked if of == outcome.item and what == about}
    settles = mark.settles if mark else truth.settles
    return Missed(
        item=outcome.item,
        ref=outcome.ref,
        why=mark.why if mark else truth.why,
        typology=mark.typology if mark else "",
        harm=outcome.harm,
        shows=mark.shows if mark else (),
        reasons=mark.reasons if mark else truth.reasons,
        right=() if mark else truth.right,
        more=tuple(each for name in settles if name not in asked for each in _more(prepared, name, about)),
        opened=(outcome.item, about) in now.opened,
    )


def _more(prepared: Prepared, name: str, about: str) -> list[MoreAsked]:
    answer = prepared.hidden.answer(name, about)
    source = next((each for each in prepared.materials.sources if each.id == name), None)
    if source is None or answer == NOTHING:
        return []
    return [MoreAsked(source=name, name=source.name, answer=answer, minutes=source.minutes)]


def _team(prepared: Prepared, events: Sequence[Event]) -> tuple[Member, ...]:
    """What each member found by themselves, beside the others."""
    people = list(dict.fromkeys(event.who for event in events if event.what is What.DECIDED))
    if len(people) < 2:
        return ()
    solved: dict[str, set[str]] = {}
    marks: dict[str, float] = {}
    for person in people:
        own = scored(prepared, standing(events, who=person), who=person)
        marks[person] = own.mark.value
        solved[person] = {each.key for each in own.outcomes if each.planted and each.right}
    members = []
    for person in people:
        others = set().union(*(solved[each] for each in people if each != person))
        members.append(
            Member(
                who=person,
                mark=marks[person],
                found=tuple(sorted(solved[person])),
                alone=tuple(sorted(solved[person] - others)),
                lacked=tuple(sorted(others - solved[person])),
            )
        )
    return tuple(members)
