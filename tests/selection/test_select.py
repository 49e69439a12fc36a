"""Who is stopped: what must be, a random few with a known chance, and the riskiest of the rest."""

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.selection import Ground, Selection, select

OFFICES = ("TJDU2", "UZAYR", "UZGAL")


def candidates(
    scores: list[float | None], mandatory: set[int] | None = None, offices: list[str | None] | None = None
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": list(range(len(scores))),
            "id": [f"c{number:05}" for number in range(len(scores))],
            "office": offices or ["TJDU2"] * len(scores),
            "score": scores,
            "mandatory": [number in (mandatory or set()) for number in range(len(scores))],
        },
        schema={"row": pl.UInt32, "id": pl.String, "office": pl.String, "score": pl.Float64, "mandatory": pl.Boolean},
    )


def grounds(selection: Selection) -> list[str]:
    return selection.rows["ground"].to_list()


@st.composite
def shifts(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    count = draw(st.integers(0, 40))
    scores = draw(st.lists(st.sampled_from([None, 0.0, 0.1, 0.3, 0.3, 0.9, 1.0]), min_size=count, max_size=count))
    offices = draw(st.lists(st.sampled_from([*OFFICES, None]), min_size=count, max_size=count))
    mandatory = draw(st.sets(st.integers(0, max(count - 1, 0))))
    capacity = draw(st.one_of(st.integers(0, 50), st.dictionaries(st.sampled_from(OFFICES), st.integers(0, 12))))
    share = draw(st.sampled_from([0.0, 0.05, 0.1, 0.33, 1.0]))
    frame = candidates(scores, mandatory, offices)
    return frame, {"capacity": capacity, "random_share": share, "seed": draw(st.integers(0, 5))}


def test_the_riskiest_are_stopped_within_capacity() -> None:
    chosen = select(candidates([0.1, 0.9, 0.5, 0.7]), capacity=2, random_share=0, seed=1)
    assert grounds(chosen) == ["released", "risk", "released", "risk"]
    assert chosen.rows["rank"].to_list() == [4, 1, 3, 2]


def test_what_must_be_stopped_comes_first_even_beyond_capacity_and_that_is_said() -> None:
    chosen = select(candidates([0.1, 0.9, 0.2], mandatory={0, 2}), capacity=1, random_share=1, seed=1)
    assert grounds(chosen) == ["mandatory", "released", "mandatory"]
    (note,) = chosen.notes
    assert note.message.format_map(note.values) == (
        "2 mandatory stops at all posts leave none of its 1 places: no random sample is drawn"
    )


def test_each_post_has_its_own_capacity() -> None:
    frame = candidates([0.1, 0.9, 0.5, 0.7], offices=["UZAYR", "UZAYR", "UZGAL", "UZGAL"])
    chosen = select(frame, capacity={"UZAYR": 1, "UZGAL": 0}, random_share=0, seed=1)
    assert grounds(chosen) == ["released", "risk", "released", "released"]


def test_a_post_without_a_capacity_stops_only_what_it_must_and_that_is_said() -> None:
    frame = candidates([0.1, 0.9, 0.5], mandatory={2}, offices=["UZAYR", None, "UZAYR"])
    chosen = select(frame, capacity={}, seed=1)
    assert grounds(chosen) == ["released", "released", "mandatory"]
    assert {note.values["office"] for note in chosen.notes if "office" in note.values} == {"UZAYR", "(none)"}


@pytest.mark.parametrize("score", [0.0, None])
def test_nothing_is_stopped_for_risk_without_a_reason(score: float | None) -> None:
    assert grounds(select(candidates([score] * 5), capacity=5, random_share=0, seed=1)) == ["released"] * 5


def test_what_has_no_score_can_still_be_drawn_by_chance() -> None:
    assert grounds(select(candidates([None] * 5), capacity=5, random_share=1, seed=1)) == ["random"] * 5


def test_the_sample_is_drawn_from_all_that_is_not_mandatory_with_the_chance_on_record() -> None:
    """250 seeds: each consignment, whatever its score, is drawn about as often as its record says."""
    scores = [number / 40 for number in range(40)]
    frame = candidates(scores, mandatory={3, 17})
    rounds = 250
    drawn = np.zeros(40)
    for seed in range(rounds):
        rows = select(frame, capacity=10, random_share=0.25, seed=seed).rows
        drawn += (rows["ground"] == Ground.RANDOM).to_numpy()
    probability = rows["probability"].to_numpy()
    free = ~frame["mandatory"].to_numpy()
    assert np.isnan(probability[~free]).all()
    assert probability[free] == pytest.approx(2.5 / 38)
    assert drawn[~free].sum() == 0
    expected = rounds * 2.5 / 38
    deviations = (drawn[free] - expected) / np.sqrt(expected * (1 - 2.5 / 38))
    assert abs(drawn[free].sum() - rounds * 2.5) < 4 * np.sqrt(rounds * 0.25)
    assert np.abs(deviations).max() < 4
    assert np.square(deviations).mean() == pytest.approx(1, abs=0.7)


def test_findings_in_the_sample_estimate_what_everything_holds() -> None:
    """Weighted by one over their probability, they come out right on average, whatever the scores think."""
    chance = random.Random(4)
    bad = np.array([chance.random() < 0.2 for _ in range(300)])
    frame = candidates([0.9 if chance.random() < 0.1 else 0.2 for _ in range(300)])
    estimates = []
    for seed in range(200):
        rows = select(frame, capacity=60, random_share=0.5, seed=seed).rows
        sample = (rows["ground"] == Ground.RANDOM).to_numpy()
        estimates.append((bad[sample] / rows["probability"].to_numpy()[sample]).sum())
    error = np.std(estimates) / np.sqrt(len(estimates))
    assert abs(np.mean(estimates) - bad.sum()) < 4 * error


@settings(max_examples=40, deadline=None)
@given(shifts())
def test_capacity_is_exceeded_by_mandatory_stops_only(shift: tuple[pl.DataFrame, dict[str, Any]]) -> None:
    frame, how = shift
    rows = select(frame, **how).rows
    assert ((rows["ground"] == Ground.MANDATORY) == frame["mandatory"]).all()
    capacity = how["capacity"]
    groups = [rows] if isinstance(capacity, int) else rows.partition_by("office")
    for group in groups:
        places = capacity if isinstance(capacity, int) else capacity.get(group["office"][0], 0)
        assert group["selected"].sum() <= max(places, group["mandatory"].sum())
    assert (rows["selected"] == (rows["ground"] != Ground.RELEASED)).all()


@settings(max_examples=40, deadline=None)
@given(shifts())
def test_a_higher_score_never_ranks_lower_among_those_of_one_ground(shift: tuple[pl.DataFrame, dict[str, Any]]) -> None:
    frame, how = shift
    rows = select(frame, **how).rows.with_columns(pl.col("score").fill_null(0.0))
    parts = ["ground"] if isinstance(how["capacity"], int) else ["ground", "office"]
    for group in rows.partition_by(parts):
        assert group.sort("rank")["score"].is_sorted(descending=True)
    posts = [rows] if isinstance(how["capacity"], int) else rows.partition_by("office")
    for post in posts:
        stopped = post.filter(pl.col("ground") == Ground.RISK)["score"].min()
        released = post.filter(pl.col("ground") == Ground.RELEASED)["score"].max()
        assert stopped is None or released is None or stopped >= released
        assert sorted(post["rank"]) == list(range(1, post.height + 1))


@settings(max_examples=30, deadline=None)
@given(shifts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(shift: tuple[pl.DataFrame, dict[str, Any]], chance: random.Random) -> None:
    frame, how = shift
    order = list(range(frame.height))
    chance.shuffle(order)
    straight = select(frame, **how).rows
    shuffled = select(frame[order], **how).rows
    assert shuffled.sort("id").equals(straight.sort("id"))
    assert shuffled["id"].to_list() == frame[order]["id"].to_list()


def test_another_seed_draws_another_sample_and_the_same_seed_the_same() -> None:
    frame = candidates([0.5] * 200)
    first, again, other = (select(frame, capacity=40, random_share=0.5, seed=seed) for seed in (1, 1, 2))
    assert first.rows.equals(again.rows)
    assert not first.rows["ground"].equals(other.rows["ground"])


def test_one_post_s_draw_does_not_depend_on_another_s_traffic() -> None:
    frame = candidates([0.5] * 40, offices=["UZAYR"] * 20 + ["UZGAL"] * 20)
    capacity = {"UZAYR": 6, "UZGAL": 6}
    both = select(frame, capacity=capacity, random_share=0.5, seed=9).rows
    alone = select(frame[:20], capacity=capacity, random_share=0.5, seed=9).rows
    assert both[:20].equals(alone)


def test_other_columns_are_kept_and_no_candidate_is_lost() -> None:
    frame = candidates([0.5, 0.1]).with_columns(plate=pl.Series(["01A777AA", None]))
    rows = select(frame, capacity=1, seed=1).rows
    assert rows.select(frame.columns).equals(frame)


def test_a_shift_without_traffic_selects_nothing() -> None:
    assert select(candidates([]), capacity=5, seed=1).rows.is_empty()


@pytest.mark.parametrize(
    ("frame", "how", "said"),
    [
        (candidates([0.1, 0.2]).with_columns(id=pl.lit("same")), {"capacity": 1}, "stands twice"),
        (candidates([1.5]), {"capacity": 1}, "is 1.5, not between 0 and 1"),
        (candidates([0.5]), {"capacity": -1}, "is negative"),
        (candidates([0.5]), {"capacity": {"TJDU2": -1}}, "is negative"),
        (candidates([0.5]), {"capacity": 1, "random_share": 2.0}, "random_share is 2.0"),
        (candidates([0.5]).with_columns(rank=1), {"capacity": 1}, "already have a column 'rank'"),
    ],
)
def test_what_makes_no_sense_is_refused(frame: pl.DataFrame, how: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        select(frame, seed=1, **how)
