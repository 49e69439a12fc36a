"""What holds the goods: containers, trailers and wagons, with their seals."""

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from darvoza.training.chance import Chance, Flags, Integers
from darvoza.training.frames import placed
from darvoza.training.numbers import containers, plate, wagons
from darvoza.training.world import FLOWS, world

if TYPE_CHECKING:
    from darvoza.training.lawful import Day


def gear_of(chance: Chance, day: "Day") -> pl.DataFrame:
    """Containers, trailers, wagons and unit load devices with their seals."""
    size, mode, cargo = len(day), day.desk.mode, day.cargo
    rows = np.arange(size)
    if mode == "road":
        boxed = (chance.uniform(size) < _BOX_ON_TRUCK) & ~cargo.loose
        trailer = ~boxed & (chance.uniform(size) < _TRAILERS)
        turns = chance.integers(0, 10**9, size).tolist()
        trailers = [plate(day.plate_country[row], turns[row])[:9] + "P" for row in np.flatnonzero(trailer).tolist()]
        sealed = (day.flow == FLOWS.index("transit")) | (chance.uniform(size) < _SEALED_TRUCKS)
        numbers = containers(chance, int(boxed.sum()))
        frames = [
            _equipment(chance, "trailer", rows[trailer], trailers, sealed[trailer]),
            _equipment(chance, "container", rows[boxed], numbers, sealed[boxed] | True, _sizes(day)),
        ]
    elif mode == "air":
        return pl.DataFrame(schema={"row": pl.UInt32, "kind": pl.String, "id": pl.String, "position": pl.UInt32})
    else:
        each = np.repeat(rows, cargo.units)
        loose = cargo.loose[each]
        boxes = int((~loose).sum())
        frames = [
            _equipment(chance, "container", each[~loose], containers(chance, boxes), np.ones(boxes, bool), _sizes(day))
        ]
        if mode == "rail":
            numbers = wagons(chance, len(each))
            sealed = (loose[np.searchsorted(each, rows)] & (chance.uniform(size) < _SEALED_WAGONS))[each]
            frames.append(_equipment(chance, "wagon", each, numbers, sealed))
    return placed(pl.concat(frames))


_BOX_ON_TRUCK: Final = 0.16
_TRAILERS: Final = 0.75
_SEALED_TRUCKS: Final = 0.4
_SEALED_WAGONS: Final = 0.55
_SIZES: Final = ("22G1", "45G1", "42G1")
_COOLED: Final = "45R1"
_COLD: Final = frozenset(("0201", "0202", "0207", "0303", "0405", "0407", "0805", "0808", "0803", "0806"))
_SEAL_MAKERS: Final = ("UZ", "TJ", "CN", "KZ", "A", "SL", "TZ")


def _sizes(day: "Day") -> dict[int, str]:
    """The size and type of each consignment's containers: cooled for what must be cold."""
    first = np.searchsorted(day.cargo.row, np.arange(len(day)))
    codes = [world().kinds[number].hs[:4] for number in day.cargo.kind[first].tolist()]
    return {row: _COOLED if code in _COLD else _SIZES[row % len(_SIZES)] for row, code in enumerate(codes)}


def _equipment(
    chance: Chance, kind: str, rows: Integers, ids: list[str], sealed: Flags, sizes: dict[int, str] | None = None
) -> pl.DataFrame:
    """One piece of equipment per row; each seal's number is its own."""
    sizes = sizes or {}
    makers = chance.integers(0, len(_SEAL_MAKERS), len(ids)).tolist()
    serials = chance.integers(1_000_000, 9_999_999, len(ids)).tolist()
    seals = [f"{_SEAL_MAKERS[maker]}{serial}" for maker, serial in zip(makers, serials, strict=True)]
    return (
        pl.DataFrame(
            {
                "row": pl.Series(rows, dtype=pl.UInt32),
                "kind": pl.Series([kind] * len(ids), dtype=pl.String),
                "id": pl.Series(ids, dtype=pl.String),
                "size_type": pl.Series([sizes.get(row) for row in rows.tolist()], dtype=pl.String),
                "seals": pl.Series(seals, dtype=pl.String),
                "sealed": pl.Series(sealed, dtype=pl.Boolean),
            }
        )
        .with_columns(pl.when("sealed").then(pl.concat_list("seals")).alias("seals"))
        .drop("sealed")
    )
