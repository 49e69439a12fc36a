"""Sealing: a message signed (JWS, Ed25519) and then encrypted to one partner (JWE, X25519 and AES-256-GCM).

Only these algorithms, never what a header asks for. The signed letter names sender and addressee, when it was sealed
and until when it may be opened, and the sender's running number, so that a letter cannot be readdressed, replayed as
new or lost unnoticed.
"""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from joserfc import jwe, jws
from joserfc.errors import (
    BadSignatureError,
    JoseError,
    UnsupportedAlgorithmError,
    UnsupportedHeaderError,
)
from joserfc.jwe import JWERegistry
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from darvoza.exchange.messages.between_nodes import Fault
from darvoza.exchange.messages.rejection import Rejected
from darvoza.exchange.sealed.keys import PartnerKey

SIGNATURE: Final = "Ed25519"
AGREEMENT: Final = "ECDH-ES+A256KW"
CIPHER: Final = "A256GCM"
_INNER: Final = "darvoza-letter+jws"
_OUTER: Final = "darvoza-letter+jwe"
LARGEST: Final = 32 * 1024 * 1024
"""The most bytes that a sealed letter may have."""
SKEW: Final = timedelta(minutes=10)
"""How far a partner's clock may be ahead of ours."""
VALID: Final = timedelta(days=90)
"""How long after sealing a letter may be opened: an offline bundle may lie for weeks."""

_SIGNING: Final = JWSRegistry(algorithms=[SIGNATURE])
_SIGNING.max_payload_length = LARGEST
_ENCRYPTING: Final = JWERegistry(algorithms=[AGREEMENT, CIPHER])
_ENCRYPTING.max_ciphertext_length = LARGEST


class Letter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What is signed: who writes to whom, when it was sealed, until when it is good, its number, and the message."""

    sender: str
    recipient: str
    sealed: datetime
    until: datetime
    number: int
    message: msgspec.Raw


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A letter whose seal and signature hold, the key that signed it, and the signed form for a court."""

    letter: Letter
    kid: str
    signed: str


def seal(letter: Letter, signer: OKPKey, signer_kid: str, to: OKPKey, to_kid: str) -> tuple[bytes, str]:
    """The letter signed and sealed, and its signed form, which the sender keeps."""
    inner = {"alg": SIGNATURE, "kid": signer_kid, "typ": _INNER}
    signed = jws.serialize_compact(inner, msgspec.json.encode(letter), signer, registry=_SIGNING)
    outer = {"alg": AGREEMENT, "enc": CIPHER, "kid": to_kid, "typ": _OUTER, "cty": _INNER}
    return jwe.encrypt_compact(outer, signed, to, registry=_ENCRYPTING).encode(), signed


def open_letter(
    sealed: bytes,
    own_key: Callable[[str], OKPKey | None],
    partner_key: Callable[[str], PartnerKey | None],
    here: str,
    now: datetime,
) -> Opened:
    """Open a sealed letter.

    ``own_key`` and ``partner_key`` find keys by their thumbprint.

    Raises:
        Rejected: it cannot be opened, is signed by nobody known, is for somebody else, or its time is wrong.
    """
    kid = _header(sealed, {"alg": AGREEMENT, "enc": CIPHER, "typ": _OUTER, "cty": _INNER})
    own = own_key(kid)
    if own is None:
        raise Rejected(Fault.UNKNOWN_KEY, "The letter is sealed to a key that this node does not have: {key}.", key=kid)
    try:
        signed = jwe.decrypt_compact(sealed, own, registry=_ENCRYPTING).plaintext or b""
    except (JoseError, ValueError) as error:
        raise _unreadable() from error
    signer_kid = _header(signed, {"alg": SIGNATURE, "typ": _INNER})
    signer = partner_key(signer_kid)
    if signer is None:
        reason = "The letter is signed with a key that is not known here: {key}."
        raise Rejected(Fault.UNKNOWN_KEY, reason, key=signer_kid)
    try:
        letter = _verified(signed, signer)
        _check(letter, signer, here, now)
    except Rejected as rejected:
        rejected.sender = signer.partner
        raise
    return Opened(letter=letter, kid=signer_kid, signed=signed.decode("ascii"))


