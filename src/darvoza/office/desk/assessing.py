"""Assessing what has come in: all waiting messages at once, in columns, then ranked for their posts."""

import logging
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, Final

import msgspec
import polars as pl
import polars.selectors as cs
from django.db import transaction

from darvoza.assess import Assessed, Resources, assess, candidates
from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch, Role
from darvoza.goods import Outcome
from darvoza.intake import Message as File
from darvoza.intake import Problem, Receipt, Status, read_message
from darvoza.office import clock
from darvoza.office.desk.bulk import reserved, update
from darvoza.office.desk.happenings import messages_read
from darvoza.office.desk.intake import stored
from darvoza.office.desk.mentions import keep, mentioned
from darvoza.office.desk.models import Assessment, Consignment, Message, State
from darvoza.office.desk.one_thread import in_a_row
from darvoza.office.desk.planning import draw, plan
from darvoza.office.desk.resources import context, resources

_LOG = logging.getLogger("darvoza.office")
_AT_ONCE: Final = (200, 50, 10, 1)
"""How many messages are assessed together in each of their attempts; a process that was killed counts as one too."""
_BYTES: Final = 16_000_000
"""Nor together more than this, unless it is one message."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was assessed together: how many messages, and the posts of their consignments, which are not planned yet.

    ``full`` where more may be in line: the next is to follow at once.
    """

    messages: int
    offices: frozenset[str]
    full: bool = False


def assess_waiting() -> int:
    """Read and assess the messages in line, some at a time, then plan their posts; how many messages there were.

    What is written of a stretch is written in one step. If the machine stops before that, the messages are still in
    line when it starts again, and if after that, they are not: none is lost and none counted twice. The messages of a
    stretch that came down are tried again in smaller ones and at last each alone; one that fails alone is quarantined.
    """
    done, offices = 0, set[str]()
    while (stretch := assess_some()).messages:
        done += stretch.messages
        offices |= stretch.offices
    plan(offices, clock.now())
    return done


def assess_some() -> Stretch:
    """Read and assess the next stretch of what is in line, if anything is."""
    waiting = list(Message.objects.filter(waiting=True).order_by("received", "pk")[: _AT_ONCE[0]])
    if not waiting:
        return Stretch(0, frozenset())
    attempts = max(message.attempts for message in waiting)
    again = [message for message in waiting if message.attempts == attempts]
    if attempts >= len(_AT_ONCE):
        _set_aside(again[0])
        return Stretch(1, frozenset())
    size = bisect_right(list(accumulate(message.size for message in again)), _BYTES)
    stretch = again[: max(1, min(size, _AT_ONCE[attempts]))]
    return Stretch(len(stretch), _assess(stretch), full=len(waiting) == _AT_ONCE[0] or len(stretch) < len(waiting))


def assess_again(consignments: Sequence[Consignment]) -> None:
    """Assess consignments anew with today's lists, entries, profiles and model; earlier assessments are kept."""
    if not consignments:
        return
    batch = ConsignmentBatch.of([msgspec.convert(each.filed, Filed) for each in consignments])
    assessed = assess(batch, resources())
    now = clock.now()
    with transaction.atomic():
        for consignment, said, planned in zip(consignments, _said(assessed), _planned(assessed), strict=True):
            _add_assessment(consignment, said, planned, now)
        plan({each.office for each in consignments}, now)


def lay(messages: Sequence[Message], known: Resources, posts: Sequence[Mapping[str, str]]) -> int:
    """Read simulated messages once and lay their consignments on several desks; how many on each.

    A desk is the posts that it has in place of those that are filed: its consignments are copies of its own, at its
    posts. What was filed without a known post goes to the first of them. What is filed stays as it is.
    """
    _, whole, owners = _read(messages)
    first = whole.consignments.select("id").with_row_index("row").unique("id", keep="first", maintain_order=True)["row"]
    whole, owners = whole.take(first), [owners[row] for row in first]
    assessed, now = assess(whole, known), clock.now()
    for desk in posts:
        made = _made(assessed, owners, now, desk)
        with transaction.atomic():
            _keep(made)
        plan(set(desk.values()), now)
    return len(whole)


def _assess(messages: Sequence[Message]) -> frozenset[str]:
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(attempts=messages[0].attempts + 1)
    receipts, whole, owners = _read(messages)
    new = _first_seen(whole)
    if len(new) < len(whole):
        whole, owners = whole.take(pl.Series(new, dtype=pl.UInt32)), [owners[row] for row in new]
    now = clock.now()
    known = resources()
    made = _made(in_a_row(lambda: assess(whole, known)), owners, now) if len(whole) else _NOTHING
    for message, receipt in zip(messages, receipts, strict=True):
        message.waiting, message.status, message.read = False, receipt.status.value, now
        message.receipt = msgspec.to_builtins(receipt)
    with transaction.atomic():
        _keep(made)
        update(
            Message,
            ("waiting", "status", "read", "receipt"),
            [(each.waiting, each.status, each.read, each.receipt, each.pk) for each in messages],
        )
        messages_read.send(Message, messages=messages)
    return frozenset(each.office for each in made.consignments)


