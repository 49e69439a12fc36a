"""A shift decided by technique: each post's places are used where they avoid most harm."""

from datetime import date

import pytest

from darvoza.assess import Resources, assess, assessments, decide
from darvoza.consignment import ConsignmentBatch
from darvoza.selection import Capacity
from darvoza.training import generate


@pytest.fixture(scope="module")
def batch() -> ConsignmentBatch:
    return generate(seed=3, consignments=300, day=date(2026, 11, 20), schemes_share=0.1).batch


def test_posts_use_their_own_techniques_and_say_so_in_the_record(batch: ConsignmentBatch) -> None:
    assessed = assess(batch, Resources())
    posts = {"TJDU2": Capacity({"document check": 4, "scan": 6}), "UZAVY": Capacity({"canine search": 5})}
    decided = decide(assessed, seed=1, capacity=posts, random_share=0.1)
    rows = decided.selection.rows
    assert decided.capacity == 15
    assert set(rows.drop_nulls("technique")["office"]) <= set(posts)
    assert set(rows.filter(rows["office"] == "UZAVY").drop_nulls("technique")["technique"]) <= {"canine search"}
    record = assessments(assessed, rows)
    assert record["measure"].to_list() == rows["measure"].to_list()
    assert record.filter("selected").height == rows["selected"].sum()


def test_one_post_is_decided_by_its_own_places(batch: ConsignmentBatch) -> None:
    posts = {"TJDU2": Capacity({"scan": 3}), "UZAVY": Capacity({"canine search": 5})}
    decided = decide(assess(batch, Resources()), seed=1, capacity=posts, post="UZAVY")
    assert decided.capacity == 5
    assert decided.selection.rows["office"].unique().to_list() == ["UZAVY"]
