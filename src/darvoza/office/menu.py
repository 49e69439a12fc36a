"""The main menu: what an office is made of, and who needs which part of it."""

from dataclasses import dataclass
from typing import Final

from darvoza.office.people.access import EVERYONE, Viewer
from darvoza.office.people.models import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: its key, the name of its address, its title, and the roles that see it in their menu."""

    key: str
    view: str
    title: str
    roles: frozenset[Role] = EVERYONE


_MENU: Final = (
    Entry("room", "room", "Training room", frozenset({Role.TRAINER, Role.TRAINEE})),
    Entry("desk", "desk", "Desk", frozenset({Role.TARGETER, Role.SUPERVISOR, Role.ANALYST, Role.TRAINEE})),
    Entry("messages", "messages", "Messages", frozenset({Role.TARGETER, Role.SUPERVISOR, Role.ANALYST})),
    Entry("orders", "orders", "Examination", frozenset({Role.INSPECTOR, Role.SUPERVISOR, Role.TARGETER, Role.ANALYST})),
    Entry("cases", "cases", "Cases", frozenset({Role.ANALYST, Role.SUPERVISOR, Role.INSPECTOR})),
    Entry("profiles", "profiles", "Profiles", frozenset({Role.ANALYST, Role.SUPERVISOR})),
    Entry("lists", "lists", "Lists", frozenset({Role.TARGETER, Role.ANALYST, Role.SUPERVISOR})),
    Entry("liaison", "liaison", "Liaison", frozenset({Role.LIAISON, Role.SUPERVISOR, Role.ANALYST})),
    Entry("goods", "goods", "Goods"),
    Entry("board", "board", "Board", frozenset({Role.SUPERVISOR})),
    Entry("administration", "administration", "Administration", frozenset({Role.ADMINISTRATOR})),
    Entry("audit", "audit", "Audit log", frozenset({Role.AUDITOR})),
)


def menu(viewer: Viewer) -> list[Entry]:
    """The entries for this viewer; none before sign-in."""
    return [entry for entry in _MENU if not viewer.roles.isdisjoint(entry.roles)]
