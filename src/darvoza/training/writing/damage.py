"""Damaged messages: what posts also receive in a day, so that partial acceptance and quarantine can be seen.

They carry lawful consignments of their own, numbered from nine million, so that the day's traffic and truth stay whole.
"""

from collections.abc import Callable
from typing import Final

from darvoza.consignment import ConsignmentBatch
from darvoza.training.lawful import lawful_day
from darvoza.training.traffic import Traffic
from darvoza.training.world import world
from darvoza.training.writing.air import air_waybills, manifest
from darvoza.training.writing.river import cuscar
from darvoza.training.writing.road import declaration
from darvoza.training.writing.table import as_csv, table

_SERIAL: Final = 9_000_000
_OTHER_TRADERS: Final = 1_000_003
_CONSIGNMENTS: Final = 6


def damaged_messages(traffic: Traffic, count: int) -> list[tuple[str, bytes]]:
    """So many damaged messages, each kind in turn: the name of the file under ``messages``, and its bytes."""
    made = []
    for number in range(count):
        mode, ending, spoil = _KINDS[number % len(_KINDS)]
        made.append((f"{mode}/resent-{number + 1}.{ending}", spoil(_others(traffic, mode, number), traffic)))
    return made


def _others(traffic: Traffic, mode: str, number: int) -> ConsignmentBatch:
    """Lawful consignments of other traders."""
    desk = next(place for place, each in enumerate(world().desks) if each.mode == mode)
    return lawful_day(traffic.seed + _OTHER_TRADERS, desk, _CONSIGNMENTS, traffic.day, _SERIAL + number * _CONSIGNMENTS)


def _cut_off(batch: ConsignmentBatch, _: Traffic) -> bytes:
    """A cargo report that broke off in transmission."""
    whole = cuscar(batch.objects(), 999_999).encode()
    return whole[: len(whole) * 3 // 5]


def _unclosed(batch: ConsignmentBatch, _: Traffic) -> bytes:
    """A declaration in which an element is never closed."""
    text = declaration(batch.objects()[0])
    return text.replace("</GoodsShipment>", "", 1).encode()


def _wrong_digit(batch: ConsignmentBatch, traffic: Traffic) -> bytes:
    """Air waybills, the first with a check digit that does not fit."""
    lines = air_waybills(batch.objects()[:2], traffic.day).split("\r\n")
    waybill = lines[1]
    lines[1] = waybill[:11] + str((int(waybill[11]) + 3) % 10) + waybill[12:]
    return "\r\n".join(lines).encode()


def _bad_cells(batch: ConsignmentBatch, _: Traffic) -> bytes:
    """A table in which masses and dates are not what they should be."""
    lines = as_csv(table(batch, "table"), "table").decode().split("\n")
    lines[1] = lines[1].replace(str(batch.consignments["lodged"][0].year), "31.02.", 1)
    lines[2] = lines[2].replace(",road,", ",lorry,", 1)
    return "\n".join(lines).encode()


def _no_end(batch: ConsignmentBatch, _: Traffic) -> bytes:
    """A flight manifest without its last line."""
    return manifest(batch.objects()).replace("LAST\r\n", "").encode()


def _not_a_message(_: ConsignmentBatch, traffic: Traffic) -> bytes:
    """A scan that somebody sent to the wrong address."""
    return b"%PDF-1.4\n% scanned " + traffic.day.isoformat().encode() + b"\n%%EOF\n"


_KINDS: Final[tuple[tuple[str, str, Callable[[ConsignmentBatch, Traffic], bytes]], ...]] = (
    ("river", "edi", _cut_off),
    ("road", "xml", _unclosed),
    ("air", "txt", _wrong_digit),
    ("road", "csv", _bad_cells),
    ("road", "pdf", _not_a_message),
    ("air", "txt", _no_end),
)
