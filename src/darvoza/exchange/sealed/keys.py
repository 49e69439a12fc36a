"""Keys of a node: Ed25519 to sign, X25519 to be sealed to, Ed25519 for the connection; kept as files only it can read.

A key is known by the thumbprint of its public half (RFC 7638). Keys are replaced before they run out, and revoked when
lost; those replaced still open what was sealed to them.
"""

import base64
import os
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc.jwk import OKPKey

from darvoza.exchange.messages.between_nodes import KeyEntry
from darvoza.exchange.store import Store

LIFETIME: Final = timedelta(days=365)
"""How long a key is good unless replaced before."""


class Use(StrEnum):
    """What a key is for."""

    SIGN = "sig"
    SEAL = "enc"
    CONNECT = "tls"


_CURVES: Final = {Use.SIGN: "Ed25519", Use.SEAL: "X25519", Use.CONNECT: "Ed25519"}


class KeyRefused(ValueError):  # noqa: N818 - the key is refused
    """A key cannot be used: lost, of another kind, or its password is another."""


def encoded(data: bytes) -> str:
    """Bytes as base64 for addresses, without filling, as JWK writes them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@lru_cache(maxsize=256)
def public_key(use: Use, x: str) -> OKPKey:
    """The public key whose point is ``x``."""
    return OKPKey.import_key({"kty": "OKP", "crv": _CURVES[use], "x": x})


def public_x(private: Ed25519PrivateKey | X25519PrivateKey) -> str:
    """The public half of a private key, as JWK's ``x``."""
    return encoded(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def thumbprint(use: Use, x: str) -> str:
    """What the key is known by: its thumbprint in hexadecimal digits."""
    return base64.urlsafe_b64decode(public_key(use, x).thumbprint() + "=").hex()


def write_private(path: Path, private: Ed25519PrivateKey | X25519PrivateKey, password: str | None) -> None:
    """Keep a private key in a file that only its owner can read, encrypted if there is a password."""
    how: KeySerializationEncryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    data = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def read_private(path: Path, password: str | None) -> Ed25519PrivateKey | X25519PrivateKey:
    """The private key in a file.

    Raises:
        KeyRefused: it is not there, not readable with this password, or of another kind.
    """
    try:
        private = load_pem_private_key(path.read_bytes(), password.encode() if password else None)
    except FileNotFoundError as error:
        raise KeyRefused(f"there is no key file {path.name}") from error
    except (ValueError, TypeError) as error:
        raise KeyRefused(f"the key file {path.name} does not open with this password") from error
    if not isinstance(private, Ed25519PrivateKey | X25519PrivateKey):
        raise KeyRefused(f"the key file {path.name} holds a key of another kind")
    return private


class Keyring:
    """A node's own keys: private halves in files, what is said of them in the store."""

    def __init__(self, store: Store, folder: Path, password: str | None) -> None:
        self._store = store
        self._folder = folder
        self.password = password
        self._loaded: dict[str, OKPKey] = {}

    def make(self, use: Use, at: datetime, lifetime: timedelta = LIFETIME) -> str:
        """A new key for this use; those there were are retired from it, and what they seal can still be opened."""
        private = X25519PrivateKey.generate() if use is Use.SEAL else Ed25519PrivateKey.generate()
        kid = thumbprint(use, public_x(private))
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_private(self.path(kid), private, self.password)
        with self._store.transaction():
            self._store.change(
                "update own_keys set retired = ? where use = ? and retired is null", at.isoformat(), use.value
            )
            row = (kid, use.value, at.isoformat(), (at + lifetime).isoformat())
            self._store.change("insert into own_keys (kid, use, created, until) values (?, ?, ?, ?)", *row)
        return kid

    def path(self, kid: str) -> Path:
        """The file of a private key."""
        return self._folder / f"{kid}.pem"

    def current(self, use: Use) -> str:
        """The key in use.

        Raises:
            KeyRefused: there is none that is neither retired nor revoked.
        """
        row = self._store.one(
            "select kid from own_keys where use = ? and retired is null and revoked is null", use.value
        )
        if row is None:
            raise KeyRefused(f"this node has no key to {use.name.lower()} with: make one")
        return str(row["kid"])

    def signer_for(self, partner: str, at: datetime) -> str:
        """The newest key to sign with that this partner knows: one it was told of counts when it said it has it.

        Raises:
            KeyRefused: there is none that is good now.
        """
        row = self._store.one(
            "select kid from own_keys where use = ? and revoked is null and until > ? and not exists "
            "(select 1 from announced where partner = ? and announced.kid = own_keys.kid and not taken) "
            "order by created desc, rowid desc limit 1",
            *(Use.SIGN.value, at.isoformat(), partner),
        )
        if row is None:
            raise KeyRefused("this node has no good key to sign with: make a new one and introduce the node again")
        return str(row["kid"])

    def private(self, kid: str) -> OKPKey:
        """A private key of this node, also a retired one."""
        if kid not in self._loaded:
            row = self._store.one("select use from own_keys where kid = ?", kid)
            if row is None:
                raise KeyRefused(f"{kid} is no key of this node")
            private = read_private(self.path(kid), self.password)
            d = encoded(private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
            key: dict[str, str | list[str]] = {
                "kty": "OKP",
                "crv": _CURVES[Use(row["use"])],
                "x": public_x(private),
                "d": d,
            }
            self._loaded[kid] = OKPKey.import_key(key)
        return self._loaded[kid]

    def raw(self, kid: str) -> Ed25519PrivateKey | X25519PrivateKey:
        """A private key for making certificates."""
        return read_private(self.path(kid), self.password)

    def has(self, kid: str) -> bool:
        """Whether this is a key of this node that may still open what comes."""
        return self._store.one("select 1 from own_keys where kid = ?", kid) is not None

    def revoke(self, kid: str, at: datetime) -> None:
        """Declare a key lost: it signs and seals nothing more."""
        self._store.change("update own_keys set revoked = ? where kid = ? and revoked is null", at.isoformat(), kid)

    def keep_certificate(self, kid: str, certificate: str) -> None:
        """Keep the certificate of a key."""
        self._store.change("update own_keys set certificate = ? where kid = ?", certificate, kid)

    def certificate(self, kid: str) -> str | None:
        """The certificate of a key of this node."""
        row = self._store.one("select certificate from own_keys where kid = ?", kid)
        return None if row is None else row["certificate"]

    def public(self) -> tuple[KeyEntry, ...]:
        """The public halves, as they are told to partners."""
        rows = self._store.all("select * from own_keys where retired is null order by use, created")
        return tuple(
            KeyEntry(
                kid=row["kid"],
                use=row["use"],
                x=public_x(self.raw(row["kid"])),
                created=datetime.fromisoformat(row["created"]),
                until=datetime.fromisoformat(row["until"]),
                certificate=row["certificate"],
            )
            for row in rows
            if row["revoked"] is None
        )

    def revoked(self) -> tuple[str, ...]:
        """The keys of this node that were revoked."""
        return tuple(row["kid"] for row in self._store.all("select kid from own_keys where revoked is not null"))


class PartnerKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key of a partner, as this node knows it."""

    kid: str
    partner: str
    use: Use
    x: str
    created: datetime
    until: datetime
    revoked: datetime | None = None
    certificate: str | None = None

    def key(self) -> OKPKey:
        """The key itself."""
        return public_key(self.use, self.x)


class Directory:
    """The public keys of partners."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, kid: str) -> PartnerKey | None:
        """The key known by this thumbprint, revoked or not."""
        row = self._store.one("select * from partner_keys where kid = ?", kid)
        return None if row is None else self._of(row)

    def current(self, partner: str, use: Use, at: datetime) -> PartnerKey | None:
        """The newest good key of a partner for this use."""
        row = self._store.one(
            "select * from partner_keys where partner = ? and use = ? and revoked is null and until > ? "
            "order by created desc, rowid desc limit 1",
            *(partner, use.value, at.isoformat()),
        )
        return None if row is None else self._of(row)

    def partners(self) -> list[str]:
        """The partners whose keys are known."""
        return [row[0] for row in self._store.all("select distinct partner from partner_keys order by partner")]

    def of(self, partner: str) -> list[PartnerKey]:
        """Every key known of a partner, newest first."""
        rows = self._store.all(
            "select * from partner_keys where partner = ? order by created desc, rowid desc", partner
        )
        return [self._of(row) for row in rows]

    def add(self, partner: str, entry: KeyEntry) -> bool:
        """Keep a key of a partner; False if it is known already.

        Raises:
            KeyRefused: it is known as somebody else's, or its name is not its thumbprint.
        """
        if thumbprint(Use(entry.use), entry.x) != entry.kid:
            raise KeyRefused(f"the key {entry.kid} is not what its name says")
        known = self.find(entry.kid)
        if known is not None:
            if known.partner != partner:
                raise KeyRefused(f"the key {entry.kid} belongs to another partner")
            return False
        row = (entry.kid, partner, entry.use, entry.x, entry.created.isoformat(), entry.until.isoformat())
        self._store.change(
            "insert into partner_keys (kid, partner, use, x, created, until, certificate) values (?, ?, ?, ?, ?, ?, ?)",
            *row,
            entry.certificate,
        )
        return True

    def revoke(self, partner: str, kid: str, at: datetime, reason: str) -> bool:
        """Mark a partner's key as revoked; False if it is not known as theirs, or was already."""
        return (
            self._store.change(
                "update partner_keys set revoked = ?, reason = ? where kid = ? and partner = ? and revoked is null",
                *(at.isoformat(), reason, kid, partner),
            )
            == 1
        )

    @staticmethod
    def _of(row: object) -> PartnerKey:
        return msgspec.convert(dict(row), PartnerKey, strict=False)  # type: ignore[call-overload]  # sqlite3.Row has keys
