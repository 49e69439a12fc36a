"""What the tests of chemistry share."""

import pytest

from darvoza.goods.chemistry import installed


@pytest.fixture(scope="session", autouse=True)
def chemistry() -> None:
    """Skips where the extra is not installed."""
    if not installed():
        pytest.skip("the extra is not installed: pip install 'darvoza[chemistry]'")
