"""How many consignments a second all risk indicators are evaluated on, over a synthetic day of ordinary traffic."""

import time
from datetime import datetime

import numpy as np
import polars as pl

from darvoza.codes import container_check
from darvoza.consignment import COLUMNS, ConsignmentBatch
from darvoza.risk import all_indicators, evaluate, score

_CONSIGNMENTS = 100_000
_ITEMS = 2
_TRADERS = 25_000
_NOUNS = ["brake pads", "ball bearings", "cotton yarn", "steel pipes", "fresh tomatoes", "ceramic tiles", "engine oil"]
_NOUNS += ["wheat flour", "green tea", "leather shoes", "мебель корпусная", "ткань хлопковая", "насосы центробежные"]
_NOUNS += ["кабель медный", "подшипники", "фильтры масляные", "пиломатериалы", "spare parts", "used car tyres"]
_KINDS = ["for trucks", "in cartons", "grade A", "new", "on pallets", "для автомобилей", "в ассортименте", "сорт 1"]
_HS = ["870830", "848210", "520512", "730630", "070200", "690721", "271019", "110100", "090210", "640399", "940360"]
_HS += ["520811", "841370", "854449", "842123", "440710", "854231", "401220", "392690"]
_NAMES = ["Silk", "Orient", "Vostok", "Pamir", "Zarafshon", "Amu", "Global", "Asia", "Nur", "Best", "Шарк", "Мерос"]
_FORMS = ["LLC", "ООО", "MChJ", "Trading Co Ltd", "ҶДММ", "GmbH", "Logistics"]
_CORRIDORS = ["CN KZ UZ", "CN KG UZ TJ", "TR GE AZ TM UZ", "RU KZ UZ", "IR TM UZ", "KZ UZ AF", "DE PL BY RU KZ UZ"]


