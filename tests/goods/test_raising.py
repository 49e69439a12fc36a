"""What goods are decides how strongly they speak: controlled goods stop, watched chemicals only weigh."""

import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.goods import control_signals, identify, load_entries
from darvoza.signals import Signal, signal_objects


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
