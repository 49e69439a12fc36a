"""How the office learns: each night what came, was said and was found goes into its history, for a model to be fitted.

What assessments ask of the past (when a party was first seen, what goods usually cost, which way they usually come)
they ask of this history. The first model is in use at once, a later one when somebody puts it in use.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final

import msgspec
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch
from darvoza.history import History
from darvoza.office import clock
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.resources import HISTORY, MODELS
from darvoza.office.examination.learning import findings_frame
from darvoza.office.examination.models import Lesson
from darvoza.office.examination.recording import record_said
from darvoza.office.home import office_home
from darvoza.office.people.models import Post
from darvoza.risk import model as learned

NIGHT: Final = time(3, 0)
"""When the office learns, by its own clock."""
_AT_ONCE: Final = 2_000
_KEPT: Final = timedelta(days=7)
"""How long what became of tasks is kept."""
_WHY_NOT: Final[dict[type[Exception], str]] = {
    learned.TooFewFindingsError: "Too little was examined yet to fit a model to.",
    learned.MissingColumnsError: "What was filed lacks columns that a model needs.",
    learned.ModelNotInstalled: "No model is fitted here: darvoza[model] is not installed.",
}


def learn() -> Lesson:
    """Add to the history what came in, what was said and decided of it and what was found since, and fit a model to it.

    If the machine stops on the way, the next lesson goes on from there: the history takes nothing twice.
    """
    last = Lesson.objects.filter(ended__isnull=False).order_by("-pk").first()
    lesson = Lesson.objects.create(started=clock.now(), upto=last.upto if last else 0)
    past = History(office_home() / HISTORY)
    for day, part in _days(lesson.upto):
        batch = ConsignmentBatch.of([msgspec.convert(each.filed, Filed) for each in part])
        past.bring_in(batch, day=day, run=f"consignments {part[0].pk} to {part[-1].pk}")
        lesson.upto, lesson.consignments = part[-1].pk, lesson.consignments + len(part)
        lesson.save(update_fields=["upto", "consignments"])
    lesson.assessments, lesson.decisions = record_said(past, lesson.started)
    found = findings_frame(last.started if last else None, until=lesson.started)
    if found.height:
        past.record_findings(found, day=lesson.started.date(), run=f"findings until {lesson.started.isoformat()}")
        lesson.findings = found.height
    lesson.model, lesson.problem = _fitted(past)
    lesson.ended = clock.now()
    lesson.save(update_fields=["assessments", "decisions", "findings", "model", "problem", "ended"])
    return lesson


def _days(after: int) -> Iterator[tuple[date, list[Consignment]]]:
    """What came after this consignment, by the day it came on, some at a time; not what an exercise brought."""
    training = list(Post.objects.filter(unit__training=True).values_list("code", flat=True))
    while True:
        new = Consignment.objects.filter(pk__gt=after).exclude(office__in=training).order_by("pk")
        part = list(new.only("filed", "received")[:_AT_ONCE])
        if not part:
            return
        for day, of_day in groupby(part, key=lambda each: each.received.date()):
            yield day, list(of_day)
        after = part[-1].pk


def _fitted(past: History) -> tuple[str, str]:
    """The version of the model that was fitted, or why none was."""
    try:
        observed, outcomes = learned.from_history(past.folder)
        model = learned.Shelf(office_home() / MODELS).add(learned.fit(observed, outcomes), observed, outcomes)
    except tuple(_WHY_NOT) as error:
        return "", next(said for kind, said in _WHY_NOT.items() if isinstance(error, kind))
    return model.version, ""


@task()
def nightly() -> int:
    """Learn, and have it done again the next night; how many consignments were added."""
    try:
        _forget()
        return learn().consignments
    finally:
        learn_each_night()


def learn_each_night() -> datetime:
    """Have the office learn when the night comes, unless that is in line already; when it will."""
    due = coming()
    if due is None:
        due = next_night(clock.now())
        nightly.using(run_after=due).enqueue()
    return due


def coming() -> datetime | None:
    """When the office learns next; None while no worker has put it in line."""
    waiting = DBTaskResult.objects.filter(task_path=nightly.module_path, status="READY")
    found: datetime | None = waiting.order_by("run_after").values_list("run_after", flat=True).first()
    return found


def next_night(now: datetime) -> datetime:
    """The next time that it is night by the office's clock."""
    here = timezone.localtime(now)
    tonight = here.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    return tonight if tonight > here else tonight + timedelta(days=1)


def _forget() -> None:
    """What became of tasks long ago is nobody's business any more."""
    ended = DBTaskResult.objects.filter(status__in=("SUCCESSFUL", "FAILED"))
    ended.filter(finished_at__lt=clock.now() - _KEPT).delete()
