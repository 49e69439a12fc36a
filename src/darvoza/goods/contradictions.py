"""What a declaration says twice and differently: name, CAS number, UN number and HS code that do not go together."""

import re
from collections.abc import Iterator

import msgspec

from darvoza.goods.chemistry import SubstanceReading, elements, load_substances
from darvoza.goods.control_list import ControlList, Entry
from darvoza.goods.determining import Stated, chemicals_named, substances_stated
from darvoza.goods.reading import Description
from darvoza.goods.schema import Strength

MESSAGES = {
    "cas digit": "CAS number {number} has a wrong check digit: mistyped or invented",
    "name and cas": "The goods are called {name}, but CAS number {number} is not that substance",
    "name and un": "The goods are called {name}, but UN number {number} is for {other}",
    "cas and un": "CAS number {cas} is {name}, but UN number {number} is for {other}",
    "name and hs": "The goods are called {name}, which HS code {number} does not cover",
    "name and formula": "The goods are called {name}, but formula {number} is not that substance",
}
"""What each kind of contradiction says to an officer."""

SALT = "CAS number {number} is a salt, a hydrate or the base of what the goods are called: {name}"
"""Said of a name and a number that go together only so; it is no contradiction."""

_FORMULA = re.compile(r"(?<![\w.,/-])(?:[A-Z][a-z]?\d{0,3}|\((?:[A-Z][a-z]?\d{0,3})+\)\d{0,2}){2,24}(?![\w-])")
_SALT_WORDS = re.compile(
    r"hydrochlorid|hydrobromid|sulfate|sulphate|tartrat|citrat|maleat|oxalat|phosphate|acetate|hydrate|\bsalts?\b"
    r"|гидрохлорид|гидробромид|сульфат|тартрат|цитрат|малеат|оксалат|фосфат|ацетат|гидрат|\bсол[ьи]\b|солянокисл|сернокисл"
)
_SUBSTANCES = ("28", "29")


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

    Statements about substances of the control entries and of the table of substances are compared, and structures
    where the chemistry extra is installed; what is missing contradicts nothing, and a salt or hydrate not its base.
    A mixture may carry several CAS numbers: only when none of them is the named substance do they contradict its name.
    """
    named = [
        control.entries[number]
        for number in chemicals_named(control, description, stated)
        if description.exclusion(number) is None
    ]
    called = [one for one in substances_stated(control, description, stated) if one.how != "CAS" and one.certain]
    found = [Contradiction(kind="cas digit", entry=None, values={"number": number}) for number in stated.wrong_cas]
    found += _name_and_cas(description, named, called, stated)
    found += _name_and_formula(description, named, called)
    found += _un(control, named, stated)
    found += _name_and_hs(control, named, stated)
    found += _heading(named, called, stated)
    return found


def salts_said(stated: Stated) -> list[dict[str, str]]:
    """Names and CAS numbers that differ as a salt or hydrate does from its base: the values of :data:`SALT`."""
    called = [one for one in stated.substances if one.how != "CAS"]
    return [
        {"name": one.written, "number": number}
        for one in called
        for number in stated.cas
        if number not in one.cas and _same(one, number, stated)
    ]


def _name_and_cas(
    description: Description, named: list[Entry], called: list[SubstanceReading], stated: Stated
) -> Iterator[Contradiction]:
    """A CAS number that is none of the substances named, nor a salt or hydrate of one."""
    if not stated.cas or not (named or called):
        return
    table = load_substances()
    of_entries = {cas for entry in named for cas in (*entry.spec.cas, *map(table.kin, entry.spec.cas))}
    if any(cas in of_entries or table.kin(cas) in of_entries for cas in stated.cas):
        return
    if any(_same(one, cas, stated) for one in called for cas in stated.cas):
        return
    known = any(cas in table.by_cas for cas in stated.cas)
    if not known and (not named or _SALT_WORDS.search(description.text.folded)):
        return  # a number that nobody here knows may be that of a salt, or of a product with the substance
    yield Contradiction(
        kind="name and cas",
        entry=named[0].id if named else next(iter(called[0].entries), None),
        values={"name": named[0].title() if named else called[0].written, "number": ", ".join(stated.cas)},
    )


def _same(one: SubstanceReading, cas: str, stated: Stated) -> bool:
    """Whether a CAS number is of this substance, a salt or hydrate of it, or what it is a salt or hydrate of."""
    table = load_substances()
    if cas in one.kin or table.kin(cas) in one.kin:
        return True
    if one.cas:
        return False  # known by number: structures without stereo would make ephedrine of pseudoephedrine
    bases = {base for other in stated.substances if other.how == "CAS" and cas in other.cas for base in other.bases}
    return not bases.isdisjoint(one.bases)


def _name_and_formula(
    description: Description, named: list[Entry], called: list[SubstanceReading]
) -> Iterator[Contradiction]:
    """A molecular formula that is not the one substance named; formulas of salts and hydrates are not compared."""
    table = load_substances()
    own = {one.formula: one.written for one in called if one.formula}
    own |= {
        table.by_cas[cas].formula: entry.title() for entry in named for cas in entry.spec.cas if cas in table.by_cas
    }
    if not own or _SALT_WORDS.search(description.text.folded):
        return
    counted = [elements(formula) for formula in own]
    known = {word for entry in named for name in entry.spec.names.get("en", ()) for word in name.split()}
    known |= {word for one in called for word in one.written.split()}
    for match in _FORMULA.finditer(description.text.shown):
        written = elements(match.group())
        if match.group() in known or written is None or len(written) == 1:
            continue
        # An alloy's formula beside a substance's name is about something else.
        about = any(written.keys() & atoms.keys() for atoms in counted if atoms)
        if about and any(map(str.isdigit, match.group())) and written not in counted:
            yield Contradiction(
                kind="name and formula",
                entry=named[0].id if named else next(iter(called[0].entries), None),
                values={"name": next(iter(own.values())), "number": match.group()},
            )


def _heading(named: list[Entry], called: list[SubstanceReading], stated: Stated) -> Iterator[Contradiction]:
    """One ordinary substance, declared under the heading of another among the separate chemical compounds."""
    table = load_substances()
    if named or not stated.hs_code or stated.hs_code[:2] not in _SUBSTANCES or len(stated.hs_code) < 4:
        return
    headings = {table.by_cas[cas].hs for one in called for cas in one.kin if cas in table.by_cas}
    if headings and "" not in headings and stated.hs_code[:4] not in headings:
        values = {"name": called[0].written, "number": stated.hs_code}
        yield Contradiction(kind="name and hs", entry=None, values=values)


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
    if any(entry.support(stated.hs_code) is not None for entry in named):
        return  # one of several substances is what the code is for
    for entry in named:
        own = [link.code for link in entry.spec.hs if link.strength is Strength.CORE]
        compounds = [link.code for link in entry.spec.hs if link.code.startswith(_SUBSTANCES)]
        taken = any(strength is Strength.CORE for _, strength in control.under_hs(stated.hs_code))
        elsewhere = stated.hs_code.startswith(_SUBSTANCES) and stated.hs_code[:4] not in {code[:4] for code in own}
        outside = not "28" <= stated.hs_code[:2] <= "39"
        if (own and (taken or elsewhere or outside)) or (compounds and outside):
            yield Contradiction(
                kind="name and hs", entry=entry.id, values={"name": entry.title(), "number": stated.hs_code}
            )
