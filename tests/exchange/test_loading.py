"""Agreements are read from YAML, and whoever wrote one wrongly is told where, what, which rule and what to do."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.exchange import Agreement, BadAgreement, Form, load_agreement, parse_agreement, template, templates
from darvoza.intake import Problem

GOOD = """\
id: UZ-TJ-2019
title: Mutual assistance in customs matters
parties:
  - administration: Customs Committee
    country: UZ
    central_authority: International Department
  - administration: Customs Service
    country: TJ
    central_authority: Department of International Relations
signed: 2019-01-10
in_force: 2019-06-01
languages: [ru, uz-Cyrl, tg]
articles:
  - number: "4"
    title: On request
    forms: [on request, notification]
  - number: "7"
    title: Automatically
    forms: [automatic]
    in_force: 2020-01-01
deadlines:
  answer_days: 90
caveats:
  - code: NO-ONWARD
    meaning: Not to be passed on.
    onward: []
automatic:
  - what: Transit movements of excise goods
    trigger: departure of the truck
retention:
  review_months: 12
"""


def wrong(source: str) -> tuple[Problem, ...]:
    with pytest.raises(BadAgreement) as caught:
        parse_agreement(source, "agreement.yaml")
    return caught.value.problems


def test_an_agreement_is_read_as_it_was_written() -> None:
    agreement = parse_agreement(GOOD)
    assert isinstance(agreement, Agreement)
    assert [party.country for party in agreement.parties] == ["UZ", "TJ"]
    assert agreement.in_force == date(2019, 6, 1)
    assert agreement.until is None
    assert agreement.articles[0].forms == (Form.ON_REQUEST, Form.NOTIFICATION)
    assert agreement.deadlines.answer_days == 90
    assert agreement.deadlines.acknowledge_days is None
    assert agreement.automatic[0].what == "Transit movements of excise goods"
    assert agreement.retention.review_months == 12


def test_an_agreement_is_loaded_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "uz-tj.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert load_agreement(file) == parse_agreement(GOOD)
    file.write_bytes(GOOD.replace("Customs Service", "Хадамоти гумрук").encode("cp1251"))
    with pytest.raises(BadAgreement, match=r"uz-tj\.yaml.*UTF-8"):
        load_agreement(file)


@pytest.mark.parametrize(
    ("before", "after", "line", "field", "value", "said"),
    [
        ("forms: [automatic]", "forms: [automatc]", 18, "articles[1].forms[0]", "automatc", "automatic"),
        ("forms: [automatic]", "forms: automatic", 18, "articles[1].forms", "automatic", "list"),
        ("forms: [on request, notification]", "forms: []", 16, "articles[0].forms", "", "no form"),
        ("in_force: 2019-06-01", "in_force: June", 11, "in_force", "June", "2026-03-01"),
        ("in_force: 2019-06-01", "in_force: 2019-06-01 10:00:00", 11, "in_force", "2019-06-01 10:00:00", "date"),
        ("in_force: 2019-06-01", "in_force: 2018-06-01", 11, "in_force", "2018-06-01", "before it was signed"),
        ("in_force: 2019-06-01", "in_force: 2019-06-01\nuntil: 2019-05-31", 12, "until", "2019-05-31", "last day"),
        (
            "in_force: 2020-01-01",
            "in_force: 2019-05-31",
            19,
            "articles[1].in_force",
            "2019-05-31",
            "before the agreement",
        ),
        ("country: TJ", "country: NO", 8, "parties[1].country", "False", "quotation marks"),
        ("country: TJ", "country: TT1", 8, "parties[1].country", "TT1", "ISO 3166-1"),
        ("country: TJ", "country: UZ", 8, "parties[1].country", "UZ", "2 times"),
        ("    country: TJ\n", "", 7, "parties[1].country", "", "in force names"),
        ("answer_days: 90", 'answer_days: "90"', 21, "deadlines.answer_days", "90", "whole number"),
        ("answer_days: 90", "answer_days: true", 21, "deadlines.answer_days", "True", "whole number"),
        ("answer_days: 90", "answer_days: 0", 21, "deadlines.answer_days", "0", "at least 1"),
        ("answer_days: 90", "anser_days: 90", 21, "deadlines.anser_days", "anser_days", "answer_days"),
        ("answer_days: 90", "colour: red", 21, "deadlines.colour", "colour", "acknowledge_days"),
        ("id: UZ-TJ-2019", "id: 2019", 1, "id", "2019", "text"),
        ("id: UZ-TJ-2019", 'id: ""', 1, "id", "", "empty"),
        ("languages: [ru, uz-Cyrl, tg]", "languages: [Russian]", 12, "languages[0]", "Russian", "language tag"),
        ('number: "7"', 'number: "4"', 17, "articles[1].number", "4", "2 times"),
        ("forms: [automatic]", "forms: [spontaneous]", 26, "automatic", "", "no article provides"),
        ("review_months: 12", "review_months: -1", 30, "retention.review_months", "-1", "at least 1"),
    ],
)
def test_a_mistake_is_told_by_line_key_value_rule_and_what_to_do(
    before: str, after: str, line: int, field: str, value: str, said: str
) -> None:
    assert before in GOOD
    (problem,) = wrong(GOOD.replace(before, after, 1))
    assert problem.field == field
    assert problem.value == value
    assert abs(int(problem.where.removeprefix("agreement.yaml, line ")) - line) <= 1
    assert problem.rule
    assert problem.advice
    with pytest.raises(BadAgreement) as caught:
        parse_agreement(GOOD.replace(before, after, 1))
    assert said in str(caught.value)
    assert field in str(caught.value)


def test_a_missing_key_is_named() -> None:
    (problem,) = wrong(GOOD.replace("retention:\n  review_months: 12\n", ""))
    assert problem.field == "retention"
    assert problem.rule == "The key {field} is missing."


def test_everything_wrong_is_told_at_once() -> None:
    bad = (
        GOOD.replace("[automatic]", "[telepathy]").replace("answer_days: 90", "answer_days: soon").replace("id:", "di:")
    )
    assert {problem.field for problem in wrong(bad)} == {"di", "id", "articles[1].forms[0]", "deadlines.answer_days"}


def test_one_party_is_not_enough() -> None:
    start, end = GOOD.index("  - administration: Customs Service"), GOOD.index("signed:")
    assert [problem.field for problem in wrong(GOOD[:start] + GOOD[end:])] == ["parties"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "# only a comment",
        "just a sentence",
        "- a\n- list",
        "id: [unclosed",
        "id: a\nid: b",
        "a: &x [1]\nb: *x",
        "? [complex, key]\n: value",
        "id: !!python/object/apply:os.system [ls]",
        "id: 2026-13-45",
        "id: a\n---\nid: b",
        "[" * 5000,
        "\x00",
        "id: " + "9" * 5000,
        "x" * 300_000,
    ],
)
def test_what_is_no_agreement_at_all_is_refused_in_words(source: str) -> None:
    problems = wrong(source)
    assert problems
    assert all(problem.rule and problem.advice and problem.where.startswith("agreement.yaml") for problem in problems)


def test_a_small_file_cannot_grow_large_by_aliases() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert {problem.rule for problem in wrong(bomb)} == {"This part repeats another by an alias (*)."}


lines = st.lists(st.sampled_from(GOOD.splitlines()), max_size=30).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=60), lines, st.text("abc:-[]{}&*!|>'\"\n #0", max_size=40)))
def test_any_text_is_an_agreement_or_refused_in_words(source: str) -> None:
    with suppress(BadAgreement):
        parse_agreement(source)


def test_the_template_is_a_draft_in_good_order() -> None:
    assert "bilateral-wco-model" in templates()
    draft = parse_agreement(template("bilateral-wco-model"))
    assert draft.in_force is None
    assert {form for article in draft.articles for form in article.forms} == set(Form) - {
        Form.JOINT_TEAMS,
        Form.HOT_PURSUIT,
    }
    assert [caveat.code for caveat in draft.caveats if caveat.always] == ["CUSTOMS-ONLY", "ORIGINATOR-CONSENT"]


def test_a_template_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(KeyError, match="bilateral-wco-model"):
        template("../../../etc/passwd")


@pytest.mark.parametrize("name", templates())
def test_every_template_is_a_draft_that_permits_nothing_until_it_is_in_force(name: str) -> None:
    draft = parse_agreement(template(name))
    assert draft.in_force is None
    assert any(caveat.always for caveat in draft.caveats)
    assert draft.retention.review_months <= 12


def test_the_united_states_form_asks_for_an_assurance() -> None:
    assert [each.code for each in parse_agreement(template("united-states-style")).assurances] == ["1628"]


def test_an_operation_has_subgroups_within_one_another_and_a_hidden_one() -> None:
    corridor, cell = parse_agreement(template("multilateral-operation")).subgroups
    assert cell.within == corridor.name
    assert set(cell.members) < set(corridor.members)
    assert cell.hidden


EXTRA = """\
subgroups:
  - name: north
    members: [UZ, TJ]
  - name: inner
    members: [UZ]
    within: north
