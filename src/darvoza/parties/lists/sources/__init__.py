"""Readers of published watch lists, one module for each publisher's format."""
