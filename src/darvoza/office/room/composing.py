"""From the composer's form to an exercise: what was changed is put in, and the whole is checked as YAML would be."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import yaml

from darvoza.language import Language
from darvoza.training.exercises import Exercise, Weights, parse_exercise
from darvoza.training.exercises.words import vocabulary

LEVEL: Final = ("count", "planted", "capacity", "minutes", "errors")
"""Numbers of a level."""
FLAGS: Final = ("adapts", "hints")
WEIGHTS: Final = tuple(Weights.__struct_fields__)
_TEXTS: Final = ("title", "briefing", "notes")
_LINES: Final = ("goals", "hints")
SPARE: Final = 3
"""Empty rows for roles and injects below those that there are."""


class Form:
    """A form as it was sent: single values, ticked ones, numbers."""

    def __init__(self, given: Any) -> None:  # noqa: ANN401 - a form, which Django leaves untyped
        self._given = given

    def text(self, name: str) -> str:
        """One value, without the spaces around it."""
        return str(self._given.get(name, "")).strip()

    def ticked(self, name: str) -> list[str]:
        """All values of a name."""
        return [str(each) for each in self._given.getlist(name)]

    def number(self, name: str) -> int | float | str:
        """A number; what is none stays as it was written, for the check to name it."""
        text = self.text(name).replace(",", ".")
        for kind in (int, float):
            try:
                return kind(text)
            except ValueError:
                continue
        return text


def changed(exercise: Exercise, given: Any, language: Language) -> Exercise:  # noqa: ANN401 - a form of Django's
    """The exercise as the form has it. Texts are those of the reader's language; other languages stay as they were.

    Raises:
        BadExercise: something in it is wrong; each mistake names its key.
    """
    form = Form(given)
    if form.text("yaml") and form.text("as") == "yaml":
        return parse_exercise(form.text("yaml"), exercise.id)
    whole: dict[str, Any] = msgspec.to_builtins(exercise)
    whole |= _texts(whole, form, language)
    whole["typologies"] = _ordered(form.ticked("typologies"), whole.get("typologies", ()))
    whole["seed"], whole["days"] = form.number("seed"), form.number("days")
    whole["levels"] = [_level(level, form, place) for place, level in enumerate(whole["levels"])]
    whole["weights"] = {name: form.number(f"weight-{name}") for name in WEIGHTS}
    whole["roles"] = _roles(whole.get("roles", []), form, language)
    whole["injects"] = _injects(whole.get("injects", []), form, language)
    if exercise.schemes:
        whole["posts"] = _ordered(form.ticked("posts"), whole.get("posts", ()))
        whole["schemes"] = _plants([each.scheme for each in exercise.schemes], form)
        whole["documents"] = _ordered(form.ticked("documents"), whole.get("documents", ()))
        whole["sensors"] = _sensors(whole.get("sensors", []), form)
    return parse_exercise(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), exercise.id)


def _texts(whole: Mapping[str, Any], form: Form, language: Language) -> dict[str, Any]:
    tag = str(language)
    found: dict[str, Any] = {name: {**whole.get(name, {}), tag: form.text(name)} for name in _TEXTS}
    for name in _LINES:
        lines = [line.strip() for line in form.text(name).splitlines() if line.strip()]
        before = whole.get(name, [])
        found[name] = [{**(before[n] if n < len(before) else {}), tag: line} for n, line in enumerate(lines)]
    return found


def _level(level: Mapping[str, Any], form: Form, place: int) -> dict[str, Any]:
    numbers = {name: form.number(f"level-{place}-{name}") for name in LEVEL}
    flags = {name: form.text(f"level-{place}-{name}") == "1" for name in FLAGS}
    return {**level, **numbers, **flags, "difficulty": form.text(f"level-{place}-difficulty")}


def _ordered(ticked: list[str], before: Sequence[str]) -> list[str]:
    """What is ticked: what was there before in its order, then what is new."""
    return [*(each for each in before if each in ticked), *(each for each in ticked if each not in before)]


def _plants(before: list[str], form: Form) -> list[dict[str, Any]]:
    return [
        {
            "scheme": name,
            "share": form.number(f"share-{name}"),
            "harder": form.number(f"harder-{name}"),
            "avoid": form.text(f"avoid-{name}").replace(",", " ").split(),
        }
        for name in _ordered(form.ticked("schemes"), before)
    ]


def _sensors(before: list[dict[str, Any]], form: Form) -> list[dict[str, Any]]:
    known = {each["technique"]: each for each in before}
    return [
        {
            **known.get(name, {"technique": name}),
            "minutes": form.number(f"sensor-{name}-minutes"),
            "false_alarms": form.number(f"sensor-{name}-false_alarms"),
        }
        for name in _ordered(form.ticked("sensors"), [each["technique"] for each in before])
    ]


def _roles(before: list[dict[str, Any]], form: Form, language: Language) -> list[dict[str, Any]]:
    found = []
    for place in range(len(before) + SPARE):
        name, old = form.text(f"role-{place}-id"), before[place] if place < len(before) else {}
        if name:
            title = {**old.get("title", {}), str(language): form.text(f"role-{place}-title")}
            found.append({"id": name, "title": title, "country": form.text(f"role-{place}-country")})
    return found


def _injects(before: list[dict[str, Any]], form: Form, language: Language) -> list[dict[str, Any]]:
    """Injects with their minute, role, level and text; the question that comes with one stays as it was."""
    found = []
    for place in range(len(before) + SPARE):
        text, old = form.text(f"inject-{place}-text"), before[place] if place < len(before) else {}
        if text:
            told = {
                "id": old.get("id") or f"inject-{place + 1}",
                "minute": form.number(f"inject-{place}-minute"),
                "role": form.text(f"inject-{place}-role"),
                "level": form.number(f"inject-{place}-level") or 1,
                "text": {**old.get("text", {}), str(language): text},
            }
            found.append({**old, **told})
    return found


def documents() -> tuple[str, ...]:
    """The papers that can be called for."""
    return tuple(vocabulary()["questions"])
