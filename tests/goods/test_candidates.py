"""Suggestions: the right code among the first, in English and in Russian; never a verdict."""

import csv
from pathlib import Path

import pytest

from darvoza.goods import ControlList, candidates, identify_text


def _codes(control: ControlList, description: str, hs: str | None = None) -> list[str]:
    found = identify_text(description, hs, entries=control)
    return [one.code for one in candidates(description, hs, found, control)]


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ("Zircaloy pressure tubes, nuclear grade", "1C234"),
        ("Deep-sea remotely operated vehicle, 3000 m", "8A001"),
        ("VPN firewall appliance with hardware encryption", "5A002"),
        ("Станок раскатной для труб с ЧПУ", "2B009"),
        ("Гравиметр морской", "6A007"),
        ("Freeze dryer, sterilizable", "2B352"),
    ],
)
def test_a_fitting_code_is_among_the_first(control: ControlList, description: str, code: str) -> None:
    assert code in _codes(control, description)[:5]


def test_scores_fall_and_stay_between_nought_and_one(control: ControlList) -> None:
    found = candidates("Ring laser gyro inertial navigation", None, [], control)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)
    assert len(found) <= 10


def test_nothing_said_suggests_nothing(control: ControlList) -> None:
    assert candidates(None, None, [], control) == []
    assert candidates("...", None, [], control) == []


def test_an_hs_code_alone_suggests_what_travels_under_it(control: ControlList) -> None:
    assert _codes(control, "", "854310")[0] == "3A231"
    assert candidates(None, "8543.10", [], control)[0].code == "3A231"


@pytest.mark.parametrize(("column", "share"), [("description_en", 0.97), ("description_ru", 0.90)])
def test_real_descriptions_find_their_codes(shared: Path, control: ControlList, column: str, share: float) -> None:
    with (shared / "eval/goods/positives_dev.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    missed = [row[column] for row in rows if not set(row["entries"].split("|")) & set(_codes(control, row[column])[:5])]
    assert len(missed) <= (1 - share) * len(rows), missed
