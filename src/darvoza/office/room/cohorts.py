"""Cohorts beside each other: abilities on the scale that items are planted on, so that sessions can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.room.ending import review_of
from darvoza.office.room.models import Session, State
from darvoza.office.room.sealed import materials_of
from darvoza.office.words import Words
from darvoza.training.exercises import Materials
from darvoza.training.scoring import ItemFit, Score, fit, responses

_SHOWN: Final = 24
_FEWEST: Final = 2
_REACH: Final = 3.0
_WIDE, _ROW, _LEFT = 720, 30, 40
_Z: Final = 1.96


@dataclass(frozen=True)
class Cohort:
    """One session's trainees: their mean ability with its interval, and its easiest and hardest items."""

    session: Session
    materials: Materials
    trainees: int
    items: int
    ability: float
    low: float
    high: float
    hardest: tuple[ItemFit, ...]


def cohort_of(session: Session) -> Cohort | None:
    """A session's cohort; None while it has no results, or fewer trainees than two."""
    reviews = [review_of(run) for run in session.runs.select_related("result").order_by("pk")]
    scores = [each.score for each in reviews if each is not None]
    if len(scores) < _FEWEST:
        return None
    people, items, table = responses(scores)
    if not items:
        return None
    fitted = fit(people, items, table, planted=_planted(scores))
    able = np.array([each.ability for each in fitted.trainees])
    errors = np.array([each.error for each in fitted.trainees])
    mean = float(able.mean())
    error = float(np.sqrt(able.var(ddof=1) / len(able) + (errors**2).mean() / len(able)))
    hardest = sorted(fitted.items, key=lambda item: -item.difficulty)
    return Cohort(
        session,
        materials_of(session),
        len(people),
        len(items),
        mean,
        mean - _Z * error,
        mean + _Z * error,
        tuple(hardest[:3]),
    )


def _planted(scores: Sequence[Score]) -> dict[str, float]:
    return {
        f"{each.exercise}:{each.level}:{outcome.key}": outcome.difficulty
        for each in scores
        for outcome in each.outcomes
        if outcome.planted
    }


@allow(Role.TRAINER)
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """The trainer's ended sessions on one scale, the latest first; nobody is named."""
    ended = Session.objects.visible_to(request.viewer).filter(state=State.ENDED).order_by("-ended")[:_SHOWN]
    rows = [each for each in map(cohort_of, ended) if each is not None]
    return page(request, "room/cohorts", here="room", rows=rows, picture=drawn(rows, request.words) if rows else None)


def drawn(rows: Sequence[Cohort], words: Words) -> Markup:
    """Each cohort's mean ability and its interval, on a scale from easy to hard; the table says the same."""
    high = _ROW * len(rows) + 34
    scale = "".join(
        f'<path class="grid" d="M{_x(mark):.0f} 6V{high - 28}"/>'
        f'<text class="tick-name" x="{_x(mark):.0f}" y="{high - 10}">{mark:+d}</text>'
        for mark in range(-3, 4)
    )
    lines = "".join(
        f'<text class="lane-name" x="{_LEFT - 14}" y="{_y(place) + 4}">{place + 1}</text>'
        f'<line class="reach" x1="{_x(each.low):.0f}" x2="{_x(each.high):.0f}" y1="{_y(place)}" y2="{_y(place)}"/>'
        f'<circle class="did-decided" cx="{_x(each.ability):.0f}" cy="{_y(place)}" r="6"/>'
        for place, each in enumerate(rows)
    )
    title = escape(words.say("Mean ability of each cohort with its interval; the table says the same"))
    return Markup(  # noqa: S704 - numbers, and a text that was escaped
        f'<svg class="replay-picture cohorts" viewBox="0 0 {_WIDE} {high}" role="img" aria-label="{title}">'
        f"{scale}{lines}</svg>"
    )


def _x(ability: float) -> float:
    inside = min(max(ability, -_REACH), _REACH)
    return _LEFT + (_WIDE - _LEFT - 20) * (inside + _REACH) / (2 * _REACH)


def _y(place: int) -> int:
    return 22 + _ROW * place
