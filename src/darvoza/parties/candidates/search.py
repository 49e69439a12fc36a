"""Searching the index for many declared parties at once: names, then what else was declared, weighed together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from threading import local
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.asking import Declared, asked_for, beside_name
from darvoza.parties.candidates.finding import ONLY_LEARN, Asked, Bench, Found, Listing, found_of, search_names
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.reach import CANDIDATES
from darvoza.parties.candidates.remembered import Near
from darvoza.parties.candidates.together import Together
from darvoza.parties.compiled import straight
from darvoza.parties.likeness import match as weights
from darvoza.parties.likeness.addresses import shared_address
from darvoza.parties.likeness.judging import Trees, known_trees
from darvoza.parties.likeness.spelled import CLOSE, spelled_alike
from darvoza.parties.lists.identifiers import identifier_key, scheme_of
from darvoza.parties.names.book import WordBook, WrittenNames

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hits:
    """Pairs of a declared party and a listed name, the best of each listed party, with the score of each.

    ``declared`` counts into what was searched, ``name`` into the index's names. ``odds`` are the log-odds that the
    names alone make, ``total`` those of all that was declared, and ``score`` is their probability. ``by_identifier``
    says that both have an identifier in common, ``by_name`` that the names met at all. ``met`` and ``likeness`` say for
    each word of the declared name, which weighs ``telling`` and is (part of) its written word ``rows`` (-1: no more),
    which word of the listed name it met (-1: none), and how alike they are. ``written`` are the declared names.
    """

    declared: Places
    name: Places
    odds: Floats
    total: Floats
    by_identifier: Flags
    by_name: Flags
    telling: Floats
    rows: npt.NDArray[np.int16]
    met: npt.NDArray[np.int8]
    likeness: Floats
    written: WrittenNames

    def __len__(self) -> int:
        return len(self.declared)

    @property
    def score(self) -> npt.NDArray[np.float64]:
        """The probability that each pair is one party."""
        return 1 / (1 + np.exp(-self.total.astype(np.float64)))

    def take(self, places: Places) -> "Hits":
        """The pairs at these places."""
        return replace(self, **{name: getattr(self, name)[places] for name in _COLUMNS})


_COLUMNS: Final = tuple(each.name for each in fields(Hits) if each.name != "written")


def search(
    declared: Sequence[Declared],
    index: NameIndex,
    *,
    threshold: float,
    limit: int | None = None,
    together: Together | None = None,
) -> Hits:
    """The listed parties that each declared party may be: the best name of each, at or above the threshold.

    Ordered by declared party, best first; at most ``limit`` for each.
    Several threads may search one index: while the machine code runs, others go on. Those who search ``together``
    look each new word up once.
    """
    asked, written = asked_for(declared, index, threshold)
    more = any(each.identifiers or each.address for each in declared)
    hits = _searched(asked, written, index, CANDIDATES if limit is None or more else max(limit, 0), together)
    hits = _as_spelled(hits, declared, index)
    return _with_more(hits, declared, index, threshold, limit) if more else hits


def _searched(asked: Asked, written: WrittenNames, index: NameIndex, limit: int, together: Together | None) -> Hits:
    count = len(asked.kind)
    trees = known_trees()
    room = index.take_bench(trees)
    found = found_of(count) if count != 1 else _for_one()
    code = _code(asked, index.listing, trees, room, found)
    if together is None:
        code(0, count, asked, index.listing, trees, room, limit, False, found)
    else:

        def learn(first: int, near: Near) -> int:
            bench = room._replace(near=near)
            return code(first, count, asked, index.listing, trees, bench, ONLY_LEARN, False, found)

        first = 0
        while first < count:
            last, near = together.learned(first, learn)
            code(first, last, asked, index.listing, trees, room._replace(near=near), limit, False, found)
            first = last
    hits = _hits(found, written)
    index.give_back(room)
    return hits


def _as_spelled(hits: Hits, declared: Sequence[Declared], index: NameIndex) -> Hits:
    """Of parties that are as likely as the best, first those whose names are written most like the declared one."""
    total = hits.total
    if len(total) < 2 or (len(declared) == 1 and (total[0] < _LIKELY or total[1] < total[0] - CLOSE)):
        return hits
    of = hits.declared
    begins = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
    best = np.repeat(total[begins], np.diff(np.append(begins, len(of))))
    near = (total >= best - CLOSE) & (best > _LIKELY)
    near &= np.bincount(of, near, len(declared))[of] > 1
    places = np.flatnonzero(near)
    if not len(places):
        return hits
    added = np.zeros(len(total), np.float32)
    for place in places.tolist():
        added[place] = spelled_alike(declared[of[place]].name or "", index.names[hits.name[place]].text)
    added *= CLOSE
    total, odds = total + added, hits.odds + added
    return replace(hits, total=total, odds=odds).take(np.lexsort((hits.name, -odds, -total, of)))


_LIKELY: Final = -2.5  # log-odds of a best match below which nobody asks who is first


def _for_one() -> Found:
    """Room for what is found for one name: each thread has its own, and what is found there is taken out at once."""
    if not hasattr(_ROOM, "found"):
        _ROOM.found = found_of(1)
    found: Found = _ROOM.found
    found.rows[:] = -1
    return found


_ROOM: Final = local()


def _code(asked: Asked, listing: Listing, trees: Trees, room: Bench, found: Found) -> Callable[..., int]:
    """The search as machine code: all that is handed to it is made in one place each, so its types never differ."""
    if not _CODE:
        _CODE.append(straight(search_names, 0, 0, asked, listing, trees, room, 0, False, found))
    return _CODE[0]


_CODE: Final[list[Callable[..., int]]] = []


def _hits(found: Found, written: WrittenNames) -> Hits:
    """What was found, a row a pair."""
    if len(found.many) == 1:
        return _of_one(found, int(found.many[0]), written)
    of = np.repeat(np.arange(len(found.many)), found.many)
    at = np.arange(len(of)) - np.repeat(np.cumsum(found.many) - found.many, found.many)
    place = found.order[of, at]
    return Hits(
        of,
        found.name[of, place].astype(np.int64),
        found.odds[of, place],
        found.total[of, place],
        np.zeros(len(of), np.bool_),
        np.ones(len(of), np.bool_),
        found.telling[of],
        found.rows[of],
        found.met[of, place],
        found.likeness[of, place],
        written,
    )


def _of_one(found: Found, count: int, written: WrittenNames) -> Hits:
    """What was found of a single name: as :func:`_hits`, with less to do."""
    if not count:
        return _nothing()
    place = found.order[0, :count].astype(np.int64)
    once = np.zeros(count, np.int64)
    return Hits(
        once,
        found.name[0].take(place).astype(np.int64),
        found.odds[0].take(place),
        found.total[0].take(place),
        np.zeros(count, np.bool_),
        np.ones(count, np.bool_),
        found.telling.take(once, 0),
        found.rows.take(once, 0),
        found.met[0].take(place, 0),
        found.likeness[0].take(place, 0),
        written,
    )


@cache
def _nothing() -> Hits:
    found = found_of(0)
    none = np.zeros(0, np.float32)
    return Hits(
        np.zeros(0, np.int64), np.zeros(0, np.int64), none, none, none > 0, none > 0, found.telling, found.rows,
        found.met[:, 0], found.likeness[:, 0], WordBook().written(np.zeros(1, np.int64), np.zeros(0, np.int32)),
    )  # fmt: skip


def _with_more(hits: Hits, declared: Sequence[Declared], index: NameIndex, threshold: float, limit: int | None) -> Hits:
    """These pairs, and those that share an identifier, weighed with identifiers and addresses too."""
    every = _both(hits, _sharing(declared, index, hits))
    pair = every.declared * len(index.parties) + index.name_party[every.name]
    same = np.isin(pair, pair[every.by_identifier])
    total = every.total + weights.IDENTIFIER_WEIGHT * same
    addressed = np.array([each.address is not None for each in declared], np.bool_)
    for place in np.flatnonzero(addressed[every.declared]).tolist():
        party = index.parties[index.name_party[every.name[place]]]
        total[place] += shared_address(declared[every.declared[place]].address, party.addresses).weight
    every = replace(every, total=total.astype(np.float32), by_identifier=same)
    return every.take(_best(every, pair, threshold, limit))


def _both(one: Hits, other: Hits) -> Hits:
    both: dict[str, Any] = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in _COLUMNS}
    return replace(one, **both)


def _sharing(declared: Sequence[Declared], index: NameIndex, hits: Hits) -> Hits:
    """Pairs beside these that share an identifier: the number, and the scheme where both sides give one."""
    of: list[int] = []
    names: list[int] = []
    for number, each in enumerate(declared):
        for identifier in each.identifiers:
            scheme, value = scheme_of(identifier)
            for party, listed in index.by_identifier.get(identifier_key(value) or "", ()):
                if scheme is None or "OTHER" in {scheme, listed} or scheme == listed:
                    of.append(number)
                    names.append(int(index.party_name[party]))
    count, words = len(of), hits.met.shape[1]
    beside = [sum(beside_name(declared[each], name, index)) for each, name in zip(of, names, strict=True)]
    return Hits(
        np.array(of, np.int64),
        np.array(names, np.int64),
        np.full(count, weights.LEAST_NAME, np.float32),
        np.array(beside, np.float32) + np.float32(weights.LEAST_NAME),
        np.ones(count, np.bool_),
        np.zeros(count, np.bool_),
        np.zeros((count, words), np.float32),
        np.full((count, words), -1, np.int16),
        np.full((count, words), -1, np.int8),
        np.zeros((count, words), np.float32),
        hits.written,
    )


def _best(hits: Hits, pair: Places, threshold: float, limit: int | None) -> Places:
    """Where the best name of each party stands, best parties first."""
    kept = (hits.score >= threshold).nonzero()[0]
    order = kept[np.lexsort((hits.name[kept], -hits.odds[kept], -hits.total[kept], hits.declared[kept]))]
    _, first = np.unique(pair[order], return_index=True)
    order = order[np.sort(first)]
    if limit is None or not len(order):
        return order
    of = hits.declared[order]
    begins = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
    rank = np.arange(len(of)) - np.repeat(begins, np.diff(np.append(begins, len(of))))
    return order[rank < limit]
