"""What nearly every request asks of the database, in plain SQL.

Having Django write such a question takes ten times as long as a database takes to answer it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection


def answers(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows that this SQL gives, as the database keeps them: JSON as text, moments perhaps too.

    Moments among the values are written as this database keeps them.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, _kept(values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def do(sql: str, values: Sequence[object]) -> None:
    """Have the database do this; the caller holds the transaction. Moments as above."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _kept(values))


def _kept(values: Sequence[object]) -> list[object]:
    return [connection.ops.adapt_datetimefield_value(each) if isinstance(each, datetime) else each for each in values]
