"""The table of substances: number, name, formula and structure of each say the same."""

import pytest

from darvoza.goods import ControlList
from darvoza.goods.chemistry import load_substances, read_smiles
from darvoza.goods.chemistry.opsin import opsin
from darvoza.goods.identifiers import is_cas

# No single molecule, or one that no SMILES writes as RDKit reads it.
_WITHOUT_STRUCTURE = {
    "9009-86-3",  # ricin, a protein
    "9004-70-0",  # nitrocellulose, a polymer
    "69102-90-5",  # hydroxyl-terminated polybutadiene, a polymer
    "15245-12-2",  # calcium ammonium nitrate, a double salt of varying composition
    "7790-91-2",  # chlorine trifluoride
    "7789-20-0",  # heavy water and deuterium: isotopes alone, which structures leave aside here
    "7782-39-0",
    "14762-55-1",  # helium-3
    "10028-17-8",  # tritium
}
# Names that OPSIN does not read, or reads as another writing of the same: salts as covalent, acids as anions.
_NOT_BY_NAME = {
    "35523-89-8",  # saxitoxin
    "113-15-5",  # ergotamine
    "379-79-3",
    "13424-46-9",  # lead azide
    "628-86-4",  # mercury fulminate
    "7789-29-9",  # hydrogen difluorides
    "1341-49-7",
    "1333-83-1",
    "1314-80-3",  # phosphorus pentasulfide
    "10025-67-9",  # sulfur monochloride
    "10544-72-6",  # nitrogen tetroxide
    "2465-65-8",  # diethyl phosphorothioate
    "16893-85-9",  # sodium hexafluorosilicate
}


def test_every_cas_number_of_a_control_entry_has_its_structure(control: ControlList) -> None:
    assert set(control.by_cas) - set(load_substances().by_cas) == _WITHOUT_STRUCTURE & set(control.by_cas)


def test_numbers_structures_and_formulas_agree() -> None:
    for substance in load_substances().by_cas.values():
        assert is_cas(substance.cas), substance
        structure = read_smiles(substance.smiles)
        assert structure is not None, substance
        assert structure.formula == substance.formula, substance
        assert substance.kin in load_substances().by_cas, substance


def test_a_salt_or_hydrate_has_the_structure_of_what_it_is_of() -> None:
    table = load_substances().by_cas
    for substance in table.values():
        if substance.parent and "+" not in substance.smiles:
            own, base = read_smiles(substance.smiles), read_smiles(table[substance.parent].smiles)
            assert own is not None, substance
            assert base is not None, substance
            assert base.flat == own.flat or set(base.bases) & set(own.bases), substance


def test_every_name_read_by_opsin_is_the_structure_written() -> None:
    substances = [each for each in load_substances().by_cas.values() if each.cas not in _NOT_BY_NAME]
    read = opsin().read(each.name for each in substances)
    wrong = []
    for each in substances:
        written, by_name = read_smiles(each.smiles), read_smiles(read[each.name] or "")
        if written is None or by_name is None or written.flat != by_name.flat:
            wrong.append((each.cas, each.name, each.smiles, read[each.name]))
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "cas"),
    [
        ("Bis(2-hydroxyethyl)sulphide", "111-48-8"),
        ("2,2’–thiodiethanol", "111-48-8"),
        ("o,o diethyl phosphorodithioate", "298-06-6"),
        ("SODIUM HYDROGEN DIFLUORIDE", "1333-83-1"),
        ("калий марганцовокислый", "7722-64-7"),
    ],
)
def test_names_are_found_however_they_are_punctuated(name: str, cas: str) -> None:
    from darvoza.goods.chemistry import squash  # noqa: PLC0415 - beside what it shows

    assert cas in load_substances().by_name[squash(name)]
