"""From the words of a declared name to the few listed names that it may be.

Every listed name is worth what its words are that are near the declared ones. The names of the most telling words are
looked at first, light ones before heavy ones; and no longer than a name might still come among those chosen, so that
the work for one name grows far slower than the list (Turtle and Flood, Query evaluation: strategies and optimizations,
1995). Beside each listed name that has a word stand its other words, so that it is weighed where it is met.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.postings import ROW, WEIGHED, Posted, Postings
from darvoza.parties.candidates.remembered import Near
from darvoza.parties.compiled import inlined
from darvoza.parties.likeness.meeting import NEARBY, SLOTS, WORDS, Names, Room
from darvoza.parties.names.written import Longs

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
CANDIDATES: Final = 32
_NEAR_TOP: Final = 0.4
_NEAR_BEST: Final = 0.58  # of the share that the best candidate has, so that few are compared where one stands out
_TOGETHER: Final = 0.95
_GROUPS: Final = SLOTS + 2 * WORDS  # slots, and the two listed words that a declared one is written together from
_FIRST: Final = 2  # the first place on the table for a listed word; those before say that there is none, or more
_MORE: Final = 1
_MOST_LOOKED_AT: Final = 12_000  # listed names that are looked at for one declared name before words are too common
_SHORT_LIST: Final = 128  # names that are looked at sooner than it is reckoned whether they may be left out
_ALL: Final = 1 << 31
_UP, _FURTHER_UP, _DOWN = 1 + 1e-6, 1 + 4e-6, 1 - 1e-6  # sums of the same numbers in another order differ by less


class Table(NamedTuple):
    """Room for the listed words that are near declared ones: each has a place while one declared name is looked up.

    Groups are the slots of the declared name, and listed words that one of its words is written together from. A
    listed word is worth ``worth[place, group]`` to each and ``totals`` to all together; ``passed`` says whether its
    names were looked at, ``tops`` what those left over are worth most to each group, and ``best`` is room to reckon.
    """

    word: Ints
    worth: Floats
    totals: Floats
    passed: npt.NDArray[np.bool_]
    tops: Floats
    best: Floats
    used: Longs


class Chosen(NamedTuple):
    """Room for the names chosen to be compared, and for the parties found.

    ``most`` has the most that was reached of any name, by weight and by share, and the share from which names are
    taken; ``state`` how many names there are, which is the weakest, and whether there was ever no room for more.
    """

    names: Ints
    shares: Floats
    weights: Floats
    most: npt.NDArray[np.float64]
    state: Longs
    parties: Ints
    odds: Floats
    order: Ints


def table() -> Table:
    """Room for the listed words near one declared name."""
    return Table(
        np.zeros(NEARBY, np.int32),
        np.zeros((NEARBY, _GROUPS), np.float32),
        np.zeros(NEARBY, np.float32),
        np.zeros(NEARBY, np.bool_),
        np.zeros(_GROUPS, np.float32),
        np.zeros(_GROUPS, np.float32),
        np.full(1, _FIRST, np.int64),
    )


def chosen() -> Chosen:
    """Room for the names that one declared name is compared with."""
    return Chosen(
        np.zeros(CANDIDATES, np.int32),
        np.zeros(CANDIDATES, np.float32),
        np.zeros(CANDIDATES, np.float32),
        np.zeros(3, np.float64),
        np.zeros(3, np.int64),
        np.zeros(CANDIDATES, np.int32),
        np.zeros(CANDIDATES, np.float32),
        np.zeros(CANDIDATES, np.int32),
    )


@inlined
def _placed(room: Room, table: Table, word: int) -> int:
    """The place of a listed word on the table; it is given one if it has none."""
    place = np.int64(room.place[word])
    if place == 0:
        place = table.used[0]
        table.used[0] = place + 1
        room.place[word] = place
        table.word[place] = word
        for slot in range(SLOTS):
            room.alike[place, slot] = 0
        for group in range(_GROUPS):
            table.worth[place, group] = 0
    return int(place)


@inlined
def lay_out(
    room: Room, table: Table, words: Ints, joined: Ints, rows: int, near: Near, listed_weights: Floats
) -> tuple[int, int]:
    """Put the declared words on the table with the listed words near them; returns how many slots and groups there are.

    Neighbours taken as one have slots too.
    """
    weights, joined_at, alike, declared = room.weights, room.joined_at, room.alike, room.words
    starts, listed, likeness, values, parts = near.starts, near.words, near.likeness, near.values, near.parts
    worth = table.worth
    slots: Any = np.int64(0)
    for place in range(2 * rows - 1):
        row = place if place < rows else place - rows
        word = np.int64(words[row]) if place < rows else np.int64(joined[row])
        if word < 0 or slots == SLOTS:
            continue
        declared[slots] = word
        own = near.weights[word]
        share = np.float32(1)
        if place >= rows:
            joined_at[slots] = row
            own = min(own, weights[row] + weights[row + 1])
            share = np.float32(_TOGETHER)
        weights[slots] = own
        for at in range(starts[word], starts[word + 1]):
            here = _placed(room, table, int(listed[at]))
            alike[here, slots] = max(alike[here, slots], share * likeness[at])
            worth[here, slots] = max(worth[here, slots], min(values[at], likeness[at] * own))
        slots += 1
    groups: Any = np.int64(slots)
    for row in range(rows):
        for part in range(2):
            word = np.int64(parts[2 * np.int64(words[row]) + part])
            if word >= 0:
                worth[_placed(room, table, int(word)), groups] = np.float32(_TOGETHER) * min(
                    weights[row] / 2, listed_weights[word]
                )
                groups += 1
    for here in range(_FIRST, table.used[0]):
        total = np.float32(0)
        for group in range(groups):
            total += worth[here, group]
        table.totals[here] = total
    return int(slots), int(groups)


@inlined
def clear(room: Room, table: Table) -> None:
    """Take the listed words from the table."""
    for here in range(_FIRST, table.used[0]):
        room.place[table.word[here]] = 0
    table.used[0] = _FIRST


@inlined
def choose(
    chosen: Chosen,
    table: Table,
    room: Room,
    postings: Postings,
    names: Names,
    whole: float,
    groups: int,
    alone: bool,  # noqa: FBT001 - compiled functions take places only
) -> int:
    """The names of which, and of the declared name, most weight is reached; returns how many are chosen.

    Where one party stands alone all its names are, reached or not: their words may still be alike in another way.
    """
    if alone:
        for name in range(len(names.weight)):
            chosen.names[name] = name
        return len(names.weight)
    most, state, weights, shares = chosen.most, chosen.state, chosen.weights, chosen.shares
    most[0] = 0
    kept: Any = np.int64(0)
    for _ in range(2):  # again if there was no room for some name because of others that are left out in the end
        most[1] = most[2] = 0
        state[0] = state[1] = state[2] = 0
        _reach(chosen, table, room, postings, names, whole, groups)
        kept = np.int64(0)
        for place in range(state[0]):
            if weights[place] >= _NEAR_TOP * most[0] and shares[place] >= _NEAR_BEST * most[1]:
                chosen.names[kept] = chosen.names[place]
                kept += 1
        if kept == state[0] or state[2] == 0:
            break
    return int(kept)


@inlined
def _reach(
    chosen: Chosen, table: Table, room: Room, postings: Postings, names: Names, whole: float, groups: int
) -> None:
    """Look at the names that have the listed words on the table, those of rare words first.

    Of a name that was not met with rarer words only so much can be reached as the words left over are worth.
    """
    starts, worth, tops, passed, words = postings.starts, table.worth, table.tops, table.passed, table.word
    last = table.used[0]
    for here in range(_FIRST, last):
        passed[here] = False
    _look_over(table, groups)
    left: Any = np.int64(last - _FIRST)
    looked: Any = np.int64(0)
    longest: Any = np.int64(_SHORT_LIST)
    while left > 0 and looked < _MOST_LOOKED_AT:
        for here in range(_FIRST, last):
            many = starts[words[here] + 1] - starts[words[here]]
            if passed[here] or many > longest or looked >= _MOST_LOOKED_AT:
                continue
            if many > _SHORT_LIST:
                _look_over(table, groups)
            bound: Any = np.float32(0)
            for group in range(groups):
                bound += max(worth[here, group], tops[group])
            passed[here] = True
            left -= 1
            if _heaviest(bound * _UP, whole, chosen.most) >= 0:
                looked += _pass_over(chosen, table, room, postings, names, whole, groups, here, bound * _UP)
        longest *= 4


@inlined
def _look_over(table: Table, groups: int) -> None:
    """Note what the listed words whose names were not looked at yet are worth to each group at most."""
    tops, worth = table.tops, table.worth
    for group in range(groups):
        tops[group] = 0
    for here in range(_FIRST, table.used[0]):
        if not table.passed[here]:
            for group in range(groups):
                tops[group] = max(tops[group], worth[here, group])


@inlined
def _heaviest(weight: float, whole: float, most: npt.NDArray[np.float64]) -> int:
    """What a listed name may weigh that is chosen when so much of it is reached, in the parts that postings count in.

    Nothing is below 0.
    """
    if weight < _NEAR_TOP * most[0]:
        return -1
    short = most[2] - weight / whole
    if short > 1:
        return -1
    return int(min(weight / max(short, 1e-6), 1e6) * WEIGHED) + 1


@inlined
def _pass_over(
    chosen: Chosen,
    table: Table,
    room: Room,
    postings: Postings,
    names: Names,
    whole: float,
    groups: int,
    here: int,
    bound: float,
) -> int:
    """Take what is worth it of the names that have one listed word, of which no more than ``bound`` can be reached.

    Returns how many were looked at.
    """
    rows, starts, place, most = postings.rows, postings.starts, room.place, chosen.most
    word = table.word[here]
    total = table.totals[here]
    none = np.uint32(len(starts) - 1)
    looked: Any = np.int64(0)
    heaviest: Any = np.int64(_heaviest(bound, whole, most))
    heaviest_alone: Any = np.int64(_heaviest(total * _UP, whole, most))
    for posting in range(starts[word], starts[word + 1]):
        at = np.uint64(ROW * posting)
        weighs = np.int64(rows[at + np.uint64(1)])
        if weighs > heaviest:
            break
        looked += 1
        others = place[rows[at + np.uint64(2)]] | place[rows[at + np.uint64(3)]]
        if rows[at + np.uint64(4)] != none:
            for other in range(4, ROW):
                others |= place[rows[at + np.uint64(other)]]
        if others == 0 and weighs > heaviest_alone:
            continue
        name = np.int64(rows[at])
        weight = total
        if others != 0:
            weight = _weight(table, room, names, rows, at, groups, here)
        if weight < _NEAR_TOP * most[0] or weight / whole + weight / max(weighs / WEIGHED, weight) < most[2]:
            continue
        share = weight / whole + weight / max(names.weight[name], weight)
        if share >= most[2]:
            _take(chosen, int(name), weight, share)
            heaviest = np.int64(_heaviest(bound, whole, most))
            heaviest_alone = np.int64(_heaviest(total * _UP, whole, most))
    return int(looked)


@inlined
def _weight(table: Table, room: Room, names: Names, rows: Posted, at: np.uint64, groups: int, here: int) -> np.float32:
    """What is reached of a name: the most that any of its words is worth to each group."""
    place, worth, best = room.place, table.worth, table.best
    for group in range(groups):
        best[group] = worth[here, group]
    for other in range(2, ROW):
        there = place[rows[at + np.uint64(other)]]
        if there == _MORE:
            name = rows[at]
            for each in range(names.starts[name], names.starts[name + np.uint32(1)]):
                there = place[names.words[each]]
                for group in range(groups):
                    best[group] = max(best[group], worth[there, group])
        elif there != 0:
            for group in range(groups):
                best[group] = max(best[group], worth[there, group])
    weight = np.float32(0)
    for group in range(groups):
        weight += best[group]
    return weight


@inlined
def _take(chosen: Chosen, name: int, weight: float, share: float) -> None:
    """Put a name among those chosen, in place of the weakest if there is no more room."""
    names, shares, weights, most, state = chosen.names, chosen.shares, chosen.weights, chosen.most, chosen.state
    many = state[0]
    for at in range(many):
        if names[at] == name:
            return
    place = many
    if many < CANDIDATES:
        state[0] = many + 1
    else:
        place = state[1]
        state[2] = 1
    names[place] = name
    shares[place] = share
    weights[place] = weight
    most[0] = max(most[0], weight)
    most[1] = max(most[1], share)
    most[2] = _NEAR_BEST * most[1] * _DOWN
    if state[0] == CANDIDATES:
        weakest: Any = np.int64(0)
        for at in range(1, CANDIDATES):
            if shares[at] < shares[weakest]:
                weakest = np.int64(at)
        state[1] = weakest
        most[2] = max(most[2], shares[weakest] * _FURTHER_UP)
