"""One goods item against one control entry: meets, does not meet, or what must be asked."""

import math
from dataclasses import dataclass

import msgspec

from darvoza.goods.chemistry import SubstanceReading
from darvoza.goods.control_list import ControlList, Entry, Variant
from darvoza.goods.expressions import Comparison, Name, evaluate, names_in
from darvoza.goods.interval import Interval
from darvoza.goods.predicates import Atom, Has, Verdict, judge, open_atoms, within
from darvoza.goods.reading import Description
from darvoza.goods.schema import Outcome, Strength
from darvoza.goods.terms import Hit
from darvoza.signals import Fact

_UNBOUNDED = Interval(0.0, math.inf)


class Determination(msgspec.Struct, frozen=True, kw_only=True):
    """The three-valued answer for one entry and one goods item, with what it rests on.

    ``lists`` has every list with the entry in this form, as ``LIST CODE``; ``list`` and ``code`` are the first.
    ``asks`` names the parameters and features that can still change the outcome, ``questions`` asks for them in English
    (:meth:`ControlList.question` in other languages). ``near_miss`` names limits that the goods stay just short of.
    ``hs_support`` is how far the declared HS code speaks for these goods: None if it does not or is not declared.
    """

    entry: str
    title: str
    list: str
    code: str
    regime: str
    lists: tuple[str, ...]
    outcome: Outcome
    evidence: tuple[Fact, ...] = ()
    asks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    near_miss: tuple[str, ...] = ()
    hs_support: Strength | None = None
    chemical: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """What a goods item states beside its description; ``wrong_cas`` have a wrong check digit, and name nothing."""

    hs_code: str | None = None
    cas: tuple[str, ...] = ()
    un_numbers: tuple[str, ...] = ()
    substances: tuple[SubstanceReading, ...] = ()
    wrong_cas: tuple[str, ...] = ()


def determine(control: ControlList, description: Description, stated: Stated) -> list[Determination]:
    """Every determination for one goods item: of the entries that its words, structure, CAS or UN numbers point to.

    An HS code alone points to nothing here: it only supports what the goods are called.
    """
    found: dict[int, list[Fact]] = {}
    others: dict[int, list[Fact]] = {}
    for number, facts in _pointed(control, description, stated).items():
        needs = control.entries[number].spec.needs
        if needs and not any(description.parameter(name) for name in needs):
            continue
        if (exclusion := description.exclusion(number)) is None:
            found[number] = facts
        else:
            others[number] = [*facts, Fact("described as something else", description.quote(exclusion))]
    for label, numbers, table in (("CAS", stated.cas, control.by_cas), ("UN", stated.un_numbers, control.by_un)):
        for stated_number in numbers:
            for number in table.get(stated_number, ()):
                found.setdefault(number, []).append(Fact(label, stated_number))
    # What a number identifies is not argued away by a word.
    cases = {number: (facts, number not in found) for number, facts in {**others, **found}.items()}
    return [
        _Case(control, control.entries[number], description, stated).determine(variant, facts, excluded=excluded)
        for number, (facts, excluded) in sorted(cases.items())
        for variant in control.entries[number].variants
    ]


def _pointed(control: ControlList, description: Description, stated: Stated) -> dict[int, list[Fact]]:
    """The entries that words and structures point to, and what points to each."""
    found = {
        number: [Fact("description", description.quote(hit))]
        for number, hit in _whole_names(control, description).items()
        if not _in_longer_name(control.entries[number], description.place(hit), stated.substances)
    }
    for substance in substances_stated(control, description, stated):
        for name in substance.entries:
            facts = found.setdefault(control.numbers[name], [])
            if substance.how != "CAS" and not facts:
                facts.append(Fact("substance", f"{substance.written} ({substance.how})"))
            if substance.smiles:
                facts.append(Fact("structure", f"{substance.smiles}, {substance.formula}"))
    return found


