"""Quantities as traders write them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.goods.quantities import MOST_QUANTITIES, Kind, find_quantities
from darvoza.goods.text import read_text
from darvoza.goods.units import units


def _read(text: str, dimension: str) -> list[tuple[float, float]]:
    found = find_quantities(read_text(text))
    return [(q.readings[dimension].low, q.readings[dimension].high) for q in found if dimension in q.readings]


@pytest.mark.parametrize(
    ("text", "dimension", "values"),
    [
        ("460 MPa", "pressure", [460e6]),
        ("460МПа", "pressure", [460e6]),
        ("460 МПa", "pressure", [460e6]),  # a Latin a in a Cyrillic unit
        ("1,950 MPa", "pressure", [1950e6]),
        ("1 950,5 МПа", "pressure", [1950.5e6]),
        ("0,5 мм", "length", [0.0005]),
        ("12.5 мкм", "length", [12.5e-6]),
        ('2"', "length", [0.0508]),
        ('1 1/2"', "length", [0.0381]),
        ("1½ inch", "length", [0.0381]),
        ("DN25", "length", [0.025]),
        ("Ду 50", "length", [0.05]),
        ("NPS 1/2", "length", [0.0127]),
        ("50 x 40 x 3 mm", "length", [0.05, 0.04, 0.003]),
        ("Ø100х5 мм", "length", [0.1, 0.005]),
        ("10 л/мин", "flow", [10e-3 / 60]),
        ("0.6 m³/h", "flow", [0.6 / 3600]),
        ("12 м3/час", "flow", [12 / 3600]),
        ("1·10⁶ н/с", "neutron_rate", [1e6]),
        ("3 x 10^9 n/s", "neutron_rate", [3e9]),
        ("1e8 n/s", "neutron_rate", [1e8]),
        ("5-axis", "axis_count", [5]),
        ("пятиосевой", "axis_count", [5]),
        ("5-ти осевой", "axis_count", [5]),
        ("five axes", "axis_count", [5]),
        ("16-разрядный", "resolution", [16]),
        ("1,000,000 fps", "picture_rate", [1e6]),
        ("300 000 кадров/с", "picture_rate", [3e5]),
        ("25 °C", "temperature", [298.15]),
        ("70 ppm", "fraction", [70e-6]),
        ("3 часа", "time", [10800]),
        ("46,9 кгс/мм2", "pressure", [46.9 * 9.80665e6]),
    ],
)
def test_a_value_is_read_in_si(text: str, dimension: str, values: list[float]) -> None:
    read = _read(text, dimension)
    assert [low for low, _ in read] == pytest.approx(values)
    assert [high for _, high in read] == pytest.approx(values)


@pytest.mark.parametrize(
    ("text", "dimension", "kind", "low", "high"),
    [
        ("0-10 bar", "pressure", Kind.RANGE, 0, 1e6),
        ("0...100 кПа", "pressure", Kind.RANGE, 0, 1e5),
        ("от 10 до 20 мм", "length", Kind.RANGE, 0.01, 0.02),
        ("10 mm to 2 cm", "length", Kind.RANGE, 0.01, 0.02),
        ("up to 3000 Hz", "frequency", Kind.AT_MOST, 0, 3000),
        ("не более 5 кг", "mass", Kind.AT_MOST, 0, 5),
        ("<= 5 kg", "mass", Kind.AT_MOST, 0, 5),
        ("не менее 530 МПа", "pressure", Kind.AT_LEAST, 530e6, math.inf),
        ("≥ 530 MPa", "pressure", Kind.AT_LEAST, 530e6, math.inf),
        ("свыше 20 кг", "mass", Kind.AT_LEAST, 20, math.inf),
        ("20 kg or more", "mass", Kind.AT_LEAST, 20, math.inf),
        ("100 ± 2 mm", "length", Kind.VALUE, 0.098, 0.102),
        ("±0.5 %", "fraction", Kind.VALUE, -0.005, 0.005),
        ("kamida 20 kg", "mass", Kind.AT_LEAST, 20, math.inf),
        ("на камтар аз 20 кг", "mass", Kind.AT_LEAST, 20, math.inf),
    ],
)
def test_ranges_and_bounds_keep_what_is_not_said(
    text: str, dimension: str, kind: Kind, low: float, high: float
) -> None:
    [quantity] = [q for q in find_quantities(read_text(text)) if dimension in q.readings]
    assert quantity.kind is kind
    assert (quantity.readings[dimension].low, quantity.readings[dimension].high) == pytest.approx((low, high))


def test_capitals_tell_megawatts_from_milliwatts_and_doubt_is_kept_where_they_do_not() -> None:
    assert _read("laser 5 MW", "power") == [(5e6, 5e6)]
    assert _read("laser 5 mW", "power") == [(0.005, 0.005)]
    assert _read("laser 5 mw", "power") == [(0.005, 5e6)]


@pytest.mark.parametrize("text", ["", "7075-T6", "Al2O3", "model 640x512", "10GB", "invoice 12345"])
def test_numbers_without_units_are_no_quantities(text: str) -> None:
    assert find_quantities(read_text(text)) == []


@pytest.mark.parametrize("piece", ["diameter 5 mm ", "1x", "10^", "1 111 ", "1.1", "1x1x1x1 mm ", "± 5 ", "min "])
def test_a_description_made_to_take_long_is_read_in_part(piece: str) -> None:
    assert len(find_quantities(read_text(piece * (4000 // len(piece))))) <= MOST_QUANTITIES


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for quantity in find_quantities(read_text(text)):
        assert 0 <= quantity.start <= quantity.end


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 99_999),
    st.sampled_from(
        [("MPa", "МПа", "pressure"), ("mm", "мм", "length"), ("kg", "кг", "mass"), ("kHz", "кГц", "frequency")]
    ),
)
def test_english_and_russian_units_mean_the_same(number: int, unit: tuple[str, str, str]) -> None:
    english, russian, dimension = unit
    assert _read(f"{number} {english}", dimension) == _read(f"{number} {russian}", dimension)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(units().folded)), st.integers(2, 900))
def test_every_unit_is_read_after_a_number(spelling: str, number: int) -> None:
    found = find_quantities(read_text(f"{number} {spelling}"))
    wanted = {unit.dimension for unit in units().folded[spelling]}
    assert any(wanted <= set(quantity.readings) for quantity in found)
