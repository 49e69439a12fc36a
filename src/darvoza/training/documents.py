"""Documents that go with goods: invoices, certificates, licences and TIR carnets."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from darvoza.training.chance import Chance, Flags
from darvoza.training.frames import EPOCH_DAY, placed
from darvoza.training.world import FLOWS, world

if TYPE_CHECKING:
    from darvoza.training.lawful import Day

_INVOICED: Final = 0.93
_CERTIFIED: Final = 0.38
_CARNETS: Final = 0.62
_PLANTS: Final = frozenset(f"{chapter:02d}" for chapter in (7, 8, 9, 10, 12))
_LICENSED: Final = frozenset(("3004", "3002", "2831", "2833", "3102", "3808", "2402", "2207", "2208", "2837", "3604"))


def needs_paper(code: str) -> bool:
    """Whether goods with this HS code travel with a certificate or licence.

    >>> needs_paper("080610"), needs_paper("640399")
    (True, False)
    """
    return code[:2] in _PLANTS or code[:4] in _LICENSED


def documents_of(chance: Chance, day: "Day") -> pl.DataFrame:
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
    wanted: dict[str, tuple[Flags, Callable[[int], str]]] = {
        "380": (chance.uniform(size) < _INVOICED, lambda row: f"{serials[row]}/{row * 7 % 97 + 1}-{year % 100}"),
        "861": (~transits & (chance.uniform(size) < _CERTIFIED), lambda row: f"CT{day.day:%y%j}{day.serial + row:06d}"),
        "851": (plants & (chance.uniform(size) < _WITH_PAPER), lambda row: f"PH{day.day:%y%j}{day.serial + row:06d}"),
        "911": (licensed & ~exports & (chance.uniform(size) < _WITH_PAPER), lambda row: f"L{year}-{serials[row]:05d}"),
        "952": (
            road & transits & (chance.uniform(size) < _CARNETS),
            lambda row: f"XF{70_000_000 + (day.day.toordinal() * 40_009 + day.serial + row) % 29_999_999}",
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
                    "issued": pl.Series(issued + day.day.toordinal() - EPOCH_DAY).cast(pl.Int32).cast(pl.Date),
                }
            )
        )
    return placed(pl.concat(frames))


_WITH_PAPER: Final = 0.95
