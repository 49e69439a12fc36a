"""Substances in descriptions: by name in any spelling, in English and Russian, and nothing else by chance."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.goods import ControlList, Outcome, identify, identify_text, load_entries, look
from darvoza.goods.chemistry import Chemistry, SubstanceReading, load_substances
from darvoza.prepared import keep_in

_READER = Chemistry(load_entries())
_ORDINARY_CHEMICALS = 200
_SUBHEADING = 6
_MOST_OF_THEM = 500
# Subheadings that the Harmonized System made for substances of the Convention: every one of them, and no other.
_OF_THE_CONVENTION = {
    *("292112", "292113", "292114", "292218", "293010", "293060"),
    *("293141", "293142", "293143", "293144", "293145", "293146", "293147", "293148", "293151", "293152"),
}


def _read(texts: list[str]) -> list[tuple[SubstanceReading, ...]]:
    return _READER.read(texts, [()] * len(texts))


def _batch(descriptions: list[str]) -> ConsignmentBatch:
    goods = tuple(GoodsItem(description=description) for description in descriptions)
    return ConsignmentBatch.of(
        [Consignment(id="m-0", message="m", reference="R", lodgement=Lodgement.MANIFEST, goods=goods)]
    )


_SAID = [
    ("propan-2-yl methylphosphonofluoridate", "cwc-sarin"),
    ("O-isopropyl methylfluorophosphonate", "cwc-sarin"),
    ("Phosphonofluoridic acid, methyl-, 1-methylethyl ester", "cwc-sarin"),
    ("О-изопропилметилфторфосфонат, технический", "cwc-sarin"),
    ("cyclopentyl methylphosphonofluoridate", "cwc-family-1a1"),
    ("циклопентилметилфторфосфонат", "cwc-family-1a1"),
    ("CYCLOPENTYL METHYLPHOSPHONOFLUORIDATE", "cwc-family-1a1"),
    ("n-butyl methylphosphonofluoridate", "cwc-family-1a1"),
    ("ethyl N,N-diethylphosphoramidocyanidate", "cwc-family-1a2"),
    ("этил-N,N-диэтилфосфорамидоцианидат", "cwc-family-1a2"),
    ("O-propyl S-(2-diethylaminoethyl) methylphosphonothiolate", "cwc-family-1a3"),
    ("Phosphonic dichloride, methyl-", "chem-methyl-phosphonyl-dichloride"),
    ("метилфосфоновый дихлорид", "chem-methyl-phosphonyl-dichloride"),
    ("дихлорангидрид метилфосфоновой кислоты", "chem-methyl-phosphonyl-dichloride"),
    ("метилфосфоновый дифторид", "cwc-methylphosphonyl-difluoride"),
    ("propylphosphonic difluoride", "cwc-family-1b9"),
    ("диметиловый эфир метилфосфоновой кислоты", "chem-dimethyl-methylphosphonate"),
    ("Phosphonic acid, methyl-, dimethyl ester", "chem-dimethyl-methylphosphonate"),
    ("(2H3)methylphosphonic dichloride", "chem-methyl-phosphonyl-dichloride"),
    ("di-n-butyl propylphosphonate", "cwc-family-2b4"),
    ("diisopropyl N,N-dimethylphosphoramidate", "cwc-family-2b6"),
    ("N,N-dipropylaminoethyl-2-chloride hydrochloride", "cwc-family-2b10"),
    ("гидрохлорид 2-(дипропиламино)этилхлорида", "cwc-family-2b10"),
    ("n,n-dipropyl-(β)-aminoethanol", "cwc-family-2b11"),
    ("Ethanol, 2-(dipropylamino)-", "cwc-family-2b11"),
    ("N,N-Dipropylaminoethanethiol", "cwc-family-2b12"),
    ("2 - (diisopropylamino) ethanol", "chem-n-n-diisopropyl-beta-aminoethanol"),
    ("3,3-dimethylbutan-2-ol", "chem-pinacolyl-alcohol"),
    ("1-phenylpropan-2-one", "drug-precursor-p2p"),
    ("ephedrine sulfate", "drug-precursor-ephedrine"),
    ("sodium phenylacetate", "drug-precursor-phenylacetic-acid"),
    ("disodium sulfide nonahydrate", "chem-sodium-sulfide"),
]


@pytest.mark.parametrize(("name", "entry"), _SAID)
def test_a_substance_is_found_by_any_of_its_names(name: str, entry: str) -> None:
    found = {entry for one in _read([f"{name}, 200 kg"])[0] for entry in one.entries}
    assert entry in found


@pytest.mark.parametrize(
    "name",
    [
        "2-(dimethylamino)ethanol hydrochloride",
        "undecyl butylphosphonofluoridate",
        "dimethyl butylphosphonate",
        "methyltriphenylphosphonium bromide",
        "O-ethyl S-phenyl ethylphosphonodithioate",
        "2-(dibutylamino)ethanol",
        "potassium cyanide polymer, methodical acetone-free paint",
    ],
)
def test_what_a_family_leaves_out_is_left_out(name: str) -> None:
    assert not [family for one in _read([name])[0] for family in one.families]


def test_a_certain_structure_of_a_family_meets_its_entry(control: ControlList) -> None:
    [found] = identify_text("Cyclopentyl methylphosphonofluoridate", entries=control)
    assert (found.entry, found.outcome) == ("cwc-family-1a1", Outcome.MEETS)
    said = {fact.name: fact.value for fact in found.evidence}
    assert said["substance"] == "Cyclopentyl methylphosphonofluoridate (systematic name)"
    assert said["structure"] == "CP(=O)(F)OC1CCCC1, C6H12FO2P"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("dibutyl propylphosphonate 25%", Outcome.DOES_NOT_MEET),
        ("dibutyl propylphosphonate 95%", Outcome.MEETS),
        ("dibutyl propylphosphonate", Outcome.MEETS),
        ("flame retardant preparation containing dibutyl propylphosphonate", Outcome.UNDETERMINED),
        ("cyclopentyl methylphosphonofluoridate 0.5% solution", Outcome.MEETS),
    ],
)
def test_the_share_decides_for_families_too(control: ControlList, text: str, outcome: Outcome) -> None:
    assert [one.outcome for one in identify_text(text, entries=control)] == [outcome]


def test_looking_shows_the_structure_and_its_family(control: ControlList) -> None:
    [shown] = look("циклопентилметилфторфосфонат", entries=control)["identifiers"]["substances"]
    assert (shown["smiles"], shown["formula"]) == ("CP(=O)(F)OC1CCCC1", "C6H12FO2P")
    assert [family["code"] for family in shown["families"]] == ["Schedule 1.A.1"]


def test_ordinary_chemicals_are_in_no_family(control: ControlList) -> None:
    ordinary = [each for each in load_substances().by_cas.values() if each.hs]
    assert len(ordinary) >= _ORDINARY_CHEMICALS
    read = _READER.read([each.name for each in ordinary], [(each.cas,) for each in ordinary])
    hits = {each.name for each, ones in zip(ordinary, read, strict=True) if any(one.families for one in ones)}
    # Glufosinate has a methyl group and a longer carbon chain on its phosphorus: not of 2.B.4.
    assert hits == set()
    meets = identify(_batch([each.name for each in ordinary]), control).frame.filter(outcome="meets")
    assert meets.filter(meets["entry"].str.starts_with("cwc-")).is_empty()


def test_names_of_the_harmonized_system_are_in_no_family_unless_listed_for_it(shared: Path) -> None:
    with (shared / "data/codes/hs2022_en.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if any(cell[:2] in {"28", "29"} for cell in row[:3])]
    named = {row[1]: max(row, key=len) for row in rows if len(row[1]) == _SUBHEADING}
    read = _read(list(named.values()))
    hits = {code for code, ones in zip(named, read, strict=True) if any(one.families for one in ones)}
    assert len(named) > _MOST_OF_THEM
    assert hits == _OF_THE_CONVENTION


@given(st.lists(st.text(max_size=60), max_size=3))
@settings(max_examples=30)
def test_any_text_is_read_without_harm(texts: list[str]) -> None:
    assert len(_read(texts)) == len(texts)


@given(
    st.lists(
        st.sampled_from(
            ["methyl", "phosphon", "ate", "-", ",", "(", ")", "[", "2", "N", " ", "acid", "этил", "фосф", "ат"]
        ),
        max_size=25,
    ).map("".join)
)
@settings(max_examples=40)
def test_any_heap_of_chemical_parts_is_read_without_harm(text: str) -> None:
    assert len(_read([text])) == 1


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title, lambda name: name.replace("-", "\N{EN DASH}")])
@pytest.mark.parametrize("name", ["cyclopentyl methylphosphonofluoridate", "2-(dipropylamino)ethanol"])
def test_case_and_dashes_change_nothing(name: str, change: object) -> None:
    assert callable(change)
    assert _read([change(name)])[0][0].families == _read([name])[0][0].families


def test_structures_that_were_read_before_are_the_same(tmp_path: Path) -> None:
    said = ["2-chloroethanol hydrochloride", "sodium cyanide", "potassium fluoride, CAS 7789-23-3"]
    fresh = Chemistry(load_entries()).read(said, [()] * len(said))
    keep_in(tmp_path)
    try:
        for _ in range(2):
            assert Chemistry(load_entries()).read(said, [()] * len(said)) == fresh
    finally:
        keep_in(None)
    assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == ["structures"]
