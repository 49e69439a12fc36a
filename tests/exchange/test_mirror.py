"""Mirror trade: a partner's figures are read however they come, and only what cannot be honest is a gap."""

from contextlib import suppress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darvoza.exchange import (
    MIRROR_SCHEMA,
    OWN_SCHEMA,
    Figures,
    FiguresRefused,
    MirrorAllowance,
    Reading,
    TradeGapData,
    figures_of,
    mirror,
    read_figures,
)

COMTRADE = """type,period,reporterISO,flowCode,partnerISO,partner2ISO,cmdCode,customsCode,motCode,netWgt,primaryValue
C,202605,TJK,X,UZB,W00,240220,C00,0,8000,90000
C,202605,TJK,RX,UZB,W00,240220,C00,0,4000,45000
C,202605,TJK,X,UZB,W00,240220,C00,3200,8000,90000
C,202605,TJK,X,UZB,KAZ,240220,C00,0,8000,90000
C,202605,TJK,M,UZB,W00,240220,C00,0,1,1
C,202605,TJK,X,KGZ,W00,240220,C00,0,1,1
C,202605,TJK,X,UZB,W00,2402,C00,0,8000,90000
C,202606,TJK,X,UZB,W00,80610,C00,0,,1200
"""


def figures(*rows: tuple[str, str, float | None, float | None], flow: str = "export") -> Figures:
    frame = pl.DataFrame(rows, schema=["period", "hs_code", "value", "kg"], orient="row")
    frame = frame.cast({"value": pl.Float64, "kg": pl.Float64})
    return Figures(reporter="TJ", partner="UZ", flow=flow, currency="USD", frame=frame)


def own(*rows: tuple[str, str, float | None, float | None, int, int]) -> pl.DataFrame:
    return pl.DataFrame([(*row, 0) for row in rows], schema=OWN_SCHEMA, orient="row")


def read(text: str, **given: str) -> Figures:
    return read_figures(text.encode(), **{"reporter": "TJ", "partner": "UZ", "flow": "export"} | given)


def test_a_table_of_un_comtrade_is_read_for_one_direction_between_two_countries_without_counting_twice() -> None:
    found = read(COMTRADE)
    assert found.frame.rows() == [
        ("2026-05", "240220", 90_000.0, 8_000.0),
        ("2026-06", "080610", 1_200.0, None),
    ], "the zero that a spreadsheet took is back, and unknown mass is unknown"
    assert found.left_out == 6
    assert read(COMTRADE, flow="import").frame["value"].to_list() == [1.0]


@pytest.mark.parametrize("period", ["2026-05", "202605", "2026M05", "05.2026", "2026-05-01", "05/2026"])
def test_months_are_read_however_they_are_written(period: str) -> None:
    found = read(f"Period;HS code;Value;Currency\n{period};5407 10 00;12 500,50;eur\n")
    assert found.frame.rows() == [("2026-05", "540710", 12_500.5, None)]
    assert found.currency == "EUR"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "no table"),
        ("a,b\n1,2\n", "no column cmdcode, period, primaryvalue"),
        ("period,hs,value\n2026-13,540710,1\n", "Row 2: 2026-13 is no month or year"),
        ("period,hs,value\n2026,540710,lots\n", "Row 2: lots is no amount"),
        ("period,hs,value\n2026,540710,-5\n", "Row 2: -5 is no amount"),
        ("period,hs,value\n2026,540710,1\n2026-01,540710,1\n", "months and years"),
        ("period,hs,value\n2026,TOTAL,1\n", "no HS code"),
        ("period,hs,value,currency\n2026,540710,1,USD\n2026,540710,1,UZS\n", "several currencies: USD, UZS"),
        ("period,hs,value,reporter\n2026,540710,1,KGZ\n", "No row of the table"),
    ],
)
def test_what_would_be_counted_wrongly_is_refused_in_words(table: str, said: str) -> None:
    with pytest.raises(FiguresRefused, match=said):
        read(table)


@given(st.binary(max_size=200))
def test_any_bytes_are_figures_or_refused_in_words(data: bytes) -> None:
    with suppress(FiguresRefused):
        assert read_figures(data, reporter="TJ", partner="UZ", flow="export").frame.height > 0


def test_what_a_partner_sends_automatically_is_its_own_side_of_each_total() -> None:
    def told(**amounts: float) -> TradeGapData:
        countries = {"export_country_code": "TJ", "import_country_code": "UZ"}
        return TradeGapData(classification="240220", period="2026-05", currency_code="USD", **countries, **amounts)

    ours_too = told(export_value_amount=9e4, export_net_mass_measure=8e3, import_value_amount=1.0)
    assert figures_of([ours_too], reporter="TJ", partner="UZ", flow="export").frame.rows() == [
        ("2026-05", "240220", 9e4, 8e3)
    ]
    with pytest.raises(FiguresRefused):
        figures_of([told(import_value_amount=1.0)], reporter="TJ", partner="UZ", flow="export")


