"""Caveats, days and contents in an officer's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from darvoza.exchange import Agreement, Caveats, Clock, Desk, Marking, Node, Thing, Use, View, Viewer, Withheld
from darvoza.office.people.access import WORKING
from darvoza.office.words import Words

MARKINGS: Final = {
    Marking.CLEAR: "May go on without limit",
    Marking.GREEN: "May go on to other authorities, not to the public",
    Marking.AMBER: "Stays with those whom it names",
    Marking.AMBER_STRICT: "Stays in this administration",
    Marking.RED: "Only for the persons whom it names, only to look at",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """One caveat: a short word, and what it asks of the reader. ``strict`` ones stand out."""

    word: str
    meaning: str
    strict: bool = False


def badges(caveats: Caveats, agreement: Agreement | None, words: Words) -> list[Badge]:
    """Every caveat as a badge with words, the marking first."""
    say = words.say
    strict = caveats.marking in {Marking.RED, Marking.AMBER_STRICT}
    found = [Badge(say(caveats.marking.value), say(MARKINGS[caveats.marking]), strict)]
    if caveats.onward is not None and caveats.marking in {Marking.CLEAR, Marking.GREEN}:
        found = []  # the countries that follow are narrower than what the marking alone would let go on
    if caveats.purposes is not None:
        allowed = ", ".join(sorted(say(each.value) for each in caveats.purposes)) or "—"
        found.append(Badge(say("purpose"), say("Only for: {allowed}", allowed=allowed), strict=True))
    found += [
        Badge(say("users"), say("Only for: {allowed}", allowed=", ".join(group) or "—"), strict=True)
        for group in caveats.users
    ]
    if not caveats.evidence:
        found.append(Badge(say("no evidence"), say("May not be put before a court"), strict=True))
    if caveats.onward is not None:
        countries = ", ".join(map(words.country, sorted(caveats.onward)))
        meaning = say("May go on only to: {countries}", countries=countries) if countries else say("May not go on")
        found.append(Badge(say("onward"), meaning))
    if caveats.retain_until is not None:
        until = caveats.retain_until.strftime("%d.%m.%Y")
        found.append(Badge(say("kept until"), say("May be used until {day}", day=until)))
    vocabulary = {each.code: each.meaning for each in agreement.caveats} if agreement else {}
    found += [Badge(word, vocabulary.get(word, "")) for word in sorted(caveats.words)]
    return found


def closing_soon(view: View, agreement: Agreement | None, today: date) -> date | None:
    """The day on which something that is shown closes by itself, once the agreement's days of notice have begun."""
    notice = agreement.retention.notice_days if agreement else None
    if view.withheld or view.closes is None or (view.closes - today).days > (_NOTICE if notice is None else notice):
        return None
    return view.closes


_NOTICE: Final = 30


def why(withheld: Withheld, words: Words) -> str:
    """Why something is withheld, in the reader's language."""
    return words.say(withheld.reason, **withheld.values)


def due(clock: Clock, today: date, words: Words) -> str:
    """How a due day stands, in words."""
    if clock.step.due is None:
        return words.say("no day agreed")
    days = (clock.step.due - today).days
    if days < 0:
        return words.say("overdue by {days} days", days=-days) if days < -1 else words.say("overdue by one day")
    if days == 0:
        return words.say("due today")
    return words.say("due in {days} days", days=days) if days > 1 else words.say("due tomorrow")


def lines(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - anything that JSON has
    """Every value with the place where it stands; what is empty is left out."""
    value = msgspec.to_builtins(value)
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from lines(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list | tuple | set | frozenset):
        for place, inner in enumerate(value, 1):
            yield from lines(inner, f"{path} {place}".strip())
    elif value not in (None, ""):
        yield path, str(value)


def colleagues(node: Node, thing: Thing, unit: str | None, viewer: Viewer) -> tuple[list[str], list[str]]:
    """The roles whose holders in this unit may look at a thing for the viewer's purpose, and those who may not."""
    may: list[str] = []
    may_not: list[str] = []
    for role in sorted(WORKING):
        somebody = Viewer(who="", unit=unit, roles=frozenset({role}), purpose=viewer.purpose)
        (may if node.holdings.may(somebody, thing.id, Use()).allowed else may_not).append(role.value)
    return may, may_not


def clocks(desk: Desk, today: date, words: Words) -> list[tuple[Clock, str]]:
    """Every step that is owed, the most pressing first, each with its day in words."""
    return [(each, due(each, today, words)) for each in desk.clocks()]
