"""`darvoza parties allow`, `withdraw`, `allowed` and `same`: an officer's decisions on matches."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main

END = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
SAID = ("--name", "Heron Trade", "--officer", "N. Karimova", "--reason", "Another tax number")


def darvoza(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DARVOZA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    path = tmp_path / "own.csv"
    path.write_text("entity_id,name,identifier\n7,Heron Trust,TIN:7701234567\n", encoding="utf-8")
    return path


def test_a_decision_is_recorded_shown_and_withdrawn(own: Path) -> None:
    darvoza("lists", "import", own)
    assert "No decisions stand" in darvoza("parties", "allowed").output
    done = darvoza("parties", "allow", "--entry", "own:7", *SAID, "--until", END)
    assert f"Allowed until {END}: Heron Trade is not own:7" in done.output
    shown = darvoza("parties", "allowed").output
    assert "heron trade ≠ own:7" in shown
    assert "N. Karimova: Another tax number" in shown
    assert darvoza("parties", "withdraw", "--entry", "own:7", *SAID).exit_code == 0
    assert "No decisions stand" in darvoza("parties", "allowed").output
    assert darvoza("parties", "withdraw", "--entry", "own:7", *SAID).exit_code == 2


def test_a_decision_falls_with_the_version_it_was_made_for(own: Path) -> None:
    darvoza("parties", "allow", "--entry", "own:7", *SAID, "--until", END, "--list", own)
    own.write_text("entity_id,name,identifier\n7,Heron Trust,TIN:7709999999\n", encoding="utf-8")
    assert "The list has changed what identifies the entry" in darvoza("parties", "allowed", "--list", own).output


def test_what_cannot_be_decided_is_refused(own: Path) -> None:
    allow = ("parties", "allow", "--list", own, *SAID, "--until", END)
    assert darvoza(*allow, "--entry", "seven").exit_code == 2
    assert darvoza(*allow, "--entry", "own:8").exit_code == 2
    assert darvoza("parties", "allow", "--list", own, *SAID, "--entry", "own:7", "--until", "2020-01-01").exit_code == 2


def test_one_party_on_two_lists_is_shown_with_the_reason(tmp_path: Path, own: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("entity_id,name,identifier\n1,The Heron Trust,INN:7701234567\n", encoding="utf-8")
    output = darvoza("parties", "same", "--list", own, "--list", other).output
    assert "own:7 Heron Trust = other:1 The Heron Trust" in output
    assert "Both have TIN 7701234567" in output
    assert "Entries: 2. Parties: 1." in output
