"""History: every consignment, assessment and finding, kept for good and readable as of any moment."""

from darvoza.history.baselines import (
    FEATURE_SCHEMA,
    FEATURES,
    ITEM_FEATURE_SCHEMA,
    ITEM_FEATURES,
    Baselines,
    Feature,
    Features,
    baselines_page,
)
from darvoza.history.findings import FINDING_SCHEMA, FOUND_PARTY_SCHEMA
from darvoza.history.lake import History
from darvoza.history.past import RUN_SCHEMA, VERSION_SCHEMA
from darvoza.history.storage import NotStorable
from darvoza.history.table import HistoryNotInstalled, RunConflict

__all__ = [
    "FEATURES",
    "FEATURE_SCHEMA",
    "FINDING_SCHEMA",
    "FOUND_PARTY_SCHEMA",
    "ITEM_FEATURES",
    "ITEM_FEATURE_SCHEMA",
    "RUN_SCHEMA",
    "VERSION_SCHEMA",
    "Baselines",
    "Feature",
    "Features",
    "History",
    "HistoryNotInstalled",
    "NotStorable",
    "RunConflict",
    "baselines_page",
]
