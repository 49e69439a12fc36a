"""A simulated day is the same each time, plausible, and noisy as life is."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from darvoza.codes import air_waybill_check, container_check, is_country, office
from darvoza.consignment import COLUMNS, PARTS, ConsignmentBatch
from darvoza.training import Traffic, generate
from darvoza.training.words import VAGUE_ENGLISH, VAGUE_RUSSIAN


def _same(one: Traffic, other: Traffic) -> bool:
    frames = ("consignments", *PARTS)
    batches = all(getattr(one.batch, name).equals(getattr(other.batch, name)) for name in frames)
    return batches and one.truth.equals(other.truth) and one.watchlist.equals(other.watchlist)


def test_the_same_seed_gives_the_same_day(day: date) -> None:
    assert _same(generate(seed=3, consignments=300, day=day), generate(seed=3, consignments=300, day=day))


def test_another_seed_gives_another_day(day: date) -> None:
    assert not _same(generate(seed=3, consignments=300, day=day), generate(seed=4, consignments=300, day=day))


def test_there_are_as_many_as_asked_for(traffic: Traffic) -> None:
    assert len(traffic) == traffic.batch.consignments.height == traffic.lodgings.height == 2_500


def test_the_frames_are_those_of_a_batch(traffic: Traffic) -> None:
    again = ConsignmentBatch.from_nested(traffic.batch.nested())
    for table in COLUMNS:
        frame = getattr(traffic.batch, table)
        assert frame.equals(getattr(again, table)), table


def test_references_and_ids_are_unique(traffic: Traffic) -> None:
    assert traffic.batch.consignments["reference"].n_unique() == len(traffic)
    assert traffic.batch.consignments["id"].n_unique() == len(traffic)


def test_no_number_of_a_document_returns_on_another_day() -> None:
    days = [generate(seed=2, consignments=400, day=date(2026, 11, 20) + timedelta(days=n)) for n in range(3)]
    references = pl.concat([each.batch.consignments["reference"] for each in days])
    assert references.n_unique() == 1_200


def test_traders_come_back_the_next_day(day: date) -> None:
    names = [
        set(generate(seed=2, consignments=600, day=day + timedelta(days=n)).batch.parties["name"].drop_nulls())
        for n in range(2)
    ]
    assert len(names[0] & names[1]) > 0.35 * len(names[0])
    assert names[1] - names[0]


@pytest.mark.parametrize(
    ("mode", "low", "high"), [("road", 0.47, 0.59), ("rail", 0.16, 0.24), ("river", 0.05, 0.11), ("air", 0.15, 0.23)]
)
def test_modes_have_their_shares(traffic: Traffic, mode: str, low: float, high: float) -> None:
    assert low < (traffic.lodgings["mode"] == mode).mean() < high


@pytest.mark.parametrize(
    ("flow", "low", "high"), [("import", 0.35, 0.55), ("export", 0.18, 0.33), ("transit", 0.22, 0.42)]
)
def test_flows_have_their_shares(traffic: Traffic, flow: str, low: float, high: float) -> None:
    assert low < (traffic.lodgings["flow"] == flow).mean() < high


def test_every_desk_is_a_known_office(traffic: Traffic) -> None:
    assert set(traffic.lodgings["office"]) == {"TJDU2", "TJNPJ", "TJKJD", "UZAYR", "UZAVY"}
    assert all(office(code) for code in traffic.lodgings["office"].unique())


def test_posts_limit_the_day(day: date) -> None:
    only = generate(seed=1, consignments=80, day=day, posts=["TJNPJ", "UZAVY"])
    assert set(only.lodgings["office"]) == {"TJNPJ", "UZAVY"}


def test_unique_names_grow_with_the_traffic(day: date) -> None:
    counts = [
        generate(seed=1, consignments=size, day=day, schemes_share=0).batch.parties["name"].n_unique()
        for size in (300, 1_200, 4_800)
    ]
    assert counts[1] > 2 * counts[0]
    assert counts[2] > 2.5 * counts[1]


def test_a_few_traders_do_much_of_the_trade(traffic: Traffic) -> None:
    names = traffic.batch.parties.filter(pl.col("role") == "consignee")["name"].drop_nulls().value_counts(sort=True)
    assert 0.2 < names["count"].head(names.height // 10).sum() / names["count"].sum() < 0.8


def test_countries_and_currencies_are_real(traffic: Traffic) -> None:
    countries = pl.concat([traffic.batch.parties["country"], traffic.batch.goods["origin"]]).drop_nulls().unique()
    assert pl.DataFrame({"code": countries}).select(is_country(pl.col("code"))).to_series().all()
    assert set(traffic.batch.goods["currency"].drop_nulls()) <= {"USD", "EUR", "CNY", "RUB"}


def test_goods_are_not_sent_to_where_they_come_from(traffic: Traffic) -> None:
    both = traffic.batch.consignments.drop_nulls(["country_of_dispatch", "country_of_destination"])
    assert (both["country_of_dispatch"] != both["country_of_destination"]).all()


def test_masses_and_values_are_positive_and_net_is_not_above_gross(traffic: Traffic) -> None:
    goods = traffic.batch.goods
    assert (goods["gross_mass_kg"].drop_nulls() > 0).all()
    assert (goods["value"].drop_nulls() > 0).all()
    both = goods.drop_nulls(["gross_mass_kg", "net_mass_kg"])
    assert (both["net_mass_kg"] <= both["gross_mass_kg"]).all()


def test_trucks_and_aircraft_are_not_overloaded(traffic: Traffic) -> None:
    whole = traffic.batch.consignments.with_columns(by=traffic.lodgings["mode"]).drop_nulls("gross_mass_kg")
    heaviest = dict(whole.group_by("by").agg(pl.col("gross_mass_kg").quantile(0.99)).iter_rows())
    assert heaviest["road"] < 30_000
    assert heaviest["air"] < 5_000
    assert heaviest["rail"] > 60_000


def test_times_run_from_departure_to_arrival_on_the_day(traffic: Traffic, day: date) -> None:
    times = traffic.batch.consignments.drop_nulls(["departure", "arrival"])
    assert (times["departure"] < times["arrival"]).all()
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - messages give local time without zone
    arrivals = traffic.batch.consignments["arrival"].drop_nulls()
    assert arrivals.is_between(midnight, midnight + timedelta(days=1)).all()


def test_numbers_on_things_mostly_fit_and_sometimes_are_mistyped(day: date) -> None:
    lawful = generate(seed=5, consignments=6_000, day=day, schemes_share=0)
    boxes = lawful.batch.equipment.filter(pl.col("kind") == "container")
    fits = boxes.select(container_check(pl.col("id"))).to_series()
    assert 0.98 < fits.mean() < 1.0  # type: ignore[operator] - a mean of flags is a number
    air = lawful.batch.consignments.filter(pl.Series(lawful.lodgings["mode"] == "air"))
    assert air.select(air_waybill_check(pl.col("reference"))).to_series().all()


@pytest.mark.parametrize(
    ("what", "low", "high"),
    [
        ("late", 0.01, 0.06),
        ("vague", 0.01, 0.06),
        ("no code", 0.005, 0.03),
        ("free mail", 0.08, 0.3),
        ("centre", 0.02, 0.09),
    ],
)
def test_lawful_trade_shows_signs_too(day: date, what: str, low: float, high: float) -> None:
    batch = generate(seed=5, consignments=4_000, day=day, schemes_share=0, posts=["TJDU2", "TJKJD"]).batch
    free = pl.col("email").str.contains(r"@(mail\.ru|gmail\.com|yandex\.ru|inbox\.ru|yahoo\.com|qq\.com|hotmail\.com)$")
    vague = pl.col("description").is_in([*VAGUE_ENGLISH, *VAGUE_RUSSIAN])
    rates = {
        "late": batch.consignments.select((pl.col("arrival") - pl.col("lodged")) < timedelta(minutes=20)).to_series(),
        "vague": batch.goods.select(vague.alias("v")).to_series(),
        "no code": batch.goods["hs_code"].is_null(),
        "free mail": batch.parties.select(free.fill_null(False).alias("f")).to_series(),
        "centre": batch.parties.select(pl.col("address").str.contains("Centre|Tower|Plaza|Trade House")).to_series(),
    }
    assert low < rates[what].mean() < high  # type: ignore[operator] - a mean of flags is a number


def test_a_message_says_no_more_than_its_format_can(traffic: Traffic) -> None:
    formats = traffic.lodgings["format"]
    whole = traffic.batch.consignments.with_columns(format=formats)
    assert whole.filter(pl.col("format") == "fwb")["office"].null_count() == (formats == "fwb").sum()
    manifests = traffic.lodgings.filter(pl.col("format") == "ffm")["row"]
    assert traffic.batch.parties.filter(pl.col("row").is_in(manifests.implode())).is_empty()
    goods = traffic.batch.goods.filter(pl.col("row").is_in(manifests.implode()))
    assert goods["hs_code"].null_count() == goods.height
    assert (goods["description"].str.len_chars() <= 15).all()


def test_a_flight_is_lodged_by_waybills_or_by_manifest_but_not_both(traffic: Traffic) -> None:
    air = traffic.batch.consignments.with_columns(traffic.lodgings["format"]).filter(pl.col("mode") == "air")
    assert (air.group_by("journey").agg(pl.col("format").n_unique())["format"] == 1).all()
    assert set(air["format"]) == {"fwb", "ffm"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"consignments": 0}, "consignments must be from 1"),
        ({"consignments": 10**9}, "consignments must be from 1"),
        ({"consignments": 10, "schemes_share": 1.5}, "schemes_share must be from 0 to 1"),
        ({"consignments": 10, "posts": ["TJXXX"]}, "'TJXXX' is not simulated; posts are TJDU2"),
    ],
)
def test_what_cannot_be_simulated_is_said(day: date, arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        generate(seed=1, day=day, **arguments)  # type: ignore[arg-type] - wrong on purpose


def test_a_day_of_one_consignment() -> None:
    assert len(generate(seed=1, consignments=1, day=date(2026, 1, 1))) == 1
