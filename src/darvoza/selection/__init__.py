"""Selection: which consignments are stopped within a post's capacity, and with which measure."""

from darvoza.selection.measures import CONTROLS, MEASURES, propose_measures
from darvoza.selection.select import Ground, Note, Selection, select

__all__ = ["CONTROLS", "MEASURES", "Ground", "Note", "Selection", "propose_measures", "select"]
