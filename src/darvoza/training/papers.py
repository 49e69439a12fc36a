"""From a day's numbers to the frames of a batch: parties, places, equipment, seals, documents, and the consignments."""

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.chance import Chance, Integers
from darvoza.training.documents import documents_of
from darvoza.training.frames import moments, placed
from darvoza.training.gear import gear_of
from darvoza.training.itinerary import places_of
from darvoza.training.movement import movement_of
from darvoza.training.people import plain
from darvoza.training.world import FLOWS, draw_rows, world

if TYPE_CHECKING:
    from darvoza.training.lawful import Day

_DOCUMENT: Final = {"road": "730", "rail": "720", "river": "705", "air": "740"}
_TYPES: Final = ("IM", "EX", "T1")
_PROCEDURES: Final = ("40", "10", "80")
_TERMS: Final = ("CPT", "FCA", "DAP", "CIP", "EXW", "CFR")
_TERM_SHARES: Final = (30, 20, 28, 10, 8, 4)
_FREIGHT_SHOWN: Final = {"road": 0.6, "rail": 0.45, "river": 0.0, "air": 1.0}


def batch(chance: Chance, day: "Day", words: list[str]) -> ConsignmentBatch:
    """The day's consignments as a batch."""
    goods = _goods(chance, day, words)
    gear = gear_of(chance, day)
    single = gear.filter(pl.col("kind") == "container").group_by("row", maintain_order=True).agg(pl.col("id"))
    boxed = (
        goods.join(single, on="row", how="left", maintain_order="left").with_columns(equipment=pl.col("id")).drop("id")
    )
    return ConsignmentBatch.from_frames(
        _consignments(chance, day, goods),
        parties=_parties(day),
        goods=boxed,
        equipment=gear,
        places=places_of(day),
        documents=documents_of(chance, day),
    )


def _consignments(chance: Chance, day: "Day", goods: pl.DataFrame) -> pl.DataFrame:
    size, desk, here = len(day), day.desk, world()
    totals = goods.group_by("row", maintain_order=True).agg(
        pl.col("gross_mass_kg", "net_mass_kg", "packages", "value").sum()
    )
    movement = movement_of(chance, day)
    declared = desk.mode == "road"
    numbers = [f"{desk.office}/{day.day:%d%m%y}/{day.serial + row:07d}" for row in range(size)] if declared else None
    shown = chance.uniform(size) < _FREIGHT_SHOWN[desk.mode]
    return pl.DataFrame(
        {
            "id": [f"simulated-{day.serial + row}" for row in range(size)],
            "message": ["simulated"] * size,
            "reference": numbers or movement.documents,
            "lodgement": ["declaration" if declared else "manifest"] * size,
            "level": ["simple"] * size,
            "mode": [desk.mode] * size,
            "flow": [FLOWS[flow] for flow in day.flow.tolist()],
            "service": ["cargo"] * size,
            "office": [desk.office] * size,
            "transport_document_type": [_DOCUMENT[desk.mode]] * size,
            "transport_document": movement.documents,
            "declaration_type": [_TYPES[flow] for flow in day.flow.tolist()] if declared else [None] * size,
            "declaration": numbers or [None] * size,
            "procedure": [_PROCEDURES[flow] for flow in day.flow.tolist()] if declared else [None] * size,
            "means_id": movement.means,
            "means_nationality": movement.nationalities,
            "journey": movement.journeys,
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
        moments(day.day, day.lodged).alias("lodged"),
        moments(day.day, day.departure).alias("departure"),
        moments(day.day, day.arrival).alias("arrival"),
        pl.Series("freight", np.where(shown, np.round(day.freight / day.rate, 2), np.nan)).fill_nan(None),
        _volume(chance, day),
    )


def _volume(chance: Chance, day: "Day") -> pl.Series:
    """Cubic metres, which only air and river messages give: the mass at a usual stowage."""
    gross = np.bincount(day.cargo.row, day.cargo.gross, len(day))
    volume = np.maximum(np.round(gross / 167 * (0.4 + chance.uniform(len(day))), 2), 0.01)
    return pl.Series("volume_m3", volume if day.desk.mode == "air" else np.full(len(day), np.nan)).fill_nan(None)


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
    return placed(pl.concat(frames))


def _origins(chance: Chance, day: "Day") -> Integers:
    """Where each item is made: where the first one is, if such goods come from there, else where they usually do."""
    here, cargo = world(), day.cargo
    lead = day.origin[cargo.row]
    usual = draw_rows(here.origins, cargo.kind, chance.uniform(len(cargo.row)))
    return np.where((cargo.position == 0) | (here.origins[cargo.kind, lead] > 0), lead, usual)


def _either(cyrillic: str, latin: str) -> pl.Expr:
    return pl.when(pl.col("by")).then(pl.coalesce(cyrillic, latin)).otherwise(pl.col(latin))


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
    origin = _origins(chance, day)
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
