"""A node: one administration's end of the exchange, in one folder: store, keys, desk and post office."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from darvoza.codes import country as known_country
from darvoza.exchange.held.caps import query_check
from darvoza.exchange.held.holdings import Holdings
from darvoza.exchange.held.register import Register
from darvoza.exchange.held.reviews import Reviews
from darvoza.exchange.liaison.desk import Desk
from darvoza.exchange.messages.between_nodes import KeyEntry, KeyNotice
from darvoza.exchange.messages.envelope import Envelope, Message
from darvoza.exchange.messages.forms import canonical, digest
from darvoza.exchange.messages.kinds import Identity
from darvoza.exchange.messages.subjects import Country, Name
from darvoza.exchange.post_office.post import Post
from darvoza.exchange.sealed.certificates import certify, check_certificate, fingerprint, serial_of
from darvoza.exchange.sealed.keys import LIFETIME, Directory, KeyRefused, Keyring, Use, public_x
from darvoza.exchange.sealed.log import Event, Log
from darvoza.exchange.store import Store

_STORE = "exchange.sqlite"


def _utc() -> datetime:
    return datetime.now(UTC)


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What a node tells of itself to be introduced: country, name, public keys. Check its fingerprint by telephone."""

    country: Country
    name: Name
    keys: tuple[KeyEntry, ...]
    revoked: tuple[Identity, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the card in groups of four, to be read out by telephone."""
        digits = digest(canonical(self))
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


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
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        node = cls.__new__(cls)
        store = Store(folder / _STORE)
        with store.transaction():
            store.set("country", country)
            store.set("name", name)
        store.close()
        node._open(folder, password, now)  # noqa: SLF001 - its own
        for use in Use:
            node.new_key(use)
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
        self.reviews = Reviews(self.holdings, self.register, self.store, self.log, now)
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
        self.post.key_check = self._check_key
        self.post.checks.append(query_check(self.store, self.register, self.country, now))
        self.desk = Desk(
            store=self.store,
            log=self.log,
            register=self.register,
            holdings=self.holdings,
            post=self.post,
            country=self.country,
            now=now,
        )

    # Keys and certificates

    def new_key(self, use: Use) -> str:
        """A new key for this use with a certificate of the node's own; the one there was is retired."""
        at = self.now()
        kid = self.keyring.make(use, at)
        private = self.keyring.raw(kid)
        if isinstance(private, Ed25519PrivateKey):
            until = at + LIFETIME
            named = {"country": self.country, "name": self.name}
            made = certify(private.public_key(), at=at, until=until, signer=private, **named)
            self.keyring.keep_certificate(kid, made)
        return kid

    def rotate(self, use: Use) -> str:
        """A new key, told to every partner in a notice; a partner gets nothing signed with it before it has it."""
        with self.store.transaction():
            kid = self.new_key(use)
            self._announce(use, kid, (), None)
            self.log.write(Event.KEYS_CHANGED, self.now(), use=use.value, key=kid)
        return kid

    def revoke(self, kid: str, reason: str) -> str:
        """Declare a key lost and make a new one.

        Partners are told in a notice if another key of ours that they know can sign it. Otherwise, and always when the
        only key to sign with is lost, hand them the new card: nothing can prove the new key but a telephone call.
        """
        with self.store.transaction():
            row = self.store.one("select use from own_keys where kid = ?", kid)
            if row is None:
                raise KeyRefused(f"{kid} is no key of this node")
            self.keyring.revoke(kid, self.now())
            use = Use(row["use"])
            new = self.new_key(use)
            if use is not Use.SIGN or self.store.one(
                "select 1 from own_keys where use = ? and revoked is null and kid != ?", use.value, new
            ):
                self._announce(use, new, (kid,), reason)
            self.log.write(Event.KEYS_CHANGED, self.now(), use=use.value, key=new, revoked=kid, reason=reason)
        return new

    def _announce(self, use: Use, kid: str, revoked: tuple[str, ...], reason: str | None) -> None:
        notice = KeyNotice(
            keys=tuple(entry for entry in self.keyring.public() if entry.kid == kid), revoked=revoked, reasons=reason
        )
        for partner in self.directory.partners():
            id_ = str(uuid4())
            message: Message = Envelope(
                id=id_,
                conversation=id_,
                agreement="-",
                agreement_version=0,
                article="-",
                sender=self.country,
                recipient=partner,
                written=self.now(),
                language="en",
                signed_by="node",
                body=notice,
            )
            if use is Use.SIGN:
                self.store.change("insert into announced values (?, ?, ?, 0)", partner, kid, id_)
            self.post.queue(message)

    def trust_authority(self, certificate: str) -> None:
        """Trust what this certificate authority says of nodes."""
        mark = fingerprint(certificate).replace(" ", "")
        self.store.change(
            "insert or ignore into authorities (fingerprint, certificate) values (?, ?)", mark, certificate
        )

    def revoke_certificate(self, certificate: str) -> None:
        """Take no card with this certificate any more, and no letter signed with its key."""
        with self.store.transaction():
            issuer, serial = serial_of(certificate)
            row = (issuer, serial, self.now().isoformat())
            self.store.change("insert or ignore into revoked_certificates values (?, ?, ?)", *row)
            self.store.change(
                "update partner_keys set revoked = ?, reason = 'certificate' where certificate = ? and revoked is null",
                *(self.now().isoformat(), certificate),
            )

    def keep_certificate(self, kid: str, certificate: str) -> None:
        """Put a certificate from an authority in the place of the node's own.

        Raises:
            KeyRefused: it is not for this key and country, or not good now.
        """
        self._check(certificate, self.country, public_x(self.keyring.raw(kid)))
        self.keyring.keep_certificate(kid, certificate)

    def _check_key(self, country: str, entry: KeyEntry) -> None:
        """Keys to sign and to connect with come with a certificate that holds."""
        if entry.use != Use.SEAL.value:
            if entry.certificate is None:
                raise KeyRefused(f"the key {entry.kid} has no certificate")
            self._check(entry.certificate, country, entry.x)

    def _check(self, certificate: str, country: str, x: str) -> None:
        authorities = [row[0] for row in self.store.all("select certificate from authorities where revoked is null")]
        revoked = [(row[0], row[1]) for row in self.store.all("select issuer, serial from revoked_certificates")]
        raw = base64.urlsafe_b64decode(x + "=")
        now = self.now()
        check_certificate(certificate, country=country, x=raw, at=now, authorities=authorities, revoked=revoked)

    # Introductions

    def card(self) -> Card:
        """What this node tells of itself to be introduced to partners."""
        return Card(country=self.country, name=self.name, keys=self.keyring.public(), revoked=self.keyring.revoked())

    def introduce(self, card: Card) -> None:
        """Take a partner's card, after its fingerprint was checked: its letters are opened from now on.

        Raises:
            KeyRefused: a key is not what its name says, is somebody else's, or the card is our own.
        """
        if card.country == self.country:
            raise KeyRefused("a node is not introduced to itself")
        for entry in card.keys:
            self._check_key(card.country, entry)
        with self.store.transaction():
            new = sum(self.directory.add(card.country, entry) for entry in card.keys)
            for kid in card.revoked:
                self.directory.revoke(card.country, kid, self.now(), "card")
            self.log.write(Event.PARTNER_INTRODUCED, self.now(), partner=card.country, name=card.name, keys=str(new))

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
