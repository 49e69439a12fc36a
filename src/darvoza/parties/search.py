"""Searching the index for many declared parties at once: names, then what else was declared, weighed together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Indel

from darvoza.parties import match as weights
from darvoza.parties.compare import Alignment, align, evidence, name_odds
from darvoza.parties.forms import MOST_WORDS
from darvoza.parties.identifiers import identifier_key, scheme_of
from darvoza.parties.index import KINDS, Asked, NameIndex
from darvoza.parties.letters import ARABIC, consonants
from darvoza.parties.listed import PartyKind

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

_CHUNK: Final = 256
_KIND_NUMBER: Final = {kind: number for number, kind in enumerate(KINDS)}


class Declared(msgspec.Struct, frozen=True):
    """What was declared of one party, as far as it helps to tell who it is."""

    name: str | None
    country: str | None = None
    identifiers: tuple[str, ...] = ()
    kind: PartyKind | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Pairs of a declared party and a listed name, the best of each listed party, with the score of each.

    ``declared`` counts into what was searched, ``name`` into the index's names. ``odds`` are the log-odds that the
    names alone make; ``same_identifier`` says that both have an identifier in common. ``form`` counts into ``forms``,
    the forms the declared names were asked for in (-1: only an identifier brought the pair); ``met`` and ``likeness``
    say for each word of that form which word of the listed name it met (-1: none), and how alike they are.
    """

    forms: Sequence[Asked]
    declared: Places
    name: Places
    odds: Floats
    score: Floats
    same_identifier: npt.NDArray[np.bool_]
    form: Places
    met: npt.NDArray[np.int8]
    likeness: Floats

    def __len__(self) -> int:
        return len(self.declared)

    def take(self, places: Places) -> "Hits":
        """The pairs at these places."""
        return Hits(
            self.forms,
            self.declared[places],
            self.name[places],
            self.odds[places],
            self.score[places],
            self.same_identifier[places],
            self.form[places],
            self.met[places],
            self.likeness[places],
        )


def search(declared: Sequence[Declared], index: NameIndex, *, threshold: float, limit: int | None = None) -> Hits:
    """The listed parties that each declared party may be: the best name of each, at or above the threshold.

    Ordered by declared party, best first; at most ``limit`` for each.
    """
    forms = index.ask([each.name or "" for each in declared])
    order = (
        sorted(range(len(forms)), key=lambda each: len(forms[each].near)) if len(forms) > _CHUNK else range(len(forms))
    )
    least = _odds_of(threshold) - weights.MOST_ADDED
    parts = []
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        parts.append(_likely(np.array(chunk), [forms[each] for each in chunk], index, least))
    parts.append(_by_identifier(declared, index))
    form, of, name, odds, met, likeness, same = (
        np.concatenate(columns) if len(parts) > 1 else columns[0] for columns in zip(*parts, strict=True)
    )
    pair = of * len(index.parties) + index.name_party[name]
    if same.any():
        same = np.isin(pair, pair[same])
    score = odds + _beside(of, name, declared, index) + weights.IDENTIFIER_WEIGHT * same
    score = (1 / (1 + np.exp(-score))).astype(np.float32)
    hits = Hits(forms, of, name, odds, score, same, form, met, likeness)
    return hits.take(_best(hits, pair, threshold, limit))


def _odds_of(score: float) -> float:
    return math.log(score / (1 - score)) if 0 < score < 1 else math.copysign(math.inf, score - 0.5)


_Part = tuple[Places, Places, Places, Floats, npt.NDArray[np.int8], Floats, npt.NDArray[np.bool_]]


