"""Headings: what descriptions speak of, when a declared code is called implausible, and what is kept."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darvoza import codes
from darvoza.consignment import Consignment, ConsignmentBatch, Flow, GoodsItem, Lodgement, Mode
from darvoza.goods.headings import HeadingModel, heading_signals, judge, judge_items, learn_headings, load_headings

# A small nomenclature of our own words: enough headings for words to differ in how rare they are.
LINES = {
    "0207": "Meat of poultry, fresh or frozen",
    "0808": "Apples, pears and quinces, fresh",
    "0806": "Grapes, fresh or dried",
    "2523": "Cement, hydraulic",
    "3004": "Medicaments in doses for retail sale",
    "3923": "Articles for packing of plastics (excluding pumps)",
    "4011": "New pneumatic tyres of rubber",
    "6109": "T-shirts and vests, knitted",
    "7214": "Bars and rods of iron or steel",
    "8413": "Pumps for liquids; liquid elevators",
    "841370": "Centrifugal pumps, not elsewhere specified",
    "8414": "Air or vacuum pumps, compressors and fans",
    "8471": "Automatic data processing machines",
    "8517": "Telephone sets, smartphones and other apparatus for networks",
    "8703": "Motor cars for the transport of persons",
    "8708": "Parts and accessories of motor vehicles",
    "9403": "Other furniture and parts thereof",
    "9503": "Toys, dolls and puzzles",
}


@pytest.fixture(scope="module")
def model() -> HeadingModel:
    frame = pl.DataFrame({"code": list(LINES), "text": list(LINES.values())})
    return learn_headings([frame], learned_from=("own",))


@pytest.mark.parametrize(
    ("description", "heading"),
    [
        ("Centrifugal pump for water, 5 m3/h", "8413"),
        ("Насосы водяные погружные", "8413"),
        ("Smartphones, 128 GB", "8517"),
        ("Смартфоны в ассортименте", "8517"),
        ("Mebel, stol va shkaf", "9403"),
        ("Бозичаҳо барои кӯдакон", "9503"),
        ("Виноград сушеный, кишмиш", "0806"),
        ("Tovuq go'shti muzlatilgan", "0207"),
    ],
)
def test_a_description_speaks_of_its_heading_in_the_languages_of_the_region(
    model: HeadingModel, description: str, heading: str
) -> None:
    best, *others = model.guess(description)
    assert best.code == heading
    assert best.probability > max(other.probability for other in others)


def test_what_a_line_excludes_teaches_nothing(model: HeadingModel) -> None:
    assert "3923" not in [heading.code for heading in model.guess("pump", most=3)]


def test_a_code_of_another_chapter_is_implausible_and_says_what_is_likely(model: HeadingModel) -> None:
    found = judge(model, "Smartphones and mobile phones, 128 GB", "0808.10")
    assert found is not None
    assert (found.heading, found.likely, found.declared) == ("8517", "85", "080810")
    assert found.confidence >= 0.8
    assert found.plausibility <= 0.02


@pytest.mark.parametrize(
    ("description", "declared"),
    [
        ("Smartphones, 128 GB", "851713"),
        ("Pumps for liquids", "8414"),  # the neighbour in the same chapter is for a person to settle
        ("Zzyzx qwrtp", "0808"),  # not a word is known
        ("Smartphones", "12"),  # no heading
        ("Smartphones", "9999"),  # a heading nobody has
        ("", "0808"),
    ],
)
def test_what_cannot_be_said_is_not_said(model: HeadingModel, description: str, declared: str) -> None:
    assert judge(model, description, declared) is None


def test_missing_descriptions_and_codes_are_never_called_implausible(model: HeadingModel) -> None:
    descriptions = pl.Series([None, "Smartphones mobile phones", None], dtype=pl.String)
    declared = pl.Series(["0808", None, None], dtype=pl.String)
    assert judge_items(model, descriptions, declared).is_empty()
    assert judge_items(model, descriptions.head(0), declared.head(0)).is_empty()


def test_a_batch_gets_one_signal_for_each_implausible_item(model: HeadingModel) -> None:
    common = {"message": "m", "lodgement": Lodgement.MANIFEST, "mode": Mode.ROAD, "flow": Flow.IMPORT}
    items = (
        GoodsItem(description="Apples, fresh", hs_code="080810"),
        GoodsItem(description="Smartphones, mobile phones", hs_code="252329"),
    )
    batch = ConsignmentBatch.of(
        [Consignment(id="a", reference="A", goods=items, **common), Consignment(id="b", reference="B", **common)]
    )
    signals = heading_signals(batch, model)
    assert signals.select("row", "subject").rows() == [(0, "goods[1]")]
    assert 0 < signals["weight"][0] <= 0.2
    assert not signals["mandatory"][0]


@given(st.text(max_size=60), st.text(max_size=12))
def test_no_text_breaks_it_and_probabilities_stay_probabilities(
    model: HeadingModel, description: str, declared: str
) -> None:
    judge(model, description, declared)
    total = sum(heading.probability for heading in model.guess(description, most=99))
    assert total == pytest.approx(1, abs=0.01) or total == 0


def test_without_a_nomenclature_there_is_no_model(tmp_path: Path) -> None:
    assert load_headings(tmp_path) is None


def test_what_was_learned_is_kept_and_learned_again_when_it_is_broken(tmp_path: Path, model: HeadingModel) -> None:
    source = tmp_path / "own.csv"
    source.write_text("hscode,description\n" + "".join(f'{code},"{text}"\n' for code, text in LINES.items()))
    codes.update_nomenclature("hs-en", tmp_path, source, fewest=1)
    first = load_headings(tmp_path)
    assert first is not None
    [file] = tmp_path.glob("headings-*.npz")
    for spoil in (file.read_bytes(), b"", b"PK\x03\x04 broken"):
        file.write_bytes(spoil)
        load_headings.__globals__["_kept"].cache_clear()  # as a new process would begin
        again = load_headings(tmp_path)
        assert again is not None
        assert again.guess("Water pump") == first.guess("Water pump") == model.guess("Water pump")
        assert again.version == first.version


def test_everyday_goods_are_placed_in_their_chapter(shared: Path, tmp_path: Path) -> None:
    for name, file in (("hs-en", "hs2022_en.csv"), ("tnved-ru", "tnved_eaeu_ru.json")):
        codes.update_nomenclature(name, tmp_path, shared / "data" / "codes" / file)
    learned = load_headings(tmp_path)
    assert learned is not None
    goods = pl.read_csv("src/darvoza/training/data/goods.csv", separator=";", infer_schema=False)
    texts = goods.select("hs", pl.col("ru").str.split("|").list.first())
    right = [
        any(guess.code[:2] == hs[:2] for guess in learned.guess(text, most=1)) for hs, text in texts.iter_rows() if text
    ]
    assert sum(right) / len(right) > 0.8
    called = judge_items(learned, texts["ru"], texts["hs"])
    assert called.height / texts.height < 0.03
