"""Smuggling networks: what they move, behind whom, how often, for how long, and what they do when they are caught.

For all that schemes look like there are honest traders who look the same: who deal in the same goods, some of them new
to it, at times with a sign that means nothing. They outnumber the networks.

A network works by a plan: a desk, a company behind which it trades, a usual route and, if it belongs to a ring, the
ring's broker and carrier. A ring has one kind of business, one way of hiding it and an office where it begins: four in
five of the networks that threaten the European Union most have one main activity (82 %; Europol, Decoding the EU's most
threatening criminal networks, 2024). Caught, a network may go over to its next plan, with another company and often
another desk. Some trade behind companies made up for it, which are given up after some weeks in any case; some behind
traders that have long been trading lawfully, and still do. Beside networks there are loners, who try once.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from darvoza.training.case import Difficulty, Scheme
from darvoza.training.chance import Chance
from darvoza.training.schemes import all_schemes
from darvoza.training.world import world

PLANS: Final = 4
"""How many plans a network has; after the last it goes back to its first."""

FRONT_WEEKS: Final = 5
"""After so many weeks a company on paper is given up for another, caught or not."""

LOOK_ALIKES: Final = 1.5
"""How many consignments of honest traders look like those of schemes, for each that is one (judgement)."""

_MEAN_WEEKS: Final = 75.0
"""How long a network works, if nothing ends it: half of them for a year and more. Frauds within firms had gone on for
14 months when they were found (median; ACFE, Report to the Nations, 2020), and a third of the networks that threaten
the European Union most had been at it for over ten years (Europol, as above). Neither is about customs alone; both say
that weeks are too short."""

_RINGS: Final = 5
_IN_A_RING: Final = 0.6
_INSIDERS: Final = 0.35
_SAME_DESK: Final = 0.5
_GIVEN_UP: Final = 0.7
_DIFFICULTIES: Final = ((Difficulty.EASY, 0.25), (Difficulty.MEDIUM, 0.40), (Difficulty.HARD, 0.35))
_AFTER_CHANGE: Final = ((Difficulty.EASY, 0.05), (Difficulty.MEDIUM, 0.25), (Difficulty.HARD, 0.70))


@dataclass(frozen=True, slots=True)
class Conduct:
    """How networks behave, where nobody knows how they do and much hangs on it. What stands here is usual.

    ``front_weeks``: after so many weeks a company on paper is given up for another, caught or not. ``adapts``: between
    which bounds lies how likely a network that is caught goes over to its next plan; with 0 and 0 it pays and goes on.
    ``show_nothing``: whose schemes show no sign at all, beside the third of those that hide well: nobody's, those of
    networks that come with a change of regime (``"late"``), or of all networks (``"all"``). ``loners``: the share of
    schemes of those who try once; ``look_alikes``: how many lawful consignments are like each scheme; ``busy``: how
    many times as much as usual each network sends (of as many fewer networks).
    """

    front_weeks: int = FRONT_WEEKS
    adapts: tuple[float, float] = (0.4, 0.9)
    show_nothing: Literal["nobody", "late", "all"] = "nobody"
    loners: float = 0.2
    look_alikes: float = LOOK_ALIKES
    busy: float = 1.0


USUAL_CONDUCT: Final = Conduct()


@dataclass(frozen=True, slots=True)
class Network:
    """One organisation: its scheme and plans, when it works (weeks from ``start`` to before ``end``), how often.

    ``desks`` and ``insiders`` have one for each plan; ``ring`` is -1 where it works alone. ``adapts`` is how likely it
    goes over to its next plan when caught. ``late`` ones began after a change of regime. An ``honest`` one is no
    network but a trader who deals in what the scheme's goods are declared as.
    """

    number: int
    scheme: Scheme
    start: int
    end: int
    rate: float
    ring: int
    adapts: float
    desks: tuple[int, ...]
    insiders: tuple[bool, ...]
    late: bool
    honest: bool = False

    @property
    def loner(self) -> bool:
        """Whether it is somebody who tries once."""
        return self.end - self.start == 1 and self.rate == 1.0


def networks(
    seed: int, weeks: int, wanted: float, change: int | None, conduct: Conduct = USUAL_CONDUCT
) -> list[Network]:
    """The networks of some weeks, that together send about ``wanted`` consignments a week.

    ``change`` is the week of a change of regime: most of the networks that worked before give up, others take their
    place with other schemes, at other desks, and with less to show. None: they only come and go.
    """
    chance = Chance(seed, "networks")
    found: list[Network] = []
    eras = [(0, weeks, False)] if change is None else [(0, change, False), (change, weeks, True)]
    for first, last, late in eras:
        carried = sum(each.rate for each in found if each.end > first) if late else 0.0
        more = wanted * (1 - conduct.loners) - carried
        _fill(chance, found, first, last, more, late=late, change=change, weeks=weeks, seed=seed, conduct=conduct)
    honest: list[Network] = []
    _fill(
        chance,
        honest,
        0,
        weeks,
        wanted * conduct.look_alikes,
        late=False,
        change=None,
        weeks=weeks,
        seed=seed,
        conduct=conduct,
    )
    found += [replace(each, number=len(found) + at, honest=True, adapts=0.0, ring=-1) for at, each in enumerate(honest)]
    for week in range(weeks):
        late = change is not None and week >= change
        for _ in range(_poisson(chance, wanted * conduct.loners)):
            found.append(
                _network(chance, len(found), week, week + 1, 1.0, late=late, loner=True, seed=seed, conduct=conduct)
            )
    return found


def _fill(
    chance: Chance,
    found: list[Network],
    first: int,
    last: int,
    wanted: float,
    *,
    late: bool,
    change: int | None,
    weeks: int,
    seed: int,
    conduct: Conduct,
) -> None:
    """Networks from week ``first`` on, each followed by another when it ends, so that traffic stays about the same."""
    sent = 0.0
    while sent < wanted:
        rate = conduct.busy * (0.3 + 1.8 * float(chance.uniform(1)[0]) ** 2)
        sent += rate
        start = first
        while start < last:
            length = 3 + int(-_MEAN_WEEKS * np.log(1 - 0.999 * chance.uniform(1)[0]))
            end = min(start + length, weeks)
            if not late and change is not None and end > change and chance.happens(_GIVEN_UP):
                end = change
            found.append(
                _network(chance, len(found), start, end, rate, late=late, loner=False, seed=seed, conduct=conduct)
            )
            start = end


def _network(
    chance: Chance,
    number: int,
    start: int,
    end: int,
    rate: float,
    *,
    late: bool,
    loner: bool,
    seed: int,
    conduct: Conduct,
) -> Network:
    ring = chance.number(0, _RINGS - 1) + _RINGS * late if not loner and chance.happens(_IN_A_RING) else -1
    # What a ring is for belongs to the ring: its broker knows one way of doing it, at the office where he works.
    own = chance if ring < 0 else Chance(seed, "ring", ring)
    scheme = _scheme(own, late=late, loner=loner)
    desk_weights = [desk.share for desk in world().desks]
    desks = [int(own.pick(desk_weights, 1)[0])]
    for _ in range(PLANS - 1):
        desks.append(desks[-1] if chance.happens(_SAME_DESK) else int(chance.pick(desk_weights, 1)[0]))
    return Network(
        number=number,
        scheme=scheme,
        start=start,
        end=end,
        rate=rate,
        ring=ring,
        adapts=0.0 if loner else chance.between(*conduct.adapts),
        desks=tuple(desks),
        insiders=tuple(chance.happens(_INSIDERS) for _ in range(PLANS)),
        late=late,
    )


def _scheme(chance: Chance, *, late: bool, loner: bool) -> Scheme:
    kinds = all_schemes()
    weights = np.array([each.usual for each in kinds])
    if late:  # what was rare becomes usual
        weights = np.where(weights > 0, 1.0 / np.maximum(weights, 0.2), 0.0)
    single = np.array([each.members[1] == 1 for each in kinds])
    return kinds[int(chance.pick(weights * single if not loner else weights, 1)[0])]


@dataclass(frozen=True, slots=True)
class Skill:
    """How well a network hides what it sends under a plan: how hard it is to see, and whether nothing shows at all."""

    difficulty: Difficulty
    silent: bool


NOTHING_SHOWS: Final = 1 / 3
"""The share of those that hide well who show no sign at all."""


def skill(seed: int, network: Network, plan: int, conduct: Conduct = USUAL_CONDUCT) -> Skill:
    """How well it hides: better after a change of regime, and better with every plan that was given up.

    It belongs to the plan, not to the single sending: who has found a way of packing, paying and declaring that shows
    nothing uses it every time. So there are networks that no sign ever tells of. A ring has its own way.
    """
    silent = conduct.show_nothing == "all" or (conduct.show_nothing == "late" and network.late)
    if silent and not network.honest and not network.loner:
        return Skill(Difficulty.HARD, silent=True)
    whose = ("skill of ring", network.ring) if network.ring >= 0 else ("skill", network.number)
    chance = Chance(seed, *whose, plan)
    odds = _AFTER_CHANGE if network.late else _DIFFICULTIES
    weights = [share * (1 + 0.5 * plan * (kind is Difficulty.HARD)) for kind, share in odds]
    drawn = Difficulty.HARD if network.honest else odds[int(chance.pick(weights, 1)[0])][0]
    return Skill(drawn, drawn is Difficulty.HARD and chance.happens(NOTHING_SHOWS))


def sent(chance: Chance, network: Network) -> int:
    """How many consignments a network sends in a week it works."""
    return 1 if network.loner else _poisson(chance, network.rate)


def _poisson(chance: Chance, mean: float) -> int:
    """A number of events with this mean, from uniforms only."""
    draw, number, chances = float(chance.uniform(1)[0]), 0, float(np.exp(-mean))
    total = chances
    while draw > total and number < 1_000:
        number += 1
        chances *= mean / number
        total += chances
    return number
