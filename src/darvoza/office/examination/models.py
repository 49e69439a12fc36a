"""What an examination leaves behind: the order, what was found, photographs, seizures and signatures."""

from collections.abc import Iterable
from typing import Final

from django.db import models

from darvoza.office.desk.models import Consignment, Decision
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Officer, Role
from darvoza.signals import Typology

READERS: Final = (Role.INSPECTOR, Role.TARGETER, Role.SUPERVISOR, Role.ANALYST)
"""Who sees orders and what came of them."""

WRITERS: Final = (Role.INSPECTOR, Role.SUPERVISOR)
"""Who says what was found."""

TYPOLOGIES: Final = [(each.value, each.value) for each in Typology]


class Progress(models.TextChoices):
    """How far an order is. ``withdrawn``: the desk decided otherwise before anything was examined."""

    OPEN = "to do"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class OrderSet(models.QuerySet["Order"]):
    """Orders, narrowed to whom they are for."""

    def visible_to(self, viewer: Viewer, roles: Iterable[Role] = READERS) -> "OrderSet":
        """Those at posts of the units in which the viewer holds one of these roles."""
        return self.filter(office__in=viewer.posts_of(roles))


class Order(models.Model):
    """The instruction to an inspector to examine a consignment by a measure, as a decision of the desk asks.

    ``office`` is the consignment's post. ``decision`` is None where no decision on record stopped it.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="orders")
    decision = models.OneToOneField(Decision, null=True, on_delete=models.PROTECT, related_name="order")
    office = models.CharField(max_length=17)
    measure = models.CharField(max_length=40)
    instruction = models.TextField(blank=True)
    made = models.DateTimeField()
    by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Progress.choices, default=Progress.OPEN)

    objects = OrderSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "state", "made"], name="examination_orders")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.measure}, {self.consignment_id}"


class Code(models.TextChoices):
    """The result of an examination in one code; it settles whether there was a breach."""

    AS_DECLARED = "A1", "As declared"
    AS_FAR_AS_SEEN = "A2", "As declared, as far as it could be seen"
    PUT_RIGHT = "A3", "Small discrepancy, put right"
    BREACH = "B1", "Breach"
    OPEN = "C1", "Still open: waits for a laboratory, a licence or an answer"
    NOT_DONE = "D1", "Could not be examined"

    @property
    def breach(self) -> bool | None:
        """Whether there was a breach; None where that is not known."""
        return {"A": False, "B": True}.get(self.value[0])


class Examination(models.Model):
    """What an examination found, or that it found nothing. Never changed; a later one supersedes it with a reason.

    ``submission`` is made where the form is filled, so that one that is sent twice is taken once. ``breach`` is None
    while it is open. ``answers`` are those of the checklist: its keys with ``yes``, ``no`` or ``not done``.
    ``photographs_due`` are the photographs that were taken with it; they may arrive later.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="examinations")
    submission = models.UUIDField(unique=True)
    code = models.CharField(max_length=2, choices=Code.choices)
    breach = models.BooleanField(null=True)
    critical = models.BooleanField(default=False)
    typology = models.CharField(max_length=40, blank=True, choices=TYPOLOGIES)
    category = models.CharField(max_length=120, blank=True)
    quantity = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    amount = models.FloatField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    note = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    photographs_due = models.JSONField(default=list)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField()
    received = models.DateTimeField(db_index=True)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="correction")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["order", "-received"], name="examination_of_order")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.code}"


class Sign(models.Model):
    """A signal that the consignment carried when it was stopped: what its hit rate is counted from."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="signs")
    signal = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signal", "examination"], name="one_sign_each")]

    def __str__(self) -> str:
        return self.signal


class Photograph(models.Model):
    """A photograph taken at an examination, kept by its SHA-256. ``uuid`` is made where it is taken."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="photographs")
    uuid = models.UUIDField(unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=160, blank=True)
    taken = models.DateTimeField(null=True)
    received = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.name}"


class Seizure(models.Model):
    """What was taken from a consignment: how much, where it is kept, and under which seals."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="seizures")
    what = models.CharField(max_length=300)
    quantity = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=160, blank=True)
    seals = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.what


class Signature(models.Model):
    """Somebody signed for what was found: the officer, or who was present for the consignment.

    ``path`` is what was drawn, as the ``d`` of an SVG path in a box of 600 by 200; empty where the name was typed only.
    """

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="signatures")
    capacity = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    signed = models.DateTimeField()
    path = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Lesson(models.Model):
    """One time that the office learned: what was added to its history, and the model that was fitted to it.

    ``upto`` is the last consignment that was added. ``problem`` says why no model was fitted, an English message.
    """

    started = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    upto = models.BigIntegerField(default=0)
    consignments = models.IntegerField(default=0)
    assessments = models.IntegerField(default=0)
    decisions = models.IntegerField(default=0)
    findings = models.IntegerField(default=0)
    model = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.started:%Y-%m-%d %H:%M}"
