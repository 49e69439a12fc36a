"""Search plans: where to look first, what endangers, what finds it sooner; as exercises teach it."""

import pytest

from darvoza.language import Language
from darvoza.selection import TECHNIQUES, search_plan, search_words, sooner
from darvoza.signals import Typology
from darvoza.training.exercises.loads import loads

PLANS = {each.value: plan for each in Typology if (plan := search_plan(each, "road")) is not None}


def test_every_plan_names_its_source_and_only_places_and_steps_that_have_a_name_in_every_language() -> None:
    words = search_words()
    for plan in PLANS.values():
        assert plan.sources
        assert set(plan.places) <= words["places"].keys()
        assert {*plan.first, *plan.never} <= words["steps"].keys()
    assert {each.missing() for section in words.values() for each in section.values()} == {()}


def test_a_place_is_looked_at_only_where_the_mode_of_transport_has_it() -> None:
    by_road, by_air, unsaid = (search_plan("drugs", mode) for mode in ("road", "air", None))
    assert by_road is not None
    assert by_air is not None
    assert unsaid is not None
    assert by_road.places[:2] == ("fuel-tanks", "cab-floor")
    assert "fuel-tanks" not in by_air.places
    assert set(unsaid.places) == {"load-middle", "hollow-goods"}


def test_what_published_practice_says_nothing_of_has_no_plan() -> None:
    assert search_plan("revenue", "road") is None
    assert search_plan("no such harm", "road") is None


@pytest.mark.parametrize("name", sorted(loads()))
def test_exercises_teach_what_plans_say(name: str) -> None:
    load = loads()[name]
    plans = [search_plan(load.typology, mode) for mode in ("road", "rail", "sea", "air", "post")]
    known = {place for plan in plans if plan for place in plan.places}
    assert set(load.places) <= known
    never = {step for plan in plans if plan for step in plan.never}
    assert never, load.typology
    assert never.isdisjoint(load.steps)


def test_quick_techniques_that_find_it_well_come_before_opening() -> None:
    assert sooner(["drugs"], "physical examination", mode="road") == ("canine search", "scan")
    assert sooner(["cbrn"], "physical examination") == ("radiation check",)
    assert sooner(["drugs"], "scan") == ()
    assert sooner(["drugs"], "hold for licence") == ()
    assert set(sooner(["drugs", "revenue"], "physical examination")) < set(TECHNIQUES)


def test_places_are_said_in_each_language() -> None:
    assert search_words()["places"]["roof"].say(Language.TAJIK) == "Бом"
