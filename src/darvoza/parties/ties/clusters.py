"""The same party on several lists: which entries are one, and by what that is known.

Entries are tied by a cross-reference that a list gives, by an identifier and a word of the name (on one list, a whole
name), by name and day of birth, or by name and country, unless something contradicts it: different kinds, years of
birth, or ship numbers. Ties are taken from the surest on; a tie by name and country alone never joins two entries of
one list, whose publisher has told them apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
import polars as pl

from darvoza.parties.lists.dates import years_of
from darvoza.parties.lists.identifiers import identifier_key, same_scheme
from darvoza.parties.lists.listed import ListedParty, NameKind, PartyKind, WatchLists
from darvoza.parties.names.forms import form_of

Entry = tuple[str, str]
"""A list's id and the number of the entry on it."""

_TELLING: Final = frozenset(
    {"PASSPORT", "NATIONAL", "TIN", "REGISTRATION", "IMO", "MMSI", "LEI", "BIC", "WALLET", "DUNS"}
)
_ONE_EACH: Final = ("IMO", "LEI")
_MOST_SHARING: Final = 12  # entries that share an identifier or a name beyond which it tells nothing
_FEW, _MUCH = 20, 0.005  # entries that may have a word, in number and as a share, before it is a common one
_FULL_DAY: Final = 10  # characters of 1971-03-02
_SCREENED: Final = {
    "SDN": "ofac-sdn",
    "NS-MBS": "ofac-consolidated",
    "SSI": "ofac-consolidated",
    "CAP": "ofac-consolidated",
}
"""Parts of the US Consolidated Screening List whose numbers are OFAC's own."""

REFERENCE: Final = "Both give the reference {reference}."
SCREENED: Final = "One names the other by its number {reference}."
IDENTIFIER: Final = "Both have {scheme} {value}, and a word of the name."
BIRTH: Final = "Both are called {name} and were born on {born}."
COUNTRY: Final = "Both are called {name} in {country}, and nothing contradicts it."
"""Why two entries are taken for one: English messages."""


