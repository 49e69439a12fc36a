"""Officers, units, their posts, and who serves where in which role."""

from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from darvoza.language import LANGUAGES


class Role(StrEnum):
    """What an officer does in a unit."""

    TARGETER = "targeter"
    INSPECTOR = "inspector"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    LIAISON = "liaison officer"
    TRAINER = "trainer"
    TRAINEE = "trainee"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Unit(models.Model):
    """A Port Control Unit, Air Cargo Control Unit, Border Control Unit or targeting centre.

    ``training`` marks the unit of a training room: its people and its data are apart from all others.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    training = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A customs post that a unit works for, by its office code, and what it can examine in one shift.

    ``capacity`` maps techniques to places, as :class:`darvoza.selection.Capacity` has them.
    """

    code = models.CharField(max_length=17, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    capacity = models.JSONField(default=dict)
    random_share = models.FloatField(default=0.05)

    def __str__(self) -> str:
        return self.code


class OfficerManager(BaseUserManager):
    """Makes officers; a sign-in name is the same however its letters are written."""

    def create(self, *, name: str, password: str | None = None, **fields: Any) -> "Officer":  # noqa: ANN401 - Django's
        """A new officer; without a password nobody can sign in with one."""
        officer = self.model(name=self.normal(name), **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    @staticmethod
    def normal(name: str) -> str:
        """The sign-in name as it is stored."""
        return Officer.normalize_username(name).strip().casefold()

    def get_by_natural_key(self, name: str | None) -> "Officer":
        """The officer with this sign-in name."""
        found: Officer = self.get(name=self.normal(name or ""))
        return found


class Officer(AbstractBaseUser):
    """A person who signs in."""

    name = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=160)
    language = models.CharField(
        max_length=8, default="en", choices=[(str(tag), name) for tag, name in LANGUAGES.items()]
    )
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    shortcuts = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS = ["full_name"]
    objects = OfficerManager()

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name by which colleagues know the officer."""
        return self.full_name


class Membership(models.Model):
    """An officer serves in a unit in a role."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "unit", "role"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.role}, {self.unit}"


class Passkey(models.Model):
    """A key pair that a device of an officer keeps: its public half, and how often the device says it was used."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    uses = models.BigIntegerField(default=0)
    made = models.DateTimeField()
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
