"""Families of structures: what a list controls by a rule on carbon atoms and groups, not by a name for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Any

from darvoza.goods.chemistry.structure import molecule_of, read_smiles
from darvoza.goods.schema import FamilySpec

_SMALL = 3
_ALKYL = 10
_MOST_MATCHES = 64


@dataclass(frozen=True, slots=True)
class Family:
    """One family, its patterns compiled."""

    spec: FamilySpec
    patterns: tuple[Any, ...]
    exempt: frozenset[str]

    def has(self, base: str) -> bool:
        """Whether a neutral molecule, flat SMILES, is of this family."""
        if base in self.exempt:
            return False
        molecule = molecule_of(base)
        return molecule is not None and any(
            self._fits(molecule, pattern, match)
            for pattern in self.patterns
            for match in molecule.GetSubstructMatches(pattern, uniquify=False, maxMatches=_MOST_MATCHES)
        )

    def _fits(self, molecule: Any, pattern: Any, match: tuple[int, ...]) -> bool:  # noqa: ANN401 - RDKit ships no types
        """Whether what the core's atoms carry is what the rule allows."""
        core = set(match)
        for place, number in enumerate(match):
            mapped = str(pattern.GetAtomWithIdx(place).GetAtomMapNum())
            neighbours = [atom for atom in molecule.GetAtomWithIdx(number).GetNeighbors() if atom.GetIdx() not in core]
            if self.spec.containing:
                neighbours = [atom for atom in neighbours if atom.GetSymbol() == "C"]
            allowed = self.spec.carries.get(mapped, [[]])
            if not any(_suits(molecule, [atom.GetIdx() for atom in neighbours], kinds, core) for kinds in allowed):
                return False
        return True


def compile_family(spec: FamilySpec) -> Family:
    """The family with its patterns compiled.

    Raises:
        ValueError: a pattern is no SMARTS, an exemption no SMILES.
    """
    from rdkit import Chem  # noqa: PLC0415 - an extra

    patterns = []
    for written in _spelled(spec):
        pattern = Chem.MolFromSmarts(written)
        if pattern is None:
            raise ValueError(f"{written!r} is no SMARTS")
        patterns.append(pattern)
    exempt: set[str] = set()
    for smiles in spec.exempt:
        structure = read_smiles(smiles)
        if structure is None:
            raise ValueError(f"{smiles!r} is no SMILES")
        exempt.update(structure.bases)
    return Family(spec, tuple(patterns), frozenset(exempt))


def _spelled(spec: FamilySpec) -> Iterator[str]:
    """The patterns with each length of chain that the rule allows."""
    for pattern in spec.patterns:
        if "{chain}" not in pattern:
            yield pattern
            continue
        shortest, longest = spec.chain
        for length in range(shortest, longest + 1):
            yield pattern.replace("{chain}", "[CH2]" * length)


def _suits(molecule: Any, roots: list[int], kinds: list[str], core: set[int]) -> bool:  # noqa: ANN401 - RDKit ships no types
    """Whether these groups are of these kinds, in any order, each a group of its own."""
    if len(roots) != len(kinds):
        return False
    return any(
        all(_KINDS[kind](molecule, root, core) for kind, root in zip(kinds, order, strict=True))
        for order in permutations(roots)
    )


def _reached(molecule: Any, root: int, core: set[int]) -> tuple[list[Any], int] | None:  # noqa: ANN401 - RDKit ships no types
    """The atoms of the group that starts here and its bonds to the core: None if it comes back to the core."""
    seen, waiting, bonds = {root}, [root], 0
    atoms = []
    while waiting:
        atom = molecule.GetAtomWithIdx(waiting.pop())
        atoms.append(atom)
        for neighbour in atom.GetNeighbors():
            number = neighbour.GetIdx()
            if number in core:
                bonds += 1
            elif number not in seen:
                seen.add(number)
                waiting.append(number)
    return (atoms, bonds) if bonds == 1 else None


def _saturated(molecule: Any, root: int, core: set[int], most: int) -> list[Any] | None:  # noqa: ANN401 - RDKit ships no types
    """The atoms of an alkyl or cycloalkyl group of at most so many carbons; None if it is none."""
    reached = _reached(molecule, root, core)
    if reached is None or not 1 <= len(reached[0]) <= most:
        return None
    plain = all(
        atom.GetSymbol() == "C" and atom.GetFormalCharge() == 0 and atom.GetDegree() + atom.GetTotalNumHs() == 4
        for atom in reached[0]
    )
    return reached[0] if plain else None


def _is_small(molecule: Any, root: int, core: set[int]) -> bool:  # noqa: ANN401 - RDKit ships no types
    """Methyl, ethyl, n-propyl or isopropyl."""
    atoms = _saturated(molecule, root, core, _SMALL)
    return atoms is not None and not any(atom.IsInRing() for atom in atoms)


def _is_alkyl(molecule: Any, root: int, core: set[int]) -> bool:  # noqa: ANN401 - RDKit ships no types
    """Alkyl or cycloalkyl of one to ten carbons."""
    return _saturated(molecule, root, core, _ALKYL) is not None


def _is_any_alkyl(molecule: Any, root: int, core: set[int]) -> bool:  # noqa: ANN401 - RDKit ships no types
    """Alkyl of any length: what alkylates a salt."""
    return _saturated(molecule, root, core, molecule.GetNumAtoms()) is not None


def _is_bearing(molecule: Any, root: int, core: set[int]) -> bool:  # noqa: ANN401 - RDKit ships no types
    """Alkyl of one to ten carbons with one hydroxyl, cyano or acetoxy group."""
    reached = _reached(molecule, root, core)
    if reached is None:
        return False
    others = [atom for atom in reached[0] if atom.GetSymbol() != "C"]
    fragment = {atom.GetIdx() for atom in reached[0]}
    for group in _bearing_patterns():
        for match in molecule.GetSubstructMatches(group, maxMatches=_MOST_MATCHES):
            own = set(match[1:])  # the first atom is the chain's
            chain = fragment - own
            if own <= fragment and {atom.GetIdx() for atom in others} <= own and 1 <= len(chain) <= _ALKYL:
                return True
    return False


@cache
def _bearing_patterns() -> tuple[Any, ...]:
    from rdkit import Chem  # noqa: PLC0415 - an extra

    return tuple(Chem.MolFromSmarts(smarts) for smarts in ("[CX4][OX2H]", "[CX4]C#N", "[CX4][OX2]C(=O)[CH3]"))


_KINDS = {"small": _is_small, "alkyl": _is_alkyl, "any alkyl": _is_any_alkyl, "bearing": _is_bearing}

KINDS = frozenset(_KINDS)
"""What an atom of a family's core may carry."""
