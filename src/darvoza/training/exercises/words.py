"""Texts of exercises: written beside the exercise in each language, so that an instructor can change them there."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import yaml

from darvoza.language import Language, Words
from darvoza.selection import search_words


class Phrase(msgspec.Struct, frozen=True):
    """A text and the values of its places, which may be texts themselves."""

    words: Words
    values: dict[str, str | Words] = {}

    def say(self, language: Language = Language.ENGLISH) -> str:
        """The sentence in this language."""
        return self.words.say(language, **self.values)


NOTHING: Final = Phrase(Words())


def phrase(words: Words, /, **values: str | Words) -> Phrase:
    """The text with these values."""
    return Phrase(words, dict(values))


def of(section: str, name: str, /, **values: str | Words) -> Phrase:
    """One text of the exercises' common vocabulary.

    >>> of("prompts", "select").say() != ""
    True

    Raises:
        KeyError: there is no such text.
    """
    return Phrase(vocabulary()[section][name], dict(values))


@cache
def vocabulary() -> Mapping[str, Mapping[str, Words]]:
    """The texts that many exercises use: questions, reasons, actions, by section and name.

    Places and steps of a search are called as on the orders of real work.
    """
    text = files("darvoza.training.exercises").joinpath("data", "vocabulary.yaml").read_text("utf-8")
    return search_words() | msgspec.convert(yaml.safe_load(text), dict[str, dict[str, Words]])
