"""Reading files and folders of messages into batches, with a receipt for every file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from darvoza.consignment import Consignment, ConsignmentBatch
from darvoza.intake.reading import Content, Message, Problem, Receipt, Refused, Status
from darvoza.intake.registry import Context, recognise

_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Intake:
    """A stretch of what was read: consignments of several messages in one batch, and the receipts of those messages."""

    batch: ConsignmentBatch
    receipts: tuple[Receipt, ...]


def find_messages(inputs: Iterable[Path]) -> list[Path]:
    """The files named, and every file in the folders named, sorted; hidden files are left alone.

    Raises:
        FileNotFoundError: an input does not exist.
    """
    found: list[Path] = []
    for path in inputs:
        if path.is_dir():
            inside = (each for each in path.rglob("*") if each.is_file())
            found += sorted(each for each in inside if not _hidden(each.relative_to(path)))
        elif path.exists():
            found.append(path)
        else:
            raise FileNotFoundError(path)
    return list(dict.fromkeys(found))


def read_message(message: Message, context: Context | None = None) -> tuple[Receipt, Content]:
    """One message: what became of it, and what it holds. Never raises for what a message contains."""
    context = context or Context()
    receipt = _blank(message)
    format_ = recognise(message)
    if format_ is None:
        return _quarantined(receipt, _unknown(message))
    receipt = _replace(receipt, format=format_.id)
    try:
        content = format_.read(message, context)
    except Refused as refused:
        return _quarantined(receipt, refused.problem)
    except RecursionError:
        return _quarantined(receipt, _too_deep())
    problems = content.problems[: context.limits.problems]
    return _replace(
        receipt,
        status=Status.PARTLY_ACCEPTED if problems else Status.ACCEPTED,
        consignments=len(content.consignments),
        problems=tuple(problems),
        version=content.version,
        sender=content.sender,
        charset=content.charset,
        note=content.note,
    ), content


def read(paths: Sequence[Path], context: Context | None = None, *, chunk: int = _CHUNK) -> Iterator[Intake]:
    """Read files in order, at least ``chunk`` consignments at a time (the last stretch may have fewer).

    A message already read in this run (the same bytes) is quarantined as a duplicate rather than counted twice.
    """
    context = context or Context()
    seen: dict[str, str] = {}
    consignments: list[Consignment] = []
    batches: list[ConsignmentBatch] = []
    receipts: list[Receipt] = []

    def flush() -> Intake:
        if consignments:
            batches.append(ConsignmentBatch.of(consignments))
        stretch = Intake(ConsignmentBatch.concat(batches), tuple(receipts))
        consignments.clear()
        batches.clear()
        receipts.clear()
        return stretch

    for path in paths:
        message, problem = _load(path, context)
        if problem is None and message.sha256 in seen:
            problem = duplicate_of(seen[message.sha256])
        if problem is not None:
            receipts.append(_quarantined(_blank(message), problem)[0])
            continue
        seen[message.sha256] = message.path
        receipt, content = read_message(message, context)
        receipts.append(receipt)
        if isinstance(content.consignments, ConsignmentBatch):
            if consignments:
                batches.append(ConsignmentBatch.of(consignments))
                consignments.clear()
            batches.append(content.consignments)
        else:
            consignments += content.consignments
        if len(consignments) + sum(map(len, batches)) >= chunk:
            yield flush()
    if receipts:
        yield flush()


def _load(path: Path, context: Context) -> tuple[Message, Problem | None]:
    """The file's bytes, never more than the limit: what a file says of its size need not be true."""
    limit = context.limits.message_bytes
    data = b""
    try:
        size = path.stat().st_size
        if size <= limit:
            with path.open("rb") as file:
                data = file.read(limit + 1)
            size = max(size, len(data))
    except OSError as error:
        return Message(str(path), b"", ""), Problem(
            where="whole message",
            field="file",
            value=error.strerror,
            rule="The file cannot be read: {value}.",
            advice="Check that the file is there and may be read.",
        )
    if size > limit:
        return Message(str(path), b"", ""), Problem(
            where="whole message",
            field="size",
            value=str(size),
            limit=str(limit),
            rule="The message has {value} bytes, more than the limit of {limit}.",
            advice="Send it in parts, or raise the limit if the sender is trusted.",
        )
    return Message.of(str(path), data), None


def _blank(message: Message) -> Receipt:
    return Receipt(
        id=message.id,
        path=message.path,
        size=len(message.data),
        sha256=message.sha256,
        status=Status.QUARANTINED,
    )


def _quarantined(receipt: Receipt, problem: Problem) -> tuple[Receipt, Content]:
    return _replace(receipt, status=Status.QUARANTINED, problems=(problem,)), Content([])


def _replace(receipt: Receipt, **changes: object) -> Receipt:
    return msgspec.structs.replace(receipt, **changes)


def _unknown(message: Message) -> Problem:
    if not message.data.strip(b"\x00 \t\r\n"):
        return Problem(
            where="whole message",
            field="content",
            rule="The file is empty.",
            advice="Send the message again; it may have been lost on the way.",
        )
    start = message.data[:24].decode("latin-1")
    return Problem(
        where="byte 0",
        field="format",
        value=start,
        offset=0,
        rule="The message is in no format that is known here; it begins with {value!r}.",
        advice="Send one of the formats that `darvoza intake formats` lists; a table needs a mapping file.",
    )


def _too_deep() -> Problem:
    return Problem(
        where="whole message",
        field="structure",
        rule="The message nests deeper than can be read.",
        advice="Send it without the extra levels.",
    )


def duplicate_of(first: str) -> Problem:
    """Why a message is not read a second time."""
    return Problem(
        where="whole message",
        field="content",
        value=first,
        rule="The same bytes were already read from {value}.",
        advice="Nothing to do: each message is assessed once.",
    )


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
