"""Chemistry: what substance goods are, by CAS number, name and structure. Structures need the extra ``chemistry``."""

from darvoza.goods.chemistry.families import KINDS, Family, compile_family
from darvoza.goods.chemistry.reading import Chemistry, SubstanceReading
from darvoza.goods.chemistry.spelling import cas_written, squash, systematic
from darvoza.goods.chemistry.structure import Structure, installed, read_smiles
from darvoza.goods.chemistry.substances import Substance, Substances, elements, load_substances

__all__ = [
    "KINDS",
    "Chemistry",
    "Family",
    "Structure",
    "Substance",
    "SubstanceReading",
    "Substances",
    "cas_written",
    "compile_family",
    "elements",
    "installed",
    "load_substances",
    "read_smiles",
    "squash",
    "systematic",
]
