"""From the words of a declared name to the few listed names that it may be.

The listed names that have words near the declared ones collect their weight, the most telling words first; those that
collect most are chosen. Common words bring no new names once there are enough, so that the work for one name grows
slower than the list.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.remembered import Near
from darvoza.parties.compiled import inner
from darvoza.parties.likeness.meeting import SLOTS, Room
from darvoza.parties.names.written import Longs

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
CANDIDATES: Final = 32
_NEAR_TOP: Final = 0.4
_NEAR_BEST: Final = 0.58  # of the share that the best candidate has, so that few are compared where one stands out
_MOST_NEW: Final = 12_000  # listed names that one declared name may reach before common words bring no new ones
_TOGETHER: Final = 0.95


class Postings(NamedTuple):
    """Who has each listed word, and how much the word tells."""

    names: Ints
    starts: Longs
    weights: Floats


class Reached(NamedTuple):
    """Room to collect listed names in: the weight of each, when it last got any, and which have some."""

    weight: Floats
    seen: Ints
    names: Ints
    stamp: Ints


class Chosen(NamedTuple):
    """Room for the names chosen to be compared, and for the parties found."""

    names: Ints
    shares: Floats
    parties: Ints
    odds: Floats
    order: Ints


@inner
def _collect(reached: Reached, who: Ints, first: int, last: int, worth: float, count: int, most: int) -> int:
    """Give the names that have one listed word what it is worth, each name once for each declared word.

    Returns how many names have any weight; no more than ``most`` may.
    """
    weight, seen, names, stamp = reached
    now = stamp[0]
    for posting in range(first, last):
        name = who[posting]
        if weight[name] == 0:
            if count >= most:
                continue
            names[count] = name
            count += 1
        elif seen[name] == now:
            continue
        weight[name] += np.float32(worth)
        seen[name] = now
    return int(count)


@inner
def reach(reached: Reached, postings: Postings, near: Near, room: Room, rows: int, slots: int) -> int:
    """The listed names that have words near those on the table; returns how many, with their weights on the bench."""
    who, posted, listed_weights = postings
    stamp, most_names = reached.stamp, len(reached.names)
    starts, words, likeness, parts = near.starts, near.words, near.likeness, near.parts
    weights, declared = room.weights, room.words
    used: Any = np.int64(0)
    count: Any = np.int64(0)
    total: Any = np.int64(0)
    for _ in range(slots):
        best: Any = np.int64(-1)
        for slot in range(slots):
            if used >> slot & 1 == 0 and (best < 0 or weights[slot] > weights[best]):
                best = np.int64(slot)
        used |= np.int64(1) << best
        word = np.int64(declared[best])
        for source in range(3 if best < rows and parts[2 * word] >= 0 else 1):
            own = weights[best] if source == 0 else weights[best] / 2
            first = starts[word] if source == 0 else 2 * word + source - 1
            last = starts[word + 1] if source == 0 else first + 1
            for at in range(first, last):
                each = words[at] if source == 0 else parts[at]
                total += posted[each + 1] - posted[each]
            most: Any = np.int64(most_names if count == 0 or total <= _MOST_NEW else count)
            stamp[0] += 1
            for at in range(first, last):
                each = words[at] if source == 0 else parts[at]
                worth = (likeness[at] if source == 0 else np.float32(_TOGETHER)) * min(own, listed_weights[each])
                count = _collect(reached, who, posted[each], posted[each + 1], worth, count, most)
    return int(count)


@inner
def choose(
    reached: Reached,
    chosen: Chosen,
    count: int,
    whole: float,
    listed: Floats,
    alone: bool,  # noqa: FBT001 - compiled functions take places only
) -> int:
    """The names of which, and of the declared name, most weight was reached; returns how many are chosen.

    Where one party stands alone all its names are, reached or not: their words may still be alike in another way.
    """
    if alone:
        for name in range(len(listed)):
            chosen.names[name] = name
            reached.weight[name] = 0
        return len(listed)
    return _near_best(chosen, _most_reached(reached, chosen, count, whole, listed))


@inner
def _most_reached(reached: Reached, chosen: Chosen, count: int, whole: float, listed: Floats) -> int:
    """Choose the names of which most was reached, as many as there is room for."""
    weights, names = reached.weight, reached.names
    best_names, shares = chosen.names, chosen.shares
    top = np.float32(0)
    for at in range(count):
        top = max(top, weights[names[at]])
    least = np.float32(_NEAR_TOP) * top
    many: Any = np.int64(0)
    weakest: Any = np.int64(0)
    best = np.float32(0)
    for at in range(count):
        name = names[at]
        weight = weights[name]
        weights[name] = 0
        if weight < least:
            continue
        share = np.float32(weight / whole + weight / max(listed[name], weight))
        if share < np.float32(_NEAR_BEST) * best:
            continue  # it would be left out in the end
        best = max(best, share)
        if many < CANDIDATES:
            place = many
            many += 1
        elif share > shares[weakest]:
            place = weakest
        else:
            continue
        best_names[place] = name
        shares[place] = share
        if many == CANDIDATES:
            weakest = np.int64(0)
            for place in range(1, CANDIDATES):
                if shares[place] < shares[weakest]:
                    weakest = np.int64(place)
    return int(many)


@inner
def _near_best(chosen: Chosen, many: int) -> int:
    """Leave out the names of which much less was reached than of the best; returns how many are left."""
    names, shares = chosen.names, chosen.shares
    best = np.float32(0)
    for place in range(many):
        best = max(best, shares[place])
    kept: Any = np.int64(0)
    for place in range(many):
        if shares[place] >= np.float32(_NEAR_BEST) * best:
            names[kept] = names[place]
            kept += 1
    return int(kept)


@inner
def lay_out(room: Room, words: Ints, joined: Ints, rows: int, near: Near) -> int:
    """Put the declared words on the table; returns how many slots they take, neighbours taken as one included."""
    weights, joined_at, alike, declared = room.weights, room.joined_at, room.alike, room.words
    starts, listed, likeness = near.starts, near.words, near.likeness
    slots: Any = np.int64(0)
    for place in range(2 * rows - 1):
        row = place if place < rows else place - rows
        word = np.int64(words[row]) if place < rows else np.int64(joined[row])
        if word < 0 or slots == SLOTS:
            continue
        declared[slots] = word
        weights[slots] = near.weights[word]
        share = np.float32(1)
        if place >= rows:
            joined_at[slots] = row
            weights[slots] = min(weights[slots], weights[row] + weights[row + 1])
            share = np.float32(_TOGETHER)
        for at in range(starts[word], starts[word + 1]):
            alike[listed[at], slots] = max(alike[listed[at], slots], share * likeness[at])
        slots += 1
    return int(slots)


@inner
def clear(room: Room, near: Near, slots: int) -> None:
    """Take the words of a declared name from the table."""
    alike, declared, starts, listed = room.alike, room.words, near.starts, near.words
    for slot in range(slots):
        for at in range(starts[declared[slot]], starts[declared[slot] + 1]):
            alike[listed[at], slot] = 0
