"""The main job from the command line, on real message files of every format."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main
from darvoza.training import generate, write

DAY = date(2026, 11, 20)


def darvoza(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    write(generate(seed=5, consignments=600, day=DAY, schemes_share=0.05), folder, damage=0)
    return folder


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    write(generate(seed=6, consignments=400, day=DAY, schemes_share=0.05), folder, damage=6)
    return folder


def test_a_days_messages_in_every_format_are_assessed(day: Path, tmp_path: Path) -> None:
    result = darvoza(
        "assess", day / "messages", "--lists", day / "watchlist.csv", "--out", tmp_path, "--truth", day / "truth.csv"
    )
    assert result.exit_code == 0, result.output
    frame = pl.read_parquet(tmp_path / "assessments.parquet")
    assert frame.height == 600
    receipts = [json.loads(line) for line in (tmp_path / "receipts.jsonl").read_text().splitlines()]
    assert {"cuscar", "fwb", "ffm", "wco-declaration", "table"} <= {receipt["format"] for receipt in receipts}
    assert sum(receipt["consignments"] for receipt in receipts) == 600
    assert "planted" in result.output


def test_every_file_is_accounted_for(damaged: Path, tmp_path: Path) -> None:
    result = darvoza("assess", damaged / "messages", "--out", tmp_path)
    receipts = [json.loads(line) for line in (tmp_path / "receipts.jsonl").read_text().splitlines()]
    files = {str(path) for path in (damaged / "messages").rglob("*") if path.is_file()}
    assert {receipt["path"] for receipt in receipts} == files
    quarantined = [receipt for receipt in receipts if receipt["status"] == "quarantined"]
    assert result.exit_code == (3 if quarantined else 0)
    for receipt in receipts:
        if receipt["status"] != "accepted":
            assert receipt["problems"], receipt["path"]
            assert receipt["path"] in (tmp_path / "report.html").read_text("utf-8")


def test_what_cannot_be_read_ends_with_code_three_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)))
    result = darvoza("assess", tmp_path)
    assert result.exit_code == 3
    assert "noise.bin" in result.output.replace("\n", "")


def test_the_same_seed_stops_the_same_consignments(day: Path, tmp_path: Path) -> None:
    chosen = []
    for name in ("one", "two"):
        darvoza("assess", day / "messages", "--seed", 11, "--out", tmp_path / name)
        frame = pl.read_parquet(tmp_path / name / "assessments.parquet").filter("selected")
        chosen.append(frame.select("id", "rank", "ground").rows())
    assert chosen[0] == chosen[1]


def test_one_post_can_be_asked_for_by_its_name(day: Path, tmp_path: Path) -> None:
    result = darvoza("assess", day / "messages", "--post", "Нижний Пяндж", "--capacity", 4, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    frame = pl.read_parquet(tmp_path / "assessments.parquet")
    assert frame["office"].unique().to_list() == ["TJNPJ"]
    assert frame.filter(pl.col("selected") & (pl.col("ground") != "mandatory")).height <= 4
    assert "other posts" in result.output


@pytest.mark.parametrize("language", ["ru", "uz", "uz-Cyrl", "tg"])
def test_it_speaks_the_officers_language(day: Path, tmp_path: Path, language: str) -> None:
    result = darvoza("assess", day / "messages", "--language", language, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert f'lang="{language}"' in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("nowhere",), "does not exist"),
        ((".", "--post", "Atlantis"), "no known office"),
        ((".", "--capacity", "-1"), "not in the range"),
        ((".", "--language", "xx"), "none of"),
    ],
)
def test_wrong_usage_is_said_with_code_two(arguments: tuple[str, ...], said: str) -> None:
    result = darvoza("assess", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_list_that_cannot_be_read_is_a_usage_error(day: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "list.csv"
    wrong.write_text("not,a,list\n1,2,3\n")
    result = darvoza("assess", day / "messages", "--lists", wrong)
    assert result.exit_code == 2
    assert "list.csv" in result.output


def test_a_truth_without_references_is_a_usage_error(day: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "truth.csv"
    wrong.write_text("a,b\n1,2\n")
    result = darvoza("assess", day / "messages", "--truth", wrong)
    assert result.exit_code == 2
    assert "reference" in result.output


def test_selection_beats_chance_on_planted_schemes(tmp_path: Path) -> None:
    """Not a measurement (benchmarks do that): the engine must at least be far better than drawing lots."""
    write(generate(seed=8, consignments=3000, day=DAY, schemes_share=0.02), tmp_path, damage=0)
    out = tmp_path / "out"
    darvoza("assess", tmp_path / "messages", "--lists", tmp_path / "watchlist.csv", "--capacity", 150, "--out", out)
    stopped = set(pl.read_parquet(out / "assessments.parquet").filter("selected")["reference"])
    planted = set(pl.read_csv(tmp_path / "truth.csv", infer_schema=False)["reference"])
    assert len(stopped & planted) > 0.4 * len(planted)


def test_public_samples_are_all_accounted_for(shared: Path, tmp_path: Path) -> None:
    folders = [shared / "data" / "messages" / name for name in ("CUSCAR", "CIMP", "WCO-DEC")]
    result = darvoza("assess", *folders, "--out", tmp_path)
    assert result.exit_code in {0, 3}
    receipts = [json.loads(line) for line in (tmp_path / "receipts.jsonl").read_text().splitlines()]
    assert len(receipts) == sum(path.is_file() for folder in folders for path in folder.rglob("*"))
