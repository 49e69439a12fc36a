"""From a day's numbers to the frames of a batch: parties, places, equipment, seals, documents, and the consignments."""

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.chance import Chance, Flags, Integers
from darvoza.training.numbers import air_waybills, containers, plate, wagons
from darvoza.training.people import plain
from darvoza.training.world import FLOWS, world

if TYPE_CHECKING:
    from darvoza.training.lawful import Day

_DOCUMENT: Final = {"road": "730", "rail": "720", "river": "705", "air": "740"}
_TYPES: Final = ("IM", "EX", "T1")
_PROCEDURES: Final = ("40", "10", "80")
_TERMS: Final = ("CPT", "FCA", "DAP", "CIP", "EXW", "CFR")
_TERM_SHARES: Final = (30, 20, 28, 10, 8, 4)
_BARGES: Final = ("Amudaryo", "Surxon", "Termiz", "Sharq", "Osiyo", "Panj", "Vaxsh", "Hayraton")
_FREIGHT_SHOWN: Final = {"road": 0.6, "rail": 0.45, "river": 0.0, "air": 1.0}
_EPOCH_DAY: Final = 719_163  # 1 January 1970, counted as date.toordinal counts


def batch(chance: Chance, day: "Day", words: list[str]) -> ConsignmentBatch:
    """The day's consignments as a batch."""
    goods = _goods(chance, day, words)
    gear = _gear(chance, day)
    single = gear.filter(pl.col("kind") == "container").group_by("row", maintain_order=True).agg(pl.col("id"))
    boxed = (
        goods.join(single, on="row", how="left", maintain_order="left").with_columns(equipment=pl.col("id")).drop("id")
    )
    return ConsignmentBatch.from_frames(
        _consignments(chance, day, goods),
        parties=_parties(day),
        goods=boxed,
        equipment=gear,
        places=_places(day),
        documents=_documents(chance, day),
    )


def moments(day: "Day", minutes: Integers) -> pl.Series:
    """Minutes from the day's midnight as times without zone."""
    start = (day.day.toordinal() - _EPOCH_DAY) * 24 * 60
    return pl.Series((minutes + start) * 60_000_000).cast(pl.Datetime("us"))


def _consignments(chance: Chance, day: "Day", goods: pl.DataFrame) -> pl.DataFrame:
    size, desk, here = len(day), day.desk, world()
    totals = goods.group_by("row", maintain_order=True).agg(
        pl.col("gross_mass_kg", "net_mass_kg", "packages", "value").sum()
    )
    documents, means, journeys, nationality = _movement(chance, day)
    declared = desk.mode == "road"
    numbers = [f"{desk.office}/{day.day:%d%m%y}/{day.serial + row:07d}" for row in range(size)] if declared else None
    shown = chance.uniform(size) < _FREIGHT_SHOWN[desk.mode]
    return pl.DataFrame(
        {
            "id": [f"simulated-{day.serial + row}" for row in range(size)],
            "message": ["simulated"] * size,
            "reference": numbers or documents,
            "lodgement": ["declaration" if declared else "manifest"] * size,
            "level": ["simple"] * size,
            "mode": [desk.mode] * size,
            "flow": [FLOWS[flow] for flow in day.flow.tolist()],
            "service": ["cargo"] * size,
            "office": [desk.office] * size,
            "transport_document_type": [_DOCUMENT[desk.mode]] * size,
            "transport_document": documents,
            "declaration_type": [_TYPES[flow] for flow in day.flow.tolist()] if declared else [None] * size,
            "declaration": numbers or [None] * size,
            "procedure": [_PROCEDURES[flow] for flow in day.flow.tolist()] if declared else [None] * size,
            "means_id": means,
            "means_nationality": nationality,
            "journey": journeys,
            "country_of_dispatch": [here.countries[number] for number in day.dispatch.tolist()],
            "country_of_destination": [here.countries[number] for number in day.destination.tolist()],
            "currency": day.currency,
            "incoterm": [_TERMS[number] for number in chance.pick(_TERM_SHARES, size).tolist()],
        },
        schema_overrides={"declaration_type": pl.String, "declaration": pl.String, "procedure": pl.String},
    ).with_columns(
        totals["gross_mass_kg"].round(1),
        totals["net_mass_kg"].round(1),
        totals["packages"],
        totals["value"].round(2),
        moments(day, day.lodged).alias("lodged"),
        moments(day, day.departure).alias("departure"),
        moments(day, day.arrival).alias("arrival"),
        pl.Series("freight", np.where(shown, np.round(day.freight / day.rate, 2), np.nan)).fill_nan(None),
        _volume(chance, day),
    )


