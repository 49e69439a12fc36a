"""What an administrator fills in, checked; each problem is a message by the name of its field."""

from dataclasses import dataclass, field
from typing import Any

from darvoza.codes import find_office
from darvoza.office.people.models import Officer, Post, Role, Unit
from darvoza.selection import TECHNIQUES

_LONGEST_NAME = 80
_MOST_PLACES = 10_000


@dataclass(slots=True)
class Checked:
    """The values that can be used, and what is wrong with the others."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_officer(given: dict[str, str], known: Officer | None) -> Checked:
    """A new officer or one to be changed: sign-in name, full name, language."""
    found = Checked()
    name = Officer.objects.normal(given.get("name", ""))
    full_name = given.get("full_name", "").strip()
    if known is None:
        if not name or len(name) > _LONGEST_NAME or any(sign.isspace() for sign in name):
            found.problems["name"] = "Give a sign-in name of up to 80 characters without spaces."
        elif Officer.objects.filter(name=name).exists():
            found.problems["name"] = "Somebody signs in with this name already: choose another."
        found.values["name"] = name
    if not full_name or len(full_name) > 2 * _LONGEST_NAME:
        found.problems["full_name"] = "Give the name by which colleagues know the officer."
    found.values["full_name"] = full_name
    return found


def check_post(given: dict[str, str], unit: Unit) -> Checked:
    """A post for a unit, by its office code."""
    found = Checked()
    code = given.get("code", "").strip().upper()
    if find_office(code) is None:
        found.problems["code"] = "No office has this code: look it up with `darvoza codes office NAME`."
    elif (post := Post.objects.filter(code=code).first()) is not None and post.unit_id != unit.pk:
        found.problems["code"] = "This post belongs to another unit."
    found.values["code"] = code
    return found


def check_capacity(given: dict[str, str]) -> Checked:
    """Places of a shift by technique, and the share of them that goes to chance, as a percentage."""
    found = Checked()
    places = {}
    for technique in TECHNIQUES:
        text = given.get(technique.replace(" ", "_"), "").strip() or "0"
        if not text.isascii() or not text.isdigit() or int(text) > _MOST_PLACES:
            found.problems[technique.replace(" ", "_")] = "Give a whole number of examinations, 0 or more."
        else:
            places[technique] = int(text)
    text = given.get("random_share", "").strip().replace(",", ".")
    try:
        share = float(text) / 100
    except ValueError:
        share = -1
    if not 0.01 <= share <= 0.5:
        found.problems["random_share"] = (
            "Give a percentage from 1 to 50: without stops by chance nobody knows what is missed."
        )
    found.values = {"capacity": places, "random_share": share}
    return found


def check_roles(given: list[str]) -> list[Role]:
    """The roles that were ticked; what is no role is none."""
    return [role for role in Role if role.value in given]
