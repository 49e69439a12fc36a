"""Codes that a description resembles: a suggestion list for an officer, never a verdict."""

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import msgspec
import numpy as np
import numpy.typing as npt
import yaml

from darvoza.goods.control_list import ControlList
from darvoza.goods.determining import Determination
from darvoza.goods.schema import Outcome, Strength
from darvoza.goods.stems import stem
from darvoza.goods.terms import tokenize
from darvoza.goods.text import fold_text

_EMPTY_WORDS = (
    "the and for with other than not any all having following follows used use usable designed specially "
    "specified described parts components equipment related thereof therefor are from see list items "
    "controlled including which new pcs set sets unit units model type для или при под над без как что это "
    "его также новый шт штук комплект модель тип марка"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_ECCN = re.compile(r"[0-9][A-E][0-9]{3}")
_SHORTEST = 3
_GRAM = 4
_GRAM_WEIGHT = 0.6
_PHRASE_WEIGHT = 0.6
_LENGTH_WEIGHT = 0.3
_BY_OUTCOME = {Outcome.MEETS: 1.0, Outcome.UNDETERMINED: 0.7, Outcome.DOES_NOT_MEET: 0.25}
_BY_HS = {Strength.CORE: 0.15, Strength.RELATED: 0.06, Strength.BASKET: 0.01}
MOST = 10


class Candidate(msgspec.Struct, frozen=True):
    """A code that the goods may fall under, with how much they resemble it (0 to 1); higher is nearer."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class _Index:
    """Words of every code, weighed by how rare they are over all codes."""

    codes: list[str]
    numbers: dict[str, int]
    postings: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]]
    phrases: dict[str, list[tuple[int, tuple[str, ...]]]]
    rarity: dict[str, float]


def candidates(
    description: str | None,
    hs: str | None,
    found: list[Determination],
    entries: ControlList,
    most: int = MOST,
) -> list[Candidate]:
    """Up to ``most`` codes that a description resembles, best first.

    Words count by their rarity over all codes; codes with a determination come first. A missing description leaves what
    the HS code and the determinations point to. Codes of dual-use lists are given without their sub-items.

    >>> from darvoza.goods.loading import load_entries
    >>> candidates("Krytron tube, cold cathode", None, [], load_entries())[0].code
    '3A228'
    """
    return suggest(fold_text(description or ""), "".join(filter(str.isdigit, hs or "")), found, entries, most)


def suggest(
    folded: str, hs: str | None, found: list[Determination], entries: ControlList, most: int = MOST
) -> list[Candidate]:
    """The :func:`candidates` of a description that is folded already."""
    index = _index(entries)
    scores = _resemblance(index, folded)
    boosts: dict[str, float] = {}
    for one in found:
        code = short_code(one.code)
        boosts[code] = max(boosts.get(code, 0.0), _BY_OUTCOME[one.outcome])
    for entry, strength in entries.under_hs(hs or ""):
        code = short_code(entry.spec.lists[0].code)
        boosts[code] = boosts.get(code, 0.0) + _BY_HS[strength]
    for code, boost in boosts.items():
        if code in index.numbers:
            scores[index.numbers[code]] += boost
    best = np.argsort(-scores, kind="stable")[:most]
    return [Candidate(index.codes[n], round(1 - math.exp(-float(scores[n])), 3)) for n in best if scores[n] > 0]


def short_code(code: str) -> str:
    """A dual-use code without its sub-items; other codes as they are.

    >>> short_code("2B350.g"), short_code("Table I")
    ('2B350', 'Table I')
    """
    match = _ECCN.match(code)
    return match.group() if match else code


@lru_cache(maxsize=4)
def _index(entries: ControlList) -> _Index:
    """The index over the words of ``codes.yaml`` and over what the entries themselves are called."""
    documents = _documents(entries)
    codes = sorted(documents)
    numbers = {code: number for number, code in enumerate(codes)}
    weights: dict[str, dict[int, float]] = defaultdict(dict)
    phrases: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for code, texts in documents.items():
        counts: Counter[str] = Counter()
        for text in texts:
            stems = _stems(fold_text(text))
            counts.update(_features(stems))
            if len(stems) > 1:
                phrases[stems[0]].append((numbers[code], tuple(stems)))
        length = math.sqrt(sum(counts.values()))
        for feature, count in counts.items():
            weights[feature][numbers[code]] = (1 + math.log(count)) / (1 + _LENGTH_WEIGHT * length)
    postings = {
        feature: (np.fromiter(by_code, np.int64), np.fromiter(by_code.values(), np.float64))
        for feature, by_code in weights.items()
    }
    rarity = {feature: math.log(1 + len(codes) / len(by_code)) for feature, by_code in weights.items()}
    return _Index(codes, numbers, postings, dict(phrases), rarity)


def _documents(entries: ControlList) -> dict[str, list[str]]:
    """The phrases of each code."""
    with files("darvoza.goods").joinpath("codes.yaml").open("rb") as file:
        written = yaml.load(file, Loader=yaml.CSafeLoader)
    found: dict[str, list[str]] = {
        code: [phrase for text in texts.values() for phrase in text.split(",")] for code, texts in written.items()
    }
    for entry in entries.entries:
        # An entry is suggested by the code of its first list; other lists' codes would only crowd it out.
        phrases = found.setdefault(short_code(entry.spec.lists[0].code), [])
        phrases += [*entry.spec.title.values(), *entry.spec.brands]
        phrases += [name for names in entry.spec.names.values() for name in names]
    return found


def _resemblance(index: _Index, folded: str) -> npt.NDArray[np.float64]:
    """How much each code's words resemble a description, 0 and more, as a share of what the description could match."""
    scores = np.zeros(len(index.codes))
    stems = _stems(folded)
    whole = 0.0
    for feature, weight in _features(stems).items():
        rarity = index.rarity.get(feature)
        whole += weight * (rarity or 3.0)
        if rarity is not None:
            where, weights = index.postings[feature]
            scores[where] += weight * rarity * weights
    present = set(stems)
    for each in present:
        for number, phrase in index.phrases.get(each, ()):
            if present.issuperset(phrase):
                scores[number] += _PHRASE_WEIGHT * sum(index.rarity[one] for one in phrase)
    return scores / whole if whole else scores


def _stems(text: str) -> list[str]:
    """The stems of a folded text's words that say something."""
    words = [token.word for token in tokenize(text)]
    return [stem(word) for word in words if (len(word) >= _SHORTEST or not word.isalpha()) and word not in _EMPTY]


def _features(stems: list[str]) -> dict[str, float]:
    """Words whole, and their beginnings and pieces for kin that stems do not join."""
    found: dict[str, float] = {}
    for each in stems:
        found[each] = 1.0
        marked = f"<{each}"
        if len(marked) > _GRAM:
            for start in range(len(marked) - _GRAM + 1):
                found.setdefault(f"~{marked[start : start + _GRAM]}", _GRAM_WEIGHT)
    return found
