"""Risk: the signs that point to harm, and the score they add up to."""

from darvoza.risk.calibration import Calibration, fit_calibration
from darvoza.risk.evaluate import GAP_SCHEMA, Evaluation, evaluate
from darvoza.risk.indicator import Indicator, Source, indicator
from darvoza.risk.model import Model, model_signals
from darvoza.risk.page import indicators_page
from darvoza.risk.profiles import (
    ConditionRefused,
    Profile,
    Profiles,
    ProfileStore,
    RecordRefused,
    StoredView,
    StoreRefused,
    Trace,
    consignment_view,
    profile_hits,
    profile_signals,
    read_condition,
    read_record,
    shown_columns,
    to_expression,
    to_sql,
    trace,
)
from darvoza.risk.rarity import by_rarity
from darvoza.risk.recorded import recorded_calibration
from darvoza.risk.records import RECORDS, Records, RecordsError, RecordTable
from darvoza.risk.reference import CountryList, GoodsList, Reference
from darvoza.risk.registry import all_indicators
from darvoza.risk.score import REPEAT, Scores, score
from darvoza.risk.workings import Workings

__all__ = [
    "GAP_SCHEMA",
    "RECORDS",
    "REPEAT",
    "Calibration",
    "ConditionRefused",
    "CountryList",
    "Evaluation",
    "GoodsList",
    "Indicator",
    "Model",
    "Profile",
    "ProfileStore",
    "Profiles",
    "RecordRefused",
    "RecordTable",
    "Records",
    "RecordsError",
    "Reference",
    "Scores",
    "Source",
    "StoreRefused",
    "StoredView",
    "Trace",
    "Workings",
    "all_indicators",
    "by_rarity",
    "consignment_view",
    "evaluate",
    "fit_calibration",
    "indicator",
    "indicators_page",
    "model_signals",
    "profile_hits",
    "profile_signals",
    "read_condition",
    "read_record",
    "recorded_calibration",
    "score",
    "shown_columns",
    "to_expression",
    "to_sql",
    "trace",
]
