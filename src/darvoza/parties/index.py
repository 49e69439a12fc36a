"""The index of listed names: from the words of a declared name to the few listed names that it may be.

Words weigh by how rare they are, on the lists and in ordinary trade. A declared word meets listed words that sound
alike (:mod:`darvoza.parties.sounds`); the listed names that collect most weight are the candidates, and only they are
compared in full.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from darvoza.parties.dates import years_of
from darvoza.parties.forms import MOST_WORDS, Form, form_of, joined_words
from darvoza.parties.identifiers import identifier_key, same_scheme
from darvoza.parties.listed import ListedName, ListedParty, NameKind, PartyKind, WatchList, WatchLists
from darvoza.parties.vocabulary import Floats, Ints, Longs, Near, Vocabulary

KINDS: Final = (None, *PartyKind)
CANDIDATES: Final = 20
_NEAR_TOP: Final = 0.4
_MOST_REACHED: Final = 15_000  # listed names that one declared name may reach before common words stop adding more
_ONE_WORD: Final = 0.9  # two declared words are tried as one when a listed word is as near as this to both together
_MOST_FORMS: Final = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One form of a declared name as the index asks for it, with the listed words near each of its words.

    ``declared`` counts the names asked for; one name may be asked for in several forms, of which all but the first are
    ``changed``: two words taken as one, or one as two.
    """

    declared: int
    form: Form
    near: list[Near]
    weights: list[float]
    changed: bool


class NameIndex:
    """Listed names ready to be searched; build it once for a set of lists with :meth:`build`.

    Arrays run over names (``name_*``) or over parties (``party_*``).
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
        self.party_name: Longs = np.searchsorted(self.name_party, np.arange(len(self.parties)))
        self._take_words()
        self._take_parties()
        self._reached = np.zeros(len(self.names), np.float32)
        self._seen = np.zeros(len(self.names), np.int64)
        self._likeness = np.zeros((len(self.vocabulary) + 1, MOST_WORDS), np.float32)

    @classmethod
    def build(cls, lists: WatchLists) -> "NameIndex":
        """The index of these lists."""
        return cls(lists)

    def __len__(self) -> int:
        return len(self.names)

    def _take_words(self) -> None:
        forms = [form_of(name.text) for name in self.names]
        self.vocabulary = Vocabulary([form.spellings for form in forms])
        counts = np.array([len(form.words) for form in forms], np.int64)
        self.joined = np.array([form.joined for form in forms], dtype=object)
        self.literal = np.array([form.literal for form in forms], dtype=object)
        self.name_words: Ints = np.full((len(forms), MOST_WORDS), len(self.vocabulary), np.int32)
        names = np.repeat(np.arange(len(forms)), counts)
        flat = self.vocabulary.flat
        self.name_words[names, np.arange(len(flat)) - np.repeat(np.cumsum(counts) - counts, counts)] = flat
        self.name_weight: Floats = self.vocabulary.weights[self.name_words].sum(1)
        self.name_length: Ints = counts.astype(np.int32)

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
        """Declared names in the forms they are asked for in, with the listed words near each of their words.

        Words that a list writes as one (``ABDUL RAHMAN``, ``ABDULRAHMAN``) make further forms of the same name.
        """
        forms = [form_of(name, declared=True) for name in names]
        vocabulary = self.vocabulary
        joined = [
            (number, place, word)
            for number, form in enumerate(forms)
            for place, word in joined_words(form.spellings, vocabulary.number)
        ]
        vocabulary.learn([word for form in forms for word in form.spellings] + [word for *_, word in joined])
        split = [
            (number, form.with_split(place, end))
            for number, form in enumerate(forms)
            for place, word in enumerate(form.spellings)
            if (end := vocabulary.split(word, _ONE_WORD))
        ]
        vocabulary.learn([word for _, form in split for word in form.spellings])
        more: dict[int, list[Form]] = {}
        for number, place, word in joined:
            others = more.setdefault(number, [])
            if len(others) < _MOST_FORMS - 1 and vocabulary.surely(word, _ONE_WORD):
                others.append(forms[number].with_joined(place, word))
        for number, form in split:
            others = more.setdefault(number, [])
            if len(others) < _MOST_FORMS - 1:
                others.append(form)
        return [
            self._asked(number, each, changed=each is not form)
            for number, form in enumerate(forms)
            for each in (form, *more.get(number, ()))
        ]

    def _asked(self, number: int, form: Form, *, changed: bool) -> Asked:
        near = self.vocabulary.near_all(form.spellings)
        return Asked(number, form, near, [each.weight for each in near], changed)

    def candidates(self, asked: Asked, most: int = CANDIDATES) -> tuple[Longs, Floats]:
        """The listed names that may be the declared one, and how alike each of their words is to each declared word.

        Returns names, and likeness shaped (names, declared words, listed words).
        """
        reached: list[Longs] = []
        total = 0
        for near in sorted(asked.near, key=_weight, reverse=True):
            count = len(near.names)
            if not count:
                continue
            total += count
            if total > _MOST_REACHED and reached:
                break
            # Of a name reached twice by one word, numpy keeps what is assigned last, which is worth most.
            self._reached[near.names] += near.worth
            reached.append(near.names)
        if not reached:
            return np.zeros(0, np.int64), np.zeros((0, len(asked.near), MOST_WORDS), np.float32)
        names = np.concatenate(reached) if len(reached) > 1 else reached[0]
        strongest = self._strongest(names, sum(asked.weights), most)
        self._reached[names] = 0
        return strongest, self.likeness(asked, strongest)

    def likeness(self, asked: Asked, names: Longs) -> Floats:
        """How alike each word of these listed names is to each declared word: (names, declared words, listed words)."""
        table = self._likeness
        for place, near in enumerate(asked.near):
            table[near.words, place] = near.likeness
        rows = table.take(self.name_words[names].ravel(), axis=0)
        for near in asked.near:
            table[near.words] = 0
        return rows.reshape(len(names), MOST_WORDS, -1)[:, :, : len(asked.near)].transpose(0, 2, 1)

    def _strongest(self, names: Longs, whole: float, most: int) -> Longs:
        """The names that most of both names' weight was reached in, each once."""
        weight = self._reached[names]
        top = (weight >= _NEAR_TOP * weight.max()).nonzero()[0]
        names, weight = names[top], weight[top]
        order = np.arange(len(names))
        self._seen[names] = order
        first = self._seen[names] == order
        names, weight = names[first], weight[first]
        if len(names) <= most:
            return names
        share = weight / whole + weight / self.name_weight[names]
        return names[np.argpartition(-share, most)[:most]]

    def form(self, name: int) -> Form:
        """The form of a listed name."""
        return form_of(self.names[name].text)


def _weight(near: Near) -> float:
    return near.weight
