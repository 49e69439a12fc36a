"""What every test may use."""

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Public data kept beside a developer's checkout; tests that want it are skipped where there is none."""
    folder = Path(os.environ.get("DARVOZA_SHARED", _DEFAULT))
    if not (folder / "data").is_dir():
        pytest.skip(f"no shared data at {folder}: set DARVOZA_SHARED to run tests on real lists and messages")
    return folder
