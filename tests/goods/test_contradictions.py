"""Names and numbers that do not go together are flagged, and those that do are not."""

import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.goods import ControlList, control_signals, identify, look
from darvoza.language import say
from darvoza.signals import signal_objects


def _batch(descriptions: list[str]) -> ConsignmentBatch:
    goods = tuple(GoodsItem(description=description) for description in descriptions)
    return ConsignmentBatch.of(
        [Consignment(id="m-0", message="m", reference="R", lodgement=Lodgement.MANIFEST, goods=goods)]
    )


def _kinds(control: ControlList, description: str, hs: str | None = None) -> list[str]:
    return [one["kind"] for one in look(description, hs, entries=control)["contradictions"]]


@pytest.mark.parametrize(
    ("description", "hs", "kinds"),
    [
        ("Thiodiglycol, CAS 108-88-3", None, ["name and cas"]),  # the number is toluene's
        ("Тиодигликоль, CAS 64-17-5", None, ["name and cas"]),  # the number is ethanol's, which no entry knows
        ("Thiodiglycol, CAS 111-48-8", None, []),
        ("Thiodiglycol and toluene mixture, CAS 108-88-3", None, []),
        ("Thiodiglycol, CAS 111-48-9", None, ["cas digit"]),
        ("Acetic anhydride, UN 1294", None, ["name and un"]),
        ("Acetic anhydride, UN 1715", None, []),
        ("Liquid, CAS 108-24-7, UN 1294", None, ["cas and un"]),
        ("Acetic anhydride", "290230", ["name and hs"]),  # toluene's subheading
        ("Acetic anhydride", "330499", []),  # a chapter of preparations
        ("Acetic anhydride", "851712", ["name and hs"]),
        ("Acetic anhydride", "2915.24.00", []),
        ("Phosphorus oxychloride", "281213", ["name and hs"]),
        ("Wheat flour", "851712", []),
    ],
)
def test_what_is_said_twice_is_compared(
    control: ControlList, description: str, hs: str | None, kinds: list[str]
) -> None:
    assert _kinds(control, description, hs) == kinds


def test_every_chemical_named_with_anothers_cas_number_is_flagged(control: ControlList) -> None:
    chemicals = [entry for entry in control.entries if entry.spec.cas and entry.spec.names]
    pairs = zip(chemicals, [*chemicals[1:], chemicals[0]], strict=True)
    named = [(name, entry.spec.cas[0], other.spec.cas[0]) for entry, other in pairs for name in entry.spec.names["en"]]
    wrong = identify(_batch([f"{name}, CAS {other}" for name, _, other in named]), control).contradictions
    assert wrong.filter(kind="name and cas")["position"].n_unique() == len(named)
    assert identify(_batch([f"{name}, CAS {own}" for name, own, _ in named]), control).contradictions.is_empty()


def test_a_contradiction_is_a_signal_on_its_goods_item(control: ControlList) -> None:
    goods = (GoodsItem(description="Wheat flour"), GoodsItem(description="Thiodiglycol", cas_numbers=("108-88-3",)))
    batch = ConsignmentBatch.of(
        [Consignment(id="m-0", message="m", reference="R", lodgement=Lodgement.MANIFEST, goods=goods)]
    )
    found = identify(batch, control)
    assert found.contradictions.height == 1
    signals = [one for one in signal_objects(control_signals(found)) if one.id.startswith("contradiction")]
    [signal] = signals
    assert (signal.subject, signal.mandatory) == ("goods[1]", False)
    text = say(signal.reason, **{fact.name: fact.value for fact in signal.evidence})
    assert text == "The goods are called Thiodiglycol, but CAS number 108-88-3 is not that substance"
