"""What a declaration says twice and differently: name, CAS number, UN number and HS code that do not go together."""

from collections.abc import Iterator

import msgspec

from darvoza.goods.control_list import ControlList, Entry
from darvoza.goods.determining import Stated, chemicals_named
from darvoza.goods.identifiers import broken_cas
from darvoza.goods.reading import Description
from darvoza.goods.schema import Strength

MESSAGES = {
    "cas digit": "CAS number {number} has a wrong check digit: mistyped or invented",
    "name and cas": "The goods are called {name}, but CAS number {number} is not that substance",
    "name and un": "The goods are called {name}, but UN number {number} is for {other}",
    "cas and un": "CAS number {cas} is {name}, but UN number {number} is for {other}",
    "name and hs": "The goods are called {name}, which HS code {number} does not cover",
}
"""What each kind of contradiction says to an officer."""


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Two statements about the same goods that cannot both be true; ``values`` fill the places of its message."""

    kind: str
    entry: str | None
    values: dict[str, str]

    @property
    def message(self) -> str:
        """What it says, in English, with ``{names}`` of the values."""
        return MESSAGES[self.kind]


def find_contradictions(control: ControlList, description: Description, stated: Stated) -> list[Contradiction]:
    """Every contradiction between name, CAS, UN and HS of one goods item.

    Only statements about substances that the control entries know are compared; what is missing contradicts nothing.
    A mixture may carry several CAS numbers: only when none of them is the named substance do they contradict its name.
    """
    named = [control.entries[number] for number in chemicals_named(control, description)]
    found = [
        Contradiction(kind="cas digit", entry=None, values={"number": number})
        for number in broken_cas(description.text.folded)
    ]
    found += _name_and_cas(named, stated)
    found += _un(control, named, stated)
    found += _name_and_hs(control, named, stated)
    return found


def _name_and_cas(named: list[Entry], stated: Stated) -> Iterator[Contradiction]:
    known = {cas for entry in named for cas in entry.spec.cas}
    if known and stated.cas and not known.intersection(stated.cas):
        yield Contradiction(
            kind="name and cas",
            entry=named[0].id,
            values={"name": named[0].title(), "number": ", ".join(stated.cas)},
        )


def _un(control: ControlList, named: list[Entry], stated: Stated) -> Iterator[Contradiction]:
    """UN numbers that are for other substances than the one named, or than the one whose CAS number is stated."""
    by_cas = [control.entries[number] for cas in stated.cas for number in control.by_cas.get(cas, ())]
    for kind, entries in (("name and un", named), ("cas and un", by_cas)):
        own = {number for entry in entries for number in entry.spec.un_numbers}
        if not own or own.intersection(stated.un_numbers):
            continue
        for number in stated.un_numbers:
            if others := control.by_un.get(number):
                values = {
                    "name": entries[0].title(),
                    "number": number,
                    "other": control.entries[others[0]].title(),
                    "cas": ", ".join(stated.cas),
                }
                yield Contradiction(kind=kind, entry=entries[0].id, values=values)


def _name_and_hs(control: ControlList, named: list[Entry], stated: Stated) -> Iterator[Contradiction]:
    """A substance with a subheading of its own, declared under another substance's or outside chemicals altogether."""
    if not stated.hs_code or len(stated.hs_code) < 6:
        return
    for entry in named:
        own = [link.code for link in entry.spec.hs if link.strength is Strength.CORE]
        if not own or entry.support(stated.hs_code) is not None:
            continue
        taken = any(strength is Strength.CORE for _, strength in control.under_hs(stated.hs_code))
        if taken or not "28" <= stated.hs_code[:2] <= "38":
            yield Contradiction(
                kind="name and hs", entry=entry.id, values={"name": entry.title(), "number": stated.hs_code}
            )
