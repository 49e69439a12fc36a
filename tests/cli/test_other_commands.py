"""Every other command answers a person's question on its own."""

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main


def darvoza(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_help_names_every_command() -> None:
    output = darvoza("--help").output
    for name in ("assess", "codes", "demo", "goods", "intake", "lists", "parties", "risk", "serve", "training"):
        assert name in output


@pytest.mark.parametrize(
    "name", ["assess", "codes", "demo", "goods", "intake", "lists", "parties", "risk", "serve", "training"]
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
    result = darvoza("demo", "--out", tmp_path, "--consignments", 200)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "report" / "report.html").exists()
    assert "report.html" in result.output.replace("\n", "")
