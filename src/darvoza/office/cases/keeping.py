"""Opening cases and putting things into them, each change written in the audit log with it."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.cases.custody import hand_over
from darvoza.office.cases.models import TAKEN, Case, Delivery, Evidence, Link, Note, Party, State, Task
from darvoza.office.desk.intake import stored
from darvoza.office.desk.models import Consignment, Decision
from darvoza.office.desk.models import State as Standing
from darvoza.office.examination.models import Order
from darvoza.office.examination.orders import order as order_of
from darvoza.office.home import prepare_home
from darvoza.office.people.models import Officer, Unit

MEGABYTES: Final = int(os.environ.get("DARVOZA_EVIDENCE_MB", "500"))
"""How large one file of evidence may be, at most."""

LARGEST: Final = MEGABYTES * 1024 * 1024


class TooLargeError(ValueError):
    """A file is larger than evidence may be."""


class FourEyesError(ValueError):
    """Who asked for something cannot be the one who approves it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was stored: its SHA-256 and size."""

    sha256: str
    size: int


def open_case(
    unit: Unit, title: str, by: Officer, *, typology: str = "", consignment: Consignment | None = None
) -> Case:
    """A new case of a unit under the next number of the year, led by who opens it."""
    now = clock.now()
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)  # two that open at once get two numbers
        last = Case.objects.filter(unit=unit, year=now.year).aggregate(last=Max("number"))["last"] or 0
        made = Case.objects.create(
            unit=unit,
            year=now.year,
            number=last + 1,
            title=title,
            typology=typology,
            lead=by,
            opened=now,
            opened_by=by,
        )
        note(made, "opened case", by, {"title": title})
        if consignment is not None:
            link(made, consignment, by)
    return made


def note(case: Case, action: str, by: Officer, detail: dict[str, object] | None = None, part: str = "") -> None:
    """Write in the audit log that something was done in a case."""
    record(
        action, by=by, subject=f"/case/{case.pk}{part}", unit=case.unit, detail={"case": case.mark, **(detail or {})}
    )


def link(case: Case, consignment: Consignment, by: Officer, why: str = "") -> Link:
    """Add a consignment and its parties as filed; one that is there stays as it is."""
    with transaction.atomic():
        made, new = Link.objects.get_or_create(
            case=case, consignment=consignment, defaults={"why": why[:300], "added": clock.now(), "by": by}
        )
        if new:
            _add_parties(case, consignment, by)
            note(case, "linked", by, {"consignment": consignment.key})
    return made


def _add_parties(case: Case, consignment: Consignment, by: Officer) -> None:
    there = set(case.parties.values_list("name", "role"))
    filed: dict[str, Any] = consignment.filed or {}
    for each in filed.get("parties") or []:
        name, role = (each.get("name") or "").strip()[:300], (each.get("role") or "")[:40]
        if name and (name, role) not in there:
            there.add((name, role))
            country = (each.get("country") or "")[:2]
            Party.objects.create(
                case=case, name=name, role=role, country=country, consignment=consignment, added=clock.now(), by=by
            )


def add_party(case: Case, name: str, by: Officer, *, role: str = "", country: str = "", text: str = "") -> Party:
    """Add a party by hand."""
    with transaction.atomic():
        made = Party.objects.create(
            case=case, name=name, role=role, country=country, note=text, added=clock.now(), by=by
        )
        note(case, "added party", by, {"name": name})
    return made


def add_note(case: Case, text: str, by: Officer) -> Note:
    """Note something."""
    with transaction.atomic():
        made = Note.objects.create(case=case, text=text, made=clock.now(), by=by)
        note(case, "noted", by, {"note": made.pk})
    return made


def add_task(case: Case, what: str, who: Officer, by: Officer, due: date | None = None) -> Task:
    """Give somebody something to do."""
    with transaction.atomic():
        made = Task.objects.create(case=case, what=what, who=who, due=due, made=clock.now(), by=by)
        note(case, "gave task", by, {"task": what, "to": who.full_name})
    return made


def finish(task: Task, by: Officer) -> None:
    """A task is done; done again, nothing changes."""
    with transaction.atomic():
        if Task.objects.filter(pk=task.pk, done=None).update(done=clock.now(), done_by=by):
            note(task.case, "finished task", by, {"task": task.what})


def close(case: Case, outcome: str, by: Officer) -> None:
    """Close a case with what came of it."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=State.CLOSED, closed=clock.now(), closed_by=by, outcome=outcome)
        note(case, "closed case", by, {"outcome": outcome[:200]})


