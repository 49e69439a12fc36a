"""Searching the index for many declared parties at once: names, then what else was declared, weighed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Indel

from darvoza.parties import match as weights
from darvoza.parties.compare import align, name_scores
from darvoza.parties.identifiers import identifier_key, scheme_of
from darvoza.parties.index import KINDS, Asked, NameIndex
from darvoza.parties.listed import PartyKind

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

_CHUNK: Final = 256


class Declared(msgspec.Struct, frozen=True):
    """What was declared of one party, as far as it helps to tell who it is."""

    name: str | None
    country: str | None = None
    identifiers: tuple[str, ...] = ()
    kind: PartyKind | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Pairs of a declared party and a listed name, with the score of each and the score of the names alone.

    ``asked`` counts into what was searched, ``name`` into the index's names. ``identifier`` says that an identifier
    brought the pair.
    """

    asked: Places
    name: Places
    name_score: Floats
    score: Floats
    identifier: npt.NDArray[np.bool_]


def search(declared: Sequence[Declared], index: NameIndex, *, threshold: float, limit: int | None = None) -> Hits:
    """The listed parties that each declared party may be: the best name of each, at or above the threshold.

    Ordered by declared party, best first; at most ``limit`` for each.
    """
    asked = index.ask([each.name or "" for each in declared])
    order = sorted(range(len(asked)), key=lambda each: len(asked[each].form.words))
    parts = []
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        names = [index.candidates(asked[each]) for each in chunk]
        parts.append(_compare(chunk, asked, names, index))
    by_name = [np.concatenate(columns) for columns in zip(*parts, strict=True)] if parts else []
    by_number = _by_identifier(declared, index)
    if not by_name:
        by_name = [np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)]
    of = np.concatenate([by_name[0], by_number[0]])
    name = np.concatenate([by_name[1], by_number[1]])
    name_score = np.concatenate([by_name[2], np.zeros(len(by_number[0]), np.float32)]).astype(np.float32)
    same = np.isin(
        of * len(index.parties) + index.name_party[name],
        by_number[0] * len(index.parties) + index.name_party[by_number[1]],
    )
    score = weights.log_odds(name_score) + _beside(of, name, declared, index) + weights.IDENTIFIER_WEIGHT * same
    score = (1 / (1 + np.exp(-score))).astype(np.float32)
    return _best(Hits(of, name, name_score, score, same), index, threshold, limit)


def _compare(
    chunk: list[int], asked: list[Asked], found: list[tuple[Places, Floats]], index: NameIndex
) -> tuple[Places, Places, Floats]:
    counts = np.array([len(names) for names, _ in found])
    of = np.repeat(np.array(chunk, np.int64), counts)
    names = np.concatenate([names for names, _ in found])
    if not len(names):
        return of, names, np.zeros(0, np.float32)
    words = index.name_words[names]
    width = max(1, int((words != len(index.words)).sum(1).max()))
    height = max(1, *(len(asked[each].form.words) for each in chunk))
    alike = np.zeros((len(names), height, width), np.float32)
    declared_weight = np.zeros((len(names), height), np.float32)
    at = 0
    for each, (of_each, likeness) in zip(chunk, found, strict=True):
        span = slice(at, at + len(of_each))
        alike[span, : likeness.shape[1]] = likeness[:, :, :width]
        declared_weight[span, : likeness.shape[1]] = asked[each].weights
        at += len(of_each)
    joined = ["".join(asked[each].form.words) for each in chunk]
    together = process.cpdist(
        np.repeat(np.array(joined, dtype=object), counts).tolist(),
        index.joined[names].tolist(),
        scorer=Indel.normalized_similarity,
        dtype=np.float32,
    )
    return of, names, name_scores(align(alike), declared_weight, index.word_weight[words[:, :width]], together)


def _by_identifier(declared: Sequence[Declared], index: NameIndex) -> tuple[Places, Places]:
    """Pairs that share an identifier: the number, and the scheme where both sides give one."""
    of, names = [], []
    for number, each in enumerate(declared):
        for identifier in each.identifiers:
            scheme, value = scheme_of(identifier)
            key = identifier_key(value)
            for party, listed in index.by_identifier.get(key or "", ()):
                if scheme is None or "OTHER" in {scheme, listed} or scheme == listed:
                    of.append(number)
                    names.append(int(index.party_name[party]))
    return np.array(of, np.int64), np.array(names, np.int64)


def _beside(of: Places, name: Places, declared: Sequence[Declared], index: NameIndex) -> Floats:
    """What everything beside the name adds to the log-odds of each pair."""
    party = index.name_party[name]
    kind = np.array([KINDS.index(each.kind) for each in declared], np.int32)[of] if len(of) else party
    listed_kind = index.party_kind[party]
    adds = weights.KIND_WEIGHT * ((kind != 0) & (listed_kind != 0) & (kind != listed_kind)).astype(np.float32)
    adds += weights.WEAK_WEIGHT * index.name_weak[name]
    told = np.array([each.country is not None or each.birth_year is not None for each in declared], np.bool_)
    for pair in np.nonzero(told[of])[0].tolist() if len(of) else ():
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


def _best(hits: Hits, index: NameIndex, threshold: float, limit: int | None) -> Hits:
    """The best name of each party, best parties first."""
    kept = np.nonzero(hits.score >= threshold)[0]
    party = index.name_party[hits.name]
    order = kept[np.lexsort((hits.name[kept], -hits.name_score[kept], -hits.score[kept], hits.asked[kept]))]
    pair = hits.asked[order] * len(index.parties) + party[order]
    _, first = np.unique(pair, return_index=True)
    order = order[np.sort(first)]
    if limit is not None and len(order):
        of = hits.asked[order]
        rank = np.arange(len(of)) - np.searchsorted(of, of, "left")
        order = order[rank < limit]
    return Hits(*(getattr(hits, column)[order] for column in ("asked", "name", "name_score", "score", "identifier")))
