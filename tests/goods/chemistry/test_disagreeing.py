"""Name, CAS number, structure, formula and HS code that disagree are flagged; a salt or hydrate is not, and is said."""

import itertools
import random
from pathlib import Path

import msgspec
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.goods import ControlList, identify, load_entries, look
from darvoza.goods.chemistry import load_substances, squash
from darvoza.goods.chemistry import reading as of_chemistry

_SAMPLE = 200


def _batch(descriptions: list[str]) -> ConsignmentBatch:
    goods = tuple(GoodsItem(description=description) for description in descriptions)
    return ConsignmentBatch.of(
        [Consignment(id="m-0", message="m", reference="R", lodgement=Lodgement.MANIFEST, goods=goods)]
    )


def _pairs() -> list[tuple[str, str]]:
    """Names with CAS numbers of other substances: a sample of all ordered pairs of the table."""
    table = load_substances()
    substances = list(table.by_cas.values())
    alike = {(a.cas, b.cas) for a, b in itertools.permutations(substances, 2) if squash(a.name) == squash(b.name)}
    wrong = [
        (a, b)
        for a, b in itertools.permutations(substances, 2)
        if table.kin(a.cas) != table.kin(b.cas) and (a.cas, b.cas) not in alike
    ]
    return [(a.name, b.cas) for a, b in random.Random(11).sample(wrong, _SAMPLE)]


@pytest.fixture(scope="module")
def without() -> ControlList:
    """The control entries as if the chemistry extra were not installed."""
    fresh = load_entries.__wrapped__(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_chemistry, "installed", lambda: False)
        assert not fresh.chemistry.structures
    return fresh


@pytest.fixture(params=["with structures", "without"])
def either(request: pytest.FixtureRequest, control: ControlList, without: ControlList) -> ControlList:
    """The control entries with the chemistry extra and without."""
    return control if request.param == "with structures" else without


def test_every_name_with_anothers_number_is_flagged(either: ControlList) -> None:
    pairs = _pairs()
    found = identify(_batch([f"{name}, CAS {cas}" for name, cas in pairs]), either).contradictions
    flagged = set(found.filter(kind="name and cas")["position"])
    assert [pairs[place] for place in range(len(pairs)) if place not in flagged] == []


def test_right_names_and_numbers_contradict_nothing(either: ControlList) -> None:
    right = [f"{each.name}, CAS {each.cas}" for each in load_substances().by_cas.values()]
    right += [f"{each.name}, {each.formula}" for each in load_substances().by_cas.values()]
    found = identify(_batch(right), either).contradictions
    assert [(right[row["position"]], row["kind"]) for row in found.to_dicts()] == []


def test_official_pairs_contradict_nothing(shared: Path, either: ControlList) -> None:
    pairs = msgspec.json.decode((shared / "data/goods/official_name_cas_pairs.json").read_bytes())
    right = [f"{name}, CAS {cas}" for cas, names in pairs.items() for name in names if not name.startswith("in ")]
    assert identify(_batch(right), either).contradictions.is_empty()


@pytest.mark.parametrize(
    ("description", "hs", "kinds"),
    [
        ("Dimethylamine, CAS 506-59-2", None, []),  # its hydrochloride
        ("Ephedrine hydrochloride, CAS 299-42-3", None, []),  # its base
        ("Sodium sulfide, CAS 1313-84-4", None, []),  # its nonahydrate
        ("Лимонная кислота моногидрат, CAS 77-92-9", None, []),
        ("Ephedrine sulfate, CAS 299-39-8", None, []),  # sparteine's, which nobody here knows: a salt of it might be
        ("Ephedrine, CAS 90-82-4", None, ["name and cas"]),  # pseudoephedrine: stereo tells them apart
        ("Ethanol, CAS 107-44-8", None, ["name and cas"]),
        ("Methanol, CAS 1О7-44-8", None, ["name and cas"]),  # typed with a Cyrillic О
        ("Зарин, CAS 1О7-44-8", None, []),
        ("Thiodiglycol, C4H10O2S", None, []),
        ("Thiodiglycol, C2H6O", None, ["name and formula"]),
        ("Phosphorus trichloride POCl3", None, ["name and formula"]),
        ("Titanium Ti6Al4V and thiodiglycol", None, []),
        ("Nitrogen mustard HN2", None, []),
        ("Phenol", "290711", []),
        ("Phenol", "290511", ["name and hs"]),
        ("Phenol formaldehyde resin", "290511", []),
        ("Cyclopentyl methylphosphonofluoridate, CAS 67-64-1", None, ["name and cas"]),
        ("Toluene diisocyanate, CAS 584-84-9", "292910", []),
        ("Sarin", "851712", ["name and hs"]),
        ("Sarin", "293159", []),
        ("Glycerin soap", "340111", []),
    ],
)
def test_what_is_said_twice_is_compared(
    control: ControlList, description: str, hs: str | None, kinds: list[str]
) -> None:
    found = [one["kind"] for one in look(description, hs, entries=control)["contradictions"]]
    assert found == kinds


def test_a_declared_number_with_a_wrong_check_digit_is_flagged(control: ControlList) -> None:
    found = look("Thiodiglycol", cas=("111-48-9",), entries=control)
    assert [one["kind"] for one in found["contradictions"]] == ["cas digit"]
    assert found["identifiers"]["wrong_cas"] == ("111-48-9",)


def test_a_salt_with_its_bases_number_is_said(control: ControlList) -> None:
    found = look("Dimethylamine, CAS 506-59-2", entries=control)
    assert found["identifiers"]["remarks"] == [
        "CAS number 506-59-2 is a salt, a hydrate or the base of what the goods are called: Dimethylamine"
    ]


def test_without_the_extra_names_are_still_found_and_it_is_said(
    control: ControlList, without: ControlList, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look("Thiodiglycol", entries=control)["identifiers"]["chemistry"] == ""
    monkeypatch.setattr("darvoza.goods.items.installed", lambda: False)
    line = look("Bis(2-hydroxyethyl)sulphide, technical", entries=without)
    assert [one["entry"] for one in line["determinations"]] == ["chem-thiodiglycol"]
    assert "pip install 'darvoza[chemistry]'" in line["identifiers"]["chemistry"]
    assert [one["smiles"] for one in line["identifiers"]["substances"]] == [""]
