"""Noise: what honest people leave out, mistype, round and leave late, at the low rates they do."""

from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.training.chance import Chance

_LEFT_OUT: Final[dict[str, dict[str, float]]] = {
    "consignments": {"incoterm": 0.12, "departure": 0.10, "packages": 0.02, "net_mass_kg": 0.05},
    "goods": {"hs_code": 0.015, "origin": 0.03, "net_mass_kg": 0.04, "value": 0.012, "package_type": 0.03},
    "parties": {"address": 0.03, "postcode": 0.15},
}
_MISTYPED_CONTAINERS: Final = 0.008
_MISTYPED_WAGONS: Final = 0.006
_MISCOPIED_SEALS: Final = 0.0008
_SENT_FROM: Final = 0.03
_TO_FORWARDER: Final = 0.025
_SHOUTED: Final = 0.03
_UNQUOTED: Final = 0.05
_MIXED_UP_MASS: Final = 0.004


def with_noise(chance: Chance, batch: ConsignmentBatch) -> ConsignmentBatch:
    """The batch as people filled it in."""
    frames = {
        table: getattr(batch, table)
        for table in ("consignments", "parties", "goods", "equipment", "places", "documents")
    }
    for table, columns in _LEFT_OUT.items():
        frame: pl.DataFrame = frames[table]
        gone = {name: pl.Series(chance.flags(share, frame.height)) for name, share in columns.items()}
        frames[table] = frame.with_columns(
            pl.when(~missing).then(pl.col(name)).alias(name) for name, missing in gone.items()
        )
    frames["equipment"] = _mistyped(chance, frames["equipment"])
    frames["equipment"] = _miscopied(chance, frames["equipment"])
    frames["goods"] = _relinked(frames["goods"], batch.equipment, frames["equipment"])
    frames["goods"] = _sent_from(chance, frames["goods"], batch.consignments)
    frames["parties"] = _respelled(chance, _to_forwarders(chance, frames["parties"]))
    frames["consignments"] = _mixed_up(chance, frames["consignments"])
    return ConsignmentBatch(**frames)


def _mistyped(chance: Chance, equipment: pl.DataFrame) -> pl.DataFrame:
    """Now and then two digits of a container or wagon number change places."""
    size = equipment.height
    draw, place = chance.uniform(size), chance.integers(5, 9, size)
    kinds = equipment["kind"].cast(pl.String)
    share = np.where(kinds == "container", _MISTYPED_CONTAINERS, np.where(kinds == "wagon", _MISTYPED_WAGONS, 0.0))
    wrong = np.flatnonzero(draw < share)
    ids = equipment["id"].to_list()
    for row in wrong.tolist():
        number, at = ids[row], min(int(place[row]), len(ids[row]) - 2)
        ids[row] = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return equipment.with_columns(pl.Series("id", ids, dtype=pl.String))


def _miscopied(chance: Chance, equipment: pl.DataFrame) -> pl.DataFrame:
    """Now and then a clerk writes the seal of the line above."""
    wrong = pl.Series(chance.flags(_MISCOPIED_SEALS, equipment.height))
    above = pl.col("seals").shift(1).fill_null([])
    copied = wrong & (pl.col("seals").list.len() == 1) & (above.list.len() == 1)
    return equipment.with_columns(pl.when(copied).then(above).otherwise("seals").alias("seals"))


def _sent_from(chance: Chance, goods: pl.DataFrame, consignments: pl.DataFrame) -> pl.DataFrame:
    """Many take the country that goods are sent from for the one they are made in."""
    mistaken = pl.Series(chance.flags(_SENT_FROM, goods.height))
    sender = consignments["country_of_dispatch"].gather(goods["row"])
    return goods.with_columns(pl.when(mistaken).then(sender).otherwise("origin").alias("origin"))


def _relinked(goods: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Goods name their container as the equipment does, mistyped or not."""
    changed = before.select("row", old="id").with_columns(new=after["id"]).filter(pl.col("old") != pl.col("new"))
    if changed.is_empty():
        return goods
    renamed = dict(zip(changed["old"].to_list(), changed["new"].to_list(), strict=True))
    return goods.with_columns(pl.col("equipment").list.eval(pl.element().replace(renamed)))


def _to_forwarders(chance: Chance, parties: pl.DataFrame) -> pl.DataFrame:
    """Some consignments that a forwarder handles are sent to the forwarder, who delivers them on."""
    own = parties.filter(pl.col("role") == "forwarder").unique("row", keep="first", maintain_order=True)
    chosen = own.filter(pl.Series(chance.flags(_TO_FORWARDER, own.height))).drop("position", "role")
    consignees = parties.filter(pl.col("role") == "consignee").select("row", "position", "role")
    replaced = consignees.join(chosen, on="row", how="inner").select(parties.columns)
    kept = parties.join(replaced.select("row", "position"), on=["row", "position"], how="anti")
    return pl.concat([kept, replaced]).sort("row", "position")


def _respelled(chance: Chance, parties: pl.DataFrame) -> pl.DataFrame:
    """Names in capitals, or without the quotation marks."""
    shout = pl.Series(chance.flags(_SHOUTED, parties.height))
    bare = pl.Series(chance.flags(_UNQUOTED, parties.height))
    name = pl.when(bare).then(pl.col("name").str.replace_all(r"[«»\"]", "")).otherwise("name")
    return parties.with_columns(name.alias("name")).with_columns(
        pl.when(shout).then(pl.col("name").str.to_uppercase()).otherwise("name").alias("name")
    )


def _mixed_up(chance: Chance, consignments: pl.DataFrame) -> pl.DataFrame:
    """Totals that do not add up, because somebody copied the last paper's."""
    off = pl.Series(chance.flags(_MIXED_UP_MASS, consignments.height))
    factor = pl.Series(np.round(0.7 + 0.6 * chance.uniform(consignments.height), 2))
    wrong = (pl.col("gross_mass_kg") * factor).round(0)
    return consignments.with_columns(pl.when(off).then(wrong).otherwise("gross_mass_kg").alias("gross_mass_kg"))
