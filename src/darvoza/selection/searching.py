"""Search plans: where what is suspected is usually found, which hazards come first, and what nobody should do."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from darvoza.language import Words
from darvoza.selection.techniques import TECHNIQUES, detection, techniques

_FINDS = 0.4
"""How likely a technique must find a harm to be worth trying before the load is opened."""
_OPENING = frozenset({"physical examination", "sampling"})


class SearchPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one kind of harm is searched for; places and steps by the names of :func:`search_words`.

    ``first`` are the steps of safety, in order, before anything else; ``never`` those that endanger people or evidence.
    """

    places: tuple[str, ...]
    sources: tuple[str, ...]
    first: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plans: dict[str, SearchPlan]
    modes: dict[str, frozenset[str]]
    places: dict[str, Words]
    steps: dict[str, Words]


def search_plan(typology: str, mode: str | None = None) -> SearchPlan | None:
    """How to search for this kind of harm, at the places that this mode of transport has.

    None where no published practice is known to us. A mode that is not filed, or is none that has places of its own,
    leaves out every place that only some modes have.

    >>> plan = search_plan("drugs", "rail")
    >>> plan.places
    ('load-middle', 'hollow-goods', 'floor')
    >>> search_plan("revenue", "road") is None
    True
    """
    found = _kept().plans.get(typology)
    if found is None:
        return None
    modes = _kept().modes
    places = tuple(name for name in found.places if name not in modes or mode in modes[name])
    return msgspec.structs.replace(found, places=places)


def search_words() -> dict[str, Mapping[str, Words]]:
    """What places and steps are called, in every language: ``places`` and ``steps`` by name.

    >>> search_words()["places"]["fuel-tanks"].say()
    'Fuel tanks'
    """
    return {"places": _kept().places, "steps": _kept().steps}


def sooner(
    typologies: Iterable[str], measure: str, *, mode: str | None = None, hs_code: str | None = None
) -> tuple[str, ...]:
    """Techniques that open nothing and find one of these harms well and far sooner than the measure, the best first.

    A technique counts that finds the harm four times in ten or more, by the table that selection uses, and takes less
    than half the time of the measure.

    >>> sooner(["drugs"], "physical examination")
    ('canine search', 'scan')
    >>> sooner(["revenue"], "scan")
    ()
    """
    known = techniques()
    if measure not in known:
        return ()
    pace: dict[str, float] = {}
    for typology in typologies:
        for name in TECHNIQUES:
            finds = detection(typology, name, mode=mode, hs_code=hs_code)
            if name not in _OPENING and finds >= _FINDS and known[name].minutes * 2 < known[measure].minutes:
                pace[name] = max(pace.get(name, 0.0), finds / known[name].minutes)
    return tuple(sorted(pace, key=lambda name: (-pace[name], name)))


@cache
def _kept() -> _Kept:
    text = files("darvoza.selection").joinpath("data", "search.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), _Kept)
