"""The registry of indicators: every :class:`Indicator` declared in a module of ``risk.indicators``."""

import importlib
import pkgutil
from functools import cache

from darvoza.risk import indicators
from darvoza.risk.indicator import Indicator


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator, by id.

    >>> [each.title for each in all_indicators() if each.id == "CON-02"]
    ['One seal number on two containers']

    Raises:
        ValueError: two indicators have one id.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(indicators.__path__))
    modules = [importlib.import_module(f"{indicators.__name__}.{name}") for name in names]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, Indicator)]
    by_id = {each.id: each for each in found}
    if len(by_id) < len(found):
        raise ValueError("two indicators have one id")
    return tuple(by_id[key] for key in sorted(by_id))
