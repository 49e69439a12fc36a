"""History: every consignment, assessment and finding, kept for good and readable as of any moment."""

from darvoza.history.lake import FINDING_SCHEMA, VERSION_SCHEMA, History
from darvoza.history.storage import NotStorable
from darvoza.history.table import HistoryNotInstalled, RunConflict

__all__ = ["FINDING_SCHEMA", "VERSION_SCHEMA", "History", "HistoryNotInstalled", "NotStorable", "RunConflict"]
