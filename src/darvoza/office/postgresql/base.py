"""Django's PostgreSQL, set for short questions; under this name Django looks for it."""

import select
from typing import Any, Final

from django.db.backends.postgresql import base

_SET: Final = "SET jit = off; SET max_parallel_workers_per_gather = 0"
"""No page asks anything that compiling it, or starting processes that help with it, would make quicker; both take the
processors from the others at work."""

_OFTEN: Final = 5
"""How often a statement is asked before the server keeps how to answer it; most of what a short one costs is that."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is set for short questions and is looked at, not asked, whether it still stands."""

    def get_connection_params(self) -> dict[str, Any]:
        """How to connect."""
        return {**super().get_connection_params(), "prepare_threshold": _OFTEN}

    def keeping_cursor(self) -> Any:  # noqa: ANN401 - as Django's cursors
        """A cursor for statements that are always the same: values go beside them, and how to answer them is kept.

        Not for lists of many lengths, nor where a plan that suits some values does not suit others. Whoever listens to
        what is asked hears it with its values.
        """
        if self.queries_logged:
            return self.cursor()
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))

    def init_connection_state(self) -> None:
        """Set what the office wants of each connection."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute(_SET)
        if not self.get_autocommit():
            self.connection.commit()

    def is_usable(self) -> bool:
        """Whether the server still answers; asked of it only where something unread came, such as its farewell.

        Django wants to know before the first question of each request.
        """
        if self.connection is None or self.connection.closed:
            return False
        unread = select.poll()
        unread.register(self.connection.fileno(), select.POLLIN)
        return not unread.poll(0) or bool(super().is_usable())
