"""Every other command answers a person's question on its own."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main


def darvoza(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_help_names_every_command() -> None:
    output = darvoza("--help").output
    for name in (
        "assess",
        "audit",
        "codes",
        "demo",
        "goods",
        "intake",
        "lists",
        "office",
        "parties",
        "risk",
        "serve",
        "training",
    ):
        assert name in output


@pytest.mark.parametrize(
    "name",
    ["assess", "audit", "codes", "demo", "goods", "intake", "lists", "office", "parties", "risk", "serve", "training"],
)
def test_every_command_explains_itself(name: str) -> None:
    result = darvoza(name, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_an_unknown_command_is_a_usage_error() -> None:
    assert darvoza("fly").exit_code == 2


def test_offices_are_found_by_part_of_a_name() -> None:
    output = darvoza("codes", "offices", "pyanj").output
    assert "TJNPJ" in output
    assert "UZAVY" not in output


def test_a_place_is_found_by_code() -> None:
    assert "Ayritom" in darvoza("codes", "place", "UZAYR").output
    assert darvoza("codes", "place", "XXXXX").exit_code == 2


def test_goods_are_looked_up_with_the_questions_to_ask() -> None:
    assert "UN-1988" in darvoza("goods", "look", "acetic anhydride CAS 108-24-7").output
    asked = darvoza("goods", "look", "carbon fibre").output
    assert "?" in asked
    assert "No control entry" in darvoza("goods", "look", "yellow onions in nets").output


def test_control_entries_are_listed() -> None:
    assert len(darvoza("goods", "entries").output.splitlines()) >= 24


def test_formats_and_mappings_are_listed() -> None:
    output = darvoza("intake", "formats").output
    for name in ("cuscar", "fwb", "ffm", "wco-declaration", "table"):
        assert name in output
    assert "darvoza-table" in darvoza("intake", "mappings").output


@pytest.mark.parametrize("language", ["en", "ru"])
def test_indicators_are_listed(language: str) -> None:
    assert "GDS-01" in darvoza("risk", "indicators", "--language", language).output


def test_a_name_is_screened_against_a_list(tmp_path: Path) -> None:
    assert darvoza("training", "generate", "--out", tmp_path, "--consignments", 60).exit_code == 0
    listed = pl.read_csv(tmp_path / "watchlist.csv", infer_schema=False)["name"][0]
    result = darvoza("parties", "look", listed, "--list", tmp_path / "watchlist.csv")
    assert listed.split()[0].lower() in result.output.lower()
    assert darvoza("lists", "show", tmp_path / "watchlist.csv").exit_code == 0
    assert "Nobody" in darvoza("parties", "look", "Qwrtp Zxcvb", "--list", tmp_path / "watchlist.csv").output


def test_the_demo_ends_with_a_report(tmp_path: Path) -> None:
    result = darvoza("demo", "--out", tmp_path, "--consignments", 200, "--no-office")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "report" / "report.html").exists()
    assert "report.html" in result.output.replace("\n", "")


def test_a_table_of_goods_is_identified(tmp_path: Path) -> None:
    items = tmp_path / "items.csv"
    items.write_text("id,description,cas\n1,Acetic anhydride,108-24-7\n2,Yellow onions,\n", "utf-8")
    result = darvoza("goods", "identify", "--items", items, "--out", tmp_path / "out.jsonl")
    assert result.exit_code == 0, result.output
    first, second = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines())
    assert {each["outcome"] for each in first["determinations"]} == {"meets"}
    assert second["determinations"] == []


def test_a_table_without_descriptions_is_a_usage_error(tmp_path: Path) -> None:
    items = tmp_path / "items.csv"
    items.write_text("id,colour\n1,red\n", "utf-8")
    result = darvoza("goods", "identify", "--items", items, "--out", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert "description" in result.output


def test_an_hs_code_shows_what_can_be_controlled_under_it() -> None:
    assert "2B350" in darvoza("goods", "hs", "8481.80").output


def test_a_published_list_is_audited_and_compared(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("2B350 Valves with nominal sizes greater than 10 mm\n", "utf-8")
    new.write_text("2B350 Valves with nominal sizes greater than 25 mm\n", "utf-8")
    assert "2B350" in darvoza("goods", "drift", old, new).output
    assert "limits" in darvoza("goods", "audit", old).output


def test_a_table_of_names_is_screened(tmp_path: Path) -> None:
    listed, queries, out = tmp_path / "list.csv", tmp_path / "queries.csv", tmp_path / "out.jsonl"
    listed.write_text("entity_id,name\nE1,Zarafshon Kelminsin Sanoat\n", "utf-8")
    queries.write_text("id,name\nq1,ҶДММ «Зарафшон Келминсин Саноат»\n", "utf-8")
    result = darvoza("parties", "screen", "--list", listed, "--queries", queries, "--out", out)
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text("utf-8"))["matches"][0]["entity_id"] == "E1"


def test_two_versions_of_a_list_are_compared(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("entity_id,name\nE1,Anna Kelminsin\nE2,Boris Veshtur\n", "utf-8")
    new.write_text("entity_id,name\nE1,Anna Kelminsina\nE3,Cyrus Qorzab\n", "utf-8")
    output = darvoza("lists", "diff", old, new).output
    assert "+ E3" in output
    assert "- E2" in output
