"""Whose goods were found in breach: the parties of past findings, as they were declared."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.history import FOUND_PARTY_SCHEMA, History

pytest.importorskip("deltalake", reason="the history is an extra: pip install 'darvoza[history]'")


def consignment(number: int) -> Consignment:
    return Consignment(
        id=f"m-{number}",
        message="m",
        reference=f"CMR {number}",
        lodgement=Lodgement.MANIFEST,
        parties=(
            Party(role=Role.CONSIGNEE, name=f"Buyer {number}", phone="918554433", identifiers=("TIN:1",)),
            Party(role=Role.CARRIER, name="Everybody's Carrier"),
        ),
    )


def found(number: int, *, breach: bool | None, typology: str | None = None) -> pl.DataFrame:
    return pl.DataFrame([{"consignment": f"m-{number}", "breach": breach, "typology": typology}])


def test_parties_of_a_breach_are_told_once_with_the_last_finding(tmp_path: Path) -> None:
    history = History(tmp_path)
    assert history.parties_found().is_empty()
    batch = ConsignmentBatch.of([consignment(number) for number in range(4)])
    history.bring_in(batch, day=date(2026, 3, 1), run="imported")
    before = datetime.now(UTC)
    assert history.parties_found().schema == FOUND_PARTY_SCHEMA
    history.record_findings(found(2, breach=True, typology="drugs"), day=date(2026, 3, 4), run="a")
    history.record_findings(found(1, breach=True), day=date(2026, 3, 3), run="b")
    history.record_findings(found(0, breach=False), day=date(2026, 3, 3), run="c")
    history.record_findings(found(3, breach=None), day=date(2026, 3, 3), run="d")
    history.record_findings(found(2, breach=True), day=date(2026, 3, 5), run="e")
    told = history.parties_found()
    assert told.schema == FOUND_PARTY_SCHEMA
    assert told.select("reference", "found", "typology", "name").rows() == [
        ("CMR 1", date(2026, 3, 3), None, "Buyer 1"),
        ("CMR 1", date(2026, 3, 3), None, "Everybody's Carrier"),
        ("CMR 2", date(2026, 3, 5), "drugs", "Buyer 2"),
        ("CMR 2", date(2026, 3, 5), "drugs", "Everybody's Carrier"),
    ]
    assert told["identifiers"].to_list()[0] == ["TIN:1"]
    assert history.parties_found(as_of=before).is_empty()
