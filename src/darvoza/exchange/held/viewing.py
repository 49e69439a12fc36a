"""May somebody see or use this? The caveats of everything that a thing was made from, judged one by one.

The strictest of all sources holds. A supplier's consent widens its own caveats for exactly the use it names, and for
nobody else's. What has run out is closed by itself.
"""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from darvoza.exchange.agreements.terms import STRICTNESS, Caveats, Marking, Purpose
from darvoza.exchange.messages.kinds import Action


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to see or use something, in which unit and roles, and for what."""

    who: str
    unit: str | None = None
    roles: frozenset[str] = frozenset()
    purpose: Purpose | None = None

    def names(self) -> frozenset[str]:
        """What caveats may call this person."""
        unit = () if self.unit is None else (f"unit:{self.unit}",)
        return frozenset({f"person:{self.who}", *unit, *(f"role:{role}" for role in self.roles)})


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done: shown, exported, handed to another system, put before a court, learned from, or sent on."""

    action: Action = Action.VIEW
    to: str | None = None


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of information that a node holds: received, its own, or derived from others.

    ``supplier`` is the country whose information it is; None for what was made here.
    """

    id: str
    kind: str
    title: str
    supplier: str | None = None
    agreement: str | None = None
    article: str | None = None
    conversation: str | None = None
    message: str | None = None
    caveats: Caveats = Caveats()
    received: datetime
    review_by: date | None = None


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's consent to one use of one item: by these users (anybody if none), for this purpose, until a day."""

    item: str
    supplier: str
    message: str
    action: Action
    purpose: Purpose | None = None
    users: tuple[str, ...] = ()
    to: str | None = None
    until: date | None = None

    def covers(self, thing: Thing, viewer: Viewer, use: Use, on: date) -> bool:
        """Whether it is for exactly this."""
        return (
            thing.id == self.item
            and thing.supplier == self.supplier
            and use.action is self.action
            and use.to == self.to
            and viewer.purpose is self.purpose
            and (not self.users or not viewer.names().isdisjoint(self.users))
            and (self.until is None or on <= self.until)
        )


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is not shown or may not be used: an English message with places for ``values``.

    ``source`` is the thing whose caveats forbid it, ``ask`` the country that could consent; None when none could.
    """

    source: str
    reason: str
    values: dict[str, str]
    ask: str | None = None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a use is allowed, and every reason why not."""

    allowed: bool
    withheld: tuple[Withheld, ...] = ()


def judge(
    closure: Iterable[Thing], allowances: Iterable[Allowance], viewer: Viewer, use: Use, when: datetime
) -> Verdict:
    """Whether this use is allowed of something made from these things (itself among them)."""
    granted = tuple(allowances)
    every = (_reason(thing, granted, viewer, use, when.date()) for thing in closure)
    withheld = tuple(sorted((each for each in every if each is not None), key=lambda each: each.source))
    return Verdict(allowed=not withheld, withheld=withheld)


def closes(thing: Thing, allowances: Iterable[Allowance]) -> date | None:
    """The last day on which a thing may be used; None when none is set. Consent to keep it moves the supplier's day."""
    kept = [each.until for each in allowances if each.action is Action.KEEP and _theirs(each, thing) and each.until]
    limit = thing.caveats.retain_until
    if limit is not None and kept:
        limit = max(limit, *kept)
    return min((day for day in (limit, thing.review_by) if day is not None), default=None)


def _theirs(allowance: Allowance, thing: Thing) -> bool:
    return allowance.item == thing.id and allowance.supplier == thing.supplier


def _reason(thing: Thing, allowances: tuple[Allowance, ...], viewer: Viewer, use: Use, on: date) -> Withheld | None:
    last = closes(thing, allowances)
    if last is not None and on > last:
        return _withheld(thing, "It could be used until {on} and is closed since.", ask=False, on=last.isoformat())
    if any(each.covers(thing, viewer, use, on) for each in allowances):
        return None
    caveats = thing.caveats
    if caveats.purposes is not None and viewer.purpose not in caveats.purposes:
        purpose = viewer.purpose.value if viewer.purpose else "—"
        allowed = ", ".join(sorted(each.value for each in caveats.purposes)) or "—"
        return _withheld(thing, "It may serve only: {allowed}; not: {purpose}.", allowed=allowed, purpose=purpose)
    names = viewer.names()
    if any(names.isdisjoint(group) for group in caveats.users):
        return _withheld(thing, "It is for other persons, roles or units than {who}.", who=viewer.who)
    if caveats.marking is Marking.RED and not any(f"person:{viewer.who}" in group for group in caveats.users):
        return _withheld(thing, "It is marked red: only persons whom it names may look at it.")
    return _by_action(thing, use)


def _by_action(thing: Thing, use: Use) -> Withheld | None:
    caveats = thing.caveats
    if caveats.marking is Marking.RED and use.action is not Action.VIEW:
        return _withheld(thing, "It is marked red: it may be looked at, and nothing else.")
    if use.action is Action.EVIDENCE and not caveats.evidence:
        return _withheld(thing, "It may not be put before a court.")
    if use.action is Action.KEEP:
        return _withheld(thing, "It may be kept longer only with consent.")
    if use.action is Action.SEND_ON and (use.to is None or use.to != thing.supplier):
        return _going_on(thing, use)
    return None  # information may always go back to whom it came from


def _going_on(thing: Thing, use: Use) -> Withheld | None:
    caveats = thing.caveats
    to = use.to or "—"
    if caveats.onward is not None and use.to not in caveats.onward:
        return _withheld(thing, "It may not be passed on to {to}.", to=to)
    if STRICTNESS[caveats.marking] >= STRICTNESS[Marking.AMBER_STRICT] or (
        caveats.marking is Marking.AMBER and caveats.onward is None
    ):
        return _withheld(
            thing, "It is marked {marking}: it may not be passed on to {to}.", to=to, marking=caveats.marking
        )
    return None


def _withheld(thing: Thing, reason: str, *, ask: bool = True, **values: str) -> Withheld:
    return Withheld(source=thing.id, reason=reason, values=values, ask=thing.supplier if ask else None)
