"""Message catalogues: gettext ``.po`` files read when a language is first used.

Messages are written in English in the code with ``{named}`` places for values. A message without a translation is shown
in English rather than not at all, and ``tests/language`` names those that lack one.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po


class Language(StrEnum):
    """A language of the units, by its BCP 47 tag."""

    ENGLISH = "en"
    RUSSIAN = "ru"
    UZBEK_LATIN = "uz"
    UZBEK_CYRILLIC = "uz-Cyrl"
    TAJIK = "tg"


LANGUAGES: Mapping[Language, str] = {
    Language.ENGLISH: "English",
    Language.RUSSIAN: "Русский",
    Language.UZBEK_LATIN: "Oʻzbekcha",
    Language.UZBEK_CYRILLIC: "Ўзбекча",
    Language.TAJIK: "Тоҷикӣ",
}
"""Each language by its own name."""


class _Values(dict[str, object]):
    """Values for the places of a message; one that is missing shows as a dash, never as an error to an officer."""

    def __missing__(self, key: str) -> str:
        return "—"


@cache
def _catalogue(language: Language) -> dict[str, str]:
    if language is Language.ENGLISH:
        return {}
    with files("darvoza.language").joinpath("catalogs", f"{language}.po").open("rb") as file:
        return {
            str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string and not entry.fuzzy
        }


def say(message: str, language: Language = Language.ENGLISH, /, **values: object) -> str:
    """The message in this language with its places filled.

    >>> say("{packages} packages weigh {mass} kg", mass=120, packages=3)
    '3 packages weigh 120 kg'
    """
    return translate(message, language).format_map(_Values(values))


def translate(message: str, language: Language = Language.ENGLISH) -> str:
    """The message in this language with its places still open; in English where the catalogue has none."""
    return _catalogue(language).get(message, message)
