"""The post office of a node: what leaves is numbered and sent until its receipt comes; what arrives is taken once.

A letter may be lost, doubled, delayed or damaged on the way, and a node may be killed at any point: each step stands in
one transaction, a letter is sent again until a signed receipt tells what became of it, and one that was taken is known
by its id for good.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

import msgspec

from darvoza.exchange.agreements.agreement import Agreement
from darvoza.exchange.held.permission import permitted
from darvoza.exchange.messages.between_nodes import Fault, KeyNotice, Receipt
from darvoza.exchange.messages.completeness import missing
from darvoza.exchange.messages.conversation import HOUSEKEEPING, begins, out_of_turn
from darvoza.exchange.messages.envelope import Envelope, Message, kind_of
from darvoza.exchange.messages.forms import digest, read_message
from darvoza.exchange.messages.kinds import Consent
from darvoza.exchange.messages.rejection import Rejected
from darvoza.exchange.post_office.outgoing import Outgoing, Parcel, Standing
from darvoza.exchange.sealed.keys import KeyRefused
from darvoza.exchange.sealed.log import Event
from darvoza.exchange.sealed.sealing import LARGEST, Letter, Opened, open_letter

_AGAIN: Final = frozenset({Fault.UNREADABLE, Fault.CLOCK, Fault.EXPIRED, Fault.UNKNOWN_KEY, Fault.REVOKED_KEY})
"""Faults of the way, of clocks and of keys: the same message is sealed anew and sent again."""


class Arrival(StrEnum):
    """What became of something that arrived."""

    TAKEN = "taken"
    REPEATED = "came again"
    HELD_BACK = "held back"
    REJECTED = "rejected"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a parcel that arrived, and why not, if it was not taken."""

    arrival: Arrival
    message: str | None = None
    sender: str | None = None
    fault: Fault | None = None
    reason: str | None = None
    values: dict[str, str] = {}


