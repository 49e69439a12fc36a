"""An instructor's YAML: read back as written, and every mistake told by line, key, value and what to do."""

from pathlib import Path

import pytest

from darvoza.training.exercises import (
    BadExercise,
    Words,
    clone,
    exercise,
    load_exercise,
    parse_exercise,
    ready,
    to_yaml,
)

TEXT = to_yaml(exercise("desk-precursors"))


@pytest.mark.parametrize("each", ready(), ids=lambda each: each.id)
def test_an_exercise_is_read_as_it_was_written(each: object) -> None:
    assert parse_exercise(to_yaml(each)) == each  # type: ignore[arg-type] - an exercise


def test_a_scheme_that_does_not_exist_is_told_with_the_one_that_is_meant() -> None:
    with pytest.raises(BadExercise, match=r"line .*acetic-anhydryde.*Is acetic-anhydride meant"):
        parse_exercise(TEXT.replace("scheme: acetic-anhydride", "scheme: acetic-anhydryde"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("count: 120", "count: many", r"levels\[0\].count.*int"),
        ("count: 120", "count: 0", r"levels\[0\].count.*1 to 200000"),
        ("seed: 1101", "sead: 1101", "sead"),
        ("kind: targeting", "kind: sleeping", "kind"),
        ("seed: 1101", "seed: -3", "seed"),
        ("- TJNPJ", "- TJXXX", r"posts\[1\]: TJXXX"),
        ("id: desk-precursors", "id: desk precursors!", "id: "),
        ("kind: targeting", "kind: transit", "corridor"),
    ],
)
def test_mistakes_are_told_where_they_stand(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(BadExercise, match=told) as error:
        parse_exercise(TEXT.replace(old, new, 1), "mine.yaml")
    assert all(problem.where.startswith("mine.yaml") for problem in error.value.problems)


@pytest.mark.parametrize("text", ["", "[", "a: *b", "a: 1\na: 2", "- 1", "&a {x: *a}", "x" * 600_000])
def test_what_is_no_exercise_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadExercise):
        parse_exercise(text)


def test_questions_must_have_answers_that_make_sense() -> None:
    request = to_yaml(exercise("request-write"))
    with pytest.raises(BadExercise, match="one is right, not 2"):
        parse_exercise(
            request.replace("- action: private-mail\n    harmful: true", "- action: private-mail\n    right: true")
        )
    with pytest.raises(BadExercise, match="hold-it"):
        parse_exercise(request.replace("action: hold", "action: hold-it"))


def test_an_exercise_is_cloned_and_checked_anew(tmp_path: Path) -> None:
    mine = clone(exercise("desk-arms"), "my-arms", title=Words("Mine"), seed=5)
    assert (mine.id, mine.title.en, mine.seed) == ("my-arms", "Mine", 5)
    with pytest.raises(BadExercise, match="title"):
        clone(exercise("desk-arms"), "my-arms", title=Words())
    path = tmp_path / "mine.yaml"
    path.write_text(to_yaml(mine), encoding="utf-8")
    assert load_exercise(path) == mine
    path.write_bytes(b"id: \xff")
    with pytest.raises(BadExercise, match="UTF-8"):
        load_exercise(path)
