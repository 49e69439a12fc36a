"""Weeks of traffic: the same for the same seed, truth kept apart, and lawful trade that looks like schemes."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl
import pytest

from darvoza.training import TYPOLOGIES, Season, Truth, schemes, simulate
from darvoza.training.networks import LOOK_ALIKES, PLANS

WEEKS, SIZE = 3, 200


@cache
def world(seed: int = 1, change: int | None = None) -> tuple[Season, Truth]:
    return simulate(seed=seed, weeks=WEEKS, consignments=SIZE, breaches=0.08, change=change)


def names_of(season: Season, rows: Sequence[int], role: str) -> pl.Series:
    parties = season.batch.parties.filter((pl.col("role") == role) & pl.col("row").is_in(list(rows)))
    return parties["name"]


def test_the_same_seed_gives_the_same_world_and_another_another() -> None:
    season, truth = world()
    again, same = simulate(seed=1, weeks=WEEKS, consignments=SIZE, breaches=0.08)
    other, _ = simulate(seed=2, weeks=1, consignments=SIZE, breaches=0.08)
    assert season.batch.consignments.equals(again.batch.consignments)
    assert season.batch.parties.equals(again.batch.parties)
    assert truth.frame.equals(same.frame)
    assert not season.batch.take(pl.Series(range(50))).parties.equals(other.batch.take(pl.Series(range(50))).parties)


def test_the_batch_is_one_of_the_canonical_model_with_ids_of_its_own() -> None:
    season, _ = world()
    ids = season.batch.consignments["id"]
    assert ids.n_unique() == len(season.batch) == len(season.week)
    assert season.batch.goods["row"].max() < len(season.batch)
    assert season.batch.parties.select("row", "position").is_duplicated().sum() == 0


def test_as_many_come_each_week_as_asked_for_whatever_networks_do() -> None:
    season, truth = world()
    for plan in range(PLANS):
        plans = np.full(len(truth.networks), plan)
        for week in range(WEEKS):
            present = season.present(week, plans)
            assert 0.85 * SIZE < len(present) < 1.2 * SIZE
            assert (season.week[present] == week).all()


def test_of_each_sending_exactly_one_plan_comes() -> None:
    season, truth = world()
    plans = np.arange(len(truth.networks)) % PLANS
    come = np.concatenate([season.present(week, plans) for week in range(WEEKS)])
    of_networks = truth.frame.filter(pl.col("row").is_in(come.tolist()))
    assert of_networks.group_by("slot").agg(pl.col("plan").n_unique())["plan"].max() == 1


def test_weeks_follow_one_another() -> None:
    season, _ = world()
    lodged = season.batch.consignments.select("lodged", week=pl.Series(season.week)).drop_nulls()
    middle = lodged.group_by("week").agg(pl.col("lodged").median()).sort("week")["lodged"]
    assert middle.is_sorted()


def test_schemes_are_about_as_many_as_wanted_and_of_many_kinds() -> None:
    season, truth = world()
    plans = np.zeros(len(truth.networks), dtype=int)
    present = np.concatenate([season.present(week, plans) for week in range(WEEKS)])
    assert 0.04 < truth.breach[present].mean() < 0.13
    assert len(set(truth.typology[truth.breach])) >= 6
    assert set(truth.frame["typology"]) <= set(TYPOLOGIES)


def test_lawful_look_alikes_outnumber_schemes() -> None:
    _, truth = world()
    honest = [each for each in truth.networks if each.honest]
    assert LOOK_ALIKES > 1
    assert sum(each.rate * (each.end - each.start) for each in honest) > 0.8 * WEEKS * 0.08 * SIZE
    assert not truth.frame["network"].is_in([each.number for each in honest]).any()


def test_of_hard_schemes_about_a_third_show_nothing() -> None:
    truths = [world(1)[1], world(1, 2)[1]]
    hard = sum(int(each.hard.sum()) for each in truths)
    silent = sum(int((each.silent & each.hard).sum()) for each in truths)
    assert 0.15 < silent / hard < 0.55


def test_harm_and_duty_are_of_breaches_only() -> None:
    _, truth = world()
    assert (truth.harm[~truth.breach] == 0).all()
    assert (truth.duty[~truth.breach] == 0).all()
    assert (truth.harm[truth.breach] > 0).all()


def test_a_company_on_paper_trades_for_some_weeks_and_is_then_seen_no_more() -> None:
    season, truth = world()
    busy = [each for each in truth.networks if each.adapts and each.end - each.start == WEEKS and each.rate > 1]
    assert busy
    repeated = 0
    for network in busy:
        rows = truth.frame.filter((pl.col("network") == network.number) & (pl.col("plan") == 0))["row"].to_list()
        repeated += int(names_of(season, rows, "consignee").is_duplicated().any())
    assert repeated > 0


def test_a_change_of_regime_brings_other_networks_with_less_to_show() -> None:
    _, before = world()
    _, changed = world(1, 2)
    late = [each for each in changed.networks if each.late and not each.honest]
    assert late
    assert all(each.start >= 2 for each in late)
    assert not any(each.late for each in before.networks)
    given_up = [each for each in changed.networks if not each.late and not each.honest and each.end == 2]
    assert given_up


def test_every_scheme_can_come_in_a_season_and_some_only_there() -> None:
    assert all(each.usual > 0 for each in schemes())
    assert {each.id for each in schemes() if each.weight == 0} >= {"people-in-trailer", "shielded-source"}


@pytest.mark.parametrize("wrong", [{"weeks": 0}, {"consignments": 0}, {"breaches": 1.0}])
def test_what_cannot_be_simulated_is_said(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="cannot be simulated"):
        simulate(**{"seed": 1, "weeks": 1, "consignments": 20} | wrong)  # type: ignore[arg-type] - wrong on purpose


def test_a_network_hides_as_well_every_time_it_works_by_a_plan() -> None:
    truths = [world(seed, change)[1] for seed, change in ((1, None), (1, 2), (4, None))]
    for truth in truths:
        of_plan = truth.frame.filter(pl.col("difficulty") != "hard").group_by("network", "plan")
        assert of_plan.agg(pl.col("difficulty").n_unique())["difficulty"].max() == 1
        hard = truth.frame.filter(pl.col("difficulty") == "hard")
        shown = hard.group_by("network", "plan").agg(silent=(pl.col("signs").list.len() == 0).mean(), sent=pl.len())
        assert (shown.filter(pl.col("sent") > 1)["silent"] == 1).any()


def test_a_ring_has_one_kind_of_business_and_one_office_where_it_begins() -> None:
    _, truth = world(1, 2)
    rings: dict[int, set[tuple[str, int]]] = {}
    for each in truth.networks:
        if each.ring >= 0:
            rings.setdefault(each.ring, set()).add((each.scheme.id, each.desks[0]))
    assert len(rings) > 1
    assert all(len(told) == 1 for told in rings.values())


def test_what_a_play_needs_of_networks_stands_in_a_column_of_its_own() -> None:
    _, truth = world()
    assert truth.adapts.tolist() == [each.adapts for each in truth.networks]
