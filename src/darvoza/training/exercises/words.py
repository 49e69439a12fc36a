"""Texts of exercises: written beside the exercise in each language, so that an instructor can change them there."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import yaml

from darvoza.language import Language, say, translate

_FIELDS: Final = {
    Language.ENGLISH: "en",
    Language.RUSSIAN: "ru",
    Language.UZBEK_LATIN: "uz",
    Language.UZBEK_CYRILLIC: "uz_cyrl",
    Language.TAJIK: "tg",
}


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"uz_cyrl": "uz-Cyrl"}):
    """One text in the languages of the units, with ``{named}`` places for values.

    A language that is not given is taken from the project's catalogues by the English, else it is shown in English,
    else in whatever there is: an instructor may write in one language only.

    >>> Words("Hold it", ru="Задержать").say(Language.RUSSIAN)
    'Задержать'
    >>> Words("scan").say(Language.TAJIK) != ""
    True
    """

    en: str = ""
    ru: str = ""
    uz: str = ""
    uz_cyrl: str = ""
    tg: str = ""

    def template(self, language: Language = Language.ENGLISH) -> str:
        """The text in this language with its places still open."""
        own: str = getattr(self, _FIELDS[language])
        return own or translate(self.en, language) or self.ru or self.uz or self.uz_cyrl or self.tg

    def say(self, language: Language = Language.ENGLISH, /, **values: "str | Words") -> str:
        """The text in this language with its places filled."""
        return Phrase(self, dict(values)).say(language)

    def missing(self) -> tuple[Language, ...]:
        """The languages that it is not written in."""
        return tuple(language for language, field in _FIELDS.items() if not getattr(self, field))

    def __bool__(self) -> bool:
        return bool(self.template())


class Phrase(msgspec.Struct, frozen=True):
    """A text and the values of its places, which may be texts themselves."""

    words: Words
    values: dict[str, str | Words] = {}

    def say(self, language: Language = Language.ENGLISH) -> str:
        """The sentence in this language."""
        filled = {
            name: value.template(language) if isinstance(value, Words) else value for name, value in self.values.items()
        }
        if not filled:
            return self.words.template(language)
        return say(self.words.template(language), **filled)


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
    """The texts that many exercises use: questions, steps, places, reasons, actions, by section and name."""
    text = files("darvoza.training.exercises").joinpath("data", "vocabulary.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, dict[str, Words]])
