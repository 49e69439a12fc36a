"""Three-valued predicates over what is known of goods: true, false, or unknown together with what would settle it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from darvoza.goods.expressions import Comparison, Dimensions, ExpressionError, parse_comparison
from darvoza.goods.interval import Interval


class PredicateError(ValueError):
    """A test that cannot be read: where in it, and why."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Has:
    """The goods have a feature."""

    feature: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """The part does not hold."""

    part: "Predicate"


Predicate = Has | All | Either | Opposite | Comparison
Atom = Has | Comparison
Judge = Callable[[Atom], bool | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The value of a predicate, and the atoms on which it rests (or, where unknown, that could still change it)."""

    value: bool | None
    atoms: tuple[tuple[Atom, bool | None], ...]


def parse_predicate(
    written: object, dimensions: Dimensions, features: Callable[[str], bool], where: str = "test"
) -> Predicate:
    """The predicate that this YAML says: a comparison, a feature's name, or ``all``, ``any``, ``not`` of such.

    Raises:
        PredicateError: it is none, or names what the vocabulary does not have.
    """
    match written:
        case str() if any(sign in written for sign in "<>"):
            try:
                return parse_comparison(written, dimensions)
            except ExpressionError as error:
                raise PredicateError(where, str(error)) from error
        case str():
            if not features(written):
                raise PredicateError(where, f"the vocabulary has no feature {written!r}")
            return Has(written)
        case {"all": list(parts), **rest} if parts and not rest:
            return All(tuple(_parts(parts, dimensions, features, f"{where}.all")))
        case {"any": list(parts), **rest} if parts and not rest:
            return Either(tuple(_parts(parts, dimensions, features, f"{where}.any")))
        case {"not": part, **rest} if not rest:
            return Opposite(parse_predicate(part, dimensions, features, f"{where}.not"))
    raise PredicateError(where, f"{written!r} is no comparison, no feature and no all, any or not of such")


def _parts(
    parts: list[object], dimensions: Dimensions, features: Callable[[str], bool], where: str
) -> Iterator[Predicate]:
    for index, part in enumerate(parts):
        yield parse_predicate(part, dimensions, features, f"{where}[{index}]")


def judge(predicate: Predicate, atom: Judge) -> Verdict:
    """The predicate's value by Kleene's logic, with the atoms that carry it."""
    match predicate:
        case Has() | Comparison():
            value = atom(predicate)
            return Verdict(value, ((predicate, value),))
        case Opposite(part):
            inner = judge(part, atom)
            return Verdict(None if inner.value is None else not inner.value, inner.atoms)
        case All(parts):
            return _join([judge(part, atom) for part in parts], decisive=False)
        case Either(parts):
            return _join([judge(part, atom) for part in parts], decisive=True)


def _join(verdicts: list[Verdict], *, decisive: bool) -> Verdict:
    """One ``decisive`` part decides; else an unknown part leaves it open; else all parts together decide."""
    deciding = [verdict for verdict in verdicts if verdict.value is decisive]
    if deciding:
        return Verdict(decisive, tuple(atom for verdict in deciding for atom in verdict.atoms))
    if any(verdict.value is None for verdict in verdicts):
        return Verdict(None, tuple(atom for verdict in verdicts for atom in verdict.atoms))
    return Verdict(not decisive, tuple(atom for verdict in verdicts for atom in verdict.atoms))


def open_atoms(predicate: Predicate, atom: Judge) -> list[Atom]:
    """The unknown atoms that can still change the value, in their order, each once; none if it is settled."""
    found = dict.fromkeys(_open(predicate, atom))
    return list(found)


def _open(predicate: Predicate, atom: Judge) -> Iterator[Atom]:
    if judge(predicate, atom).value is not None:
        return
    match predicate:
        case Has() | Comparison():
            yield predicate
        case Opposite(part):
            yield from _open(part, atom)
        case All(parts) | Either(parts):
            for part in parts:
                yield from _open(part, atom)


def atoms_in(predicate: Predicate) -> Iterator[Atom]:
    """Every atom of the predicate."""
    match predicate:
        case Has() | Comparison():
            yield predicate
        case Opposite(part):
            yield from atoms_in(part)
        case All(parts) | Either(parts):
            for part in parts:
                yield from atoms_in(part)


def within(value: Interval, limit: float, share: float) -> bool:
    """Whether a value lies so close to the limit that a small misstatement would hide it."""
    return value.exact and abs(value.low - limit) <= abs(limit) * share
