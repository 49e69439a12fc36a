"""An office with very many consignments stored, made quickly: two real days, then the first of them over and over.

The copies differ in their numbers, references and times only; they are made by the database itself.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection

SHIFT_HOURS = 8
"""How far each copy of the day lies before the one after it."""
_COPIED = (
    # table, which rows of it, columns that count with another table's numbers, unique texts, times
    ("desk_message", "id IN (SELECT message_id FROM base)", {}, ("key",), ("received", "read")),
    (
        "desk_consignment",
        "id IN (SELECT id FROM base)",
        {"message_id": "desk_message", "assessment_id": "desk_assessment"},
        ("key", "reference"),
        ("received", "arrival", "decided", "held"),
    ),
    (
        "desk_assessment",
        "consignment_id IN (SELECT id FROM base)",
        {"consignment_id": "desk_consignment"},
        (),
        ("made",),
    ),
    ("desk_mention", "consignment_id IN (SELECT id FROM base)", {"consignment_id": "desk_consignment"}, (), ()),
    (
        "desk_decision",
        "consignment_id IN (SELECT id FROM base)",
        {"consignment_id": "desk_consignment", "assessment_id": "desk_assessment"},
        (),
        ("made",),
    ),
    (
        "examination_order",
        "consignment_id IN (SELECT id FROM base)",
        {"consignment_id": "desk_consignment", "decision_id": "desk_decision"},
        (),
        ("made",),
    ),
)


def multiply(consignments: int) -> int:
    """Copy what has been decided until so many consignments are stored; how many there are then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE base AS SELECT id, message_id FROM desk_consignment WHERE state <> 'waiting'"
        )
        cursor.execute("SELECT (SELECT count(*) FROM base), (SELECT count(*) FROM desk_consignment)")
        base, there = cursor.fetchone()
        copies = max(0, -(-(consignments - there) // base))
        cursor.execute("CREATE TEMPORARY TABLE copies (n integer)")
        cursor.executemany("INSERT INTO copies VALUES (%s)", [(number,) for number in range(1, copies + 1)])
        step = {}
        for table, *_ in _COPIED:
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608 - the office's own names
            step[table] = cursor.fetchone()[0]
        _unguarded(cursor, lambda: [_copy(cursor, step, *each) for each in _COPIED])
        if connection.vendor == "postgresql":
            for table in step:
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608 - the office's own names
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM desk_consignment")
        return int(cursor.fetchone()[0])


def _unguarded(cursor: object, work: Callable[[], object]) -> None:
    """Without the checks of every row, which the copies pass because what they are copied from did."""
    off, on = (
        ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")
        if connection.vendor == "postgresql"
        else ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
    )
    cursor.execute(off)
    work()
    cursor.execute(on)


def _copy(
    cursor: object,
    step: dict[str, int],
    table: str,
    which: str,
    numbers: dict[str, str],
    texts: tuple[str, ...],
    times: tuple[str, ...],
) -> None:
    started = datetime.now(UTC)
    with connection.cursor() as described:
        columns = [each.name for each in connection.introspection.get_table_description(described, table)]
    earlier = (
        "{0} - copies.n * interval '" + str(SHIFT_HOURS) + " hours'"
        if connection.vendor == "postgresql"
        else "strftime('%Y-%m-%d %H:%M:%f', {0}, '-' || (copies.n * " + str(SHIFT_HOURS) + ") || ' hours')"
    )
    said = []
    for name in columns:
        if name == "id":
            said.append(f"t.id + copies.n * {step[table]}")
        elif name in numbers:
            said.append(f"t.{name} + copies.n * {step[numbers[name]]}")
        elif name in texts:
            said.append(f"t.{name} || '-' || copies.n")
        elif name in times:
            said.append(earlier.format(f"t.{name}"))
        else:
            said.append(f"t.{name}")
    listed = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {', '.join(said)} FROM copies, {table} t WHERE t.{which}")  # noqa: S608 - the office's own names
    print(f"{table}: {(datetime.now(UTC) - started).total_seconds():.0f} s", flush=True)
