"""The form of a control entry file: what an export control specialist writes, checked field by field."""

from datetime import date
from enum import StrEnum
from typing import Any

import msgspec


class Regime(StrEnum):
    """The arrangement that a list implements."""

    NSG = "NSG"
    AG = "AG"
    CWC = "CWC"
    BWC = "BWC"
    MTCR = "MTCR"
    WA = "WA"
    WA_ML = "WA-ML"
    UN_1988 = "UN-1988"
    UN_1988_II = "UN-1988-II"
    EXPLOSIVES = "explosives"
    EXPLOSIVE_PRECURSORS = "explosive-precursors"
    RADIOACTIVE = "radioactive"


class Outcome(StrEnum):
    """The three-valued answer for one entry and one goods item."""

    MEETS = "meets"
    DOES_NOT_MEET = "does not meet"
    UNDETERMINED = "undetermined"


class Strength(StrEnum):
    """How much an HS code says: made for these goods, near them, or holding them among thousands of others."""

    CORE = "core"
    RELATED = "related"
    BASKET = "basket"


class Silence(StrEnum):
    """What a description that does not mention a feature says about it."""

    UNKNOWN = "unknown"
    ABSENT = "absent"
    PRESENT = "present"


class Reach(StrEnum):
    """Which part of a stated range counts: all of it, its top (what goods can do), or its bottom."""

    WHOLE = "whole"
    TOP = "top"
    BOTTOM = "bottom"


Texts = dict[str, str]
"""A text by language tag; ``en`` is required."""

Terms = dict[str, list[str]]
"""Terms by language tag."""


class _Checked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in YAML in which a misspelt key is an error."""


class Listing(_Checked, frozen=True, kw_only=True):
    """One list that has the entry: its code, its validity (either end open), and where that can be read.

    ``explained`` says why a limit of the test does not stand in the list's text as such.
    """

    list: str
    code: str
    regime: Regime
    valid: tuple[date | None, date | None] = (None, None)
    source: str
    test: Any = None
    explained: dict[str, str] = {}


class HsLink(_Checked, frozen=True, kw_only=True):
    """An HS code, heading or chapter under which the goods travel."""

    code: str
    strength: Strength = Strength.RELATED
    note: str = ""


class Bound(_Checked, frozen=True, kw_only=True):
    """What nature allows for a parameter when it is not stated: used, and shown as used."""

    parameter: str
    low: str
    high: str
    when: list[str] = []
    unless: list[str] = []
    because: Texts


class FamilySpec(_Checked, frozen=True, kw_only=True):
    """A family of structures, as a core and what its atoms may carry.

    ``patterns`` are SMARTS of the core. ``carries`` says by an atom's map number which groups it must carry beside the
    core, as alternatives: ``small`` (methyl, ethyl, n-propyl, isopropyl), ``alkyl`` (one to ten carbons, rings
    included), ``any alkyl``, ``bearing`` (alkyl with one hydroxyl, cyano or acetoxy group); an atom that is not
    mapped carries none. ``containing`` looks at carbon neighbours only: the rest of the molecule may be anything.
    ``{chain}`` in a pattern stands for a chain of CH2 groups of these lengths. ``exempt`` structures are not in the
    family, nor are those of the families it ``yields_to``. ``hits`` and ``misses`` are examples at its edges.
    """

    patterns: list[str]
    carries: dict[str, list[list[str]]] = {}
    containing: bool = False
    chain: tuple[int, int] = (0, 0)
    exempt: list[str] = []
    yields_to: list[str] = []
    hits: list[str] = []
    misses: list[str] = []


class Handling(_Checked, frozen=True, kw_only=True):
    """How to open and touch the goods, and whom to call."""

    opening: str = "normal"
    hazards: list[Texts] = []
    contact: Texts = {}


class Example(_Checked, frozen=True, kw_only=True):
    """A description that travels with the entry and what must come out of it."""

    text: str
    expect: Outcome | None = None
    asks: list[str] = []
    hs: str | None = None
    near_miss: list[str] = []


class EntrySpec(_Checked, frozen=True, kw_only=True):
    """One control entry as it is written; with ``salts`` it covers the salts of the substances it names by CAS number.

    With ``needs``, words point to the entry only where one of these parameters is stated: without it they name everyday
    goods.
    """

    id: str
    title: Texts
    why: Texts = {}
    lists: list[Listing]
    hs: list[HsLink] = []
    cas: list[str] = []
    un_numbers: list[str] = []
    structure: FamilySpec | None = None
    salts: bool = False
    subject: Terms = {}
    names: Terms = {}
    brands: list[str] = []
    not_subject: Terms = {}
    not_groups: list[str] = []
    needs: list[str] = []
    derive: dict[str, str] = {}
    bounds: list[Bound] = []
    test: Any = None
    near_miss: dict[str, str] = {}
    questions: dict[str, Texts] = {}
    look_alikes: list[Texts] = []
    red_flags: list[Texts] = []
    handling: Handling = Handling()
    tests: list[Example] = []


class ParameterSpec(_Checked, frozen=True, kw_only=True):
    """A measurable quantity of goods: its dimension, the words that name it, and how its ranges are understood.

    ``alone`` lets a quantity without any label count if it is the only unlabelled one of its dimension; ``several``
    lets all of them count; with ``plausible`` only those between these two. ``magnitude`` drops the sign. ``nominal``
    lets a DN or NPS size count. ``also`` are further dimensions of the same size in SI that traders write it in (a
    sample rate in gigahertz).
    """

    dimension: str
    also: list[str] = []
    title: Texts
    labels: Terms
    question: Texts
    reach: Reach = Reach.WHOLE
    alone: bool = False
    several: bool = False
    magnitude: bool = False
    nominal: bool = False
    signed: bool = False
    plausible: tuple[str, str] | None = None


class FeatureSpec(_Checked, frozen=True, kw_only=True):
    """A yes-or-no property of goods and the words that tell.

    ``sure`` words prevail over ``absent`` ones; ``ignore`` words hide what is inside them (a valve's ``ptfe seat`` is
    no PTFE valve). With both sides present and nothing sure, the answer is unknown.
    """

    title: Texts
    question: Texts
    present: Terms = {}
    absent: Terms = {}
    sure: Terms = {}
    ignore: list[str] = []
    silent: Silence = Silence.UNKNOWN


class VocabularySpec(_Checked, frozen=True, kw_only=True):
    """The words that all entries share."""

    parameters: dict[str, ParameterSpec] = {}
    features: dict[str, FeatureSpec] = {}
    groups: dict[str, Terms] = {}
