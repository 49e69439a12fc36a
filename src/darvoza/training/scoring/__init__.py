"""Scoring: what a run found, at which cost, how sure and how safely; beside chance, the engine and an expert."""

from darvoza.training.scoring.baselines import EXPERT, Baseline, answered, baselines, by_chance, expert
from darvoza.training.scoring.conditions import refused, tried
from darvoza.training.scoring.engine import engine
from darvoza.training.scoring.groups import Group, Progress, compare, progress
from darvoza.training.scoring.irt import Ability, Fitted, ItemFit, ability, fit, responses
from darvoza.training.scoring.outcomes import Outcome, outcomes
from darvoza.training.scoring.review import Member, Missed, Moment, MoreAsked, Review, review, timeline
from darvoza.training.scoring.score import (
    ENOUGH,
    MEASURES,
    NOT_FOR_PERSONNEL,
    Measure,
    Score,
    named,
    score,
    scored,
)
from darvoza.training.scoring.trainees import as_events, of_ability

__all__ = [
    "ENOUGH",
    "EXPERT",
    "MEASURES",
    "NOT_FOR_PERSONNEL",
    "Ability",
    "Baseline",
    "Fitted",
    "Group",
    "ItemFit",
    "Measure",
    "Member",
    "Missed",
    "Moment",
    "MoreAsked",
    "Outcome",
    "Progress",
    "Review",
    "Score",
    "ability",
    "answered",
    "as_events",
    "baselines",
    "by_chance",
    "compare",
    "engine",
    "expert",
    "fit",
    "named",
    "of_ability",
    "outcomes",
    "progress",
    "refused",
    "responses",
    "review",
    "score",
    "scored",
    "timeline",
    "tried",
]
