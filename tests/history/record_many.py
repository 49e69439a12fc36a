"""One of two processes that record at the same time: runs of its own, and runs that the other records too."""

import sys
from datetime import date
from pathlib import Path

import polars as pl

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement
from darvoza.history import History


def record(history: History, id_: str) -> None:
    batch = ConsignmentBatch.of([Consignment(id=id_, message="m", reference="r", lodgement=Lodgement.MANIFEST)])
    assessments = batch.consignments.select("id", "lodgement", score=pl.lit(0.5))
    history.record(batch, assessments, day=date(2026, 3, 1), run=f"run of {id_}")


if __name__ == "__main__":
    folder, worker, rounds = sys.argv[1:]
    for number in range(int(rounds)):
        record(History(Path(folder)), f"{worker}-{number}")
        record(History(Path(folder)), f"both-{number}")
