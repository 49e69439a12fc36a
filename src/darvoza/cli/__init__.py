"""The ``darvoza`` command."""

from darvoza.cli.main import main

__all__ = ["main"]
