"""Goods: what are they really, and which control entries do they meet?"""

from darvoza.goods.control_list import ControlList, Entry
from darvoza.goods.determining import Determination
from darvoza.goods.high_priority import common_high_priority
from darvoza.goods.identify import DETERMINATION_SCHEMA, Determinations, identify, identify_text
from darvoza.goods.loading import ControlEntryError, EntryProblem, compile_entries, load_entries
from darvoza.goods.raising import control_signals
from darvoza.goods.schema import Outcome, Strength

__all__ = [
    "DETERMINATION_SCHEMA",
    "ControlEntryError",
    "ControlList",
    "Determination",
    "Determinations",
    "Entry",
    "EntryProblem",
    "Outcome",
    "Strength",
    "common_high_priority",
    "compile_entries",
    "control_signals",
    "identify",
    "identify_text",
    "load_entries",
]
