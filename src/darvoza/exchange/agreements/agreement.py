"""An agreement between customs administrations, as data: what may be asked, sent and kept, and under which article."""

from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from darvoza.exchange.agreements.terms import Marking, Purpose

SCHEMA: Final = 1
"""The version of the form in which agreements are written."""


class Form(StrEnum):
    """A form of assistance that an article of an agreement may provide for."""

    ON_REQUEST = "on request"
    SPONTANEOUS = "spontaneous"
    AUTOMATIC = "automatic"
    ADVANCE = "advance"
    SURVEILLANCE = "surveillance"
    NOTIFICATION = "notification"
    CONTROLLED_DELIVERY = "controlled delivery"
    RECOVERY = "recovery"
    EXPERTS_AND_WITNESSES = "experts and witnesses"
    PRESENCE_OF_OFFICIALS = "presence of officials"
    JOINT_TEAMS = "joint teams"
    HOT_PURSUIT = "hot pursuit"


class Part(StrEnum):
    """A part of what is known about a consignment, a party or a case, which an article may allow to be sent or not."""

    CONSIGNMENT = "consignment"
    GOODS = "goods"
    PARTIES = "parties"
    CONTACTS = "contacts"
    TRANSPORT = "transport"
    ITINERARY = "itinerary"
    DOCUMENTS = "documents"
    VALUES = "values"


class Cost(StrEnum):
    """A kind of cost that assistance may cause."""

    EXCEPTIONAL = "exceptional"
    EXPERTS = "experts"
    WITNESSES = "witnesses"
    INTERPRETERS = "interpreters"


class Scheme(StrEnum):
    """A kind of identifier that two administrations may compare without showing each other their lists."""

    TIN = "TIN"
    PASSPORT = "PASSPORT"
    CONTAINER = "CONTAINER"
    PLATE = "PLATE"
    IMO = "IMO"
    LEI = "LEI"


class ExportForm(StrEnum):
    """A form of other systems in which what was exchanged may be given out."""

    STIX = "stix"
    MISP = "misp"


class Official(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom a party names to write and to be written to under the agreement."""

    name: str
    title: str | None = None
    contact: str | None = None


class Administration(msgspec.Struct, frozen=True, kw_only=True):
    """One side of an agreement: its country (ISO 3166-1, two letters), and the central authority that may write.

    ``officials`` are those it names; where it names any, messages are signed by one of them.
    """

    administration: str
    country: str | None = None
    central_authority: str | None = None
    address: str | None = None
    officials: tuple[Official, ...] = ()


class Subgroup(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the members of a multilateral agreement, by country, who share among themselves.

    It may lie ``within`` another subgroup; of a ``hidden`` one only its members see who is in it.
    """

    name: str
    members: tuple[str, ...]
    within: str | None = None
    hidden: bool = False


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article: the forms of assistance it provides for, and the days on which it is in force, both included.

    Without dates of its own it is in force as long as the agreement is. ``restricted`` says in a sentence what has to
    be done first, where national law sets a condition (controlled delivery, officials abroad). ``parts`` are what it
    lets a message tell, where it does not let it tell everything.
    """

    number: str
    title: str
    forms: tuple[Form, ...]
    in_force: date | None = None
    until: date | None = None
    restricted: str | None = None
    parts: tuple[Part, ...] | None = None


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """Days to acknowledge, answer, confirm in writing what was asked orally, and reply when consulted; None if none."""

    acknowledge_days: int | None = None
    answer_days: int | None = None
    confirm_oral_days: int | None = None
    consult_days: int | None = None


class Caveat(msgspec.Struct, frozen=True, kw_only=True):
    """One word of the agreement's caveat vocabulary, and what it obliges the receiver to.

    ``always`` caveats stand on every message under the agreement. What follows is what Darvoza holds the receiver to:
    the purposes it may serve, the roles, units or persons who may use it (``role:analyst``, ``unit:PCU-1``,
    ``person:A. Karimov``), whether it may be evidence, the countries it may go on to (none where the list is empty),
    for how many days it is kept, and a marking. Without a key the word says nothing of it.
    """

    code: str
    meaning: str
    always: bool = False
    purposes: tuple[Purpose, ...] | None = None
    users: tuple[str, ...] | None = None
    evidence: bool | None = None
    onward: tuple[str, ...] | None = None
    retain_days: int | None = None
    marking: Marking | None = None


class Assurance(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that a requesting administration gives with each request before anything may be sent to it."""

    code: str
    statement: str


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """Who bears costs: waived, but for the kinds named, which are approved by the payer before they are spent."""

    waived: bool = True
    reimbursed: tuple[Cost, ...] = ()


class Matching(msgspec.Struct, frozen=True, kw_only=True):
    """Private matching of identifiers: which kinds, how many in one query, how many queries a day, and what is learned.

    With ``size_only`` the asker learns how many are on the other's list, but not which.
    """

    identifiers: tuple[Scheme, ...]
    largest_query: int
    queries_per_day: int
    size_only: bool = False


class AutomaticDispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of information that may be sent without being asked for and without a decision each time."""

    what: str
    trigger: str


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """How long received information is kept: reviewed every so many months, closed after notice if nobody decides."""

    review_months: int
    notice_days: int | None = None
    longest_months: int | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """A customs mutual assistance agreement. One without a date of entry into force is a draft and permits nothing.

    ``schema`` is the version of this form, ``version`` that of the agreement's text in it.
    """

    id: str
    title: str
    schema: int = SCHEMA
    version: int = 1
    parties: tuple[Administration, ...]
    signed: date | None = None
    in_force: date | None = None
    until: date | None = None
    languages: tuple[str, ...]
    articles: tuple[Article, ...]
    deadlines: Deadlines = Deadlines()
    caveats: tuple[Caveat, ...] = ()
    automatic: tuple[AutomaticDispatch, ...] = ()
    retention: Retention
    subgroups: tuple[Subgroup, ...] = ()
    assurances: tuple[Assurance, ...] = ()
    reciprocity: bool = True
    costs: Costs = Costs()
    matching: Matching | None = None
    exports: tuple[ExportForm, ...] = ()
