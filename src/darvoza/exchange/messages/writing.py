"""Messages written as files: a draft in YAML, read strictly, for those who work from a shell."""

from datetime import datetime
from typing import Any

import msgspec

from darvoza.exchange.agreements.reading import Text, read_yaml
from darvoza.exchange.messages.envelope import Body
from darvoza.exchange.messages.kinds import Item
from darvoza.exchange.messages.subjects import Country, Name, Record


class BadDraft(ValueError):  # noqa: N818 - the draft is bad
    """A draft's file has a mistake; says which."""


class DraftFile(Record, frozen=True, kw_only=True):
    """A draft in a file: where it goes and under what, its body, its items, and what they were made from."""

    agreement: Name
    article: Name
    to: Country
    language: Name
    body: Body
    items: tuple[Item, ...] = ()
    sources: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    words: frozenset[str] = frozenset()
    conversation: str | None = None
    in_reply_to: str | None = None
    group: str | None = None
    signed_by: str | None = None


def read_draft(source: str, name: str = "draft") -> DraftFile:
    """The draft in this YAML text. Keys are those of the messages' JSON.

    Raises:
        BadDraft: it has a mistake; says where and what.
    """
    text = Text(name)
    document = read_yaml(text, source)
    if text.problems:
        raise BadDraft("; ".join(f"{each.where}, {each.field}: {each.rule}" for each in text.problems))
    try:
        return msgspec.convert(_plain(document), DraftFile, strict=False)
    except msgspec.ValidationError as error:
        raise BadDraft(f"{name}: {error}") from error


def _plain(value: Any) -> Any:  # noqa: ANN401 - anything YAML has
    """YAML reads dates and times by itself; messages are read from text."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
