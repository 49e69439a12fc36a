"""Whoever asks what a benchmark does is told so, and nothing is measured."""

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


def benchmarks(*asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "benchmarks", *asked], cwd=_ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--help"], "Benchmarks: assess, "),
        (["selection", "--help"], "--weeks"),
        (["assess", "-h"], "DARVOZA_SIZES"),
    ],
)
def test_help_tells_what_there_is(asked: list[str], told: str) -> None:
    done = benchmarks(*asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert told in done.stdout


def test_an_unknown_benchmark_has_no_usage() -> None:
    done = benchmarks("assessing", "--help")
    assert done.returncode == 2
    assert "there are: assess, " in done.stderr
