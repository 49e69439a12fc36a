"""What one description says: which terms, features and measured parameters can be read from it."""

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from darvoza.goods.control_list import ControlList
from darvoza.goods.interval import Interval
from darvoza.goods.quantities import Kind, Quantity, find_quantities
from darvoza.goods.schema import ParameterSpec, Reach, Silence
from darvoza.goods.terms import Hit, Token, tokenize
from darvoza.goods.text import Text

_BREAK = re.compile(r"[;|]|,(?!\d)|\.\s|\s-\s")
_NEGATORS = frozenset({"no", "not", "non", "without", "w/o", "без", "не", "нет", "бе", "emas"})
_PACKING = "packing"
_SAYS_NOT = frozenset({"not", "group", "absent"})
_PURPOSE = frozenset({"for", "для", "барои"})
_FARTHEST = 60
_MOST_LABELS = 60
_AFTER = 6
_CLOSE_BEHIND = 2
_JOINS = " :=.-~±<>≤≥"
_PER_BREAK = 25
_PER_RIVAL = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """A value read from the text, and the words it was read from."""

    value: Interval
    shown: str


@dataclass(frozen=True, slots=True)
class Feature:
    """Whether the goods have a feature as far as the text tells, and the words that tell it."""

    value: bool | None
    shown: str


@dataclass(frozen=True, slots=True)
class _Label:
    """A place in the text that names one or more parameters."""

    start: int
    end: int
    parameters: frozenset[str]


