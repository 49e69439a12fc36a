"""What is written is read back as it was: a folder of messages says what the traffic says."""

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from darvoza.consignment import PARTS, ConsignmentBatch
from darvoza.intake import Context, Intake, Status, find_messages, read, shipped_mappings
from darvoza.training import Traffic, generate, write
from darvoza.training.writing.damage import damaged_messages
from darvoza.training.writing.workbook import workbook


def _read(folder: Path) -> list[Intake]:
    return list(read(find_messages([folder / "messages"]), Context(mappings=shipped_mappings())))


@pytest.fixture(scope="module")
def got(folder: Path) -> list[Intake]:
    return _read(folder)


@pytest.fixture(scope="module")
def pairs(traffic: Traffic, got: list[Intake]) -> pl.DataFrame:
    """The row of each consignment in the traffic and in what was read."""
    found = ConsignmentBatch.concat(each.batch for each in got).consignments.with_row_index("read")
    return traffic.lodgings.join(found.select("reference", "read"), on="reference", how="left")


def test_every_message_is_accepted_whole(got: list[Intake]) -> None:
    receipts = [receipt for each in got for receipt in each.receipts]
    troubled = [(each.path, each.problems[:1]) for each in receipts if each.status is not Status.ACCEPTED]
    assert troubled == []


def test_all_formats_are_there(got: list[Intake]) -> None:
    formats = {receipt.format for each in got for receipt in each.receipts}
    assert {"table", "cuscar", "fwb", "ffm"} <= formats
    assert any("wco" in str(each) for each in formats)


def test_the_messages_hold_the_traffic_and_nothing_else(
    got: list[Intake], traffic: Traffic, pairs: pl.DataFrame
) -> None:
    assert sum(len(each.batch) for each in got) == len(traffic)
    assert pairs["read"].null_count() == 0
    assert pairs["read"].n_unique() == len(traffic)


@pytest.mark.parametrize(
    "column",
    [
        "mode", "flow", "office", "lodgement", "transport_document", "declaration", "declaration_type", "procedure",
        "lodged", "arrival", "departure", "means_id", "means_nationality", "journey", "country_of_dispatch",
        "country_of_destination", "gross_mass_kg", "net_mass_kg", "value", "freight", "incoterm", "volume_m3",
    ],
)  # fmt: skip
def test_consignments_are_read_as_they_were(
    traffic: Traffic, got: list[Intake], pairs: pl.DataFrame, column: str
) -> None:
    sent = traffic.batch.consignments[column].gather(pairs["row"])
    back = ConsignmentBatch.concat(each.batch for each in got).consignments[column].gather(pairs["read"])
    both = pairs.with_columns(sent=sent, back=back)
    said = both.filter(pl.col("sent").is_not_null())
    assert said.filter(pl.col("sent").ne_missing(pl.col("back"))).head(3).rows() == []


def _both(traffic: Traffic, got: list[Intake], pairs: pl.DataFrame, part: str, keys: list[str]) -> pl.DataFrame:
    back = getattr(ConsignmentBatch.concat(each.batch for each in got), part).rename({"row": "read"})
    sent = getattr(traffic.batch, part).join(pairs.select("row", "read", "format"), on="row")
    return sent.join(back, on=["read", *keys], how="left", suffix="_back")


@pytest.mark.parametrize(
    "column",
    [
        "description", "hs_code", "origin", "gross_mass_kg", "net_mass_kg", "quantity", "unit", "value", "packages",
        "package_type", "equipment",
    ],
)  # fmt: skip
def test_goods_are_read_as_they_were(traffic: Traffic, got: list[Intake], pairs: pl.DataFrame, column: str) -> None:
    both = _both(traffic, got, pairs, "goods", ["position"])
    said = both.filter(pl.col(column).is_not_null())
    assert said.filter(pl.col(column).ne_missing(pl.col(f"{column}_back"))).head(3).rows() == []


@pytest.mark.parametrize("column", ["name", "address", "city", "postcode", "country", "phone", "email"])
def test_parties_are_read_as_they_were(traffic: Traffic, got: list[Intake], pairs: pl.DataFrame, column: str) -> None:
    both = _both(traffic, got, pairs, "parties", ["role"])
    said = both.filter(pl.col(column).is_not_null())
    assert said.filter(pl.col(column).ne_missing(pl.col(f"{column}_back"))).head(3).rows() == []


def test_taxpayers_numbers_are_read_as_they_were(traffic: Traffic, got: list[Intake], pairs: pl.DataFrame) -> None:
    both = _both(traffic, got, pairs, "parties", ["role"]).filter(pl.col("identifiers").list.len() > 0)
    assert (both["identifiers"] == both["identifiers_back"]).all()


