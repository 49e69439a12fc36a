"""No message without an agreement and an article of it in force that provides for it."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.exchange import (
    Administration,
    Agreement,
    Article,
    Form,
    NotPermitted,
    Retention,
    parse_agreement,
    permits,
    permitted_forms,
    template,
)
from darvoza.language import say

AGREEMENT = Agreement(
    id="UZ-TJ",
    title="Mutual assistance",
    parties=(Administration(administration="A", country="UZ"), Administration(administration="B", country="TJ")),
    in_force=date(2020, 1, 1),
    until=date(2029, 12, 31),
    languages=("ru",),
    articles=(
        Article(number="3", title="On request", forms=(Form.ON_REQUEST,)),
        Article(number="4", title="Surveillance", forms=(Form.SURVEILLANCE,), until=date(2022, 12, 31)),
        Article(number="5", title="Automatic", forms=(Form.AUTOMATIC, Form.ADVANCE), in_force=date(2027, 1, 1)),
        Article(number="5 bis", title="Automatic, renewed", forms=(Form.AUTOMATIC,), in_force=date(2028, 1, 1)),
    ),
    retention=Retention(review_months=12),
)


def told(refusal: Article | NotPermitted) -> str:
    assert isinstance(refusal, NotPermitted)
    return say(refusal.reason, **refusal.values)


def test_an_article_in_force_permits_its_form() -> None:
    answer = permits(AGREEMENT, Form.ON_REQUEST, date(2026, 3, 1))
    assert isinstance(answer, Article)
    assert answer.number == "3"


def test_without_an_agreement_nothing_is_permitted() -> None:
    for form in Form:
        assert "no agreement" in told(permits(None, form, date(2026, 3, 1)))


def test_a_draft_permits_nothing() -> None:
    draft = parse_agreement(template("bilateral-wco-model"))
    for form in Form:
        assert told(permits(draft, form, date(2026, 3, 1))) == (
            "The agreement bilateral-wco-model is a draft: it has no date of entry into force."
        )


def test_first_and_last_day_count() -> None:
    assert isinstance(permits(AGREEMENT, Form.ON_REQUEST, date(2020, 1, 1)), Article)
    assert isinstance(permits(AGREEMENT, Form.ON_REQUEST, date(2029, 12, 31)), Article)
    assert told(permits(AGREEMENT, Form.ON_REQUEST, date(2019, 12, 31))) == (
        "The agreement UZ-TJ is in force only from 2020-01-01, not yet on 2019-12-31."
    )
    assert told(permits(AGREEMENT, Form.ON_REQUEST, date(2030, 1, 1))) == (
        "The agreement UZ-TJ was in force until 2029-12-31, no longer on 2030-01-01."
    )


def test_a_form_that_no_article_provides_for_is_refused() -> None:
    refusal = permits(AGREEMENT, Form.HOT_PURSUIT, date(2026, 3, 1))
    assert told(refusal) == "No article of the agreement UZ-TJ provides for this form of assistance: hot pursuit."
    assert isinstance(refusal, NotPermitted)
    assert refusal.article is None


def test_the_article_that_comes_closest_is_named() -> None:
    coming = permits(AGREEMENT, Form.AUTOMATIC, date(2026, 3, 1))
    assert told(coming) == "Article 5 of the agreement UZ-TJ is in force only from 2027-01-01, not yet on 2026-03-01."
    assert coming.article.number == "5"
    gone = permits(AGREEMENT, Form.SURVEILLANCE, date(2026, 3, 1))
    assert told(gone) == "Article 4 of the agreement UZ-TJ was in force until 2022-12-31, no longer on 2026-03-01."
    assert gone.article.number == "4"


def test_the_first_article_in_force_is_the_answer() -> None:
    assert permits(AGREEMENT, Form.AUTOMATIC, date(2028, 6, 1)).number == "5"


def test_what_is_permitted_on_a_day_is_listed() -> None:
    assert [form for form, _ in permitted_forms(AGREEMENT, date(2022, 1, 1))] == [Form.ON_REQUEST, Form.SURVEILLANCE]
    assert [form for form, _ in permitted_forms(AGREEMENT, date(2019, 1, 1))] == []


days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
maybe_days = st.one_of(st.none(), days)
articles = st.builds(
    Article,
    number=st.sampled_from(["1", "2", "3"]),
    title=st.just("Title"),
    forms=st.lists(st.sampled_from(list(Form)[:3]), min_size=1, max_size=2).map(tuple),
    in_force=maybe_days,
    until=maybe_days,
)
agreements = st.builds(
    lambda articles, in_force, until: msgspec.structs.replace(
        AGREEMENT, articles=articles, in_force=in_force, until=until
    ),
    st.lists(articles, max_size=4).map(tuple),
    maybe_days,
    maybe_days,
)


def covered(first: date | None, last: date | None) -> set[date]:
    """Every day from the first to the last, counted out one by one."""
    first, last = first or date(2014, 1, 1), last or date(2037, 1, 1)
    return {first + timedelta(days=step) for step in range((last - first).days + 1)}


@settings(max_examples=100, deadline=None)
@given(agreements, st.sampled_from(list(Form)[:4]), days)
def test_permission_is_given_exactly_on_the_days_that_agreement_and_article_share(
    agreement: Agreement, form: Form, on: date
) -> None:
    answer = permits(agreement, form, on)
    allowed = [
        article
        for article in agreement.articles
        if form in article.forms
        and agreement.in_force is not None
        and on in covered(agreement.in_force, agreement.until) & covered(article.in_force, article.until)
    ]
    assert isinstance(answer, Article) is bool(allowed)
    if allowed:
        assert answer == allowed[0]
    else:
        assert "—" not in told(answer)  # every place in the sentence is filled


@settings(max_examples=60)
@given(agreements, st.sampled_from(list(Form)[:4]), days)
def test_a_refusal_names_an_article_only_of_that_form(agreement: Agreement, form: Form, on: date) -> None:
    answer = permits(agreement, form, on)
    if isinstance(answer, NotPermitted) and answer.article is not None:
        assert form in answer.article.forms
        assert answer.article in agreement.articles


@pytest.mark.parametrize("form", list(Form))
def test_a_completed_template_permits_what_its_articles_provide(form: Form) -> None:
    draft = parse_agreement(template("bilateral-wco-model"))
    in_force = msgspec.structs.replace(draft, in_force=date(2026, 1, 1))
    answer = permits(in_force, form, date(2026, 6, 1))
    provided = form not in {Form.JOINT_TEAMS, Form.HOT_PURSUIT}
    assert isinstance(answer, Article) is provided
