"""Words of everyday trade, as the simulator and the heading model know them, meet no control entry by themselves."""

import csv
from pathlib import Path

import pytest

from darvoza.goods import Outcome, identify_text, load_entries

ROOT = Path(__file__).resolve().parents[2] / "src" / "darvoza"
CONTROLLED = ("28", "29", "31", "36", "38", "81", "93")
"""Chapters whose everyday goods may be controlled: chemicals, fertilisers, explosives, rare metals, arms."""


def lines() -> list[tuple[str, str]]:
    with (ROOT / "goods/headings/trade_words.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if not row["heading"].startswith(CONTROLLED)]
    languages = ("en", "ru", "uz", "tg")
    words = [(word.strip(), row["heading"]) for row in rows for of in languages for word in row[of].split(",")]
    with (ROOT / "training/data/goods.csv").open(encoding="utf-8") as file:
        goods = [row for row in csv.DictReader(file, delimiter=";") if not row["hs"].startswith(CONTROLLED)]
    return words + [(text, row["hs"]) for row in goods for of in ("en", "ru") for text in row[of].split("|") if text]


def test_the_words_of_everyday_trade_meet_no_entry() -> None:
    entries = load_entries()
    met = [
        (text, one.code)
        for text, hs in lines()
        for one in identify_text(text, hs, entries=entries)
        if one.outcome is Outcome.MEETS
    ]
    assert not met


@pytest.mark.parametrize("text", ["Qo'l granatalari", "Қўл гранаталари", "Гранатаи дастӣ", "Ручные гранаты РГД-5"])
def test_a_grenade_is_one_in_every_language(text: str) -> None:
    assert "ML4" in [one.code for one in identify_text(text) if one.outcome is Outcome.MEETS]
