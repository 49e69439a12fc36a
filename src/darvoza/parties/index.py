"""The index of listed names: their words, who has them, and what else is known of the parties, in flat arrays.

Built once for a set of lists, it answers any number of threads at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, chain
from threading import Lock
from typing import Final

import numpy as np

from darvoza.parties.dates import years_of
from darvoza.parties.forms import Form, form_of
from darvoza.parties.identifiers import identifier_key, same_scheme
from darvoza.parties.listed import ListedName, ListedParty, NameKind, PartyKind, WatchList, WatchLists
from darvoza.parties.pairing import WORDS, Asked, Names, Words
from darvoza.parties.reach import Bench, Listing, Postings, bench
from darvoza.parties.vocabulary import Ints, Near, Vocabulary
from darvoza.parties.written import Longs, as_numbers

KINDS: Final = (None, *PartyKind)
KIND_NUMBER: Final = {kind: number for number, kind in enumerate(KINDS)}


class NameIndex:
    """Listed names ready to be searched; build it once for a set of lists with :meth:`build`.

    It may be searched from several threads at once.
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
        self._take_parties()
        self._take_names()
        self._lock = Lock()
        self._benches: list[Bench] = []

    @classmethod
    def build(cls, lists: WatchLists) -> "NameIndex":
        """The index of these lists."""
        return cls(lists)

    def __len__(self) -> int:
        return len(self.names)

    def _take_names(self) -> None:
        forms = [form_of(name.text) for name in self.names]
        self.vocabulary = vocabulary = Vocabulary([form.spellings for form in forms])
        texts = as_numbers(list(chain.from_iterable((form.joined, form.literal) for form in forms)))
        kind = self.party_kind[self.name_party].astype(np.uint8)
        listed_weight = np.add.reduceat(
            np.append(vocabulary.weights[vocabulary.flat], np.float32(0)), vocabulary.name_starts[:-1]
        ) * (np.diff(vocabulary.name_starts) > 0)
        self.name_weak = np.array([name.kind is NameKind.WEAK for name in self.names], np.bool_)
        sounds = vocabulary.sounds
        self.listing = Listing(
            Postings(vocabulary.postings, vocabulary.starts, vocabulary.weights),
            Words(sounds.letters, sounds.starts, sounds.sorts),
            Names(
                vocabulary.name_starts,
                vocabulary.flat,
                listed_weight.astype(np.float32),
                texts.letters,
                texts.starts,
                np.array([form.legal for form in forms], np.uint8),
                self.name_weak,
                np.array([form.arabic for form in forms], np.bool_),
                self.name_party,
                kind,
            ),
        )

    def _take_parties(self) -> None:
        self.party_kind: Ints = np.array([KIND_NUMBER[party.kind] for party in self.parties], np.int32)
        self.party_countries = [frozenset(party.countries) for party in self.parties]
        self.party_years = [
            [years for born in party.birth_dates if (years := years_of(born))] for party in self.parties
        ]
        self.by_identifier: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, party in enumerate(self.parties):
            for identifier in party.identifiers:
                if key := identifier_key(identifier.value):
                    self.by_identifier[key].append((number, same_scheme(identifier.scheme)))

    def ask(self, forms: Sequence[Form], kinds: Sequence[int]) -> tuple[Asked, Near]:
        """Declared names as the index is asked for them, with the listed words near each of their words."""
        asking = self.vocabulary.remember([form.spellings for form in forms])
        lengths = accumulate((len(form.spellings) for form in forms), initial=0)
        starts = np.fromiter(lengths, np.int64, len(forms) + 1)
        texts = as_numbers([text for form in forms for text in (form.joined, form.literal)])
        asked = Asked(
            starts,
            asking.words,
            asking.joined,
            texts.letters,
            texts.starts,
            np.array([form.legal for form in forms], np.uint8),
            np.array([form.arabic for form in forms], np.bool_),
            np.array(kinds, np.uint8),
        )
        return asked, asking.near

    def take_bench(self) -> Bench:
        """Room for one thread to search in; give it back with :meth:`give_back`."""
        with self._lock:
            if self._benches:
                return self._benches.pop()
        return bench(len(self.names), len(self.vocabulary))

    def give_back(self, room: Bench) -> None:
        """Let another search use this room."""
        with self._lock:
            self._benches.append(room)

    def form(self, name: int) -> Form:
        """The form of a listed name."""
        return form_of(self.names[name].text)


MOST_WORDS: Final = WORDS
