"""Families of the Chemical Weapons Convention: every homologue inside the rule, none outside it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.goods import ControlList, load_entries
from darvoza.goods.chemistry import Chemistry, compile_family, read_smiles

_FAMILIES = {entry.id: entry.spec.structure for entry in load_entries().entries if entry.spec.structure}
_COMPILED = {name: compile_family(spec) for name, spec in _FAMILIES.items()}
_HITS = [(name, smiles) for name, spec in _FAMILIES.items() for smiles in spec.hits]
_MISSES = [(name, smiles) for name, spec in _FAMILIES.items() for smiles in spec.misses]
_SMALL = ["C", "CC", "CCC", "C(C)C"]
_LARGE = ["CCCC", "CC(C)C", "C1CC1", "CCO", "C=C", "c1ccccc1", "CCCl"]
_ALKYL = ["C", "CC", "C(C)C", "CCCCCCCCCC", "C1CCCCC1", "C(C)C(C)(C)C", "CC1CCCCC1"]
_NO_ALKYL = ["CCCCCCCCCCC", "CC1CCCCCCCCCC1", "c1ccccc1", "CC=C", "CCF", "CCOC"]


def _families(smiles: str) -> set[str]:
    structure = read_smiles(smiles)
    assert structure is not None, smiles
    found = {name for name, family in _COMPILED.items() if any(family.has(base) for base in structure.bases)}
    return {name for name in found if found.isdisjoint(_FAMILIES[name].yields_to)}


@pytest.mark.parametrize(("family", "smiles"), _HITS)
def test_examples_inside_a_family_are_in_it(family: str, smiles: str) -> None:
    assert family in _families(smiles)


@pytest.mark.parametrize(("family", "smiles"), _MISSES)
def test_examples_beside_a_family_are_not_in_it(family: str, smiles: str) -> None:
    assert family not in _families(smiles)


def test_every_family_has_examples_on_both_sides_and_says_where_it_is_published(control: ControlList) -> None:
    for name, spec in _FAMILIES.items():
        assert spec.hits, name
        assert len(spec.misses) >= 3, name
        assert any("Chemical Weapons Convention" in listing.source for listing in control[name].spec.lists), name


_SARIN = st.tuples(st.sampled_from(_SMALL), st.sampled_from(_ALKYL)).map(lambda two: f"O=P(F)({two[0]})O{two[1]}")
_VX = st.tuples(
    st.sampled_from(_SMALL), st.sampled_from([*_ALKYL, ""]), st.sampled_from(_SMALL), st.sampled_from(_SMALL)
)


@given(_SARIN)
def test_any_homologue_of_sarin_is_one(smiles: str) -> None:
    assert _families(smiles) == {"cwc-family-1a1"}


@given(st.sampled_from(_LARGE), st.sampled_from(_ALKYL))
def test_another_group_on_phosphorus_makes_it_none(group: str, alkyl: str) -> None:
    assert _families(f"O=P(F)({group})O{alkyl}") == set()


@given(st.sampled_from(_SMALL), st.sampled_from(_NO_ALKYL))
def test_a_longer_or_other_ester_falls_back_to_schedule_two(group: str, ester: str) -> None:
    assert _families(f"O=P(F)({group})O{ester}") == {"cwc-family-2b4"}


@given(_VX)
@settings(max_examples=25)
def test_homologues_of_vx_stay_so_as_salts_and_with_other_isotopes(parts: tuple[str, ...]) -> None:
    phosphorus, ester, first, second = parts
    head = f"O=P({phosphorus})(O{ester})SCC"
    forms = [
        f"{head}N({first}){second}",
        f"{head}N({first}){second}.Cl",
        f"{head}[NH+]({first}){second}.[Cl-]",
        f"{head}[N+](C)({first}){second}.[I-]",
        f"{head}N({first}){second}.O.O",
        f"{head}N({first}){second}".replace("SCC", "S[14CH2]C([2H])([2H])"),
    ]
    for form in forms:
        assert _families(form) == {"cwc-family-1a3"}, form


@given(st.integers(1, 14), st.sampled_from(["O", "S", "Cl"]), st.integers(1, 14))
def test_carbon_counts_of_aminoethyl_compounds(first: int, end: str, second: int) -> None:
    family = {"O": "cwc-family-2b11", "S": "cwc-family-2b12", "Cl": "cwc-family-2b10"}[end]
    exempt = end == "O" and first == second and first <= 2
    inside = first <= 3 and second <= 3 and not exempt
    assert _families(f"{'C' * first}N({'C' * second})CC{end}") == ({family} if inside else set())


@given(st.integers(0, 14), st.integers(0, 14), st.integers(1, 14), st.integers(1, 14))
@settings(max_examples=40)
def test_carbon_counts_of_the_families_added_in_2019(chain: int, middle: int, first: int, second: int) -> None:
    amidine = f"N=C({'C' * middle})N({'C' * first}){'C' * second}" if middle else f"N=CN({'C' * first}){'C' * second}"
    inside = max(chain, middle, first, second) <= 10
    on_oxygen = _families(f"O=P(F)(O{'C' * chain}){amidine}")
    on_phosphorus = _families(f"O=P(F)({'C' * chain}){amidine}" if chain else f"O=P(F){amidine}")
    assert on_oxygen == ({"cwc-family-1a14"} if inside else set())
    assert ("cwc-family-1a13" in on_phosphorus) is inside


def test_a_homologue_with_an_entry_of_its_own_is_that_entrys_alone(control: ControlList) -> None:
    reader = Chemistry(control)
    [[sarin], [homologue]] = reader.read(
        ["propan-2-yl methylphosphonofluoridate", "cyclopentyl methylphosphonofluoridate"], [(), ()]
    )
    assert (sarin.entries, sarin.families) == (("cwc-sarin",), ("cwc-family-1a1",))
    assert (homologue.entries, homologue.families) == (("cwc-family-1a1",), ("cwc-family-1a1",))


@given(st.text(max_size=40))
@settings(max_examples=30)
def test_what_is_no_structure_is_none(text: str) -> None:
    structure = read_smiles(text)
    assert structure is None or structure.smiles
