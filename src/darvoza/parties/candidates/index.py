"""The index of listed names: their words, who has them, and what else is known of the parties, in flat arrays.

Built once for a set of lists, it answers any number of threads at once.
"""

from collections import defaultdict
from functools import cached_property
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.finding import Bench, Listing, bench
from darvoza.parties.candidates.postings import postings_of
from darvoza.parties.candidates.remembered import Lexicon
from darvoza.parties.candidates.vocabulary import Ints, Vocabulary
from darvoza.parties.likeness.beside import beside_names
from darvoza.parties.likeness.judging import Trees, judging_room, trees_in
from darvoza.parties.likeness.meeting import Names, Words
from darvoza.parties.lists.identifiers import identifier_key, same_scheme
from darvoza.parties.lists.listed import ListedName, ListedParty, NameKind, PartyKind, WatchList, WatchLists
from darvoza.parties.names.book import WordBook
from darvoza.parties.names.forms import Form, form_of
from darvoza.parties.names.many import Forms, forms_of
from darvoza.parties.names.written import Longs

_MOST_WORDS: Final = 1 << 17  # words of declared names that are remembered
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
        self._book = WordBook()
        self._take_parties()
        self._take_names()
        self._most_words = len(self._book) + _MOST_WORDS
        self._lock = Lock()
        self._benches: list[Bench] = []

    @classmethod
    def build(cls, lists: WatchLists) -> "NameIndex":
        """The index of these lists."""
        return cls(lists)

    def __len__(self) -> int:
        return len(self.names)

    def _take_parties(self) -> None:
        self.party_kind: Ints = np.array([KIND_NUMBER[party.kind] for party in self.parties], np.int32)
        self.country_number: dict[str, int] = {}
        self.party_beside = beside_names(self.parties, self.country_number)

    def _take_names(self) -> None:
        forms = forms_of([name.text for name in self.names], book=self._book)
        vocabulary = Vocabulary(forms)
        sounds = vocabulary.sounds
        weight = _listed_weight(vocabulary, forms)
        self.written = forms.written
        self.written_of = forms.of
        self.sizes = len(vocabulary), len(vocabulary.spelt)
        self.name_weak = np.array([name.kind is NameKind.WEAK for name in self.names], np.bool_)
        self.listing = Listing(
            postings_of(
                vocabulary.starts,
                vocabulary.postings,
                vocabulary.name_starts,
                vocabulary.flat,
                weight,
                vocabulary.weights,
            ),
            Lexicon(sounds, vocabulary.spelt, vocabulary.weights, vocabulary.starts),
            Words(sounds.letters, sounds.starts, sounds.sorts),
            Names(
                vocabulary.name_starts,
                vocabulary.flat,
                weight,
                forms.texts.letters,
                forms.texts.starts,
                forms.legal,
                self.name_weak,
                forms.arabic,
                self.name_party,
                self.party_kind[self.name_party].astype(np.uint8),
            ),
            self.party_beside,
        )

    def word_book(self) -> WordBook:
        """The book of all listed words, and of declared ones; a new one is begun when too many were declared."""
        if len(self._book) > self._most_words:
            self._book = WordBook()
            self._most_words = _MOST_WORDS
        return self._book

    @cached_property
    def by_identifier(self) -> dict[str, list[tuple[int, str]]]:
        """Parties by their identifiers, each with its scheme."""
        parties: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, party in enumerate(self.parties):
            for identifier in party.identifiers:
                if key := identifier_key(identifier.value):
                    parties[key].append((number, same_scheme(identifier.scheme)))
        return parties

    def take_bench(self, trees: Trees) -> Bench:
        """Room for one thread to search in; give it back with :meth:`give_back`."""
        with self._lock:
            room = self._benches.pop() if self._benches else None
        if room is None:
            return bench(*self.sizes, judging_room(trees))
        return room if len(room.judging) == trees_in(trees) else room._replace(judging=judging_room(trees))

    def give_back(self, room: Bench) -> None:
        """Let another search use this room."""
        with self._lock:
            self._benches.append(room)

    def form(self, name: int) -> Form:
        """The form of a listed name."""
        return form_of(self.names[name].text)


def _listed_weight(vocabulary: Vocabulary, forms: Forms) -> npt.NDArray[np.float32]:
    """What the words of each listed name weigh together."""
    weights = np.append(vocabulary.weights[vocabulary.flat], np.float32(0))
    some = np.diff(forms.starts) > 0
    return (np.add.reduceat(weights, forms.starts[:-1]) * some).astype(np.float32)