def substances_stated(control: ControlList, description: Description, stated: Stated) -> tuple[SubstanceReading, ...]:
    """The substances stated, without names that are part of an entry's longer name: no mustard in nitrogen mustard."""
    longer = [
        description.place(hit) for number, hit in description.subjects.items() if control.entries[number].chemical
    ]
    return tuple(
        substance
        for substance in stated.substances
        if substance.how == "CAS"
        or not any(
            first <= substance.start and substance.end <= last and last - first > substance.end - substance.start
            for first, last in longer
        )
    )


def _in_longer_name(entry: Entry, place: tuple[int, int], substances: tuple[SubstanceReading, ...]) -> bool:
    """Whether a chemical's name is only part of another substance's: no acetone in acetone cyanohydrin."""
    return entry.chemical and any(
        substance.smiles
        and substance.certain
        and substance.start <= place[0]
        and place[1] <= substance.end
        and substance.end - substance.start > place[1] - place[0]
        and entry.id not in substance.entries
        and not substance.kin.intersection(entry.spec.cas)
        for substance in substances
    )


def chemicals_named(control: ControlList, description: Description, stated: Stated) -> list[int]:
    """The substances that a description names, by the numbers of their entries."""
    return [
        number
        for number, hit in _whole_names(control, description).items()
        if (entry := control.entries[number]).chemical
        and not _in_longer_name(entry, description.place(hit), stated.substances)
    ]


def _whole_names(control: ControlList, description: Description) -> dict[int, Hit]:
    """The subjects found, without chemical names that are only part of another's: no hydrogen fluoride in its salts."""
    chemical = [hit for number, hit in description.subjects.items() if control.entries[number].chemical]
    return {
        number: hit
        for number, hit in description.subjects.items()
        if not (control.entries[number].chemical and any(hit.inside(other) for other in chemical))
    }


