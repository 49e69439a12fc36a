"""What analysts may write, and what they are told when they may not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darvoza.language import Language
from darvoza.risk.profiles import COLUMNS, ConditionRefused, read_condition
from darvoza.risk.profiles.page import language_page
from darvoza.risk.profiles.tree import And, Compare, Has, Like, Mentions, Not, OneOf, Or, Wild, columns_of

ROOT = Path(__file__).resolve().parents[3]

TAKEN = [
    "mode = 'road' and office = 'TJDU2' and hs_code like '8479%' and consignee_first_seen_days < 90",
    "value between 1 and 2 or not (currency is not null)",
    "lodged_on >= date '2026-01-01' and year(lodged_on) = 2026 and weekday(lodged_on) in (6, 7)",
    "arrival_on - lodged_on > 3 and arrival_on - '2026-01-01' < 9",
    "mentions(description, 'pump', 'насос*') and has(seals, 'X1') and left(hs_code, 2) = '84'",
    "mod(value, 1000) = 0 and value % 10 = 0",
    "empty and not empty",
    "empty = true",
    "lower(consignee_name) ilike 'x%' and starts_with(hs_code, '84') and contains(consignee_name, 'c')",
    "abs(-value / 2 + packages * 3) < 1e3 and coalesce(origin, dispatch) = 'CN'",
    "hs_code not like '84%' and remarks like '100\\%%' escape '\\'",
    "has_signal('PTY-01') and score > 0.5",
    "origin <> dispatch -- anywhere else\n and /* still */ packages > 2",
]

REFUSED = [
    ("", "The condition is empty.", None),
    ("mode = 'truck'", "sea, rail, road", "'truck'"),
    ("mode = 'raod'", "Did you mean 'road'?", "'raod'"),
    ("ofice = 'X'", "Did you mean office?", "ofice"),
    ("mode = 'road", "never closed", "'"),
    ("mode = = 'road'", "cannot be read", "="),
    ("value > 3 and", "cannot be read", "and"),
    ("office = 'tjdu2'", "'TJDU2'", "'tjdu2'"),
    ("means_id like 'ab%'", "'AB'", "'ab%'"),
    ("hs_code like '84.79%'", "digits only", "'84.79%'"),
    ("lodged_on > '2026-13-01'", "no date", "'2026-13-01'"),
    ("lodged_on > '20261121'", "no date", "'20261121'"),
    ("select 1 from x", "no place in a condition", "select"),
    ("origin in (select 1)", "no place in a condition", "select"),
    ("exists (select 1)", "no place in a condition", "exists"),
    ("case when value = 1 then true end", "no place in a condition", "case"),
    ("value::int = 3", "no place in a condition", "::"),
    ("t.value = 3", "no place in a condition", "."),
    ("empty; empty", "one condition", ";"),
    ('mode = "road"', "single quotes: 'road'", '"road"'),
    ("value > '3'", "Here should be a number, and this is a text.", "'3'"),
    ("office = 84", "write '84' in single quotes", "84"),
    ("1 = 1", "asks nothing", "1 = 1"),
    ("true", "asks nothing", None),
    ("value", "value is a number", "value"),
    ("seals = 'X'", "is a list", "seals"),
    ("has(office, 'X')", "is none", "office"),
    ("mentions(office, 'X')", "mentions looks in one of", "office"),
    ("mentions(description, '--')", "at least one letter", "'--'"),
    ("starts_wth(hs_code, '84')", "Did you mean starts_with?", "starts_wth(hs_code"),
    ("foo(value)", "There are:", "foo(value"),
    ("origin = null", "is null", None),
    ("value in (1, null)", "is null", None),
    ("value in (packages)", "fixed values only", "packages"),
    ("value in ()", "list of values", "value"),
    ("value = 1e400", "no number", "1e400"),
    ("value > 1 / 0", "comes to no number", "1 / 0"),
    ("mod(value, 0) = 1", "above 0", "0"),
    ("left(hs_code, 2.5) = '1'", "whole number", "2.5"),
    ("coalesce('x', origin) = 'x'", "stands last", "'x'"),
    ("length(value) = 3", "Here should be a text", "value"),
    ("empty < true", "no order", "empty"),
    ("office = ''", "empty text is missing", "''"),
    ("remarks like 'a' escape 'ab'", "escape is one sign", "'ab'"),
    ("remarks like 'a\\b' escape '\\'", "before %, _ or itself", "'a\\b'"),
    ("not not not not not empty", "nested too deeply", "not"),
    ("(" * 30 + "empty" + ")" * 30, "nested too deeply", "("),
    ("value = " + "1 + " * 30 + "value", "nested too deeply", None),
    ("empty or " * 500 + "empty", "longer than", None),
]


@pytest.mark.parametrize("text", TAKEN)
def test_what_analysts_write_is_read(text: str) -> None:
    assert columns_of(read_condition(text)) <= set(COLUMNS)


@pytest.mark.parametrize(("text", "said", "marked"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_the_word(text: str, said: str, marked: str | None) -> None:
    with pytest.raises(ConditionRefused) as refused:
        read_condition(text)
    error = refused.value
    assert said in str(error)
    if marked is not None:
        assert error.text[error.start : error.end].startswith(marked)


def test_the_caret_stands_under_the_word() -> None:
    with pytest.raises(ConditionRefused) as refused:
        read_condition("mode = 'road'\n  and ofice = 'X'")
    assert str(refused.value).splitlines() == [
        "Line 2: There is no column ofice. Did you mean office?",
        "    and ofice = 'X'",
        "        ^^^^^",
    ]


def test_errors_are_told_in_any_language() -> None:
    with pytest.raises(ConditionRefused) as refused:
        read_condition("ofice = 'X'")
    assert "ofice" in refused.value.told(Language.RUSSIAN)


def test_the_tree_has_no_trace_of_spelling() -> None:
    assert read_condition("MODE='road' AND (empty)") == read_condition("mode = 'road' and empty")
    tree = read_condition("empty or value = 1 or packages in (1, 1, 2) or not (has(seals, 'A'))")
    assert isinstance(tree, Or)
    assert isinstance(tree.parts[1], Compare)
    assert tree.parts[2] == OneOf(tree.parts[2].value, (1.0, 2.0))  # type: ignore[union-attr]  # seen to be one
    assert isinstance(tree.parts[3], Not)
    assert isinstance(tree.parts[3].part, Has)


def test_between_is_two_comparisons_and_like_is_pieces() -> None:
    assert isinstance(read_condition("value between 1 and 2"), And)
    tree = read_condition("remarks like 'a_%b%%'")
    assert isinstance(tree, Like)
    assert tree.pattern == ("a", Wild.ONE, Wild.MANY, "b", Wild.MANY)


def test_terms_are_folded_when_the_condition_is_read() -> None:
    tree = read_condition("mentions(description, 'Центробежный НАСОС*')")
    assert isinstance(tree, Mentions)
    assert tree.folded == (" цehtpoбeжhыи  hacoc",)


@given(st.text(alphabet=st.sampled_from("modevalu '\"()=<>%_,;-/*.0123 andornotin\n\\\x00ў"), max_size=60))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        said = columns_of(read_condition(text))
    except ConditionRefused as refused:
        said = refused.told()
    assert said


def test_the_reference_page_is_current() -> None:
    assert (ROOT / "docs" / "reference" / "profile-language.md").read_text("utf-8") == language_page()
