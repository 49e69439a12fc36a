"""Control entries compiled: looked up, parsed and checked once, so that many goods can be compared with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import msgspec

from darvoza.goods.chemistry import Chemistry
from darvoza.goods.expressions import Expression
from darvoza.goods.interval import Interval
from darvoza.goods.predicates import Predicate
from darvoza.goods.schema import EntrySpec, Listing, Strength
from darvoza.goods.terms import Anchors, TermIndex
from darvoza.goods.vocabulary import Vocabulary
from darvoza.language import Language, say

Role = Literal["subject", "not", "group", "label", "present", "absent", "sure", "ignore", "when", "unless"]

_RANK = {Strength.CORE: 0, Strength.RELATED: 1, Strength.BASKET: 2}


@dataclass(frozen=True, slots=True)
class Owner:
    """What a term is for: an entry's subject, a parameter's label, a feature's word, ..."""

    role: Role
    name: str
    number: int = 0


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """Why goods are controlled, what resembles them, what is suspicious, and how to open and touch them.

    ``opening`` is ``normal``, ``care`` or ``specialist`` (do not open; call one).
    """

    why: str
    look_alikes: tuple[str, ...]
    red_flags: tuple[str, ...]
    opening: str
    hazards: tuple[str, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What nature allows for a parameter that is not stated, for some goods."""

    parameter: str
    value: Interval
    because: str
    conditional: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """One test of an entry, with the lists that have it in this form."""

    listings: tuple[Listing, ...]
    test: Predicate | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One control entry, ready for comparison."""

    spec: EntrySpec
    variants: tuple[Variant, ...]
    derived: Mapping[str, Expression]
    limits: tuple[Limits, ...]
    near: Mapping[str, float]
    chemical: bool = False

    @property
    def id(self) -> str:
        """The entry's own id, which survives a renumbering of lists."""
        return self.spec.id

    def title(self, language: Language = Language.ENGLISH) -> str:
        """The entry's title in this language, or in English."""
        return text_in(self.spec.title, language)

    def advice(self, language: Language = Language.ENGLISH) -> "Advice":
        """What an officer who meets these goods should know, in this language."""
        spec = self.spec
        return Advice(
            why=text_in(spec.why, language) if spec.why else "",
            look_alikes=tuple(text_in(texts, language) for texts in spec.look_alikes),
            red_flags=tuple(text_in(texts, language) for texts in spec.red_flags),
            opening=spec.handling.opening,
            hazards=tuple(text_in(texts, language) for texts in spec.handling.hazards),
            contact=text_in(spec.handling.contact, language) if spec.handling.contact else "",
        )

    def support(self, hs_code: str | None) -> Strength | None:
        """How far an HS code speaks for these goods; None if it does not, or is not stated."""
        if not hs_code:
            return None
        fitting = [link.strength for link in self.spec.hs if hs_code.startswith(link.code)]
        return min(fitting, key=_RANK.__getitem__, default=None)


@dataclass(slots=True, eq=False)
class ControlList:
    """All control entries in force on a day, and the tables by which goods find them."""

    entries: tuple[Entry, ...]
    vocabulary: Vocabulary
    on: date
    terms: TermIndex = field(default_factory=TermIndex)
    owners: list[Owner] = field(default_factory=list)
    by_cas: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_un: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_hs: dict[str, list[tuple[int, Strength]]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[str, int] = field(default_factory=dict)
    _chemistry: Chemistry | None = None
    _anchors: Anchors | None = None

    @property
    def chemistry(self) -> Chemistry:
        """The reader of substances against these entries."""
        if self._chemistry is None:
            self._chemistry = Chemistry(self)
        return self._chemistry

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, entry: str) -> Entry:
        return self.entries[self.numbers[entry]]

    def question(self, entry: str, ask: str, language: Language = Language.ENGLISH) -> str:
        """The question that settles a parameter or feature, in an officer's language."""
        own = self[entry].spec.questions.get(ask)
        spec = self.vocabulary.parameters.get(ask) or self.vocabulary.features.get(ask)
        texts = own or (spec.question if spec else {})
        return text_in(texts, language) if texts else ask

    def anchors(self) -> Anchors:
        """Strings of which at least one stands in every description whose words name goods of some entry."""
        if self._anchors is None:
            subjects = (number for number, owner in enumerate(self.owners) if owner.role == "subject")
            self._anchors = Anchors(self.terms.anchors(subjects))
        return self._anchors

    def under_hs(self, hs_code: str) -> list[tuple[Entry, Strength]]:
        """Entries whose goods can travel under this HS code, strongest link first."""
        found: dict[int, Strength] = {}
        hs_code = hs_code[:10]
        for size in range(2, len(hs_code) + 1):
            for number, strength in self.by_hs.get(hs_code[:size], ()):
                found[number] = min(found.get(number, strength), strength, key=_RANK.__getitem__)
        ranked = sorted(found.items(), key=lambda pair: (_RANK[pair[1]], self.entries[pair[0]].id))
        return [(self.entries[number], strength) for number, strength in ranked]


def text_in(texts: Mapping[str, str], language: Language) -> str:
    """The text in this language, else as the message catalogue has its English, else in English."""
    return texts.get(language.value) or say(texts["en"].replace("{", "{{").replace("}", "}}"), language)


def index(control: ControlList, add: Iterable[tuple[Owner, list[list[list[tuple[str, bool]]]]]]) -> None:
    """Let terms be found, one owner number for each distinct owner."""
    numbers = {owner: number for number, owner in enumerate(control.owners)}
    for owner, forms in add:
        number = numbers.setdefault(owner, len(control.owners))
        if number == len(control.owners):
            control.owners.append(owner)
        control.terms.add(number, forms)
    for number, entry in enumerate(control.entries):
        control.numbers[entry.id] = number
        for cas in entry.spec.cas:
            control.by_cas[cas].append(number)
        for un_number in entry.spec.un_numbers:
            control.by_un[un_number].append(number)
        for link in entry.spec.hs:
            control.by_hs[link.code].append((number, link.strength))
