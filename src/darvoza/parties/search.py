"""Searching the index for many declared parties at once: names, then what else was declared, weighed together."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from darvoza.parties import match as weights
from darvoza.parties.forms import MOST_WORDS, Form, form_of
from darvoza.parties.identifiers import identifier_key, scheme_of
from darvoza.parties.index import KIND_NUMBER, NameIndex
from darvoza.parties.judging import known_trees
from darvoza.parties.listed import PartyKind
from darvoza.parties.pairing import Asked
from darvoza.parties.reach import Found, found_of, search_names
from darvoza.parties.vocabulary import Near

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

_SHARE: Final = 512  # names that one thread searches at a time
_NO_FORM: Final = -1


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
    the forms the declared names were asked for in (-1: only an identifier brought the pair), whose words weigh
    ``telling``; ``met`` and ``likeness`` say for each word of that form which word of the listed name it met (-1:
    none), and how alike they are.
    """

    forms: Sequence[Form]
    telling: Sequence[Floats]
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
            self.telling,
            self.declared[places],
            self.name[places],
            self.odds[places],
            self.score[places],
            self.same_identifier[places],
            self.form[places],
            self.met[places],
            self.likeness[places],
        )


def search(
    declared: Sequence[Declared], index: NameIndex, *, threshold: float, limit: int | None = None, workers: int = 1
) -> Hits:
    """The listed parties that each declared party may be: the best name of each, at or above the threshold.

    Ordered by declared party, best first; at most ``limit`` for each. With several ``workers``, as many threads search.
    """
    number: dict[tuple[str, PartyKind | None], int] = {}
    which = np.array([number.setdefault((each.name or "", each.kind), len(number)) for each in declared], np.int64)
    forms = [form_of(name, declared=True) for name, _ in number]
    asked, near = index.ask(forms, [KIND_NUMBER[kind] for _, kind in number])
    found = found_of(len(forms))
    _search_all(asked, near, index, _odds_of(threshold) - weights.MOST_ADDED, found, workers)
    telling = np.split(near.weights[asked.words], asked.starts[1:-1]) if forms else []
    return _weighed(declared, which, index, found, forms, telling, threshold, limit)


def _search_all(asked: Asked, near: Near, index: NameIndex, least: float, found: Found, workers: int) -> None:
    trees = known_trees()
    beside = np.array((weights.WEAK_WEIGHT, weights.KIND_WEIGHT, least), np.float32)

    def share(first: int, last: int) -> None:
        room = index.take_bench()
        search_names(first, last, asked, near, index.listing, trees, room, beside, False, found)
        index.give_back(room)

    count = len(found.many)
    if workers == 1 or count <= _SHARE:
        share(0, count)
        return
    with ThreadPoolExecutor(workers) as pool:
        starts = range(0, count, _SHARE)
        list(pool.map(share, starts, [min(start + _SHARE, count) for start in starts]))


def _weighed(
    declared: Sequence[Declared],
    which: Places,
    index: NameIndex,
    found: Found,
    forms: Sequence[Form],
    telling: Sequence[Floats],
    threshold: float,
    limit: int | None,
) -> Hits:
    """What was found for each declared party, weighed with everything else that was declared of it."""
    count = found.many[which].astype(np.int64)
    of = np.repeat(np.arange(len(declared)), count)
    at = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    form = which[of]
    name = found.name[form, at].astype(np.int64)
    odds, met, likeness = found.odds[form, at], found.met[form, at], found.likeness[form, at]
    same = np.zeros(len(of), np.bool_)
    if any(each.identifiers for each in declared):
        by, by_name = _by_identifier(declared, index)
        of, name = np.concatenate([of, by]), np.concatenate([name, by_name])
        form = np.concatenate([form, np.full(len(by), _NO_FORM)])
        odds = np.concatenate([odds, np.full(len(by), weights.LEAST_NAME, np.float32)])
        met = np.concatenate([met, np.full((len(by), MOST_WORDS), -1, np.int8)])
        likeness = np.concatenate([likeness, np.zeros((len(by), MOST_WORDS), np.float32)])
        same = np.concatenate([same, np.ones(len(by), np.bool_)])
    pair = of * len(index.parties) + index.name_party[name]
    if same.any():
        same = np.isin(pair, pair[same])
    score = odds + _beside(of, name, declared, index) + weights.IDENTIFIER_WEIGHT * same
    score = (1 / (1 + np.exp(-score))).astype(np.float32)
    hits = Hits(forms, telling, of, name, odds, score, same, form, met, likeness)
    return hits.take(_best(hits, pair, threshold, limit))


def _odds_of(score: float) -> float:
    return math.log(score / (1 - score)) if 0 < score < 1 else math.copysign(math.inf, score - 0.5)


def _by_identifier(declared: Sequence[Declared], index: NameIndex) -> tuple[Places, Places]:
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
    return np.array(of, np.int64), np.array(names, np.int64)


def _beside(of: Places, name: Places, declared: Sequence[Declared], index: NameIndex) -> Floats:
    """What everything beside the name adds to the log-odds of each pair."""
    if not len(of):
        return np.zeros(0, np.float32)
    party = index.name_party[name]
    kind = np.array([KIND_NUMBER[each.kind] for each in declared], np.int32)[of]
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
    _, first = np.unique(pair[order], return_index=True)
    order = order[np.sort(first)]
    if limit is None or not len(order):
        return order
    of = hits.declared[order]
    begins = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
    rank = np.arange(len(of)) - np.repeat(begins, np.diff(np.append(begins, len(of))))
    return order[rank < limit]
