"""The arithmetic of control entries: parsed, never evaluated as Python."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.goods.expressions import (
    ExpressionError,
    dimension_of,
    evaluate,
    names_in,
    parse_comparison,
    parse_expression,
)
from darvoza.goods.interval import Interval
from darvoza.goods.units import Exponents, units

_DIMENSIONS = {"modulus": "pressure", "density": "density", "voltage": "voltage", "capacitance": "capacitance"}


def _dimension(name: str) -> Exponents | None:
    return units().bases[_DIMENSIONS[name]] if name in _DIMENSIONS else None


def _value(written: str, **values: float) -> float:
    result = evaluate(parse_expression(written), lambda name: Interval.exactly(values[name]))
    assert result.exact
    return result.low


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 + 2*3", 7),
        ("(1 + 2)*3", 9),
        ("2^3/4", 2),
        ("-2 + 5", 3),
        ("10 - 2 - 3", 5),
        ("sqrt(9)", 3),
        ("max(1, 2, 3) - min(4, 5)", -1),
        ("13 kPa", 13000),
        ("1.5e3 mm", 1.5),
        ("0.5 %", 0.005),
        ("10^-2", 0.01),
    ],
)
def test_arithmetic_is_as_at_school(written: str, value: float) -> None:
    assert _value(written) == pytest.approx(value)


def test_a_derived_quantity_has_its_dimension() -> None:
    expression = parse_expression("modulus/(density*g)")
    assert names_in(expression) == ["modulus", "density"]
    assert dimension_of(expression, _dimension) == (("m", 1.0),)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("voltage", "compares nothing"),
        ("voltage > 3 kPa", "compares"),
        ("voltage > density", "must be a number with its unit"),
        ("voltage > 3 furlongs", "no unit"),
        ("voltage > 3 mv", "capitals"),
        ("speed > 3 m/s", "no parameter"),
        ("voltage + density > 3 V", "joins"),
        ("voltage > ", "missing"),
        ("voltage > (3 V", "bracket"),
        ("voltage ** 2 > 3 V", "stands where"),
        ("__import__('os') > 3", "compares nothing"),
        ("voltage > 3 V; 1", "no unit"),
        ("voltage > 3 V ] 1", "cannot read"),
    ],
)
def test_what_is_wrong_is_said(written: str, said: str) -> None:
    with pytest.raises(ExpressionError, match=said):
        parse_comparison(written, _dimension)


def test_brackets_without_end_are_refused() -> None:
    with pytest.raises(ExpressionError, match="too many brackets"):
        parse_expression("(" * 5000 + "1")


_ENDS = st.floats(0.001, 1e6)
_INTERVALS = st.tuples(_ENDS, _ENDS).map(lambda ends: Interval(min(ends), max(ends)))


@settings(max_examples=200, deadline=None)
@given(_INTERVALS, _INTERVALS, st.floats(0, 1), st.floats(0, 1), st.sampled_from("+-*/"))
def test_an_interval_has_every_value_that_its_parts_allow(
    left: Interval, right: Interval, a: float, b: float, operator: str
) -> None:
    x = left.low + a * (left.high - left.low)
    y = right.low + b * (right.high - right.low)
    whole = evaluate(parse_expression(f"x {operator} y"), {"x": left, "y": right}.__getitem__)
    single = evaluate(
        parse_expression(f"x {operator} y"), {"x": Interval.exactly(x), "y": Interval.exactly(y)}.__getitem__
    )
    slack = 1e-9 * max(1, abs(whole.low), abs(whole.high))
    assert whole.low - slack <= single.low <= single.high <= whole.high + slack


@pytest.mark.parametrize(
    ("interval", "operator", "limit", "answer"),
    [
        (Interval(80, 80), ">", 75, True),
        (Interval(75, 75), ">", 75, False),
        (Interval(75, 75), ">=", 75, True),
        (Interval(70, 80), ">", 75, None),
        (Interval(0, 75), ">", 75, False),
        (Interval(0, 75), ">=", 75, None),
        (Interval(0, 75, high_open=True), ">=", 75, False),
        (Interval(75, math.inf), ">", 75, None),
        (Interval(75, math.inf, low_open=True), ">", 75, True),
        (Interval(0, math.inf), "<", 75, None),
        (Interval(0, 12), "<=", 12, True),
        (Interval(0, 12), "<", 12, None),
        (Interval(12, 13), "<", 12, False),
    ],
)
def test_a_comparison_knows_when_it_does_not_know(
    interval: Interval,
    operator: str,
    limit: float,
    answer: bool | None,  # noqa: FBT001 - pytest gives it by name
) -> None:
    assert interval.compare(operator, limit) is answer


def test_dividing_by_what_may_be_nothing_leaves_everything_open() -> None:
    assert Interval(1, 2) / Interval(-1, 1) == Interval(-math.inf, math.inf)
    assert (Interval(1, 2) / Interval(0, 4)).high == math.inf
