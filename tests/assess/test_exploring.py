"""Exploratory stops of a shift go where an examination would teach most, and their chances are on record."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from darvoza.assess import Explored, Resources, assess, assessments, decide
from darvoza.assess.exploring import beyond, lasting_groups, uncertainty
from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement, Party, Role
from darvoza.history import History
from darvoza.selection import Capacity

DAY = date(2026, 11, 20)


def truck(number: int, heading: str, carrier: str | None = "Silk Way Trans") -> Consignment:
    parties = (Party(role=Role.CARRIER, name=carrier),) if carrier else ()
    goods = (GoodsItem(description="goods", hs_code=f"{heading}10", origin="CN"),)
    return Consignment(
        id=f"t-{number}",
        message="m",
        reference=f"R{number}",
        lodgement=Lodgement.MANIFEST,
        office="TJDU2",
        goods=goods,
        parties=parties,
    )


@pytest.fixture
def batch() -> ConsignmentBatch:
    """Nine loads of tyres that everybody knows, and three of pumps that nobody looked at."""
    known = [truck(number, "4011") for number in range(9)]
    return ConsignmentBatch.of([*known, *(truck(number, "8413") for number in range(9, 12))])


def test_groups_tell_apart_what_is_not_alike_and_know_nothing_of_what_is_not_said(batch: ConsignmentBatch) -> None:
    groups = lasting_groups(batch)
    assert len(np.unique(groups[:, 0])) == 2
    assert len(np.unique(groups[:, 3])) == 1
    nobody = lasting_groups(ConsignmentBatch.of([truck(1, "4011", carrier=None)]))
    assert nobody[0, 3] == -1
    assert nobody[0, 0] == groups[0, 0]


def test_what_was_examined_of_late_teaches_less(batch: ConsignmentBatch, tmp_path: Path) -> None:
    history = History(tmp_path)
    found = pl.DataFrame({"consignment": [f"t-{number}" for number in range(9)], "breach": [False] * 9})
    history.bring_in(batch, found, day=date(2026, 11, 13), run="last week")
    explored = Explored.of(history, DAY)
    assert explored.weeks_ago.tolist() == [1.0] * 9
    likely = pl.Series([0.1] * 12)
    long_ago = Explored.of(history, date(2028, 1, 1))
    assert long_ago.weeks_ago.size == 0
    before, after = uncertainty(batch, likely, long_ago), uncertainty(batch, likely, explored)
    assert before[0] > before[11]
    assert after[0] < after[11]


def test_a_shift_can_explore_and_every_chance_is_on_record(batch: ConsignmentBatch) -> None:
    assessed = assess(batch, Resources())
    decided = decide(assessed, seed=3, capacity=6, random_share=0.0, exploratory_share=0.5)
    drawn = decided.selection.rows.filter(pl.col("ground") == "exploratory")
    assert drawn.height == 3
    assert drawn["probability"].is_between(0, 1).all()
    record = assessments(assessed, decided.selection.rows)
    for column in ("technique", "avoided", "needed", "reason"):
        assert record[column].to_list() == decided.selection.rows[column].to_list()
    assert decide(assessed, seed=3, capacity=6).selection.rows.filter(pl.col("ground") == "exploratory").is_empty()


def test_the_edge_of_each_post_lies_beyond_its_own_places_and_what_is_mandatory_takes_some_of_them() -> None:
    asked = pl.DataFrame(
        {
            "office": ["TJDU2"] * 4 + ["UZAVY"] * 2 + [None],
            "score": [0.9, 0.8, 0.3, None, 0.5, 0.4, 0.7],
            "mandatory": [True, False, False, False, False, False, False],
        }
    )
    one = beyond(asked, 4, by_risk=0.5)["uncertainty"]
    assert one.to_list() == [0.0, 0.0, 0.3, 0.001, 0.5, 0.4, 0.0]  # three places are left: two for risk, of all posts
    posts = {"TJDU2": Capacity({"scan": 3}), "UZAVY": Capacity({"scan": 1})}
    of_posts = beyond(asked, posts, by_risk=1.0)["uncertainty"]
    assert of_posts.to_list() == [0.0, 0.0, 0.0, 0.001, 0.0, 0.4, 0.7]  # a post without a place has everything beyond


def test_decisions_that_say_no_more_than_they_must_leave_the_rest_unsaid(batch: ConsignmentBatch) -> None:
    assessed = assess(batch, Resources())
    rows = decide(assessed, seed=3).selection.rows.select("row", "selected", "ground", "rank", "probability", "measure")
    assert assessments(assessed, rows)["technique"].null_count() == 12
