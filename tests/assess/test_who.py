"""What a run says of parties knows the findings of the past: whoever shares a telephone with a smuggler is told of."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from darvoza.assess import Screening, seized_parties
from darvoza.assess.who import party_signals
from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.history import History
from darvoza.parties import SEIZED_SCHEMA, WatchLists

pytest.importorskip("deltalake", reason="the history is an extra: pip install 'darvoza[history]'")


def batch(reference: str, *parties: Party) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=f"m-{reference}", message="m", reference=reference, lodgement=Lodgement.MANIFEST, parties=parties
            )
        ]
    )


def test_parties_of_findings_tie_those_that_come_later_but_not_who_served_them(tmp_path: Path) -> None:
    past = History(tmp_path)
    sent = batch(
        "CMR 7",
        Party(role=Role.CONSIGNEE, name="Old Smuggler", phone="+992 918 55 44 33"),
        Party(role=Role.CARRIER, name="Everybody's Carrier", phone="+992 900 00 00 01"),
    )
    found = pl.DataFrame({"consignment": ["m-CMR 7"], "breach": [True], "typology": ["drugs"]})
    past.bring_in(sent, found, day=date(2026, 3, 1), run="imported")
    seized = seized_parties(past)
    assert seized.schema == SEIZED_SCHEMA
    screening = Screening.of(WatchLists(()), seized=seized)
    new = batch(
        "CMR 8",
        Party(role=Role.CONSIGNEE, name="Fresh Start LLC", phone="918554433"),
        Party(role=Role.CONSIGNOR, name="Quiet Reed", phone="900000001"),
    )
    signals = party_signals(new, screening)
    assert signals.select("id", "typology", "mandatory").rows() == [("network:finding:CMR 7", "drugs", False)]
    assert party_signals(sent, screening).is_empty()


def test_a_past_without_findings_ties_nobody(tmp_path: Path) -> None:
    assert seized_parties(History(tmp_path)).is_empty()
