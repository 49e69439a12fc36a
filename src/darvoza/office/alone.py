"""Work that one process at a time may do, however many are started: the others wait until it ends, however it ends."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import DEFAULT_DB_ALIAS, connection, connections

from darvoza.office.home import prepare_home


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether this process is the one that may do this work now; it stays the one until the block ends.

    What dies holding it lets go of it, also when it is killed: PostgreSQL holds it for a connection of its own, and
    where the office is on SQLite the system holds it for the open file.
    """
    if connection.vendor == "postgresql":
        yield from _by_the_server(zlib.crc32(name.encode()))
    else:
        yield from _by_a_file(name)


def _by_the_server(number: int) -> Iterator[bool]:
    held = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with held.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            mine = bool(cursor.fetchone()[0])
        yield mine
    finally:
        held.close()


def _by_a_file(name: str) -> Iterator[bool]:
    with closing(sqlite3.connect(prepare_home() / f"{name}.lock", timeout=0, isolation_level=None)) as held:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
