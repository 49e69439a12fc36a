"""Texts that are written in each language beside the facts that they tell, so that who changes a fact sees them."""

from typing import Final

import msgspec

from darvoza.language.catalog import Language, say, translate

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
        """The text in this language with its places filled, by values that may be such texts themselves."""
        filled = {
            name: value.template(language) if isinstance(value, Words) else value for name, value in values.items()
        }
        return say(self.template(language), **filled) if filled else self.template(language)

    def missing(self) -> tuple[Language, ...]:
        """The languages that it is not written in."""
        return tuple(language for language, field in _FIELDS.items() if not getattr(self, field))

    def __bool__(self) -> bool:
        return bool(self.template())
