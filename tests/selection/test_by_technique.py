"""A shift planned by technique: what must be stopped, what chance draws, then the most harm avoided."""

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.selection import TECHNIQUES, Capacity, Ground, Selection, explain, select

KINDS = ("drugs", "revenue", "cbrn", "arms", "precursors")


def candidates(
    scores: list[float | None],
    kinds: list[str | None] | None = None,
    *,
    mandatory: set[int] | None = None,
    **columns: object,
) -> pl.DataFrame:
    size = len(scores)
    frame = pl.DataFrame(
        {
            "row": range(size),
            "id": [f"c{number:05}" for number in range(size)],
            "office": ["TJDU2"] * size,
            "score": scores,
            "mandatory": [number in (mandatory or set()) for number in range(size)],
            "typologies": [[kind] if kind else [] for kind in kinds or ["drugs"] * size],
            "mode": ["road"] * size,
        },
        schema_overrides={
            "row": pl.UInt32,
            "id": pl.String,
            "office": pl.String,
            "score": pl.Float64,
            "mandatory": pl.Boolean,
            "typologies": pl.List(pl.String),
            "mode": pl.String,
        },
    )
    typed = {"trusted": pl.Boolean, "controls": pl.List(pl.String), "hs_code": pl.String, "stake": pl.Float64}
    return frame.with_columns(**{name: pl.Series(values, dtype=typed[name]) for name, values in columns.items()})


def techniques(selection: Selection) -> list[str | None]:
    return selection.rows["technique"].to_list()


