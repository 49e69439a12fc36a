"""What the office itself keeps of the exchange: who wrote in a draft, uses of what was received, and mirror trade.

Messages, items and their caveats are kept by the exchange's own node.
"""

from django.db import models

from darvoza.office.desk.models import PackedField
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Officer, Role, Unit


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
    COMPARISON = "comparison"
    LIST = "watch list"


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


class ComparisonSet(models.QuerySet["Comparison"]):
    """Comparisons, narrowed to whom they are for."""

    def visible_to(self, viewer: Viewer, *roles: Role) -> "ComparisonSet":
        """Those of the units in which the viewer holds one of these roles: they tell of declarations at its posts."""
        return self.filter(unit_id__in=viewer.units(roles))


class Comparison(models.Model):
    """A partner's trade figures beside the declarations at a unit's posts.

    ``flow`` is ours: import where the partner says what it exported. ``figures`` are the partner's totals as they were
    brought, ``asked`` how to count and what to allow for, ``told`` what was found, null until it is.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    partner = models.CharField(max_length=2)
    flow = models.CharField(max_length=6)
    source = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    made = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    figures = PackedField()
    asked = models.JSONField(default=dict)
    told = PackedField(null=True)

    objects = ComparisonSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-made"], name="liaison_comparisons")]

    def __str__(self) -> str:
        return f"{self.partner} {self.flow}: {self.source}"
