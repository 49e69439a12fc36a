"""Saying why: the reasons of matches, in words and with the weight of each."""

from collections.abc import Sequence
from typing import Final

from darvoza.parties.candidates.asking import Declared, beside_name
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.search import Hits
from darvoza.parties.candidates.wording import Wordings, wordings
from darvoza.parties.likeness import match as says
from darvoza.parties.likeness.addresses import shared_address
from darvoza.parties.likeness.match import PartyMatch, Reason, fact
from darvoza.parties.lists.identifiers import identifier_key, same_scheme, scheme_of
from darvoza.parties.lists.listed import Identifier

_SURE: Final = 0.93
_RARE_WORDS: Final = 2


def explained(hits: Hits, declared: Sequence[Declared], index: NameIndex) -> list[PartyMatch]:
    """These matches of declared parties, each with its reasons."""
    if not len(hits):
        return []
    told = wordings(hits, index)
    matches = []
    for place, (asked, number, score) in enumerate(
        zip(hits.declared.tolist(), hits.name.tolist(), hits.score.tolist(), strict=True)
    ):
        party_number = int(index.name_party[number])
        party, listed = index.parties[party_number], index.names[number].text
        by_number = bool(hits.by_identifier[place])
        reasons = _of_names(hits, declared[asked], place, listed, told)
        if by_number:
            reasons.append(_identifier(declared[asked], party.identifiers))
        beside = _beside(declared[asked], number, index)
        matches.append(
            PartyMatch(
                entity_id=party.entity_id,
                list=index.list_of[party_number].id,
                kind=party.kind,
                name=party.name,
                listed_name=listed,
                score=score,
                certain=by_number or _certain(score, told.rare[place], beside),
                reasons=(*reasons, *beside),
                programmes=party.programmes,
            )
        )
    return matches


def _certain(score: float, rare: int, beside: Sequence[Reason]) -> bool:
    """Whether a name leaves hardly any doubt: rare words met, and nothing speaks against it."""
    return score >= _SURE and rare >= _RARE_WORDS and not any(reason.weight < 0 for reason in beside)


def _of_names(hits: Hits, declared: Declared, place: int, listed: str, told: Wordings) -> list[Reason]:
    """What the names say, and what their words did."""
    names = Reason(
        says.NAMES, (fact("declared", declared.name or "—"), fact("listed", listed)), float(hits.odds[place])
    )
    groups = (
        (says.SAME_WORDS, told.same[place]),
        (says.ALIKE_WORDS, told.alike[place]),
        (says.ONLY_DECLARED, told.only_declared[place]),
        (says.ONLY_LISTED, told.only_listed[place]),
    )
    return [names, *(Reason(message, (fact("words", words),)) for message, words in groups if words)]


def _identifier(declared: Declared, listed: tuple[Identifier, ...]) -> Reason:
    known = {key: each for each in listed if (key := identifier_key(each.value))}
    for text in declared.identifiers:
        scheme, value = scheme_of(text)
        if (each := known.get(identifier_key(value) or "")) is not None:
            values = (fact("scheme", scheme or same_scheme(each.scheme)), fact("value", value))
            return Reason(says.SAME_IDENTIFIER, values, says.IDENTIFIER_WEIGHT)
    return Reason(says.SAME_IDENTIFIER, (), says.IDENTIFIER_WEIGHT)


def _beside(declared: Declared, number: int, index: NameIndex) -> list[Reason]:
    party = index.parties[int(index.name_party[number])]
    added = beside_name(declared, number, index)
    reasons = []
    if added.kind and declared.kind and party.kind:
        values = (fact("listed", party.kind.value), fact("declared", declared.kind.value))
        reasons.append(Reason(says.OTHER_KIND, values, added.kind))
    if added.weak:
        reasons.append(Reason(says.WEAK_ALIAS, (), added.weak))
    if added.country:
        values = (fact("country", declared.country), fact("listed", ", ".join(party.countries)))
        message = says.SAME_COUNTRY if added.country > 0 else says.OTHER_COUNTRY
        reasons.append(Reason(message, values, added.country))
    if added.birth:
        reasons.append(_birth(declared.birth_date or "", party.birth_dates, added.birth))
    if declared.address and (shared := shared_address(declared.address, party.addresses)).weight:
        reasons.append(Reason(says.SAME_ADDRESS, (fact("words", ", ".join(shared.words)),), shared.weight))
    return reasons


def _birth(declared: str, listed: tuple[str, ...], weight: float) -> Reason:
    birth = fact("listed", ", ".join(listed))
    if weight == says.DAY_WEIGHT:
        return Reason(says.SAME_DAY, (fact("day", declared),), weight)
    if weight == says.OTHER_DAY_WEIGHT:
        return Reason(says.OTHER_DAY, (fact("day", declared), birth), weight)
    message = says.SAME_BIRTH if weight > 0 else says.OTHER_BIRTH
    return Reason(message, (fact("year", declared[:4]), birth), weight)
