"""May this be sent? No message without an agreement, and an article of it in force that provides for it."""

from collections.abc import Iterator
from datetime import date

import msgspec

from darvoza.exchange.agreement import Agreement, Article, Form


class NotPermitted(msgspec.Struct, frozen=True, kw_only=True):
    """Why a form of assistance is not permitted, and the article that would have come closest, if there is one.

    ``reason`` is an English message whose places ``values`` fill, translated when it is shown
    (:func:`darvoza.language.say`).
    """

    reason: str
    values: dict[str, str]
    article: Article | None = None


def permits(agreement: Agreement | None, form: Form, on: date) -> Article | NotPermitted:
    """The article under which this form of assistance may be given on this day, or why it may not.

    The first article in force that provides for the form is the answer. First and last days count as in force.

    >>> permits(None, Form.ON_REQUEST, date(2026, 3, 1)).reason
    'There is no agreement with this administration, so nothing may be asked or sent.'
    """
    if agreement is None:
        return NotPermitted(
            reason="There is no agreement with this administration, so nothing may be asked or sent.",
            values={"form": form.value, "on": on.isoformat()},
        )
    values = {"agreement": agreement.id, "form": form.value, "on": on.isoformat()}
    if (reason := _not_in_force(agreement, on)) is not None:
        return NotPermitted(reason=reason, values=values | _days(agreement))
    articles = [article for article in agreement.articles if form in article.forms]
    if not articles:
        return NotPermitted(
            reason="No article of the agreement {agreement} provides for this form of assistance: {form}.",
            values=values,
        )
    in_force = (article for article in articles if _within(article.in_force, on, article.until))
    return next(in_force, None) or _closest(articles, on, values)


def permits_under(agreement: Agreement | None, number: str, form: Form, on: date) -> Article | NotPermitted:
    """The article with this number, if it permits this form of assistance on this day, or why it does not."""
    answer = permits(agreement, form, on)
    if agreement is None or isinstance(answer, NotPermitted):
        return answer
    article = next((each for each in agreement.articles if each.number == number), None)
    values = {"agreement": agreement.id, "form": form.value, "on": on.isoformat(), "article": number}
    if article is None:
        return NotPermitted(reason="The agreement {agreement} has no article {article}.", values=values)
    if form not in article.forms:
        reason = "Article {article} of the agreement {agreement} does not provide for this form of assistance: {form}."
        return NotPermitted(reason=reason, values=values, article=answer)
    if not _within(article.in_force, on, article.until):
        return _closest([article], on, values)
    return article


def permitted_forms(agreement: Agreement, on: date) -> Iterator[tuple[Form, Article]]:
    """Every form of assistance that may be given on this day, each with its article."""
    for form in Form:
        answer = permits(agreement, form, on)
        if isinstance(answer, Article):
            yield form, answer


def _within(first: date | None, on: date, last: date | None) -> bool:
    return (first is None or first <= on) and (last is None or on <= last)


def _not_in_force(agreement: Agreement, on: date) -> str | None:
    if agreement.in_force is None:
        return "The agreement {agreement} is a draft: it has no date of entry into force."
    if on < agreement.in_force:
        return "The agreement {agreement} is in force only from {first}, not yet on {on}."
    if agreement.until is not None and on > agreement.until:
        return "The agreement {agreement} was in force until {last}, no longer on {on}."
    return None


def _closest(articles: list[Article], on: date, values: dict[str, str]) -> NotPermitted:
    """The article that comes into force next, or else the one that went out of force last."""
    coming = [article for article in articles if article.in_force is not None and on < article.in_force]
    if coming:
        article = min(coming, key=lambda each: each.in_force or date.max)
        reason = "Article {article} of the agreement {agreement} is in force only from {first}, not yet on {on}."
    else:
        article = max(articles, key=lambda each: each.until or date.max)
        reason = "Article {article} of the agreement {agreement} was in force until {last}, no longer on {on}."
    return NotPermitted(reason=reason, values=values | {"article": article.number} | _days(article), article=article)


def _days(of: Agreement | Article) -> dict[str, str]:
    days = {"first": of.in_force, "last": of.until}
    return {name: day.isoformat() for name, day in days.items() if day is not None}
