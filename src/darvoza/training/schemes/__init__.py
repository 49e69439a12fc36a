"""Schemes: each module of this folder that has a ``SCHEME`` is one way of deceiving customs."""

import importlib
import pkgutil
from functools import cache

from darvoza.training.case import Scheme


@cache
def all_schemes() -> tuple[Scheme, ...]:
    """Every scheme, by id."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted((module.SCHEME for module in modules if hasattr(module, "SCHEME")), key=lambda each: each.id))
