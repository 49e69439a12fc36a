"""The scorecard: everything said about one consignment, put in the order in which an officer asks."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import msgspec

from darvoza import risk
from darvoza.consignment import Consignment as Filed
from darvoza.consignment import locate
from darvoza.goods import Outcome, evidence_words, goods_words, outcome_words
from darvoza.intake import Receipt
from darvoza.office.desk.bands import band
from darvoza.office.desk.hits import hit_rates
from darvoza.office.desk.models import Assessment, Consignment, Decision, Message, Objection
from darvoza.office.desk.names import transliterated
from darvoza.office.desk.near import Near, near
from darvoza.office.desk.queue import Filters, listed
from darvoza.office.desk.source import anchor
from darvoza.office.people.access import Viewer
from darvoza.office.words import Words
from darvoza.signals import Fact, signal_text

_PARTS = {
    "goods": "goods item {number}",
    "parties": "party {number}",
    "equipment": "transport equipment {number}",
    "places": "place {number}",
    "documents": "document {number}",
}
SUBJECT: Final = re.compile(r"(\w+)\[(\d{1,6})\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was filed: an English heading, the value, its reading in Latin letters, and where it stands."""

    heading: str
    said: str
    latin: str | None = None
    at: str | None = None


def filed(row: Consignment, told: Filed, words: Words) -> list[Line]:
    """What the message said of the consignment, each with its heading; what it left out is not listed.

    Each line knows the mark of its field in the message, where the reader noted one finer than the whole.
    """
    roles = {party.role.value: number for number, party in reversed(list(enumerate(told.parties)))}
    value = None if row.value is None else f"{words.number(row.value)} {row.currency}".strip()
    listed_fields = [
        ("Consignor", row.consignor, ("parties", "name", roles.get("consignor", 0))),
        ("Consignee", row.consignee, ("parties", "name", roles.get("consignee", 0))),
        ("Goods", row.goods, ("goods", "description", 0)),
        ("HS codes", ", ".join(row.hs_codes.split()), ("goods", "hs_code", 0)),
        ("Packages", _number(row.packages, words), ("consignments", "packages", 0)),
        ("Gross mass, kg", _number(row.gross_mass, words), ("consignments", "gross_mass_kg", 0)),
        ("Value", value, ("consignments", "value", 0)),
        ("From", row.dispatch and words.country(row.dispatch), ("consignments", "country_of_dispatch", 0)),
        ("To", row.destination and words.country(row.destination), ("consignments", "country_of_destination", 0)),
        ("Transport means", row.means, ("consignments", "means_id", 0)),
        ("Equipment", _equipment(told), ("equipment", "id", 0)),
        ("Mode", row.mode and words.say(row.mode), ("consignments", "mode", 0)),
        ("Flow", row.flow and words.say(row.flow), ("consignments", "flow", 0)),
        ("Post", row.office and words.office(row.office), ("consignments", "office", 0)),
        ("Arrival", row.arrival and words.moment(row.arrival), ("consignments", "arrival", 0)),
        ("Lodged as", row.lodgement and words.say(row.lodgement), ("consignments", "lodgement", 0)),
    ]
    whole = locate(told.provenance, "consignments", "id")
    lines = []
    for heading, said, (table, name, position) in listed_fields:
        if said:
            span = locate(told.provenance, table, name, position)
            at = anchor(table, name, position) if span is not None and span != whole else None
            latin = transliterated(said) if table in {"parties", "goods"} else None
            lines.append(Line(heading, said, latin, at))
    return lines


_SEALS: Final = 3


def _equipment(told: Filed) -> str:
    """Containers, trailers and wagons, each with its seals."""
    return "; ".join(
        f"{each.id} ({', '.join(each.seals[:_SEALS])})" if each.seals else each.id for each in told.equipment[:6]
    )


def unfiled(row: Consignment) -> list[str]:
    """Headings of what the message left out that an officer would look for."""
    looked_for = {
        "Consignor": row.consignor,
        "Consignee": row.consignee,
        "Goods": row.goods,
        "HS codes": row.hs_codes,
        "Gross mass, kg": row.gross_mass,
        "Value": row.value,
        "Transport means": row.means,
        "Arrival": row.arrival,
    }
    return [heading for heading, said in looked_for.items() if not said]


def receipt(message: Message) -> Receipt | None:
    """What became of a message; None while it waits."""
    return None if not message.receipt else msgspec.convert(message.receipt, Receipt)


def _number(value: float | None, words: Words) -> str | None:
    return None if value is None else words.number(value)


def signs(signals: Sequence[dict[str, Any]], objections: Sequence[Objection], words: Words) -> list[dict[str, Any]]:
    """The signals with the part they are about in words, and what is known of each.

    The indicator that raised it, how often it was right so far, and who said that it does not apply here. What is said
    of several parts in the same words is one sign about all of them.
    """
    rates = hit_rates({signal["id"] for signal in signals})
    against: dict[str, list[Objection]] = defaultdict(list)
    for each in objections:
        against[each.signal].append(each)
    together: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for signal in signals:
        together[signal["id"], signal["text"]].append(signal)
    return [
        {
            **signal,
            "evidence": [_fact(each, words) for each in signal["evidence"]],
            "about": ", ".join(about(each["subject"], words) for each in same),
            "indicator": _indicators().get(signal["id"]),
            "rate": rates.get(signal["id"]),
            "objections": against[signal["id"]],
        }
        for same in together.values()
        for signal in same[:1]
    ]


