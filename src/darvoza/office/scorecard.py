"""The scorecard: everything said about one consignment, put in the order in which an officer asks."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from darvoza import risk
from darvoza.office.words import Words

_PARTS = {
    "goods": "goods item {number}",
    "parties": "party {number}",
    "equipment": "transport equipment {number}",
    "places": "place {number}",
    "documents": "document {number}",
}
_SUBJECT = re.compile(r"(\w+)\[(\d{1,6})\]", re.ASCII)


def filed(row: dict[str, Any], words: Words) -> list[tuple[str, str]]:
    """What the message said of the consignment, each with its heading; what it left out is not listed."""
    value, currency = row["value"], row["currency"]
    listed = [
        ("Consignor", row["consignor"]),
        ("Consignee", row["consignee"]),
        ("Goods", row["goods"]),
        ("HS codes", ", ".join(row["hs_codes"])),
        ("Packages", _number(row["packages"], words)),
        ("Gross mass, kg", _number(row["gross_mass_kg"], words)),
        ("Value", None if value is None else f"{words.number(value)} {currency or ''}".strip()),
        ("From", row["country_of_dispatch"] and words.country(row["country_of_dispatch"])),
        ("To", row["country_of_destination"] and words.country(row["country_of_destination"])),
        ("Transport means", row["means_id"]),
        ("Mode", row["mode"] and words.say(row["mode"])),
        ("Flow", row["flow"] and words.say(row["flow"])),
        ("Post", row["office"] and words.office(row["office"])),
        ("Arrival", row["arrival"] and words.moment(row["arrival"])),
        ("Lodged as", row["lodgement"] and words.say(row["lodgement"])),
    ]
    return [(heading, said) for heading, said in listed if said]


def unfiled(row: dict[str, Any]) -> list[str]:
    """Headings of what the message left out that an officer would look for."""
    looked_for = {
        "Consignor": "consignor",
        "Consignee": "consignee",
        "Goods": "goods",
        "HS codes": "hs_codes",
        "Gross mass, kg": "gross_mass_kg",
        "Value": "value",
        "Transport means": "means_id",
        "Arrival": "arrival",
    }
    return [heading for heading, column in looked_for.items() if row[column] is None or row[column] == []]


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
