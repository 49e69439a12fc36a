"""Entries of the audit log, and where its chain stands."""

from django.db import models


class Entry(models.Model):
    """One thing that somebody did. Never changed, never removed: triggers of the database refuse both.

    ``number`` counts from 1 without a gap; ``seal`` is a keyed hash over the entry and the seal of the one before.
    The officer stands by id and name, not by a reference, so that the log outlives the person's record.
    """

    number = models.BigIntegerField(primary_key=True)
    time = models.DateTimeField()
    officer_id = models.BigIntegerField(null=True)
    officer = models.CharField(max_length=160, blank=True)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    detail = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject", "number"], name="audit_subject"),
            models.Index(fields=["officer_id", "number"], name="audit_officer"),
            models.Index(fields=["action", "number"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.officer} {self.action} {self.subject}"


class Head(models.Model):
    """Where the chain stands: the last number and seal, under a seal of its own. One row."""

    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    own = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.number}: {self.seal[:12]}"
