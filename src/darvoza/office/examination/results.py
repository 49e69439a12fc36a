"""Taking what an inspector sends of an examination: read, checked, and kept once however often it is sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.models import Assessment, Consignment, State
from darvoza.office.examination.guidance import checklist
from darvoza.office.examination.models import (
    TYPOLOGIES,
    Code,
    Examination,
    Order,
    Progress,
    Seizure,
    Sign,
    Signature,
)
from darvoza.office.examination.orders import unit_of
from darvoza.office.people.models import Officer

SEIZURES: Final = 3
"""How many things taken one form has room for; what is more goes in a line together."""

SIGNERS: Final = ("officer", "holder")
ANSWERS: Final = ("yes", "no", "not done")
_DRAWN: Final = re.compile(r"[ML][0-9. ,ML-]{0,40000}", re.ASCII)
_MOST: Final = 1e15
_PHOTOGRAPHS: Final = 100
_AHEAD: Final = timedelta(days=1)  # how far a tablet's clock may be ahead


class ConflictError(ValueError):
    """Another result of the order is in already, and this one does not say why it corrects it."""


@dataclass(slots=True)
class Told:
    """What a form says was found. ``problems`` are what is wrong with it, by the name of the field."""

    submission: UUID | None
    values: dict[str, Any] = field(default_factory=dict)
    seizures: list[dict[str, Any]] = field(default_factory=list)
    signatures: list[dict[str, Any]] = field(default_factory=list)
    corrects: int | None = None
    problems: dict[str, str] = field(default_factory=dict)


def read(form: Mapping[str, str], order: Order) -> Told:
    """What a form says, read and checked; ``problems`` is empty where all of it can be kept."""
    told = Told(_uuid(form.get("submission")))
    if told.submission is None:
        told.problems["submission"] = "This form lacks its own number. Open the order again and send it from there."
    code = _text(form, "code", 2)
    if code not in Code.values:
        told.problems["code"] = "Choose the result that fits."
    typology = _text(form, "typology", 40)
    if typology not in {value for value, _ in TYPOLOGIES}:
        typology = ""
    if code in Code.values and Code(code).breach and not typology:
        told.problems["typology"] = "Choose what kind of breach it was."
    started = _moment(form, "started", told.problems)
    ended = _moment(form, "ended", told.problems)
    if started and ended and ended < started:
        told.problems["ended"] = "The end is before the start."
    corrects = form.get("corrects", "")
    told.corrects = int(corrects) if corrects.isascii() and corrects.isdigit() and len(corrects) < 18 else None
    told.values = {
        "code": code,
        "critical": form.get("critical") == "1",
        "typology": typology,
        "category": _text(form, "category", 120),
        "quantity": _number(form, "quantity", told.problems),
        "unit": _text(form, "unit", 20),
        "amount": _number(form, "amount", told.problems),
        "currency": _text(form, "currency", 3).upper(),
        "note": _text(form, "note", 10_000),
        "reason": _text(form, "reason", 2_000),
        "answers": {
            key: answer for key, _ in checklist(order.measure) if (answer := form.get(f"check-{key}")) in ANSWERS
        },
        "photographs_due": _photographs(form.get("photographs-due", "")),
        "started": started,
        "ended": ended,
    }
    told.seizures = [taken for number in range(SEIZURES) if (taken := _seizure(form, number, told.problems))]
    told.signatures = [signed for each in SIGNERS if (signed := _signature(form, each))]
    if not any(each["capacity"] == SIGNERS[0] for each in told.signatures):
        told.problems["officer-name"] = "Sign for what was found: write your name."
    return told


def take(told: Told, order: Order, officer: Officer) -> tuple[Examination, bool]:
    """Keep the result; what is kept, and whether it is new: a submission that came before is not taken again.

    The consignment is examined from then on, whatever the desk made of its order meanwhile: what was found was found.

    Raises:
        ConflictError: the order has a result that this one does not correct with a reason.
    """
    assert told.submission is not None and not told.problems, "read() found problems"  # noqa: PT018, S101 - one contract
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        before = Examination.objects.filter(submission=told.submission).first()
        if before is not None:
            if before.order_id != locked.pk:
                raise ConflictError
            return before, False
        standing = current(locked)
        if standing is not None and (told.corrects != standing.pk or not told.values["reason"]):
            raise ConflictError
        made = _kept(told, locked, officer, standing)
        locked.state = Progress.DONE
        locked.save(update_fields=["state"])
        Consignment.objects.filter(pk=locked.consignment_id).update(state=State.EXAMINED)
        record(
            "corrected" if standing else "examined",
            by=officer,
            subject=f"/order/{locked.pk}",
            unit=unit_of(locked.office),
            detail={
                "code": made.code,
                "submission": str(made.submission),
                "seizures": len(told.seizures),
                "photographs": len(made.photographs_due),
                **({"reason": made.reason, "supersedes": standing.pk} if standing else {}),
            },
        )
    return made, True


def current(order: Order) -> Examination | None:
    """The result that stands: the one that no later one supersedes."""
    return Examination.objects.filter(order=order, correction__isnull=True).order_by("-received", "-pk").first()


def _kept(told: Told, order: Order, officer: Officer, standing: Examination | None) -> Examination:
    now = clock.now()
    values = told.values | {"ended": told.values["ended"] or now}
    if standing is None:
        values["reason"] = ""
    made = Examination.objects.create(
        order=order,
        submission=told.submission,
        breach=Code(values["code"]).breach,
        officer=officer,
        received=now,
        supersedes=standing,
        **values,
    )
    Seizure.objects.bulk_create(Seizure(examination=made, **each) for each in told.seizures)
    Signature.objects.bulk_create(Signature(examination=made, signed=made.ended, **each) for each in told.signatures)
    Sign.objects.bulk_create(Sign(examination=made, signal=each) for each in _signals(order))
    return made


def _signals(order: Order) -> list[str]:
    """Ids of the signals of the assessment on which the consignment was stopped; of its latest where none is named."""
    assessment: Assessment | None = order.decision.assessment if order.decision else None
    assessment = assessment or order.consignment.assessment
    said = assessment.said if assessment else {}
    return sorted({each["id"][:120] for each in said.get("signals", ())})


def _text(form: Mapping[str, str], name: str, longest: int) -> str:
    return (form.get(name) or "").replace("\x00", "").strip()[:longest]


def _number(form: Mapping[str, str], name: str, problems: dict[str, str]) -> float | None:
    """A number as people of the region write it; a comma is a decimal comma."""
    said = "".join((form.get(name) or "").split()).replace(",", ".")
    if not said:
        return None
    if not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", said, re.ASCII) or float(said) > _MOST:
        problems[name] = "Write a number, such as 12.5."
        return None
    return float(said)


def _moment(form: Mapping[str, str], name: str, problems: dict[str, str]) -> datetime | None:
    """A day and time, in the office's zone unless it says another."""
    said = (form.get(name) or "").strip()
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        problems[name] = "Write a day and a time."
        return None
    found = timezone.make_aware(found) if timezone.is_naive(found) else found
    if found > clock.now() + _AHEAD:
        problems[name] = "This is in the future: set the tablet's clock, or write the time by hand."
        return None
    return found


def _uuid(said: str | None) -> UUID | None:
    try:
        return UUID(said or "")
    except ValueError:
        return None


def _photographs(said: str) -> list[str]:
    found = [str(each) for part in said.split()[:_PHOTOGRAPHS] if (each := _uuid(part))]
    return list(dict.fromkeys(found))


def _seizure(form: Mapping[str, str], number: int, problems: dict[str, str]) -> dict[str, Any] | None:
    name = f"seized-{number}"
    what = _text(form, f"{name}-what", 300)
    said = {
        "what": what,
        "quantity": _number(form, f"{name}-quantity", problems),
        "unit": _text(form, f"{name}-unit", 20),
        "place": _text(form, f"{name}-place", 160),
        "seals": _text(form, f"{name}-seals", 300),
    }
    if not any(value for value in said.values()):
        return None
    if not what:
        problems[f"{name}-what"] = "Say what was taken."
    return said


def _signature(form: Mapping[str, str], capacity: str) -> dict[str, Any] | None:
    name = _text(form, f"{capacity}-name", 160)
    path = _text(form, f"{capacity}-path", 40_000)
    return {"capacity": capacity, "name": name, "path": path if _DRAWN.fullmatch(path) else ""} if name else None
