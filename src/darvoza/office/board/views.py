"""The board as a supervisor sees it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from darvoza import goods
from darvoza.language import Language
from darvoza.office import clock
from darvoza.office.board import plots
from darvoza.office.board.counting import Counts, count, newest
from darvoza.office.board.health import list_health, model_health, profile_health
from darvoza.office.desk.before import objections_to
from darvoza.office.examination.learning import HitRate
from darvoza.office.liaison.bound import withheld_lists
from darvoza.office.lists.keeping import visible
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.words import Words
from darvoza.risk import all_indicators

PERIODS: Final = (7, 30, 90)
_REASONS: Final = 20
_FRESH: Final = 300


@dataclass(frozen=True, slots=True)
class Reason:
    """A sign as the board shows it: its title, its hit rate, and how often officers said that it does not apply."""

    id: str
    title: str
    rate: HitRate
    objected: int


@allow(Role.SUPERVISOR)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """How control did at the viewer's posts in the last 7, 30 or 90 days; never anybody's own figures."""
    words: Words = request.words
    every = request.viewer.posts_of((Role.SUPERVISOR,))
    chosen = request.GET.get("office", "")
    offices = [chosen] if chosen in every else every
    asked = request.GET.get("days", "")
    days = next((each for each in PERIODS if str(each) == asked), PERIODS[1])
    told, at = _counted(offices, days)
    profiles, waiting, broken = profile_health(clock.now().date())
    by_sign = dict(told.reasons)
    objected = objections_to(offices, clock.now() - timedelta(days=days))
    titles = {each.id: each.title for each in profiles}
    whole = told.examined.rate if told.examined else None
    return page(
        request,
        "board/board",
        here="board",
        told=told,
        at=at,
        days=days,
        periods=PERIODS,
        posts=every,
        office=chosen if chosen in every else "",
        since=clock.now() - timedelta(days=days),
        interval=plots.interval,
        rates=plots.rates(
            words.say("Hit rate of examinations over time"),
            [(each.first.strftime("%d.%m"), each.rate) for each in told.stretches],
            whole,
        ),
        shares=plots.bars(
            words.say("Share released untouched over time"),
            [(each.first.strftime("%d.%m"), each.released / each.decided) for each in told.stretches],
            percent=True,
        ),
        reasons=[
            Reason(name, _title(name, titles, words), rate, objected.get(name, 0))
            for name, rate in told.reasons[:_REASONS]
        ],
        hidden=max(0, len(told.reasons) - _REASONS),
        model=model_health(),
        profiles=[(each, by_sign.get(each.id)) for each in profiles],
        waiting=waiting,
        broken=broken,
        lists=[
            each
            for each in list_health(clock.now().date())
            if visible(request.viewer, each.id, (Role.SUPERVISOR,)) and each.id not in withheld_lists(request)
        ],
    )


def _counted(offices: list[str], days: int) -> tuple[Counts, datetime]:
    """The counts and when they were made; made again after another result, or five minutes."""
    now = clock.now()
    key = f"board-{'-'.join(offices)}-{days}-{newest()}"
    known: tuple[Counts, datetime] | None = cache.get(key)
    if known is None:
        known = count(offices, now - timedelta(days=days)), now
        cache.set(key, known, timeout=_FRESH)
    return known


def _title(name: str, profiles: dict[str, str], words: Words) -> str:
    """What a sign is called: an indicator or a control entry in the reader's language, a profile as it was written."""
    indicator = next((each for each in all_indicators() if each.id == name), None)
    if indicator is not None:
        return words.say(indicator.title)
    control = goods.load_entries()
    if name in control.numbers:
        return control[name].title(Language(words.language))
    return profiles.get(name, "")
