"""The envelope of an interchange: who sent it, which messages it holds, and whether all of it arrived (ISO 9735)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from darvoza.consignment import Consignment
from darvoza.intake.edifact.charset import Charset, detect, has_controls
from darvoza.intake.edifact.segments import Segment, Tokenizer, first, split
from darvoza.intake.edifact.separators import Extent, find_interchange
from darvoza.intake.edifact.values import whole_number
from darvoza.intake.problems import Problems
from darvoza.intake.reading import Content, Limits, Message, Problem, Refused
from darvoza.intake.registry import Context

Handler: TypeAlias = Callable[[list[str], int, list[str]], None]
"""Takes one segment: its elements as read, the byte it starts at, and its elements as they stand in the file."""

ACKNOWLEDGEMENTS: Final = frozenset({"APERAK", "CONTRL"})
_TAG: Final = 3


@dataclass(slots=True)
class Reading:
    """What the readers of an interchange's messages share: where consignments and problems go, and the limits."""

    message: str
    context: Context
    problems: Problems
    consignments: list[Consignment] = field(default_factory=list)


class MessageReader(Protocol):
    """Reads the messages of one type; its handlers take the segments it knows, by tag."""

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What takes each segment."""

    def finish(self, end: int) -> None:
        """The message ended before this byte."""


Readers: TypeAlias = Mapping[str, Callable[[Reading], MessageReader]]
"""What makes the reader of each message type that is understood."""


def read_interchanges(message: Message, context: Context, readers: Readers) -> Content:
    """Reads every interchange of a file; ``readers`` makes the reader of each message type that is understood.

    Raises:
        Refused: no message in the file is of a type that is read.
    """
    text = message.data.decode("latin-1")
    reading = Reading(message.id, context, Problems(context.limits))
    envelope = _Envelope(reading, readers)
    extent = find_interchange(text, 0)
    while extent is not None:
        envelope.take(text, message.data, extent)
        extent = find_interchange(text, extent.end) if extent.end < len(text) else None
    return envelope.content()


class _Envelope:
    """Walks the service segments and hands all others to the reader of the message they belong to."""

    def __init__(self, reading: Reading, readers: Readers) -> None:
        self._reading = reading
        self._problems = reading.problems
        self._readers = readers
        self._service: dict[str, Handler] = {
            "UNB": self._unb,
            "UNG": self._ung,
            "UNH": self._unh,
            "UNT": self._unt,
            "UNE": self._une,
            "UNZ": self._unz,
        }
        self._reader: MessageReader | None = None
        self._handlers: Mapping[str, Handler] = {}
        self._segments = self._before = 0  # all so far, and those before the message being read
        self._open: tuple[str, int] | None = None  # reference of the message being read, and its first byte
        self._control = ""
        self._messages = self._groups = self._in_group = 0
        self._read: list[str] = []
        self._unread: dict[str, int] = {}  # message types, each with the byte of the first such message
        self._sender: str | None = None
        self._charset = "ascii"

    def take(self, text: str, data: bytes, extent: Extent) -> None:
        """Reads one interchange."""
        part = data[extent.start : extent.end]
        charset = detect(part, _syntax(text, extent))
        if charset.name != "ascii":
            self._charset = charset.name
        self._doubts(extent, charset)
        self._messages = self._groups = self._in_group = 0
        limits: Limits = self._reading.context.limits
        tokens = Tokenizer(text, extent, charset, limits, self._problems, controls=has_controls(part))
        for block in tokens.blocks():
            self._walk(block)
        if self._open is not None:
            self._close(extent.end)
            self._incomplete(extent.end, "UNT")
        elif extent.headed and self._control:
            self._incomplete(extent.end, "UNZ")
        self._control = ""

    def content(self) -> Content:
        """What all interchanges of the file hold together."""
        if not self._read:
            return self._without_consignments()
        for kind, at in self._unread.items():
            if kind not in ACKNOWLEDGEMENTS:
                self._problems.place = ""
                self._problems.add(
                    at,
                    field="message type",
                    value=kind,
                    rule="The interchange also holds a message of type {value}, which is not read here.",
                    advice="Nothing to do if it concerns no consignment.",
                )
        return self._content(self._reading.consignments)

    def _without_consignments(self) -> Content:
        foreign = {kind: at for kind, at in self._unread.items() if kind not in ACKNOWLEDGEMENTS}
        if self._unread and not foreign:
            return self._content([], note="An acknowledgement of another message: it holds no consignment.")
        if not foreign:
            raise Refused(
                Problem(
                    where="whole message",
                    field="message",
                    rule="The interchange holds no message that can be told apart.",
                    advice="Check that each message starts with a UNH segment and send the whole interchange again.",
                ),
            )
        kind, at = next(iter(foreign.items()))
        raise Refused(
            Problem(
                where=f"byte {at}, UNH",
                field="message type",
                value=kind,
                offset=at,
                rule="The message is of type {value}, which is not read here.",
                advice="Send consignments as CUSCAR, or in another format that `darvoza intake formats` lists.",
            ),
        )

    def _content(self, consignments: list[Consignment], note: str | None = None) -> Content:
        return Content(
            consignments,
            problems=self._problems.found,
            version=self._read[0] if self._read else None,
            sender=self._sender,
            charset=self._charset,
            note=note,
        )

    def _walk(self, block: list[Segment]) -> None:
        handlers, before = self._handlers, self._segments
        for elements, at, raw in block:
            before += 1
            handler = handlers.get(elements[0])
            if handler is not None:
                handler(elements, at, raw)
                continue
            tag = elements[0].strip()
            self._segments = before
            if tag in self._service:
                self._service[tag](elements, at, raw)
            elif not (len(tag) == _TAG and tag.isalnum() and tag.isupper()) and not tag.startswith("UNA"):
                self._odd(elements, at, raw)
            handlers = self._handlers
        self._segments = before

    def _odd(self, elements: list[str], at: int, raw: list[str]) -> None:
        self._problems.add(
            at,
            field="segment",
            value=elements[0],
            rule="A segment starts with {value}, which is no segment tag; the segment was left out.",
            advice="Check that separators inside values follow a release character.",
        )
        kind = next((each for each in elements[1:] if first(each) in self._readers), None)
        if kind is not None:  # a message header whose tag was damaged still says what follows
            self._unh(["UNH", elements[1], kind], at, raw)

    def _unb(self, elements: list[str], at: int, _raw: list[str]) -> None:
        if self._open is not None:
            self._close(at)
            self._incomplete(at, "UNT")
        if len(elements) > 2 and self._sender is None:
            self._sender = first(elements[2]) or None
        self._control = elements[5] if len(elements) > 5 else ""
        self._messages = self._groups = self._in_group = 0

    def _ung(self, _elements: list[str], _at: int, _raw: list[str]) -> None:
        self._groups += 1
        self._in_group = 0

    def _unh(self, elements: list[str], at: int, _raw: list[str]) -> None:
        if self._open is not None:
            self._close(at)
            self._incomplete(at, "UNT")
        self._messages += 1
        self._in_group += 1
        self._before = self._segments - 1
        self._open = (elements[1] if len(elements) > 1 else "", at)
        kind, version, release = [*split(elements[2]), "", "", ""][:3] if len(elements) > 2 else ("", "", "")
        make = self._readers.get(kind)
        if make is None:
            self._unread.setdefault(kind, at)
            return
        self._read.append(f"{version}.{release}".strip("."))
        self._reader = make(self._reading)
        self._handlers = self._reader.handlers

    def _unt(self, elements: list[str], at: int, _raw: list[str]) -> None:
        opened, counted = self._open, self._segments - self._before
        self._close(at)
        if opened is None or len(elements) < 2:
            self._lone(at, "UNT", "UNH")
            return
        self._compare(at, "segments", elements[1], counted)
        if len(elements) > 2 and elements[2] != opened[0]:
            self._mismatch(at, "message reference", elements[2], opened[0])

    def _une(self, elements: list[str], at: int, _raw: list[str]) -> None:
        if len(elements) > 1:
            self._compare(at, "messages", elements[1], self._in_group)

    def _unz(self, elements: list[str], at: int, _raw: list[str]) -> None:
        if self._open is not None:
            self._close(at)
            self._incomplete(at, "UNT")
        if len(elements) > 1:
            self._compare(at, "messages", elements[1], self._groups or self._messages)
        if len(elements) > 2 and self._control and elements[2] != self._control:
            self._mismatch(at, "interchange reference", elements[2], self._control)
        self._control = ""

    def _close(self, end: int) -> None:
        if self._reader is not None:
            self._reader.finish(end)
        self._problems.place = ""
        self._reader, self._handlers, self._open = None, {}, None

    def _doubts(self, extent: Extent, charset: Charset) -> None:
        if extent.advised is not None:
            self._problems.add(
                extent.advised,
                field="UNA",
                rule="The separators that UNA names cannot be those of the message; the usual ones were taken.",
                advice="Correct UNA or leave it out.",
            )
        if not extent.headed:
            self._problems.add(
                extent.start,
                field="UNB",
                rule="The message has no interchange header (UNB).",
                advice="Send the message in an interchange, so that its sender is known.",
            )
        if charset.doubt is not None:
            self._problems.add(
                extent.start + charset.doubt,
                field="character set",
                value=charset.declared or "—",
                limit=charset.name,
                rule="The characters are not those of the character set declared ({value}); they were read as {limit}.",
                advice="Declare the character set that the message is written in.",
            )

    def _compare(self, at: int, what: str, stated: str, counted: int) -> None:
        if whole_number(stated) != counted:
            self._problems.add(
                at,
                field=what,
                value=stated,
                limit=str(counted),
                rule="The sender counted {value} {field}, but {limit} arrived.",
                advice="Check with the sender that nothing was lost on the way.",
            )

    def _mismatch(self, at: int, what: str, stated: str, expected: str) -> None:
        self._problems.add(
            at,
            field=what,
            value=stated,
            limit=expected,
            rule="The {field} at the end is {value}, but at the start it was {limit}.",
            advice="Check with the sender that two messages were not run together.",
        )

    def _lone(self, at: int, tag: str, partner: str) -> None:
        self._problems.add(
            at,
            field=tag,
            value=tag,
            limit=partner,
            rule="{value} stands without the {limit} that it belongs to.",
            advice="Send the whole message again.",
        )

    def _incomplete(self, at: int, tag: str) -> None:
        self._problems.add(
            at,
            field=tag,
            value=tag,
            rule="{value} is missing: the end of the message may have been lost.",
            advice="Send the whole message again.",
        )


def _syntax(text: str, extent: Extent) -> str | None:
    return text[extent.start + 4 : extent.start + 8] if extent.headed else None
