"""Many rows written with few statements: what a stretch of messages or a plan changes, without a word for each row."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, models

Row = Sequence[Any]

_AT_ONCE: Final = 2_000
"""Values in one statement: every SQLite takes as many."""


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Add rows to a model's table; the names are of fields, the values as the database has them (text, numbers, None).

    The caller holds the transaction.
    """
    meta = model._meta  # noqa: SLF001 - Django's name for what it documents
    columns = ", ".join(_quoted(meta.get_field(name).column) for name in names)
    one = f"({', '.join(['%s'] * len(names))})"
    step = max(1, _AT_ONCE // len(names))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            values = ", ".join([one] * len(part))
            cursor.execute(
                f"INSERT INTO {_quoted(meta.db_table)} ({columns}) VALUES {values}",  # noqa: S608 - names of our own models
                [value for row in part for value in row],
            )


def reserved(model: type[models.Model], count: int) -> list[int]:
    """Ids that nothing else will have, for rows that others point to before they are added.

    The caller holds the transaction, and adds the rows in it.
    """
    table = model._meta.db_table  # noqa: SLF001 - likewise
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
        return list(range(last + 1, last + 1 + count))


def update(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Row], *, only: tuple[str, object] | None = None
) -> None:
    """Change rows by their id, which stands last in each; what the values are is what their fields take.

    ``only`` leaves alone the rows in which that field has another value. The caller holds the transaction, or each row
    is changed by itself.
    """
    if not rows:
        return
    meta = model._meta  # noqa: SLF001 - likewise
    fields = [meta.get_field(name) for name in names]
    said = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    where = f"{_quoted(meta.pk.column)} = %s" + (f" AND {_quoted(meta.get_field(only[0]).column)} = %s" if only else "")
    more = [only[1]] if only else []
    prepared = [
        [*(each.get_db_prep_save(value, connection) for each, value in zip(fields, row, strict=False)), row[-1], *more]
        for row in sorted(rows, key=lambda row: row[-1])  # in one order, so that no two wait for each other
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {_quoted(meta.db_table)} SET {said} WHERE {where}", prepared)  # noqa: S608 - likewise


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
