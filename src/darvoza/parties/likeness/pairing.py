"""What the words of a declared and a listed name tell when they are paired: the evidence that the trees ask about.

The evidence of a pair of names is a row of small numbers with a meaning of their own (:data:`EVIDENCE`), each from 0 to
255.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inlined
from darvoza.parties.likeness.meeting import Paired, Room, Words, pair_words
from darvoza.parties.names.written import NUMBER, Bytes

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
_FULL: Final = 255
_TELLING, _TELLS = 30.0, 16.0  # weights of words add up to these where telling reaches 1
_LOST: Final = 14.0
_SMALL: Final = 2.0  # words that weigh less are titles, particles and the like
_SAME_AS_ONE: Final = 0.88
_LETTERS: Final = 32.0
EVIDENCE: Final = (
    "declared_met",  # share of the declared name, by weight, that met listed words
    "listed_met",  # share of the listed name that was met
    "telling",  # how telling the words that met are
    "declared_lost",  # weight of declared words that met nothing
    "listed_lost",  # weight of listed words that met nothing
    "both_lost",  # the lesser of both: other words stand where words should have met
    "together",  # likeness of the folded names written as one word
    "literal",  # likeness of the names as spelled, words sorted; how well a name in Arabic script reads as one in Latin
    "weakest",  # likeness of the least alike pair of telling words that met
    "rarest_declared",  # how well the most telling declared word was met
    "rarest_listed",  # how well the most telling listed word was met
    "same",  # share of the declared name, by weight, that is the same word to the sound
    "words_met",  # how many telling words met, 1 for four
    "declared_words",  # how many telling words the declared name has, 1 for six
    "listed_words",  # how many the listed name has
    "letters_met",  # how many letters the words that met have, 1 for thirty-two
    "numbers",  # 1: the same numbers; about 0.5: none, or on one side only; 0: different ones
    "legal_form",  # 1: of one kind; 0.5: not told; 0: different ones
    "initials",  # 1: initials meet; 0.5: none; 0: they contradict
    "person",  # 1: the listed party is a person; 0.5: not told; 0: it is none
    "across",  # 1: a declared name in Arabic script met one in another; 0.5: a listed one did
    "least_telling",  # weight of the least telling of the telling words that met
    "tail_lost",  # 1: the last telling listed word met nothing
    "head_lost",  # 1: the first telling listed word met nothing
)
"""What is known about a pair of names, in this order."""
RISES: Final = (1, 1, 1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, -1, -1)
"""Whether more of each evidence speaks for a match (1), against it (-1), or depends on the rest (0)."""


@inlined
def compare(  # noqa: C901, PLR0912, PLR0915 - one pass over a pair of names; compiled functions take arrays only
    paired: Paired,
    room: Room,
    evidence: Floats,
    words: Ints,
    rows: int,
    slots: int,
    mine: Words,
    listed: Ints,
    columns: int,
    its: Words,
    weights: Floats,
) -> None:
    """Pair the words of a declared and a listed name and leave what their words tell as evidence."""
    initials = pair_words(paired, room, words, rows, slots, mine, listed, columns, its)
    _, likeness, reached = paired
    own_weights = room.weights
    own_sorts, sorts = mine.sorts, its.sorts
    whole = met = lost = same = 1e-6
    telling_words = words_met = 0
    weakest = rarest = 1.0
    least_telling = 12.0
    top = -1.0
    number_met = number_lost = False
    own_starts = mine.starts
    letters_met = 0.0
    for row in range(rows):
        weight = own_weights[row]
        alike = likeness[row]
        whole += weight
        met += weight * alike
        letters_met += alike * (own_starts[words[row] + 1] - own_starts[words[row]])
        if alike >= 0.995:
            same += weight
        if own_sorts[words[row]] == NUMBER:
            number_met = number_met or alike > 0
            number_lost = number_lost or alike == 0
        if weight > _SMALL:
            telling_words += 1
            if alike > 0:
                words_met += 1
                weakest = min(weakest, alike)
                least_telling = min(least_telling, weight)
        if alike == 0:
            lost += weight
        if weight > top or (weight == top and alike > rarest):
            top = weight
            rarest = alike
    listed_whole = listed_met = listed_lost = 1e-6
    listed_words = 0
    rarest_listed = 1.0
    top = -1.0
    listed_number_lost = False
    head = tail = 1.0
    for column in range(columns):
        weight = weights[listed[column]]
        alike = reached[column]
        listed_whole += weight
        listed_met += weight * alike
        if alike == 0:
            listed_lost += weight
        if sorts[listed[column]] == NUMBER:
            listed_number_lost = listed_number_lost or alike == 0
        if weight > _SMALL:
            listed_words += 1
            tail = alike
            if listed_words == 1:
                head = alike
        if weight > top:
            top = weight
            rarest_listed = alike
    evidence[0] = met / whole
    evidence[1] = listed_met / listed_whole
    evidence[2] = min(met, listed_met)
    evidence[3] = lost / _LOST
    evidence[4] = listed_lost / _LOST
    evidence[5] = min(lost, listed_lost) / _LOST
    evidence[6] = min(whole, listed_whole)
    evidence[8] = weakest
    evidence[9] = rarest
    evidence[10] = rarest_listed
    evidence[11] = same / whole
    evidence[12] = words_met / 4
    evidence[13] = telling_words / 6
    evidence[14] = listed_words / 6
    evidence[15] = letters_met / _LETTERS
    if number_lost and listed_number_lost:
        evidence[16] = 0
    elif listed_number_lost:
        evidence[16] = 0.376
    elif number_lost:
        evidence[16] = 0.439
    else:
        evidence[16] = 1 if number_met else 0.502
    evidence[18] = 0.502 + (0.498 if initials > 0 else 0) - (0.502 if initials < 0 else 0)
    evidence[21] = least_telling / 12
    evidence[22] = tail == 0
    evidence[23] = head == 0


@inlined
def add_texts(evidence: Floats, alike: tuple[float, float], across: np.bool_) -> None:
    """Take in how alike the whole names are, written as one word and as spelled, and whether across scripts."""
    together, literal = alike
    as_one = evidence[6] * together if together > _SAME_AS_ONE else 0.0
    evidence[2] = max(evidence[2], as_one) / _TELLING
    evidence[6] = together
    evidence[7] = literal
    evidence[20] = across


@inlined
def in_bytes(evidence: Floats, numbers: Bytes) -> None:
    """The evidence in the small numbers that the trees ask about."""
    for at in range(len(numbers)):
        numbers[at] = int(min(max(evidence[at], np.float32(0)), np.float32(1)) * _FULL + 0.5)