assurances:
  - code: A
    statement: Kept in confidence.
matching:
  identifiers: [TIN]
  largest_query: 10
  queries_per_day: 2
schema: 1
"""


@pytest.mark.parametrize(
    ("before", "after", "field", "said"),
    [
        ("members: [UZ, TJ]", "members: [UZ, KZ]", "subgroups[0].members[1]", "no member"),
        ("members: [UZ]\n", "members: [TJ, KG]\n", "subgroups[1].members[1]", "no member"),
        ("within: north", "within: south", "subgroups[1].within", "no subgroup"),
        ("within: north", "within: inner", "subgroups[1].within", "no subgroup"),
        ("name: inner", "name: north", "subgroups[1].name", "2 times"),
        ("largest_query: 10", "largest_query: 0", "matching.largest_query", "at least 1"),
        ("identifiers: [TIN]", "identifiers: [NAME]", "matching.identifiers[0]", "not known"),
        ("schema: 1", "schema: 9", "schema", "form 1"),
        ("    onward: []\n", "", "caveats[0]", "obliges"),
        ("    onward: []", "    onward: [XX]", "caveats[0].onward[0]", "no country"),
        ("    onward: []", "    users: [everybody]", "caveats[0].users[0]", "no role"),
        ("    onward: []", "    purposes: [fun]", "caveats[0].purposes[0]", "not known"),
        ("    onward: []", "    retain_days: 0", "caveats[0].retain_days", "at least 1"),
    ],
)
def test_what_darvoza_could_not_hold_anybody_to_is_told(before: str, after: str, field: str, said: str) -> None:
    source = GOOD + EXTRA
    assert parse_agreement(source).matching is not None
    assert before in source
    with pytest.raises(BadAgreement, match=said) as caught:
        parse_agreement(source.replace(before, after, 1))
    assert field in [problem.field for problem in caught.value.problems]
