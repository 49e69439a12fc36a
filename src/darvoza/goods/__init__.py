"""Goods: what are they really, and which control entries do they meet?"""

from darvoza.goods.audit import ListFileError, audit, drift
from darvoza.goods.candidates import Candidate, candidates
from darvoza.goods.contradictions import Contradiction
from darvoza.goods.control_list import Advice, ControlList, Entry
from darvoza.goods.determining import Determination
from darvoza.goods.headings import Heading, HeadingModel, heading_signals, load_headings
from darvoza.goods.high_priority import common_high_priority
from darvoza.goods.identify import (
    CONTRADICTION_SCHEMA,
    DETERMINATION_SCHEMA,
    Determinations,
    identify,
    identify_text,
)
from darvoza.goods.items import ItemsError, chemistry_notice, hs_page, identify_items, look
from darvoza.goods.loading import ControlEntryError, EntryProblem, compile_entries, load_entries
from darvoza.goods.raising import control_signals
from darvoza.goods.schema import Outcome, Strength
from darvoza.goods.wording import evidence_words, goods_words, outcome_words

__all__ = [
    "CONTRADICTION_SCHEMA",
    "DETERMINATION_SCHEMA",
    "Advice",
    "Candidate",
    "Contradiction",
    "ControlEntryError",
    "ControlList",
    "Determination",
    "Determinations",
    "Entry",
    "EntryProblem",
    "Heading",
    "HeadingModel",
    "ItemsError",
    "ListFileError",
    "Outcome",
    "Strength",
    "audit",
    "candidates",
    "chemistry_notice",
    "common_high_priority",
    "compile_entries",
    "control_signals",
    "drift",
    "evidence_words",
    "goods_words",
    "heading_signals",
    "hs_page",
    "identify",
    "identify_items",
    "identify_text",
    "load_entries",
    "load_headings",
    "look",
    "outcome_words",
]
