"""Saying why: the reasons of one match, in words and with the weight of each."""

import numpy as np

from darvoza.parties import match as says
from darvoza.parties.compare import align
from darvoza.parties.identifiers import identifier_key, same_scheme, scheme_of
from darvoza.parties.index import NameIndex
from darvoza.parties.listed import Identifier
from darvoza.parties.match import PartyMatch, Reason, fact
from darvoza.parties.search import Declared, Hits, birth_weight, country_weight

CERTAIN = 0.93
_TELLING_WORDS = 2
_RARE = 6.5  # a word in fewer than about one name in 700


def explained(hits: Hits, declared: Declared, place: int, index: NameIndex) -> PartyMatch:
    """The match at this place of the hits, with its reasons."""
    number = int(hits.name[place])
    party_number = int(index.name_party[number])
    party = index.parties[party_number]
    name = index.names[number]
    by_number = bool(hits.identifier[place])
    reasons, telling = _names(declared, number, float(hits.name_score[place]), index)
    if by_number:
        reasons.append(_identifier(declared, party.identifiers))
    reasons += _beside(declared, number, index)
    against = any(reason.weight < 0 for reason in reasons[1:])
    score = float(hits.score[place])
    return PartyMatch(
        entity_id=party.entity_id,
        list=index.list_of[party_number].id,
        kind=party.kind,
        name=party.name,
        listed_name=name.text,
        score=score,
        certain=by_number or (score >= CERTAIN and telling >= _TELLING_WORDS and not against),
        reasons=tuple(reasons),
        programmes=party.programmes,
    )


def _names(declared: Declared, number: int, name_score: float, index: NameIndex) -> tuple[list[Reason], int]:
    """What the names say, and how many rare words met."""
    listed = index.names[number]
    weight = float(says.log_odds(np.array([name_score], np.float32))[0])
    first = Reason(says.NAMES, (fact("declared", declared.name or "—"), fact("listed", listed.text)), weight)
    if not declared.name:
        return [first], 0
    (asked,) = index.ask([declared.name])
    alike = index.likeness(asked, np.array([number]))
    aligned = align(alike)
    written = index.form(number).written
    same: list[str] = []
    alike_words: list[str] = []
    only_declared: list[str] = []
    telling = 0
    met = set()
    for place, word in enumerate(asked.form.written):
        column = int(aligned.met[0, place])
        if column < 0:
            only_declared.append(word)
            continue
        met.add(column)
        likeness = float(aligned.declared[0, place])
        telling += likeness >= 0.9 and float(asked.weights[place]) >= _RARE
        (same if word == written[column] else alike_words).append(
            word if word == written[column] else f"{word} = {written[column]} ({likeness:.0%})"
        )
    only_listed = [word for column, word in enumerate(written) if column not in met]
    told = (
        (says.SAME_WORDS, same),
        (says.ALIKE_WORDS, alike_words),
        (says.ONLY_DECLARED, only_declared),
        (says.ONLY_LISTED, only_listed),
    )
    return [first, *(Reason(message, (fact("words", ", ".join(words)),)) for message, words in told if words)], telling


def _identifier(declared: Declared, listed: tuple[Identifier, ...]) -> Reason:
    known = {key: each for each in listed if (key := identifier_key(each.value))}
    for text in declared.identifiers:
        scheme, value = scheme_of(text)
        if (each := known.get(identifier_key(value) or "")) is not None:
            values = (fact("scheme", scheme or same_scheme(each.scheme)), fact("value", value))
            return Reason(says.SAME_IDENTIFIER, values, says.IDENTIFIER_WEIGHT)
    return Reason(says.SAME_IDENTIFIER, (), says.IDENTIFIER_WEIGHT)


def _beside(declared: Declared, number: int, index: NameIndex) -> list[Reason]:
    party_number = int(index.name_party[number])
    party = index.parties[party_number]
    reasons = []
    if declared.kind and party.kind and declared.kind is not party.kind:
        values = (fact("listed", party.kind.value), fact("declared", declared.kind.value))
        reasons.append(Reason(says.OTHER_KIND, values, says.KIND_WEIGHT))
    if index.name_weak[number]:
        reasons.append(Reason(says.WEAK_ALIAS, (), says.WEAK_WEIGHT))
    if weight := country_weight(declared.country, index.party_countries[party_number]):
        values = (fact("country", declared.country), fact("listed", ", ".join(party.countries)))
        reasons.append(Reason(says.SAME_COUNTRY if weight > 0 else says.OTHER_COUNTRY, values, weight))
    if weight := birth_weight(declared.birth_year, index.party_years[party_number]):
        values = (fact("year", declared.birth_year), fact("listed", ", ".join(party.birth_dates)))
        reasons.append(Reason(says.SAME_BIRTH if weight > 0 else says.OTHER_BIRTH, values, weight))
    return reasons
