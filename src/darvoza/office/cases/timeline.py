"""What happened in a case and to its consignments, in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from darvoza.office.cases.models import TAKEN, Case, Custody
from darvoza.office.desk.models import Decision
from darvoza.office.examination.models import Examination
from darvoza.office.words import Words


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, what kind of thing as a message with places, who did it, and what was said."""

    time: datetime
    what: str
    who: str = ""
    said: str = ""
    values: dict[str, object] = field(default_factory=dict)


def told(case: Case, words: Words) -> list[Event]:
    """The events of a case with what happened said in the reader's language."""
    return [
        replace(each, what=words.say(each.what, **_in_words(each.values, words)), values={}) for each in events(case)
    ]


def _in_words(values: dict[str, object], words: Words) -> dict[str, object]:
    """Values of a message; a measure is a word of ours, the rest is as filed."""
    return {name: words.say(str(value)) if name == "measure" else value for name, value in values.items()}


def findings(case: Case) -> list[Examination]:
    """What examinations of the case's consignments found, the results that stand, in order."""
    found = (
        Examination.objects.filter(order__consignment__cases__case=case, correction__isnull=True)
        .select_related("order__consignment", "officer")
        .prefetch_related("seizures")
        .defer("order__consignment__filed", "order__consignment__search")
    )
    return list(found.order_by("ended", "pk"))


def events(case: Case) -> list[Event]:
    """Everything that happened, the earliest first."""
    found = [Event(case.opened, "The case was opened.", case.opened_by.full_name, case.title)]
    if case.closed and case.closed_by:
        found.append(Event(case.closed, "The case was closed.", case.closed_by.full_name, case.outcome))
    found += [*_of_consignments(case), *_of_work(case), *_of_evidence(case), *_of_deliveries(case)]
    return sorted(found, key=lambda each: each.time.replace(microsecond=0))  # custody is told to the second


def _of_consignments(case: Case) -> Iterator[Event]:
    for link in case.links.select_related("consignment", "by").defer("consignment__filed"):
        row = link.consignment
        named: dict[str, object] = {"reference": row.reference}
        yield Event(row.received, "The message with {reference} came in.", values=named)
        if row.arrival:
            yield Event(row.arrival, "{reference} arrives.", said=row.means, values=named)
        yield Event(link.added, "{reference} was added to the case.", link.by.full_name, link.why, named)
    decisions = Decision.objects.filter(consignment__cases__case=case).select_related("officer", "consignment")
    for each in decisions.defer("consignment__filed"):
        named = {"reference": each.consignment.reference, "measure": each.measure}
        what = "For {reference} the desk decided: {measure}."
        yield Event(each.made, what, each.officer.full_name, each.reason, named)
    for result in findings(case):
        named = {"reference": result.order.consignment.reference, "code": result.code}
        yield Event(result.ended, "{reference} was examined: {code}.", result.officer.full_name, result.note, named)


def _of_work(case: Case) -> Iterator[Event]:
    for note in case.notes.select_related("by"):
        yield Event(note.made, "A note was made.", note.by.full_name, note.text)
    for task in case.tasks.select_related("who", "by", "done_by"):
        to: dict[str, object] = {"name": task.who.full_name}
        yield Event(task.made, "{name} was given a task.", task.by.full_name, task.what, to)
        if task.done and task.done_by:
            yield Event(task.done, "A task was done.", task.done_by.full_name, task.what)


def _of_evidence(case: Case) -> Iterator[Event]:
    for entry in Custody.objects.filter(evidence__case=case).select_related("evidence"):
        hands: dict[str, object] = {
            "number": entry.evidence.number,
            "giver": entry.giver,
            "receiver": entry.receiver,
        }
        what = "Evidence {number} went from {giver} to {receiver}."
        yield Event(entry.time, what, entry.recorded_by, "" if entry.why == TAKEN else entry.why, hands)


def _of_deliveries(case: Case) -> Iterator[Event]:
    asked = case.deliveries.select_related("asked_by", "answered_by", "consignment").defer("consignment__filed")
    for each in asked:
        named: dict[str, object] = {"reference": each.consignment.reference}
        what = "A controlled delivery of {reference} was asked for."
        yield Event(each.asked, what, each.asked_by.full_name, each.plan, named)
        if each.answered and each.answered_by:
            what = "The controlled delivery was approved." if each.approved else "The controlled delivery was refused."
            yield Event(each.answered, what, each.answered_by.full_name, each.reason)
