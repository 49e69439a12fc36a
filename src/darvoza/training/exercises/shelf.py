"""The ready exercises: each YAML file of ``data/ready`` is one."""

from functools import cache
from importlib.resources import files

from darvoza.training.exercises.reading import parse_exercise
from darvoza.training.exercises.scenario import Exercise


@cache
def ready() -> tuple[Exercise, ...]:
    """Every ready exercise, by id.

    >>> len({exercise.id for exercise in ready()}) == len(ready())
    True
    """
    folder = files("darvoza.training.exercises").joinpath("data", "ready")
    named = sorted((each.name, each) for each in folder.iterdir() if each.name.endswith(".yaml"))
    return tuple(parse_exercise(each.read_text("utf-8"), name) for name, each in named)


def exercise(id: str) -> Exercise:  # noqa: A002 - the exercise's own word
    """The ready exercise with this id.

    Raises:
        KeyError: there is none; the text names those there are.
    """
    found = next((each for each in ready() if each.id == id), None)
    if found is None:
        raise KeyError(f"no exercise {id!r}; there are: {', '.join(each.id for each in ready())}")
    return found
