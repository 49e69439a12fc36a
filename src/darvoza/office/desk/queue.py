"""The queue: what waits at the viewer's posts, narrowed as asked, in the order of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import urlencode

import polars as pl
from django.db.models import Count, F

from darvoza.goods import goods_words
from darvoza.language import Language
from darvoza.office.desk.models import Consignment, ConsignmentSet, State
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Role
from darvoza.signals import EVIDENCE, signal_texts

ROLES: Final = (Role.TARGETER, Role.SUPERVISOR, Role.ANALYST, Role.TRAINEE)
"""Who sees the queue."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to; None is all of them. ``state`` None is what waits."""

    state: str | None = None
    post: str | None = None
    mode: str | None = None
    typology: str | None = None
    holder: str | None = None
    search: str | None = None

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Filters":
        """The filters that a query string names; empty ones are none, unknown states what waits."""
        given = {each.name: (query.get(each.name) or "").strip()[:_LONGEST] or None for each in fields(cls)}
        if given["state"] not in State.values or given["state"] == State.WAITING:
            given["state"] = None
        return cls(**given)

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self) if each.name != "state")

    def query(self, **more: object) -> str:
        """These filters and whatever is not None of ``more`` as a query string, with its question mark.

        >>> Filters(mode="road").query(page=2)
        '?mode=road&page=2'
        """
        named = {each.name: getattr(self, each.name) for each in fields(self)} | more
        return "?" + urlencode({name: value for name, value in named.items() if value is not None})

    def apply(self, found: ConsignmentSet, viewer: Viewer) -> ConsignmentSet:
        """The consignments that these filters let through, in the order they are worked in."""
        found = found.filter(state=self.state or State.WAITING)
        if self.post is not None:
            found = found.filter(office=self.post)
        if self.mode is not None:
            found = found.filter(mode=self.mode)
        if self.typology is not None:
            found = found.filter(typologies__contains=self.typology.replace(" ", "_"))
        if self.holder == "me":
            found = found.filter(holder=viewer.officer)
        elif self.holder == "nobody":
            found = found.filter(holder=None)
        for word in (self.search or "").casefold().split():
            found = found.filter(search__contains=word)
        if self.state is None:
            return found.order_by(F("rank").asc(nulls_last=True), "-score", "id")
        return found.order_by(F("decided").desc(nulls_last=True), "-id")


_LONGEST = 80


def counts(viewer: Viewer) -> dict[str, int]:
    """How many consignments of the viewer's posts are in each state."""
    found = Consignment.objects.visible_to(viewer, *ROLES).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(State.values, 0) | dict(found)


def choices(viewer: Viewer, state: str) -> dict[str, list[tuple[str, int]]]:
    """For each filter its values among the consignments in this state, with how many have each."""
    found = Consignment.objects.visible_to(viewer, *ROLES).filter(state=state).order_by()
    return {
        "post": _counted(found, "office"),
        "mode": _counted(found, "mode"),
    }


def _counted(found: ConsignmentSet, name: str) -> list[tuple[str, int]]:
    counted = found.exclude(**{name: ""}).values_list(name).annotate(number=Count("pk"))
    return sorted(counted, key=lambda each: (-each[1], each[0]))


def told(said: Sequence[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    """These assessments with each signal's text told in this language from its reason and evidence."""
    signals = [signal for each in said for signal in each["signals"]]
    reasons = pl.DataFrame(
        {"reason": [signal["reason"] for signal in signals], "evidence": [signal["evidence"] for signal in signals]},
        schema={"reason": pl.String, "evidence": EVIDENCE},
    )
    for signal, text in zip(signals, signal_texts(reasons, language, goods_words(language)), strict=True):
        signal["text"] = text
    return list(said)
