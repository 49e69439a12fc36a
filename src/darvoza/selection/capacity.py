"""Capacity: how many examinations a post can do in a shift with each technique, and the rules it selects by."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from darvoza.selection.techniques import TECHNIQUES, techniques

_MOST_BYTES: Final = 1_000_000
_RULES: Final = ("security_quota", "trusted_credit")


class CapacityError(ValueError):
    """A file of capacities cannot be used; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a post can examine in one shift: so many places for each technique; one that is not named has none.

    ``security_quota`` is the share of places kept for security-critical kinds of harm, as far as there are candidates
    for them. ``trusted_credit`` is how much less a trusted trader's risk and chance count: 0.5 is half. It never
    touches what is mandatory.

    >>> Capacity({"scan": 12, "document check": 20}).total
    32
    """

    places: Mapping[str, int]
    security_quota: float = 0.3
    trusted_credit: float = 0.5

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.places) - set(TECHNIQUES)):
            raise CapacityError(f"{unknown[0]!r} is no technique; there are: {', '.join(TECHNIQUES)}")
        for name, places in self.places.items():
            if places < 0:
                raise CapacityError(f"{name}: a capacity of {places} is negative")
        for name in _RULES:
            if not 0 <= getattr(self, name) <= 1:
                raise CapacityError(f"{name} is {getattr(self, name)}, not between 0 and 1")

    @property
    def total(self) -> int:
        """All places together."""
        return sum(self.places.values())


def load_capacities(path: Path) -> dict[str, Capacity]:
    """The capacity of each post from a YAML file.

    Under ``posts`` a post's code has ``techniques``, each with a number of examinations or with ``minutes`` of the
    shift, of which as many fit as its usual length allows, and may have ``security_quota`` and ``trusted_credit``.

    Raises:
        CapacityError: the file is no such YAML; the text names the place.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise CapacityError(f"{path} is larger than {_MOST_BYTES:,} bytes: no file of capacities")
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CapacityError(f"{path} is no readable YAML: {error}") from error
    posts = given.get("posts") if isinstance(given, dict) else None
    if not isinstance(posts, dict) or not posts:
        raise CapacityError(f"{path} has no posts: write `posts:`, then each office code with its techniques")
    return {str(post): _one(f"{path}, posts.{post}", lines) for post, lines in posts.items()}


def _one(where: str, lines: object) -> Capacity:
    if not isinstance(lines, dict) or not isinstance(lines.get("techniques"), dict):
        raise CapacityError(f"{where} has no techniques: write how many examinations of each the shift can do")
    if unknown := sorted({str(each) for each in lines} - {"techniques", *_RULES}):
        raise CapacityError(f"{where} has {unknown[0]!r}; there are techniques, {' and '.join(_RULES)}")
    rules = {name: lines[name] for name in _RULES if name in lines}
    for name, share in rules.items():
        if isinstance(share, bool) or not isinstance(share, int | float):
            raise CapacityError(f"{where}.{name} is {share!r}, not a share between 0 and 1")
    places = {str(name): _places(f"{where}.{name}", str(name), said) for name, said in lines["techniques"].items()}
    try:
        return Capacity(places, **rules)
    except CapacityError as error:
        raise CapacityError(f"{where}: {error}") from error


def _places(where: str, name: str, said: Any) -> int:  # noqa: ANN401 - whatever the file says
    if isinstance(said, int) and not isinstance(said, bool):
        return said
    if isinstance(said, dict) and set(said) == {"minutes"} and name in techniques():
        minutes = said["minutes"]
        if isinstance(minutes, int | float) and not isinstance(minutes, bool) and 0 <= minutes < float("inf"):
            return int(minutes // techniques()[name].minutes)
    raise CapacityError(f"{where} is {said!r}; write a number of examinations, or {{minutes: 240}}")
