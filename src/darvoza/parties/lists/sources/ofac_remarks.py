"""What OFAC says of a party in words, statement by statement: births, places, nationalities, numbers, other names."""

import re
from typing import Final

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import Detail, Identifier, Relation

_ALIAS: Final = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.) '(.+)'")
_COUNTRY_AFTER: Final = re.compile(r"^(.*?)\s*\(([^()]+)\)")
_SAID: Final = re.compile(
    r"(Gender|Website|Organization Established Date|Organization Type:|Aircraft Model|Aircraft Operator"
    r"|Aircraft Manufacture Date|Former Vessel Flag|Vessel Year of Build|Vessel Type|Other Vessel Flag) (.+)"
)
_NUMBERED: Final = (
    ("PASSPORT", re.compile(r"(?:Diplomatic |Stateless Person )?Passport (?:No\. |# )?(.+)")),
    ("IMO", re.compile(r"(?:Vessel Registration Identification|Identification Number|Company Number) IMO (.+)")),
    ("MMSI", re.compile(r"MMSI (.+)")),
    (
        "TIN",
        re.compile(
            r"(?:Tax ID No\.|NIT #|RUC #|R\.?F\.?C\.?|RIF #|V\.A\.T\. Number|C\.U\.I\.[TP]\.|UAE TRN|USCC) (.+)"
        ),
    ),
    (
        "NATIONAL",
        re.compile(
            r"(?:National ID No\.|Cedula No\.|C\.U\.R\.P\.|D\.N\.I\.|Identification Number|National Foreign ID Number"
            r"|Personal ID Card|Citizen's Card Number|Government Gazette Number|Residency Number|I\.F\.E\.|Numero de"
            r" Identidad|Tarjeta de Identidad|CNP \(Personal Numerical Code\)|Electoral Registry No\.|NIE"
            r"|Driver's License No\.) (.+)"
        ),
    ),
    (
        "REGISTRATION",
        re.compile(
            r"(?:Registration Number|Registration ID|Company Number|Commercial Registry Number|C\.R\. No\.|Folio"
            r" Mercantil No\.|Matricula Mercantil No|Business Registration Number|Business Registration Document #"
            r"|Trade License No\.|Business Number|Legal Entity Number|Enterprise Number|Chamber of Commerce Number"
            r"|Public Registration Number|Unified Social Credit Code \(USCC\)|License|Economic Register Number"
            r" \(CBLS\)|Central Registration System Number) (.+)"
        ),
    ),
    ("DUNS", re.compile(r"D-U-N-S Number (.+)")),
    ("BIC", re.compile(r"SWIFT/BIC (.+)")),
    ("AIRCRAFT", re.compile(r"(?:Aircraft Tail Number|Aircraft Manufacturer's Serial Number \(MSN\)) (.+)")),
    ("WALLET", re.compile(r"Digital Currency Address - \w+ (.+)")),
    ("PHONE", re.compile(r"(?:Phone|Telephone|Telephone No\.|Phone Number) (.+)")),
    ("EMAIL", re.compile(r"Email Address (.+)")),
)


class Facts:
    """What the remarks of one entry say, statement by statement."""

    def __init__(self) -> None:
        self.aliases: list[str] = []
        self.births: list[str] = []
        self.places: list[str] = []
        self.countries: list[str] = []
        self.identifiers: list[Identifier] = []
        self.relations: list[Relation] = []
        self.details: list[Detail] = []


def facts_of(text: str) -> Facts:
    """The facts in remarks that set them apart by ``;``.

    >>> facts_of("DOB 02 Mar 1971; nationality Tajikistan; Passport A0123456 (Tajikistan).").identifiers
    [Identifier(scheme='PASSPORT', value='A0123456', country='TJ')]
    """
    facts = Facts()
    for statement in text.split(";"):
        _take(facts, statement.strip().removeprefix("alt. ").rstrip(".").strip())
    return facts


def _take(facts: Facts, plain: str) -> None:
    if plain.startswith("DOB "):
        if born := iso_date(plain[4:]):
            facts.births.append(born)
    elif plain.startswith("POB "):
        facts.places.append(plain[4:])
    elif plain.startswith(("nationality ", "citizen ")):
        if country := country_code(plain.split(" ", 1)[1]):
            facts.countries.append(country)
    elif plain.startswith("Linked To: "):
        facts.relations.append(Relation("linked to", plain[11:].rstrip(".")))
    elif alias := _ALIAS.match(plain):
        facts.aliases.append(alias[1])
    elif identifier := identifier_of(plain):
        facts.identifiers.append(identifier)
    elif said := _SAID.match(plain):
        facts.details.append(Detail(said[1].rstrip(":").lower(), said[2]))


def identifier_of(statement: str) -> Identifier | None:
    """The identifier that a statement such as ``Tax ID No. 7701234567 (Russia)`` names; None when it names none."""
    for scheme, pattern in _NUMBERED:
        if found := pattern.match(statement):
            number = found[1]
            country = None
            if issued := _COUNTRY_AFTER.match(number):
                number, country = issued[1] or number, country_code(issued[2])
            else:
                number = re.split(r" (?:issued|expires) ", number)[0]
            return Identifier(scheme, number.strip(), country)
    return None
