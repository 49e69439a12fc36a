"""What substances goods are made of: by CAS number, name and structure, and what they are controlled as."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from darvoza.goods.chemistry import structure as structures
from darvoza.goods.chemistry.families import Family, compile_family
from darvoza.goods.chemistry.naming import Named, Word, in_table, may_be_systematic, split_words
from darvoza.goods.chemistry.opsin import opsin
from darvoza.goods.chemistry.rewriting import rewritten
from darvoza.goods.chemistry.spelling import squash
from darvoza.goods.chemistry.structure import Structure, installed, read_smiles, version
from darvoza.goods.chemistry.substances import Substances, load_substances
from darvoza.prepared import code, prepared

if TYPE_CHECKING:
    from darvoza.goods.control_list import ControlList, Entry

_KEPT = 50_000


class SubstanceReading(msgspec.Struct, frozen=True, kw_only=True):
    """One substance that goods are said to be: how it was said, and what that means.

    ``how`` is ``CAS`` (a number), ``name`` (a name of the table) or ``systematic name`` (read as a structure). ``cas``
    has the numbers of the table that the name or number stands for. Without the chemistry extra ``smiles``
    and ``families`` are empty. ``entries`` are the ids of control entries that its structure meets; ``families`` those
    of them that are families. ``certain`` if no other word looks as if it belonged to the name. ``start`` and ``end``
    are its place in the description; both 0 for a number.
    """

    written: str
    how: str
    cas: tuple[str, ...] = ()
    formula: str = ""
    smiles: str = ""
    bases: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    certain: bool = True
    start: int = 0
    end: int = 0

    @property
    def kin(self) -> frozenset[str]:
        """Its CAS numbers, and those of what it is a salt or hydrate of."""
        table = load_substances()
        return frozenset((*self.cas, *map(table.kin, self.cas)))


@dataclass(slots=True)
class _Members:
    """What structures are controlled as."""

    exact: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # flat SMILES to CAS
    stereo: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # SMILES to CAS
    families: dict[str, Family] = field(default_factory=dict)


class Chemistry:
    """Reads the substances of many descriptions against one control list.

    Names are looked up in the table first; what is left and looks systematic goes to OPSIN, all at once. Works without
    the chemistry extra, from the table alone. Kept results make a second look at the same words cost nothing.
    """

    def __init__(self, control: "ControlList") -> None:
        self.control = control
        self.table = _table(control)
        self.structures = installed()
        self._members: _Members | None = None
        self._known: dict[str, Structure | None] | None = None
        self._entries: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def read(self, texts: Sequence[str], cas: Sequence[tuple[str, ...]]) -> list[tuple[SubstanceReading, ...]]:
        """The substances that each description names and each tuple of CAS numbers stands for, numbers first."""
        words = [split_words(text) for text in texts]
        listed = [in_table(each, self.table) for each in words]
        systematic = self._systematic(words, listed)
        return [
            (
                *(reading for number in numbers if (reading := self._of_number(number))),
                *(self._of_name(named, found) for named, found in of_table if not _within(named, of_opsin)),
                *of_opsin,
            )
            for numbers, of_table, of_opsin in zip(cas, listed, systematic, strict=True)
        ]

    def _systematic(
        self, words: list[list[Word]], listed: list[list[tuple[Named, frozenset[str]]]]
    ) -> list[tuple[SubstanceReading, ...]]:
        """What OPSIN reads beside the names of the table, the longest names of each description."""
        if not self.structures:
            return [()] * len(words)
        wanted = [
            [named for named in may_be_systematic(each) if not _covered(named, known)]
            for each, known in zip(words, listed, strict=True)
        ]
        asked = {named.name: (rewritten(named.name), named.name) for each in wanted for named in each}
        read = opsin().read(name for names in asked.values() for name in names)
        found = []
        for candidates in wanted:
            taken: list[Named] = []
            readings = []
            for named in candidates:
                smiles = next(filter(None, map(read.get, asked[named.name])), None)
                if smiles is None or any(named.first < t.last and t.first < named.last for t in taken):
                    continue
                structure = read_smiles(smiles)
                if structure is not None and _worth(structure):
                    taken.append(named)
                    reading = self._reading(named.shown, "systematic name", structure)
                    readings.append(_placed(reading, named))
            found.append(tuple(readings))
        return found

    def _of_number(self, number: str) -> SubstanceReading | None:
        substance = self.table.by_cas.get(number)
        if substance is None:
            return None
        return self._of_substance(number, "CAS", (number,))

    def _of_name(self, named: Named, numbers: frozenset[str]) -> SubstanceReading:
        return _placed(self._of_substance(named.shown, "name", tuple(sorted(numbers))), named)

    def _of_substance(self, written: str, how: str, numbers: tuple[str, ...]) -> SubstanceReading:
        substances = [self.table.by_cas[number] for number in numbers if number in self.table.by_cas]
        formula = substances[0].formula if substances else ""
        structure = self._structure(substances[0].smiles) if self.structures and substances else None
        if structure is None:
            entries = tuple(dict.fromkeys(entry.id for number in numbers for entry in self._entries_of(number)))
            return SubstanceReading(written=written, how=how, cas=numbers, formula=formula, entries=entries)
        return self._reading(written, how, structure, numbers)

    def _reading(self, written: str, how: str, structure: Structure, numbers: tuple[str, ...] = ()) -> SubstanceReading:
        known = numbers or tuple(sorted(self._same(structure)))
        entries, families = self._controlled(structure)
        return SubstanceReading(
            written=written,
            how=how,
            cas=known,
            formula=structure.formula,
            smiles=structure.smiles,
            bases=structure.bases,
            forms=structure.forms,
            entries=entries,
            families=families,
        )

    def _controlled(self, structure: Structure) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The control entries that a structure meets, and the families it belongs to."""
        if structure.smiles not in self._entries:
            if len(self._entries) > _KEPT:
                self._entries.clear()
            own = self._own(structure)
            families = [name for name in self._families(structure) if not self._said_by(own, name)]
            entries = dict.fromkeys([*own, *families])
            self._entries[structure.smiles] = tuple(entries), tuple(self._families(structure))
        return self._entries[structure.smiles]

    def _own(self, structure: Structure) -> list[str]:
        """Entries that name this substance, or the base of this salt where they cover salts."""
        members = self._compiled()
        same = sorted(self._same(structure))
        found = [entry.id for cas in same for entry in self._entries_of(cas)]
        kin = [self.table.kin(cas) for cas in same]
        bases = [cas for base in structure.bases for cas in sorted(members.exact.get(base, ()))]
        for numbers in (kin, bases):
            if not found:
                found = [entry.id for cas in numbers for entry in self._entries_of(cas) if entry.spec.salts]
        return list(dict.fromkeys(found))

    def _same(self, structure: Structure) -> set[str]:
        """CAS numbers of this structure, with or without water; not those whose stereo is said to be another."""
        members = self._compiled()
        found = members.exact.get(structure.flat, set())
        if "@" not in structure.smiles:
            return found
        own = members.stereo.get(structure.smiles, set())
        return {cas for cas in found if cas in own or "@" not in self.table.by_cas[cas].smiles}

    def _entries_of(self, cas: str) -> "list[Entry]":
        return [self.control.entries[number] for number in self.control.by_cas.get(cas, ())]

    def _families(self, structure: Structure) -> list[str]:
        families = self._compiled().families
        found = [name for name, family in families.items() if any(family.has(base) for base in structure.bases)]
        return [name for name in found if set(families[name].spec.yields_to).isdisjoint(found)]

    def _said_by(self, own: list[str], family: str) -> bool:
        """Whether an entry of its own has the substance on the family's schedule already."""
        codes = {(listing.list, listing.code) for listing in self.control[family].spec.lists}
        return any((listing.list, listing.code) in codes for entry in own for listing in self.control[entry].spec.lists)

    def _structure(self, smiles: str) -> Structure | None:
        """The structure of a substance of the table, all of which are read at once."""
        if self._known is None:
            written = sorted({substance.smiles for substance in self.table.by_cas.values()})
            made_of = (
                part for parts in (code(structures.__file__), map(str.encode, (version(), *written))) for part in parts
            )
            self._known = prepared(
                "structures", made_of, dict[str, Structure | None], lambda: {one: read_smiles(one) for one in written}
            )
        return self._known.get(smiles)

    def _compiled(self) -> _Members:
        if self._members is None:
            members = _Members()
            for substance in self.table.by_cas.values():
                structure = self._structure(substance.smiles)
                if structure is not None:
                    members.exact[structure.flat].add(substance.cas)
                    members.stereo[structure.smiles].add(substance.cas)
            for entry in self.control.entries:
                if entry.spec.structure is not None:
                    members.families[entry.id] = compile_family(entry.spec.structure)
            self._members = members
        return self._members


