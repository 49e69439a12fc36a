"""Saying why: the reasons of one match, in words and with the weight of each."""

import math

from darvoza.parties.candidates.asking import Declared, beside_name
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.search import Hits
from darvoza.parties.likeness import match as says
from darvoza.parties.likeness.addresses import shared_address
from darvoza.parties.likeness.match import PartyMatch, Reason, fact
from darvoza.parties.lists.identifiers import identifier_key, same_scheme, scheme_of
from darvoza.parties.lists.listed import Identifier
from darvoza.parties.names.forms import written_in

CERTAIN = 0.93
_TELLING_WORDS = 2
_NEARLY_SAME = 0.9
_RARE = 6.5  # a word in fewer than about one name in 700


def explained(hits: Hits, declared: Declared, place: int, index: NameIndex) -> PartyMatch:
    """The match at this place of the hits, with its reasons."""
    number = int(hits.name[place])
    party_number = int(index.name_party[number])
    party = index.parties[party_number]
    by_number = bool(hits.by_identifier[place])
    reasons, telling = _names(hits, declared, place, index)
    if by_number:
        reasons.append(_identifier(declared, party.identifiers))
    beside = _beside(declared, number, index)
    score = 1 / (1 + math.exp(-float(hits.total[place])))
    return PartyMatch(
        entity_id=party.entity_id,
        list=index.list_of[party_number].id,
        kind=party.kind,
        name=party.name,
        listed_name=index.names[number].text,
        score=score,
        certain=by_number
        or (score >= CERTAIN and telling >= _TELLING_WORDS and not any(reason.weight < 0 for reason in beside)),
        reasons=(*reasons, *beside),
        programmes=party.programmes,
    )


def _names(hits: Hits, declared: Declared, place: int, index: NameIndex) -> tuple[list[Reason], int]:
    """What the names say, and how many rare words met."""
    number = int(hits.name[place])
    values = (fact("declared", declared.name or "—"), fact("listed", index.names[number].text))
    first = Reason(says.NAMES, values, float(hits.odds[place]))
    if not hits.by_name[place]:
        return [first], 0
    asked = written_in(declared.name or "", declared=True)
    written = index.compared(number)
    weights = hits.telling[place].tolist()
    met, likeness = hits.met[place].tolist(), hits.likeness[place].tolist()
    same: list[str] = []
    alike: list[str] = []
    only_declared: list[str] = []
    telling = 0
    for at, row in enumerate(hits.rows[place].tolist()):
        if row < 0:
            break
        word, column = asked[row], met[at]
        if column < 0:
            only_declared.append(word)
            continue
        telling += int(likeness[at] >= _NEARLY_SAME and weights[at] >= _RARE)
        if word == written[column]:
            same.append(word)
        else:
            alike.append(f"{word} = {written[column]} ({likeness[at]:.0%})")
    told = (
        (says.SAME_WORDS, same),
        (says.ALIKE_WORDS, alike),
        (says.ONLY_DECLARED, only_declared),
        (says.ONLY_LISTED, [word for column, word in enumerate(written) if column not in met]),
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
