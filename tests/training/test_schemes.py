"""Schemes: each has its source, can be planted, shows what its difficulty lets it show, and the truth says so."""

import re
from datetime import date

import polars as pl
import pytest

from darvoza.signals import Typology
from darvoza.training import Scheme, Traffic, generate, schemes
from darvoza.training.case import Case, Difficulty
from darvoza.training.chance import Chance
from darvoza.training.watchlist import listed_parties


@pytest.fixture(scope="module")
def many() -> Traffic:
    """A day with so many schemes that each is there several times."""
    return generate(seed=21, consignments=5_000, day=date(2026, 11, 21), schemes_share=0.25)


def test_there_are_schemes_of_every_kind_that_papers_can_show() -> None:
    assert len(schemes()) >= 12
    missing = set(Typology) - {scheme.typology for scheme in schemes()}
    assert missing == {Typology.GENERAL}


@pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.id)
def test_each_names_its_source_and_indicators(scheme: Scheme) -> None:
    assert scheme.source
    assert re.match(r"https?://", scheme.source_url)
    assert scheme.indicators
    assert all(re.fullmatch(r"[A-Z]{3}-\d{2}", each) for each in scheme.indicators)
    assert any(not sign.weak for sign in scheme.signs), "a scheme without a strong sign cannot be found"
    assert any(sign.weak for sign in scheme.signs), "hard cases need a weak sign to show"
    assert len({sign.name for sign in scheme.signs}) == len(scheme.signs)


OF_A_DAY = [scheme for scheme in schemes() if scheme.weight]
"""The others show over weeks only, and are planted in seasons."""


@pytest.mark.parametrize("scheme", OF_A_DAY, ids=lambda scheme: scheme.id)
def test_each_is_planted(many: Traffic, scheme: Scheme) -> None:
    cases = many.truth.filter(pl.col("scheme") == scheme.id)
    assert not cases.is_empty()
    assert (cases["typology"] == scheme.typology.value).all()
    names = {sign.name for sign in scheme.signs}
    assert set(cases["signs"].explode().drop_nulls()) <= names
    assert set(cases["indicators"].explode().drop_nulls()) <= set(scheme.indicators)
    sizes = cases.group_by("case").len()["len"]
    low, high = scheme.members
    assert sizes.min() >= low  # type: ignore[operator] - cases are not empty
    assert sizes.max() <= high  # type: ignore[operator] - cases are not empty


def test_the_share_is_kept(traffic: Traffic) -> None:
    assert 0.018 < traffic.truth.height / len(traffic) < 0.024


def test_no_schemes_when_none_are_wanted(day: date) -> None:
    assert generate(seed=1, consignments=200, day=day, schemes_share=0).truth.is_empty()


def test_truth_is_about_consignments_of_the_day_each_once(many: Traffic) -> None:
    assert many.truth["reference"].n_unique() == many.truth.height
    assert many.truth["reference"].is_in(many.batch.consignments["reference"].implode()).all()


def test_a_case_lies_at_one_desk_unless_it_is_about_two_places(many: Traffic) -> None:
    placed = many.truth.join(many.lodgings.select("reference", "office", "mode"), on="reference")
    together = placed.filter(pl.col("scheme") != "cloned-container")
    assert (together.group_by("case").agg(pl.struct("office", "mode").n_unique().alias("n"))["n"] == 1).all()


def test_easy_cases_show_more_than_hard_ones(many: Traffic) -> None:
    shown = dict(many.truth.group_by("difficulty").agg(pl.col("signs").list.len().mean()).iter_rows())
    assert shown["easy"] > shown["medium"] > shown["hard"]
    hard = many.truth.filter(pl.col("difficulty") == "hard")
    weak = {(scheme.id, sign.name) for scheme in schemes() for sign in scheme.signs if sign.weak}
    assert (hard["signs"].list.len() == 0).mean() > 0.15  # type: ignore[operator] - a mean of flags is a number
    strong = [
        (row["scheme"], name)
        for row in hard.iter_rows(named=True)
        for name in row["signs"]
        if (row["scheme"], name) not in weak
    ]
    assert {scheme for scheme, _ in strong} <= {"listed-party"}, "a listed party's name is always there, if bent"


def test_lawful_consignments_are_untouched_by_planting(day: date) -> None:
    lawful = generate(seed=8, consignments=800, day=day, schemes_share=0)
    mixed = generate(seed=8, consignments=800, day=day, schemes_share=0.1)
    rest = mixed.batch.consignments.with_row_index("row").filter(
        ~pl.col("reference").is_in(mixed.truth["reference"].implode())
    )
    voyage = ["lodged", "arrival"]  # a barge's time is that of the first consignment in its report
    expected = lawful.batch.consignments.with_row_index("row").join(rest.select("row"), on="row")
    assert rest.drop("row", *voyage).equals(expected.drop("row", *voyage))
    goods = mixed.batch.goods.join(rest.select("row"), on="row", how="semi")
    assert goods.equals(lawful.batch.goods.join(rest.select("row"), on="row", how="semi"))


