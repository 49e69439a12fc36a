"""Language: every text a person sees, in the five languages that border units work in."""

from darvoza.language.catalog import LANGUAGES, Language, say, translate
from darvoza.language.written import Words

__all__ = ["LANGUAGES", "Language", "Words", "say", "translate"]
