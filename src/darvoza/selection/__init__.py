"""Selection: which consignments are stopped within a post's capacity, and with which technique."""

from darvoza.selection.capacity import Capacity, CapacityError, load_capacities
from darvoza.selection.exploring import beyond_the_edge, worth_knowing
from darvoza.selection.measures import CONTROLS, MEASURES, propose_measures
from darvoza.selection.model import BY_CHANCE, PLAN_SCHEMA, Ground, Note, Selection, explain
from darvoza.selection.placing import Placing, place
from darvoza.selection.searching import SearchPlan, search_plan, search_words, sooner
from darvoza.selection.select import select
from darvoza.selection.techniques import TECHNIQUES, Harm, Technique, detection, harm, techniques

__all__ = [
    "BY_CHANCE",
    "CONTROLS",
    "MEASURES",
    "PLAN_SCHEMA",
    "TECHNIQUES",
    "Capacity",
    "CapacityError",
    "Ground",
    "Harm",
    "Note",
    "Placing",
    "SearchPlan",
    "Selection",
    "Technique",
    "beyond_the_edge",
    "detection",
    "explain",
    "harm",
    "load_capacities",
    "place",
    "propose_measures",
    "search_plan",
    "search_words",
    "select",
    "sooner",
    "techniques",
    "worth_knowing",
]
