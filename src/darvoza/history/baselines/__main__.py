"""Writes docs/reference/baselines.md: ``python -m darvoza.history.baselines > docs/reference/baselines.md``."""

import sys

from darvoza.history.baselines.page import baselines_page

if __name__ == "__main__":
    sys.stdout.write(baselines_page())
