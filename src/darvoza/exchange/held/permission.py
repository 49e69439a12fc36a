"""May this be sent? No message without an agreement, and an article of it in force that provides for it."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from darvoza.exchange.agreements.agreement import Agreement, Article, Form, Subgroup
from darvoza.exchange.held.register import AgreementRefused, Register
from darvoza.exchange.messages.between_nodes import Fault
from darvoza.exchange.messages.conversation import begins, forms_of
from darvoza.exchange.messages.envelope import Message
from darvoza.exchange.messages.rejection import Rejected


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


def visible_groups(agreement: Agreement, country: str) -> tuple[Subgroup, ...]:
    """The subgroups that this member knows of: a hidden one is known to its own members only."""
    return tuple(each for each in agreement.subgroups if not each.hidden or country in each.members)


def permitted_forms(agreement: Agreement, on: date) -> Iterator[tuple[Form, Article]]:
    """Every form of assistance that may be given on this day, each with its article."""
    for form in Form:
        answer = permits(agreement, form, on)
        if isinstance(answer, Article):
            yield form, answer


def permitted(register: Register, message: Message, now: datetime) -> Agreement:
    """The agreement under which a message may be written: in force, in this version, by an article for this form.

    Raises:
        Rejected: there is none, or it does not permit this; says why.
    """
    try:
        agreement = register.find(message.agreement, message.agreement_version)
        newest = register.find(message.agreement)
    except AgreementRefused as error:
        raise Rejected(Fault.AGREEMENT, "The agreement cannot be used: {what}.", what=str(error)) from error
    values = {"agreement": message.agreement, "version": str(message.agreement_version)}
    if agreement is None:
        raise Rejected(Fault.AGREEMENT, "The agreement {agreement} is not here in version {version}.", **values)
    if newest is not None and newest.version != agreement.version and begins(message):
        reason = "The agreement {agreement} is in force here in a later version than {version}."
        raise Rejected(Fault.AGREEMENT, reason, **values)
    parties = {party.country for party in agreement.parties}
    if not {message.sender, message.recipient} <= parties or message.sender == message.recipient:
        raise Rejected(Fault.AGREEMENT, "Sender and addressee are not both parties to {agreement}.", **values)
    answers = [permits_under(agreement, message.article, form, now.date()) for form in forms_of(message)]
    refusals = [each for each in answers if isinstance(each, NotPermitted)]
    if answers and len(refusals) == len(answers):
        raise Rejected(Fault.AGREEMENT, refusals[0].reason, **refusals[0].values)
    if message.article not in {article.number for article in agreement.articles}:
        reason = "The agreement {agreement} has no article {article}."
        raise Rejected(Fault.AGREEMENT, reason, article=message.article, **values)
    if agreement.in_force is None:
        raise Rejected(
            Fault.AGREEMENT, "The agreement {agreement} is a draft: it has no date of entry into force.", **values
        )
    return agreement


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
