"""The queue: what waits at the viewer's posts, narrowed as asked, in the order of the plan.

Nothing here counts or sorts all that was ever stored: each post's stretch is read in the order of an index and the
stretches are merged, counts stop at a limit, and narrowed lists of what is decided look a month back.
"""

import hashlib
import heapq
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from darvoza.goods import goods_words
from darvoza.language import Language
from darvoza.office import clock
from darvoza.office.desk.bands import bounds
from darvoza.office.desk.list_names import with_list_names
from darvoza.office.desk.models import Consignment, ConsignmentSet, State
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Role
from darvoza.signals import signal_text

if TYPE_CHECKING:
    from darvoza.office.desk.faces import Row

ROLES: Final = (Role.TARGETER, Role.SUPERVISOR, Role.ANALYST, Role.TRAINEE)
"""Who sees the queue."""
COUNTED: Final = 10_000
"""Counting goes no further than this; beyond, a count says that there are more."""
FEW: Final = 1_000
COUNTED_AGAIN: Final = 30.0  # seconds until more than a few are counted again
LOOKED_BACK: Final = timedelta(days=30)
"""How far back a narrowed list of what has been decided looks."""
REFRESHED: Final = 300  # seconds after which a page is shown anew even if nothing changed, for its clocks
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to; None is all of them. ``state`` None is what waits."""

    state: str | None = None
    post: str | None = None
    mode: str | None = None
    typology: str | None = None
    band: str | None = None
    holder: str | None = None
    search: str | None = None

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Filters":
        """The filters that a query string names; empty ones are none, unknown states what waits."""
        given = {each.name: (query.get(each.name) or "").strip()[:_LONGEST] or None for each in fields(cls)}
        if given["state"] not in State.values or given["state"] == State.WAITING:
            given["state"] = None
        if bounds(given["band"] or "") is None:
            given["band"] = None
        return cls(**given)

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self) if each.name != "state")

    @property
    def tab(self) -> str:
        """The state that is listed."""
        return self.state or str(State.WAITING)

    @property
    def narrow(self) -> bool:
        """Whether anything but the post narrows the list."""
        return bool(replace(self, post=None))

    def query(self, **more: object) -> str:
        """These filters and whatever is not None of ``more`` as a query string, with its question mark.

        >>> Filters(mode="road").query(page=2)
        '?mode=road&page=2'
        """
        named = {each.name: getattr(self, each.name) for each in fields(self)} | more
        given = {name: value for name, value in named.items() if value is not None}
        return f"?{urlencode(given)}" if given else ""

    def apply(self, viewer: Viewer) -> ConsignmentSet:
        """The consignments that these filters let through, in no order."""
        return self.anywhere(viewer).filter(office__in=self.posts(viewer))

    def anywhere(self, viewer: Viewer) -> ConsignmentSet:
        """The same at all posts: whoever asks says which of the viewer's."""
        found = Consignment.objects.filter(state=self.tab)
        if self.state is not None and self.narrow:
            found = found.filter(decided__gte=clock.now() - LOOKED_BACK)
        if self.mode is not None:
            found = found.filter(mode=self.mode)
        if self.typology is not None:
            found = found.filter(typologies__contains=self.typology.replace(" ", "_"))
        if self.band is not None and (ends := bounds(self.band)) is not None:
            found = found.filter(score__gte=ends[0], score__lt=ends[1])
        if self.holder == "me":
            found = found.filter(holder=viewer.officer)
        elif self.holder == "nobody":
            found = found.filter(holder=None)
        elif self.holder == "others":
            found = found.exclude(holder=None).exclude(holder=viewer.officer)
        for word in (self.search or "").casefold().split():
            found = found.filter(search__contains=word)
        return found

    def posts(self, viewer: Viewer) -> list[str]:
        """The viewer's posts that are listed."""
        own = viewer.posts_of(ROLES)
        return own if self.post is None else [self.post] if self.post in own else []


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; ``more`` when counting stopped at the limit."""

    number: int
    more: bool

    @classmethod
    def of(cls, found: ConsignmentSet, most: int = COUNTED) -> "Count":
        """Count to ``most`` and no further."""
        counted = found.order_by().values("pk")[: most + 1].count()
        return cls(min(counted, most), counted > most)


def counts(viewer: Viewer) -> dict[str, Count]:
    """How many consignments of the viewer's posts are in each state.

    What are thousands is counted again after half a minute only, what are few each time.
    """
    posts = viewer.posts_of(ROLES)
    return {state: _counted(Filters(state=state).apply(viewer), (state, *posts)) for state in State.values}


def _counted(found: ConsignmentSet, which: tuple[str, ...]) -> Count:
    now = time.monotonic()
    until, known = _many.get(which, (0.0, None))
    if known is not None and now < until:
        return known
    few = Count.of(found, FEW)
    if not few.more:
        _many.pop(which, None)
        return few
    many = Count.of(found)
    _many[which] = (now + COUNTED_AGAIN, many)
    return many


_many: dict[tuple[str, ...], tuple[float, Count]] = {}
"""Large counts by state and posts, each until when it holds."""


def listed(filters: Filters, viewer: Viewer, upto: int) -> list[int]:
    """The ids of the first consignments in the order they are worked in.

    What waits comes by its rank in the plan of its post (the first of each post, then the second of each), then what is
    not planned by its score. What is decided comes with the newest decision first.
    """
    found, posts = filters.anywhere(viewer), filters.posts(viewer)
    if filters.state is not None:
        parts = [found.filter(office=post).order_by("-decided", "-pk") for post in posts]
        return _merged([part.values_list("decided", "pk")[:upto] for part in parts], upto, newest_first=True)
    planned = (
        found.filter(office__in=posts, rank__isnull=False).order_by("rank", "-score", "pk").values_list("pk", flat=True)
    )
    first = list(planned[:upto])
    if len(first) >= upto:
        return first
    rest = found.filter(rank__isnull=True)
    # by rank too, though none of these has one: only so does PostgreSQL see the order in the index, and sorts nothing
    parts = [rest.filter(office=post).order_by("rank", "-score", "pk") for post in posts]
    return first + _merged([part.values_list("score", "pk")[:upto] for part in parts], upto - len(first))


def _merged(parts: Sequence[Iterable[tuple[Any, int]]], upto: int, *, newest_first: bool = False) -> list[int]:
    """The ids of several lists that are each sorted downwards, as one list that is."""

    def before(row: tuple[Any, int]) -> tuple[Any, int]:
        when, number = row
        if newest_first:
            return (-when.timestamp() if when else 0, -number)
        return (-when, number)

    return [number for _, number in islice(heapq.merge(*parts, key=before), upto)]


def stamp(rows: Sequence["Row"], counted: Mapping[str, Count]) -> str:
    """What a page of the queue looked like: the same as long as nothing on it has changed."""
    states = [(row.pk, row.state, row.rank, row.measure, row.holder_id, row.assessment_id) for row in rows]
    minutes = int(clock.now().timestamp()) // REFRESHED
    said = repr((minutes, states, sorted(counted.items())))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def told(said: Sequence[dict[str, Any]], language: Language, most: int | None = None) -> list[dict[str, Any]]:
    """These assessments with the text of their signals told in this language from its reason and evidence.

    With ``most`` so many of each, and of those that say the same of several parts one, which knows how many ``times``.
    """
    chosen = [each["signals"] if most is None else _strongest(each["signals"], most) for each in said]
    words = goods_words(language)
    for signal in (signal for each in chosen for signal in each):
        if signal["kind"] == "party match":
            signal["evidence"] = with_list_names(signal["evidence"])
        signal["text"] = signal_text(signal["reason"], signal["evidence"], language, words)
    return [each | {"signals": shown} for each, shown in zip(said, chosen, strict=True)]


def _strongest(signals: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """The first signals of different ids, each with how many there are of its id."""
    by_id: dict[str, list[dict[str, Any]]] = {}
    for each in signals:
        by_id.setdefault(each["id"], []).append(each)
    return [same[0] | {"times": len(same)} for same in list(by_id.values())[:most]]