@pytest.mark.parametrize(
    ("ours", "kg", "unvalued", "reading", "gap"),
    [
        (100_000.0, 8_000.0, 0, Reading.AGREES, 0.0),
        (118_000.0, 8_000.0, 0, Reading.AGREES, 0.0),  # carriage is in the importer's value
        (30_000.0, 8_000.0, 0, Reading.VALUE, -65_890.0),
        (30_000.0, 2_000.0, 0, Reading.LESS, -65_890.0),
        (300_000.0, 24_000.0, 0, Reading.MORE, 175_068.0),
        (30_000.0, 8_000.0, 1, Reading.UNTOLD, None),  # what has no value here could be the rest
        (300_000.0, 8_000.0, 1, Reading.VALUE, 175_068.0),  # but it cannot be less than what is known
    ],
)
def test_a_gap_is_what_carriage_time_and_unknown_values_cannot_explain(
    ours: float, kg: float, unvalued: int, reading: Reading, gap: float | None
) -> None:
    here = own(("2026", "240220", ours, kg, 3, unvalued))
    (row,) = mirror(here, figures(("2026", "240220", 100_000.0, 8_000.0))).to_dicts()
    assert (row["reading"], row["gap"]) == (reading.value, gap)


def test_what_left_at_the_end_of_a_month_may_arrive_in_the_next() -> None:
    sold = figures(("2026-04", "240220", 100.0, None), ("2026-05", "240220", 20.0, None))
    arrived = own(("2026-04", "240220", 60.0, None, 1, 0), ("2026-05", "240220", 60.0, None, 1, 0))
    assert mirror(arrived, sold)["gap"].to_list() == [0.0, 0.0]
    none = own(("2026-05", "240220", 200.0, None, 1, 0))
    assert sorted(mirror(none, sold)["gap"].to_list()) == [-50.0, 128.0]


def test_goods_declared_under_a_neighbouring_code_are_told_from_goods_not_declared_at_all() -> None:
    sold = figures(("2026", "240220", 90e3, 8e3), ("2026", "854231", 50e3, 10.0))
    here = own(("2026", "240290", 92e3, 8e3, 2, 0), ("2026", "870323", 7e3, 900.0, 1, 0))
    found = {row["hs_code"]: row["reading"] for row in mirror(here, sold).to_dicts()}
    assert found == {
        "240220": Reading.OTHER_CODE,
        "240290": Reading.OTHER_CODE,
        "854231": Reading.NOT_DECLARED,
        "870323": Reading.NOT_EXPORTED,
    }


def test_as_exporter_our_figures_give_the_interval_and_the_partners_are_held_against_it() -> None:
    here = own(("2026", "080610", 100e3, 50e3, 9, 0))
    (row,) = mirror(here, figures(("2026", "080610", 40e3, 50e3), flow="import")).to_dicts()
    assert (row["gap"], row["reading"]) == (-55_890.0, Reading.VALUE)


_AMOUNT = st.none() | st.integers(0, 10**9).map(float)
_CODE = st.sampled_from(["240220", "240290", "854231", "080610"])
_MONTHS = st.sampled_from(["2026-03", "2026-04", "2026-05"])


def test_where_nothing_was_declared_at_all_everything_reported_is_a_gap() -> None:
    theirs = figures(("2026-05", "240220", 90_000.0, 8_000.0), flow="import")
    found = mirror(own(), theirs)
    assert found.select("hs_code", "gap").rows() == [("240220", 90_000.0)]


@given(
    st.dictionaries(st.tuples(_MONTHS, _CODE), st.tuples(_AMOUNT, _AMOUNT), min_size=1, max_size=8),
    st.floats(0, 1),
    st.integers(0, 60),
)
def test_who_reports_what_the_other_does_has_no_gap_whatever_is_allowed(
    totals: dict[tuple[str, str], tuple[float | None, float | None]], carriage: float, days: int
) -> None:
    rows = [(*key, *amounts) for key, amounts in totals.items()]
    here = own(*[(*row, 1, int(row[2] is None)) for row in rows])
    found = mirror(here, figures(*rows), MirrorAllowance(carriage=carriage, days=days))
    assert found.schema == MIRROR_SCHEMA
    assert set(found["gap"].drop_nulls()) <= {0.0}
