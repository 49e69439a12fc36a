"""Desks of an exercise: the session's traffic laid on the office's own pages, for each trainee or group apart.

Only an office that is a training room has them. A desk is a unit of its own with posts of its own, at which copies of
the session's consignments wait; who works it serves there and nobody else, so that the office's own rule (each sees the
units in which he or she serves) keeps desks apart, on every page there is.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars.selectors as cs
from django.db import transaction
from django.db.models import SET_NULL, Model, QuerySet
from django_tasks import task

from darvoza.assess import Resources, Screening
from darvoza.consignment import ConsignmentBatch
from darvoza.office import clock
from darvoza.office.desk.assessing import lay
from darvoza.office.desk.intake import store
from darvoza.office.desk.models import Consignment, Message
from darvoza.office.desk.resources import LISTS
from darvoza.office.home import is_training_room, office_home
from darvoza.office.people.models import Membership, Post, Role, Unit
from darvoza.office.room.models import Desk, Run, Session
from darvoza.office.room.sealed import materials_of, prepared_of
from darvoza.parties import ListStore, load_lists
from darvoza.training import Traffic
from darvoza.training.exercises import Kind, Prepared

ROLES: Final = (Role.TRAINEE, Role.TARGETER, Role.INSPECTOR)
"""What who works a desk does there: decides, looks into lists, opens the orders that follow."""

MOST: Final = 60_000
"""Consignments on all desks of a session at most: a big exercise is worked in groups."""

_FIRST: Final = 4
"""Places of a post for each technique at least."""


class TooManyError(ValueError):
    """So many desks of so many consignments would not fit: the trainees have to work in groups."""


def on_desks(session: Session) -> bool:
    """Whether a session is worked on the office's own pages."""
    return is_training_room() and materials_of(session).kind is Kind.TARGETING


def seat(run: Run) -> None:
    """Give a run its desk: that of its group, or one of its own.

    Raises:
        TooManyError: the desks of the session would hold more than the room can.
    """
    session = run.session
    mate = session.runs.filter(desk__isnull=False, group=run.group).first() if run.group else None
    run.desk = mate.desk if mate is not None else _new(session)
    run.save(update_fields=["desk"])
    for role in ROLES:
        Membership.objects.get_or_create(officer=run.trainee, unit=run.desk.unit, role=role.value)


def _new(session: Session) -> Desk:
    number = session.desks.count() + 1
    if number * session.sheets.count() > MOST:
        raise TooManyError
    unit = Unit.objects.create(
        code=f"{session.unit.code[:8]}~{session.pk}.{number}"[:20],
        name=f"{session.unit.name[:80]}, {session.pk}.{number}",
        training=True,
    )
    return Desk.objects.create(session=session, unit=unit, number=number)


@task()
def lay_out(number: int) -> None:
    """Lay the traffic of a session on those of its desks that are empty."""
    session = Session.objects.get(pk=number)
    desks = list(session.desks.filter(laid=None).order_by("number"))
    if not desks:
        return
    prepared = prepared_of(session)
    offices = _offices(prepared)
    _keep_list(prepared, session)
    posts = [{office: f"{office}~{session.pk}.{desk.number}" for office in offices} for desk in desks]
    places = _places(session, len(offices))
    for desk, named in zip(desks, posts, strict=True):
        for code in named.values():
            Post.objects.update_or_create(
                code=code, defaults={"unit": desk.unit, "capacity": places, "random_share": 0.0}
            )
    moved = replace(prepared, days=_moved(prepared.days, session.opened.date()))
    lay(_handed_in(session, moved), _resources(prepared), posts)
    session.desks.filter(pk__in=[desk.pk for desk in desks]).update(laid=clock.now())


def _offices(prepared: Prepared) -> list[str]:
    """The posts of the exercise, the busiest first."""
    counted = prepared.lodgings["office"].drop_nulls().value_counts(sort=True)
    return [str(office) for office in counted["office"].to_list()]


