"""Deciding: who holds a consignment, what is done with it and why; nothing is decided twice by two people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.happenings import decided
from darvoza.office.desk.models import Consignment, ConsignmentSet, Decision, State
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Officer, Post, Role, Unit
from darvoza.selection import MEASURES

RELEASE: Final = "release"
LANES: Final = (
    (RELEASE,),
    ("document check",),
    ("scan", "canine search", "radiation check"),
    ("physical examination", "sampling", "hold for licence"),
)
"""The measures by how far they go: nothing, the papers, without opening, opening and holding. Keys 1 to 4.

Controlled delivery is none of them: it is asked for in a case and approved by a second supervisor.
"""
DECIDERS: Final = (Role.TARGETER, Role.SUPERVISOR, Role.TRAINEE)
"""Who decides; trainees in their training room."""


@dataclass(frozen=True)
class NotDecidedError(Exception):
    """Why a decision was not taken: an English message with its values."""

    message: str
    values: dict[str, str]

    def __str__(self) -> str:
        return self.message.format(**self.values)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an officer chose: the measure, what the inspector is told, and the reason.

    ``seen`` is the id of the last decision that the officer saw on the page, 0 for none. ``beside`` is what else was
    filled in, for those who hear of the decision.
    """

    measure: str
    reason: str = ""
    instruction: str = ""
    seen: int = 0
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)


def may_decide(viewer: Viewer, unit: Unit | None) -> bool:
    """Whether the viewer decides what happens to consignments of this unit's posts."""
    if unit is None:
        return False
    return viewer.has_in(unit, Role.TARGETER, Role.SUPERVISOR) or (unit.training and viewer.has_in(unit, Role.TRAINEE))


def unit_of(consignment: Consignment) -> Unit | None:
    """The unit whose post this is."""
    post = Post.objects.filter(code=consignment.office).select_related("unit").first()
    return post.unit if post else None


def proposed(consignment: Consignment, last: Decision | None) -> str:
    """What the plan proposed before anybody decided."""
    return (last.proposed if last else consignment.measure) or RELEASE


def decide(visible: ConsignmentSet, number: int, choice: Choice, viewer: Viewer) -> Decision:
    """Write a decision, what becomes of the consignment, and the audit entry, together or not at all.

    Raises:
        NotDecidedError: it was decided meanwhile, somebody else holds it, it has been examined, or a reason is missing.
    """
    with transaction.atomic():
        found = visible.select_for_update(of=("self",)).select_related("holder").get(pk=number)
        unit = unit_of(found)
        last = found.decisions.select_related("officer").order_by("-made", "-pk").first()
        _check(found, last, choice, viewer)
        planned = proposed(found, last)
        officer = _officer(viewer)
        now = clock.now()
        decision = Decision.objects.create(
            consignment=found,
            assessment_id=found.assessment_id,
            officer=officer,
            made=now,
            measure=choice.measure,
            proposed=planned,
            instruction=choice.instruction,
            reason=choice.reason,
            override=choice.measure != planned,
        )
        found.state = State.RELEASED if choice.measure == RELEASE else State.STOPPED
        found.measure, found.decided = choice.measure, now
        found.technique = "" if choice.measure == RELEASE else found.technique or choice.measure
        found.holder, found.held = None, None
        found.save(update_fields=["state", "measure", "technique", "decided", "holder", "held"])
        record(
            "decided",
            by=officer,
            subject=found.key,
            unit=unit,
            detail={
                "measure": choice.measure,
                "proposed": planned,
                "override": decision.override,
                "reason": choice.reason,
                "reference": found.reference,
            },
        )
        decided.send(Decision, decision=decision, beside=choice.beside)
    return decision


def _officer(viewer: Viewer) -> Officer:
    """The officer who decides; a page is shown to nobody else."""
    if viewer.officer is None:
        raise PermissionDenied
    return viewer.officer


def _check(found: Consignment, last: Decision | None, choice: Choice, viewer: Viewer) -> None:
    if choice.measure not in MEASURES:
        raise NotDecidedError("Choose what to do with the consignment.", {})
    if found.state == State.EXAMINED:
        raise NotDecidedError("{reference} has been examined: the decision stands.", {"reference": found.reference})
    if last is not None and last.pk != choice.seen:
        values = {"reference": found.reference, "officer": str(last.officer)}
        raise NotDecidedError(
            "{reference} was decided by {officer} while you had it open. Nothing was changed: look at it again.", values
        )
    if found.holder_id is not None and found.holder_id != _officer(viewer).pk:
        values = {"reference": found.reference, "officer": str(found.holder)}
        raise NotDecidedError("{officer} has taken {reference}. Ask for it to be put back.", values)
    if not choice.reason and (last is not None or choice.measure != proposed(found, last)):
        raise NotDecidedError("Give the reason: it is not what was proposed.", {})


def release_all(
    visible: ConsignmentSet, numbers: Sequence[int], reason: str, viewer: Viewer
) -> tuple[int, list[NotDecidedError]]:
    """Release several waiting consignments for one reason: how many were, and why the others were not."""
    if not reason:
        raise NotDecidedError("Give the reason: it stands with each consignment that is released.", {})
    refused, done = [], 0
    for number in numbers:
        try:
            decide(visible.filter(state=State.WAITING), number, Choice(RELEASE, reason), viewer)
        except Consignment.DoesNotExist:
            refused.append(NotDecidedError("One had been decided meanwhile.", {}))
        except NotDecidedError as error:
            refused.append(error)
        else:
            done += 1
    return done, refused


def take(found: Consignment, viewer: Viewer) -> None:
    """Hold a consignment, so that others see who works on it; a supervisor may take it over.

    Raises:
        NotDecidedError: somebody else holds it already.
    """
    held = Consignment.objects.filter(pk=found.pk, state=State.WAITING)
    if not viewer.has_in(unit_of(found), Role.SUPERVISOR):
        held = held.filter(holder=None) | held.filter(holder=viewer.officer)
    with transaction.atomic():
        if not held.update(holder=viewer.officer, held=clock.now()):
            now = Consignment.objects.select_related("holder").get(pk=found.pk)
            if now.holder is None:
                raise NotDecidedError("{reference} has been decided meanwhile.", {"reference": now.reference})
            values = {"reference": now.reference, "officer": str(now.holder)}
            raise NotDecidedError("{officer} has taken {reference}. Ask for it to be put back.", values)
        record("taken", by=viewer.officer, subject=found.key, unit=unit_of(found))


def put_back(found: Consignment, viewer: Viewer) -> None:
    """Let go of a consignment; nothing happens when the officer does not hold it."""
    with transaction.atomic():
        if Consignment.objects.filter(pk=found.pk, holder=viewer.officer).update(holder=None, held=None):
            record("put back", by=viewer.officer, subject=found.key, unit=unit_of(found))
