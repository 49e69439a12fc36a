"""What a case is made of: consignments, parties, notes, tasks, evidence with its custody, controlled deliveries."""

from collections.abc import Iterable
from typing import Final

from django.db import models

from darvoza.office.desk.models import Consignment
from darvoza.office.examination.models import TYPOLOGIES
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Officer, Role, Unit

WORKERS: Final = (Role.ANALYST, Role.SUPERVISOR)
"""Who works on the cases of their unit."""

KEEPERS: Final = (*WORKERS, Role.INSPECTOR)
"""Who brings and hands over evidence, and sees that there is a case."""


TAKEN: Final = "Taken into the case"
"""Why a first entry of custody was made."""


class State(models.TextChoices):
    """How far a case is."""

    OPEN = "open"
    CLOSED = "closed"


class CaseSet(models.QuerySet["Case"]):
    """Cases, narrowed to whom they are for."""

    def visible_to(self, viewer: Viewer, roles: Iterable[Role] = WORKERS) -> "CaseSet":
        """Those of the units in which the viewer holds one of these roles."""
        return self.filter(unit_id__in=viewer.units(roles))


class Case(models.Model):
    """An investigation of a unit; ``number`` counts from 1 in each year."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    year = models.IntegerField()
    number = models.IntegerField()
    title = models.CharField(max_length=200)
    typology = models.CharField(max_length=40, blank=True, choices=TYPOLOGIES)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    lead = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    opened = models.DateTimeField()
    opened_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    closed = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True)

    objects = CaseSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year", "number"], name="one_case_of_a_number")]
        indexes = [models.Index(fields=["unit", "state", "-opened"], name="cases_list")]

    def __str__(self) -> str:
        return self.mark

    @property
    def mark(self) -> str:
        """How the case is called on paper: unit, year and number."""
        return f"{self.unit.code}/{self.year}/{self.number:04}"


class Link(models.Model):
    """A consignment that belongs to a case, and why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="cases")
    why = models.CharField(max_length=300, blank=True)
    added = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "consignment"], name="one_link_each")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.consignment_id}"


class Party(models.Model):
    """A party of a case, by the name as filed; ``consignment`` says where it was filed, None where added by hand."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    note = models.TextField(blank=True)
    consignment = models.ForeignKey(Consignment, null=True, on_delete=models.PROTECT, related_name="+")
    added = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What somebody noted in a case. Never changed; who erred notes that."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    made = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.text[:60]


class Task(models.Model):
    """Something to do in a case: who does it, until when, and when it was done."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=300)
    who = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    made = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    done = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.what


class Evidence(models.Model):
    """A piece of evidence: a file by its SHA-256, or a thing without one. ``number`` counts within the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    number = models.IntegerField()
    what = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    added = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_evidence_of_a_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.what}"


class Custody(models.Model):
    """Evidence went from one hand to another. Never changed.

    ``seal`` is the SHA-256 over the entry and the seal of the one before it (:mod:`darvoza.office.cases.custody`), so
    that a changed, removed or moved entry shows to whoever has the statement of custody.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="custody")
    number = models.IntegerField()
    giver = models.CharField(max_length=200)
    receiver = models.CharField(max_length=200)
    why = models.CharField(max_length=300)
    place = models.CharField(max_length=200, blank=True)
    time = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="one_custody_of_a_number")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"


class Delivery(models.Model):
    """A controlled delivery: a consignment is let through under watch, asked by one supervisor, approved by another."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliveries")
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="+")
    plan = models.TextField()
    asked = models.DateTimeField()
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    approved = models.BooleanField(null=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.consignment_id}"
