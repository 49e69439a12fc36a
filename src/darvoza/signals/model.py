"""A signal: one thing that fired on one consignment, with the evidence that made it fire."""

from enum import StrEnum

import msgspec
import polars as pl


class Typology(StrEnum):
    """The kind of harm a sign points to; ``GENERAL`` signs bear on all of them."""

    PROLIFERATION = "proliferation"
    CBRN = "cbrn"
    ARMS = "arms"
    SANCTIONS = "sanctions"
    DRUGS = "drugs"
    PRECURSORS = "precursors"
    TRAFFICKING_IN_PERSONS = "trafficking in persons"
    LAUNDERING = "laundering"
    CASH = "cash"
    REVENUE = "revenue"
    EXCISE = "excise"
    WILDLIFE = "wildlife"
    WASTE = "waste"
    SAFETY = "safety"
    GENERAL = "general"


class SignalKind(StrEnum):
    """Which room raised the signal."""

    INDICATOR = "indicator"
    CONTROL_ENTRY = "control entry"
    PARTY_MATCH = "party match"
    PROFILE = "profile"
    MODEL = "model"


class Word(StrEnum):
    """What evidence says in words of its own, under the places ``how``, ``new``, ``changed``, ``absent`` and the like.

    Shown in the reader's language, as modes, flows, roles and kinds of equipment are.
    """

    ADDRESS = "address"
    CERTIFICATE_OF_ORIGIN = "certificate of origin"
    COUNTRY_OF_DISPATCH = "country of dispatch"
    DESCRIPTION = "description"
    DESTINATION = "destination"
    DISPATCH = "dispatch"
    E_MAIL = "e-mail"
    END_USE = "end use"
    GROSS_MASS = "gross mass"
    HEALTH_CERTIFICATE = "health certificate"
    HS_CHAPTER = "HS chapter"
    IDENTIFIER = "identifier"
    INVOICE = "invoice"
    LICENCE = "licence"
    MAIL_ADDRESS = "mail address"
    MEANS_OF_TRANSPORT = "means of transport"
    OFFICE = "office"
    ORIGIN = "origin"
    PACKAGES = "packages"
    PHONE = "phone"
    TELEPHONE = "telephone"
    WASTE_DOCUMENT = "waste document"
    WILDLIFE_PERMIT = "wildlife permit"
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Fact(msgspec.Struct, frozen=True):
    """One named value that a signal rests on, as text in the unit the name says."""

    name: str
    value: str | None


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator, control entry, party match, profile or model that fired on one consignment.

    ``weight`` (0 to 1) is how much it adds to its typology's score; a ``mandatory`` signal stops the consignment
    whatever the score. ``subject`` is the part it is about (``goods[0]``, ``parties[1]``, ``consignment``). ``reason``
    is an English message with ``{names}`` of the evidence in it, translated when it is shown
    (:func:`darvoza.language.say`).
    """

    kind: SignalKind
    id: str
    typology: Typology
    weight: float
    mandatory: bool = False
    subject: str = "consignment"
    reason: str
    evidence: tuple[Fact, ...] = ()


EVIDENCE = pl.List(pl.Struct({"name": pl.String, "value": pl.String}))

_COLUMNS: dict[str, pl.DataType] = {
    "row": pl.UInt32(),
    "kind": pl.Enum([kind.value for kind in SignalKind]),
    "id": pl.String(),
    "typology": pl.Enum([typology.value for typology in Typology]),
    "weight": pl.Float64(),
    "mandatory": pl.Boolean(),
    "subject": pl.String(),
    "reason": pl.String(),
    "evidence": EVIDENCE,
}

SIGNAL_SCHEMA = pl.Schema(_COLUMNS)
"""Signals as columns: ``row`` is the consignment's row in the batch they were raised on."""