def _likely(chunk: Places, forms: Sequence[Asked], index: NameIndex, least: float) -> _Part:
    """Pairs by name whose odds are at least these."""
    pairs = compared(forms, [index.candidates(each) for each in forms], index)
    changed = np.array([each.changed for each in forms], np.float32)[pairs.asked]
    odds = weights.bounded(name_odds(pairs.evidence) + weights.CHANGED_WEIGHT * changed)
    kept = (odds >= least).nonzero()[0]
    asked = pairs.asked[kept]
    met = np.full((len(kept), MOST_WORDS), -1, np.int8)
    likeness = np.zeros((len(kept), MOST_WORDS), np.float32)
    width = pairs.aligned.met.shape[1]
    met[:, :width] = pairs.aligned.met[kept]
    likeness[:, :width] = pairs.aligned.declared[kept]
    of = np.array([each.declared for each in forms], np.int64)[asked]
    return chunk[asked], of, pairs.name[kept], odds[kept], met, likeness, np.zeros(len(kept), np.bool_)


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of a declared and a listed name compared in full: which of the names asked, which listed, and how."""

    asked: Places
    name: Places
    aligned: Alignment
    evidence: Floats


def compared(asked: Sequence[Asked], found: Sequence[tuple[Places, Floats]], index: NameIndex) -> Compared:
    """Compare each declared name with the names found for it."""
    counts = np.array([len(names) for names, _ in found])
    of = np.repeat(np.arange(len(asked)), counts)
    names = np.concatenate([names for names, _ in found])
    words = index.name_words[names]
    width = max(1, int(index.name_length[names].max(initial=0)))
    height = max((len(each.near) for each in asked), default=1) or 1
    alike = np.zeros((len(names), height, width), np.float32)
    declared_weight = np.zeros((len(asked), height), np.float32)
    at = 0
    for number, (each, (_, likeness)) in enumerate(zip(asked, found, strict=True)):
        alike[at : at + len(likeness), : likeness.shape[1]] = likeness[:, :, :width]
        declared_weight[number, : len(each.weights)] = each.weights
        at += len(likeness)
    aligned = align(alike)
    together, literal = _texts_alike(asked, counts.tolist(), names, index)
    weighed = evidence(aligned, declared_weight[of], index.vocabulary.weights[words[:, :width]], together, literal)
    return Compared(of, names, aligned, weighed)


def _texts_alike(asked: Sequence[Asked], counts: list[int], names: Places, index: NameIndex) -> tuple[Floats, Floats]:
    """Likeness of whole names: folded and written as one word, and as spelled.

    From Arabic script only consonants can be compared, for both.
    """
    listed, literal = index.joined[names].tolist(), index.literal[names].tolist()
    declared: list[str] = []
    spelled: list[str] = []
    for each, count in zip(asked, counts, strict=True):
        form = each.form
        if any(word.startswith(ARABIC) for word in form.words):
            span = slice(len(declared), len(declared) + count)
            listed[span] = literal[span] = list(map(consonants, listed[span]))
            heard = consonants(form.joined)
            declared += [heard] * count
            spelled += [heard] * count
        else:
            declared += [form.joined] * count
            spelled += [form.literal] * count
    return (
        process.cpdist(declared, listed, scorer=Indel.normalized_similarity, dtype=np.float32),
        process.cpdist(spelled, literal, scorer=Indel.normalized_similarity, dtype=np.float32),
    )


def _by_identifier(declared: Sequence[Declared], index: NameIndex) -> _Part:
    """Pairs that share an identifier: the number, and the scheme where both sides give one."""
    of: list[int] = []
    names: list[int] = []
    for number, each in enumerate(declared):
        for identifier in each.identifiers:
            scheme, value = scheme_of(identifier)
            for party, listed in index.by_identifier.get(identifier_key(value) or "", ()):
                if scheme is None or "OTHER" in {scheme, listed} or scheme == listed:
                    of.append(number)
                    names.append(int(index.party_name[party]))
    count = len(of)
    return (
        np.full(count, -1, np.int64),
        np.array(of, np.int64),
        np.array(names, np.int64),
        np.full(count, weights.LEAST_NAME, np.float32),
        np.full((count, MOST_WORDS), -1, np.int8),
        np.zeros((count, MOST_WORDS), np.float32),
        np.ones(count, np.bool_),
    )


def _beside(of: Places, name: Places, declared: Sequence[Declared], index: NameIndex) -> Floats:
    """What everything beside the name adds to the log-odds of each pair."""
    if not len(of):
        return np.zeros(0, np.float32)
    party = index.name_party[name]
    kind = np.array([_KIND_NUMBER[each.kind] for each in declared], np.int32)[of]
    listed_kind = index.party_kind[party]
    adds = weights.KIND_WEIGHT * ((kind != 0) & (listed_kind != 0) & (kind != listed_kind)).astype(np.float32)
    adds += weights.WEAK_WEIGHT * index.name_weak[name]
    told = np.array([each.country is not None or each.birth_year is not None for each in declared], np.bool_)
    for pair in told[of].nonzero()[0].tolist():
        each = declared[of[pair]]
        adds[pair] += country_weight(each.country, index.party_countries[party[pair]])
        adds[pair] += birth_weight(each.birth_year, index.party_years[party[pair]])
    return np.asarray(adds, np.float32)


def country_weight(country: str | None, listed: frozenset[str]) -> float:
    """What a declared country says; nothing when either side does not tell."""
    if country is None or not listed:
        return 0.0
    return weights.COUNTRY_WEIGHT if country in listed else weights.OTHER_COUNTRY_WEIGHT


def birth_weight(year: int | None, listed: list[tuple[int, int]]) -> float:
    """What a declared year of birth says; one year more or less is not held against anybody."""
    if year is None or not listed:
        return 0.0
    if any(first <= year <= last for first, last in listed):
        return weights.BIRTH_WEIGHT
    if any(first - 1 <= year <= last + 1 for first, last in listed):
        return 0.0
    return weights.OTHER_BIRTH_WEIGHT


def _best(hits: Hits, pair: Places, threshold: float, limit: int | None) -> Places:
    """Where the best name of each party stands, best parties first."""
    kept = (hits.score >= threshold).nonzero()[0]
    order = kept[np.lexsort((hits.name[kept], -hits.odds[kept], -hits.score[kept], hits.declared[kept]))]
    places: list[int] = []
    seen: set[int] = set()
    count = last = -1
    for place, of, key in zip(order.tolist(), hits.declared[order].tolist(), pair[order].tolist(), strict=True):
        if of != last:
            last, count = of, 0
        if key in seen or count == limit:
            continue
        seen.add(key)
        count += 1
        places.append(place)
    return np.array(places, np.int64)
