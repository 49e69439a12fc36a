"""Statistics: how well control works, with how much certainty."""

from darvoza.statistics.control import (
    Comparison,
    breach_rate,
    compare,
    facilitation,
    hit_rates,
    releases_by_office,
)
from darvoza.statistics.intervals import Chance, Share, found_by_chance, share, with_share

__all__ = [
    "Chance",
    "Comparison",
    "Share",
    "breach_rate",
    "compare",
    "facilitation",
    "found_by_chance",
    "hit_rates",
    "releases_by_office",
    "share",
    "with_share",
]