def _read(messages: Sequence[Message]) -> tuple[list[Receipt], ConsignmentBatch, list[Message]]:
    """What the messages say: their receipts, all their consignments, and the message of each of these."""
    known = context()
    receipts: list[Receipt] = []
    objects: list[Filed] = []
    batches: list[ConsignmentBatch] = []
    of_objects: list[Message] = []
    of_batches: list[Message] = []
    for message in messages:
        file = File(message.name, stored(message.sha256).read_bytes(), message.sha256)
        receipt, content = read_message(file, known)
        receipts.append(receipt)
        found = content.consignments
        if isinstance(found, ConsignmentBatch):
            batches.append(found)
            of_batches += [message] * len(found)
        else:
            objects += found
            of_objects += [message] * len(found)
    whole = in_a_row(lambda: ConsignmentBatch.concat([ConsignmentBatch.of(objects), *batches]))
    return receipts, whole, of_objects + of_batches


def _first_seen(batch: ConsignmentBatch) -> list[int]:
    """Rows of consignments that are not kept yet, each once."""
    first: dict[str, int] = {}
    for row, key in enumerate(batch.consignments["id"].to_list()):
        first.setdefault(key, row)
    there = set(Consignment.objects.filter(key__in=list(first)).values_list("key", flat=True))
    return [row for key, row in first.items() if key not in there]


@dataclass(frozen=True, slots=True)
class _Made:
    """What is to be written of a stretch: consignments, the assessment of each, and what they mention."""

    consignments: Sequence[Consignment] = ()
    assessments: Sequence[Assessment] = ()
    mentions: Sequence[Sequence[Any]] = ()


_NOTHING: Final = _Made()


def _made(assessed: Assessed, owners: Sequence[Message], now: datetime, desk: Mapping[str, str] | None = None) -> _Made:
    """Everything made ready before the database is held: others write meanwhile."""
    filed = assessed.batch.objects()
    said, planned = in_a_row(lambda: (_said(assessed), _planned(assessed)))
    rows = assessed.batch.consignments.select("arrival").to_series().to_list()
    consignments = [
        _consignment(each, owner, arrival, now) for each, owner, arrival in zip(filed, owners, rows, strict=True)
    ]
    if desk is not None:
        first = next(iter(desk.values()))
        for one in consignments:
            one.office = desk.get(one.office, first)
            one.key = f"{one.office}-{one.key}"
    made = [
        _assessment(consignment, told, asked, now)
        for consignment, told, asked in zip(consignments, said, planned, strict=True)
    ]
    draw(consignments, now)
    return _Made(consignments, made, mentioned(filed))


def _keep(made: _Made) -> None:
    if not made.consignments:
        return
    # each consignment knows its assessment from the first: pointed to it later, all of them would be written again
    for one, said, number in zip(
        made.consignments, made.assessments, reserved(Assessment, len(made.assessments)), strict=True
    ):
        said.pk = one.assessment_id = number
    Consignment.objects.bulk_create(made.consignments, batch_size=500)
    keep(made.consignments, made.mentions)
    Assessment.objects.bulk_create(made.assessments, batch_size=500)


def _consignment(filed: Filed, owner: Message, arrival: datetime | None, now: datetime) -> Consignment:
    """The consignment with what the queue shows, orders and filters by."""
    goods, hs_codes = _goods_of(filed), list(dict.fromkeys(item.hs_code for item in filed.goods if item.hs_code))
    parties = [party.name for party in filed.parties if party.name]
    search = [filed.reference, filed.means_id, filed.transport_document, goods, *hs_codes, *parties]
    search += [each.id for each in filed.equipment]
    return Consignment(
        key=filed.id,
        message=owner,
        reference=filed.reference[:120],
        lodgement=filed.lodgement.value,
        mode=filed.mode.value if filed.mode else "",
        flow=filed.flow.value if filed.flow else "",
        office=(filed.office or "")[:17],
        arrival=arrival.replace(tzinfo=UTC) if arrival and arrival.tzinfo is None else arrival,
        received=now,
        means=(filed.means_id or "")[:120],
        dispatch=(filed.country_of_dispatch or "")[:2],
        destination=(filed.country_of_destination or "")[:2],
        packages=filed.packages,
        gross_mass=filed.gross_mass_kg,
        value=filed.value,
        currency=(filed.currency or "")[:3],
        consignor=_name_of(filed, _FROM)[:300],
        consignee=_name_of(filed, _TO)[:300],
        goods=goods[:600],
        hs_codes=" ".join(hs_codes)[:300],
        search=" ".join(filter(None, search)).casefold()[:4000],
        filed=msgspec.to_builtins(filed),
    )


