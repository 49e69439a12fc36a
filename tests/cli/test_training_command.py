"""``darvoza training``: look at exercises, prepare a session with its truth sealed, and score it at the end."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main

pytest.importorskip("cryptography")


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["training", *map(str, arguments)], terminal_width=200)


def test_exercises_are_listed_and_shown() -> None:
    listed = _run("exercises", "--language", "tg")
    assert listed.exit_code == 0
    assert "desk-precursors" in listed.output.replace("\n", "")
    shown = _run("show", "desk-precursors")
    assert "Level 3" in shown.output
    assert "https://" in shown.output
    assert "no exercise" in _run("show", "nothing").output


def test_an_exercise_can_be_cloned_as_yaml_and_its_mistakes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(_run("show", "search-radiation", "--yaml").output, encoding="utf-8")
    assert _run("show", path).exit_code == 0
    path.write_text(path.read_text("utf-8").replace("source-in-scrap", "source-in-soup"), encoding="utf-8")
    wrong = _run("show", path)
    assert wrong.exit_code == 2
    assert "source-in-soup" in wrong.output


def test_a_session_is_prepared_sealed_and_scored(tmp_path: Path) -> None:
    assert _run("run", "search-radiation", "--out", tmp_path, "--seed", "4").exit_code == 0
    given = b"".join(path.read_bytes() for path in (tmp_path / "trainees").rglob("*") if path.is_file())
    assert b"harmful" not in given
    key = (tmp_path / "trainer" / "key.txt").read_text().strip().encode()
    assert key not in given
    answers = tmp_path / "answers.csv"
    answers.write_text("who,item,answer\nana,load-1-technique,radiation check\n", encoding="utf-8")
    table, book = tmp_path / "out.csv", tmp_path / "book.html"
    scored = _run("score", tmp_path, answers, "--csv", table, "--book", book)
    assert scored.exit_code == 0, scored.output
    assert "An expert" in scored.output
    assert "never for decisions about personnel" in scored.output
    assert "ana,search-radiation,1,mark" in table.read_text("utf-8")
    assert 'class="answer"' in book.read_text("utf-8")
    (tmp_path / "trainer" / "key.txt").write_text("A" * 43)
    refused = _run("score", tmp_path, answers)
    assert refused.exit_code == 2
    assert "does not open" in refused.output


def test_answers_that_are_no_run_are_refused(tmp_path: Path) -> None:
    _run("run", "search-radiation", "--out", tmp_path, "--seed", "4")
    answers = tmp_path / "answers.csv"
    answers.write_text("name,item\nx,y\n", encoding="utf-8")
    assert "no columns who, item and answer" in _run("score", tmp_path, answers).output
    lines = tmp_path / "run.jsonl"
    lines.write_text("{no\n", encoding="utf-8")
    assert "line 1 of the run" in _run("score", tmp_path, lines).output
