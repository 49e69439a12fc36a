"""Statistics: how well control works, with how much certainty."""

from darvoza.statistics.backtest import Advice, Backtest, Standing, backtest, known_results, standings
from darvoza.statistics.control import (
    Comparison,
    breach_rate,
    compare,
    facilitation,
    hit_rates,
    releases_by_office,
)
from darvoza.statistics.estimates import Drift, Missed, Rate, chance_rate, drift, exact_interval, missed, weighted_rate
from darvoza.statistics.intervals import Chance, Share, found_by_chance, share, with_share
from darvoza.statistics.pooled import MISSED_SCHEMA, missed_by_period

__all__ = [
    "MISSED_SCHEMA",
    "Advice",
    "Backtest",
    "Chance",
    "Comparison",
    "Drift",
    "Missed",
    "Rate",
    "Share",
    "Standing",
    "backtest",
    "breach_rate",
    "chance_rate",
    "compare",
    "drift",
    "exact_interval",
    "facilitation",
    "found_by_chance",
    "hit_rates",
    "known_results",
    "missed",
    "missed_by_period",
    "releases_by_office",
    "share",
    "standings",
    "weighted_rate",
    "with_share",
]
