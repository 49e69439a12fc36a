"""Office: the desk in a browser, where a unit targets, examines, investigates and learns."""

try:
    import django as _django
except ModuleNotFoundError as _error:
    raise ModuleNotFoundError("the office needs Django: pip install darvoza[office]", name=_error.name) from _error

from darvoza.office.application import create_office, set_up

del _django

__all__ = ["create_office", "set_up"]
