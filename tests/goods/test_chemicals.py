"""Chemicals: found by every name, by CAS and by UN number, and not mistaken for each other."""

from pathlib import Path

import msgspec
import pytest

from darvoza.goods import ControlList, Outcome, identify_text, load_entries

_CHEMICALS = [entry.id for entry in load_entries().entries if entry.spec.names]


@pytest.mark.parametrize("entry", _CHEMICALS)
def test_a_chemical_resolves_by_every_name_and_number_alone(control: ControlList, entry: str) -> None:
    spec = control[entry].spec
    texts = [f"{name}, technical, in drums" for name in spec.names["en"]]
    texts += [f"product, CAS {cas}" for cas in spec.cas]
    texts += [f"{spec.title['ru']}, технический"]
    for text in texts:
        found = {one.entry: one.outcome for one in identify_text(text, entries=control)}
        assert found == {entry: Outcome.MEETS}, text


def test_official_names_and_cas_numbers_resolve_to_the_same_entry(shared: Path, control: ControlList) -> None:
    pairs = msgspec.json.decode((shared / "data/goods/official_name_cas_pairs.json").read_bytes())
    covered = {cas: names for cas, names in pairs.items() if cas in control.by_cas}
    assert covered == pairs
    for cas, names in covered.items():
        for name in names:
            if name.startswith("in "):
                continue  # the list's words on strength, not a name
            found = {one.entry for one in identify_text(name, entries=control)}
            assert found & {control.entries[number].id for number in control.by_cas[cas]}, name


@pytest.mark.parametrize(
    ("text", "entry", "outcome"),
    [
        ("Triethanolamine 20% solution", "chem-triethanolamine", Outcome.DOES_NOT_MEET),
        ("Triethanolamine 85%, IBC 1000 l", "chem-triethanolamine", Outcome.MEETS),
        ("Triethanolamine", "chem-triethanolamine", Outcome.UNDETERMINED),
        ("Hydrogen peroxide 6%", "explosive-precursor-hydrogen-peroxide", Outcome.DOES_NOT_MEET),
        ("Перекись водорода 60%, канистры", "explosive-precursor-hydrogen-peroxide", Outcome.MEETS),
        ("Acetic anhydride, UN 1715", "drug-precursor-acetic-anhydride", Outcome.MEETS),
        ("Ephedrine tablets", "drug-precursor-ephedrine", Outcome.UNDETERMINED),
        ("Sirka angidridi, texnik", "drug-precursor-acetic-anhydride", Outcome.MEETS),
        ("сера дихлорид, двухлористая сера техническая", "chem-sulfur-dichloride", Outcome.MEETS),
        ("Amiton 5%", "chem-amiton", Outcome.MEETS),
        ("Phosgene 5%", "chem-phosgene", Outcome.DOES_NOT_MEET),
        ("Ammonium nitrate fertilizer 34.4% N", "explosive-precursor-ammonium-nitrate", Outcome.MEETS),
        ("Ammonium nitrate mixture, nitrogen 10%", "explosive-precursor-ammonium-nitrate", Outcome.UNDETERMINED),
        ("Triethanolamine 99% for cosmetics", "chem-triethanolamine", Outcome.MEETS),
        ("Цианид натрия для золотодобычи, 98 %", "chem-sodium-cyanide", Outcome.MEETS),
    ],
)
def test_the_share_of_the_substance_decides(control: ControlList, text: str, entry: str, outcome: Outcome) -> None:
    assert {one.entry: one.outcome for one in identify_text(text, entries=control)}[entry] is outcome


@pytest.mark.parametrize(
    "text", ["Toothpaste with sodium fluoride", "Crème soap with triethanolamine", "Mustard seeds"]
)
def test_consumer_goods_with_a_trace_are_left_alone(control: ControlList, text: str) -> None:
    assert {one.outcome for one in identify_text(text, entries=control)} <= {Outcome.DOES_NOT_MEET}


def test_a_salt_is_not_the_acid_in_its_name(control: ControlList) -> None:
    found = {one.entry for one in identify_text("Ammonium hydrogen fluoride, technical", entries=control)}
    assert found == {"chem-ammonium-hydrogen-fluoride"}


def test_a_cas_number_with_a_wrong_check_digit_names_nothing(control: ControlList) -> None:
    assert identify_text("Liquid, CAS 111-48-9", entries=control) == []
    assert identify_text("Liquid", cas=("111-48-9",), entries=control) == []


def test_declared_numbers_count_without_any_description(control: ControlList) -> None:
    [one] = identify_text(None, cas=("111-48-8",), entries=control)
    assert (one.code, one.outcome) == ("1C350.1", Outcome.MEETS)
    assert "CWC Schedule 2.B.13" in one.lists
