"""Two parties side by side, without a list: how sure their names and numbers make it that they are one."""

import msgspec

from darvoza.parties.candidates.asking import Declared
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.search import search
from darvoza.parties.likeness.match import PartyMatch
from darvoza.parties.lists.listed import ListedParty, WatchList, WatchLists
from darvoza.parties.screening.explain import explained


def compare_parties(one: ListedParty, other: ListedParty) -> PartyMatch | None:
    """Say how likely two parties are the same one, and why; None when nothing in their names or numbers meets.

    Every name of each is asked for among the names of the other; the likeliest answer counts, and is told as if the
    one asked for had been declared and the other listed. Kinds and identifiers count, a country where a party has one
    only, and a day or year of birth where only one is known. The score is the same whichever party comes first, from 0
    to 1 as in screening. What is not given speaks neither for nor against. For two parties, not for many: an index is
    built for each.

    >>> from darvoza.parties import ListedName
    >>> one = ListedParty(entity_id="a", names=(ListedName("Khurshid GAFUROV"),))
    >>> other = ListedParty(entity_id="b", names=(ListedName("Ғафуров Хуршед"),))
    >>> match = compare_parties(one, other)
    >>> match is not None and match.score > 0.8
    True
    """
    from_one, from_other = _as_declared(one), _as_declared(other)
    answers = []
    # What is known exactly on one side only can contradict the other, but not be contradicted by it: ask from there.
    if _told(from_one) >= _told(from_other):
        answers += _asked(one, from_one, other)
    if _told(from_other) >= _told(from_one):
        answers += _asked(other, from_other, one)
    return max(answers, key=lambda match: match.score, default=None)


def _asked(one: ListedParty, known: Declared, other: ListedParty) -> list[PartyMatch]:
    """The other party as an answer to each name of the one, of whom this much else is known."""
    alone = WatchList(id="pair", title="Pair", source="pair", sha256="", licence="", entries=(other,))
    index = NameIndex.build(WatchLists((alone,)))
    declared = [msgspec.structs.replace(known, name=name.text) for name in one.names] or [known]
    hits = search(declared, index, threshold=0.0, limit=1)
    return explained(hits, declared, index)


def _as_declared(party: ListedParty) -> Declared:
    """What is known of a party beside its names, as if it had been declared."""
    country = party.countries[0] if len(party.countries) == 1 else None
    born = party.birth_dates[0] if len(party.birth_dates) == 1 else None
    identifiers = tuple(f"{each.scheme}:{each.value}" for each in party.identifiers)
    return Declared(None, country, identifiers, party.kind, born)


def _told(known: Declared) -> int:
    return (known.country is not None) + (known.birth_date is not None)
