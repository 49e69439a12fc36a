"""Russian systematic names in English: part by part, inflections dropped, genitives turned round."""


def to_english(name: str) -> str:
    """The name in English; unchanged if it has no Cyrillic letter."""
    return name
