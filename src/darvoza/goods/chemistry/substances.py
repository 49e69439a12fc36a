"""Substances by number and name: what is known of a substance without any chemistry program."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from darvoza.goods.chemistry.spelling import squash


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
