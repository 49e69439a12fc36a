"""The straight line beside the trees: what it learns of groups, what it must not see, and how it is kept."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from darvoza.risk.model import Fit, fit
from darvoza.risk.model.head import Head
from darvoza.risk.model.line import Line, fit_line
from darvoza.risk.model.model import BREACH
from darvoza.risk.model.numbers import with_bands
from darvoza.risk.model.storing import UnreadableModelError, load_model, save_model

ROWS = 400


def groups(seed: int = 0) -> tuple[dict[str, np.ndarray], dict[str, int], np.ndarray, np.ndarray]:
    """Rows of five groups, of which the last is nearly always in breach, and four folds."""
    chance = np.random.default_rng(seed)
    code = chance.integers(0, 5, ROWS)
    breach = (chance.random(ROWS) < np.where(code == 4, 0.9, 0.1)).astype(np.float64)
    return {"goods": code}, {"goods": 6}, breach, chance.integers(0, 4, ROWS)


def test_a_group_often_found_in_breach_adds_and_one_never_seen_adds_nothing() -> None:
    placed, sizes, breach, fold = groups()
    line = fit_line(placed, sizes, breach, fold, train=np.ones(ROWS, dtype=np.bool_)).line
    assert line.added["goods"].argmax() == 4
    assert line.added["goods"][5] == 0  # known to the memory, never examined
    often, seldom, unknown = line.score({"goods": np.array([4, 0, -1])}, 3)
    assert often > unknown == line.start > seldom


def test_what_a_line_says_of_a_row_held_out_does_not_rest_on_outcomes_of_its_part() -> None:
    placed, sizes, breach, fold = groups()
    everyone = np.ones(ROWS, dtype=np.bool_)
    before = fit_line(placed, sizes, breach, fold, train=everyone).held_out
    turned = np.where(fold == 2, 1 - breach, breach)
    after = fit_line(placed, sizes, turned, fold, train=everyone).held_out
    assert np.array_equal(before[fold == 2], after[fold == 2])
    assert not np.array_equal(before[fold != 2], after[fold != 2])


def test_only_rows_to_learn_from_are_learned_from() -> None:
    placed, sizes, breach, fold = groups()
    train = np.arange(ROWS) < ROWS // 2
    turned = np.where(train, breach, 1 - breach)
    one, other = (fit_line(placed, sizes, each, fold, train=train).line for each in (breach, turned))
    assert one.start == other.start
    assert np.array_equal(one.added["goods"], other.added["goods"])


def test_trees_and_line_speak_by_their_shares() -> None:
    line = Line(0.5, {"goods": np.array([0.0, 2.0])})
    head = Head((), alone=None, concentration=1.0, after=None, line=line, line_share=0.25)  # type: ignore[arg-type] # not asked
    said = head.together(np.array([1.0, -1.0]), {"goods": np.array([1, -1])})
    assert said.tolist() == pytest.approx([0.75 * 1 + 0.25 * 2.5, 0.75 * -1 + 0.25 * 0.5])


def test_bands_follow_mass_and_price_and_are_missing_with_them() -> None:
    rows = pl.DataFrame(
        {"mass": [10.0, 10.4, 1000.0, None, 0.0], "value": [100.0, 104.0, 10_000.0, 5.0, 5.0]},
        schema={"mass": pl.Float64, "value": pl.Float64},
    )
    banded = with_bands(rows)
    mass, price = banded["mass_band"].to_list(), banded["price_band"].to_list()
    assert mass[0] == mass[1] != mass[2]
    assert mass[3] is None
    assert price[0] == price[2]
    assert price[3] is None
    assert price[4] is None


@pytest.fixture(scope="module")
def crossed() -> tuple[pl.DataFrame, Fit]:
    """Goods of several headings that are in breach where they are light: no heading and no mass by itself says so."""
    chance = np.random.default_rng(3)
    rows = 1600
    kind, light = chance.integers(0, 8, rows), chance.random(rows) < 0.5
    hs6 = np.array([f"{code}0000" for code in (10, 20, 30, 40, 50, 60, 70, 80)])[kind]
    breach = chance.random(rows) < np.where((kind % 2 == 0) == light, 0.35, 0.05)
    observed = pl.DataFrame(
        {
            "id": [str(number) for number in range(rows)],
            "day": pl.Series(np.sort(chance.integers(20_000, 20_200, rows)).astype(np.int32)).cast(pl.Date),
            "hs2": [code[:2] for code in hs6],
            "hs4": [code[:4] for code in hs6],
            "hs6": hs6,
            "origin": chance.choice(["CN", "TR"], rows),
            "dispatch": "CN",
            "mass": np.where(light, 20.0, 900.0) * chance.uniform(0.98, 1.02, rows),
            "value": 1000.0,
            "packages": 1.0,
            "items": 1.0,
        }
    )
    return observed, fit(observed, pl.DataFrame({"breach": breach}))


def test_the_line_is_heard_where_goods_and_mass_only_tell_together(crossed: tuple[pl.DataFrame, Fit]) -> None:
    _, fitted = crossed
    head = fitted.model.heads[BREACH]
    assert head.line_share > 0
    assert "hs4 mass band" in head.line.added
    assert not any(level.name == "hs4 mass band" for level in fitted.model.memory.rated)


def test_a_model_is_kept_with_its_line_and_a_line_that_does_not_fit_is_refused(
    crossed: tuple[pl.DataFrame, Fit], tmp_path: Path
) -> None:
    observed, fitted = crossed
    kept = save_model(fitted.model, tmp_path)
    assert load_model(tmp_path).score(observed).equals(kept.score(observed))
    head = fitted.model.heads[BREACH]
    cut = replace(head.line, added={name: table[:-1] for name, table in head.line.added.items()})
    save_model(replace(fitted.model, heads={BREACH: replace(head, line=cut)}), tmp_path)
    with pytest.raises(UnreadableModelError, match="line"):
        load_model(tmp_path)


def test_a_model_kept_before_there_was_a_line_still_scores(crossed: tuple[pl.DataFrame, Fit], tmp_path: Path) -> None:
    observed, fitted = crossed
    save_model(fitted.model, tmp_path)
    path = tmp_path / "model.json"
    told = json.loads(path.read_text("utf-8"))
    later = {level["name"] for level in told["levels"] if not level["rated"]}
    told |= {"format": 1, "levels": [level for level in told["levels"] if level["name"] not in later]}
    for level in told["levels"]:
        del level["rated"]
    for tables in (told["chains"], told["counts"], *told["totals"].values()):
        for name in later:
            del tables[name]
    for head in told["heads"].values():
        for name in [name for name in head if name.startswith("line")]:
            del head[name]
    told["columns"] = {name: values for name, values in told["columns"].items() if not name.endswith("_band")}
    data = json.dumps(told).encode()
    path.write_bytes(data)
    (tmp_path / "seal.json").write_text(json.dumps({"format": 1, "sha256": hashlib.sha256(data).hexdigest()}), "utf-8")
    head = fitted.model.heads[BREACH]
    trees_alone = replace(fitted.model, heads={BREACH: replace(head, line=Line(), line_share=0.0)})
    assert load_model(tmp_path).score(observed).equals(trees_alone.score(observed))