@st.composite
def shifts(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    size = draw(st.integers(0, 30))
    scores = draw(st.lists(st.sampled_from([None, 0.0, 0.1, 0.3, 0.31, 0.9]), min_size=size, max_size=size))
    kinds = draw(st.lists(st.sampled_from([*KINDS, None]), min_size=size, max_size=size))
    mandatory = draw(st.sets(st.integers(0, max(size - 1, 0)), max_size=6))
    trusted = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    doubt = draw(st.lists(st.sampled_from([None, 0.0, 0.2, 1.0, 5.0]), min_size=size, max_size=size))
    frame = candidates(scores, kinds, mandatory=mandatory, trusted=trusted).with_columns(
        uncertainty=pl.Series(doubt, dtype=pl.Float64)
    )
    places = draw(st.dictionaries(st.sampled_from(TECHNIQUES), st.integers(0, 6)))
    capacity = Capacity(places, security_quota=draw(st.sampled_from([0.0, 0.3, 1.0])))
    shares = {"random_share": draw(st.sampled_from([0.0, 0.1])), "exploratory_share": draw(st.sampled_from([0.0, 0.2]))}
    return frame, {"capacity": capacity, "seed": draw(st.integers(0, 3)), **shares}


@settings(max_examples=30, deadline=None)
@given(shifts())
def test_no_technique_has_more_stops_than_places_and_what_must_be_stopped_is(
    shift: tuple[pl.DataFrame, dict[str, Any]],
) -> None:
    frame, how = shift
    chosen = select(frame, **how)
    capacity: Capacity = how["capacity"]
    used = chosen.rows.drop_nulls("technique")["technique"].value_counts()
    for name, count in used.iter_rows():
        assert count <= capacity.places.get(name, 0)
    must = frame["mandatory"]
    assert ((chosen.rows["ground"] == Ground.MANDATORY) == must).all()
    placed = chosen.rows.filter(must)["technique"].is_not_null().sum()
    assert placed == min(must.sum(), capacity.total)
    others = chosen.rows.filter(pl.col("ground") != Ground.MANDATORY)
    assert (others["selected"] == others["technique"].is_not_null()).all()
    assert chosen.short_of_best == pytest.approx(0, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(shifts())
def test_probabilities_add_up_to_the_draws_and_are_there_for_everyone(
    shift: tuple[pl.DataFrame, dict[str, Any]],
) -> None:
    frame, how = shift
    rows = select(frame, **how).rows
    free = rows.filter(~pl.col("mandatory"))
    assert rows.filter("mandatory")["probability"].is_null().all()
    assert free["probability"].is_between(0, 1).all()
    drawn = free["ground"].is_in([Ground.RANDOM, Ground.EXPLORATORY]).sum()
    assert drawn <= np.ceil(how["random_share"] * how["capacity"].total) + np.ceil(
        how["exploratory_share"] * how["capacity"].total
    )


@settings(max_examples=20, deadline=None)
@given(shifts(), st.integers(0, 29))
def test_a_higher_score_never_frees(shift: tuple[pl.DataFrame, dict[str, Any]], row: int) -> None:
    frame, how = shift
    before = select(frame, **how).rows
    if row >= before.height or before["ground"][row] != Ground.RISK:
        return
    raised = frame.with_columns(score=pl.when(pl.col("row") == row).then(pl.col("score") * 1.1).otherwise("score"))
    assert select(raised, **how).rows["selected"][row]


@settings(max_examples=25, deadline=None)
@given(shifts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_decision(
    shift: tuple[pl.DataFrame, dict[str, Any]], chance: random.Random
) -> None:
    frame, how = shift
    order = list(range(frame.height))
    chance.shuffle(order)
    straight, shuffled = select(frame, **how).rows, select(frame[order], **how).rows
    assert shuffled.sort("id").drop("row").equals(straight.sort("id").drop("row"))


def test_the_technique_is_chosen_with_the_consignment() -> None:
    frame = candidates([0.5, 0.5, 0.5, 0.5], ["cbrn", "drugs", "arms", "precursors"])
    capacity = Capacity({"radiation check": 1, "canine search": 1, "scan": 1, "sampling": 1})
    chosen = select(frame, capacity=capacity, random_share=0, seed=1)
    assert techniques(chosen) == ["radiation check", "canine search", "scan", "sampling"]
    assert chosen.rows["measure"].to_list() == techniques(chosen)


def test_goods_and_mode_change_what_a_technique_is_worth() -> None:
    """A dog finds less among spices, so it goes to the other truck; the scan takes the spices."""
    frame = candidates([0.5, 0.5], hs_code=["0904110000", "9403600000"])
    capacity = Capacity({"canine search": 1, "scan": 1})
    assert techniques(select(frame, capacity=capacity, random_share=0, seed=1)) == ["scan", "canine search"]


def test_the_weightier_harm_goes_first_and_money_counts_by_the_stake() -> None:
    frame = candidates([0.2, 0.3], ["cbrn", "revenue"])
    capacity = Capacity({"physical examination": 1}, security_quota=0)
    assert techniques(select(frame, capacity=capacity, random_share=0, seed=1)) == ["physical examination", None]
    rich = candidates([0.3, 0.3], ["revenue", "revenue"], stake=[4_000.0, 90_000.0])
    assert techniques(select(rich, capacity=capacity, random_share=0, seed=1)) == [None, "physical examination"]


def test_a_quota_is_kept_for_what_is_security_critical() -> None:
    frame = candidates([0.9, 0.9, 0.02], ["revenue", "revenue", "arms"], stake=[90_000.0, 90_000.0, None])
    without = Capacity({"physical examination": 2}, security_quota=0)
    kept = Capacity({"physical examination": 2}, security_quota=0.5)
    assert techniques(select(frame, capacity=without, random_share=0, seed=1))[2] is None
    assert techniques(select(frame, capacity=kept, random_share=0, seed=1))[2] is not None


def test_a_trusted_trader_counts_less_but_not_where_the_stop_is_mandatory() -> None:
    capacity = Capacity({"scan": 1})
    frame = candidates([0.5, 0.4], trusted=[True, False])
    assert techniques(select(frame, capacity=capacity, random_share=0, seed=1)) == [None, "scan"]
    held = candidates([0.5, 0.4], trusted=[True, False], mandatory={0})
    assert techniques(select(held, capacity=capacity, random_share=0, seed=1)) == ["scan", None]


def test_more_mandatory_stops_than_places_wait_and_that_is_said() -> None:
    frame = candidates([0.5, 0.4, 0.3], mandatory={0, 1})
    chosen = select(frame, capacity=Capacity({"scan": 1}), seed=1)
    assert chosen.rows["ground"].to_list() == ["mandatory", "mandatory", "released"]
    assert techniques(chosen) == ["scan", None, None]
    assert any("find no place" in note.message for note in chosen.notes)


def test_the_papers_of_what_waits_for_a_licence_are_checked() -> None:
    frame = candidates([0.9], ["proliferation"], mandatory={0}, controls=[["meets"]])
    chosen = select(frame, capacity=Capacity({"physical examination": 1, "document check": 1}), seed=1)
    assert chosen.rows.select("technique", "measure").row(0) == ("document check", "hold for licence")


def test_what_chance_draws_is_examined_as_thoroughly_as_there_is() -> None:
    frame = candidates([0.9] * 20)
    capacity = Capacity({"physical examination": 2, "scan": 8})
    rows = select(frame, capacity=capacity, random_share=0.2, seed=5).rows
    assert set(rows.filter(pl.col("ground") == Ground.RANDOM)["technique"]) == {"physical examination"}


def test_every_stop_and_every_release_is_explained() -> None:
    frame = candidates([0.9, 0.3, 0.0, 0.5], mandatory={3}).with_columns(
        kind=pl.Series(["a", "b", "c", "d"]), office=pl.lit("TJDU2")
    )
    chosen = select(frame, capacity=Capacity({"scan": 2}), random_share=0, seed=1)
    told = [explain(chosen, name) for name in frame["id"]]
    texts = [note.message.format_map(note.values) for note in told]
    assert texts[0].startswith("Stopped for its risk, rank 2: ")
    assert texts[1] == "Released: it would have had to look 3.0 times as risky to be stopped"
    assert texts[2] == "Released: nothing was seen on it that calls for a stop"
    assert texts[3].startswith("Stopped because it must be")
    with pytest.raises(KeyError):
        explain(chosen, "nobody")


def test_what_was_needed_is_enough() -> None:
    """Whoever looks a little riskier than it would have had to look is stopped."""
    chance = np.random.default_rng(8)
    frame = candidates(list(chance.uniform(0.01, 0.2, 60)), list(chance.choice(KINDS, 60)))
    how = {"capacity": Capacity({"scan": 4, "document check": 5, "sampling": 2}), "random_share": 0, "seed": 1}
    rows = select(frame, **how).rows
    released = rows.filter(pl.col("needed").is_finite() & (pl.col("needed") < 4)).sort("needed")
    for row, needed in released.select("row", "needed").head(8).iter_rows():
        for factor, stopped in ((1.001, True), (0.999, False)):
            changed = pl.when(pl.col("row") == row).then(pl.col("score") * needed * factor).otherwise("score")
            assert select(frame.with_columns(score=changed), **how).rows["selected"][row] is stopped


def test_the_plan_says_how_places_are_used_and_what_one_more_would_bring() -> None:
    frame = candidates([0.5, 0.4, 0.3])
    plan = select(frame, capacity=Capacity({"scan": 2, "sampling": 1}), random_share=0, seed=1).plan
    scan = plan.filter(pl.col("technique") == "scan").row(0, named=True)
    assert (scan["places"], scan["used"], scan["minutes"]) == (2, 2, 16.0)
    assert scan["price"] > 0
    assert plan.filter(pl.col("technique") == "canine search")["price"].item() is None


def test_posts_have_capacities_of_their_own() -> None:
    frame = candidates([0.5, 0.5]).with_columns(office=pl.Series(["TJDU2", "UZAYR"]))
    chosen = select(frame, capacity={"UZAYR": Capacity({"scan": 1})}, random_share=0, seed=1)
    assert techniques(chosen) == [None, "scan"]
    assert "TJDU2" in {note.values["office"] for note in chosen.notes}
