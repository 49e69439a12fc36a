"""Assess: the one pipeline, a batch of columns in and assessments out."""

from darvoza.assess.enrich import as_assessed
from darvoza.assess.exploring import Explored
from darvoza.assess.model import ASSESSMENT_SCHEMA, Assessed
from darvoza.assess.pipeline import Resources, assess
from darvoza.assess.record import assessments
from darvoza.assess.shift import Decided, candidates, decide
from darvoza.assess.who import Screening, seized_parties

__all__ = [
    "ASSESSMENT_SCHEMA",
    "Assessed",
    "Decided",
    "Explored",
    "Resources",
    "Screening",
    "as_assessed",
    "assess",
    "assessments",
    "candidates",
    "decide",
    "seized_parties",
]
