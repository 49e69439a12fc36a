"""Darvoza: which consignments to stop at a border, why, and how to examine them."""

__version__ = "0.1.0"