def verify(signed: str, signer: PartnerKey) -> Letter:
    """The letter in a signed form that was kept, when its signature holds.

    Raises:
        Rejected: it does not.
    """
    _header(signed.encode(), {"alg": SIGNATURE, "typ": _INNER})
    return _verified(signed.encode(), signer)


def _header(compact: bytes, wanted: dict[str, str]) -> str:
    """The key that a letter's header names, when the header asks for nothing but our own algorithms."""
    if len(compact) > LARGEST:
        raise Rejected(Fault.UNREADABLE, "The letter is larger than {limit} bytes.", limit=str(LARGEST))
    try:
        first = compact.split(b".", 1)[0]
        header: Any = json.loads(_decoded(first))
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(header, dict) or not isinstance(header.get("kid"), str):
        raise _unreadable()
    for name, value in wanted.items():
        if header.get(name) != value:
            reason = "The letter asks for {name} {value}, where only {limit} is accepted."
            raise Rejected(Fault.DOWNGRADE, reason, name=name, value=str(header.get(name))[:40], limit=value)
    extra = set(header) - set(wanted) - {"kid", "epk"}
    if extra:
        raise Rejected(Fault.DOWNGRADE, "The letter's header says more than it may: {name}.", name=min(extra)[:40])
    return str(header["kid"])


def _decoded(text: bytes) -> bytes:
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def _verified(signed: bytes, signer: PartnerKey) -> Letter:
    try:
        payload = jws.deserialize_compact(signed, signer.key(), registry=_SIGNING).payload
        return msgspec.json.decode(payload, type=Letter)
    except (UnsupportedAlgorithmError, UnsupportedHeaderError) as error:
        raise Rejected(Fault.DOWNGRADE, "The letter's header says more than it may: {name}.", name="alg") from error
    except BadSignatureError as error:
        reason = "The signature does not fit the key of {partner}."
        raise Rejected(Fault.FORGED, reason, partner=signer.partner) from error
    except (JoseError, ValueError) as error:
        raise _unreadable() from error


def _check(letter: Letter, signer: PartnerKey, here: str, now: datetime) -> None:
    if signer.revoked is not None:
        # Whoever has a lost key can write any date under it, so nothing signed with it is taken any more.
        reason = "The letter is signed with a key that was revoked on {on}: {key}."
        raise Rejected(Fault.REVOKED_KEY, reason, on=signer.revoked.date().isoformat(), key=signer.kid)
    if letter.sender != signer.partner:
        raise Rejected(Fault.FORGED, "The signature does not fit the key of {partner}.", partner=letter.sender[:40])
    if letter.recipient != here:
        raise Rejected(
            Fault.OTHER_ADDRESSEE, "The letter is for {partner}, not for this node.", partner=letter.recipient
        )
    times = {"sealed": letter.sealed.isoformat(timespec="seconds"), "now": now.isoformat(timespec="seconds")}
    if letter.sealed.tzinfo is None or letter.until.tzinfo is None:
        raise _unreadable()
    if letter.sealed > now + SKEW:
        reason = (
            "The letter was sealed at {sealed}, which is still to come: here it is {now}. One of the clocks is wrong."
        )
        raise Rejected(Fault.CLOCK, reason, **times)
    if now > min(letter.until, letter.sealed + VALID):
        reason = "The letter was sealed at {sealed} and could be opened until {until}; here it is {now}."
        until = min(letter.until, letter.sealed + VALID).isoformat(timespec="seconds")
        raise Rejected(Fault.EXPIRED, reason, until=until, **times)
    if letter.sealed > signer.until:
        raise Rejected(Fault.UNKNOWN_KEY, "The key {key} had run out when the letter was sealed.", key=signer.kid)


def _unreadable() -> Rejected:
    return Rejected(Fault.UNREADABLE, "The letter cannot be opened: it was damaged on the way, or is no letter.")
