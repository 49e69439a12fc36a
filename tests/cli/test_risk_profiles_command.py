"""What an analyst does with a profile, command by command."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main

PROFILE = """\
id: CHEAP
title: Cheap machines
condition: mode = 'road' and unit_price_ratio < 0.4
author: A. Karimov
purpose: Undervalued machines
typology: revenue
weight: 0.4
start: 2020-01-01
end: 2099-12-31
review: 2098-06-01
"""


def darvoza(*words: object) -> Result:
    return CliRunner().invoke(main, ["risk", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cheap.yaml"
    path.write_text(PROFILE, "utf-8")
    return path


def test_from_a_file_to_a_profile_in_force_and_out_again(file: Path, tmp_path: Path) -> None:
    store = tmp_path / "profiles"
    assert "mode, unit_price_ratio" in darvoza("profiles", "check", file).output
    assert "version 1: kept as a draft" in darvoza("profiles", "add", file, "--profiles", store).output
    own = darvoza("profiles", "approve", "CHEAP", 1, "--by", "a. karimov", "--profiles", store)
    assert own.exit_code == 2
    assert "somebody else has to approve it" in own.output
    assert darvoza("profiles", "approve", "CHEAP", 1, "--by", "B", "--profiles", store).exit_code == 0
    assert "CHEAP" in darvoza("profiles", "list", "--profiles", store).output
    retired = darvoza("profiles", "retire", "CHEAP", "--by", "B", "--reason", "nothing", "--profiles", store)
    assert "retired by B" in retired.output


def test_a_mistake_is_shown_with_a_caret(file: Path) -> None:
    file.write_text(PROFILE.replace("mode", "mood"), "utf-8")
    said = darvoza("profiles", "check", file)
    assert said.exit_code == 2
    assert "There is no column mood. Did you mean mode?" in said.output
    assert "^^^^" in said.output


def test_a_backtest_of_an_empty_history_finds_nothing(file: Path, tmp_path: Path) -> None:
    pytest.importorskip("deltalake", reason="the extra darvoza[history] is not installed")
    history = tmp_path / "history"
    history.mkdir()
    assert "0 consignments added" in darvoza("view", "--history", history).output
    said = darvoza("backtest", file, "--history", history, "--profiles", tmp_path / "profiles")
    assert "0 of 0 consignments" in said.output
    review = darvoza("profiles", "review", "--history", history, "--profiles", tmp_path / "profiles")
    assert review.exit_code == 0


@pytest.mark.parametrize("line", ["TJS", "TJS,none", "TJS,-1", "TJS,inf"])
def test_rates_that_are_none_are_refused(line: str, tmp_path: Path) -> None:
    pytest.importorskip("deltalake", reason="the extra darvoza[history] is not installed")
    rates = tmp_path / "rates.csv"
    rates.write_text(f"EUR,1.1\n{line}\n", "utf-8")
    said = darvoza("view", "--history", tmp_path, "--rates", rates)
    assert said.exit_code == 2
    assert "line 2" in said.output
