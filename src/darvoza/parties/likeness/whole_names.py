"""How alike two whole names are beside their words: written as one word, as spelled, and by consonants alone."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inlined, inner
from darvoza.parties.likeness.unlike import CONSONANT, bits_of
from darvoza.parties.names.written import Bytes, Longs

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
_TEXT: Final = 128


class Heard(NamedTuple):
    """Where each letter stands in a declared name (folded, as spelled, by consonants), and room for consonants."""

    masks: Keys
    own: Bytes
    listed: Bytes


def heard() -> Heard:
    """Room for the letters of two names."""
    return Heard(np.zeros((3, 256, 2), np.uint64), np.zeros(_TEXT, np.uint8), np.zeros(_TEXT, np.uint8))


@inner
def heard_of(text: Bytes, start: int, end: int, heard: Bytes) -> int:
    """The consonants of a text that Arabic script would write, repeated ones once; returns how many."""
    count = 0
    last = np.uint8(0)
    for at in range(start, end):
        letter = text[at]
        if CONSONANT[letter] != 0 and letter != last and count < _TEXT:
            heard[count] = letter
            count += 1
            last = letter
        elif CONSONANT[letter] != 0:
            last = letter
    return int(count)


@inner
def set_masks(masks: Keys, text: Bytes, start: int, end: int) -> None:
    """Note where each letter stands in a text."""
    for at in range(start, min(end, start + _TEXT)):
        place = at - start
        masks[text[at], place >> 6] |= np.uint64(1) << np.uint64(place & 63)


@inner
def text_likeness(masks: Keys, length: int, text: Bytes, start: int, end: int) -> float:
    """How much of two texts is common to both in order: twice what is common, of both lengths together."""
    length = min(length, _TEXT)
    end = min(end, start + _TEXT)
    if length == 0 or end == start:
        return 0.0
    low = ~np.uint64(0)
    high = ~np.uint64(0)
    one = np.uint64(1)
    for at in range(start, end):
        letter = text[at]
        mask = low & masks[letter, 0]
        total = low + mask
        carry = one if total < low else np.uint64(0)
        low = total | (low - mask)
        if length > 64:
            mask = high & masks[letter, 1]
            high = (high + mask + carry) | (high - mask)
    # what is common has no bit left; beyond the length every bit is still there
    common = bits_of(~low) + bits_of(~high)
    return 2.0 * common / (length + end - start)


@inlined
def write_down(masks: Heard, text: Bytes, start: int, middle: int, end: int) -> int:
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


@inlined
def texts_alike(
    masks: Heard,
    lengths: tuple[int, int, int],
    text: Bytes,
    starts: Longs,
    name: int,
    across: np.bool_,
) -> tuple[float, float]:
    """How alike a written-down name and a listed one are: folded and written as one word, and as spelled.

    ``across`` scripts, where one is Arabic, both are told by consonants.
    """
    where, _, listed = masks
    start, middle, end = starts[2 * name], starts[2 * name + 1], starts[2 * name + 2]
    folded, spelled, many = lengths
    if across:
        count = heard_of(text, start, middle, listed)
        alike = text_likeness(where[2], many, listed, count - count, count)
        return alike, alike
    together = text_likeness(where[0], folded, text, start, middle)
    return together, text_likeness(where[1], spelled, text, middle, end)
