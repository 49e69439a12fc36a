"""Sessions as Django keeps them in the database, read with one plain question: every page asks it."""

from typing import Any, Final

from django.contrib.sessions.backends import db
from django.utils import timezone

from darvoza.office.asking import answers

_READ: Final = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """What is kept of one browser until it signs out or the shift ends."""

    def load(self) -> dict[str, Any]:
        """What was kept; nothing, and no key, when the session ended."""
        found = answers(_READ, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(found[0][0])
        return kept
