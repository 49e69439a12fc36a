"""What a node keeps of messages: each one by its id, the one that began it all, and the agreement it stands under."""

from collections.abc import Callable
from datetime import datetime

from darvoza.exchange.agreements.agreement import Agreement
from darvoza.exchange.held.holdings import Holdings
from darvoza.exchange.held.register import Register
from darvoza.exchange.messages.between_nodes import Receipt
from darvoza.exchange.messages.conversation import begins
from darvoza.exchange.messages.envelope import Message
from darvoza.exchange.messages.forms import read_message
from darvoza.exchange.post_office.post import Post
from darvoza.exchange.sealed.log import Log
from darvoza.exchange.store import Store


class Kept:
    """The messages of one node."""

    def __init__(
        self,
        *,
        store: Store,
        log: Log,
        register: Register,
        holdings: Holdings,
        post: Post,
        country: str,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._log = log
        self._register = register
        self._holdings = holdings
        self._post = post
        self._country = country
        self._now = now

    def message(self, id_: str) -> Message:
        """A message, sent or received, whole. For what is shown to somebody, see :meth:`read`.

        Raises:
            KeyError: there is none.
        """
        row = self._store.one("select document from messages where id = ?", id_)
        if row is None:
            raise KeyError(f"there is no message {id_}")
        return read_message(row["document"])

    def _first(self, conversation: str) -> Message:
        message = self.message(conversation)
        if not begins(message) or isinstance(message.body, Receipt):
            raise KeyError(f"there is no conversation {conversation}")
        return message

    def _agreement(self, message: Message) -> Agreement:
        found = self._register.find(message.agreement, message.agreement_version)
        if found is None:
            raise KeyError(f"there is no agreement {message.agreement}")
        return found
