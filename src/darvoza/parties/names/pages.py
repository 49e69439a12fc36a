"""The pages of the book of words: what written words stand for, in arrays, and how words are found and entered there.

Words are looked up while others are entered: what was written stays as it is, and who looks up sees no further than
the book went when he began.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled, inner
from darvoza.parties.names.desk import Desk
from darvoza.parties.names.lore import Ints, Lore, Points, hash_of, number_of, weight_among
from darvoza.parties.names.preparing import prepare
from darvoza.parties.names.signs import Signs
from darvoza.parties.names.written import Bytes, Longs, number_of_sign

Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]

LONGEST: Final = 255
"""Letters of a spelling that there is room for."""


class Spelt(NamedTuple):
    """Folded words: word ``i`` in two spellings, ``letters[starts[2 * i]:starts[2 * i + 1]]`` and the next (or none).

    ``sorts`` has the sort of each spelling, and ``weights`` what each word tells among ordinary names.
    """

    letters: Bytes
    starts: Longs
    sorts: Bytes
    weights: Floats


class Entries(NamedTuple):
    """Written words: word ``i`` stands for the folded words ``means[starts[i]:starts[i + 1]]`` of ``spelt``.

    ``latin[latin_starts[i]:latin_starts[i + 1]]`` are its letters as spelled. ``flags`` say whether it is a legal form,
    and whether only beside others; ``legal`` has a bit for each kind of legal form that it may be.
    """

    starts: Longs
    means: Ints
    latin: Bytes
    latin_starts: Longs
    flags: Bytes
    legal: Bytes
    spelt: Spelt


class Pages(NamedTuple):
    """All arrays of the book: its entries, and by what they are found.

    Written word ``i`` is ``points[point_starts[i]:point_starts[i + 1]]`` in code points; ``table`` has its place by its
    ``hashes``, and ``folded_table`` that of each folded word by its ``keys``. Each spelling of a folded word has one of
    the ``spelling_keys``, and ``known`` says which known text the word is (-1: none). ``counts`` are how many written
    and folded words there are.
    """

    entries: Entries
    points: Points
    point_starts: Longs
    hashes: Keys
    table: Ints
    keys: Keys
    spelling_keys: Keys
    folded_table: Ints
    known: Ints
    counts: Longs


PART, SIGN, END = 1, 2, 3
"""The classes of signs: of a word; only within a word; the end of a name."""

DONE, FULL, UNUSUAL_WORD = 0, 1, 2
"""Why entering words stopped."""


@inner
def _place_of(pages: Pages, points: Points, start: int, end: int, key: np.uint64, known: int) -> tuple[int, int]:
    """The number of a written word (-1: it is not in the book), and where in the table it stands, or would."""
    table, hashes, its, starts = pages.table, pages.hashes, pages.points, pages.point_starts
    last = len(table) - 1
    at = np.int64(key & np.uint64(last))
    while table[at] >= 0:
        number = np.int64(table[at])
        if number < known and hashes[number] == key and starts[number + 1] - starts[number] == end - start:
            here = starts[number] - start
            same: Any = np.int64(start)
            while same < end and its[here + same] == points[same]:
                same += 1
            if same == end:
                return int(number), int(at)
        at = (at + 1) & last
    return -1, int(at)


@compiled
def look_up(
    points: Points,
    classes: Bytes,
    longest: int,
    known: int,
    pages: Pages,
    starts: Longs,
    numbers: Ints,
    begins: Ints,
    lengths: Ints,
) -> int:
    """Find the words of names that stand one after the other, each but the last with an end; how many are not known.

    -1, if a sign has no class.

    ``starts`` is filled with where the words of each name begin among ``numbers`` (-1: not known), and ``begins`` and
    ``lengths`` with where each word lies among the code points: at most the ``longest`` letters of it.
    """
    count: Any = np.int64(0)
    missing: Any = np.int64(0)
    name: Any = np.int64(0)
    at: Any = np.int64(0)
    while at < len(points):
        if points[at] >= len(classes):
            return -1
        sort = classes[points[at]]
        if sort != PART:
            if sort == END:
                name += 1
                starts[name] = count
            at += 1
            continue
        begin: Any = np.int64(at)
        while at < len(points) and points[at] < len(classes):
            if classes[points[at]] != PART and classes[points[at]] != SIGN:
                break
            at += 1
        end = min(at, begin + longest)
        number, _ = _place_of(pages, points, begin, end, hash_of(points, begin, end), known)
        numbers[count] = number
        begins[count] = begin
        lengths[count] = end - begin
        missing += number < 0
        count += 1
    starts[name + 1] = count
    return int(missing)


@inner
def _folded(pages: Pages, place: int, desk: Desk, lore: Lore) -> int:
    """The number of a folded word that lies on the desk; it is entered if it was not yet."""
    table, keys, counts = pages.folded_table, pages.keys, pages.counts
    letters, starts, sorts, weights = pages.entries.spelt
    text, begins = desk.text, desk.starts
    begin, middle, end = begins[place], begins[place + 1], begins[place + 2]
    usual, other = hash_of(text, begin, middle), hash_of(text, middle, end)
    key = usual * np.uint64(31) + other
    last = len(table) - 1
    at = np.int64(key & np.uint64(last))
    while table[at] >= 0:
        if keys[table[at]] == key:
            return int(table[at])
        at = (at + 1) & last
    number = counts[1]
    table[at] = number
    keys[number] = key
    pages.spelling_keys[2 * number], pages.spelling_keys[2 * number + 1] = usual, other
    counts[1] = number + 1
    for which in range(2):
        start, after = (begin, middle) if which == 0 else (middle, end)
        to: Any = starts[2 * number + which]
        for each in range(start, min(after, start + LONGEST)):
            letters[to] = number_of_sign(text[each])
            to += 1
        starts[2 * number + which + 1] = to
        sorts[2 * number + which] = desk.sorts[place + which]
    known = number_of(lore, text, begin, middle)
    pages.known[number] = known
    weights[number] = weight_among(lore, known, middle - begin, 0.0)
    return int(number)


@inner
def _enter(pages: Pages, points: Points, start: int, end: int, key: np.uint64, at: int, desk: Desk, lore: Lore) -> int:
    """Enter a word that lies on the desk; there is room for it."""
    starts, means, latin, latin_starts, flags, legal, _ = pages.entries
    number = pages.counts[0]
    for each in range(desk.told[0]):
        means[starts[number] + each] = _folded(pages, 2 * each, desk, lore)
    starts[number + 1] = starts[number] + desk.told[0]
    to: Any = latin_starts[number]
    for each in range(min(desk.told[1], LONGEST)):
        latin[to] = desk.latin[each]
        to += 1
    latin_starts[number + 1] = to
    flags[number] = desk.told[2]
    legal[number] = desk.told[3]
    to = pages.point_starts[number]
    for each in range(start, end):
        pages.points[to] = points[each]
        to += 1
    pages.point_starts[number + 1] = to
    pages.hashes[number] = key
    pages.counts[0] = number + 1
    pages.table[at] = number
    return int(number)


@inner
def _is_room(pages: Pages, text: int, folded: int, word: int) -> bool:
    """Whether there is room for a word of so many letters that stands for so many words of so many together."""
    entries, spelt = pages.entries, pages.entries.spelt
    words, known = pages.counts[0], pages.counts[1]
    return bool(
        words + 2 < len(entries.flags)
        and 2 * words + 2 < len(pages.table)
        and 2 * (known + folded) + 2 < len(pages.folded_table)
        and known + folded + 1 < len(spelt.weights)
        and spelt.starts[2 * known] + text <= len(spelt.letters)
        and entries.starts[words] + folded <= len(entries.means)
        and entries.latin_starts[words] + LONGEST <= len(entries.latin)
        and pages.point_starts[words] + word <= len(pages.points)
    )


@compiled
def enter_words(
    points: Points,
    numbers: Ints,
    begins: Ints,
    lengths: Ints,
    first: int,
    last: int,
    pages: Pages,
    lore: Lore,
    signs: Signs,
    desk: Desk,
    lies: bool,  # noqa: FBT001 - compiled functions take places only
) -> tuple[int, int]:
    """Enter those of these words that have no number yet; returns how far it came, and why it stopped.

    What the first of them stands for may already lie on the desk.
    """
    for word in range(first, last):
        if numbers[word] >= 0:
            continue
        start = int(begins[word])
        end = start + int(lengths[word])
        key = hash_of(points, start, end)
        number, at = _place_of(pages, points, start, end, key, pages.counts[0])
        if number < 0:
            if not _is_room(pages, len(desk.text), len(desk.sorts) // 2, end - start):
                return word, FULL
            if not lies and not prepare(points, start, end, lore, signs, desk):
                return word, UNUSUAL_WORD
            lies = False
            number = _enter(pages, points, start, end, key, at, desk, lore)
        numbers[word] = number
    return last, DONE


@compiled
def place_again(keys: Keys, count: int, table: Ints) -> None:
    """Fill a larger table with the words that have these keys."""
    last = len(table) - 1
    for number in range(count):
        at = np.int64(keys[number] & np.uint64(last))
        while table[at] >= 0:
            at = (at + 1) & last
        table[at] = number
