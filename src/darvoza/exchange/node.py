"""A node: one administration's end of the exchange, in one folder: store, keys, desk and post office."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from darvoza.codes import country as known_country
from darvoza.exchange.desk import Desk
from darvoza.exchange.holdings import Holdings
from darvoza.exchange.keys import Directory, KeyRefused, Keyring, Use
from darvoza.exchange.log import Event, Log
from darvoza.exchange.messages import KeyEntry
from darvoza.exchange.post import Post
from darvoza.exchange.register import Register
from darvoza.exchange.store import Store
from darvoza.exchange.subjects import Country, Name

_STORE = "exchange.sqlite"


def _utc() -> datetime:
    return datetime.now(UTC)


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What a node tells of itself to be introduced: country, name, public keys. Check its fingerprint by telephone."""

    country: Country
    name: Name
    keys: tuple[KeyEntry, ...]


class Node:
    """One administration's end of the exchange.

    ``now`` is its clock: the real one, unless a test needs another.
    """

    def __init__(self, folder: Path, *, password: str | None = None, now: Callable[[], datetime] = _utc) -> None:
        if not (folder / _STORE).exists():
            raise FileNotFoundError(f"{folder} holds no node of the exchange: make one first")
        self._open(folder, password, now)

    @classmethod
    def make(
        cls,
        folder: Path,
        *,
        country: str,
        name: str,
        password: str | None = None,
        now: Callable[[], datetime] = _utc,
    ) -> "Node":
        """A new node with keys of its own; a password encrypts their private halves.

        Raises:
            FileExistsError: the folder holds a node already.
            ValueError: the country is none.
        """
        if (folder / _STORE).exists():
            raise FileExistsError(f"{folder} holds a node already")
        found = known_country(country)
        if found is None or found.alpha2 != country:
            raise ValueError(f"{country!r} is no country: use two letters of ISO 3166-1")
        folder.mkdir(parents=True, exist_ok=True)
        node = cls.__new__(cls)
        store = Store(folder / _STORE)
        with store.transaction():
            store.set("country", country)
            store.set("name", name)
        store.close()
        node._open(folder, password, now)  # noqa: SLF001 - its own
        for use in Use:
            node.keyring.make(use, now())
        node.log.write(Event.NODE_MADE, now(), country=country, name=name)
        return node

    def _open(self, folder: Path, password: str | None, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self.now = now
        self.store = Store(folder / _STORE)
        self.country = self.store.setting("country") or ""
        self.name = self.store.setting("name") or ""
        self.log = Log(self.store)
        self.keyring = Keyring(self.store, folder / "keys", password)
        self.directory = Directory(self.store)
        self.register = Register(self.store, self.log, self.country, now)
        self.holdings = Holdings(self.store, self.log, now)
        self.post = Post(
            store=self.store,
            log=self.log,
            keyring=self.keyring,
            directory=self.directory,
            register=self.register,
            holdings=self.holdings,
            country=self.country,
            now=now,
        )
        self.desk = Desk(
            store=self.store,
            log=self.log,
            register=self.register,
            holdings=self.holdings,
            post=self.post,
            country=self.country,
            now=now,
        )

    def card(self) -> Card:
        """What this node tells of itself to be introduced to partners."""
        return Card(country=self.country, name=self.name, keys=self.keyring.public())

    def introduce(self, card: Card) -> None:
        """Take a partner's card, after its fingerprint was checked: its letters are opened from now on.

        Raises:
            KeyRefused: a key is not what its name says, is somebody else's, or the card is our own.
        """
        if card.country == self.country:
            raise KeyRefused("a node is not introduced to itself")
        with self.store.transaction():
            new = sum(self.directory.add(card.country, entry) for entry in card.keys)
            self.log.write(Event.PARTNER_INTRODUCED, self.now(), partner=card.country, name=card.name, keys=str(new))

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
