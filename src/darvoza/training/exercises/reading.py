"""Reading an exercise that an instructor wrote: each mistake is told by line, key, value, rule and what to do."""

import re
from pathlib import Path
from typing import Final

import msgspec
import yaml

from darvoza.intake import Problem
from darvoza.language import say
from darvoza.training.exercises.checking import check
from darvoza.training.exercises.scenario import Exercise

_LARGEST: Final = 512 * 1024
_SHOWN: Final = 80
_TOLD: Final = re.compile(r"^(?P<rule>.*?)(?: - at `\$\.?(?P<path>.*?)`)?$", re.DOTALL)


class BadExercise(ValueError):  # noqa: N818 - the exercise is what is bad
    """An exercise has mistakes; ``problems`` tells each by line, key, value, rule and what to do."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(_sentence, problems)))


def _sentence(problem: Problem) -> str:
    given = {"field": problem.field, "value": problem.value, "limit": problem.limit}
    values = {name: value for name, value in given.items() if value is not None}
    return f"{problem.where}, {problem.field}: {say(problem.rule, **values)} {say(problem.advice, **values)}"


def load_exercise(path: Path) -> Exercise:
    """The exercise in this YAML file.

    Raises:
        BadExercise: the file has mistakes, which are named.
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    try:
        source = data[: _LARGEST + 4].decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = _problem(path.name, "whole file", "The file is not in UTF-8 (at {value}).", "Save it as UTF-8.")
        raise BadExercise((msgspec.structs.replace(wrong, value=f"byte {error.start}"),)) from error
    return parse_exercise(source, path.name)


def parse_exercise(source: str, name: str = "exercise") -> Exercise:
    """The exercise that this YAML text describes; ``name`` is what errors call the text.

    Raises:
        BadExercise: the text has mistakes, which are named.
    """
    lines: dict[str, int] = {}
    document = _document(source, name, lines)
    try:
        exercise = msgspec.convert(document, Exercise)
    except msgspec.ValidationError as error:
        told = _TOLD.match(str(error))
        path = (told and told["path"]) or ""
        rule = (told and told["rule"]) or str(error)
        wrong = _problem(_where(name, path, lines), path or "whole file", "{value}.", "Correct the line named.")
        raise BadExercise((msgspec.structs.replace(wrong, value=rule),)) from error
    problems = tuple(
        _problem(_where(name, found.key, lines), found.key, found.rule, found.advice, found.value, found.limit)
        for found in check(exercise)
    )
    if problems:
        raise BadExercise(problems)
    return exercise


def to_yaml(exercise: Exercise) -> str:
    """The exercise as YAML text, to be kept, changed or cloned.

    >>> from darvoza.training.exercises import ready
    >>> parse_exercise(to_yaml(ready()[0])) == ready()[0]
    True
    """
    plain = msgspec.to_builtins(exercise)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=110)


def clone(exercise: Exercise, id: str, **changes: object) -> Exercise:  # noqa: A002 - the exercise's own word
    """A copy under another id, with these fields changed, checked anew.

    Raises:
        BadExercise: the copy has mistakes.
    """
    copy = msgspec.structs.replace(exercise, id=id, **changes)
    return parse_exercise(to_yaml(copy), id)


def _document(source: str, name: str, lines: dict[str, int]) -> object:
    """What the source says; where its keys stand is put in ``lines``."""
    if len(source) > _LARGEST:
        wrong = _problem(name, "whole file", "The file has more than {limit} characters.", "Shorten it.")
        raise BadExercise((msgspec.structs.replace(wrong, limit=str(_LARGEST)),))
    problems: list[Problem] = []
    try:
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
        if node is None:
            raise BadExercise((_problem(name, "whole file", "The file is empty.", "Start from a ready exercise."),))
        _walk(node, "", name, lines, problems, set())
        if problems:
            raise BadExercise(tuple(problems))
        document: object = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        rule, advice = "The file is no YAML: {value}.", "Mend the line named, or the one before it."
        wrong = _problem(f"{name}, line {line}", "whole file", rule, advice, error.problem)
        raise BadExercise((wrong,)) from error
    except (yaml.YAMLError, RecursionError) as error:
        advice = "Start from a ready exercise."
        wrong = _problem(name, "whole file", "The file cannot be read: {value}.", advice, str(error))
        raise BadExercise((wrong,)) from error
    return document


def _walk(node: yaml.Node, key: str, name: str, lines: dict[str, int], problems: list[Problem], seen: set[int]) -> None:
    """Note where each key stands; refuse keys given twice, and parts used twice."""
    line = node.start_mark.line + 1
    lines.setdefault(key, line)
    if id(node) in seen:
        rule = "This part repeats another by an alias (*)."
        problems.append(_problem(f"{name}, line {line}", key, rule, "Write it out."))
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, each in enumerate(node.value):
            _walk(each, f"{key}[{number}]", name, lines, problems, seen)
    elif isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for word, each in node.value:
            inner = f"{key}.{word.value}".removeprefix(".") if isinstance(word, yaml.ScalarNode) else key
            lines[inner] = word.start_mark.line + 1
            if inner in names:
                where = f"{name}, line {lines[inner]}"
                problems.append(_problem(where, inner, "The key {field} is given twice.", "Keep one of them."))
            names.add(inner)
            _walk(each, inner, name, lines, problems, seen)


def _where(name: str, key: str, lines: dict[str, int]) -> str:
    """The file and line of this key, or of the nearest part around it."""
    while key and key not in lines:
        key = key.rpartition("[" if key.endswith("]") else ".")[0]
    return f"{name}, line {lines[key]}" if key in lines else name


def _problem(
    where: str, field: str, rule: str, advice: str, value: str | None = None, limit: str | None = None
) -> Problem:
    shown = value if value is None or len(value) <= _SHOWN else value[:_SHOWN] + "…"
    return Problem(where=where, field=field, value=shown, rule=rule, advice=advice, limit=limit)
