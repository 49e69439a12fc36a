"""What has to stand before any module is collected: a folder of the tests' own, and the office's settings."""

import atexit
import os
import shutil
import tempfile

import django

# What the person who runs the tests has fetched must not change what the tests see, nor they what was fetched.
_HOME = tempfile.mkdtemp(prefix="darvoza-tests-")
os.environ["DARVOZA_HOME"] = _HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "darvoza.office.settings"
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

django.setup()  # before a test module of the office imports its models