@dataclass
class Description:
    """One description, read against all terms of a control list."""

    text: Text
    control: ControlList
    subjects: dict[int, Hit] = field(default_factory=dict)  # the longest hit of each entry
    excluded: dict[int, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[str, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    marked: set[tuple[str, str, int]] = field(default_factory=set)
    _words: dict[tuple[str, str], list[Hit]] = field(default_factory=lambda: defaultdict(list))
    _tokens: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tokens = tokenize(self.text.folded)
        owners = self.control.owners
        hits = self.control.terms.find(self._tokens)
        packing = [hit for hit in hits if owners[hit.owner].name == _PACKING]
        for hit in hits:
            owner = owners[hit.owner]
            if owner.role in _SAYS_NOT and any(p.first <= hit.first and hit.last <= p.last for p in packing):
                continue  # a pump in a wooden case is no woodwork
            match owner.role:
                case "subject":
                    if self._is_purpose(hit) and not self.control.entries[owner.number].chemical:
                        continue
                    known = self.subjects.get(owner.number)
                    if known is None or known.inside(hit):
                        self.subjects[owner.number] = hit
                case "not":
                    self.excluded[owner.number].append(hit)
                case "group":
                    self.groups[owner.name].append(hit)
                case "when" | "unless":
                    self.marked.add((owner.role, owner.name, owner.number))
                case _:
                    self._words[owner.role, owner.name].append(hit)

    def exclusion(self, number: int) -> Hit | None:
        """The words that say that the goods are something else than this entry's; None if none do.

        A substance stays what it is, whatever it is for: a drum of it ``for cosmetics`` is no cosmetic.
        """
        entry = self.control.entries[number]
        found = [
            *self.excluded.get(number, ()),
            *(hit for name in entry.spec.not_groups for hit in self.groups.get(name, ())),
        ]
        return next((hit for hit in found if not (entry.chemical and self._is_purpose(hit))), None)

    def quote(self, hit: Hit) -> str:
        """The words of a hit as they were written."""
        return self.text.shown[self._tokens[hit.first].start : self._tokens[hit.last].end]

    def place(self, hit: Hit) -> tuple[int, int]:
        """Where the words of a hit stand in the text."""
        return self._tokens[hit.first].start, self._tokens[hit.last].end

    def feature(self, name: str) -> Feature:
        """Whether the goods have this feature, as far as the description tells."""
        spec = self.control.vocabulary.features[name]
        hidden = self._words.get(("ignore", name), [])
        found: dict[bool, Hit] = {}
        for role, value in (("sure", True), ("present", True), ("absent", False)):
            for hit in self._words.get((role, name), ()):
                if any(other.first <= hit.first and hit.last <= other.last for other in hidden):
                    continue
                if role == "sure" and not self._negated(hit):
                    return Feature(True, self.quote(hit))
                found.setdefault(value is not self._negated(hit), hit)
        if len(found) == 1:
            ((value, hit),) = found.items()
            return Feature(value, self.quote(hit))
        if found:
            return Feature(None, " / ".join(self.quote(hit) for hit in found.values()))
        silent = {Silence.UNKNOWN: None, Silence.ABSENT: False, Silence.PRESENT: True}[spec.silent]
        return Feature(silent, "")

    def parameter(self, name: str) -> Reading | None:
        """The value of this parameter; None if the description does not state it."""
        return self._measured.get(name) or self._alone(name)

    def _is_purpose(self, hit: Hit) -> bool:
        """Whether the words only say what the goods are for: a converter ``for pumps`` is no pump."""
        before = self._tokens[max(0, hit.first - 2) : hit.first]
        for place, token in enumerate(before):
            if token.word in _PURPOSE:
                words = [*before[place + 1 :], self._tokens[hit.first]]
                return not _BREAK.search(self.text.folded, token.end, words[-1].start)
        return False

    def _negated(self, hit: Hit) -> bool:
        return hit.first > 0 and self._tokens[hit.first - 1].word in _NEGATORS

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Every quantity with a unit."""
        return find_quantities(self.text)

    @cached_property
    def _labels(self) -> list[_Label]:
        """Places that name parameters; a longer name hides the shorter ones inside it."""
        spans: dict[tuple[int, int], set[str]] = defaultdict(set)
        for (role, name), hits in self._words.items():
            if role == "label":
                for hit in hits:
                    if not _BREAK.search(self.text.folded, self._tokens[hit.first].end, self._tokens[hit.last].start):
                        spans[hit.first, hit.last].add(name)
        kept = [
            (span, names)
            for span, names in spans.items()
            if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in spans)
        ]
        return [
            _Label(self._tokens[first].start, self._tokens[last].end, frozenset(names))
            for (first, last), names in sorted(kept)[:_MOST_LABELS]
        ]

    @cached_property
    def _owned(self) -> dict[int, _Label]:
        """The label that each quantity belongs to, by the quantity's place in the list."""
        return {
            place: label
            for place, quantity in enumerate(self.quantities)
            if (label := self._nearest(quantity)) is not None
        }

    def _nearest(self, quantity: Quantity) -> _Label | None:
        best: tuple[float, _Label] | None = None
        for label in self._labels:
            if not any(self._fits(name, quantity) for name in label.parameters):
                continue
            cost = self._distance(label, quantity) if not self._said_behind(label, quantity) else 0.0
            if cost < _FARTHEST and (best is None or cost < best[0]):
                best = cost, label
        return best[1] if best else None

    def _said_behind(self, label: _Label, quantity: Quantity) -> bool:
        """Whether a label stands right behind its quantity and before no other: ``4 inch OD x 0.25 inch wall``."""
        behind = label.start - quantity.end
        if not 0 <= behind <= _CLOSE_BEHIND or self.text.folded[quantity.end : label.start].strip(" -("):
            return False
        return not any(
            other.start >= label.end and not self.text.folded[label.end : other.start].strip(_JOINS)
            for other in self.quantities
        )

    def _distance(self, label: _Label, quantity: Quantity) -> float:
        if label.start >= quantity.end:
            if _BREAK.search(self.text.folded, quantity.end, label.start):
                return _FARTHEST  # what follows a comma is the next quantity's name
            first, last, cost = quantity.end, label.start, float(_AFTER)
        else:
            first, last, cost = label.end, max(quantity.start, label.end), 0.0
        between = self.text.folded[first:last]
        cost += len(between) + _PER_BREAK * len(_BREAK.findall(between))
        dimensions = set(quantity.readings)
        rivals = sum(
            1 for o in self.quantities if first <= o.start < last and o is not quantity and dimensions & set(o.readings)
        )
        return cost + _PER_RIVAL * rivals

    def _fits(self, name: str, quantity: Quantity) -> bool:
        spec = self.control.vocabulary.parameters[name]
        return _reading(spec, quantity) is not None and (spec.nominal or not quantity.nominal)

    @cached_property
    def _measured(self) -> dict[str, Reading]:
        """Parameters whose quantity stands by a label."""
        collected: dict[str, list[Quantity]] = defaultdict(list)
        for place, label in self._owned.items():
            for name in label.parameters:
                if self._fits(name, self.quantities[place]):
                    collected[name].append(self.quantities[place])
        parameters = self.control.vocabulary.parameters
        return {name: _combine(parameters[name], quantities) for name, quantities in collected.items()}

    def _alone(self, name: str) -> Reading | None:
        """The value of an unlabelled quantity, where only one of its dimension is there to be meant."""
        spec = self.control.vocabulary.parameters[name]
        if not (spec.alone or spec.several):
            return None
        free = [q for place, q in enumerate(self.quantities) if place not in self._owned and self._fits(name, q)]
        if plausible := self.control.vocabulary.plausible.get(name):
            free = [q for q in free if (value := _reading(spec, q)) is not None and plausible.meets(value)]
        if spec.nominal and any(quantity.nominal for quantity in free):
            free = [quantity for quantity in free if quantity.nominal]
        if not free or (len({_reading(spec, q) for q in free}) > 1 and not spec.several):
            return None
        return _combine(spec, free)


def _reading(spec: ParameterSpec, quantity: Quantity) -> Interval | None:
    """What a quantity says of a parameter, in whichever of its dimensions it is written."""
    return next((quantity.readings[one] for one in (spec.dimension, *spec.also) if one in quantity.readings), None)


def _combine(spec: ParameterSpec, quantities: list[Quantity]) -> Reading:
    """One value of several quantities, by the part of a range that the parameter is about."""
    values = [_reach(spec, quantity) for quantity in quantities]
    shown = "; ".join(dict.fromkeys(quantity.shown for quantity in quantities))
    if spec.reach is Reach.TOP:
        return Reading(max(values, key=lambda value: (value.high, value.low)), shown)
    if spec.reach is Reach.BOTTOM:
        return Reading(min(values, key=lambda value: (value.low, value.high)), shown)
    whole = values[0]
    for value in values[1:]:
        whole = whole.hull(value)
    return Reading(whole, shown)


def _reach(spec: ParameterSpec, quantity: Quantity) -> Interval:
    value = _reading(spec, quantity) or Interval(-math.inf, math.inf)
    if spec.magnitude:
        if quantity.kind is Kind.VALUE and value.low == -value.high:
            return Interval.exactly(value.high)
        value = value.magnitude()
    if spec.reach is Reach.TOP and quantity.kind in {Kind.RANGE, Kind.AT_MOST}:
        return Interval.exactly(value.high)
    if spec.reach is Reach.BOTTOM and quantity.kind in {Kind.RANGE, Kind.AT_LEAST}:
        return Interval.exactly(value.low)
    return value