def traffic(consignments: int = _CONSIGNMENTS, seed: int = 20) -> ConsignmentBatch:
    """A day of synthetic traffic: two goods items and three parties each, an itinerary, a container on every second."""
    chance = np.random.default_rng(seed)
    corridor = chance.integers(len(_CORRIDORS), size=consignments)
    corridors = [each.split() for each in _CORRIDORS]
    goods = _goods([corridors[at][0] for at in corridor], chance)
    totals = goods.group_by("row", maintain_order=True).agg(pl.col("gross_mass_kg", "packages", "value").sum())
    arrival = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as filed, without a zone
    rows = pl.int_range(consignments, eager=True)
    whole = pl.DataFrame(
        {
            "id": pl.select(pl.format("m-{}", rows)).to_series(),
            "message": pl.select(pl.format("m{}", rows // 50)).to_series(),
            "reference": pl.select(pl.format("R{}", rows)).to_series(),
            "transport_document": pl.select(pl.format("CMR{}", rows)).to_series(),
            "lodgement": chance.choice(["manifest", "declaration"], consignments),
            "mode": chance.choice(["road", "rail", "river"], consignments, p=[0.7, 0.25, 0.05]),
            "flow": chance.choice(["import", "export", "transit"], consignments),
            "minutes": chance.integers(0, 2880, consignments),
            "country_of_dispatch": [corridors[at][0] for at in corridor],
            "country_of_destination": [corridors[at][-1] for at in corridor],
            "gross_mass_kg": totals["gross_mass_kg"],
            "packages": totals["packages"],
            "value": totals["value"],
            "currency": "USD",
            "freight": totals["value"] * pl.Series(chance.uniform(0.02, 0.2, consignments)),
        }
    ).with_columns(
        level=pl.lit("simple"), arrival=pl.lit(arrival), lodged=pl.lit(arrival) - pl.duration(minutes="minutes")
    )
    return ConsignmentBatch.from_frames(
        _typed("consignments", whole.drop("minutes")),
        goods=_typed("goods", goods),
        parties=_typed("parties", _parties(consignments, chance)),
        places=_typed("places", _places([corridors[at] for at in corridor])),
        equipment=_typed("equipment", _equipment(consignments, chance)),
        documents=_typed("documents", _documents(consignments, chance)),
    )


def _typed(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.cast({name: dtype for name, dtype in COLUMNS[table].items() if name in frame.columns})


def _keys(consignments: int, each: int) -> dict[str, np.ndarray[tuple[int], np.dtype[np.uint32]]]:
    return {
        "row": np.repeat(np.arange(consignments, dtype=np.uint32), each),
        "position": np.tile(np.arange(each, dtype=np.uint32), consignments),
    }


def _goods(dispatch: list[str], chance: np.random.Generator) -> pl.DataFrame:
    count = _ITEMS * len(dispatch)
    elsewhere = chance.choice(["CN", "TR", "RU", "KZ", "UZ"], count)
    noun = chance.integers(len(_NOUNS), size=count)
    texts = zip(noun, chance.choice(_KINDS, count), chance.integers(0, 400, count), strict=True)
    mass = chance.lognormal(6, 1.5, count).round(1)
    usual = np.exp(np.arange(len(_NOUNS)) % 5)
    return pl.DataFrame(
        {
            **_keys(len(dispatch), _ITEMS),
            "description": [f"{_NOUNS[at]} {kind} art {number}" for at, kind, number in texts],
            "hs_code": np.array(_HS)[noun],
            "origin": np.where(chance.random(count) < 0.95, np.repeat(dispatch, _ITEMS), elsewhere),
            "net_mass_kg": mass,
            "gross_mass_kg": (mass * 1.05).round(1),
            "packages": chance.integers(1, 300, count),
            "value": (mass * usual[noun] * chance.lognormal(0, 0.3, count)).round(2),
            "currency": "USD",
        }
    )


def _parties(consignments: int, chance: np.random.Generator) -> pl.DataFrame:
    names = chance.choice(_NAMES, (2, _TRADERS))
    forms = chance.choice(_FORMS, _TRADERS, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.09, 0.01])
    traders = pl.DataFrame(
        {
            "name": [f"{one} {two} {at} {form}" for at, (one, two, form) in enumerate(zip(*names, forms, strict=True))],
            "address": [f"ул. {names[0][at]} {at}, Tashkent" for at in range(_TRADERS)],
            "country": chance.choice(["CN", "TR", "RU", "KZ", "UZ", "TJ", "AE", "VN"], _TRADERS),
            "email": [f"info@{'mail.ru' if at % 20 == 0 else f'firm{at}.uz'}" for at in range(_TRADERS)],
        }
    )
    keys = pl.DataFrame({**_keys(consignments, 3), "role": ["consignor", "consignee", "carrier"] * consignments})
    return keys.hstack(traders[chance.integers(_TRADERS, size=3 * consignments)])


def _places(through: list[list[str]]) -> pl.DataFrame:
    roles = [["loading", *["transit"] * (len(countries) - 2), "unloading"] for countries in through]
    row = pl.int_range(len(through), dtype=pl.UInt32, eager=True)
    return (
        pl.DataFrame({"row": row, "country": through, "role": roles})
        .with_columns(position=pl.int_ranges(pl.col("country").list.len(), dtype=pl.UInt32))
        .explode("position", "country", "role")
        .with_columns(name=pl.lit("Border crossing ") + pl.col("country"))
    )


def _equipment(consignments: int, chance: np.random.Generator) -> pl.DataFrame:
    numbers = pl.select(id=pl.format("CSQU{}", pl.int_range(1_000_000, 9_999_999, 11)))
    valid = numbers.filter(container_check(pl.col("id")))["id"]
    rows = np.arange(0, consignments, 2, dtype=np.uint32)
    return pl.DataFrame(
        {
            "row": rows,
            "position": pl.Series(np.zeros(rows.size, dtype=np.uint32)),
            "id": valid.gather(chance.integers(len(valid), size=rows.size)),
            "size_type": chance.choice(["22G1", "45G1", "45R1"], rows.size, p=[0.5, 0.47, 0.03]),
            "seals": [[f"UZ{number:08}"] for number in chance.integers(0, 10**8, rows.size)],
            "empty": chance.random(rows.size) < 0.1,
        }
    ).with_columns(kind=pl.lit("container"))


def _documents(consignments: int, chance: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        {
            **_keys(consignments, 1),
            "type": chance.choice(["380", "861"], consignments, p=[0.8, 0.2]),
            "number": [f"INV{number}" for number in chance.integers(0, 10**8, consignments)],
        }
    )


def run(consignments: int = _CONSIGNMENTS) -> dict[str, float]:
    """Consignments a second for all indicators, and for the score of what they raised; the best of several runs."""
    batch = traffic(consignments)
    evaluation = evaluate(batch)  # reads the lists and word tables, which a service does once
    evaluating, processor, scoring = [], [], []
    for _ in range(5):
        before, before_processor = time.perf_counter(), time.process_time()
        evaluation = evaluate(batch)
        evaluating.append(time.perf_counter() - before)
        processor.append(time.process_time() - before_processor)
        before = time.perf_counter()
        score(evaluation.signals, len(batch))
        scoring.append(time.perf_counter() - before)
    return {
        "indicators": len(all_indicators()),
        "consignments": len(batch),
        "signals": evaluation.signals.height,
        "gaps": evaluation.gaps.height,
        "consignments_per_second": round(len(batch) / min(evaluating)),
        "consignments_per_processor_second": round(len(batch) / min(processor)),
        "scored_per_second": round(len(batch) / min(scoring)),
    }


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:>36} {figure:>12,}")