class _Case:
    """One entry and one goods item."""

    def __init__(self, control: ControlList, entry: Entry, description: Description, stated: Stated) -> None:
        self.control = control
        self.entry = entry
        self.description = description
        self.stated = stated
        self.support = entry.support(stated.hs_code)
        self.assumed: dict[str, str] = {}

    def determine(self, variant: Variant, found: list[Fact], *, excluded: bool) -> Determination:
        verdict = Verdict(not excluded, ())
        if variant.test is not None and not excluded:
            verdict = judge(variant.test, self.atom)
        outcome = {True: Outcome.MEETS, False: Outcome.DOES_NOT_MEET, None: Outcome.UNDETERMINED}[verdict.value]
        asks = (
            self.asks(open_atoms(variant.test, self.atom)) if variant.test is not None and verdict.value is None else []
        )
        facts = [*found, *(fact for atom, value in verdict.atoms for fact in self.facts(atom, value))]
        facts += [Fact("assumed", f"{name}: {because}") for name, because in self.assumed.items()]
        first = variant.listings[0]
        return Determination(
            entry=self.entry.id,
            title=self.entry.spec.title["en"],
            list=first.list,
            code=first.code,
            regime=first.regime.value,
            lists=tuple(dict.fromkeys(f"{listing.list} {listing.code}" for listing in variant.listings)),
            outcome=outcome,
            evidence=tuple(dict.fromkeys(facts)),
            asks=tuple(asks),
            questions=tuple(self.control.question(self.entry.id, ask) for ask in asks),
            near_miss=() if verdict.value is not False else tuple(self.near_misses(verdict)),
            hs_support=self.support,
            chemical=self.entry.chemical,
        )

    def atom(self, atom: Atom) -> bool | None:
        if isinstance(atom, Has):
            return self.feature(atom.feature)
        return evaluate(atom.left, self.value).compare(atom.operator, atom.limit)

    def feature(self, name: str) -> bool | None:
        """Features of the declaration's own fields here, those of its words from the description."""
        match name:
            case "stated_cas":
                return not set(self.entry.spec.cas).isdisjoint(self.stated.cas)
            case "stated_structure":
                return any(
                    self.entry.id in substance.entries and substance.certain and substance.how != "name"
                    for substance in self.stated.substances
                )
            case "stated_un":
                return not set(self.entry.spec.un_numbers).isdisjoint(self.stated.un_numbers)
            case "stated_hs":
                return self.support is Strength.CORE
            case "stated_concentration":
                return self.description.parameter("concentration") is not None
        return self.description.feature(name).value

    def value(self, name: str) -> Interval:
        """What a parameter or derived quantity can be: everything, if nothing is known of it."""
        if name in self.control.vocabulary.parameters:
            read = self.description.parameter(name)
            return read.value if read else self.natural(name)
        expression = self.entry.derived[name]
        return evaluate(expression, self.value)

    def natural(self, name: str) -> Interval:
        """What nature allows for a parameter that is not stated."""
        marked = self.description.marked
        for place, limits in enumerate(self.entry.limits):
            if limits.parameter != name or ("unless", self.entry.id, place) in marked:
                continue
            if not limits.conditional or ("when", self.entry.id, place) in marked:
                self.assumed[name] = limits.because
                return limits.value
        if self.control.vocabulary.parameters[name].signed:
            return Interval(-math.inf, math.inf)
        return _UNBOUNDED

    def inputs(self, atom: Comparison) -> list[str]:
        """The parameters that a comparison rests on, derived quantities taken apart."""
        found: dict[str, None] = {}
        waiting = names_in(atom.left)
        while waiting:
            name = waiting.pop(0)
            if name in self.entry.derived:
                waiting += names_in(self.entry.derived[name])
            else:
                found[name] = None
        return list(found)

    def asks(self, atoms: list[Atom]) -> list[str]:
        """What to ask for: features that are open, parameters that are not stated or not exactly."""
        asked: dict[str, None] = {}
        for atom in atoms:
            if isinstance(atom, Has):
                asked[atom.feature] = None
                continue
            inputs = self.inputs(atom)
            missing = [name for name in inputs if self.description.parameter(name) is None]
            loose = [name for name in inputs if name not in missing and not self.value(name).exact]
            asked.update(dict.fromkeys(missing or loose))
        return list(asked)

    def facts(self, atom: Atom, value: bool | None) -> list[Fact]:  # noqa: FBT001 - the atom's three-valued answer
        """What an atom adds to the evidence, in words."""
        vocabulary = self.control.vocabulary
        if isinstance(atom, Has):
            feature = vocabulary.features[atom.feature]
            said = "" if atom.feature.startswith("stated_") else self.description.feature(atom.feature).shown
            if not said and value is not True:
                return []
            answer = {True: "yes", False: "no", None: "unclear"}[value]
            return [Fact(feature.title["en"], f"{answer}: {said}" if said else answer)]
        facts = [
            Fact(vocabulary.parameters[name].title["en"], read.shown)
            for name in self.inputs(atom)
            if (read := self.description.parameter(name))
        ]
        names = names_in(atom.left)
        if value is not None and names:
            facts += [Fact(name.replace("_", " "), self.computed(name)) for name in names if name in self.entry.derived]
            facts.append(Fact("limit", bound(atom)))
        return facts

    def computed(self, name: str) -> str:
        """A derived quantity with its arithmetic: ``16.7e6 m = tensile_modulus/(density*g)``."""
        value = self.value(name)
        ends = f"{value.low:.5g}" if value.exact else f"{value.low:.5g} to {value.high:.5g}"
        return f"{ends} (SI) = {self.entry.spec.derive[name]}"

    def near_misses(self, verdict: Verdict) -> list[str]:
        """Limits that the goods stay short of by no more than a small misstatement."""
        missed = []
        for atom, value in verdict.atoms:
            if value is False and isinstance(atom, Comparison):
                for name in names_in(atom.left):
                    share = self.entry.near.get(name)
                    if share is not None and within(self.value(name), atom.limit, share):
                        missed.append(atom.written)
        return missed


def bound(atom: Comparison) -> str:
    """The limit as an officer reads it behind the quantity that it bounds: ``> 0.6 m3/h``.

    It is given whole where more than one quantity is bounded at once.
    """
    if isinstance(atom.left, Name):
        return atom.written.removeprefix(atom.left.name).strip()
    return atom.written.replace("_", " ")
