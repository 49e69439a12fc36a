"""Messages are shown in the officer's language, and in English rather than not at all."""

import pytest

from darvoza.language import LANGUAGES, Language, say


@pytest.mark.parametrize("language", list(Language))
def test_an_untranslated_message_is_shown_in_english(language: Language) -> None:
    assert say("A message nobody will ever translate: {value}", language, value=3).endswith(": 3")


def test_a_missing_value_shows_as_a_dash() -> None:
    assert say("{packages} packages of {goods}", packages=3) == "3 packages of —"


def test_every_language_has_its_own_name() -> None:
    assert set(LANGUAGES) == set(Language)
