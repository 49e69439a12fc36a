"""What ties a consignment to others: parties, addresses, telephones, means and equipment, two steps far."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from darvoza.office.asking import answers
from darvoza.office.desk.mentions import TIES
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.near import Near, near
from darvoza.office.people.access import Viewer
from darvoza.office.words import Words

MOST: Final = 200
"""Nodes of a graph at most."""
_FIRST, _SECOND = 12, 24  # values followed at the first and at the second step
_SHARING, _SHARING_AGAIN = 14, 5  # consignments taken for one value
_CALLED: Final = {"party": "Party", "means": "Transport means", "equipment": "Equipment"}
"""Kinds that officers know by another word."""


class _Mentioned(NamedTuple):
    """Something that a consignment was filed with, as :class:`~darvoza.office.desk.models.Mention` has it."""

    id: int
    consignment_id: int
    kind: str
    key: int
    text: str


@dataclass(frozen=True, slots=True)
class Shared:
    """One value that several consignments were filed with, and those others; ``more`` when there are more still."""

    kind: str
    text: str
    others: tuple[int, ...]
    more: bool
    step: int

    @property
    def called(self) -> str:
        """What the kind of value is called, in English."""
        return _CALLED.get(self.kind, self.kind)


@dataclass(slots=True)
class Web:
    """A consignment, what it shares with others, and what those share with others again.

    ``under`` are the values that lead on from each consignment by its id; each other consignment stands once.
    """

    centre: Consignment
    found: dict[int, Near] = field(default_factory=dict)
    under: dict[int, list[Shared]] = field(default_factory=lambda: defaultdict(list))

    @property
    def shared(self) -> list[Shared]:
        """Every shared value, the nearer first."""
        return sorted((each for values in self.under.values() for each in values), key=lambda each: each.step)

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return 1 + len(self.found) + len(self.shared)


def web(centre: Consignment, viewer: Viewer) -> Web:
    """The consignments that the viewer may see within two steps, the newest first, at most :data:`MOST` nodes in all.

    A value that very many share (a broker's address, a terminal) shows a few of them and says that there are more.
    """
    made = Web(centre)
    seen = {centre.pk}
    used: set[int] = set()
    for step, most, sharing in ((1, _FIRST, _SHARING), (2, _SECOND, _SHARING_AGAIN)):
        ends = (
            [centre.pk]
            if step == 1
            else [number for values in made.under.values() for each in values for number in each.others]
        )
        new: list[int] = []
        leading = list(_leading_on(ends, used, most))
        sharers = _sharing([mention for _, mention in leading], viewer, sharing)
        for end, mention in leading:
            known = sharers.get(mention.key, [])
            others, more = [number for number in known[:sharing] if number not in seen], len(known) > sharing
            room = MOST - 2 - len(seen) - sum(map(len, made.under.values()))
            others = others[: max(room, 0)]
            if others:
                made.under[end].append(Shared(mention.kind, mention.text, tuple(others), more, step))
                seen.update(others)
                new += others
        if not new:
            break
    made.found = dict(sorted(near(seen - {centre.pk}).items()))
    return made


def _leading_on(ends: Sequence[int], used: set[int], most: int) -> Iterator[tuple[int, _Mentioned]]:
    """Values of these consignments that have not been followed yet, the telling kinds first."""
    listed = [_Mentioned(*row) for row in answers(_MENTIONED, [tuple(ends), tuple(TIES)])]
    order = {number: place for place, number in enumerate(ends)}
    followed = 0
    for each in sorted(listed, key=lambda one: (order[one.consignment_id], TIES.index(one.kind))):
        if each.key in used:
            continue
        used.add(each.key)
        yield each.consignment_id, each
        followed += 1
        if followed >= most:
            return


_MENTIONED: Final = (
    "SELECT id, consignment_id, kind, key, text FROM desk_mention WHERE consignment_id IN %s AND kind IN %s ORDER BY id"
)


def _sharing(mentions: Sequence[_Mentioned], viewer: Viewer, most: int) -> dict[int, list[int]]:
    """The other consignments that were filed with each of these values, the newest first, one more than ``most``."""
    found: dict[int, list[int]] = defaultdict(list)
    if mentions:
        asked = [most + 1, tuple(each.id for each in mentions), tuple(viewer.posts)]
        for key, number in answers(_SHARING_IT, asked):
            found[key].append(number)
    return {key: sorted(numbers, reverse=True)[: most + 1] for key, numbers in found.items()}


_SHARING_IT: Final = (
    # of each value at each post no more than are shown: the oldest of these is found in the index, for some are shared
    # by thousands
    "SELECT value.key, other.consignment_id FROM desk_mention value CROSS JOIN people_post post "
    "CROSS JOIN desk_mention other WHERE other.key = value.key AND other.office = post.code "
    "AND other.consignment_id >= coalesce((SELECT oldest.consignment_id FROM desk_mention oldest "
    "WHERE oldest.key = value.key AND oldest.office = post.code "
    "ORDER BY oldest.consignment_id DESC LIMIT 1 OFFSET %s), 0) "
    "AND other.consignment_id <> value.consignment_id AND value.id IN %s AND post.code IN %s"
)


_WIDTH, _RINGS = 640, (0, 92, 170, 240, 300)
_LABELLED: Final = 16
_MARGIN: Final = 48
_FAN: Final = 2.2  # radians over which the consignments of one value spread at most
_LONGEST: Final = 22


def drawn(of: Web, words: Words) -> Markup:
    """The web as SVG: the consignment in the middle, what it shares around it, others around that."""
    middle = _WIDTH / 2
    lines: list[str] = []
    nodes: list[str] = []
    ends: list[tuple[float, float]] = [(middle, middle)]
    leaves = {number: _leaves(of, number) for number in (of.centre.pk, *of.found)}

    def spread(number: int, ring: int, start: float, wide: float, x: float, y: float) -> None:
        total = sum(sum(leaves[other] for other in each.others) for each in of.under.get(number, ()))
        for each in of.under.get(number, ()):
            share = wide * sum(leaves[other] for other in each.others) / total
            vx, vy = _polar(middle, _RINGS[ring + 1], start + share / 2)
            lines.append(_line(x, y, vx, vy))
            nodes.append(_value(each, vx, vy, words, named=ring == 0 and len(of.under[of.centre.pk]) <= _LABELLED))
            fan = min(share, _FAN)
            inner = start + (share - fan) / 2
            for other in each.others:
                part = fan * leaves[other] / sum(leaves[one] for one in each.others)
                ox, oy = _polar(middle, _RINGS[ring + 2], inner + part / 2)
                lines.append(_line(vx, vy, ox, oy))
                ends.append((ox, oy))
                if other in of.found:
                    nodes.append(_consignment(of.found[other], ox, oy))
                if ring == 0:
                    spread(other, 2, inner, part, ox, oy)
                inner += part
            start += share

    spread(of.centre.pk, 0, -math.pi / 2, 2 * math.pi, middle, middle)
    title = words.say("Consignments tied to this one; the table below says the same")
    left, right = min(x for x, _ in ends) - _MARGIN, max(x for x, _ in ends) + _MARGIN
    top, bottom = min(y for _, y in ends) - _MARGIN / 2, max(y for _, y in ends) + _MARGIN / 2
    box = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    return Markup(  # noqa: S704 - numbers, and texts that were escaped
        f'<svg viewBox="{box}" class="web" role="group" aria-label="{escape(title)}">'
        f'{"".join(lines)}{"".join(nodes)}<circle class="centre" cx="{middle}" cy="{middle}" r="12"/></svg>'
    )


def _leaves(of: Web, number: int) -> int:
    """How much of the circle a consignment needs: one part, or as many as it leads on to."""
    on = [other for each in of.under.get(number, ()) for other in each.others]
    return max(1, len(on)) if number != of.centre.pk else 1


def _polar(middle: float, radius: float, angle: float) -> tuple[float, float]:
    return middle + radius * math.cos(angle), middle + radius * math.sin(angle)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>'


def _value(each: Shared, x: float, y: float, words: Words, *, named: bool) -> str:
    said = f"{words.say(each.called)}: {each.text}"
    box = (
        f'<g class="value"><title>{escape(said)}</title><rect x="{x - 5:.0f}" y="{y - 5:.0f}" width="10" height="10"/>'
    )
    if named:
        short = each.text if len(each.text) <= _LONGEST else each.text[: _LONGEST - 1] + "…"
        box += f'<text x="{x:.0f}" y="{y - 10:.0f}">{escape(short)}</text>'
    return box + "</g>"


def _consignment(each: Near, x: float, y: float) -> str:
    letter = each.band
    said = f"{each.reference}: {letter}"
    return (
        f'<a href="/consignment/{quote(each.key, safe="")}" class="band-{letter}" aria-label="{escape(said)}">'
        f'<title>{escape(said)}</title><circle cx="{x:.0f}" cy="{y:.0f}" r="9"/>'
        f'<text x="{x:.0f}" y="{y + 4:.0f}">{letter}</text></a>'
    )


def kinds(of: Web) -> Iterable[str]:
    """The kinds of values in a web, each once."""
    return dict.fromkeys(each.kind for each in of.shared)
