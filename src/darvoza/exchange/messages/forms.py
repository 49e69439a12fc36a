"""Messages as JSON: written in one canonical way, read strictly, and described by one JSON schema for each kind."""

import hashlib
from types import GenericAlias
from typing import Any, Final

import msgspec

from darvoza.exchange.messages.envelope import BODIES, VERSION, Envelope, Message
from darvoza.exchange.messages.kinds import Kind

_WRITER: Final = msgspec.json.Encoder(order="sorted")
_READER: Final = msgspec.json.Decoder(Message)


def canonical(thing: object) -> bytes:
    """The thing as JSON in which equal things are equal bytes: keys and sets sorted, no spaces, UTF-8.

    >>> canonical({"b": 1, "a": frozenset({"y", "x"})})
    b'{"a":["x","y"],"b":1}'
    """
    return _WRITER.encode(thing)


def digest(data: bytes) -> str:
    """The SHA-256 of these bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_message(data: bytes) -> Message:
    """The message in this JSON.

    Raises:
        msgspec.ValidationError: it is of another form; says where.
        msgspec.DecodeError: it is no JSON.
    """
    return _READER.decode(data)


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON schema (2020-12) of one kind of message.

    >>> schema(Kind.REFUSAL)["$id"]
    'urn:darvoza:exchange:refusal:1'
    """
    described = msgspec.json.schema(GenericAlias(Envelope, (BODIES[kind],)))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:darvoza:exchange:{kind.value.replace(' ', '-')}:{VERSION}",
        **described,
    }
