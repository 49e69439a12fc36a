"""The scorecard: everything said about one consignment, put in the order in which an officer asks."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from darvoza import risk
from darvoza.intake import Receipt
from darvoza.office.desk.models import Consignment, Message
from darvoza.office.words import Words

_PARTS = {
    "goods": "goods item {number}",
    "parties": "party {number}",
    "equipment": "transport equipment {number}",
    "places": "place {number}",
    "documents": "document {number}",
}
_SUBJECT = re.compile(r"(\w+)\[(\d{1,6})\]", re.ASCII)


def filed(row: Consignment, words: Words) -> list[tuple[str, str]]:
    """What the message said of the consignment, each with its heading; what it left out is not listed."""
    listed = [
        ("Consignor", row.consignor),
        ("Consignee", row.consignee),
        ("Goods", row.goods),
        ("HS codes", ", ".join(row.hs_codes.split())),
        ("Packages", _number(row.packages, words)),
        ("Gross mass, kg", _number(row.gross_mass, words)),
        ("Value", None if row.value is None else f"{words.number(row.value)} {row.currency}".strip()),
        ("From", row.dispatch and words.country(row.dispatch)),
        ("To", row.destination and words.country(row.destination)),
        ("Transport means", row.means),
        ("Mode", row.mode and words.say(row.mode)),
        ("Flow", row.flow and words.say(row.flow)),
        ("Post", row.office and words.office(row.office)),
        ("Arrival", row.arrival and words.moment(row.arrival)),
        ("Lodged as", row.lodgement and words.say(row.lodgement)),
    ]
    return [(heading, said) for heading, said in listed if said]


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


def signs(signals: Sequence[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    """The signals with the part they are about in words, and what is known of the indicator that raised each."""
    return [
        {**signal, "about": about(signal["subject"], words), "indicator": _indicators().get(signal["id"])}
        for signal in signals
    ]


def about(subject: str, words: Words) -> str:
    """The part of a consignment a signal is about, counted from 1; as it stands where it is none of the known parts."""
    found = _SUBJECT.fullmatch(subject)
    if found is None or found[1] not in _PARTS:
        return words.say(subject)
    return words.say(_PARTS[found[1]], number=int(found[2]) + 1)


def unasked(missing: Sequence[str]) -> list[tuple[str, risk.Indicator | None, str]]:
    """The indicators that could not be asked: id, indicator if known, and the data that was missing."""
    parted = [each.partition(": ") for each in missing]
    return [(name, _indicators().get(name), lacking) for name, _, lacking in parted]


@cache
def _indicators() -> dict[str, risk.Indicator]:
    return {each.id: each for each in risk.all_indicators()}
