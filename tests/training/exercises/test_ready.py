"""The ready exercises: enough of them, about every kind of harm, in five languages, at three levels."""

import msgspec
import pytest

from darvoza.signals import Typology
from darvoza.training.exercises import Exercise, Kind, Words, prepare, ready
from darvoza.training.exercises.loads import loads
from darvoza.training.exercises.words import vocabulary

BIG = "desk-week"


def test_there_are_at_least_two_dozen_of_every_kind_and_about_every_harm() -> None:
    assert len(ready()) >= 24
    assert {exercise.kind for exercise in ready()} == set(Kind)
    harms = {typology for exercise in ready() for typology in exercise.typologies}
    assert harms == set(Typology) - {Typology.GENERAL}


@pytest.mark.parametrize("exercise", ready(), ids=lambda exercise: exercise.id)
def test_each_is_written_in_five_languages_with_goals_notes_and_sources(exercise: Exercise) -> None:
    tasks = [*exercise.tasks, *(inject.task for inject in exercise.injects if inject.task)]
    texts = [
        exercise.title,
        exercise.briefing,
        exercise.notes,
        *exercise.goals,
        *exercise.hints,
        *(inject.text for inject in exercise.injects),
        *(role.title for role in exercise.roles),
        *(task.prompt for task in tasks),
        *(choice.text for task in tasks for choice in task.choices if not choice.action),
    ]
    assert all(not text.missing() for text in texts)
    assert exercise.goals
    assert exercise.sources
    assert all(note.url.startswith("http") for note in exercise.sources)


def test_the_common_words_are_in_five_languages_with_the_same_places() -> None:
    texts = [words for section in vocabulary().values() for words in section.values()]
    texts += [words for load in loads().values() for words in (load.text, load.why)]
    assert all(not words.missing() for words in texts)
    for words in texts:
        places = {name: _places(text) for name, text in msgspec.structs.asdict(words).items()}
        assert len(set(places.values())) == 1, (words.en, places)


def _places(text: str) -> frozenset[str]:
    return frozenset(part.partition("}")[0] for part in text.split("{")[1:])


@pytest.mark.parametrize("exercise", [each for each in ready() if each.id != BIG], ids=lambda exercise: exercise.id)
def test_each_can_be_prepared_at_each_level_and_plants_what_it_promises(exercise: Exercise) -> None:
    levels = (1, 2, 3) if exercise.kind not in {Kind.TARGETING, Kind.PROFILE} else (1 + len(exercise.id) % 3,)
    for level in levels:
        prepared = prepare(exercise, exercise.seed, level=level)
        items = {item.id for item in (*prepared.materials.items, *prepared.hidden.later)}
        assert items
        assert {truth.item for truth in prepared.hidden.truths} == items
        if exercise.kind in {Kind.TARGETING, Kind.TRANSIT, Kind.PRICES}:
            (truth,) = prepared.hidden.truths
            cases = {mark.case or mark.ref for mark in truth.marks}
            assert len(cases) >= 0.8 * exercise.levels[level - 1].planted
            assert set(truth.right) <= set(prepared.materials.items[0].about)


def test_levels_grow_harder() -> None:
    for exercise in ready():
        first, second, third = exercise.levels
        assert first.count <= second.count <= third.count
        assert len({level.difficulty for level in exercise.levels}) == 3
        assert not third.hints


def test_a_text_falls_back_to_what_there_is() -> None:
    assert Words("", ru="Стой").say() == "Стой"
    assert not Words()
    assert Words("Stop {who}").say(who=Words("him")) == "Stop him"