def _fact(fact: Mapping[str, Any], words: Words) -> dict[str, str | None]:
    """A value that a sign rests on, with its name: words of the vocabulary and numbers as the reader says them."""
    name, value = fact["name"], fact["value"]
    said = None if value is None else signal_text(f"{{{name}}}", [fact], words.language, goods_words(words.language))
    return {"name": words.say(name.replace("_", " ")), "value": said or None}


def about(subject: str, words: Words) -> str:
    """The part of a consignment a signal is about, counted from 1; as it stands where it is none of the known parts."""
    found = SUBJECT.fullmatch(subject)
    if found is None or found[1] not in _PARTS:
        return words.say(subject)
    return words.say(_PARTS[found[1]], number=int(found[2]) + 1)


def unasked(missing: Sequence[str]) -> list[tuple[str, risk.Indicator | None, str]]:
    """The indicators that could not be asked: id, indicator if known, and the data that was missing."""
    parted = [each.partition(": ") for each in missing]
    return [(name, _indicators().get(name), lacking) for name, _, lacking in parted]


def title_of(sign: str) -> str | None:
    """What a sign is called, an English message; None where it is no indicator, such as a profile."""
    found = _indicators().get(sign)
    return found.title if found else None


@cache
def _indicators() -> dict[str, risk.Indicator]:
    return {each.id: each for each in risk.all_indicators()}


def determined(said: dict[str, Any], words: Words) -> list[dict[str, Any]]:
    """The determinations with titles, questions and evidence in the reader's words; what meets an entry first."""
    known = goods_words(words.language)
    order = {Outcome.MEETS.value: 0, Outcome.UNDETERMINED.value: 1}
    together: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in said.get("determinations", ()):
        alike = {name: value for name, value in each.items() if name != "position"}
        together[repr(alike)].append(each)
    return [
        {
            **each,
            "title": known.get(each["title"], each["title"]),
            "about": ", ".join(words.say(_PARTS["goods"], number=one["position"] + 1) for one in same),
            "questions": [known.get(question, question) for question in each["questions"]],
            "said": outcome_words(each["outcome"], words.language),
            "evidence": evidence_words((Fact(**fact) for fact in each["evidence"]), words.language),
        }
        for same in sorted(together.values(), key=lambda same: order.get(same[0]["outcome"], 2))
        for each in same[:1]
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a consignment stands in its list: ``number`` from 1, those around it, and the keys before and after it."""

    number: int | None
    around: tuple[Near, ...] = ()
    before: str | None = None
    after: str | None = None


_LOOKED_THROUGH: Final = 400
_AROUND: Final = 5


def neighbours(row: Consignment, filters: Filters, viewer: Viewer) -> Place:
    """The consignment's place in the list that it was opened from, as far as the list's first few hundred go."""
    numbers = listed(filters, viewer, _LOOKED_THROUGH)
    at = numbers.index(row.pk) if row.pk in numbers else None
    if at is None:
        first = _around(numbers[: 2 * _AROUND + 1])
        return Place(None, first, after=first[0].key if first else None)
    start = max(0, min(at - _AROUND, len(numbers) - 2 * _AROUND - 1))
    around = _around(numbers[start : start + 2 * _AROUND + 1])
    here = next((place for place, each in enumerate(around) if each.pk == row.pk), None)
    if here is None:
        return Place(None, around)
    return Place(
        at + 1,
        around,
        before=around[here - 1].key if here else None,
        after=around[here + 1].key if here + 1 < len(around) else None,
    )


def _around(numbers: Sequence[int]) -> tuple[Near, ...]:
    found = near(numbers)
    return tuple(found[number] for number in numbers if number in found)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: when, an English message, its values, and by whom if by a person."""

    time: datetime
    message: str
    by: str = ""
    detail: str = ""
    assessment: int | None = None


def timeline(
    row: Consignment,
    told: Filed,
    assessments: Sequence[Assessment],
    decisions: Sequence[Decision],
    examined: Sequence[Any],
    words: Words,
) -> list[Moment]:
    """What happened to the consignment, in order; times in the message are the sender's, of no zone that it names."""
    found = [Moment(row.message.received, "Message received", by=row.message.sent_by, detail=row.message.name)]
    if told.lodged is not None:
        found.append(Moment(_in_zone(told.lodged, row), "Lodged, as filed"))
    if told.departure is not None:
        found.append(Moment(_in_zone(told.departure, row), "Departure, as filed"))
    if row.arrival is not None:
        found.append(Moment(row.arrival, "Arrival, as filed"))
    found += [
        Moment(each.made, "Assessed", detail=f"{band(each.score)} {words.score(each.score)}", assessment=each.pk)
        for each in assessments
    ]
    found += [Moment(each.made, "Decided", by=str(each.officer), detail=words.say(each.measure)) for each in decisions]
    found += [
        Moment(each.ended, "Examined", by=str(each.officer), detail=f"{each.code} {words.say(each.get_code_display())}")
        for each in examined
    ]
    if row.held is not None and row.holder is not None:
        found.append(Moment(row.held, "Taken", by=str(row.holder)))
    return sorted(found, key=lambda each: each.time)


def _in_zone(time: datetime, row: Consignment) -> datetime:
    return time if time.tzinfo is not None else time.replace(tzinfo=row.received.tzinfo)


def as_filed(row: Consignment) -> Filed:
    """All that the message said of the consignment."""
    return msgspec.convert(row.filed, Filed)
