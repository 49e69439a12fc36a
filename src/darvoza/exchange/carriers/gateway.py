"""The folder gateway: letters as files, for an AS4 access point or an X-Road server that carries them.

Darvoza writes no AS4 and no X-Road of its own: what stands in the folder ``out`` is taken from there by the gateway's
file connector, with a description beside each letter; what it puts into ``in`` is taken, then moved to ``done`` or
``rejected``.
"""

from pathlib import Path
from typing import Final

import msgspec

from darvoza.exchange.messages.between_nodes import Fault
from darvoza.exchange.messages.forms import digest
from darvoza.exchange.node import Node
from darvoza.exchange.post_office.outgoing import Parcel
from darvoza.exchange.post_office.post import Arrival, Outcome
from darvoza.exchange.sealed.sealing import LARGEST

_LETTER: Final = ".jwe"
_ABOUT: Final = ".json"
_MOST: Final = 1_000
_LARGEST_ABOUT: Final = 64 * 1024


class Description(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a gateway needs to route a letter, in the words of ebMS 3.0 (AS4); X-Road takes the same as members."""

    message_id: str
    from_party: str
    to_party: str
    service: str = "urn:darvoza:exchange"
    action: str = "letter"
    mime_type: str = "application/jose"
    payload: str = ""
    sha256: str = ""


class FolderGateway:
    """The folder that a gateway and a node share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("out", "in", "done", "rejected"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def send(self, node: Node, partner: str) -> int:
        """Put what is due to leave for a partner into ``out``; how many letters."""
        parcels = node.post.outgoing(partner, link="gateway")
        for parcel in parcels:
            about = Description(
                message_id=f"{parcel.id}@{parcel.sender.lower()}.darvoza",
                from_party=parcel.sender,
                to_party=parcel.recipient,
                payload=parcel.id + _LETTER,
                sha256=digest(parcel.data),
            )
            out = self._folder / "out"
            _write(out / (parcel.id + _LETTER), parcel.data)
            # The description last: a connector that waits for it finds the letter whole.
            _write(out / (parcel.id + _ABOUT), msgspec.json.encode(about))
        return len(parcels)

    def take(self, node: Node) -> list[Outcome]:
        """Take what the gateway has put into ``in``, oldest first; each letter is moved when it was dealt with."""
        found = [path for path in (self._folder / "in").iterdir() if path.suffix == _LETTER and not path.is_symlink()]
        outcomes = []
        for path in sorted(found, key=lambda each: (each.stat().st_mtime, each.name))[:_MOST]:
            outcome = self._one(node, path)
            outcomes.append(outcome)
            to = "rejected" if outcome.arrival is Arrival.REJECTED else "done"
            for each in (path, path.with_suffix(_ABOUT)):
                if each.exists():
                    each.replace(self._folder / to / each.name)
        return outcomes

    @staticmethod
    def _one(node: Node, path: Path) -> Outcome:
        if path.stat().st_size > LARGEST:
            reason = "The letter is larger than {limit} bytes."
            return Outcome(
                arrival=Arrival.REJECTED, fault=Fault.UNREADABLE, reason=reason, values={"limit": str(LARGEST)}
            )
        sender = ""
        about = path.with_suffix(_ABOUT)
        if about.is_file() and about.stat().st_size <= _LARGEST_ABOUT:
            try:
                sender = msgspec.json.decode(about.read_bytes(), type=Description).from_party
            except msgspec.MsgspecError:
                sender = ""  # a description that says nothing: the letter still proves itself
        parcel = Parcel(id=path.stem[:64], sender=sender, recipient=node.country, data=path.read_bytes())
        return node.post.accept(parcel, link="gateway")


def _write(path: Path, data: bytes) -> None:
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
