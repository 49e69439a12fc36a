"""Reading a file of Cargo-IMP messages, whichever kinds it mixes."""

from collections.abc import Callable
from typing import Final

from darvoza.intake.cargo_imp.ffm import read_ffm
from darvoza.intake.cargo_imp.fhl import read_fhl
from darvoza.intake.cargo_imp.fwb import read_fwb
from darvoza.intake.cargo_imp.lines import ACKNOWLEDGEMENTS, ImpMessage, messages
from darvoza.intake.edifact import Reading
from darvoza.intake.problems import Problems
from darvoza.intake.reading import Content, Message, Problem, Refused
from darvoza.intake.registry import Context

_READERS: Final[dict[str, Callable[[ImpMessage, Reading], None]]] = {
    "FFM": read_ffm,
    "FHL": read_fhl,
    "FWB": read_fwb,
}


def read_cargo_imp(message: Message, context: Context) -> Content:
    """The consignments of every FWB, FFM and FHL message in a file.

    Raises:
        Refused: no message in the file is of a kind that is read, and none is an acknowledgement.
    """
    found, charset = messages(message.data)
    reading = Reading(message.id, context, Problems(context.limits))
    for each in found:
        reading.problems.place = each.kind
        reader = _READERS.get(each.kind)
        if reader is not None:
            if len(reading.consignments) >= context.limits.consignments:
                _full(each, reading, context)
                break
            reader(each, reading)
            _stray(each, reading)
        elif each.kind not in ACKNOWLEDGEMENTS:
            _unread(each, reading)
    reading.problems.place = ""
    read = [each for each in found if each.kind in _READERS]
    acknowledged = [each for each in found if each.kind in ACKNOWLEDGEMENTS]
    if not read and not acknowledged:
        raise Refused(_refusal(found))
    return Content(
        reading.consignments,
        problems=reading.problems.found,
        version=read[0].version or None if read else None,
        charset=charset,
        note=None if read else "An acknowledgement of another message: it holds no consignment.",
    )


def _stray(message: ImpMessage, reading: Reading) -> None:
    for line in message.stray:
        reading.problems.add(
            line.offset,
            field="line",
            value=line.value,
            rule="The line {value} belongs to no group of the message and was left out.",
            advice="Start each group with its three letters and each further line with a slash.",
        )


def _unread(message: ImpMessage, reading: Reading) -> None:
    reading.problems.add(
        message.offset,
        field="message type",
        value=message.kind,
        rule="The file also holds a message of type {value}, which is not read here.",
        advice="Nothing to do if it concerns no consignment.",
    )


def _full(message: ImpMessage, reading: Reading, context: Context) -> None:
    reading.problems.add(
        message.offset,
        field="consignments",
        limit=str(context.limits.consignments),
        rule="The message holds more than {limit} consignments; the rest were left out.",
        advice="Send them in several messages.",
    )


def _refusal(found: list[ImpMessage]) -> Problem:
    if not found:
        return Problem(
            where="whole message",
            field="message",
            rule="No line names a message.",
            advice="Start the message with its identifier, such as FWB/16.",
        )
    return Problem(
        where=f"byte {found[0].offset}, {found[0].kind}",
        field="message type",
        value=found[0].kind,
        offset=found[0].offset,
        rule="The message is of type {value}, which is not read here.",
        advice="Send consignments as FWB, FFM or FHL, or in another format that `darvoza intake formats` lists.",
    )
