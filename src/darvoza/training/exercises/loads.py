"""Loads to be searched: what is known of each, and how it is best and safely searched."""

from functools import cache
from importlib.resources import files

import msgspec
import yaml

from darvoza.language import Words


class Load(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One load to search: what is known of it, and how it is best searched.

    ``typology`` is the harm that is suspected; ``technique`` is what to begin with, ``places`` where to look. ``steps``
    are in order; the first ``safety`` of them come before anything else. ``never`` are steps that endanger people or
    evidence.
    """

    text: Words
    typology: str
    technique: str
    places: tuple[str, ...]
    steps: tuple[str, ...]
    safety: int
    never: tuple[str, ...] = ()
    why: Words
    source: str


@cache
def loads() -> dict[str, Load]:
    """Every load that a search exercise can be about, by its id."""
    text = files("darvoza.training.exercises").joinpath("data", "loads.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, Load])