def _name_of(filed: Filed, roles: Sequence[Role]) -> str:
    """The name of the first party in the first of these roles that has one."""
    named = {party.role: party.name for party in reversed(filed.parties) if party.name}
    return next((named[role] for role in roles if role in named), "")


_FROM: Final = (Role.CONSIGNOR, Role.EXPORTER, Role.SELLER)
_TO: Final = (Role.CONSIGNEE, Role.IMPORTER, Role.BUYER)


def _goods_of(filed: Filed) -> str:
    """What the goods are called, the first few items of them."""
    described = [item.description for item in filed.goods if item.description is not None]
    more = len(described) - _GOODS_SHOWN
    return "; ".join(described[:_GOODS_SHOWN]) + (f"; +{more}" if more > 0 else "")


_GOODS_SHOWN: Final = 3


def _add_assessment(consignment: Consignment, told: dict[str, Any], planned: dict[str, Any], now: datetime) -> None:
    """Keep a later assessment; a consignment that waits beyond the plan is looked at with the next one."""
    consignment.assessment = _assessment(consignment, told, planned, now)
    consignment.assessment.save()
    if consignment.rank is None and consignment.state == State.WAITING:
        consignment.ground = ""
    consignment.save(update_fields=["assessment", "score", "mandatory", "typologies", "ground"])


def _assessment(consignment: Consignment, told: dict[str, Any], planned: dict[str, Any], now: datetime) -> Assessment:
    """What was said as it is kept, the consignment's score brought up to it."""
    consignment.score = told["score"]
    consignment.mandatory = bool(told["mandatory"])
    consignment.typologies = " ".join(each["typology"].replace(" ", "_") for each in told["typologies"])[:300]
    return Assessment(
        consignment=consignment,
        made=now,
        score=consignment.score,
        said=told,
        plan=planned,
    )


def _said(assessed: Assessed) -> list[dict[str, Any]]:
    """What was said of each consignment, as values that JSON can hold; texts of signals are told anew when shown."""
    scores = assessed.typology_scores.select("row", "typology", "score").sort(
        "row", "score", "typology", descending=[False, True, False]
    )
    open_ = assessed.determinations.filter(pl.col("outcome") != Outcome.DOES_NOT_MEET.value)
    typologies, signals, determined = map(_by_row, (scores, assessed.signals, open_))
    missing = _by_row(assessed.gaps)
    versions = [{"name": name, "version": version} for name, version in assessed.versions]
    return [
        {
            "score": row["score"],
            "mandatory": row["mandatory"],
            "typologies": typologies[number],
            "signals": signals[number],
            "missing": [f"{gap['indicator']}: {gap['missing']}" for gap in missing[number]],
            "versions": versions,
            "determinations": determined[number],
        }
        for number, row in enumerate(assessed.overall.sort("row").to_dicts())
    ]


def _by_row(frame: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """The rows of a frame as values that JSON can hold, by the consignment that each is on."""
    found = defaultdict[int, list[dict[str, Any]]](list)
    for each in frame.to_dicts():
        found[each.pop("row")].append(each)
    return found


def _planned(assessed: Assessed) -> list[dict[str, Any]]:
    """What selection asks of each consignment (:func:`darvoza.assess.candidates`)."""
    frame = _plain(candidates(assessed)).drop("row", "id", "office", "mode", strict=False)
    rows: list[dict[str, Any]] = msgspec.to_builtins(frame.to_dicts())
    return rows


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns((cs.enum() | cs.categorical()).cast(pl.String))


def _set_aside(message: Message) -> None:
    """Quarantine a message that could not be assessed, however often it was tried."""
    _LOG.error("message %s could not be assessed in %d attempts and is quarantined", message.pk, message.attempts)
    problem = Problem(
        where=message.name,
        field="message",
        rule="The office failed while it assessed this message",
        advice="Show the message to those who maintain the office; it can be assessed again from its page.",
    )
    receipt = Receipt(
        id=message.sha256[:12],
        path=message.name,
        size=message.size,
        sha256=message.sha256,
        status=Status.QUARANTINED,
        problems=(problem,),
    )
    message.waiting, message.status, message.read = False, receipt.status.value, clock.now()
    message.receipt = msgspec.to_builtins(receipt)
    message.save(update_fields=["waiting", "status", "read", "receipt"])
