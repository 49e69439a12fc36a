"""Goods."""
