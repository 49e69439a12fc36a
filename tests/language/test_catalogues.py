"""Every message that a person sees is in every language, with the same places for values."""

from string import Formatter

import pytest
from tools.messages import collect, load

from darvoza.language import Language

OTHERS = [language for language in Language if language is not Language.ENGLISH]
MESSAGES = collect()


def _places(message: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(message) if place}


def test_messages_are_found_in_code_templates_tables_and_data() -> None:
    for message in (
        "Nothing to stop.",
        "To stop, in this order",
        "hold for licence",
        "proliferation",
        "The year of birth agrees: {year}.",
    ):
        assert message in MESSAGES


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language: Language) -> None:
    catalogue = load(language)
    lacking = [message for message in MESSAGES if not (entry := catalogue.get(message)) or not entry.string]
    assert lacking == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_places_of_their_message(language: Language) -> None:
    for entry in load(language):
        if entry.id and entry.string:
            assert _places(str(entry.string)) == _places(str(entry.id)), entry.id


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_kept_that_nobody_says(language: Language) -> None:
    assert [entry.id for entry in load(language) if entry.id and entry.id not in MESSAGES] == []
