"""What the office itself keeps of the exchange: who wrote in a draft, and what received information was used for.

Messages, items and their caveats are kept by the exchange's own node.
"""

from django.db import models

from darvoza.office.people.models import Officer


class Writer(models.Model):
    """An officer wrote some part of a draft, so this officer can never approve it, whatever name is in force later."""

    draft = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "officer"], name="one_writer_each")]

    def __str__(self) -> str:
        return f"{self.draft}: {self.officer}"


class Made(models.TextChoices):
    """What of the office can be made from received information."""

    CASE = "case"
    CONSIGNMENT = "consignment"
    PROFILE = "profile"


class Quote(models.Model):
    """A received item was used for something of the office, which is bound by its caveats from then on.

    Never removed: what was once made from an item stays bound by it. It is shown where that thing is shown, to whom
    that thing is visible, and then only as far as the item's caveats allow.
    """

    made = models.CharField(max_length=12, choices=Made.choices)
    key = models.CharField(max_length=120)
    item = models.CharField(max_length=64)
    why = models.CharField(max_length=300, blank=True)
    added = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["made", "key", "item"], name="one_quote_each")]

    def __str__(self) -> str:
        return f"{self.made} {self.key}: {self.item}"
