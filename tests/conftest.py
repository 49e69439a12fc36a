"""What every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, how many are thrown away how a strategy is written; neither
# says whether the code is right.
settings.register_profile(
    "darvoza", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
settings.register_profile("ci", settings.get_profile("darvoza"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "darvoza")

_DEFAULT = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Public data kept beside a developer's checkout; tests that want it are skipped where there is none."""
    folder = Path(os.environ.get("DARVOZA_SHARED", _DEFAULT))
    if not (folder / "data").is_dir():
        pytest.skip(f"no shared data at {folder}: set DARVOZA_SHARED to run tests on real lists and messages")
    return folder
