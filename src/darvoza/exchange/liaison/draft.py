"""A draft as it stands, exactly what would leave of it, and what it lacks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from darvoza.exchange.messages.envelope import Message
from darvoza.exchange.messages.forms import canonical, digest, read_message
from darvoza.intake import Problem

BODY: Final = "body"
"""Under this name stand the sources of what a draft's body says, beside those of its items."""


class NotYet(ValueError):  # noqa: N818 - it may not leave yet
    """A draft cannot go on; ``problems`` says what it lacks, each with what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.field}: {each.rule}" for each in problems))


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message that has not left: ``state`` is ``draft``, ``approved``, ``sent`` or ``withdrawn``.

    ``sources`` names, for each item and for :data:`BODY`, the things held here that it was made from.
    """

    id: str
    message: Message
    author: str
    created: datetime
    changed: datetime
    state: str
    approved_by: str | None = None
    sources: Mapping[str, tuple[str, ...]] = {}
    oral: str | None = None


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what leaves: the JSON, its SHA-256, and each value with its place in it."""

    document: bytes
    digest: str
    values: tuple[tuple[str, str], ...]


def preview_of(message: Message) -> Preview:
    """Exactly what would leave."""
    document = canonical(message)
    return Preview(document=document, digest=digest(document), values=tuple(_values(msgspec.to_builtins(message))))


def read_row(row: dict[str, Any]) -> Draft:
    """The draft that a row of the store holds."""
    return Draft(
        id=row["id"],
        message=read_message(row["message"].encode()),
        author=row["author"],
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["changed"]),
        state=row["state"],
        approved_by=row["approved_by"],
        sources=msgspec.json.decode(row["sources"], type=dict[str, tuple[str, ...]]),
        oral=row["oral"],
    )


def lacking(field: str, rule: str, advice: str, value: str | None = None) -> Problem:
    """Something that a draft lacks before it may leave."""
    return Problem(where="message", field=field, value=value, rule=rule, advice=advice)


def _values(value: Any, path: str = "") -> list[tuple[str, str]]:  # noqa: ANN401 - anything JSON has
    """Every value with its place, in the order of the form."""
    if isinstance(value, dict):
        return [each for name, inner in value.items() for each in _values(inner, f"{path}.{name}".removeprefix("."))]
    if isinstance(value, list | tuple | set | frozenset):
        ordered = sorted(value) if isinstance(value, set | frozenset) else value
        return [each for place, inner in enumerate(ordered) for each in _values(inner, f"{path}[{place}]")]
    return [] if value is None else [(path, str(value))]
