"""Office: the desk in a browser. So far it shows the assessments of one run, read-only, on this machine."""

try:
    import django as _django
except ModuleNotFoundError as _error:
    raise ModuleNotFoundError("the office needs Django: pip install darvoza[office]", name=_error.name) from _error

from darvoza.office.application import create_office
from darvoza.office.serve import HOST, PORT, NotThisMachineError, OfficeServer, office_server, serve

del _django

__all__ = ["HOST", "PORT", "NotThisMachineError", "OfficeServer", "create_office", "office_server", "serve"]
