"""What nearly every request asks of the database, in plain SQL.

Having Django write such a question takes ten times as long as a database takes to answer it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection


def answers(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows that this SQL gives, as the database keeps them: JSON as text, moments perhaps too.

    Moments among the values are written as this database keeps them. A tuple is a list in brackets, for ``IN %s``.
    """
    with _cursor(values) as cursor:
        cursor.execute(*_spread(sql, values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def do(sql: str, values: Sequence[object]) -> None:
    """Have the database do this; the caller holds the transaction. Moments as above."""
    with _cursor(values) as cursor:
        cursor.execute(*_spread(sql, values))


def _cursor(values: Sequence[object]) -> Any:  # noqa: ANN401 - as Django's cursors
    """Where PostgreSQL can keep how to answer a statement, because it is always the same, a cursor that lets it."""
    if connection.vendor == "postgresql" and not any(isinstance(each, tuple) for each in values):
        return connection.keeping_cursor()
    return connection.cursor()


_PLACE: Final = "%s"


def _spread(sql: str, values: Sequence[object]) -> tuple[str, list[object]]:
    """The SQL with a place for each value of its lists, and all values as the database keeps them."""
    lists = [each if isinstance(each, tuple) else None for each in values]
    if any(each is not None for each in lists):
        places = [_PLACE if each is None else f"({', '.join([_PLACE] * len(each)) or 'NULL'})" for each in lists]
        parts = sql.split(_PLACE)
        sql = "".join(part + place for part, place in zip(parts, [*places, ""], strict=True))
    flat = [one for each in values for one in (each if isinstance(each, tuple) else (each,))]
    return sql, [connection.ops.adapt_datetimefield_value(one) if isinstance(one, datetime) else one for one in flat]
