"""Substances by number and name: what is known of a substance without any chemistry program."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from darvoza.goods.chemistry.spelling import squash

_CHARGE = re.compile(r"[+-]\d*$")
_ATOM = re.compile(r"(?P<open>\()|(?P<close>\))(?P<group>\d{0,3})|(?P<atom>[A-Z][a-z]?)(?P<times>\d{0,3})")
_ELEMENTS = frozenset({
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar", "K", "Ca",
    "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Y",
    "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba", "La",
    "Ce", "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Th", "U", "D", "T",
})  # fmt: skip


class Substance(msgspec.Struct, frozen=True, kw_only=True):
    """One substance: CAS number, systematic name, formula, structure, and the substance it is a salt or hydrate of.

    ``hs`` is the heading (four digits) that the Harmonized System has for it as a separate compound, "" if not said.
    """

    cas: str
    name: str
    formula: str
    smiles: str
    parent: str = ""
    hs: str = ""

    @property
    def kin(self) -> str:
        """The CAS number of the base or dry substance: the same for a substance, its salts and its hydrates."""
        return self.parent or self.cas


def elements(formula: str) -> dict[str, int] | None:
    """How many atoms of each element a molecular formula has; None if it is none.

    >>> elements("C3H9O3P") == elements("CH3P(O)(OCH3)2"), elements("TI6AL4V")
    (True, None)
    """
    formula = _CHARGE.sub("", formula)
    stack: list[dict[str, int]] = [{}]
    place = 0
    while place < len(formula):
        match = _ATOM.match(formula, place)
        if match is None:
            return None
        place = match.end()
        times = int(match["times"] or match["group"] or 1)
        if match["open"]:
            stack.append({})
            continue
        if match["close"]:
            if len(stack) == 1:
                return None
            inner = stack.pop()
        elif match["atom"] in _ELEMENTS:
            inner = {match["atom"]: 1}
        else:
            return None
        for atom, count in inner.items():
            stack[-1][atom] = stack[-1].get(atom, 0) + count * times
    return stack[0] if len(stack) == 1 else None


@dataclass(slots=True)
class Substances:
    """The table of substances, by CAS number, by any name and by formula."""

    by_cas: dict[str, Substance] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_names(self, cas: str, names: Iterable[str]) -> None:
        """Let a substance be found by these names, however they are punctuated."""
        for name in names:
            if key := squash(name):
                self.by_name[key].add(cas)

    def copy(self) -> "Substances":
        """The same table, to which names can be added apart."""
        return Substances(dict(self.by_cas), defaultdict(set, {key: set(cas) for key, cas in self.by_name.items()}))

    def kin(self, cas: str) -> str:
        """What a CAS number is of, salts and water set aside; the number itself where it is not known."""
        known = self.by_cas.get(cas)
        return known.kin if known else cas


@cache
def load_substances() -> Substances:
    """The table that comes with Darvoza.

    >>> load_substances().by_cas["111-48-8"].formula
    'C4H10O2S'
    """
    found = Substances()
    room = files("darvoza.goods.chemistry")
    with (room / "substances.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            substance = msgspec.convert(row, Substance)
            found.by_cas[substance.cas] = substance
            found.add_names(substance.cas, [substance.name])
    with (room / "names.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.add_names(row["cas"], [row["name"]])
    return found