def _placed(reading: SubstanceReading, named: Named) -> SubstanceReading:
    return msgspec.structs.replace(reading, start=named.start, end=named.end, certain=named.whole)


def _table(control: "ControlList") -> Substances:
    """The table of substances with the names that control entries have for them."""
    table = load_substances().copy()
    for entry in control.entries:
        if entry.spec.cas:
            names = [name for name in entry.spec.names.get("en", ()) if squash(name) not in table.by_name]
            table.add_names(entry.spec.cas[0], names)
    return table


def _covered(named: Named, known: Iterable[tuple[Named, frozenset[str]]]) -> bool:
    """Whether these words are within, or cut through, a name of the table; a longer name around it is not."""
    return any(
        named.first < each.last
        and each.first < named.last
        and not (named.first <= each.first and each.last < named.last)
        and not (named.first < each.first and each.last <= named.last)
        for each, _ in known
    )


def _within(named: Named, readings: Iterable[SubstanceReading]) -> bool:
    """Whether a name is only part of a longer one that was read: ethanol in 2-(dipropylamino)ethanol."""
    return any(one.start <= named.start and named.end <= one.end for one in readings)


def _worth(structure: Structure) -> bool:
    """Whether a structure says anything: no single atom, no bare ion."""
    ionic = "+" in structure.smiles or "-" in structure.smiles
    charged = "." not in structure.smiles and ionic and sum(structure.smiles.count(sign) for sign in "+-") % 2 == 1
    return len(structure.formula) > 2 and not charged