class Tie(msgspec.Struct, frozen=True):
    """Two entries that are one party, and why: ``message`` has ``{named}`` places for ``values``."""

    one: Entry
    other: Entry
    message: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which entries are one party: ``members`` by cluster number, and the ties that made them so."""

    number: dict[Entry, int]
    members: dict[int, tuple[Entry, ...]]
    ties: tuple[Tie, ...]

    def same_as(self, watch_list: str, entity_id: str) -> tuple[Entry, ...]:
        """All entries that are the same party as this one, itself included."""
        entry = (watch_list, entity_id)
        return self.members[self.number[entry]] if entry in self.number else (entry,)

    def frame(self) -> pl.DataFrame:
        """``list``, ``entity_id`` and ``cluster`` of every entry that is not alone."""
        rows = [(*entry, number) for entry, number in self.number.items()]
        schema = {"list": pl.String, "entity_id": pl.String, "cluster": pl.UInt32}
        return pl.DataFrame(rows, schema=schema, orient="row")


def same_parties(lists: WatchLists) -> Clusters:
    """Find the entries of these lists that are the same party.

    >>> from darvoza.parties import Identifier, ListedName, WatchList
    >>> def one(name: str, number: str) -> WatchList:
    ...     party = ListedParty(
    ...         entity_id=number, names=(ListedName("Heron Trust"),), identifiers=(Identifier("TIN", "7701234567"),)
    ...     )
    ...     return WatchList(id=name, title=name, source=name, sha256=name, licence="own", entries=(party,))
    >>> same_parties(WatchLists((one("un", "7"), one("eu", "12")))).same_as("eu", "12")
    (('eu', '12'), ('un', '7'))
    """
    parties = {(each.id, party.entity_id): party for each, party in lists}
    words = {entry: _words(party) for entry, party in parties.items()}
    joined = _Joined(parties)
    for sure, ties in (
        (True, _by_reference(parties)),
        (True, _by_identifier(parties, words)),
        (True, _by_birth(parties, words)),
        (False, _by_country(parties, words)),
    ):
        for tie in ties:
            joined.take(tie, sure=sure)
    return joined.clusters()


class _Joined:
    """Entries joined so far: each group has a first entry, and knows its members."""

    def __init__(self, parties: dict[Entry, ListedParty]) -> None:
        self._parties = parties
        self._group: dict[Entry, list[Entry]] = {}
        self._ties: list[Tie] = []

    def take(self, tie: Tie, *, sure: bool) -> None:
        one = self._group.get(tie.one, [tie.one])
        other = self._group.get(tie.other, [tie.other])
        if one is other:
            return
        if any(_contradict(self._parties[a], self._parties[b]) for a in one for b in other):
            return
        if not sure and {name for name, _ in one} & {name for name, _ in other}:
            return
        both = one + other
        for entry in both:
            self._group[entry] = both
        self._ties.append(tie)

    def clusters(self) -> Clusters:
        groups = {id(group): tuple(sorted(group)) for group in self._group.values()}
        members = dict(enumerate(sorted(groups.values())))
        number = {entry: cluster for cluster, group in members.items() for entry in group}
        return Clusters(number, members, tuple(self._ties))


def _words(party: ListedParty) -> list[tuple[str, ...]]:
    """The words of each name that can stand for the party alone, in order of the alphabet."""
    telling = (name.text for name in party.names if name.kind is not NameKind.WEAK)
    return [words for text in telling if (words := tuple(sorted(set(form_of(text).words))))]


def _pairs(groups: Iterable[list[Entry]]) -> Iterator[tuple[Entry, Entry]]:
    for group in groups:
        if len(group) <= _MOST_SHARING:
            yield from ((one, other) for place, one in enumerate(group) for other in group[place + 1 :])


def _by_reference(parties: dict[Entry, ListedParty]) -> Iterator[Tie]:
    by_reference: dict[str, list[Entry]] = defaultdict(list)
    for entry, party in parties.items():
        for detail in party.details:
            if detail.kind == "UN reference":
                by_reference[detail.text.strip().upper()].append(entry)
        part, colon, number = entry[1].partition(":")
        screened = (_SCREENED.get(part, ""), number)
        if colon and screened in parties:
            yield Tie(screened, entry, SCREENED, (("reference", number),))
    for reference, group in by_reference.items():
        for one, other in _pairs([group]):
            yield Tie(one, other, REFERENCE, (("reference", reference),))


def _by_identifier(parties: dict[Entry, ListedParty], words: dict[Entry, list[tuple[str, ...]]]) -> Iterator[Tie]:
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry, party in parties.items():
        keys = ((same_scheme(each.scheme), identifier_key(each.value)) for each in party.identifiers)
        for scheme, key in dict.fromkeys(keys):
            if key and scheme in _TELLING:
                groups[scheme, key].append(entry)
    common = _common(words)
    for (scheme, value), group in groups.items():
        for one, other in _pairs([group]):
            if _agree(one, other, parties, words, common):
                yield Tie(one, other, IDENTIFIER, (("scheme", scheme), ("value", value)))


def _common(words: dict[Entry, list[tuple[str, ...]]]) -> frozenset[str]:
    """Words that so many entries have (trading, shipping) that one of them in common says nothing."""
    counts = Counter(word for names in words.values() for word in {word for name in names for word in name})
    return frozenset(word for word, count in counts.items() if count > max(_FEW, _MUCH * len(words)))


def _agree(
    one: Entry,
    other: Entry,
    parties: dict[Entry, ListedParty],
    words: dict[Entry, list[tuple[str, ...]]],
    common: frozenset[str],
) -> bool:
    """Whether names bear out a shared identifier, which a firm's owner, branch or fleet may share with it.

    On one list only a whole name does, since its publisher keeps them apart; for persons any word does.
    """
    if one[0] == other[0]:
        return not set(words[one]).isdisjoint(words[other])
    shared = {word for name in words[one] for word in name} & {word for name in words[other] for word in name}
    person = PartyKind.PERSON in {parties[one].kind, parties[other].kind}
    return bool(shared if person else shared - common)


def _by_birth(parties: dict[Entry, ListedParty], words: dict[Entry, list[tuple[str, ...]]]) -> Iterator[Tie]:
    groups: dict[tuple[str, tuple[str, ...]], list[Entry]] = defaultdict(list)
    for entry, party in parties.items():
        days = [born for born in party.birth_dates if len(born) == _FULL_DAY]
        for name in dict.fromkeys(words[entry]):
            for born in days:
                if len(name) > 1:
                    groups[born, name].append(entry)
    for (born, _), group in groups.items():
        for one, other in _pairs([group]):
            yield Tie(one, other, BIRTH, (("name", parties[one].name), ("born", born)))


def _by_country(parties: dict[Entry, ListedParty], words: dict[Entry, list[tuple[str, ...]]]) -> Iterator[Tie]:
    groups: dict[tuple[str, tuple[str, ...]], list[Entry]] = defaultdict(list)
    for entry, party in parties.items():
        for name in dict.fromkeys(words[entry]):
            for country in party.countries:
                if len(name) > 1:
                    groups[country, name].append(entry)
    for (country, _), group in groups.items():
        for one, other in _pairs([group]):
            if _may_be_by_country(parties[one], parties[other]):
                yield Tie(one, other, COUNTRY, (("name", parties[one].name), ("country", country)))


def _may_be_by_country(one: ListedParty, other: ListedParty) -> bool:
    """Persons share names within a country: for them the year of birth has to be known to agree too."""
    if PartyKind.PERSON not in {one.kind, other.kind}:
        return True
    return bool(one.birth_dates and other.birth_dates)


def _contradict(one: ListedParty, other: ListedParty) -> bool:
    if one.kind is not None and other.kind is not None and one.kind is not other.kind:
        return True
    if one.birth_dates and other.birth_dates and not _born_alike(one, other):
        return True
    return any(
        (mine := _numbers(one, scheme)) and (theirs := _numbers(other, scheme)) and mine.isdisjoint(theirs)
        for scheme in _ONE_EACH
    )


def _born_alike(one: ListedParty, other: ListedParty) -> bool:
    mine, theirs = ([years for born in party.birth_dates if (years := years_of(born))] for party in (one, other))
    return any(first <= end and start <= last for first, last in mine for start, end in theirs)


def _numbers(party: ListedParty, scheme: str) -> set[str]:
    return {key for each in party.identifiers if each.scheme == scheme and (key := identifier_key(each.value))}
