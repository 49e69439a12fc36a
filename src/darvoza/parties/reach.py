"""From the words of a declared name to the few listed names that it may be, and the odds of each.

The listed names that have words near the declared ones collect their weight, the most telling words first; those that
collect most are compared in full. Common words bring no new names once there are enough, so that the work for one name
grows slower than the list.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.beside import Parties, birth_weight, country_weight
from darvoza.parties.compiled import compiled, inner
from darvoza.parties.judging import Trees, judge
from darvoza.parties.many import Spelt
from darvoza.parties.match import KIND_WEIGHT, WEAK_WEIGHT
from darvoza.parties.pairing import (
    EVIDENCE,
    SLOTS,
    WORDS,
    Heard,
    Names,
    Paired,
    Room,
    Words,
    add_texts,
    compare,
    heard,
    heard_of,
    in_bytes,
    paired,
    room_of,
    set_masks,
    text_likeness,
)
from darvoza.parties.remembered import (
    Lexicon,
    Looking,
    Near,
    as_one,
    looking,
    make_room,
    near,
    remembered,
)
from darvoza.parties.weighing import RAREST

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]

CANDIDATES: Final = 24
_NEAR_TOP: Final = 0.4
_MOST_NEW: Final = 12_000  # listed names that one declared name may reach before common words bring no new ones
_TOGETHER: Final = 0.95


class Postings(NamedTuple):
    """Who has each listed word, and how much the word tells."""

    names: Ints
    starts: Longs
    weights: Floats


class Listing(NamedTuple):
    """All that is known of the listed names, in arrays: the words, who has them, the names, and their parties."""

    postings: Postings
    lexicon: Lexicon
    words: Words
    names: Names
    parties: Parties


class Asked(NamedTuple):
    """Declared names: name ``i`` has the words ``words[starts[i]:starts[i + 1]]`` of ``spelt``.

    ``text`` has two texts for each name, as :class:`Names` has. ``kind`` and ``country`` are by the numbers of the
    index (0 and -1: not told), ``born`` the first and last day of birth by turns (0: not told), and ``least`` is what
    the log-odds must come to.
    """

    starts: Longs
    words: Ints
    spelt: Spelt
    text: Bytes
    text_starts: Longs
    legal: Bytes
    arabic: npt.NDArray[np.bool_]
    kind: Bytes
    country: Ints
    born: Ints
    least: Floats


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


class Bench(NamedTuple):
    """Room for one thread to search in."""

    reached: Reached
    chosen: Chosen
    room: Room
    paired: Paired
    heard: Heard
    evidence: Floats
    numbers: Bytes
    judging: npt.NDArray[np.uint16]
    near: Near
    looking: Looking
    words: Ints
    joined: Ints


def bench(names: int, words: int, spellings: int, judging: npt.NDArray[np.uint16]) -> Bench:
    """Room to search so many names of so many words in so many spellings; what is looked up is remembered there."""
    size = max(names, 1)
    return Bench(
        Reached(np.zeros(size, np.float32), np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(1, np.int32)),
        Chosen(
            np.zeros(CANDIDATES, np.int32),
            np.zeros(CANDIDATES, np.float32),
            np.zeros(CANDIDATES, np.int32),
            np.zeros(CANDIDATES, np.float32),
            np.zeros(CANDIDATES, np.int32),
        ),
        room_of(words),
        paired(),
        heard(),
        np.zeros(len(EVIDENCE), np.float32),
        np.zeros(len(EVIDENCE), np.uint8),
        judging,
        near(),
        looking(spellings),
        np.zeros(WORDS, np.int32),
        np.zeros(WORDS, np.int32),
    )


class Found(NamedTuple):
    """Pairs of declared and listed names: each declared name has :data:`CANDIDATES` places, ``many`` of them used.

    ``order`` are the places of each, best first; ``odds`` are of the name alone and ``total`` of all that was told;
    ``telling`` is what the words of each declared name weigh.
    """

    many: Ints
    order: npt.NDArray[np.int8]
    name: Ints
    odds: Floats
    total: Floats
    telling: Floats
    met: npt.NDArray[np.int8]
    likeness: Floats
    evidence: Bytes


def found_of(names: int, *, evidence: bool = False) -> Found:
    """Room for what is found for so many declared names."""
    return Found(
        np.zeros(names, np.int32),
        np.empty((names, CANDIDATES), np.int8),
        np.empty((names, CANDIDATES), np.int32),
        np.empty((names, CANDIDATES), np.float32),
        np.empty((names, CANDIDATES), np.float32),
        np.empty((names, WORDS), np.float32),
        np.empty((names, CANDIDATES, WORDS), np.int8),
        np.empty((names, CANDIDATES, WORDS), np.float32),
        np.empty((names, CANDIDATES, len(EVIDENCE)) if evidence else (0, 0, 0), np.uint8),
    )


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
def _reach(reached: Reached, postings: Postings, near: Near, room: Room, rows: int, slots: int) -> int:
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
def _choose(reached: Reached, chosen: Chosen, count: int, whole: float, listed: Floats) -> int:
    """The names of which, and of the declared name, most weight was reached; returns how many are chosen."""
    weights, names = reached.weight, reached.names
    best_names, shares = chosen.names, chosen.shares
    top = np.float32(0)
    for at in range(count):
        top = max(top, weights[names[at]])
    least = np.float32(_NEAR_TOP) * top
    many: Any = np.int64(0)
    weakest: Any = np.int64(0)
    for at in range(count):
        name = names[at]
        weight = weights[name]
        weights[name] = 0
        if weight < least:
            continue
        share = weight / whole + weight / max(listed[name], weight)
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
def _lay_out(room: Room, words: Ints, joined: Ints, rows: int, near: Near) -> int:
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
def _clear(room: Room, near: Near, slots: int) -> None:
    alike, declared, starts, listed = room.alike, room.words, near.starts, near.words
    for slot in range(slots):
        for at in range(starts[declared[slot]], starts[declared[slot] + 1]):
            alike[listed[at], slot] = 0


@inner
def _write(masks: Heard, text: Bytes, start: int, middle: int, end: int) -> int:
    """Note where the letters of a declared name stand; returns how many consonants it has."""
    where, own, _ = masks
    many = heard_of(text, start, middle, own)
    for letter in range(256):
        for which in range(3):
            where[which, letter, 0] = where[which, letter, 1] = 0
    set_masks(where[0], text, start, middle)
    set_masks(where[1], text, middle, end)
    set_masks(where[2], own, start - start, many)
    return int(many)


@inner
def _texts(
    evidence: Floats,
    masks: Heard,
    lengths: tuple[int, int, int],
    text: Bytes,
    starts: Longs,
    name: int,
    across: np.bool_,
) -> None:
    """What the whole names tell beside their words."""
    where, _, listed = masks
    start, middle, end = starts[2 * name], starts[2 * name + 1], starts[2 * name + 2]
    folded, spelled, many = lengths
    if across:
        count = heard_of(text, start, middle, listed)
        together = text_likeness(where[2], many, listed, count - count, count)
        literal = together
    else:
        together = text_likeness(where[0], folded, text, start, middle)
        literal = text_likeness(where[1], spelled, text, middle, end)
    add_texts(evidence, together, literal)
    evidence[20] = across


@inner
def _recall(bench: Bench, lexicon: Lexicon, asked: Asked, number: int) -> int:
    """The words of a declared name by number, and those that neighbours make together; returns how many words."""
    near, looking, words, joined = bench.near, bench.looking, bench.words, bench.joined
    spelt = asked.spelt
    letters, starts, sorts, weights = spelt
    begin = asked.starts[number]
    rows = int(min(asked.starts[number + 1] - begin, np.int64(WORDS)))
    make_room(near, 2 * rows)
    for place in range(2 * rows - 1):
        row = place if place < rows else place - rows
        word = np.int64(asked.words[begin + row])
        some, start, middle, end = letters, starts[2 * word], starts[2 * word + 1], starts[2 * word + 2]
        sort, other_sort, weight = sorts[2 * word], sorts[2 * word + 1], weights[word]
        if place >= rows:
            many, joint = as_one(looking, lexicon, spelt, int(word), int(asked.words[begin + row + 1]))
            joined[row] = -1
            if many == 0:
                continue
            some, start, middle, end = looking.both, start - start, np.int64(many), np.int64(many)
            sort, other_sort, weight = np.uint8(joint), np.uint8(joint), np.float32(RAREST)
        known = remembered(near, looking, lexicon, some, start, middle, end, sort, other_sort, weight)
        if place < rows:
            words[row] = known
        else:
            joined[row] = known
    return rows


@inner
def _put_in_order(order: Ints, found: Found, number: int, count: int, most: int) -> None:
    """The best first: by all that was told, then by the name, then as they are numbered."""
    _, its_order, name, odds, total, _, _, _, _ = found
    for at in range(count):
        place = at
        while place > 0:
            before = order[place - 1]
            if total[number, before] > total[number, at]:
                break
            if total[number, before] == total[number, at]:
                if odds[number, before] > odds[number, at]:
                    break
                if odds[number, before] == odds[number, at] and name[number, before] < name[number, at]:
                    break
            order[place] = before
            place -= 1
        order[place] = at
    for place in range(min(count, most)):
        its_order[number, place] = order[place]


@compiled
def search_names(  # noqa: C901, PLR0912, PLR0915 - one pass over a name: calls between compiled functions cost compiling
    first: int,
    last: int,
    asked: Asked,
    listing: Listing,
    trees: Trees,
    bench: Bench,
    limit: int,
    keep_all: bool,  # noqa: FBT001 - compiled functions take places only
    found: Found,
) -> None:
    """Find whom these declared names may be: for each listed party its best name, if the odds suffice.

    At most ``limit`` parties for each. With ``keep_all``, every name compared is kept, with its evidence.
    """
    reached, chosen, room, paired, masks, evidence, numbers, judging, near, _, words, joined = bench
    postings, lexicon, its, names, its_parties = listing
    its_starts, its_words, its_weight, its_text, its_texts, its_legal, its_weak, its_arabic, its_party, its_kind = names
    _, _, _, text, texts, legal, arabic, kinds, countries, born, leasts = asked
    many_of, _, found_name, found_odds, found_total, telling, found_met, found_likeness, found_evidence = found
    candidates, parties, best_odds = chosen.names, chosen.parties, chosen.odds
    met, likeness = paired.met, paired.likeness
    weights = room.weights
    mine = Words(near.letters, near.letter_starts, near.sorts)
    for number in range(first, last):
        rows = _recall(bench, lexicon, asked, number)
        slots = _lay_out(room, words, joined, rows, near)
        whole = 1e-6
        for row in range(rows):
            whole += weights[row]
            telling[number, row] = weights[row]
        many = _choose(reached, chosen, _reach(reached, postings, near, room, rows, slots), whole, its_weight)
        start, middle = texts[2 * number], texts[2 * number + 1]
        end = texts[2 * number + 2]
        lengths = (middle - start, end - middle, _write(masks, text, start, middle, end) if many > 0 else 0)
        count: Any = np.int64(0)
        for candidate in range(many):
            name = int(candidates[candidate])
            facing = its_words[its_starts[name] : its_starts[name + 1]]
            columns = int(min(len(facing), WORDS))
            compare(
                paired, room, evidence, words, rows, slots, mine, facing, columns, its, postings.weights,
            )  # fmt: skip
            _texts(evidence, masks, lengths, its_text, its_texts, name, arabic[number] or its_arabic[name])
            form, its_form, kind, own_kind = legal[number], its_legal[name], its_kind[name], kinds[number]
            evidence[17] = 0.502 if form == 0 or its_form == 0 else np.float32(form & its_form != 0)
            evidence[19] = 0.502 if kind == 0 else np.float32(kind == 1)
            in_bytes(evidence, numbers)
            odds = judge(trees, numbers, judging)
            party = its_party[name]
            total = odds
            if its_weak[name]:
                total += WEAK_WEIGHT
            if kind != own_kind and kind > 0 and own_kind > 0:
                total += KIND_WEIGHT
            total += country_weight(its_parties, party, countries[number])
            total += birth_weight(its_parties, party, born[2 * number], born[2 * number + 1])
            if total < leasts[number] and not keep_all:
                continue
            at = count
            if not keep_all:
                for before in range(count):
                    if parties[before] == party:
                        at = np.int64(before)
                if at < count and (best_odds[at] > total or (best_odds[at] == total and found_name[number, at] < name)):
                    continue
            parties[at] = party
            best_odds[at] = total
            found_name[number, at] = name
            found_odds[number, at] = odds
            found_total[number, at] = total
            for row in range(WORDS):
                found_met[number, at, row] = met[row] if row < rows else -1
                found_likeness[number, at, row] = likeness[row] if row < rows else 0
            if keep_all:
                for place in range(len(numbers)):
                    found_evidence[number, at, place] = numbers[place]
            count += at == count
        _put_in_order(chosen.order, found, number, count, limit)
        many_of[number] = min(count, limit)
        _clear(room, near, slots)