def _places(session: Session, posts: int) -> dict[str, int]:
    """What each post is taken to be able to examine: together about what the exercise lets be stopped."""
    share = max(materials_of(session).capacity // max(posts, 1), 1)
    part = max(share // _FIRST, 1)
    return {
        "document check": part,
        "scan": part,
        "canine search": 0,
        "radiation check": 0,
        "physical examination": max(share - 2 * part, 1),
        "sampling": 0,
    }


def _moved(days: Iterable[Traffic], opened: date) -> tuple[Traffic, ...]:
    """The days of an exercise, begun on the coming day of their week: whole weeks later, so that weekdays stay."""
    days = tuple(days)
    away = timedelta(days=-(-(opened - days[0].day).days // 7) * 7)
    return tuple(replace(each, day=each.day + away, batch=_later(each, away)) for each in days)


def _later(traffic: Traffic, away: timedelta) -> ConsignmentBatch:
    batch = traffic.batch
    named = ("consignments", "parties", "goods", "equipment", "places", "documents")
    frames = {name: getattr(batch, name).with_columns(cs.temporal() + away) for name in named}
    return replace(batch, **frames)


def _handed_in(session: Session, prepared: Prepared) -> list[Message]:
    """The messages of the traffic, kept as if a carrier had sent them; made once for all desks."""
    found = list(Message.objects.filter(key__startswith=f"exercise {session.pk}:").order_by("pk"))
    if found:
        return found
    for name, data in prepared.messages():
        digest = sha256(data).hexdigest()
        store(data, digest)
        found.append(
            Message(
                key=f"exercise {session.pk}:{len(found)}",
                name=Path(name).name,
                sha256=digest,
                size=len(data),
                source="exercise",
                received=clock.now(),
                waiting=False,
                status="accepted",
            )
        )
    Message.objects.bulk_create(found)
    return found


def _list_of(prepared: Prepared, name: str, folder: Path) -> Path:
    path = folder / f"{name}.csv"
    prepared.watchlist.write_csv(path)
    return path


def _keep_list(prepared: Prepared, session: Session) -> None:
    """The exercise's watch list among the room's own, to be looked into on the page of lists."""
    if prepared.watchlist.is_empty():
        return
    with TemporaryDirectory() as folder:
        path = _list_of(prepared, f"exercise-{session.pk}", Path(folder))
        ListStore(office_home() / LISTS).keep([path], on=clock.now().date())


def _resources(prepared: Prepared) -> Resources:
    """What the traffic is assessed with: the exercise's watch list and nothing of another session's."""
    if prepared.watchlist.is_empty():
        return Resources()
    with TemporaryDirectory() as folder:
        return Resources(screening=Screening.of(load_lists([_list_of(prepared, "exercise", Path(folder))])))


def close(session: Session) -> None:
    """Let nobody decide on a session's desks any more; consignments stay readable for the review."""
    held = Membership.objects.filter(unit__training_desk__session=session)
    for officer, unit in list(held.values_list("officer_id", "unit_id").distinct()):
        Membership.objects.get_or_create(officer_id=officer, unit_id=unit, role=Role.LIAISON.value)
    held.exclude(role=Role.LIAISON.value).delete()


def erase(session: Session) -> None:
    """Take away everything that lies on a session's desks, with what was decided and ordered there."""
    with transaction.atomic():
        units = Unit.objects.filter(training_desk__session=session)
        posts = Post.objects.filter(unit__in=units)
        rows = Consignment.objects.filter(office__in=list(posts.values_list("code", flat=True)))
        rows.update(assessment=None)
        _erase(rows)
        Message.objects.filter(key__startswith=f"exercise {session.pk}:").delete()
        Membership.objects.filter(unit__in=units).delete()
        posts.delete()


def _erase(rows: "QuerySet[Model]") -> None:
    """Rows and all that points to them, whatever part of the office it is of."""
    if not rows.exists():
        return
    for relation in rows.model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - the documented way
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
            continue
        inner = relation.related_model.objects.filter(**{f"{relation.field.name}__in": rows})
        if relation.on_delete is not SET_NULL and inner.model is not rows.model:
            _erase(inner)
    rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
