"""What goods are decides how strongly they speak: controlled goods stop, watched chemicals only weigh."""

import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.goods import control_signals, goods_words, identify, load_entries
from darvoza.language import Language
from darvoza.signals import Signal, signal_objects, signal_texts


def _signals(description: str, hs_code: str, *cas: str) -> list[Signal]:
    item = GoodsItem(description=description, hs_code=hs_code, cas_numbers=cas)
    consignment = Consignment(id="m-0", message="m", reference="1", lodgement=Lodgement.MANIFEST, goods=(item,))
    return signal_objects(control_signals(identify(ConsignmentBatch.of([consignment]), load_entries())))


@pytest.mark.parametrize(
    ("description", "hs_code"),
    [("Urea, prilled, N 46 %", "310210"), ("Acetone, technical grade", "291411"), ("Hydrochloric acid", "280610")],
)
def test_what_is_only_watched_stops_nothing_by_itself(description: str, hs_code: str) -> None:
    signals = _signals(description, hs_code)
    assert signals
    assert not any(signal.mandatory for signal in signals)
    assert max(signal.weight for signal in signals) <= 0.3


def test_a_precursor_of_table_one_is_stopped() -> None:
    assert any(signal.mandatory for signal in _signals("Acetic anhydride", "291524", "108-24-7"))


def _texts(description: str, language: Language) -> list[str]:
    item = GoodsItem(description=description)
    consignment = Consignment(id="m-0", message="m", reference="1", lodgement=Lodgement.MANIFEST, goods=(item,))
    signals = control_signals(identify(ConsignmentBatch.of([consignment]), load_entries()))
    return signal_texts(signals, language, goods_words(language)).to_list()


def test_titles_properties_and_questions_are_told_in_the_reader_s_language() -> None:
    [met] = _texts("Butterfly valve PTFE lined DN80", Language.RUSSIAN)
    assert "Коррозионностойкая арматура" in met
    assert "условный проход: DN80" in met
    assert "Corrosion-resistant" not in met
    [asked] = _texts("Chemical valve, Hastelloy", Language.RUSSIAN)
    assert "Каков условный проход" in asked or "Ду" in asked
    assert "What" not in asked


def test_evidence_stays_in_english_for_english_readers() -> None:
    [met] = _texts("Butterfly valve PTFE lined DN80", Language.ENGLISH)
    assert "nominal size: DN80" in met
    assert goods_words(Language.ENGLISH) == {}
