"""Listed parties: who a watch list names, and everything on the list that tells them from somebody else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final

import msgspec

LINKED: Final = "not listed itself"
"""The programme of a party that a list has only because it is tied to a listed one."""


class PartyKind(StrEnum):
    """What a listed party is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class NameKind(StrEnum):
    """How well a name stands for its party.

    A weak alias is one that the list itself warns about: too common or too short to identify anybody alone. Names in
    the party's own script are kept apart, since a list often gives them without saying which Latin name they write.
    """

    PRIMARY = "primary"
    STRONG = "strong alias"
    WEAK = "weak alias"
    NATIVE = "native script"


# Nothing listed refers back to itself: Python need not go through a million names again and again to find what does.


class ListedName(msgspec.Struct, frozen=True, gc=False):
    """One name of a listed party, as the list spells it."""

    text: str
    kind: NameKind = NameKind.STRONG


class Identifier(msgspec.Struct, frozen=True, gc=False):
    """A number that identifies a party: ``scheme`` says which (``PASSPORT``, ``TIN``, ``IMO``), ``value`` is as listed.

    ``country`` is the issuing country (ISO 3166-1 alpha-2), when the list gives it.
    """

    scheme: str
    value: str
    country: str | None = None


class ListedAddress(msgspec.Struct, frozen=True, gc=False):
    """An address as the list has it, with its country (ISO 3166-1 alpha-2) when that is known."""

    text: str
    country: str | None = None


class Relation(msgspec.Struct, frozen=True, gc=False):
    """A tie to another listed party: ``to`` is that party's name as listed, or its id on the same list.

    ``share`` is the part of this party that the other owns, from 0 to 1, when the list says so.
    """

    kind: str
    to: str
    share: float | None = None


class Detail(msgspec.Struct, frozen=True, gc=False):
    """Something else that a list says of a party and that helps to tell it from others: ``kind`` says what."""

    kind: str
    text: str


class ListedParty(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A person, organisation, vessel or aircraft on a watch list.

    ``entity_id`` is the list's own number for it, unique on that list. ``birth_dates`` are ISO 8601 as far as known
    (``1971``, ``1971-03``, ``1971-03-02``) or a span (``1969/1972``). ``countries`` are ISO 3166-1 alpha-2: of
    nationality, incorporation, address or flag. ``programmes`` are the list's own words for why it is listed, and
    ``reason`` its statement of reasons. ``legal_form`` is the kind of company as the list writes it; ``details`` are
    titles, gender, a vessel's type and tonnage and whatever else has no column of its own.
    """

    entity_id: str
    kind: PartyKind | None = None
    names: tuple[ListedName, ...]
    identifiers: tuple[Identifier, ...] = ()
    birth_dates: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    addresses: tuple[ListedAddress, ...] = ()
    programmes: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    legal_form: str | None = None
    details: tuple[Detail, ...] = ()
    reason: str | None = None
    listed_on: str | None = None
    remarks: str | None = None

    @property
    def name(self) -> str:
        """The name the list calls it by first."""
        return self.names[0].text


class WatchList(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One snapshot of one watch list: where it came from, of which day, and who is on it.

    ``id`` is a short name for the list (``ofac-sdn``, ``un``); ``date`` the list's own date (ISO 8601), if it has one;
    ``sha256`` is of the file or files it was read from, so that the same bytes always give the same snapshot;
    ``licence`` says what its publisher allows.
    """

    id: str
    title: str
    source: str
    date: str | None = None
    sha256: str
    licence: str
    entries: tuple[ListedParty, ...]

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class WatchLists:
    """Several watch lists, screened together."""

    lists: tuple[WatchList, ...]

    def __len__(self) -> int:
        return sum(map(len, self.lists))

    def __iter__(self) -> Iterator[tuple[WatchList, ListedParty]]:
        return chain.from_iterable(((each, party) for party in each.entries) for each in self.lists)

    @classmethod
    def of(cls, lists: Iterable[WatchList]) -> "WatchLists":
        """These lists together; of two snapshots with the same bytes, the first."""
        unique = {each.sha256 + each.id: each for each in lists}
        return cls(tuple(unique.values()))

    def names(self) -> int:
        """How many names are on all the lists."""
        return sum(len(party.names) for _, party in self)
