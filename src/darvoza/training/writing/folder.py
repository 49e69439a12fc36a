"""The folder of a simulated day: its messages, and apart from them the truth, the watch list and a note."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from darvoza.consignment import Consignment
from darvoza.training.traffic import Traffic
from darvoza.training.writing.air import air_waybills, manifest
from darvoza.training.writing.damage import damaged_messages
from darvoza.training.writing.river import cuscar
from darvoza.training.writing.road import declaration
from darvoza.training.writing.table import TABLES, as_csv, as_workbook, table

_NOTE: Final = """This folder is simulated.

Traffic of {day}, seed {seed}: {count} consignments of invented traders, none of whom exist. Names, numbers, prices and
routes are made by Darvoza's training room; a likeness to anybody is chance.

messages/      the files as posts would receive them
watchlist.csv  an invented watch list
truth.csv      which consignments belong to a planted scheme: not for those who train on the messages
"""


def write(traffic: Traffic, folder: Path, *, damage: int = 5) -> list[Path]:
    """Write a day's traffic as message files; gives the paths of all files written, messages first.

    ``damage`` more messages are damaged on purpose (cut off, not well-formed, a wrong check digit, bad cells); they
    carry lawful consignments beside the traffic. With 0 the messages hold the traffic and nothing else.

    Messages go to ``folder/messages``; ``truth.csv``, ``watchlist.csv`` and ``README.txt`` stand beside it, so that
    whoever is given the messages is not given the truth. Files are the same to the byte for the same traffic.

    Raises:
        ValueError: ``damage`` is negative.
        OSError: the folder cannot be written.
    """
    if damage < 0:
        raise ValueError(f"damage must be 0 or more, not {damage}")
    written = []
    for name, data in (*messages(traffic), *damaged_messages(traffic, damage)):
        path = folder / "messages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return [*written, *_beside(traffic, folder)]


def messages(traffic: Traffic) -> Iterator[tuple[str, bytes]]:
    """Each message of the traffic: the name of its file, and its bytes."""
    files = [(rows["format"][0], rows) for rows in traffic.lodgings.sort("file", "row").partition_by("file")]
    for format_, rows in files:
        if format_ in TABLES:
            name, frame = str(rows["file"][0]), table(traffic.batch.take(rows["row"]), format_)
            yield name, as_workbook(frame) if name.endswith(".xlsx") else as_csv(frame, format_)
    for stretch in _stretches([rows for format_, rows in files if format_ in _WRITERS]):
        consignments = traffic.batch.take(pl.concat(stretch)["row"]).objects()
        start = 0
        for rows in stretch:
            here = consignments[start : start + rows.height]
            start += rows.height
            yield str(rows["file"][0]), _WRITERS[rows["format"][0]](here, traffic.day).encode()


def _stretches(files: list[pl.DataFrame]) -> Iterator[list[pl.DataFrame]]:
    """Files together up to so many consignments: turning columns into objects is cheap only for many at once."""
    together: list[pl.DataFrame] = []
    for rows in files:
        together.append(rows)
        if sum(each.height for each in together) >= _OBJECTS:
            yield together
            together = []
    if together:
        yield together


_OBJECTS: Final = 8_000
_WRITERS: Final[dict[str, Callable[[list[Consignment], date], str]]] = {
    "cuscar": lambda consignments, _: cuscar(consignments, int(consignments[0].journey or 1)),
    "ffm": lambda consignments, _: manifest(consignments),
    "fwb": air_waybills,
    "wco_declaration": lambda consignments, _: declaration(consignments[0]),
}


def _beside(traffic: Traffic, folder: Path) -> list[Path]:
    truth = traffic.truth.with_columns(pl.col("signs", "indicators").list.join("; "))
    texts = {
        "truth.csv": truth.write_csv(),
        "watchlist.csv": traffic.watchlist.write_csv(),
        "README.txt": _NOTE.format(day=traffic.day, seed=traffic.seed, count=len(traffic)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]