def _volume(chance: Chance, day: "Day") -> pl.Series:
    """Cubic metres, which only air and river messages give: the mass at a usual stowage."""
    gross = np.bincount(day.cargo.row, day.cargo.gross, len(day))
    volume = np.maximum(np.round(gross / 167 * (0.4 + chance.uniform(len(day))), 2), 0.01)
    return pl.Series("volume_m3", volume if day.desk.mode == "air" else np.full(len(day), np.nan)).fill_nan(None)


def _movement(chance: Chance, day: "Day") -> tuple[list[str], list[str], list[str | None], list[str]]:
    """Transport documents, transport means, journeys, and where the means is registered."""
    size, mode = len(day), day.desk.mode
    if mode == "road":
        turns = chance.integers(0, 10**9, size).tolist()
        plates = [plate(country, turn) for country, turn in zip(day.plate_country, turns, strict=True)]
        return (
            [f"CMR{turn % 10**7:07d}{day.serial % 7}{row:05d}" for row, turn in enumerate(turns)],
            plates,
            [None] * size,
            list(day.plate_country),
        )
    if mode == "air":
        return _flights(chance, day)
    if mode == "rail":
        order = np.argsort(day.arrival, kind="stable")
        train = np.empty(size, dtype=np.int64)
        train[order] = np.arange(size) * max(1, min(24, -(-size // 40))) // max(size, 1)
        names = [f"{2400 + int(number) * 2 + 1}" for number in train]
        first = 20_000_000 + day.day.toordinal() % 5_000 * 9_973
        return [f"SMGS{first + day.serial + row:09d}" for row in range(size)], names, list(names), ["UZ"] * size
    barge = chance.integers(0, len(_BARGES), size).tolist()
    ships = [_BARGES[number] for number in barge]
    voyages = [f"{day.day:%j}{number + 1}" for number in barge]
    return (
        [f"TRZ{day.day:%y%j}{day.serial + row:07d}" for row in range(size)],
        ships,
        list(voyages),
        [("UZ", "AF")[number % 3 == 2] for number in barge],
    )


_CARRIERS: Final = {
    "CN": ("CZ", "HY"), "HK": ("CZ", "HY"), "TR": ("TK", "HY"), "RU": ("SU", "HY"), "AE": ("EK", "FZ"), "KR": ("KE", "HY"),
    "KZ": ("KC", "HY"), "DE": ("LH", "HY"), "IN": ("HY", "FZ"),
}  # fmt: skip


def _flights(chance: Chance, day: "Day") -> tuple[list[str], list[str], list[str | None], list[str]]:
    here, size = world(), len(day)
    abroad = np.where(day.flow == FLOWS.index("export"), day.to_city, day.from_city).tolist()
    which = chance.uniform(size).tolist()
    serials = (chance.integers(0, 9_000, 1)[0] * 1_000 + day.serial + np.arange(size)) % 10_000_000
    codes = [_CARRIERS.get(here.cities[city].country, ("TK", "HY", "QR")) for city in abroad]
    chosen = [code[int(draw * len(code))] for code, draw in zip(codes, which, strict=True)]
    flights: list[str | None] = [
        f"{code}{(city * 13 + ord(code[0])) % 800 + 100}" for code, city in zip(chosen, abroad, strict=True)
    ]
    waybills = air_waybills([here.airlines[code] for code in chosen], serials.tolist())
    registered = {"HY": "UZ", "TK": "TR", "SU": "RU", "CZ": "CN", "EK": "AE", "KC": "KZ", "FZ": "AE", "LH": "DE", "KE": "KR", "QR": "QA"}  # fmt: skip
    return waybills, [str(flight) for flight in flights], flights, [registered[code] for code in chosen]


def _parties(day: "Day") -> pl.DataFrame:
    """Everyone named in the papers, consignor first, as the mode's messages write them."""
    roles = {
        "consignor": day.consignor,
        "consignee": day.consignee,
        "declarant": day.declarant,
        "carrier": day.carrier if day.desk.mode in {"road", "rail"} else np.full(len(day), -1),
        "forwarder": day.forwarder,
        "notify party": day.notify,
    }
    people = day.people
    if day.desk.mode in {"river", "air"}:
        people = people.with_columns(
            pl.col(name).map_elements(plain, return_dtype=pl.String) for name in ("latin", "address", "city")
        ).with_columns(email=None)
    frames = []
    for role, numbers in roles.items():
        rows = np.flatnonzero(numbers >= 0)
        script = pl.Series("by", day.cyrillic[rows])
        named = people[numbers[rows]].with_columns(pl.Series("row", rows, dtype=pl.UInt32), script)
        frames.append(
            named.select(
                "row",
                pl.lit(role).alias("role"),
                _either("cyrillic", "latin").alias("name"),
                pl.when(pl.col("identifier").is_not_null()).then(pl.concat_list("identifier")).alias("identifiers"),
                _either("address_cyrillic", "address").alias("address"),
                _either("city_cyrillic", "city").alias("city"),
                "postcode",
                "country",
                "phone",
                "email",
            )
        )
    return _placed(pl.concat(frames))


def _either(cyrillic: str, latin: str) -> pl.Expr:
    return pl.when(pl.col("by")).then(pl.coalesce(cyrillic, latin)).otherwise(pl.col(latin))


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of their consignments, each with its place in it."""
    return frame.sort("row", maintain_order=True).with_columns(
        position=pl.int_range(pl.len(), dtype=pl.UInt32).over("row")
    )


def _goods(chance: Chance, day: "Day", words: list[str]) -> pl.DataFrame:
    here, cargo = world(), day.cargo
    kinds = [here.kinds[number] for number in cargo.kind.tolist()]
    size = len(kinds)
    short = chance.uniform(size) < _SHORT_HS
    counted = pl.Series([kind.unit is not None for kind in kinds])
    value = cargo.usd / day.rate[cargo.row]
    rounding = chance.uniform(size)
    value = np.where(rounding < _TO_HUNDREDS, np.maximum(np.round(value, -2), 1), value)
    value = np.where((rounding > _TO_CENTS) & (value > _CENTS_BELOW), np.round(value), np.round(value, 2))
    origin = np.where(cargo.position == 0, day.origin[cargo.row], day.origin[cargo.row])
    return pl.DataFrame(
        {
            "row": pl.Series(cargo.row, dtype=pl.UInt32),
            "position": pl.Series(cargo.position, dtype=pl.UInt32),
            "description": words,
            "hs_code": [kind.hs[:6] if cut else kind.hs for kind, cut in zip(kinds, short.tolist(), strict=True)],
            "origin": [here.countries[number] for number in origin.tolist()],
            "gross_mass_kg": cargo.gross,
            "net_mass_kg": cargo.net,
            "quantity": pl.Series(cargo.quantity).fill_nan(None),
            "unit": [kind.unit for kind in kinds],
            "value": np.maximum(value, 0.5),
            "currency": [day.currency[row] for row in cargo.row.tolist()],
            "packages": cargo.packages,
            "package_type": [kind.package for kind in kinds],
        }
    ).with_columns(pl.when(counted).then(pl.col("quantity")))


_SHORT_HS: Final = 0.12
_TO_HUNDREDS: Final = 0.04
_TO_CENTS: Final = 0.75
_CENTS_BELOW: Final = 50.0


def _gear(chance: Chance, day: "Day") -> pl.DataFrame:
    """Containers, trailers, wagons and unit load devices with their seals."""
    size, mode, cargo = len(day), day.desk.mode, day.cargo
    rows = np.arange(size)
    if mode == "road":
        boxed = (chance.uniform(size) < _BOX_ON_TRUCK) & ~cargo.loose
        trailer = ~boxed & (chance.uniform(size) < _TRAILERS)
        turns = chance.integers(0, 10**9, size).tolist()
        trailers = [plate(day.plate_country[row], turns[row])[:9] + "P" for row in np.flatnonzero(trailer).tolist()]
        sealed = (day.flow == FLOWS.index("transit")) | (chance.uniform(size) < _SEALED_TRUCKS)
        frames = [
            _equipment(chance, "trailer", rows[trailer], trailers, sealed[trailer]),
            _equipment(
                chance, "container", rows[boxed], containers(chance, int(boxed.sum())), np.ones(int(boxed.sum()), bool)
            ),
        ]
    elif mode == "air":
        return pl.DataFrame(schema={"row": pl.UInt32, "kind": pl.String, "id": pl.String, "position": pl.UInt32})
    else:
        each = np.repeat(rows, cargo.units)
        loose = cargo.loose[each]
        boxes = int((~loose).sum())
        frames = [_equipment(chance, "container", each[~loose], containers(chance, boxes), np.ones(boxes, bool))]
        if mode == "rail":
            numbers = wagons(chance, len(each))
            sealed = (loose[np.searchsorted(each, rows)] & (chance.uniform(size) < _SEALED_WAGONS))[each]
            frames.append(_equipment(chance, "wagon", each, numbers, sealed))
    return _placed(pl.concat(frames))


_BOX_ON_TRUCK: Final = 0.16
_TRAILERS: Final = 0.75
_SEALED_TRUCKS: Final = 0.4
_SEALED_WAGONS: Final = 0.55
_SIZES: Final = ("22G1", "45G1", "42G1", "45R1")
_SEAL_MAKERS: Final = ("UZ", "TJ", "CN", "KZ", "A", "SL", "TZ")


def _equipment(chance: Chance, kind: str, rows: Integers, ids: list[str], sealed: Flags) -> pl.DataFrame:
    """One piece of equipment per row; each seal's number is its own."""
    makers = chance.integers(0, len(_SEAL_MAKERS), len(ids)).tolist()
    serials = chance.integers(1_000_000, 9_999_999, len(ids)).tolist()
    seals = [f"{_SEAL_MAKERS[maker]}{serial}" for maker, serial in zip(makers, serials, strict=True)]
    return (
        pl.DataFrame(
            {
                "row": pl.Series(rows, dtype=pl.UInt32),
                "kind": pl.Series([kind] * len(ids), dtype=pl.String),
                "id": pl.Series(ids, dtype=pl.String),
                "size_type": pl.Series(
                    [_SIZES[row % 4] if kind == "container" else None for row in rows.tolist()], dtype=pl.String
                ),
                "seals": pl.Series(seals, dtype=pl.String),
                "sealed": pl.Series(sealed, dtype=pl.Boolean),
            }
        )
        .with_columns(pl.when("sealed").then(pl.concat_list("seals")).alias("seals"))
        .drop("sealed")
    )


def _places(day: "Day") -> pl.DataFrame:
    """Where goods are loaded, pass, cross the border, and go."""
    here, desk = world(), day.desk
    air = desk.mode == "air"
    codes = [(city.iata if air else city.locode) for city in here.cities]
    names = [plain(city.name) if desk.mode in {"river", "air"} else city.name for city in here.cities]
    frames = []
    for role, cities in (("loading", day.from_city), ("destination", day.to_city)):
        numbers = cities.tolist()
        frames.append(
            pl.DataFrame(
                {
                    "row": pl.Series(np.arange(len(day)), dtype=pl.UInt32),
                    "role": [role] * len(day),
                    "code": pl.Series([codes[number] for number in numbers], dtype=pl.String),
                    "name": pl.Series([names[number] for number in numbers], dtype=pl.String),
                    "country": [here.cities[number].country for number in numbers],
                }
            )
        )
    if desk.mode in {"road", "rail"}:
        frames.insert(1, _passed(day))
    return _placed(pl.concat(frames))


def _passed(day: "Day") -> pl.DataFrame:
    """Countries passed on the way there and on the way on."""
    here = world()
    pairs = {}
    for start in np.unique(day.dispatch).tolist():
        for end in np.unique(day.destination).tolist():
            a, b = here.countries[start], here.countries[end]
            way = [*here.via.get(a, ["KZ", "UZ"]), day.desk.country, *reversed(here.via.get(b, ["UZ"]))]
            passed = [country for country in dict.fromkeys(way) if country not in {a, b}]
            pairs[start, end] = passed[:4]
    rows = [
        (row, "transit", None, None, country)
        for row, pair in enumerate(zip(day.dispatch.tolist(), day.destination.tolist(), strict=True))
        for country in pairs[pair]
    ]
    schema = {"row": pl.UInt32, "role": pl.String, "code": pl.String, "name": pl.String, "country": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


_INVOICED: Final = 0.93
_CERTIFIED: Final = 0.38
_CARNETS: Final = 0.62
_PLANTS: Final = frozenset(f"{chapter:02d}" for chapter in (7, 8, 9, 10, 12))
_LICENSED: Final = frozenset(("3004", "3002", "2831", "2833", "3102", "3808", "2402", "2207", "2208", "2837", "3604"))


def _documents(chance: Chance, day: "Day") -> pl.DataFrame:
    """Invoices, certificates, licences and TIR carnets; air and river messages refer to none."""
    size = len(day)
    if day.desk.mode in {"river", "air"}:
        return pl.DataFrame(schema={"row": pl.UInt32, "position": pl.UInt32, "type": pl.String, "number": pl.String})
    first = np.searchsorted(day.cargo.row, np.arange(size))
    codes = [world().kinds[number].hs for number in day.cargo.kind[first].tolist()]
    plants = np.array([code[:2] in _PLANTS for code in codes])
    licensed = np.array([code[:4] in _LICENSED for code in codes])
    exports, transits = day.flow == FLOWS.index("export"), day.flow == FLOWS.index("transit")
    serials = chance.integers(1, 9_999, size).tolist()
    year, road = day.day.year, day.desk.mode == "road"
    wanted = {
        "380": (chance.uniform(size) < _INVOICED, lambda row: f"{serials[row]}/{row * 7 % 97 + 1}-{year % 100}"),
        "861": (~transits & (chance.uniform(size) < _CERTIFIED), lambda row: f"CT{year % 10}{day.serial + row:08d}"),
        "851": (plants & (chance.uniform(size) < _WITH_PAPER), lambda row: f"PH{day.serial + row:07d}"),
        "911": (licensed & ~exports & (chance.uniform(size) < _WITH_PAPER), lambda row: f"L{year}-{serials[row]:05d}"),
        "952": (
            road & transits & (chance.uniform(size) < _CARNETS),
            lambda row: f"XF{70_000_000 + day.serial * 3 + row}",
        ),
    }
    frames = []
    for kind, (flags, numbered) in wanted.items():
        rows = np.flatnonzero(flags)
        issued = day.departure[rows] // (24 * 60) - 1
        frames.append(
            pl.DataFrame(
                {
                    "row": pl.Series(rows, dtype=pl.UInt32),
                    "type": pl.Series([kind] * len(rows), dtype=pl.String),
                    "number": pl.Series([numbered(row) for row in rows.tolist()], dtype=pl.String),
                    "issued": pl.Series(issued + day.day.toordinal() - _EPOCH_DAY).cast(pl.Int32).cast(pl.Date),
                }
            )
        )
    return _placed(pl.concat(frames))


_WITH_PAPER: Final = 0.95
