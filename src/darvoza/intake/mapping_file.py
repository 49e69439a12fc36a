"""A mapping file's outline: its keys with their lines, and everything wrong with them said at once."""

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeVar

import polars as pl
import yaml

from darvoza.intake.reading import Problem
from darvoza.language import say

Path = tuple[str | int, ...]
T = TypeVar("T", bound=str | None)

_ROUND = datetime(2000, 1, 2, 3, 4, 5, tzinfo=UTC)
_LARGEST = 256 * 1024
_TARGET = re.compile(r"(\w+)(?:\[([^\]]+)\])?\.(\w+)")


class _Loader(yaml.SafeLoader):
    """YAML in which only true and false are truths, and dates are texts: No is a column, NO a country."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


class MappingError(ValueError):
    """A mapping file that cannot be used, with every problem found in it."""

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{name}, {_told(problem)}" for problem in problems))


class FieldError(ValueError):
    """A key that names no field; carries what is needed to say so."""

    def __init__(self, value: object, rule: str, advice: str, limit: str | None = None) -> None:
        super().__init__(rule)
        self.value, self.rule, self.advice, self.limit = value, rule, advice, limit


def split_target(key: str) -> tuple[str, str | None, str]:
    """The table, the label in brackets and the field of a key.

    >>> split_target("places[loading].code")
    ('places', 'loading', 'code')
    """
    match = _TARGET.fullmatch(key)
    if match is None:
        rule = "{value} does not name a field of a consignment."
        raise FieldError(key, rule, "Write table.field or table[label].field, such as goods.hs_code.")
    return match[1], match[2], match[3]


class Outline:
    """The content of one mapping file, the line of each of its keys, and the problems found so far."""

    def __init__(self, name: str, content: object, lines: dict[Path, int]) -> None:
        self._name = name
        self._content = content
        self._lines = lines
        self._problems: list[Problem] = []

    @classmethod
    def of(cls, data: bytes, name: str) -> "Outline":
        """The outline of these bytes.

        Raises:
            MappingError: they are not YAML, or too much of it.
        """
        outline = cls(name, None, {})
        if len(data) > _LARGEST:
            outline.wrong((), len(data), "The file has {value} bytes, more than {limit}.", _TOO_LONG, str(_LARGEST))
            outline.finish()
        try:
            loader = _Loader(data)
            node = loader.get_single_node()
            content = loader.construct_document(node) if node is not None else None
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            outline._lines[()] = mark.line + 1 if mark is not None else 1
            what = getattr(error, "problem", None) or str(error) or type(error).__name__
            outline.wrong((), what, "The file is not YAML: {value}.", "Correct it at the line, or check its quotes.")
            outline.finish()
            raise AssertionError from error  # finish raises: this tells the type checker so
        outline._content = content
        outline._note_lines(node, (), set())
        return outline

    def finish(self) -> None:
        """Raise every problem found, if there are any."""
        if self._problems:
            raise MappingError(self._name, tuple(self._problems))

    def wrong(self, path: Path, value: object, rule: str, advice: str, limit: str | None = None) -> None:
        """Note one problem at the line of this key."""
        line = next((self._lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self._lines), 1)
        key = ".".join(map(str, path))
        self._problems.append(
            Problem(
                where=f"line {line}, {key}" if key else f"line {line}",
                field=key or "mapping",
                value=None if value is None else str(value),
                rule=rule,
                advice=advice,
                limit=limit,
            )
        )

    def table(self, path: Path, required: tuple[str, ...], optional: tuple[str, ...]) -> dict[str, object]:
        """The keys and values at this place; notes those missing and unknown."""
        content = self._content
        for step in path:
            if isinstance(content, list) and isinstance(step, int):
                content = content[step]
            elif isinstance(content, dict):
                content = content.get(step)
        if not isinstance(content, dict):
            self.wrong(path, content, "{value} stands where keys with values should.", "Write key: value lines.")
            return {}
        for key in content:
            if key not in required and key not in optional:
                allowed = ", ".join((*required, *optional))
                self.wrong((*path, key), key, "There is no key {value}; there are {limit}.", _SPELLING, allowed)
        for key in required:
            if content.get(key) is None or content[key] in ("", [], {}):
                self.wrong(path, key, "The key {value} is missing or empty.", "Add it.")
        return {str(key): value for key, value in content.items()}

    def entries(self, table: dict[str, object], path: Path) -> Iterator[tuple[str, object]]:
        """The entries of a table of the caller's own keys."""
        given = table.get(str(path[-1]))
        if given is None:
            return
        if not isinstance(given, dict):
            self.wrong(path, given, "{value} stands where keys with values should.", "Write key: value lines.")
            return
        for key, value in given.items():
            if isinstance(key, str):
                yield key, value
            else:
                self.wrong((*path, key), key, "The key {value} is no text.", "Put it in quotes.")

    def text(self, table: dict[str, object], path: Path) -> str | None:
        """A text, or None when there is none."""
        value = table.get(str(path[-1]))
        if value is None or isinstance(value, str):
            return value
        self.wrong(path, value, "{value} is no text.", "Put it in quotes.")
        return None

    def texts(self, table: dict[str, object], path: Path) -> tuple[str, ...] | None:
        """One text or a list of them."""
        value = table.get(str(path[-1]))
        if value is None:
            return None
        listed = value if isinstance(value, list) else [value]
        for each in listed:
            if not isinstance(each, str):
                self.wrong(path, each, "{value} is no text.", "Put it in quotes.")
        return tuple(each for each in listed if isinstance(each, str))

    def choice(self, table: dict[str, object], path: Path, allowed: tuple[str, ...], otherwise: T) -> str | T:
        """One of the texts allowed."""
        value = table.get(str(path[-1]))
        if value is None:
            return otherwise
        if isinstance(value, str) and value in allowed:
            return value
        self.one_of(path, value, allowed)
        return otherwise

    def one_of(self, path: Path, value: object, allowed: tuple[str, ...]) -> None:
        """Note a value that is not one of those allowed; none at all is."""
        if value is not None and value not in allowed:
            shown = ", ".join(map(repr, allowed))
            self.wrong(path, value, "{value} is not one of {limit}.", "Write one of them.", shown)

    def number(self, table: dict[str, object], path: Path, otherwise: float) -> float:
        """A number other than zero."""
        value = table.get(str(path[-1]))
        if value is None:
            return otherwise
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value:
            return float(value)
        self.wrong(
            path, value, "{value} is not a number other than zero.", "Write what to multiply with, such as 1000."
        )
        return otherwise

    def pattern(self, table: dict[str, object], path: Path) -> str | None:
        """A regular expression."""
        value = self.text(table, path)
        if value is None:
            return None
        try:
            re.compile(value)
        except re.error:
            self.wrong(path, value, "{value} is not a pattern.", "Write a regular expression, such as '[,;]'.")
            return None
        return value

    def dates(self, table: dict[str, object], path: Path) -> tuple[str, ...] | None:
        """Forms of dates, such as %d.%m.%Y."""
        forms = self.texts(table, path)
        for form in forms or ():
            try:
                pl.Series(["1"]).str.to_datetime(form, strict=False)
                _ROUND.strptime(_ROUND.strftime(form), form)
            except (pl.exceptions.PolarsError, ValueError):
                self.wrong(
                    path, form, "{value} is not a form of dates.", "Write for instance %d.%m.%Y or %Y-%m-%d %H:%M."
                )
        return forms

    def values(self, table: dict[str, object], path: Path) -> dict[str, str | None] | None:
        """A table from codes as filed to codes here, or to nothing."""
        if table.get(str(path[-1])) is None:
            return None
        found: dict[str, str | None] = {}
        for key, value in self.entries(table, path):
            if value is None or isinstance(value, str):
                found[key] = value
            else:
                self.wrong((*path, key), value, "{value} is no text.", "Put it in quotes.")
        return found

    def _note_lines(self, node: yaml.Node | None, path: Path, seen: set[int]) -> None:
        if node is None or id(node) in seen:
            return  # an alias: its lines are those of its anchor
        seen.add(id(node))
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            keys = set()
            for key, value in node.value:
                here = (*path, key.value)
                self._lines[here] = key.start_mark.line + 1
                if key.value in keys:
                    self.wrong(here, key.value, "The key {value} stands here twice.", "Keep one of them.")
                keys.add(key.value)
                self._note_lines(value, here, seen)
        elif isinstance(node, yaml.SequenceNode):
            for number, each in enumerate(node.value):
                self._note_lines(each, (*path, number), seen)


_TOO_LONG = "Keep only the columns that mean something here."
_SPELLING = "Correct its spelling or leave it out."


def _told(problem: Problem) -> str:
    values = {"value": problem.value, "field": problem.field, "limit": problem.limit}
    return f"{problem.where}: {say(problem.rule, **values)} {say(problem.advice, **values)}"
