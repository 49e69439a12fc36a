"""Reading control entries from their files: checked against the schema, the vocabulary and themselves."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
import yaml

from darvoza.goods import terms as of_terms
from darvoza.goods import text as of_text
from darvoza.goods.control_list import ControlList, Entry, Limits, Owner, Variant, index
from darvoza.goods.expressions import (
    Expression,
    ExpressionError,
    dimension_of,
    evaluate,
    names_in,
    parse_expression,
)
from darvoza.goods.identifiers import is_cas
from darvoza.goods.interval import Interval
from darvoza.goods.predicates import Predicate, PredicateError, parse_predicate
from darvoza.goods.schema import EntrySpec, Terms
from darvoza.goods.terms import TermError, forms, literal
from darvoza.goods.units import Exponents
from darvoza.goods.vocabulary import Vocabulary, merge_vocabulary
from darvoza.prepared import code, prepared

_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
_HS = re.compile(r"\d{2}|\d{4}|\d{6}|\d{8}|\d{10}")
_UN = re.compile(r"\d{4}")
_SHARE = re.compile(r"(\d+(?:\.\d+)?) ?%")
_HERE = "darvoza.goods"

Forms = list[list[list[tuple[str, bool]]]]


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """One thing wrong with a control entry: in which file, which entry and key, its value, the rule it breaks."""

    file: str
    entry: str
    key: str
    value: object
    rule: str

    def __str__(self) -> str:
        where = f"{self.file}: " + (f"entry {self.entry}: " if self.entry else "")
        said = f"{self.key} = {self.value!r}: " if self.value is not None else (f"{self.key}: " if self.key else "")
        return f"{where}{said}{self.rule}"


class ControlEntryError(ValueError):
    """Control entries that cannot be used, with every problem found in them."""

    def __init__(self, problems: list[EntryProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@cache
def load_entries(on: date | None = None) -> ControlList:
    """The control entries that are in force on a day (today by default), checked and ready to compare goods with.

    Raises:
        ControlEntryError: an entry's file breaks a rule of the form; names file, entry, key, value and rule.

    >>> load_entries()["dual-2b350-valve"].title()
    'Corrosion-resistant valves for chemicals'
    """
    room = files(_HERE)
    day, made = on or datetime.now(UTC).date(), list[ControlList]()

    def read() -> _Read:
        vocabulary, entries = ([(file.name, _read(file)) for file in _yaml_files(room / part)] for part in _PARTS)
        known: dict[str, Forms] = {}
        made.append(compile_entries(entries, vocabulary, day, known))
        return _Read(entries, vocabulary, known)

    kept = prepared("control-entries", _made_of(room), _Read, read)
    return made[0] if made else compile_entries(kept.entries, kept.vocabulary, day, kept.forms)


_PARTS = ("vocabulary", "entries")


def _made_of(room: Traversable) -> Iterator[bytes]:
    yield from code(__file__, of_terms.__file__, of_text.__file__)
    for part in _PARTS:
        for file in _yaml_files(room / part):
            yield file.name.encode()
            yield file.read_bytes()


class _Read(msgspec.Struct, frozen=True):
    """The documents as they were read, and the forms of their terms, which take longest to write out."""

    entries: list[tuple[str, Any]]
    vocabulary: list[tuple[str, Any]]
    forms: dict[str, Forms]


def compile_entries(
    entries: list[tuple[str, Any]],
    vocabulary: list[tuple[str, Any]],
    on: date,
    known: dict[str, Forms] | None = None,
) -> ControlList:
    """The control list of these YAML documents (file name and content), for lists in force on that day.

    ``known`` are forms of terms that were written out before; those that it lacks are added to it.

    Raises:
        ControlEntryError: with every problem found.
    """
    words, wrong = merge_vocabulary(vocabulary)
    problems = [EntryProblem(file, "", key, None, reason) for file, key, reason in wrong]
    if problems:
        raise ControlEntryError(problems)
    compiler = _Compiler(words, on, {} if known is None else known)
    for file, content in entries:
        compiler.read_file(file, content)
    compiler.read_vocabulary()
    if compiler.problems:
        raise ControlEntryError(compiler.problems)
    control = ControlList(tuple(compiler.entries), words, on)
    index(control, compiler.terms)
    return control


def _yaml_files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)


def _read(file: Traversable) -> Any:  # noqa: ANN401 - YAML holds anything until the schema has checked it
    try:
        return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ControlEntryError([EntryProblem(file.name, "", "", None, f"is no YAML: {error}")]) from error


def expand(content: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - not checked yet
    """The entries of one document: a list of them, or a family whose members share what they do not say themselves.

    A member has ``codes`` (list to code) for those of the family's lists that have it; without, it is on all of them.
    """
    if isinstance(content, list):
        yield from (one if isinstance(one, dict) else {"id": str(one)} for one in content)
        return
    family = content.get("family", {})
    for member in content.get("members", ()):
        own = dict(member)
        codes = own.pop("codes", None)
        merged = {**family, **own}
        lists = family.get("lists", [])
        if codes is not None:
            lists = [{**listing, "code": codes[listing["list"]]} for listing in lists if listing["list"] in codes]
        merged["lists"] = [*lists, *own.get("lists", [])]
        yield merged


@dataclass(slots=True)
class _Compiler:
    """Collects entries, their terms and every problem."""

    vocabulary: Vocabulary
    on: date
    known: dict[str, Forms]
    entries: list[Entry] = field(default_factory=list)
    terms: list[tuple[Owner, Forms]] = field(default_factory=list)
    problems: list[EntryProblem] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def read_file(self, file: str, content: Any) -> None:  # noqa: ANN401 - not checked yet
        if not isinstance(content, list | dict):
            self.problems.append(EntryProblem(file, "", "", content, "must be a list of entries or a family"))
            return
        try:
            written = list(expand(content))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            self.problems.append(EntryProblem(file, "", "members", None, f"is no family of entries: {error!r}"))
            return
        for one in written:
            name = str(one.get("id", ""))
            try:
                spec = msgspec.convert(one, EntrySpec)
            except msgspec.ValidationError as error:
                reason, _, path = str(error).partition(" - at `$.")
                self.problems.append(EntryProblem(file, name, path.rstrip("`"), None, reason))
                continue
            _Checks(self, file, spec).run()

    def read_vocabulary(self) -> None:
        for name, parameter in self.vocabulary.parameters.items():
            self.add_terms("vocabulary", "", f"parameters.{name}", Owner("label", name), parameter.labels)
        for name, feature in self.vocabulary.features.items():
            where = f"features.{name}"
            self.add_terms("vocabulary", "", where, Owner("present", name), feature.present)
            self.add_terms("vocabulary", "", where, Owner("absent", name), feature.absent)
            self.add_terms("vocabulary", "", where, Owner("sure", name), feature.sure)
            self.add_terms("vocabulary", "", where, Owner("ignore", name), {"en": feature.ignore})
        for name, terms in self.vocabulary.groups.items():
            self.add_terms("vocabulary", "", f"groups.{name}", Owner("group", name), terms)

    def add_terms(
        self,
        file: str,
        entry: str,
        key: str,
        owner: Owner,
        terms: Terms,
        read: Callable[[str], Forms] = forms,
    ) -> None:
        for language, each in terms.items():
            for term in each:
                name = f"{read.__name__} {term}"
                try:
                    if name not in self.known:
                        self.known[name] = read(term)
                    self.terms.append((owner, self.known[name]))
                except TermError as error:
                    self.problems.append(EntryProblem(file, entry, f"{key}.{language}", term, str(error)))


class _Checks:
    """One entry, checked and compiled."""

    def __init__(self, compiler: _Compiler, file: str, spec: EntrySpec) -> None:
        self.compiler = compiler
        self.vocabulary = compiler.vocabulary
        self.file = file
        self.spec = spec
        self.number = len(compiler.entries)
        self.derived: dict[str, Expression] = {}
        self.dimensions: dict[str, Exponents] = {}

    def wrong(self, key: str, value: object, rule: str) -> None:
        self.compiler.problems.append(EntryProblem(self.file, self.spec.id, key, value, rule))

    def run(self) -> None:
        self.identity()
        self.derive()
        entry = Entry(
            self.spec,
            self.variants(),
            self.derived,
            tuple(self.limits()),
            dict(self.near()),
            chemical=bool(self.spec.cas or self.spec.structure),
        )
        if not entry.variants:
            return  # on no list on that day
        self.compiler.entries.append(entry)
        self.add_terms()

    def identity(self) -> None:
        spec = self.spec
        if not _ID.fullmatch(spec.id):
            self.wrong("id", spec.id, "must be lower-case letters, digits, dots and hyphens")
        if spec.id in self.compiler.seen:
            self.wrong("id", spec.id, f"is used already in {self.compiler.seen[spec.id]}")
        self.compiler.seen[spec.id] = self.file
        if "en" not in spec.title:
            self.wrong("title", spec.title, "needs a text in English (en)")
        if not spec.lists:
            self.wrong("lists", [], "must name at least one list")
        if not (spec.subject or spec.names or spec.cas or spec.un_numbers or spec.structure):
            self.wrong("subject", None, "an entry needs words, names, CAS, UN numbers or a structure to be found by")
        self.codes()
        self.references()

    def codes(self) -> None:
        for place, link in enumerate(self.spec.hs):
            if not _HS.fullmatch(link.code):
                self.wrong(f"hs[{place}].code", link.code, "must be 2, 4, 6, 8 or 10 digits in quotes")
        for place, cas in enumerate(self.spec.cas):
            if not is_cas(cas):
                self.wrong(f"cas[{place}]", cas, "is no CAS number: its check digit is wrong")
        for place, number in enumerate(self.spec.un_numbers):
            if not _UN.fullmatch(number):
                self.wrong(f"un_numbers[{place}]", number, "must be four digits in quotes")

    def references(self) -> None:
        for ask in self.spec.questions:
            if ask not in self.vocabulary.parameters and ask not in self.vocabulary.features:
                self.wrong(f"questions.{ask}", None, "asks for what the vocabulary does not have")
        for name in self.spec.needs:
            if name not in self.vocabulary.parameters:
                self.wrong("needs", name, "is no parameter of the vocabulary")
        for group in self.spec.not_groups:
            if group not in self.vocabulary.groups:
                self.wrong("not_groups", group, "is no group of the vocabulary")

    def derive(self) -> None:
        for name, written in self.spec.derive.items():
            try:
                expression = parse_expression(written)
                self.dimensions[name] = dimension_of(expression, self.dimension)
            except ExpressionError as error:
                self.wrong(f"derive.{name}", written, str(error))
                continue
            if name in self.vocabulary.parameters:
                self.wrong(f"derive.{name}", written, "has the name of a parameter of the vocabulary")
            self.derived[name] = expression

    def dimension(self, name: str) -> Exponents | None:
        return self.dimensions[name] if name in self.dimensions else self.vocabulary.dimension(name)

    def variants(self) -> tuple[Variant, ...]:
        shared = self.predicate(self.spec.test, "test")
        groups: dict[int, tuple[list[int], Predicate | None]] = {}
        for place, listing in enumerate(self.spec.lists):
            first, last = listing.valid
            own = self.predicate(listing.test, f"lists[{place}].test") if listing.test is not None else shared
            if (first and self.compiler.on < first) or (last and self.compiler.on > last):
                continue
            key = -1 if listing.test is None else place
            groups.setdefault(key, ([], own))[0].append(place)
        return tuple(
            Variant(tuple(self.spec.lists[place] for place in places), test) for places, test in groups.values()
        )

    def predicate(self, written: object, where: str) -> Predicate | None:
        if written is None:
            return None
        try:
            return parse_predicate(written, self.dimension, self.vocabulary.has_feature, where)
        except PredicateError as error:
            self.wrong(error.where, None, error.reason)
            return None

    def limits(self) -> Iterator[Limits]:
        for place, bound in enumerate(self.spec.bounds):
            key = f"bounds[{place}]"
            parameter = self.vocabulary.parameters.get(bound.parameter)
            if parameter is None:
                self.wrong(f"{key}.parameter", bound.parameter, "is no parameter of the vocabulary")
                continue
            try:
                ends = [self.constant(text, self.dimension(bound.parameter)) for text in (bound.low, bound.high)]
            except ExpressionError as error:
                self.wrong(key, [bound.low, bound.high], str(error))
                continue
            yield Limits(bound.parameter, Interval(ends[0], ends[1]), bound.because["en"], conditional=bool(bound.when))

    @staticmethod
    def constant(written: str, dimension: Exponents | None) -> float:
        expression = parse_expression(written)
        if names_in(expression) or dimension_of(expression, lambda _: None) != dimension:
            raise ExpressionError(f"{written!r} must be a number in a unit of the parameter's dimension")
        return evaluate(expression, lambda _: Interval.exactly(0.0)).low

    def near(self) -> Iterator[tuple[str, float]]:
        for name, share in self.spec.near_miss.items():
            if self.dimension(name) is None:
                self.wrong(f"near_miss.{name}", share, "is no parameter and no derived quantity")
            match = _SHARE.fullmatch(share)
            if match is None:
                self.wrong(f"near_miss.{name}", share, "must be a share such as 10%")
            else:
                yield name, float(match[1]) / 100

    def add_terms(self) -> None:
        spec, add = self.spec, self.compiler.add_terms
        subject = Owner("subject", spec.id, self.number)
        add(self.file, spec.id, "subject", subject, spec.subject)
        add(self.file, spec.id, "names", subject, spec.names, literal)
        add(self.file, spec.id, "brands", subject, {"brands": spec.brands})
        add(self.file, spec.id, "not_subject", Owner("not", spec.id, self.number), spec.not_subject)
        for place, bound in enumerate(spec.bounds):
            add(self.file, spec.id, f"bounds[{place}]", Owner("when", spec.id, place), {"when": bound.when})
            add(self.file, spec.id, f"bounds[{place}]", Owner("unless", spec.id, place), {"unless": bound.unless})
