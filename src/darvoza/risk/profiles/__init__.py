"""Profiles: the analysts' language, from the text they write to the consignments it is true of."""

from darvoza.risk.profiles.applying import HIT_SCHEMA, Profiles, profile_hits, profile_signals, shown_columns
from darvoza.risk.profiles.closures import compile_test
from darvoza.risk.profiles.coded import CodedView
from darvoza.risk.profiles.columns import COLUMNS, ViewColumn, view_schema
from darvoza.risk.profiles.expressions import to_expression
from darvoza.risk.profiles.profile import Profile
from darvoza.risk.profiles.program import Program
from darvoza.risk.profiles.reading import read_condition
from darvoza.risk.profiles.records import Record, RecordRefused, read_record
from darvoza.risk.profiles.refusal import ConditionRefused
from darvoza.risk.profiles.sql import Dialect, to_sql
from darvoza.risk.profiles.store import Decision, Kept, ProfileStore, StoreRefused
from darvoza.risk.profiles.stored import STORED_SCHEMA, StoredView
from darvoza.risk.profiles.trace import Trace, trace
from darvoza.risk.profiles.tree import Predicate
from darvoza.risk.profiles.view import consignment_view

__all__ = [
    "COLUMNS",
    "HIT_SCHEMA",
    "STORED_SCHEMA",
    "CodedView",
    "ConditionRefused",
    "Decision",
    "Dialect",
    "Kept",
    "Predicate",
    "Profile",
    "ProfileStore",
    "Profiles",
    "Program",
    "Record",
    "RecordRefused",
    "StoreRefused",
    "StoredView",
    "Trace",
    "ViewColumn",
    "compile_test",
    "consignment_view",
    "profile_hits",
    "profile_signals",
    "read_condition",
    "read_record",
    "shown_columns",
    "to_expression",
    "to_sql",
    "trace",
    "view_schema",
]
