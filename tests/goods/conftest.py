"""What the tests of goods share."""

import pytest

from darvoza.goods import ControlList, load_entries


@pytest.fixture(scope="session")
def control() -> ControlList:
    """The control entries in force today."""
    return load_entries()
