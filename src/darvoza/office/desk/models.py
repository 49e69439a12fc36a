"""What the desk keeps: messages, the consignments in them, every assessment made, and every decision."""

import json
import zlib
from typing import Any

import msgspec
from django.db import models

from darvoza.office.people.access import EVERYONE, Viewer
from darvoza.office.people.models import Officer, Role


class PackedField(models.BinaryField):
    """Anything that JSON can hold, compressed; read and written as Python values."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:  # noqa: ANN401, ARG002 - Django's
        """The value as it was given."""
        return None if value is None else msgspec.json.decode(zlib.decompress(bytes(value)))

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """The value as it is stored."""
        if value is None:
            return None
        return zlib.compress(msgspec.json.encode(value), 1)

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """The value itself."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """The value as text, for a dump."""
        return json.dumps(self.value_from_object(obj))


class Message(models.Model):
    """One file as a partner sent it. ``waiting`` until it has been read and its consignments assessed.

    The bytes are kept as a file by their SHA-256. ``key`` is what its sender calls it, so that the same message sent
    twice is taken once.
    """

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    source = models.CharField(max_length=40)
    sent_by = models.CharField(max_length=160, blank=True)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    received = models.DateTimeField(db_index=True)
    waiting = models.BooleanField(default=True)
    attempts = models.IntegerField(default=0)
    status = models.CharField(max_length=20, blank=True)
    receipt = PackedField(null=True)
    read = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["received"], name="desk_message_waiting", condition=models.Q(waiting=True)),
            models.Index(fields=["status", "-received"], name="desk_message_status"),
        ]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """How far a consignment is. ``waiting``: nobody has decided; ``stopped``: an examination is ordered."""

    WAITING = "waiting"
    STOPPED = "stopped"
    RELEASED = "released"
    EXAMINED = "examined"


class ConsignmentSet(models.QuerySet["Consignment"]):
    """Consignments, narrowed to whom they are for."""

    def visible_to(self, viewer: Viewer, *roles: Role) -> "ConsignmentSet":
        """Those at posts of the units in which the viewer holds one of these roles (any role without them)."""
        return self.filter(office__in=viewer.posts_of(roles or EVERYONE))


class Consignment(models.Model):
    """One consignment as its message told it, with what the queue orders and filters by.

    ``filed`` holds all that was filed, as :meth:`darvoza.consignment.ConsignmentBatch.nested` gives it; ``assessment``
    is the latest. ``rank`` is its place in the plan of its post, null beyond what the post can examine.
    """

    key = models.CharField(max_length=80, unique=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="consignments")
    reference = models.CharField(max_length=120, blank=True, db_index=True)
    lodgement = models.CharField(max_length=20, blank=True)
    mode = models.CharField(max_length=20, blank=True)
    flow = models.CharField(max_length=20, blank=True)
    office = models.CharField(max_length=17, blank=True)
    arrival = models.DateTimeField(null=True)
    received = models.DateTimeField()
    means = models.CharField(max_length=120, blank=True)
    dispatch = models.CharField(max_length=2, blank=True)
    destination = models.CharField(max_length=2, blank=True)
    packages = models.BigIntegerField(null=True)
    gross_mass = models.FloatField(null=True)
    value = models.FloatField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    consignor = models.CharField(max_length=300, blank=True)
    consignee = models.CharField(max_length=300, blank=True)
    goods = models.CharField(max_length=600, blank=True)
    hs_codes = models.CharField(max_length=300, blank=True)
    typologies = models.CharField(max_length=300, blank=True)
    search = models.TextField(blank=True)
    filed = PackedField()

    score = models.FloatField(default=0)
    mandatory = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rank = models.IntegerField(null=True)
    ground = models.CharField(max_length=12, blank=True)
    measure = models.CharField(max_length=40, blank=True)
    technique = models.CharField(max_length=40, blank=True)
    probability = models.FloatField(null=True)
    drawn = models.FloatField(null=True)
    holder = models.ForeignKey(Officer, null=True, on_delete=models.SET_NULL, related_name="+")
    held = models.DateTimeField(null=True)
    decided = models.DateTimeField(null=True)
    assessment = models.ForeignKey("Assessment", null=True, on_delete=models.PROTECT, related_name="+")

    objects = ConsignmentSet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "rank", "-score", "id"], name="desk_queue"),
            models.Index(fields=["state", "received"], name="desk_received"),
            models.Index(fields=["office", "state", "-decided"], name="desk_decided"),
            models.Index(fields=["office", "received"], name="desk_came_in"),
            models.Index(fields=["state", "ground", "office"], name="desk_to_plan"),
        ]

    def __str__(self) -> str:
        return self.reference or self.key


class Assessment(models.Model):
    """One assessment of a consignment, as it was made; never changed.

    ``said`` is a row of :data:`darvoza.assess.ASSESSMENT_SCHEMA` without what was filed; ``plan`` is what selection
    asks of it.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="assessments")
    made = models.DateTimeField()
    score = models.FloatField()
    said = PackedField()
    plan = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["consignment", "-made"], name="desk_latest_assessment")]

    def __str__(self) -> str:
        return f"{self.consignment_id} {self.made:%Y-%m-%d %H:%M}"


class Decision(models.Model):
    """What an officer decided of a consignment, on which assessment, and why. Never changed; a later one supersedes it.

    ``release`` or one of the measures of :mod:`darvoza.selection`; ``override`` where it is not what was proposed.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    measure = models.CharField(max_length=40)
    proposed = models.CharField(max_length=40, blank=True)
    instruction = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    override = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["consignment", "-made"], name="desk_latest_decision"),
            models.Index(fields=["-made"], name="desk_override", condition=models.Q(override=True)),
            models.Index(fields=["made"], name="desk_decision_made"),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.measure}"


class Objection(models.Model):
    """An officer says that a sign does not apply to this consignment, and why: heard by those who keep the sign."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="objections")
    signal = models.CharField(max_length=80)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    note = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consignment", "signal", "officer"], name="one_objection_each")]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.signal}"


class Mention(models.Model):
    """Something that a consignment was filed with and that others may have been filed with too.

    ``kind`` says what it is (:mod:`darvoza.office.desk.mentions`), ``key`` stands for it however it was spelled,
    ``text`` is as filed. ``amount`` is the price per kilogram where the kind is ``price``. ``office`` is the
    consignment's own, which never changes: whoever may see some posts finds what was filed there at once.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="mentions")
    office = models.CharField(max_length=17, blank=True)
    kind = models.CharField(max_length=12)
    key = models.BigIntegerField()
    text = models.CharField(max_length=120)
    amount = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["key", "office", "-consignment"], name="desk_mentioned_at")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class SavedView(models.Model):
    """A query of the desk under a name of the officer's own."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
