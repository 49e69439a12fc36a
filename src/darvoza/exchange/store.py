"""The node's own store: one SQLite file in the node's folder, changed only in whole transactions.

Whatever happens in one step (a message taken, its items kept, its receipt queued, the log written) stands together or
not at all, so a node that is killed in between goes on as if the step had not begun.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_BUSY_SECONDS: Final = 30.0
_SCHEMA: Final = 1
_TABLES: Final = """
create table about (name text primary key, value text not null) strict;
create table log (
    number integer primary key, at text not null, event text not null, partner text, conversation text, message text,
    digest text, detail text not null, previous text not null, hash text not null
) strict;
create table supervisors (kid text primary key, name text not null, x text not null, revoked text) strict;
create table agreements (
    id text not null, version integer not null, document text not null, signed_by text not null, kid text not null,
    signed_at text not null, signature text not null, adopted text not null, primary key (id, version)
) strict;
create table own_keys (
    kid text primary key, use text not null, created text not null, until text not null, retired text, revoked text,
    certificate text
) strict;
create table partner_keys (
    kid text primary key, partner text not null, use text not null, x text not null, created text not null,
    until text not null, revoked text, reason text, certificate text
) strict;
create table announced (
    partner text not null, kid text not null, message text not null, taken integer not null, primary key (partner, kid)
) strict;
create table authorities (fingerprint text primary key, certificate text not null, revoked text) strict;
create table revoked_certificates (
    issuer text not null, serial text not null, at text not null, primary key (issuer, serial)
) strict;
create table drafts (
    id text primary key, message text not null, author text not null, created text not null, changed text not null,
    state text not null, approved_by text, sources text not null, oral text
) strict;
create table messages (
    id text not null, sender text not null, recipient text not null, conversation text not null, kind text not null,
    number integer not null, at text not null, digest text not null, document blob not null, sealed text,
    primary key (sender, id)
) strict;
create index messages_by_conversation on messages (conversation);
create table outbox (
    id text primary key, recipient text not null, number integer not null, state text not null,
    attempts integer not null, next text not null, fault text, reason text, found text
) strict;
create index outbox_by_state on outbox (recipient, state);
create table transmissions (
    id text primary key, message text not null, recipient text not null, kid text not null, at text not null
) strict;
create table receipts (
    id integer primary key, message text not null, partner text not null, direction text not null, at text not null,
    taken integer not null, fault text, document blob not null, sealed text not null
) strict;
create index receipts_by_message on receipts (message);
create table counts (partner text primary key, sent integer not null) strict;
create table numbers (partner text not null, number integer not null, primary key (partner, number)) strict;
create table held_back (
    sender text not null, id text not null, conversation text not null, at text not null, number integer not null,
    document blob not null, signed text not null, primary key (sender, id)
) strict;
create table things (
    id text primary key, kind text not null, title text not null, supplier text, agreement text, article text,
    conversation text, message text, caveats text not null, contents blob not null, received text not null,
    review_by text
) strict;
create index things_by_message on things (message);
create table derived (thing text not null, source text not null, primary key (thing, source)) strict;
create table consents (
    message text not null, supplier text not null, item text not null, action text not null, purpose text,
    users text not null, onward text, until text, primary key (supplier, message, item)
) strict;
create table orals (
    id text primary key, agreement text not null, article text not null, asker text not null, asked text not null,
    at text not null, summary text not null, due text, noted_by text not null, confirmed_by text
) strict;
create table ticked (message text not null, task text not null, at text not null, by text not null,
    primary key (message, task)) strict;
create table matches (
    id text primary key, partner text not null, agreement text not null, scheme text not null, at text not null,
    direction text not null, asked integer not null, found integer, secret blob, identifiers text
) strict;
create table match_lists (
    scheme text not null, digest text not null, size_only integer not null, cap integer not null, secret blob not null,
    setup blob not null, primary key (scheme, digest, size_only, cap)
) strict;
"""


class Store:
    """The SQLite file of one node. Threads share it, one transaction at a time; processes wait for one another."""

    def __init__(self, path: Path) -> None:
        new = not path.exists()
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._depth = 0
        if new:
            path.chmod(0o600)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.execute("pragma foreign_keys = on")
        with self.transaction():
            if self.one("select 1 from sqlite_master where name = 'about'") is None:
                for statement in _TABLES.split(";\n"):
                    if statement.strip():
                        self.change(statement)
                self.change("insert into about values ('schema', ?)", str(_SCHEMA))
        found = self.setting("schema")
        if found != str(_SCHEMA):
            raise ValueError(f"{path} is a store of form {found}; this Darvoza reads {_SCHEMA}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside stands together or not at all; transactions inside one another are one."""
        with self._lock:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            self._connection.execute("begin immediate")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            else:
                self._connection.execute("commit")
            finally:
                self._depth = 0

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that can be given up alone."""
        self._connection.execute("savepoint part")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback to part")
            self._connection.execute("release part")
            raise
        self._connection.execute("release part")

    def all(self, question: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401 - whatever SQL takes
        """Every row that answers."""
        with self._lock:
            return self._connection.execute(question, values).fetchall()

    def one(self, question: str, *values: Any) -> sqlite3.Row | None:  # noqa: ANN401 - likewise
        """The first row that answers, or None."""
        with self._lock:
            row: sqlite3.Row | None = self._connection.execute(question, values).fetchone()
            return row

    def change(self, statement: str, *values: Any) -> int:  # noqa: ANN401 - likewise
        """Change rows; how many were. Alone it is a transaction of its own."""
        with self.transaction():
            return self._connection.execute(statement, values).rowcount

    def many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """The same change for each of these rows."""
        with self.transaction():
            self._connection.executemany(statement, rows)

    def setting(self, name: str) -> str | None:
        """What the store says of itself under this name."""
        row = self.one("select value from about where name = ?", name)
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Write what the store says of itself."""
        self.change(
            "insert into about values (?, ?) on conflict (name) do update set value = excluded.value", name, value
        )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
