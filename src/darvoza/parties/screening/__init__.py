"""Screening: declared parties and means against lists, with reasons, and again when a list changes."""
