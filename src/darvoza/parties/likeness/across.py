"""How well a word in Arabic script reads as a Latin one: its long vowels are written, and tell more than consonants.

Words of other scripts meet by their consonants alone (:mod:`darvoza.parties.candidates.sounds`), and many different
words have the same. *Nouri* and *Nari* are both *nr*, but only the first is written with a *waw*.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import inner
from darvoza.parties.names.written import ARABIC_WORD, LETTERS, Bytes, Longs, coded

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
_READ: Final = {
    "ب": "bp", "پ": "pb", "ت": "td", "ط": "td", "ث": "st", "ج": "Jgz", "چ": "CS", "ح": "h", "ه": "hae", "خ": "hk",
    "د": "dt", "ذ": "zd", "ر": "r", "ز": "zJ", "ژ": "Jz", "س": "sc", "ص": "sc", "ش": "S", "ض": "zd", "ظ": "zd",
    "ع": "aeiou", "غ": "ghk", "ف": "fv", "ق": "kgh", "ک": "kgc", "ك": "kgc", "گ": "gk", "ل": "l", "م": "m", "ن": "n",
    "و": "uov", "ی": "ie", "ي": "ie", "ى": "aie", "ا": "aeo", "ة": "aeht", "ء": "",
}  # fmt: skip
"""The sounds that each letter may stand for; an *alif* that begins a word, any vowel."""


def _table(said: Iterator[tuple[str, str]]) -> npt.NDArray[np.bool_]:
    table = np.zeros((256, 64), np.bool_)
    for sign, sounds in said:
        for sound in sounds:
            table[coded(sign)[0], 1 + LETTERS.index(sound)] = True
    return table


_SOUNDS: Final = _table(iter(_READ.items()))
_ALIF: Final = coded("ا")[0]
_LEFT_OUT: Final = np.ones(256, np.float32)
"""What it costs that a letter of Arabic script is not heard."""
for _sign, _cost in {"ا": 0.6, "ع": 0.1, "ء": 0.0, "ی": 0.7, "ي": 0.7, "ى": 0.3, "و": 0.8, "ه": 0.4, "ة": 0.2}.items():
    _LEFT_OUT[coded(_sign)[0]] = _cost
_NOT_WRITTEN: Final = np.ones(64, np.float32)
"""What it costs that a sound is not written: next to nothing for short vowels."""
for _sound, _cost in {"a": 0.0, "e": 0.0, "i": 0.1, "o": 0.1, "u": 0.1, "h": 0.5}.items():
    _NOT_WRITTEN[1 + LETTERS.index(_sound)] = _cost
_AT_THE_END: Final = 0.5  # a vowel that ends a word is always written
LONGEST_READ: Final = 24
"""Letters and sounds of a word that are looked at."""


@inner
def _misread(signs: Bytes, start: int, end: int, sounds: Bytes, count: int, rows: Floats) -> float:
    """What it costs to read these letters of Arabic script as these sounds."""
    before, row = rows[0], rows[1]
    before[0] = 0
    for column in range(count):
        before[column + 1] = before[column] + _NOT_WRITTEN[sounds[column]]
    for line in range(start, end):
        sign = signs[line]
        row[0] = before[0] + _LEFT_OUT[sign]
        for column in range(count):
            sound = sounds[column]
            vowel = _NOT_WRITTEN[sound] < 0.5
            fits = _SOUNDS[sign, sound] or (line == start and sign == _ALIF and vowel)
            best = before[column] + np.float32(0.0 if fits else 1.0)
            silent = _NOT_WRITTEN[sound]
            if vowel and column == count - 1:
                silent = np.float32(_AT_THE_END)
            row[column + 1] = min(best, row[column] + silent, before[column + 1] + _LEFT_OUT[sign])
        before, row = row, before
    return float(before[count])


@inner
def reads_as(
    latin: Bytes,
    latin_starts: Longs,
    sorts: Bytes,
    words: Ints,
    folded: Ints,
    of: npt.NDArray[np.int16],
    rows: int,
    met: npt.NDArray[np.int8],
    listed: Ints,
    letters: Bytes,
    starts: Longs,
    buffer: Bytes,
    table: Floats,
) -> float:
    """How well the words of a declared name in Arabic script read as the listed words that they met, 0 to 1.

    ``words`` are its written words, spelled in ``latin``, ``folded`` what they stand for, of the sorts ``sorts``, and
    ``of`` which written word each of those is. Words whose meaning is known, and words that met nothing, do not count;
    1 when none is left.
    """
    wrong = 0.0
    signs: Any = np.int64(0)
    row = 0
    while row < rows:
        written = np.int64(of[row])
        count = 0
        arabic = False
        last: Any = np.int64(-1)
        while row < rows and of[row] == written:
            arabic = arabic or sorts[2 * np.int64(folded[row])] == ARABIC_WORD
            column = np.int64(met[row])
            if column >= 0 and column != last:
                word = np.int64(listed[column])
                for at in range(starts[word], starts[word + 1]):
                    if count < LONGEST_READ and letters[at] < 64:
                        buffer[count] = letters[at]
                        count += 1
                last = column
            row += 1
        if arabic and count > 0:
            word = np.int64(words[written])
            start = latin_starts[word]
            end = min(latin_starts[word + 1], start + LONGEST_READ)
            wrong += min(_misread(latin, start, end, buffer, count, table), float(end - start))
            signs += end - start
    return 1.0 if signs == 0 else 1.0 - wrong / signs
