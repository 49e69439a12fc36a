"""What the training room keeps: sessions with sealed truth, runs as events, and results until a date."""

from typing import Final

from django.db import models

from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Officer, Role, Unit
from darvoza.training.exercises import What


class State(models.TextChoices):
    """How far a session is."""

    PREPARED = "prepared"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class SessionSet(models.QuerySet["Session"]):
    """Sessions, narrowed to whom they are for."""

    def visible_to(self, viewer: Viewer) -> "SessionSet":
        """Those that the viewer opened, in training units where he or she still is a trainer."""
        return self.filter(unit__training=True, unit_id__in=viewer.units({Role.TRAINER}), trainer=viewer.officer)


class Session(models.Model):
    """One exercise at one level, opened by a trainer for a training unit.

    ``materials`` is what trainees are given. ``sealed`` holds truth, seed, answers of sources and what is still to
    come; ``scenario`` holds the exercise itself, sealed too since written questions carry their answers. The key
    is made of ``code`` and a secret that lies in a file of its own, never in this database. ``told`` is the
    debrief, made when the session has ended. ``paused`` are the seconds lost to pauses that are over.
    ``before`` is the session that this is another round of: the adversary has learned from what trainees did there.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="training_sessions")
    trainer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, unique=True)
    exercise = models.CharField(max_length=80)
    level = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    opened = models.DateTimeField()
    started = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused = models.FloatField(default=0.0)
    ended = models.DateTimeField(null=True)
    materials = models.BinaryField()
    sealed = models.BinaryField()
    scenario = models.BinaryField()
    brought = models.JSONField(default=list)
    told = models.TextField(blank=True)
    days_kept = models.IntegerField(default=180)
    before = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="after")

    objects = SessionSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "trainer", "-opened"], name="room_sessions")]

    def __str__(self) -> str:
        return f"{self.exercise}, level {self.level}"


class DraftSet(models.QuerySet["Draft"]):
    """Exercises of trainers' own, narrowed to whom they are for."""

    def visible_to(self, viewer: Viewer) -> "DraftSet":
        """The viewer's own, in training units where he or she still is a trainer."""
        return self.filter(unit__training=True, unit_id__in=viewer.units({Role.TRAINER}), trainer=viewer.officer)


class Draft(models.Model):
    """An exercise that a trainer composes: sealed, since what it plants and its written answers tell the truth.

    ``packed``: it was made from a real case, and no seed makes it again.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    trainer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    packed = models.BooleanField(default=False)
    changed = models.DateTimeField()
    sealed = models.BinaryField()

    objects = DraftSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["trainer", "-changed"], name="room_drafts")]

    def __str__(self) -> str:
        return self.title


class Sheet(models.Model):
    """One simulated consignment of a session as filed: what a trainee reads, in the order of the exercise."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sheets")
    place = models.IntegerField()
    reference = models.CharField(max_length=80)
    filed = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "reference"], name="one_sheet_of_a_reference")]

    def __str__(self) -> str:
        return self.reference


class Desk(models.Model):
    """A desk of the office laid with a session's traffic: that of one trainee, or of a group that works it together.

    ``unit`` is the desk's own: its posts hold copies of the session's consignments, and nobody serves in it but those
    who work it. ``laid`` is when they lay ready.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="desks")
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="training_desk")
    number = models.IntegerField()
    laid = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="one_desk_of_a_number")]

    def __str__(self) -> str:
        return f"{self.session}, {self.number}"


class RunSet(models.QuerySet["Run"]):
    """Runs, narrowed to whom they are for."""

    def visible_to(self, viewer: Viewer) -> "RunSet":
        """Those of the viewer as a trainee of a training unit."""
        return self.filter(
            session__unit__training=True,
            session__unit_id__in=viewer.units({Role.TRAINEE}),
            trainee=viewer.officer,
        )


class Run(models.Model):
    """A trainee in a session: ``who`` is the opaque name in events and results, ``group`` the team, if any.

    ``desk`` is where it is worked, if it is worked on the office's own pages.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="runs")
    trainee = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=20)
    group = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=80, blank=True)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.SET_NULL, related_name="runs")

    objects = RunSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "trainee"], name="one_run_of_a_trainee")]

    def __str__(self) -> str:
        return f"{self.who}: {self.session}"


_WHAT: Final = [(what.value, what.value) for what in What]


class Event(models.Model):
    """One thing that happened in a run, ``at`` seconds after the session began."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    at = models.FloatField()
    who = models.CharField(max_length=20)
    what = models.CharField(max_length=20, choices=_WHAT)
    item = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=80, blank=True)
    values = models.JSONField(default=list)
    number = models.FloatField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="room_run_events")]

    def __str__(self) -> str:
        return f"{self.at:.0f} s: {self.who} {self.what} {self.item}"


class Result(models.Model):
    """A run's review, read by the trainee and the trainer, until the day on which it is forgotten."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="result")
    said = models.TextField()
    forget_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.run}, until {self.forget_on}"
