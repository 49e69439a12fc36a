"""Writes the reference page of the profile language: ``python -m darvoza.risk.profiles``."""

import sys

from darvoza.risk.profiles.page import language_page

if __name__ == "__main__":
    sys.stdout.write(language_page())
