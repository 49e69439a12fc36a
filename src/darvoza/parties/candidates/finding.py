"""Finding whom declared names may be: the words looked up, the candidates compared, everything told weighed.

One pass over each name; what is left of it are the best listed parties with the odds of each.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.postings import Postings
from darvoza.parties.candidates.reach import CANDIDATES, Chosen, Table, choose, chosen, clear, lay_out, table
from darvoza.parties.candidates.remembered import (
    Lexicon,
    Looking,
    Near,
    as_one,
    forget,
    has_room,
    looking,
    near,
    remembered,
)
from darvoza.parties.compiled import compiled, inlined
from darvoza.parties.likeness.across import reads_as
from darvoza.parties.likeness.beside import Parties, birth_weight, country_weight
from darvoza.parties.likeness.judging import Trees, judge
from darvoza.parties.likeness.match import KIND_WEIGHT, WEAK_WEIGHT
from darvoza.parties.likeness.meeting import WORDS, Names, Paired, Room, Words, paired, room_of
from darvoza.parties.likeness.pairing import EVIDENCE, add_texts, compare, in_bytes
from darvoza.parties.likeness.whole_names import Heard, heard, texts_alike, write_down
from darvoza.parties.names.pages import Entries
from darvoza.parties.names.sheet import Sheet, sheet, write_name
from darvoza.parties.names.weighing import RAREST
from darvoza.parties.names.written import SPACE

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]


class Listing(NamedTuple):
    """All that is known of the listed names, in arrays: the words, who has them, the names, and their parties."""

    postings: Postings
    lexicon: Lexicon
    words: Words
    names: Names
    parties: Parties


class Asked(NamedTuple):
    """Declared names: name ``i`` has the written words ``words[starts[i]:starts[i + 1]]`` of ``entries``.

    ``kind`` and ``country`` are by the numbers of the index (0 and -1: not told), ``born`` the first and last day of
    birth by turns (0: not told), and ``least`` is what the log-odds must come to.
    """

    starts: Longs
    words: Ints
    entries: Entries
    kind: Bytes
    country: Ints
    born: Ints
    least: Floats


class Bench(NamedTuple):
    """Room for one thread to search in."""

    sheet: Sheet
    table: Table
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


def bench(words: int, spellings: int, judging: npt.NDArray[np.uint16]) -> Bench:
    """Room to search names of so many words in so many spellings; what is looked up is remembered there."""
    return Bench(
        sheet(),
        table(),
        chosen(),
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
    ``telling`` is what the words of each declared name weigh, and ``rows`` of which of its written words each is.
    """

    many: Ints
    order: npt.NDArray[np.int8]
    name: Ints
    odds: Floats
    total: Floats
    telling: Floats
    rows: npt.NDArray[np.int16]
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
        np.full((names, WORDS), -1, np.int16),
        np.empty((names, CANDIDATES, WORDS), np.int8),
        np.empty((names, CANDIDATES, WORDS), np.float32),
        np.empty((names, CANDIDATES, len(EVIDENCE)) if evidence else (0, 0, 0), np.uint8),
    )


@inlined
def _recall(bench: Bench, lexicon: Lexicon, entries: Entries, rows: int) -> None:
    """The words of a declared name by number, and those that neighbours make together."""
    near, looking, words, joined = bench.near, bench.looking, bench.words, bench.joined
    folded = bench.sheet.words
    letters, starts, sorts, weights = entries.spelt
    for place in range(2 * rows - 1):
        row = place if place < rows else place - rows
        word = np.int64(folded[row])
        some, start, middle, end = letters, starts[2 * word], starts[2 * word + 1], starts[2 * word + 2]
        sort, other_sort, weight = sorts[2 * word], sorts[2 * word + 1], weights[word]
        if place >= rows:
            many, joint = as_one(looking, lexicon, entries.spelt, int(word), int(folded[row + 1]))
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


@inlined
def _put_in_order(order: Ints, found: Found, number: int, count: int, most: int) -> None:
    """The best first: by all that was told, then by the name, then as they are numbered."""
    _, its_order, name, odds, total, _, _, _, _, _ = found
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


ONLY_LEARN: Final = -1
"""In place of a limit: learn the words of these names, so that others can search with what was learned."""


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
) -> int:
    """Find whom these declared names may be: for each listed party its best name, if the odds suffice.

    At most ``limit`` parties for each. With ``keep_all``, every name compared is kept, with its evidence. With the
    limit :data:`ONLY_LEARN` nobody is looked for: words are learned as long as there is room for them. Returns the
    number of the name at which it ended.
    """
    sheet, table, chosen, room, paired, masks, evidence, numbers, judging, near, _, words, joined = bench
    postings, lexicon, its, names, its_parties = listing
    its_starts, its_words, _, its_text, its_texts, its_legal, its_weak, its_arabic, its_party, its_kind = names
    starts, written, entries, kinds, countries, born, leasts = asked
    text = sheet.text
    many_of, _, found_name, found_odds, found_total, telling, rows_of, found_met, found_likeness, found_evidence = found
    candidates, parties, best_odds = chosen.names, chosen.parties, chosen.odds
    met, likeness = paired.met, paired.likeness
    weights = room.weights
    mine = Words(near.letters, near.letter_starts, near.sorts)
    alone = 0 < len(its_party) <= CANDIDATES and its_party[len(its_party) - 1] == 0  # parties are numbered from 0
    for number in range(first, last):
        rows, middle, end, form, arabic = write_name(entries, written, starts[number], starts[number + 1], sheet)
        if not has_room(near, 2 * rows):
            if limit == ONLY_LEARN:
                return number
            forget(near)
        _recall(bench, lexicon, entries, rows)
        if limit == ONLY_LEARN:
            continue
        slots, groups = lay_out(room, table, words, joined, rows, near, postings.weights)
        whole = 1e-6
        for row in range(rows):
            whole += weights[row]
            telling[number, row] = weights[row]
            rows_of[number, row] = sheet.of[row]
        many = choose(chosen, table, room, postings, names, whole, groups, alone)
        lengths = (middle, end - middle, write_down(masks, text, middle - middle, middle, end) if many > 0 else 0)
        count: Any = np.int64(0)
        for candidate in range(many):
            name = int(candidates[candidate])
            facing = its_words[its_starts[name] : its_starts[name + 1]]
            columns = int(min(len(facing), WORDS))
            compare(
                paired, room, evidence, words, rows, slots, mine, facing, columns, its, postings.weights,
            )  # fmt: skip
            across = np.bool_(arabic or its_arabic[name])
            add_texts(evidence, texts_alike(masks, lengths, its_text, its_texts, name, across), across)
            if arabic and not its_arabic[name]:
                evidence[7] = reads_as(
                    entries.latin, entries.latin_starts, entries.spelt.sorts, written[starts[number] :], sheet.words,
                    sheet.of, rows, met, facing, its.letters, its.starts, room.buffer, room.readings,
                )  # fmt: skip
            elif across:
                evidence[20] = 0.502
            elif (text[middle] > SPACE) != (its_text[its_texts[2 * name + 1]] > SPACE) and end > middle:
                evidence[7] = evidence[6]  # spelled in different scripts, of words that are all known
            its_form, kind, own_kind = its_legal[name], its_kind[name], kinds[number]
            evidence[17] = 0.502 if form == 0 or its_form == 0 else np.float32(form & its_form != 0)
            evidence[19] = 0.502 if kind == 0 else np.float32(kind == 1)
            in_bytes(evidence, numbers)
            if alone and numbers[0] == 0 and not keep_all:
                continue  # no word meets
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
        clear(room, table)
    return last
