"""Structures of molecules: one writing for what chemistry calls the same, in whatever salt, hydrate or isotopes."""

from functools import cache, lru_cache
from importlib import metadata
from importlib.util import find_spec
from typing import Any

import msgspec

LONGEST = 600
_MOST_ATOMS = 300


class Structure(msgspec.Struct, frozen=True, kw_only=True):
    """One structure as it was read, and what it is a form of.

    ``smiles`` is canonical, with stereo and isotopes; ``formula`` in Hill order. ``flat`` is without stereo, isotopes
    and water; ``bases`` are its organic parts as neutral molecules: the amine of a hydrochloride, the acid of a
    sodium salt. ``forms`` says what was set aside: ``salt``, ``hydrate``, ``isotopes``.
    """

    smiles: str
    formula: str
    flat: str
    bases: tuple[str, ...]
    forms: tuple[str, ...] = ()


def installed() -> bool:
    """Whether structures can be read here: RDKit is there (``pip install 'darvoza[chemistry]'``)."""
    return find_spec("rdkit") is not None


def version() -> str:
    """The version of what reads structures."""
    return metadata.version("rdkit")


@lru_cache(maxsize=20_000)
def read_smiles(smiles: str) -> Structure | None:
    """The structure that a SMILES writes; None if it writes none, or one larger than any controlled substance.

    >>> read_smiles("Cl.CNC").bases if installed() else ("CNC",)
    ('CNC',)
    """
    molecule = molecule_of(smiles)
    if molecule is None:
        return None
    chem = _chem()
    kept = _flat(molecule)
    if kept is None:
        return None
    parts, water = kept
    flat = ".".join(sorted(chem.MolToSmiles(part) for part in parts))
    bases = [_neutral(part) for part in parts if any(atom.GetSymbol() == "C" for atom in part.GetAtoms())]
    forms = {
        "salt": len(parts) > 1,
        "hydrate": water,
        "isotopes": any(atom.GetIsotope() for atom in molecule.GetAtoms()),
    }
    return Structure(
        smiles=chem.MolToSmiles(molecule),
        formula=_formula(molecule),
        flat=flat,
        bases=tuple(dict.fromkeys(filter(None, bases))),
        forms=tuple(name for name, there in forms.items() if there),
    )


def molecule_of(smiles: str) -> Any:  # noqa: ANN401 - RDKit ships no types
    """RDKit's molecule of a SMILES; None if it is none."""
    if not smiles or len(smiles) > LONGEST:
        return None
    molecule = _chem().MolFromSmiles(smiles)
    return molecule if molecule is not None and 0 < molecule.GetNumAtoms() <= _MOST_ATOMS else None


@cache
def _chem() -> Any:  # noqa: ANN401 - RDKit ships no types
    from rdkit import Chem, rdBase  # noqa: PLC0415 - an extra, and half a second to import

    rdBase.DisableLog("rdApp.*")  # what is no structure is said by None
    return Chem


def _formula(molecule: Any) -> str:  # noqa: ANN401 - RDKit ships no types
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula  # noqa: PLC0415 - an extra

    formula: str = CalcMolFormula(molecule)
    return formula


def _flat(molecule: Any) -> tuple[list[Any], bool] | None:  # noqa: ANN401 - RDKit ships no types
    """The parts without stereo, isotopes and water, and whether there was water beside something else."""
    chem = _chem()
    plain = chem.Mol(molecule)
    for atom in plain.GetAtoms():
        atom.SetIsotope(0)
        atom.SetAtomMapNum(0)
    chem.RemoveStereochemistry(plain)
    # Deuterium is an atom of its own until its mass is gone; written and read again, it is a hydrogen like others.
    plain = chem.MolFromSmiles(chem.MolToSmiles(plain))
    if plain is None:
        return None
    parts = list(chem.GetMolFrags(plain, asMols=True))
    dry = [part for part in parts if chem.MolToSmiles(part) != "O"]
    return (dry, len(dry) < len(parts)) if dry else (parts, False)


def _neutral(part: Any) -> str:  # noqa: ANN401 - RDKit ships no types
    """The part as a neutral molecule, protons taken off or put back; a quaternary cation stays what it is."""
    from rdkit.Chem.MolStandardize.rdMolStandardize import Uncharger  # noqa: PLC0415 - an extra

    chem = _chem()
    written: str = chem.MolToSmiles(Uncharger().uncharge(part))
    read = chem.MolFromSmiles(written)
    return chem.MolToSmiles(read) if read is not None else ""
