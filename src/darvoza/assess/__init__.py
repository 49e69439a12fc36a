"""Assess."""
