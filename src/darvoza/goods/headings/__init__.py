"""Headings: which HS headings a description speaks of, and whether the declared one is plausible."""

from darvoza.goods.headings.judging import IMPLAUSIBLE, Implausible, heading_signals, judge, judge_items
from darvoza.goods.headings.learning import learn_headings, load_headings
from darvoza.goods.headings.model import Heading, HeadingModel

__all__ = [
    "IMPLAUSIBLE",
    "Heading",
    "HeadingModel",
    "Implausible",
    "heading_signals",
    "judge",
    "judge_items",
    "learn_headings",
    "load_headings",
]