@pytest.mark.parametrize("column", ["kind", "size_type", "seals"])
def test_equipment_is_read_as_it_was(traffic: Traffic, got: list[Intake], pairs: pl.DataFrame, column: str) -> None:
    both = _both(traffic, got, pairs, "equipment", ["id"])
    said = both.filter(pl.col(column).is_not_null())
    assert said.filter(pl.col(column).ne_missing(pl.col(f"{column}_back"))).head(3).rows() == []


def test_documents_are_read_as_they_were(traffic: Traffic, got: list[Intake], pairs: pl.DataFrame) -> None:
    both = _both(traffic, got, pairs, "documents", ["type", "number"])
    assert both["issued"].equals(both["issued_back"].rename("issued"))


def test_the_same_traffic_gives_the_same_bytes(traffic: Traffic, folder: Path, tmp_path: Path) -> None:
    again = generate(seed=traffic.seed, consignments=len(traffic), day=traffic.day)
    paths = write(again, tmp_path, damage=0)
    assert [_hash(path) for path in paths] == [_hash(folder / path.relative_to(tmp_path)) for path in paths]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_truth_does_not_lie_among_the_messages(folder: Path, traffic: Traffic) -> None:
    names = {path.name for path in (folder / "messages").rglob("*")}
    assert not names & {"truth.csv", "watchlist.csv"}
    truth = pl.read_csv(folder / "truth.csv", infer_schema=False)
    assert truth["reference"].to_list() == traffic.truth["reference"].to_list()
    assert "simulated" in (folder / "README.txt").read_text()


def test_the_watch_list_is_one_an_administration_could_keep(folder: Path) -> None:
    columns = pl.read_csv(folder / "watchlist.csv", infer_schema=False).columns
    assert columns[:4] == ["entity_id", "name", "type", "name_kind"]
    from darvoza import parties  # noqa: PLC0415 - used by this test alone

    lists = parties.load_lists([folder / "watchlist.csv"])
    assert sum(len(each.entries) for each in lists.lists) == 60


def test_small_days_send_a_workbook_and_big_ones_few_files(folder: Path, traffic: Traffic) -> None:
    rail = sorted(path.suffix for path in (folder / "messages" / "rail").iterdir())
    assert rail.count(".xlsx") == 1
    assert ".csv" in rail
    assert traffic.lodgings.filter(pl.col("format") == "wco_declaration").height <= 250


def test_rail_tables_are_in_the_code_page_of_the_region_where_they_can_be(folder: Path) -> None:
    tables = [path.read_bytes() for path in (folder / "messages" / "rail").glob("*.csv")]
    assert any(not data.startswith(b"\xef\xbb\xbf") for data in tables)
    for data in tables:
        assert "Номер партии" in data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1251")


def test_damaged_messages_show_partial_acceptance_and_quarantine(tmp_path: Path, day: date) -> None:
    traffic = generate(seed=2, consignments=120, day=day)
    write(traffic, tmp_path, damage=6)
    read_back = _read(tmp_path)
    resent = [each for one in read_back for each in one.receipts if "resent" in each.path]
    assert len(resent) == 6
    assert {each.status for each in resent} >= {Status.PARTLY_ACCEPTED, Status.QUARANTINED}
    assert all(each.problems for each in resent if each.format != "ffm")
    references = pl.concat([each.batch.consignments["reference"] for each in read_back])
    assert traffic.batch.consignments["reference"].is_in(references.implode()).all()


def test_damaged_messages_carry_consignments_of_their_own(day: date) -> None:
    traffic = generate(seed=2, consignments=120, day=day)
    texts = b"".join(data for _, data in damaged_messages(traffic, 6)).decode("utf-8", "replace")
    assert not any(reference in texts for reference in traffic.batch.consignments["reference"])


def test_damage_cannot_be_negative(traffic: Traffic, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="damage must be 0 or more"):
        write(traffic, tmp_path, damage=-1)


def test_a_workbook_is_read_as_it_was(tmp_path: Path) -> None:
    import python_calamine  # noqa: PLC0415 - used by this test alone

    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook([["A", "Б & <в>"], ["1", None], [None, "x"]]))
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    assert sheet.to_python() == [["A", "Б & <в>"], ["1", ""], ["", "x"]]


def test_parts_of_a_batch_are_all_written() -> None:
    assert set(PARTS) == {"parties", "goods", "equipment", "places", "documents"}
