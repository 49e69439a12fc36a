"""How an order's goods are searched for what is suspected: which places first, what endangers, what finds it sooner."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from darvoza.language import Language
from darvoza.office.examination.guidance import opens, where
from darvoza.selection import SearchPlan, search_plan, search_words, sooner

_HARMS: Final = 2
"""How many suspicions guide a search: with every place marked, none is."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to look at: its number, where it is in the drawing, and which suspicions make it one of the first."""

    number: int
    at: tuple[int, int]
    text: str
    harms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look, the likeliest places first; texts of ``spots`` are messages, the others are said already.

    ``harms`` are the suspicions that it follows; ``load`` places in the load with theirs, ``first`` what safety
    asks for in order, ``never`` what endangers people or evidence, ``sooner`` techniques that find it well before the
    goods are opened, ``sources`` what this follows.
    """

    harms: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    load: tuple[tuple[str, tuple[str, ...]], ...] = ()
    first: tuple[tuple[str, tuple[str, ...]], ...] = ()
    never: tuple[str, ...] = ()
    sooner: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def search(
    measure: str,
    mode: str,
    suspected: Sequence[str],
    at_hand: Collection[str],
    *,
    hs_code: str | None = None,
    language: Language = Language.ENGLISH,
) -> Search:
    """How to search on this examination; ``suspected`` are typologies, the likeliest first.

    Only what published practice says of the first of them; without a suspicion, or of one without such practice, the
    places of this mode of transport stand in their usual order. Nothing where a measure opens nothing.
    """
    if not opens(measure):
        return Search()
    plans = {each: plan for each in suspected if (plan := search_plan(each, mode)) is not None}
    plans = dict(list(plans.items())[:_HARMS])
    spots = [(at, text, names, _harms(plans, names)) for at, text, names in where(mode)]
    drawn = {name for _, _, names, _ in spots for name in names}
    spots.sort(key=lambda each: not each[3])
    in_load = dict.fromkeys(name for plan in plans.values() for name in plan.places if name not in drawn)
    places, steps = search_words()["places"], search_words()["steps"]
    return Search(
        harms=tuple(plans),
        spots=tuple(Spot(number, at, text, harms) for number, (at, text, _, harms) in enumerate(spots, 1)),
        load=tuple((places[name].say(language), _harms(plans, (name,))) for name in in_load),
        first=tuple((each, tuple(steps[name].say(language) for name in plan.first)) for each, plan in plans.items()),
        never=tuple(steps[name].say(language) for name in dict.fromkeys(n for p in plans.values() for n in p.never)),
        sooner=tuple(each for each in sooner(plans, measure, mode=mode, hs_code=hs_code) if each in at_hand),
        sources=tuple(dict.fromkeys(source for plan in plans.values() for source in plan.sources)),
    )


def _harms(plans: dict[str, SearchPlan], names: Collection[str]) -> tuple[str, ...]:
    """The suspicions for which one of these places is a likely one."""
    return tuple(each for each, plan in plans.items() if not set(names).isdisjoint(plan.places))
