"""What a profile would have done: counted by hand on a few weeks of stored consignments."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement, Mode
from darvoza.history import History
from darvoza.risk import Profile, StoredView
from darvoza.signals import Typology
from darvoza.statistics import Advice, backtest, standings

pytest.importorskip("deltalake", reason="the extra darvoza[history] is not installed")

MONDAY = date(2026, 6, 1)


def a_profile(condition: str, name: str = "P", start: date = date(2026, 1, 1)) -> Profile:
    return Profile(
        id=name,
        title="t",
        condition=condition,
        author="A",
        approver="B",
        purpose="p",
        typology=Typology.REVENUE,
        weight=0.3,
        start=start,
        end=date(2027, 12, 31),
        review=date(2027, 1, 1),
    )


def a_day(day: date) -> ConsignmentBatch:
    """Ten consignments: odd ones by road, all of two items, the second of which weighs its number."""
    return ConsignmentBatch.of(
        [
            Consignment(
                id=f"{day}-{number}",
                message="m",
                reference=f"r{number}",
                lodgement=Lodgement.MANIFEST,
                mode=Mode.ROAD if number % 2 else Mode.RAIL,
                goods=(GoodsItem(net_mass_kg=1000.0), GoodsItem(net_mass_kg=float(number))),
            )
            for number in range(10)
        ]
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of history, a day each; of each day five consignments were examined, two with a breach."""
    folder = tmp_path_factory.mktemp("history")
    history = History(folder)
    for week in range(2):
        day = MONDAY + timedelta(weeks=week)
        batch = a_day(day)
        signals = [[{"id": "X-1", "kind": "indicator"}, {"id": "Q", "kind": "profile"}]] * len(batch)
        assessments = batch.consignments.select("id").with_columns(score=pl.lit(0.5), signals=pl.Series(signals))
        history.record(batch, assessments, day=day, run=f"run {week}")
        results = [(f"{day}-{number}", number in {1, 2}) for number in range(5)]
        findings = pl.DataFrame(results, schema=["consignment", "breach"], orient="row")
        history.record_findings(findings, day=day, run=f"found {week}")
    return folder


@pytest.fixture(scope="module")
def view(folder: Path) -> pl.LazyFrame:
    stored = StoredView(folder)
    assert stored.update(History(folder)) == 20
    assert stored.update(History(folder)) == 0  # nothing new
    return stored.scan()


@pytest.fixture(scope="module")
def findings(folder: Path) -> pl.DataFrame:
    return History(folder).findings()


def test_the_stored_view_is_read_by_column(view: pl.LazyFrame) -> None:
    told = view.select("consignment", "day", "item_number", "signals", "score").collect()
    assert told.height == 40
    assert told["signals"].to_list() == [["X-1"]] * 40
    assert set(told["score"]) == {0.5}


def test_it_says_how_many_a_week_with_which_hit_rate(view: pl.LazyFrame, findings: pl.DataFrame) -> None:
    tested = backtest(view, findings, a_profile("mode = 'road'"))
    assert (tested.consignments, tested.selected) == (20, 10)
    assert tested.weeks.rows() == [(MONDAY, 10, 5), (MONDAY + timedelta(weeks=1), 10, 5)]
    assert (tested.hit_rate.successes, tested.hit_rate.trials) == (2, 4)  # 1 and 3 of each day were examined
    assert (tested.base_rate.successes, tested.base_rate.trials) == (4, 10)
    assert (tested.breaches, tested.found) == (4, 2)


def test_a_consignment_counts_once_and_items_are_not_mixed(view: pl.LazyFrame, findings: pl.DataFrame) -> None:
    assert backtest(view, findings, a_profile("item_net_mass_kg > 0")).selected == 20
    assert backtest(view, findings, a_profile("item_net_mass_kg < 5 and item_net_mass_kg > 900")).selected == 0


def test_it_says_what_others_select_too_and_what_it_adds(view: pl.LazyFrame, findings: pl.DataFrame) -> None:
    others = [a_profile("item_net_mass_kg = 1", "ONE"), a_profile("mode = 'air'", "AIR"), a_profile("empty", "P")]
    tested = backtest(view, findings, a_profile("item_net_mass_kg in (1, 2, 3)"), others)
    assert tested.overlap.rows() == [("ONE", 2, 2 / 6)]
    assert tested.added == tuple(f"{MONDAY + timedelta(weeks=week)}-2" for week in range(2))


def test_nothing_selected_is_no_hit_rate(view: pl.LazyFrame, findings: pl.DataFrame) -> None:
    tested = backtest(view, findings, a_profile("mode = 'air'"))
    assert (tested.selected, tested.hit_rate.value, tested.added) == (0, None, ())
    assert tested.weeks["selected"].to_list() == [0, 0]


def test_what_finds_nothing_is_proposed_for_retirement(view: pl.LazyFrame, findings: pl.DataFrame) -> None:
    profiles = [
        a_profile("mode = 'air'", "DEAD"),
        a_profile("mode = 'road'", "FEW"),
        a_profile("mode = 'road'", "NEW", start=date(2026, 6, 1)),
    ]
    told = {each.profile.id: each.advice for each in standings(view, findings, profiles, on=date(2026, 6, 20))}
    assert told == {"DEAD": Advice.RETIRE, "FEW": Advice.WAIT, "NEW": Advice.WAIT}


def test_what_surely_finds_less_than_others_is_proposed_too() -> None:
    days = [date(2026, 6, 1)] * 200
    view = pl.LazyFrame(
        {
            "consignment": [str(number) for number in range(200)],
            "position": pl.Series([0] * 200, dtype=pl.UInt32),
            "day": days,
            "mode": ["road"] * 100 + ["rail"] * 100,
        }
    )
    breaches = [number % 20 == 0 for number in range(100)] + [number % 2 == 0 for number in range(100)]
    findings = pl.DataFrame({"consignment": [str(number) for number in range(200)], "breach": breaches})
    profiles = [a_profile("mode = 'road'", "WORSE"), a_profile("mode = 'rail'", "BETTER")]
    told = {each.profile.id: each.advice for each in standings(view, findings, profiles, on=date(2026, 6, 20))}
    assert told == {"BETTER": Advice.KEEP, "WORSE": Advice.RETIRE}
    later = standings(view, findings, profiles[1:], on=date(2027, 1, 1))
    assert [each.advice for each in later] == [Advice.RETIRE]  # nothing in the last half year