def open_again(case: Case, by: Officer) -> None:
    """Open a closed case again; what came of it is kept as a note."""
    with transaction.atomic():
        if case.outcome:
            add_note(case, case.outcome, by)
        Case.objects.filter(pk=case.pk).update(state=State.OPEN, closed=None, closed_by=None, outcome="")
        note(case, "reopened case", by)


def store_pieces(pieces: Iterable[bytes]) -> Stored:
    """Store a file under its SHA-256 while it comes, whole or not at all.

    Raises:
        TooLargeError: it is larger than evidence may be.
    """
    folder = prepare_home() / "content"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=folder)
    running, size = hashlib.sha256(), 0
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > LARGEST:
                    raise TooLargeError
                running.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        path = stored(running.hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return Stored(running.hexdigest(), size)


def add_evidence(
    case: Case, what: str, by: Officer, *, source: str = "", giver: str = "", name: str = "", file: Stored | None = None
) -> Evidence:
    """Take evidence into a case; its custody begins with who brought it."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        last = case.evidence.aggregate(last=Max("number"))["last"] or 0
        made = Evidence.objects.create(
            case=case,
            number=last + 1,
            what=what,
            source=source,
            name=Path(name.replace("\x00", "")).name[:255],
            sha256=file.sha256 if file else "",
            size=file.size if file else None,
            added=clock.now(),
            by=by,
        )
        hand_over(
            made,
            giver=giver or source or by.full_name,
            receiver=by.full_name,
            why=TAKEN,
            by=by,
            action="took evidence",
        )
    return made


def add_photographs(case: Case, order: Order, by: Officer) -> int:
    """Take the photographs of an examination as evidence, those that are not there yet; how many."""
    there = set(case.evidence.values_list("sha256", flat=True))
    taken = 0
    for each in order.photographs.select_related("by").order_by("taken", "pk"):
        if each.sha256 not in there:
            there.add(each.sha256)
            file = Stored(each.sha256, each.size)
            said = f"Photograph {each.name}".strip()
            add_evidence(
                case,
                said,
                by,
                source=f"Examination order {order.pk}",
                giver=each.by.full_name,
                name=each.name,
                file=file,
            )
            taken += 1
    return taken


def ask_delivery(case: Case, consignment: Consignment, plan: str, by: Officer) -> Delivery:
    """A supervisor asks that a consignment be let through under watch; nothing happens before a second approves."""
    with transaction.atomic():
        made = Delivery.objects.create(case=case, consignment=consignment, plan=plan, asked=clock.now(), asked_by=by)
        note(case, "asked controlled delivery", by, {"consignment": consignment.key, "delivery": made.pk})
    return made


def answer_delivery(delivery: Delivery, by: Officer, *, approved: bool, reason: str) -> None:
    """A second supervisor approves or refuses. Approved, the consignment goes on, and open orders for it are withdrawn.

    Raises:
        FourEyesError: the officer is the one who asked.
    """
    if delivery.asked_by_id == by.pk:
        raise FourEyesError
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if locked.approved is not None:
            return
        locked.approved, locked.answered, locked.answered_by, locked.reason = approved, clock.now(), by, reason
        locked.save(update_fields=["approved", "answered", "answered_by", "reason"])
        consignment = locked.consignment
        if approved:
            decision = Decision.objects.create(
                consignment=consignment,
                assessment=consignment.assessment,
                officer=by,
                made=clock.now(),
                measure="controlled delivery",
                proposed=consignment.measure,
                reason=f"{locked.case.mark}: {reason}",
                override=True,
            )
            Consignment.objects.filter(pk=consignment.pk).update(state=Standing.RELEASED, decided=decision.made)
            order_of(decision)
        action = "approved controlled delivery" if approved else "refused controlled delivery"
        note(locked.case, action, by, {"consignment": consignment.key, "delivery": locked.pk})
