"""Each indicator that rests on a unit's own records, on records that make it fire and on such that do not."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Flow, GoodsItem, Lodgement, Mode, Party, Role
from darvoza.risk import RECORDS, Evaluation, Records, RecordsError, all_indicators, evaluate
from darvoza.signals import signal_objects

NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as filed, without a zone
LONG_AGO = datetime(2026, 1, 2, 12)  # noqa: DTZ001 - likewise
CHIP = GoodsItem(description="integrated circuits", hs_code="854231")
GRANITE = GoodsItem(description="granite slabs", hs_code="680223")
SOURCE = GoodsItem(description="Sealed source Co-60, 3 GBq", hs_code="284444")


def truck(*goods: GoodsItem, name: str = "Nur LLC", number: str = "R-1", **fields: Any) -> Consignment:  # noqa: ANN401 - any field
    own: dict[str, Any] = {
        "id": number,
        "reference": number,
        "message": "m",
        "lodgement": Lodgement.DECLARATION,
        "mode": Mode.ROAD,
        "flow": Flow.TRANSIT,
        "lodged": NOON,
        "means_id": "01 A 123 BC",
        "gross_mass_kg": 20_000.0,
        "parties": (Party(role=Role.CONSIGNEE, name=name, identifiers=("TIN:300123456",)),),
        "goods": goods,
    }
    return Consignment(**{**own, **fields})


def register(founded: date, **more: object) -> dict[str, list[dict[str, object]]]:
    return {"register": [{"party": "300123456", "registered": founded, **more}]}


def alarm(sensor: str, nuclide: str | None = None) -> dict[str, list[dict[str, object]]]:
    return {"alarms": [{"reference": "r-1", "sensor": sensor, "nuclide": nuclide}]}


def transit(due: datetime, ended: datetime | None) -> dict[str, list[dict[str, object]]]:
    return {"transits": [{"means": "01a123bc", "began": LONG_AGO, "due": due, "ended": ended}]}


def weighed(entry: float, leaving: float | None = None) -> dict[str, list[dict[str, object]]]:
    both = [("entry", entry), ("exit", leaving)]
    return {"weighings": [{"reference": "R-1", "kg": kg, "at": at} for at, kg in both if kg is not None]}


def guarantee(duty: float, covered: float) -> dict[str, list[dict[str, object]]]:
    return {"guarantees": [{"reference": "R-1", "duty": duty, "guarantee": covered, "guarantor": "Kafolat"}]}


def stop(kind: str, hours: float) -> dict[str, list[dict[str, object]]]:
    return {"stops": [{"reference": "R-1", "hours": hours, "place": "Sergeli", "kind": kind}]}


def tariff(high: float) -> dict[str, list[dict[str, object]]]:
    return {"tariff": [{"hs": "8542", "rate": 5.0}, {"hs": "854239", "rate": high}]}


def limit(kg: float) -> dict[str, list[dict[str, object]]]:
    return {"limits": [{"hs": "2915.24", "yearly_kg": kg}]}


def lasting(hours: float) -> dict[str, list[dict[str, object]]]:
    usual = [("X", LONG_AGO + timedelta(days=day), 40 + day % 10) for day in range(60)]
    rows = [*usual, ("01 A 123 BC", LONG_AGO, hours)]
    due = timedelta(days=9)
    return {"transits": [{"means": m, "began": t, "due": t + due, "ended": t + timedelta(hours=h)} for m, t, h in rows]}


def begun(hours: float) -> dict[str, list[dict[str, object]]]:
    began = NOON - timedelta(hours=hours)
    return {"transits": [{"means": "01A123BC", "began": began, "due": NOON + timedelta(days=5), "ended": None}]}


MEMORY = GoodsItem(description="memory", hs_code="854239", value=100.0, currency="USD", net_mass_kg=1.0)
DEAR = [msgspec.structs.replace(CHIP, value=float(n), currency="USD", net_mass_kg=1.0) for n in range(1, 121)]
ANHYDRIDE = GoodsItem(description="acetic anhydride", hs_code="291524", net_mass_kg=5_000.0)


def series(count: int) -> dict[str, list[dict[str, object]]]:
    firms = [{"party": f"Firm {at}", "registered": date(2025, 6, 1), "director": "Karimov A."} for at in range(count)]
    return {"register": firms}


FIRMS = [truck(name=f"Firm {at}", number=f"R-{at}") for at in range(3)]
Kept = dict[str, list[dict[str, object]]]

# What is filed, the records with which it fires, and those with which it does not.
CASES: dict[str, tuple[list[Consignment], Kept, Kept]] = {
    "PTY-02": ([truck()], register(date(2025, 9, 1)), register(date(2019, 9, 1))),
    "PTY-03": ([truck(CHIP)], register(date(2023, 9, 1)), register(date(2021, 9, 1))),
    "PTY-19": (FIRMS, series(3), series(2)),
    "CON-04": ([truck()], weighed(23_000), weighed(20_250)),
    "TRN-04": ([truck()], weighed(20_000, 17_000), weighed(20_000, 19_900)),
    "CBR-01": ([truck(CHIP)], alarm("gamma", "Cs-137"), alarm("heartbeat")),
    "CBR-02": ([truck(GRANITE)], alarm("gamma", "Cs-137"), alarm("gamma", "K-40")),
    "CBR-03": ([truck(SOURCE)], alarm("gamma", "Ir192"), alarm("gamma", "CO 60")),
    "HTS-01": ([truck()], alarm("Heartbeat"), alarm("gamma")),
    "CON-05": ([truck()], alarm("x-ray mismatch"), alarm("gamma")),
    "CON-12": ([truck()], alarm("TIR security"), alarm("gamma")),
    "TRN-01": ([truck()], transit(datetime(2026, 1, 9), None), transit(datetime(2026, 1, 9), LONG_AGO)),  # noqa: DTZ001 - as filed
    "TRN-03": ([truck()], guarantee(9_000, 4_000), guarantee(4_000, 9_000)),
}
CASES |= {
    "PTY-17": (
        [truck()],
        register(date(2019, 9, 1), owner_country="VG"),
        register(date(2019, 9, 1), owner_country="TJ"),
    ),
    "TRN-02": ([truck()], lasting(400), lasting(45)),
    "TRN-05": ([truck()], begun(9), begun(90)),
    "CON-09": ([truck()], stop("yard", 500), stop("road", 500)),
    "HTS-02": ([truck()], stop("road", 9), stop("road", 2)),
    "GDS-03": ([truck(CHIP, MEMORY)], tariff(20), tariff(12)),
    "VAL-10": ([truck(MEMORY, *DEAR)], tariff(20), tariff(12)),
    "PRC-02": ([truck(ANHYDRIDE, flow=Flow.IMPORT)], limit(1_000), limit(9_000)),
}
INDICATORS = {each.id: each for each in all_indicators() if each.records}


def records(kept: Kept) -> Records:
    tables = {}
    for name, rows in kept.items():
        schema = {RECORDS[name].key: pl.String(), **RECORDS[name].columns}
        tables[name] = pl.DataFrame(rows, schema=schema)
    return Records(tables)


def said(name: str, kept: Kept | None) -> Evaluation:
    batch = ConsignmentBatch.of(CASES[name][0])
    return evaluate(batch, indicators=[INDICATORS[name]], records=records(kept) if kept else None)


def test_every_indicator_that_rests_on_records_has_a_case() -> None:
    assert set(CASES) == set(INDICATORS)


@pytest.mark.parametrize("name", CASES)
def test_it_fires_where_it_should(name: str) -> None:
    filed, fires, _ = CASES[name]
    evaluation = said(name, fires)
    assert evaluation.signals["row"].unique().sort().to_list() == list(range(len(filed)))
    for signal in signal_objects(evaluation.signals):
        sentence = signal.reason.format_map({fact.name: fact.value for fact in signal.evidence})
        assert "None" not in sentence, sentence


@pytest.mark.parametrize("name", CASES)
def test_it_is_silent_where_it_should_be(name: str) -> None:
    assert said(name, CASES[name][2]).signals.is_empty()


@pytest.mark.parametrize("name", CASES)
def test_without_the_records_it_is_silent_and_says_so(name: str) -> None:
    evaluation = said(name, None)
    assert evaluation.signals.is_empty()
    assert evaluation.gaps["row"].unique().to_list() == list(range(len(CASES[name][0])))


def test_what_nobody_keeps_is_not_asked_for() -> None:
    batch = ConsignmentBatch.of([truck(CHIP)])
    assert not set(evaluate(batch).gaps["indicator"]) & set(INDICATORS)
    partly = evaluate(batch, records=records(alarm("gamma")))
    assert "CBR-01" in partly.signals["id"].to_list()
    assert "CON-04" not in partly.gaps["indicator"].to_list()


def test_no_alarm_is_an_answer_but_no_weighing_is_a_gap() -> None:
    batch = ConsignmentBatch.of([truck(CHIP, number="R-2")])
    kept = records({**alarm("gamma"), **weighed(20_000)})
    evaluation = evaluate(batch, indicators=[INDICATORS["HTS-01"], INDICATORS["CON-04"]], records=kept)
    assert evaluation.gaps["indicator"].to_list() == ["CON-04"]


def test_records_are_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "weighings.csv").write_text("reference,kg,scale\nR-1, 23000 ,north\nR-9,,\n", encoding="utf-8")
    (tmp_path / "transits.csv").write_text("means,began,due,ended\n01A123BC,2026-01-02T08:00,2026-01-09 08:00,\n")
    kept = Records.read(tmp_path)
    assert kept.names == {"weighings", "transits"}
    evaluation = evaluate(ConsignmentBatch.of([truck()]), records=kept)
    assert {"CON-04", "TRN-01"} <= set(evaluation.signals["id"])


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("weighings.csv", "reference,kg\nR-1,2000\nR-2,heavy\n", "line 3, column kg: 'heavy' is no number"),
        ("register.csv", "party,registered\n1,02.03.2026\n", "'02.03.2026' is no date such as 2026-03-02"),
        ("alarms.csv", "sensor\ngamma\n", "has no column 'reference'"),
        ("transits.csv", "", "is no CSV table"),
        ("notes.txt", "x", "holds none of register.csv"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, file: str, content: str, told: str) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(RecordsError, match=told):
        Records.read(tmp_path)
