"""Goods of a batch against the control entries: what comes out, and what it says about consignments."""

import polars as pl

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.goods import (
    DETERMINATION_SCHEMA,
    ControlList,
    Outcome,
    Strength,
    control_signals,
    identify,
    identify_text,
)
from darvoza.language import Language
from darvoza.signals import SIGNAL_SCHEMA, signal_objects

_CONTROLLED = "Aluminium alloy 7075-T6 round bar, OD 120 mm, UTS 540 MPa"
_ASKED = "Датчик абсолютного давления"
_ORDINARY = "Aluminium cookware set"


def _batch(*goods: list[GoodsItem]) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(id=f"m-{n}", message="m", reference=f"R{n}", lodgement=Lodgement.MANIFEST, goods=tuple(items))
            for n, items in enumerate(goods)
        ]
    )


def _item(description: str | None = None, **more: object) -> GoodsItem:
    return GoodsItem(description=description, **more)  # type: ignore[arg-type] # fields by name


def test_each_goods_item_gets_its_own_determinations(control: ControlList) -> None:
    found = identify(_batch([_item(_ORDINARY), _item(_CONTROLLED)], [_item(_CONTROLLED)]), control)
    assert found.frame.schema == DETERMINATION_SCHEMA
    assert (found.items, found.distinct) == (3, 2)
    meets = found.frame.filter(pl.col("outcome") == Outcome.MEETS.value)
    assert meets.select("row", "position", "code").rows() == [(0, 1, "1C202.a"), (1, 0, "1C202.a")]


def test_nothing_comes_of_nothing(control: ControlList) -> None:
    assert len(identify(ConsignmentBatch.empty(), control)) == 0
    assert len(identify(_batch([_item()], [_item("")], []), control)) == 0


def test_an_hs_code_alone_decides_nothing(control: ControlList) -> None:
    assert len(identify(_batch([_item(hs_code="902620"), _item("Instruments", hs_code="840120")]), control)) == 0


def test_an_hs_code_supports_what_words_say(control: ControlList) -> None:
    [one] = identify_text(_ASKED, "9026.20.20", entries=control)
    assert one.hs_support is Strength.CORE
    [other] = identify_text(_ASKED, "0808.10", entries=control)
    assert other.hs_support is None


def test_a_batch_and_a_single_item_agree(control: ControlList) -> None:
    texts = [_CONTROLLED, _ASKED, _ORDINARY, "Клапан мембранный Ду 25, футерованный фторопластом PFA"]
    frame = identify(_batch([_item(text) for text in texts]), control).frame
    for position, text in enumerate(texts):
        single = sorted((one.entry, one.outcome.value, one.asks) for one in identify_text(text, entries=control))
        rows = frame.filter(pl.col("position") == position).select("entry", "outcome", "asks").rows()
        assert sorted((entry, outcome, tuple(asks)) for entry, outcome, asks in rows) == single


def test_a_batch_misses_nothing_that_single_items_find(control: ControlList) -> None:
    texts = [example.text for entry in control.entries for example in entry.spec.tests]
    texts += [f"'{text.upper()}'" for text in texts]
    frame = identify(_batch([_item(text) for text in texts]), control).frame
    batch = set(frame.select("position", "entry", "outcome").iter_rows())
    single = {
        (position, one.entry, one.outcome.value)
        for position, text in enumerate(texts)
        for one in identify_text(text, entries=control)
    }
    assert batch == single


def test_questions_come_in_the_officers_language(control: ControlList) -> None:
    [one] = identify_text(_ASKED, entries=control)
    assert one.outcome is Outcome.UNDETERMINED
    asked = [control.question(one.entry, ask, Language.RUSSIAN) for ask in one.asks]
    assert "Из какого материала мембрана (чувствительный элемент)?" in asked
    assert "What is the diaphragm or sensing element made of?" in one.questions


def test_only_what_can_still_change_the_outcome_is_asked(control: ControlList) -> None:
    [one] = identify_text("Датчик абсолютного давления, керамическая мембрана, 0-1 кПа", entries=control)
    assert one.asks == ("accuracy",)


def test_goods_that_meet_an_entry_stop_the_consignment(control: ControlList) -> None:
    signals = control_signals(identify(_batch([_item(_ORDINARY)], [_item(_CONTROLLED)]), control))
    assert signals.schema == SIGNAL_SCHEMA
    [signal] = signal_objects(signals)
    assert signals["row"].to_list() == [1]
    assert signal.mandatory
    assert (signal.subject, signal.typology.value, signal.weight) == ("goods[0]", "proliferation", 0.9)
    assert {fact.name for fact in signal.evidence} == {"code", "list", "goods", "found"}
    found = str({fact.name: fact.value for fact in signal.evidence}["found"])
    assert "540 MPa" in found
    assert "limit" in found
    assert "_" not in found, "an officer reads words, not the names of parameters"


def test_an_open_question_weighs_less_without_a_fitting_hs_code_and_never_stops_by_itself(control: ControlList) -> None:
    batch = _batch([_item(_ASKED, hs_code="902620")], [_item(_ASKED)])
    supported, bare = signal_objects(control_signals(identify(batch, control)))
    assert supported.weight > bare.weight
    assert not supported.mandatory
    assert not bare.mandatory


def test_goods_just_short_of_a_limit_are_pointed_out(control: ControlList) -> None:
    batch = _batch([_item("Aluminium alloy bar 7075, OD 120 mm, UTS 455 MPa")])
    [signal] = signal_objects(control_signals(identify(batch, control)))
    assert "just short" in signal.reason
    assert signal.weight < 0.2


def test_no_determinations_raise_no_signals(control: ControlList) -> None:
    assert control_signals(identify(ConsignmentBatch.empty(), control)).is_empty()


def test_few_items_and_many_are_found_alike(control: ControlList) -> None:
    said = [
        ("2-chloroethanol, CAS 107-07-3", "290559"),
        ("Valves d'arrêt, corrosion-resistant, Hastelloy", "848180"),
        (None, "2905.59"),
        ("UN 1230", None),
        ("Шары стальные", "73261100"),
        ("", ""),
    ]
    few = identify(batch_of(*said), control)
    many = identify(batch_of(*said, *((f"socks no. {number}", "611510") for number in range(400))), control)
    assert few.frame.height
    assert many.frame.equals(few.frame)
    assert many.contradictions.equals(few.contradictions)


def batch_of(*said: tuple[str | None, str | None]) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=str(number),
                message="m",
                reference=str(number),
                lodgement=Lodgement.DECLARATION,
                goods=(GoodsItem(description=text, hs_code=code),),
            )
            for number, (text, code) in enumerate(said)
        ]
    )