class Post(Outgoing):
    """What leaves a node, and what arrives."""

    def accept(self, parcel: Parcel, *, link: str) -> Outcome:
        """Take a parcel that arrived, or reject it; both are logged and told to the sender by a signed receipt."""
        now = self._now()
        sha256 = digest(parcel.data[: LARGEST + 1])
        opened: Opened | None = None
        message: Message | None = None
        try:
            opened = open_letter(parcel.data, self._own, self._directory.find, self._country, now)
            message = self._read(opened)
            with self._store.transaction():
                return self._take(opened, message, now, link)
        except Rejected as rejected:
            letter = None if opened is None else opened.letter
            return self._reject(rejected, parcel, sha256, letter, message, now, link)

    def _own(self, kid: str) -> Any:  # noqa: ANN401 - a key of joserfc, or None
        return self._keyring.private(kid) if self._keyring.has(kid) else None

    def _read(self, opened: Opened) -> Message:
        try:
            message = read_message(bytes(opened.letter.message))
        except msgspec.MsgspecError as error:
            raise Rejected(Fault.FORM, "The message is not of its form: {what}.", what=str(error)) from error
        if (message.sender, message.recipient) != (opened.letter.sender, opened.letter.recipient):
            raise Rejected(Fault.FORGED, "The message names another sender or addressee than its letter.")
        return message

    def _take(self, opened: Opened, message: Message, now: datetime, link: str) -> Outcome:
        document = bytes(opened.letter.message)
        known = self._store.one("select digest from messages where sender = ? and id = ?", message.sender, message.id)
        waiting = self._store.one(
            "select document from held_back where sender = ? and id = ?", message.sender, message.id
        )
        if known is not None:
            return self._repeated(message, document, known["digest"], now, link)
        if waiting is not None:
            return self._repeated(message, document, digest(waiting["document"]), now, link, settled=False)
        if isinstance(message.body, Receipt):
            return self._receipt_came(message, opened, document, now)
        first = self._first(message)
        if first is None and not begins(message) and not isinstance(message.body, KeyNotice):
            return self._hold_back(opened, message, document, now, link)
        self._settle(opened, message, first, document, now, link)
        self._release(message, now, link)
        return Outcome(arrival=Arrival.TAKEN, message=message.id, sender=message.sender)

    def _settle(
        self, opened: Opened, message: Message, first: Message | None, document: bytes, now: datetime, link: str
    ) -> None:
        """Take a message for good: keep it and what it hands over, log it, and give its receipt."""
        kind = kind_of(message.body)
        housekeeping = kind in HOUSEKEEPING
        agreement = None if housekeeping else self._fitting(message, first, now)
        self._keep(message, opened.letter.number, now, document, opened.signed)
        self._store.change("insert or ignore into numbers values (?, ?)", message.sender, opened.letter.number)
        if agreement is not None:
            self._holdings.receive(message, agreement, now)
        self._log.write(
            Event.TAKEN,
            now,
            partner=message.sender,
            conversation=None if housekeeping else message.conversation,
            message=message.id,
            digest=digest(document),
            kind=kind.value,
            number=str(opened.letter.number),
            link=link,
        )
        if isinstance(message.body, Consent):
            self._holdings.consents.note(message, message.body)
        if isinstance(message.body, KeyNotice):
            self._keys_came(message, message.body, now)
        self._give_receipt(message.sender, message.id, digest(document), now)

    def _fitting(self, message: Message, first: Message | None, now: datetime) -> Agreement:
        """The agreement of a message that has its place under it; Rejected otherwise."""
        agreement = permitted(self._register, message, now)
        lacks = missing(message, agreement)
        if lacks:
            reason = "The message is not complete: {fields}."
            raise Rejected(Fault.INCOMPLETE, reason, fields=", ".join(each.field for each in lacks))
        wrong = out_of_turn(message, first)
        if wrong is not None:
            raise Rejected(Fault.OUT_OF_TURN, wrong)
        for check in self.checks:
            check(message)
        return agreement

    def _first(self, message: Message) -> Message | None:
        """The message that began the conversation, if it is here: sent to this partner, or taken from it."""
        if begins(message):
            return None
        row = self._store.one(
            "select document from messages where id = ? and ? in (sender, recipient)",
            message.conversation,
            message.sender,
        )
        return None if row is None else read_message(row["document"])

    def _repeated(
        self, message: Message, document: bytes, known: str, now: datetime, link: str, *, settled: bool = True
    ) -> Outcome:
        if known != digest(document):
            reason = "The message {message} was taken before with other contents."
            raise Rejected(Fault.REUSED, reason, message=message.id)
        self._log.write(Event.REPEATED, now, partner=message.sender, message=message.id, digest=known, link=link)
        if settled and not isinstance(message.body, Receipt):
            self._give_receipt(message.sender, message.id, known, now, repeated=True)
        return Outcome(arrival=Arrival.REPEATED, message=message.id, sender=message.sender)

    def _hold_back(self, opened: Opened, message: Message, document: bytes, now: datetime, link: str) -> Outcome:
        """It overtook the message that begins its conversation: kept aside until that comes."""
        self._store.change(
            "insert into held_back values (?, ?, ?, ?, ?, ?, ?)",
            *(message.sender, message.id, message.conversation, now.isoformat(), opened.letter.number, document),
            opened.signed,
        )
        self._log.write(
            Event.HELD_BACK,
            now,
            partner=message.sender,
            conversation=message.conversation,
            message=message.id,
            digest=digest(document),
            link=link,
        )
        return Outcome(arrival=Arrival.HELD_BACK, message=message.id, sender=message.sender)

    def _release(self, message: Message, now: datetime, link: str) -> None:
        """What overtook this message is taken now."""
        rows = self._store.all(
            "select * from held_back where sender = ? and conversation = ? order by number",
            *(message.sender, message.conversation),
        )
        for row in rows:
            self._store.change("delete from held_back where sender = ? and id = ?", row["sender"], row["id"])
            late = read_message(row["document"])
            raw = msgspec.Raw(row["document"])
            letter = Letter(
                sender=late.sender, recipient=late.recipient, sealed=now, until=now, number=row["number"], message=raw
            )
            opened = Opened(letter=letter, kid="", signed=row["signed"])
            try:
                with self._store.savepoint():
                    self._settle(opened, late, self._first(late), row["document"], now, link)
            except Rejected as rejected:
                self._note_rejection(
                    rejected, late.sender, late.id, digest(row["document"]), late.conversation, now, link
                )

    # Receipts

    def _receipt_came(self, message: Message, opened: Opened, document: bytes, now: datetime) -> Outcome:
        receipt = message.body
        assert isinstance(receipt, Receipt)  # noqa: S101 - the caller has looked
        about = receipt.of
        if about is None and receipt.transmission is not None:
            row = self._store.one(
                "select message from transmissions where id = ? and recipient = ?", receipt.transmission, message.sender
            )
            about = None if row is None else row["message"]
        row = self._store.one("select * from outbox where id = ? and recipient = ?", about, message.sender)
        if row is None or row["number"] == 0:
            # What it tells of is nothing that waits for a receipt; kept in the log, nothing else changes.
            self._log.write(Event.RECEIPT_CAME, now, partner=message.sender, message=about, note="not waited for")
            return Outcome(arrival=Arrival.TAKEN, message=message.id, sender=message.sender)
        sent = self._store.one(
            "select digest, conversation from messages where id = ? and sender = ?", about, self._country
        )
        if receipt.of is not None and (sent is None or sent["digest"] != receipt.digest):
            raise Rejected(
                Fault.FORGED, "The receipt is for other contents than were sent in {message}.", message=str(about)
            )
        self._store.change(
            "insert into receipts (message, partner, direction, at, taken, fault, document, sealed) "
            "values (?, ?, 'came', ?, ?, ?, ?, ?)",
            *(about, message.sender, now.isoformat(), int(receipt.taken), receipt.fault, document, opened.signed),
        )
        self._close(row, receipt, now)
        if receipt.taken:
            self._store.change("update announced set taken = 1 where message = ?", about)
        event = Event.RECEIPT_CAME if receipt.taken else Event.REJECTION_CAME
        detail = (
            {} if receipt.taken else {"fault": str(receipt.fault), "reason": receipt.reason or "", **receipt.values}
        )
        self._log.write(
            event,
            now,
            partner=message.sender,
            conversation=sent["conversation"] if sent is not None else None,
            message=about,
            digest=receipt.digest,
            their_log=receipt.log_head,
            **detail,
        )
        return Outcome(arrival=Arrival.TAKEN, message=message.id, sender=message.sender)

    def _close(self, row: Any, receipt: Receipt, now: datetime) -> None:  # noqa: ANN401 - a row of the outbox
        if row["state"] == Standing.TAKEN.value:
            return  # taken once is taken for good, whatever came of a later copy
        said = (receipt.fault, receipt.reason, now.isoformat(), row["id"])
        if receipt.taken:
            state = Standing.TAKEN
        elif receipt.fault in _AGAIN:
            state = Standing.HANDED_OVER  # sent again when its wait is over, sealed anew
        else:
            state = Standing.REJECTED
        self._store.change(
            "update outbox set state = ?, fault = ?, reason = ?, found = ? where id = ?", state.value, *said
        )

    def _give_receipt(self, partner: str, of: str | None, found: str, now: datetime, **told: Any) -> None:  # noqa: ANN401
        """Queue a signed receipt. One for the same message that has not left yet is not written twice."""
        receipt = Receipt(of=of, digest=found, taken="fault" not in told, at=now, log_head=self._log.head(), **told)
        id_ = str(uuid4())
        housekeeping: Message = Envelope(
            id=id_,
            conversation=id_,
            agreement="-",
            agreement_version=0,
            article="-",
            sender=self._country,
            recipient=partner,
            written=now,
            language="en",
            signed_by="node",
            body=receipt,
        )
        self.queue(housekeeping)

    def _reject(
        self,
        rejected: Rejected,
        parcel: Parcel,
        sha256: str,
        letter: Letter | None,
        message: Message | None,
        now: datetime,
        link: str,
    ) -> Outcome:
        """Log why something was not taken, and tell whoever seems to have sent it, if that is a partner."""
        partner = rejected.sender or (letter.sender if letter else None) or parcel.sender
        if partner not in self._directory.partners():
            partner = ""
        found = sha256 if letter is None else digest(bytes(letter.message))
        with self._store.transaction():
            if letter is not None and letter.number:
                self._store.change("insert or ignore into numbers values (?, ?)", letter.sender, letter.number)
            conversation = message.conversation if message is not None else None
            id_ = message.id if message is not None else None
            self._log.write(
                Event.REJECTED,
                now,
                partner=partner or None,
                conversation=conversation,
                message=id_,
                digest=found,
                fault=rejected.fault.value,
                reason=rejected.reason,
                link=link,
                transmission=parcel.id[:64],
                **{f"value_{name}": value for name, value in rejected.values.items()},
            )
            # A receipt is never answered by another, or two nodes could go on for ever.
            if partner and not (message is not None and isinstance(message.body, Receipt)):
                told = {"fault": rejected.fault, "reason": rejected.reason, "values": rejected.values}
                self._give_receipt(partner, id_, found, now, transmission=parcel.id[:64] or None, **told)
        return Outcome(
            arrival=Arrival.REJECTED,
            message=id_,
            sender=partner or None,
            fault=rejected.fault,
            reason=rejected.reason,
            values=rejected.values,
        )

    def _note_rejection(
        self, rejected: Rejected, sender: str, id_: str, found: str, conversation: str, now: datetime, link: str
    ) -> None:
        detail = {"fault": rejected.fault.value, "reason": rejected.reason, "link": link}
        self._log.write(
            Event.REJECTED, now, partner=sender, conversation=conversation, message=id_, digest=found, **detail
        )
        told = {"fault": rejected.fault, "reason": rejected.reason, "values": rejected.values}
        self._give_receipt(sender, id_, found, now, **told)

    def _keys_came(self, message: Message, notice: KeyNotice, now: datetime) -> None:
        """New keys of a partner, signed with one that was good until now."""
        for entry in notice.keys:
            try:
                if self.key_check is not None:
                    self.key_check(message.sender, entry)
                self._directory.add(message.sender, entry)
            except (KeyRefused, ValueError) as error:
                raise Rejected(Fault.FORM, "A key in the notice cannot be taken: {what}.", what=str(error)) from error
        for kid in notice.revoked:
            self._directory.revoke(message.sender, kid, now, notice.reasons or "")
        detail = {"new": str(len(notice.keys)), "revoked": ", ".join(notice.revoked)}
        self._log.write(Event.KEYS_CHANGED, now, partner=message.sender, message=message.id, **detail)

    def gaps(self, partner: str) -> list[int]:
        """Numbers of letters that a partner has sent and that have not come, as far as later ones show."""
        numbers = {row[0] for row in self._store.all("select number from numbers where partner = ?", partner)}
        held = self._store.all("select number from held_back where sender = ?", partner)
        numbers |= {row[0] for row in held}
        return [number for number in range(1, max(numbers, default=0)) if number not in numbers]
