"""Sealing the truth: encrypted while an exercise runs, with a key that stays on the instructor's side.

AES-256-GCM by the ``cryptography`` package: whoever has the sealed bytes but not the key learns nothing, and a byte
that was changed is noticed. The seed is sealed too, since the truth can be made again from it.
"""

import base64
import secrets
from typing import Final

import msgspec

from darvoza.training.exercises.materials import Hidden

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_MARK: Final = b"darvoza-sealed-1\n"


class SealError(ValueError):
    """Sealed truth cannot be opened: another key, another exercise, or changed bytes."""


class SealingNotInstalled(ImportError):  # noqa: N818 - what is the matter, as with the other extras
    """The package that seals is not installed."""


def new_key() -> str:
    """A new key, as text that can be kept in a file or a setting of the instructor's side only.

    >>> len(new_key()), new_key() == new_key()
    (43, False)
    """
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode().rstrip("=")


def new_seed() -> int:
    """A seed for one session that cannot be guessed: too many to try.

    >>> new_seed() != new_seed()
    True
    """
    return secrets.randbits(63)


def seal(hidden: Hidden, key: str, *, session: str = "") -> bytes:
    """The truth encrypted with this key; ``session`` binds it to one session, so that seals cannot be swapped.

    Raises:
        SealError: the key is none.
        SealingNotInstalled: the package that seals is not installed.
    """
    cipher = _cipher(key)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    closed: bytes = cipher.encrypt(nonce, msgspec.msgpack.encode(hidden), session.encode())
    return _MARK + nonce + closed


def unseal(sealed: bytes, key: str, *, session: str = "") -> Hidden:
    """The truth that was sealed with this key for one sitting of a course.

    >>> from darvoza.training.exercises import prepare, ready
    >>> key, hidden = new_key(), prepare(ready()[0], 5, level=1).hidden
    >>> unseal(seal(hidden, key), key) == hidden
    True

    Raises:
        SealError: another key or session, or the bytes were changed.
        SealingNotInstalled: the package that seals is not installed.
    """
    cipher = _cipher(key)
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an extra

    if not sealed.startswith(_MARK):
        raise SealError("these bytes are no sealed truth of an exercise")
    body = sealed[len(_MARK) :]
    try:
        plain = cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], session.encode())
    except InvalidTag as error:
        raise SealError("the key does not open this seal: another key or session, or the bytes were changed") from error
    except ValueError as error:  # too short to hold anything
        raise SealError("the seal is cut off") from error
    return msgspec.msgpack.decode(plain, type=Hidden)


def _cipher(key: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the extra's type, which may be absent
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise SealingNotInstalled("sealing needs the extra: pip install 'darvoza[exchange]'") from error
    try:
        data = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise SealError("the key is no key: it has letters that keys do not have") from error
    if len(data) != _KEY_BYTES:
        raise SealError(f"the key is no key: it has {len(data)} bytes, not {_KEY_BYTES}")
    return AESGCM(data)
