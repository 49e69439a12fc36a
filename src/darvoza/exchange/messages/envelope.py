"""A message as it goes: its header, the body of its kind, and its items, in one versioned form."""

from datetime import datetime
from typing import Final, Generic, TypeVar, Union

from darvoza.exchange.agreements.terms import Caveats
from darvoza.exchange.messages.between_nodes import KeyNotice, MatchAnswer, MatchQuery, Receipt
from darvoza.exchange.messages.kinds import (
    Advance,
    Answer,
    Automatic,
    CertifiedCopy,
    Consent,
    ConsentRequest,
    Consultation,
    ControlledDelivery,
    CostDecision,
    CostEstimate,
    DisclosureNotice,
    Identity,
    InterimAnswer,
    Item,
    Kind,
    Notification,
    Postponement,
    Refusal,
    Request,
    SeizureNotice,
    Spontaneous,
    Surveillance,
    WatchListQuery,
    WitnessOrExpert,
    WrittenConfirmation,
)
from darvoza.exchange.messages.subjects import Country, Name, Record

VERSION: Final = 1
"""The version of the messages' form."""

Body = Union[  # noqa: UP007 - a type that is a value at run time
    Request,
    Answer,
    InterimAnswer,
    Refusal,
    Postponement,
    Spontaneous,
    Automatic,
    Advance,
    Surveillance,
    Notification,
    ControlledDelivery,
    CertifiedCopy,
    WitnessOrExpert,
    SeizureNotice,
    WatchListQuery,
    Receipt,
    WrittenConfirmation,
    Consultation,
    CostEstimate,
    CostDecision,
    ConsentRequest,
    Consent,
    DisclosureNotice,
    MatchQuery,
    MatchAnswer,
    KeyNotice,
]

BODIES: Final[dict[Kind, type[Record]]] = {
    Kind(str(each.__struct_config__.tag)): each
    for each in Body.__args__  # type: ignore[attr-defined]  # a union's own
}
"""The body of each kind of message."""

_B = TypeVar("_B")


class Envelope(Record, Generic[_B], frozen=True, kw_only=True):
    """A message: header, body and items.

    ``conversation`` is the id of the message that began it. ``signed_by`` wrote it, ``approved_by`` let it go;
    ``caveats`` bind everything in it.
    """

    id: Identity
    version: int = VERSION
    conversation: Identity
    in_reply_to: Identity | None = None
    agreement: Name
    agreement_version: int
    article: Name
    sender: Country
    recipient: Country
    group: Name | None = None
    written: datetime
    language: Name
    signed_by: Name
    approved_by: Name | None = None
    caveats: Caveats = Caveats()
    items: tuple[Item, ...] = ()
    body: _B


Message = Envelope[Body]


def kind_of(body: Record) -> Kind:
    """The kind of message that has this body."""
    return Kind(str(body.__struct_config__.tag))