def _goods_of(many: Traffic, scheme: str, sign: str) -> pl.DataFrame:
    cases = many.truth.filter((pl.col("scheme") == scheme) & pl.col("signs").list.contains(sign))
    rows = many.batch.consignments.with_row_index("row").join(cases, on="reference").select("row", "reference", "value")
    return many.batch.goods.join(rows, on="row", suffix="_whole")


def test_acetic_anhydride_goes_towards_the_afghan_border(many: Traffic) -> None:
    cases = many.truth.filter(pl.col("scheme") == "acetic-anhydride")
    whole = many.batch.consignments.join(cases, on="reference")
    assert (whole["country_of_destination"] == "AF").all()
    named = _goods_of(many, "acetic-anhydride", "controlled precursor named, towards the border")
    assert named["description"].str.to_lowercase().str.contains("anhydride|ангидрид").all()


def test_copied_seals_stand_on_two_consignments(many: Traffic) -> None:
    cases = many.truth.filter(
        (pl.col("scheme") == "seal-switch") & pl.col("signs").list.contains("seal number used twice")
    )
    rows = many.batch.consignments.with_row_index("row").join(cases, on="reference").select("row", "case")
    seals = many.batch.equipment.join(rows, on="row").explode("seals").drop_nulls("seals")
    shared = seals.group_by("case", "seals").agg(pl.col("row").n_unique())
    assert (shared.group_by("case").agg(pl.col("row").max())["row"] == 2).all()


def test_split_values_stay_below_the_threshold(many: Traffic) -> None:
    goods = _goods_of(many, "splitting", "value just below the threshold")
    assert not goods.is_empty()
    assert goods["value_whole"].is_between(880, 1_000).all()


def test_undervalued_goods_are_cheap(day: date) -> None:
    found = generate(seed=4, consignments=4_000, day=day, schemes_share=0.2)
    goods = _goods_of(found, "undervaluation", "unit value far below the usual")
    lawful = generate(seed=4, consignments=4_000, day=day, schemes_share=0)
    usual = lawful.batch.goods.select("row", "position", usual="value")
    both = goods.join(usual, on=["row", "position"]).drop_nulls(["value", "usual"])
    assert ((both["value"] / both["usual"]) < 0.6).all()


def test_a_listed_party_looks_like_one_on_the_list(day: date) -> None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - used by this test alone

    found = generate(seed=9, consignments=3_000, day=day, schemes_share=0.3)
    cases = found.truth.filter((pl.col("scheme") == "listed-party") & (pl.col("difficulty") == "easy"))
    rows = found.batch.consignments.with_row_index("row").join(cases, on="reference")["row"]
    parties = found.batch.parties.filter(pl.col("row").is_in(rows.implode())).drop_nulls("name")
    listed = [name.upper() for name in found.watchlist["name"]]
    best = parties.with_columns(
        alike=pl.col("name").map_elements(
            lambda name: process.extractOne(name.upper(), listed, scorer=fuzz.ratio)[1], return_dtype=pl.Float64
        )
    )
    assert (best.group_by("row").agg(pl.col("alike").max())["alike"] > 75).all()


def test_the_watch_list_is_invented_and_says_so(traffic: Traffic) -> None:
    assert traffic.watchlist["remarks"].str.contains("Simulated").all()
    assert traffic.watchlist["entity_id"].n_unique() == 60


@pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.id)
@pytest.mark.parametrize("difficulty", list(Difficulty))
def test_planting_keeps_reference_and_never_shows_what_is_not_allowed(
    traffic: Traffic, scheme: Scheme, difficulty: Difficulty
) -> None:
    rows = traffic.lodgings.filter(pl.col("format") == "table-ru")["row"].head(200)
    boxed = traffic.batch.equipment.filter(pl.col("kind") == "container")["row"]
    chosen = rows.filter(rows.is_in(boxed.implode())).head(scheme.members[1])
    consignments = traffic.batch.take(chosen).objects()
    for allowed in (frozenset[str](), frozenset(sign.name for sign in scheme.signs)):
        case = Case(
            Chance(1, scheme.id), difficulty, allowed, list(consignments), traffic.day, listed_parties(traffic.seed)
        )
        done = scheme.plant(case)
        assert [each.reference for each in done.consignments] == [each.reference for each in consignments][
            : len(done.consignments)
        ]
        always = {"name like that of a listed party"}
        assert set(done.shows) <= allowed | always
