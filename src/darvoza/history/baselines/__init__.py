"""Baselines: what the history tells of a consignment's parties, goods, routes and prices. Facts, no opinions."""

from darvoza.history.baselines.baselines import Baselines
from darvoza.history.baselines.features import Features
from darvoza.history.baselines.page import baselines_page
from darvoza.history.baselines.schema import FEATURE_SCHEMA, FEATURES, ITEM_FEATURE_SCHEMA, ITEM_FEATURES, Feature

__all__ = [
    "FEATURES",
    "FEATURE_SCHEMA",
    "ITEM_FEATURES",
    "ITEM_FEATURE_SCHEMA",
    "Baselines",
    "Feature",
    "Features",
    "baselines_page",
]
