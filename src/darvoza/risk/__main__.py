"""``python -m darvoza.risk`` writes the reference page of the indicators to standard output."""

import sys

from darvoza.risk.page import indicators_page

if __name__ == "__main__":
    sys.stdout.write(indicators_page())
