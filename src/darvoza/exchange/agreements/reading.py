"""Reading YAML that an officer wrote, so that each mistake is told by line, key, value, rule and what to do.

Everything wrong is collected and told at once. Aliases are refused: nobody needs them here, and they can make a small
file large.
"""

import difflib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import msgspec
import yaml

from darvoza.intake import Problem

_LARGEST: Final = 256 * 1024
_SHOWN: Final = 80
_MISSING: Final = object()


@dataclass(slots=True)
class Text:
    """One YAML text being read: where its keys stand, and everything found wrong so far."""

    name: str
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, key: str, value: object, rule: str, advice: str, limit: str | None = None) -> None:
        """Note one thing that is wrong."""
        known = key
        while known and known not in self.lines:
            known = known.rpartition("[" if known.endswith("]") else ".")[0]
        line = self.lines.get(known)
        self.problems.append(
            Problem(
                where=self.name if line is None else f"{self.name}, line {line}",
                field=key or "whole file",
                value=None if value is _MISSING else _shown(value),
                rule=rule,
                advice=advice,
                limit=limit,
            ),
        )


def read_yaml(text: Text, source: str) -> object | None:
    """What the source says, as mappings, lists and plain values; None (and a problem) if it cannot be read at all."""
    if len(source) > _LARGEST:
        text.wrong("", len(source), "The file has {value} characters, more than {limit}.", "Shorten it.", str(_LARGEST))
        return None
    try:
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
        if node is None:
            text.wrong("", _MISSING, "The file is empty.", "Start from a template.")
            return None
        _walk(text, node, "", set())
        if text.problems:
            return None
        document: object = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        text.lines[""] = line
        text.wrong("", error.problem, "The file is no YAML: {value}.", "Mend the line named, or the one before it.")
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        text.wrong(
            "", str(error) or type(error).__name__, "The file cannot be read: {value}.", "Start from a template."
        )
        return None
    return document


def _walk(text: Text, node: yaml.Node, key: str, seen: set[int]) -> None:
    """Note where each key stands; refuse keys given twice, and parts used twice."""
    text.lines.setdefault(key, node.start_mark.line + 1)
    if id(node) in seen:
        text.wrong(key, _MISSING, "This part repeats another by an alias (*).", "Write it out.")
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, each in enumerate(node.value):
            _walk(text, each, f"{key}[{number}]", seen)
    elif isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for name, each in node.value:
            if not isinstance(name, yaml.ScalarNode):
                text.wrong(key, _MISSING, "A key here is a list or a mapping.", "Write each key as one word.")
                continue
            inner = f"{key}.{name.value}".removeprefix(".")
            text.lines[inner] = name.start_mark.line + 1
            if name.value in names:
                text.wrong(inner, _MISSING, "The key {field} is given twice.", "Keep one of them.")
            names.add(name.value)
            _walk(text, each, inner, seen)


_Record = TypeVar("_Record", bound=msgspec.Struct)


def fill(text: Text, type_: type[_Record], value: object, key: str = "") -> _Record | None:
    """The record of this type that the value describes; None (and problems) where it does not."""
    if not isinstance(value, Mapping):
        text.wrong(key, value, "Here stand keys with values, not {value}.", "Write one key: value to a line.")
        return None
    before = len(text.problems)
    fields = {each.name: each for each in msgspec.structs.fields(type_)}
    for name in value:
        if name not in fields:
            _unknown(text, key, name, list(fields))
    filled: dict[str, Any] = {}
    for name, each in fields.items():
        inner = f"{key}.{name}".removeprefix(".")
        if value.get(name) is not None:
            filled[name] = _value(text, each.type, value[name], inner)
        elif each.required:
            text.wrong(inner, _MISSING, "The key {field} is missing.", "Add it.")
    return type_(**filled) if len(text.problems) == before else None


def _unknown(text: Text, key: str, name: object, known: list[str]) -> None:
    inner = f"{key}.{name}".removeprefix(".")
    near = difflib.get_close_matches(str(name), known, n=1)
    if near:
        text.wrong(inner, name, "There is no key {value} here.", "Is {limit} meant?", near[0])
    else:
        text.wrong(inner, name, "There is no key {value} here.", "Use one of: {limit}.", ", ".join(known))


def _value(text: Text, type_: Any, value: object, key: str) -> Any:  # noqa: ANN401 - a type and a value of any kind
    if get_origin(type_) in {Union, types.UnionType}:
        (type_,) = (each for each in get_args(type_) if each is not types.NoneType)
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        return fill(text, type_, value, key)
    if get_origin(type_) is tuple:
        if not isinstance(value, list):
            text.wrong(key, value, "Here stands a list, not {value}.", "Begin each entry with a dash on its own line.")
            return ()
        return tuple(_value(text, get_args(type_)[0], each, f"{key}[{place}]") for place, each in enumerate(value))
    return _plain(text, type_, value, key)


_ADVICE: Final[dict[object, tuple[str, str]]] = {
    str: ("Here stands text, not {value}.", "Write it in quotation marks."),
    int: ("Here stands a whole number, not {value}.", "Write digits only, without quotation marks."),
    bool: ("Here stands true or false, not {value}.", "Write true or false, without quotation marks."),
    date: ("Here stands a date, not {value}.", "Write year, month and day as 2026-03-01, without quotation marks."),
}


def _plain(text: Text, type_: Any, value: object, key: str) -> Any:  # noqa: ANN401 - a type and a value of any kind
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        words = [member.value for member in type_]
        if value in words:
            return type_(value)
        near = difflib.get_close_matches(str(value), words, n=1)
        advice = "Is {limit} meant?" if near else "Use one of: {limit}."
        text.wrong(key, value, "The word {value} is not known here.", advice, (near or [", ".join(words)])[0])
        return None
    # type() rather than isinstance(): a bool is an int to Python, and a datetime is a date, but not to an officer.
    if type(value) is not type_:
        rule, advice = _ADVICE[type_]
        text.wrong(key, value, rule, advice)
    elif value == "":
        text.wrong(key, value, "The value of {field} is empty.", "Fill it in, or leave the key out.")
    return value


def _shown(value: object) -> str:
    """A value as it may stand in a sentence, cut where it grows long."""
    shown = str(value)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
