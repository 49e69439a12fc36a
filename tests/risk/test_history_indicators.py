"""Each indicator that rests on the past, on a past that makes it fire and on one that does not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
import polars as pl
import pytest

from darvoza.consignment import (
    Consignment,
    ConsignmentBatch,
    EquipmentKind,
    Flow,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Role,
    TransportEquipment,
)
from darvoza.history import Baselines, Features
from darvoza.risk import Evaluation, all_indicators, evaluate
from darvoza.risk.needs import PAST, PAST_GOODS, alternatives
from darvoza.signals import signal_objects

TODAY = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as filed, without a zone
LONG_AGO = 700


def party(role: Role, name: str, **fields: Any) -> Party:  # noqa: ANN401 - any field of a party
    return Party(role=role, name=name, **fields)


def filed(days: float = 0, /, *parties: Party, **fields: Any) -> Consignment:  # noqa: ANN401 - any field
    """A consignment lodged so many days before today; a truck of shoes from Kashgar unless something else is said."""
    own: dict[str, Any] = {
        "id": "c",
        "message": "m",
        "reference": "R",
        "lodgement": Lodgement.DECLARATION,
        "mode": Mode.ROAD,
        "flow": Flow.IMPORT,
        "lodged": TODAY - timedelta(days=days),
        "parties": parties,
        "goods": (item(),),
    }
    return Consignment(**{**own, **fields})


def item(hs_code: str = "640299", **fields: Any) -> GoodsItem:  # noqa: ANN401 - any field of an item
    own: dict[str, Any] = {"origin": "CN", "currency": "USD", "value": 100.0, "net_mass_kg": 10.0}
    return GoodsItem(hs_code=hs_code, **{**own, **fields})


def nur(**fields: Any) -> Party:  # noqa: ANN401 - any field of a party
    return party(Role.CONSIGNEE, "Nur LLC", **fields)


def weifang(**fields: Any) -> Party:  # noqa: ANN401 - any field of a party
    return party(Role.CONSIGNOR, "Weifang Trading", **fields)


CHIPS = item("854231")
AGENT = party(Role.DECLARANT, "Broker One")
CARRIER = party(Role.CARRIER, "Silk Road Haulage")
OTHERS = filed(LONG_AGO, party(Role.CONSIGNEE, "Somebody"), party(Role.CONSIGNOR, "Someone Else"))


def often(count: int, *parties: Party, last: float = 5, every: float = 20, **fields: Any) -> list[Consignment]:  # noqa: ANN401 - any field
    """So many consignments, the last so many days ago."""
    return [filed(last + every * number, *parties, **fields) for number in range(count)]


def box(number: str = "CSQU3054383", *seals: str, kind: EquipmentKind = EquipmentKind.CONTAINER) -> TransportEquipment:
    return TransportEquipment(kind=kind, id=number, seals=seals)


@dataclass(frozen=True)
class Case:
    """A past, and what was found then; a consignment of today on which the indicator fires, and others where not."""

    past: list[Consignment]
    fires: Consignment
    silent: list[Consignment]
    breaches: tuple[int, ...] = ()
    clean: tuple[int, ...] = ()


def prices(count: int) -> list[Consignment]:
    return [
        filed(
            40 + number % 200,
            party(Role.CONSIGNEE, f"Buyer {number}"),
            goods=(item(value=100.0 + number % 10),),
        )
        for number in range(count)
    ]


CASES = {
    "PTY-01": Case(
        [*often(3, nur(), weifang())], filed(0, party(Role.CONSIGNEE, "Tulip"), weifang()), [filed(0, nur(), weifang())]
    ),
    "PTY-10": Case(
        often(5, nur(), weifang()),
        filed(0, party(Role.CONSIGNEE, "Tulip"), goods=(CHIPS,)),
        [filed(0, party(Role.CONSIGNEE, "Tulip")), filed(0, nur(), goods=(CHIPS,))],
    ),
    "PTY-14": Case(
        often(12, nur(phone="+998 71 200 00 01", email="office@nur.uz"), AGENT),
        filed(0, nur(phone="+998 90 999 99 99", email="nur.llc@mail.ru"), AGENT),
        [
            filed(0, nur(phone="998 71 2000001", email="OFFICE@nur.uz"), AGENT),
            filed(0, nur(phone="+998 90 999 99 99", email="office@nur.uz"), AGENT),
            filed(0, nur(), AGENT),
        ],
    ),
    "PTY-15": Case(
        [*often(3, nur(), weifang()), *often(3, party(Role.CONSIGNEE, "Tulip"))],
        filed(0, nur()),
        [filed(0, party(Role.CONSIGNEE, "Tulip"))],
        breaches=(0,),
        clean=(1, 3, 4),
    ),
    "PTY-16": Case(
        [*often(30, AGENT, every=5), *often(60, party(Role.DECLARANT, "Broker Two"), every=4)],
        filed(0, AGENT),
        [filed(0, party(Role.DECLARANT, "Broker Two"))],
        breaches=tuple(range(24)),
        clean=tuple(range(24, 90)),
    ),
    "PTY-05": Case(
        often(2, party(Role.CONSIGNEE, "Tulip", phone="+998 71 200 00 01")),
        filed(0, nur(phone="998712000001")),
        [
            filed(0, nur(phone="998712000002")),
            filed(0, party(Role.CONSIGNEE, "Tulip", phone="998712000001")),  # itself, not one like it
        ],
        breaches=(0,),
    ),
    "HIS-01": Case(
        [*often(4, nur(), last=200), *often(4, party(Role.CONSIGNEE, "Tulip"), last=3, every=150)],
        filed(0, nur()),
        [filed(0, party(Role.CONSIGNEE, "Tulip"))],
    ),
    "HIS-02": Case(
        [*often(12, nur(), every=1), *often(12, party(Role.CONSIGNEE, "Tulip"), every=15)],
        filed(0, nur()),
        [filed(0, party(Role.CONSIGNEE, "Tulip")), filed(0, party(Role.CONSIGNEE, "Iris"))],
    ),
    "HIS-03": Case(
        [*often(14, nur(), every=1), *often(5, nur(), last=60, every=60), *often(40, weifang(), last=1, every=8)],
        filed(0, nur()),
        [filed(0, weifang())],
    ),
    "HIS-04": Case(
        [*often(12, nur(), weifang()), *often(1, party(Role.CONSIGNEE, "Tulip"))],
        filed(0, nur(), party(Role.CONSIGNOR, "Shenzhen Chips"), goods=(CHIPS,)),
        [filed(0, nur(), weifang(), goods=(CHIPS,)), filed(0, nur(), party(Role.CONSIGNOR, "Shenzhen Chips"))],
    ),
    "HIS-05": Case(
        [filed(30 + n, party(Role.CONSIGNEE, f"Firm {n}", email="a@b.kz")) for n in range(3)],
        filed(0, nur(email="A@b.kz")),
        [filed(0, nur(email="nur@nur.uz")), filed(0, party(Role.CONSIGNEE, "Firm 1", email="a@b.kz"))],
    ),
    "TIM-02": Case(
        often(12, nur(), weifang(), AGENT, office="TJDU2", country_of_dispatch="CN"),
        filed(
            0,
            nur(),
            party(Role.CONSIGNOR, "Fiesole"),
            AGENT,
            office="UZGAL",
            country_of_dispatch="IT",
            goods=(item("940161", origin="IT"),),
        ),
        [
            filed(0, nur(), weifang(), AGENT, office="TJDU2", country_of_dispatch="CN"),
            filed(0, nur(), party(Role.CONSIGNOR, "Fiesole"), AGENT, office="UZGAL", country_of_dispatch="CN"),
        ],
    ),
    "TIM-04": Case(
        [
            *often(3, nur(), gross_mass_kg=100.0, last=10, every=30),
            *often(12, party(Role.CONSIGNEE, "Tulip"), gross_mass_kg=100.0),
        ],
        filed(0, nur(), gross_mass_kg=20_000.0),
        [filed(0, nur(), gross_mass_kg=150.0), filed(0, party(Role.CONSIGNEE, "Tulip"), gross_mass_kg=20_000.0)],
    ),
    "PTY-09": Case(
        often(12, nur(), weifang()),
        filed(0, nur(), goods=(item("880730"),)),
        [filed(0, nur(), goods=(item("640110"),)), filed(0, party(Role.CONSIGNEE, "Tulip"), goods=(item("880730"),))],
    ),
    "GDS-16": Case(
        [*often(12, nur()), *often(12, party(Role.CONSIGNEE, "Chip Shop"), goods=(CHIPS,))],
        filed(0, nur(), goods=(CHIPS,)),
        [filed(0, nur()), filed(0, party(Role.CONSIGNEE, "Chip Shop"), goods=(CHIPS,))],
    ),
    "STC-07": Case(
        often(2, nur(), goods=(CHIPS,)),
        filed(0, party(Role.CONSIGNOR, "NUR, LLC"), goods=(CHIPS,), flow=Flow.EXPORT),
        [
            filed(0, weifang(), goods=(CHIPS,), flow=Flow.EXPORT),
            filed(0, party(Role.CONSIGNOR, "Nur"), flow=Flow.EXPORT),
        ],
    ),
    "RTE-08": Case(
        often(4, nur(), last=5, every=10),
        filed(0, party(Role.CONSIGNOR, "Nur"), goods=(item(origin="UZ"),), flow=Flow.EXPORT, country_of_dispatch="UZ"),
        [filed(0, party(Role.CONSIGNOR, "Nur"), goods=(item(),), flow=Flow.EXPORT, country_of_dispatch="UZ")],
    ),
    "TBM-03": Case(
        [
            *often(2, party(Role.CONSIGNOR, "Nur"), party(Role.CONSIGNEE, "Weifang Trading"), last=30),
        ],
        filed(0, nur(), weifang()),
        [filed(0, nur(), party(Role.CONSIGNOR, "Fiesole")), filed(0, party(Role.CONSIGNEE, "Tulip"), weifang())],
    ),
    "HIS-06": Case(
        [filed(5 + 20 * n, nur(), goods=(item(value=100.0 + n),)) for n in range(12)],
        filed(0, nur(), goods=(item(value=20.0),)),
        [
            filed(0, nur(), goods=(item(value=110.0),)),
            filed(0, party(Role.CONSIGNEE, "Tulip"), goods=(item(value=20.0),)),
        ],
    ),
    "HIS-07": Case(
        prices(80),
        filed(0, nur(), goods=(item(value=20.0),)),
        [filed(0, nur(), goods=(item(value=70.0),)), filed(0, nur(), goods=(item(value=20.0, currency="UZS"),))],
    ),
    "HIS-08": Case(
        prices(120),
        filed(0, nur(), goods=(item(origin="CR"),)),
        [filed(0, nur()), filed(0, nur(), goods=(item("870323", origin="CR"),))],
    ),
    "HIS-09": Case(
        [*often(30, goods=(item("870829"),), every=5), *often(200, every=1)],
        filed(0, goods=(item("870829"),)),
        [filed(0)],
        breaches=tuple(range(25)),
        clean=tuple(range(25, 230)),
    ),
    "CON-11": Case(
        [*often(2, means_id="01A 777 BA"), *often(2, equipment=(box(),))],
        filed(0, means_id="01A777BA"),
        [filed(0, means_id="01A778BA"), filed(0, means_id="01A778BA", equipment=(box(),))],
        breaches=(1,),
        clean=(2,),
    ),
    "HIS-10": Case(
        often(2, equipment=(box("CSQU3054383", "UZ0012345"),)),
        filed(0, equipment=(box("MSKU0000010", "UZ-0012345"),)),
        [
            filed(0, equipment=(box("CSQU3054383", "UZ0012345"),)),
            filed(0, equipment=(box("MSKU0000010", "UZ0099999"),)),
        ],
    ),
    "HIS-11": Case(
        [filed(5 * n + 1, party(Role.CONSIGNEE, f"Firm {n}"), equipment=(box(),)) for n in range(5)],
        filed(0, nur(), equipment=(box(),), mode=Mode.RAIL),
        [filed(0, nur(), equipment=(box("MSKU0000010"),), mode=Mode.RAIL)],
    ),
    "HIS-12": Case(
        often(25, CARRIER, country_of_dispatch="CN", country_of_destination="UZ"),
        filed(0, CARRIER, country_of_dispatch="AF", country_of_destination="UZ"),
        [filed(0, CARRIER, country_of_dispatch="CN", country_of_destination="UZ")],
    ),
    "HIS-13": Case(
        often(12, nur(), CARRIER),
        filed(0, nur(), party(Role.CARRIER, "Ghost Trucks")),
        [filed(0, nur(), CARRIER), filed(0, party(Role.CONSIGNEE, "Tulip"), party(Role.CARRIER, "Ghost Trucks"))],
    ),
    "HIS-14": Case(
        often(25, nur(), office="TJDU2", country_of_dispatch="CN"),
        filed(0, nur(), office="UZTAS", country_of_dispatch="AE", mode=Mode.AIR),
        [filed(0, nur(), office="UZTAS", country_of_dispatch="CN")],
    ),
    "RTE-06": Case(
        [filed(3, nur(), transport_document="CMR 123456", country_of_destination="UZ")],
        filed(0, party(Role.CONSIGNEE, "Tulip"), transport_document="CMR-123456", country_of_destination="UZ"),
        [
            filed(0, nur(), transport_document="CMR123456", country_of_destination="UZ"),
            filed(0, nur(), transport_document="CMR 123457", country_of_destination="TJ"),
        ],
    ),
    "HTS-03": Case(
        often(4, CARRIER, party(Role.DRIVER, "Karimov")),
        filed(
            0,
            CARRIER,
            party(Role.DRIVER, "Nobody"),
            flow=Flow.EXPORT,
            equipment=(box("01A777BA", "S12345", kind=EquipmentKind.TRAILER),),
        ),
        [
            filed(0, CARRIER, party(Role.DRIVER, "Karimov"), flow=Flow.EXPORT, equipment=(box("01A777BA", "S12345"),)),
        ],
    ),
    "ENV-02": Case(
        often(4, nur(), last=2, every=5, goods=(item("050790"),)),
        filed(0, nur(), goods=(item("050790", description="Рога сайгака"),)),
        [
            filed(0, nur(), goods=(item("050790", description="buttons"),)),
            filed(0, party(Role.CONSIGNEE, "Tulip"), goods=(item("050790", description="Рога сайгака"),)),
        ],
    ),
}

INDICATORS = {each.id: each for each in all_indicators() if each.of_the_past}


def numbered(consignments: list[Consignment]) -> ConsignmentBatch:
    return ConsignmentBatch.of([msgspec.structs.replace(each, id=f"c{at}") for at, each in enumerate(consignments)])


def baselines(case: Case) -> Baselines:
    past = numbered([*case.past, OTHERS])
    looked = [(f"c{at}", True) for at in case.breaches] + [(f"c{at}", False) for at in case.clean]
    findings = pl.DataFrame(looked, schema={"consignment": pl.String, "breach": pl.Boolean}, orient="row")
    days = past.consignments.select(consignment="id", day=pl.col("lodged").dt.date())
    dated = findings.join(days, on="consignment", maintain_order="left")
    return Baselines.of(past, None, dated)


class Remembered(Baselines):
    """A past that was looked up once and is told again, perhaps with columns that are not known."""

    def __init__(self, features: Features, forgotten: str | None = None) -> None:
        empty = Baselines.empty()
        super().__init__(empty.ledger, empty.prices)
        needs = alternatives(forgotten) if forgotten else ()
        whole, goods = (
            frame.with_columns(
                pl.lit(None, frame.schema[each.column]).alias(each.column) for each in needs if each.table == table
            )
            for frame, table in ((features.consignments, PAST), (features.goods, PAST_GOODS))
        )
        self._features = Features(whole, goods)

    def look_up(self, batch: ConsignmentBatch) -> Features:  # noqa: ARG002 - it was looked up for this batch
        return self._features


def asked(case: Case) -> ConsignmentBatch:
    """The consignment it fires on, then those it does not; filed on one day, they know nothing of each other."""
    return numbered([case.fires, *case.silent])


@cache
def looked_up(name: str) -> Features:
    return baselines(CASES[name]).look_up(asked(CASES[name]))


def said(name: str, forgotten: str | None = None) -> Evaluation:
    past = Remembered(looked_up(name), forgotten)
    return evaluate(asked(CASES[name]), indicators=[INDICATORS[name]], baselines=past)


def test_every_indicator_that_rests_on_the_past_has_a_case() -> None:
    assert set(CASES) == set(INDICATORS)
    assert len(INDICATORS) >= 30


@pytest.mark.parametrize("name", CASES)
def test_it_fires_where_it_should_and_is_silent_where_it_should_be(name: str) -> None:
    evaluation = said(name)
    assert evaluation.signals["row"].unique().to_list() == [0]
    assert evaluation.gaps.is_empty(), evaluation.gaps
    for signal in signal_objects(evaluation.signals):
        sentence = signal.reason.format_map({fact.name: fact.value for fact in signal.evidence})
        assert "None" not in sentence, sentence


@pytest.mark.parametrize("name", CASES)
def test_without_a_past_it_is_silent_and_says_what_it_lacked(name: str) -> None:
    evaluation = evaluate(asked(CASES[name]), indicators=[INDICATORS[name]])
    assert evaluation.signals.is_empty()
    assert evaluation.gaps["row"].unique().to_list() == list(range(1 + len(CASES[name].silent)))
    assert evaluation.gaps["missing"].str.contains("past").all()


@pytest.mark.parametrize(
    ("name", "need"), [(name, need) for name in CASES for need in INDICATORS[name].needs if need.startswith("past")]
)
def test_it_never_fires_on_a_past_that_is_not_known(name: str, need: str) -> None:
    evaluation = said(name, need)
    assert evaluation.signals.is_empty()
    assert evaluation.gaps["missing"].to_list() == [need] * (1 + len(CASES[name].silent))


def test_a_short_history_calls_nobody_new() -> None:
    past = Baselines.of(numbered(often(4, nur(), last=5, every=10)))
    stranger = numbered([filed(0, party(Role.CONSIGNEE, "Tulip"))])
    assert evaluate(stranger, indicators=[INDICATORS["PTY-01"]], baselines=past).signals.is_empty()


def test_without_a_history_indicators_that_rest_on_one_are_not_asked() -> None:
    batch = asked(CASES["PTY-15"])
    assert not set(evaluate(batch).gaps["indicator"]) & set(INDICATORS)
    with_past = evaluate(batch, baselines=Remembered(looked_up("PTY-15")))
    assert set(with_past.gaps["indicator"]) & set(INDICATORS)


def test_a_consignment_without_a_day_is_told_as_a_gap() -> None:
    dateless = numbered([msgspec.structs.replace(filed(0, nur()), lodged=None)])
    past = baselines(CASES["PTY-01"])
    evaluation = evaluate(dateless, indicators=[INDICATORS["PTY-01"]], baselines=past)
    assert evaluation.gaps["missing"].to_list() == list(INDICATORS["PTY-01"].needs)
