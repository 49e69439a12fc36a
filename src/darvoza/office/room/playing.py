"""A run as it is played: what happened, how much time has gone, what has come, what sources have answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from darvoza.office import clock
from darvoza.office.room.models import Event, Run, Session, State
from darvoza.office.room.sealed import hidden_of, materials_of
from darvoza.training import exercises
from darvoza.training.exercises import Coming, Hidden, Item, Materials, Phrase, Standing, What, Words


def seconds(session: Session, now: datetime | None = None) -> float:
    """Seconds of the wall since the session began; 0 before it."""
    if session.started is None:
        return 0.0
    return ((session.ended or now or clock.now()) - session.started).total_seconds()


def worked(session: Session) -> float:
    """Seconds of working time: those of the wall less pauses."""
    until = session.paused_at if session.state == State.PAUSED else None
    return max(seconds(session, until) - session.paused, 0.0)


def happened(run: Run, what: What, **fields: object) -> Event:
    """Write what happened in a run, now."""
    return Event.objects.create(run=run, at=seconds(run.session), who=run.who, what=what.value, **fields)


def events_of(runs: Iterable[Run], *what: What) -> list[exercises.Event]:
    """What happened in these runs, as exercises have it; with ``what``, these things only."""
    found = Event.objects.filter(run__in=list(runs)).order_by("pk")
    return [
        exercises.Event(
            at=row.at,
            who=row.who,
            what=What(row.what),
            item=row.item,
            about=row.about,
            source=row.source,
            values=tuple(row.values),
            number=row.number,
            text=row.text,
        )
        for row in (found.filter(what__in=[each.value for each in what]) if what else found)
    ]


@dataclass(frozen=True)
class Play:
    """A run at this moment. ``items`` are those that the trainee's role has and that have come."""

    materials: Materials
    events: list[exercises.Event]
    now: Standing
    items: tuple[Item, ...]
    come: tuple[Coming, ...]
    hints: tuple[Words, ...]
    hidden: Hidden

    def item(self, name: str) -> Item | None:
        """The item with this id, if it is there for this trainee."""
        return next((each for each in self.items if each.id == name), None)

    def answers(self, item: Item, about: str) -> list[tuple[Phrase, Phrase]]:
        """What was asked about this, and what it answered: of questions that were asked, and no others."""
        named = {source.id: source.name for source in self.materials.sources}
        return [
            (named[source], self.hidden.answer(source, what, self.materials.usual))
            for of, source, what in self.now.asked
            if (of, what) == (item.id, about) and source in named
        ]


def play(run: Run) -> Play:
    """How a run stands now."""
    materials, hidden, events = materials_of(run.session), hidden_of(run.session), events_of([run])
    come = arrived(run.session, hidden, events, run.role)
    items = (*materials.items, *exercises.released(hidden, come))
    given = sum(event.what is What.HINTED for event in events)
    return Play(
        materials=materials,
        events=events,
        now=exercises.standing(events),
        items=tuple(item for item in items if not run.role or item.role in {"", run.role}),
        come=tuple(come),
        hints=hidden.hints[:given],
        hidden=hidden,
    )


def arrived(session: Session, hidden: Hidden, events: list[exercises.Event], role: str) -> list[Coming]:
    """Injects that have come for a role: by their time, or because the trainer brought them; none before the start."""
    if session.started is None:
        return []
    come = exercises.due(hidden, events, minute=worked(session) / 60, role=role or None)
    brought = [
        each
        for each in hidden.coming
        if each.id in session.brought and each not in come and (not role or each.role in {"", role})
    ]
    return [*come, *brought]
