"""The index of listed names: from the words of a declared name to the few listed names that it may be.

Words weigh by how rare they are, on the lists and in ordinary trade. A declared word meets listed words that sound
alike (:mod:`darvoza.parties.sounds`); the listed names that collect most weight are the candidates, and only they are
compared in full.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.dates import years_of
from darvoza.parties.forms import MOST_WORDS, Form, form_of
from darvoza.parties.identifiers import identifier_key, same_scheme
from darvoza.parties.listed import ListedName, ListedParty, NameKind, PartyKind, WatchList, WatchLists
from darvoza.parties.sounds import SoundKeys
from darvoza.parties.words import known_words

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

KINDS: Final = (None, *PartyKind)
CANDIDATES: Final = 12
_ORDINARY: Final = 54_000  # about as many names as all public lists together have
_RAREST: Final = math.log(1 + _ORDINARY)
_TITLE, _PARTICLE, _INITIAL, _PLACE = 1.0, 0.7, 1.0, 3.5  # the most that such words can weigh
_MOST_REACHED: Final = 15_000  # listed names that one declared name may reach before common words stop adding more


@dataclass(frozen=True, slots=True)
class Asked:
    """A declared name as the index asks for it: its form, what each word weighs, and which listed words it may be."""

    form: Form
    weights: Floats


@dataclass(frozen=True, slots=True)
class Near:
    """The listed words that one declared word may be, least alike first, and the listed names that have them."""

    words: Ints
    likeness: Floats
    names: npt.NDArray[np.int64]
    name_likeness: Floats


class NameIndex:
    """Listed names ready to be searched; build it once for a set of lists with :meth:`build`.

    Arrays run over names (``name_*``), over parties (``party_*``) and over the vocabulary of folded words (``word_*``).
    """

    def __init__(self, lists: WatchLists) -> None:
        self.lists = lists
        self.parties: list[ListedParty] = []
        self.list_of: list[WatchList] = []
        self.names: list[ListedName] = []
        name_party: list[int] = []
        for watch_list, party in lists:
            number = len(self.parties)
            self.parties.append(party)
            self.list_of.append(watch_list)
            self.names += party.names
            name_party += [number] * len(party.names)
        self.name_party: Ints = np.array(name_party, np.int32)
        self.party_name = np.searchsorted(self.name_party, np.arange(len(self.parties)))
        self._take_words()
        self._weigh_words()
        self._take_parties()
        self._near: dict[str, Near] = {}
        self._reached = np.zeros(len(self.names), np.float32)
        self._likeness = np.zeros((MOST_WORDS, len(self.words) + 1), np.float32)

    @classmethod
    def build(cls, lists: WatchLists) -> "NameIndex":
        """The index of these lists."""
        return cls(lists)

    def __len__(self) -> int:
        return len(self.names)

    def _take_words(self) -> None:
        self.number: dict[str, int] = {}
        number = self.number
        forms = [form_of(name.text).words for name in self.names]
        flat = [number.setdefault(word, len(number)) for form in forms for word in form]
        self.words = list(number)
        counts = np.array([len(form) for form in forms], np.int64)
        self.joined = np.array(["".join(form) for form in forms], dtype=object)
        self.name_words: Ints = np.full((len(forms), MOST_WORDS), len(self.words), np.int32)
        names = np.repeat(np.arange(len(forms)), counts)
        places = np.arange(len(flat)) - np.repeat(np.cumsum(counts) - counts, counts)
        self.name_words[names, places] = flat
        pairs = np.unique(np.array(flat, np.int64) * max(len(forms), 1) + names)
        self._postings = pairs % max(len(forms), 1)
        self._frequency = np.bincount(pairs // max(len(forms), 1), minlength=len(self.words))
        self._starts = np.concatenate(([0], np.cumsum(self._frequency)))

    def _weigh_words(self) -> None:
        count = max(len(self.names), _ORDINARY)  # a word is not common because a list is short
        weights = [
            self._weight(word, frequency / count) for word, frequency in zip(self.words, self._frequency, strict=True)
        ]
        self.word_weight: Floats = np.array([*weights, 0.0], np.float32)
        self.name_weight: Floats = self.word_weight[self.name_words].sum(1)
        first = [ord(word[0]) if word else 0 for word in self.words]
        self.word_first: Ints = np.array([*first, 0], np.int32)
        self.word_single = np.array([*(len(word) == 1 for word in self.words), False], np.bool_)
        spellings = [(word, of) for of, word in enumerate(self.words)]
        self._sounds = SoundKeys([word for word, _ in spellings])

    def _weight(self, word: str, share: float = 0.0) -> float:
        known = known_words()
        rare = math.log(1 + 1 / max(share, known.shares.get(word, 0.0), 1 / _ORDINARY))
        if word in known.titles:
            return min(rare, _TITLE)
        if word in known.particles:
            return min(rare, _PARTICLE)
        if len(word) == 1:
            return min(rare, _INITIAL)
        if word in known.places:
            return min(rare, _PLACE)
        return min(rare, _RAREST)

    def _take_parties(self) -> None:
        self.party_kind: Ints = np.array([KINDS.index(party.kind) for party in self.parties], np.int32)
        self.name_weak = np.array([name.kind is NameKind.WEAK for name in self.names], np.bool_)
        self.party_countries = [frozenset(party.countries) for party in self.parties]
        self.party_years = [
            [years for born in party.birth_dates if (years := years_of(born))] for party in self.parties
        ]
        self.by_identifier: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, party in enumerate(self.parties):
            for identifier in party.identifiers:
                if key := identifier_key(identifier.value):
                    self.by_identifier[key].append((number, same_scheme(identifier.scheme)))

    def ask(self, names: Sequence[str]) -> list[Asked]:
        """The forms of declared names, with the listed words near each of their words looked up together."""
        forms = [form_of(name, declared=True) for name in names]
        self._learn({word for form in forms for word in form.words if word not in self._near})
        return [
            Asked(form, np.array([self._declared_weight(word) for word in form.words], np.float32)) for form in forms
        ]

    def _declared_weight(self, word: str) -> float:
        number = self.number.get(word)
        if number is not None:
            return float(self.word_weight[number])
        weight = self._weight(word)
        near = self._near[word]
        if len(near.words) and near.likeness[-1] >= 0.8:
            return min(weight, max(float(self.word_weight[near.words[-1]]), 0.6 * weight))
        return weight

    def _learn(self, words: set[str]) -> None:
        if not words:
            return
        if len(self._near) > 1_000_000:
            self._near.clear()
        ordered = sorted(words)
        spelled = [(number, spelling) for number, word in enumerate(ordered) for spelling in (word,)]
        by, found, likeness = self._sounds.near([spelling for _, spelling in spelled])
        ends = np.searchsorted(by, np.arange(len(spelled) + 1))
        for number, word in enumerate(ordered):
            span = slice(ends[number], ends[number + 1])
            self._near[word] = self._near_word(word, found[span], likeness[span])

    def _near_word(self, word: str, found: Ints, likeness: Floats) -> Near:
        exact = self.number.get(word)
        if exact is not None and (not len(found) or found[-1] != exact):
            others = found != exact
            found = np.append(found[others], np.int32(exact)).astype(np.int32)
            likeness = np.append(likeness[others], np.float32(1)).astype(np.float32)
        spans = [self._postings[self._starts[each] : self._starts[each + 1]] for each in found.tolist()]
        names = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        return Near(found, likeness, names, np.repeat(likeness, self._frequency[found]))

    def candidates(self, asked: Asked, most: int = CANDIDATES) -> tuple[npt.NDArray[np.int64], Floats]:
        """The listed names that may be the declared one, and how alike each of their words is to each declared word.

        Returns names, and likeness shaped (names, declared words, listed words).
        """
        words, weights = asked.form.words, asked.weights
        nears = [self._near[word] for word in words]
        reached: list[npt.NDArray[np.int64]] = []
        total = 0
        for place in np.argsort(-weights).tolist():
            near = nears[place]
            if not len(near.names):
                continue
            total += len(near.names)
            if total > _MOST_REACHED and reached:
                break
            # Of the same name reached twice by one word, numpy keeps the last, which is the most alike.
            self._reached[near.names] += near.name_likeness * weights[place]
            reached.append(near.names)
        if not reached:
            return np.zeros(0, np.int64), np.zeros((0, len(words), MOST_WORDS), np.float32)
        names = self._strongest(np.concatenate(reached) if len(reached) > 1 else reached[0], float(weights.sum()), most)
        for names_of_word in reached:
            self._reached[names_of_word] = 0
        return names, self.likeness(asked, names)

    def likeness(self, asked: Asked, names: npt.NDArray[np.int64]) -> Floats:
        """How alike each word of these listed names is to each declared word: (names, declared words, listed words)."""
        nears = [self._near[word] for word in asked.form.words]
        for place, near in enumerate(nears):
            self._likeness[place, near.words] = near.likeness
        alike = self._likeness[: len(nears), self.name_words[names]].transpose(1, 0, 2)
        for place, near in enumerate(nears):
            self._likeness[place, near.words] = 0
        return alike

    def form(self, name: int) -> Form:
        """The form of a listed name."""
        return form_of(self.names[name].text)

    def _strongest(self, names: npt.NDArray[np.int64], whole: float, most: int) -> npt.NDArray[np.int64]:
        weight = self._reached[names]
        near_top = weight >= 0.4 * weight.max()
        names = np.unique(names[near_top])
        weight = self._reached[names]
        if len(names) <= most:
            return names
        share = weight / whole + weight / self.name_weight[names]
        return names[np.argpartition(-share, most)[:most]]
