"""Loading agreements: from a YAML file into a checked record, or everything that is wrong with it at once."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

from darvoza.codes import country
from darvoza.exchange.agreements.agreement import SCHEMA, Agreement, Article, Form, Subgroup
from darvoza.exchange.agreements.reading import Text, fill, read_yaml
from darvoza.intake import Problem
from darvoza.language import say

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")
_USER: Final = re.compile(r"(role|unit|person):\S.*")
_TEMPLATES: Final = files("darvoza.exchange").joinpath("templates")


class BadAgreement(ValueError):  # noqa: N818 - the agreement is what is bad
    """An agreement's file has mistakes; ``problems`` tells each by line, key, value, rule and what to do."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(_sentence, self.problems)))


def _sentence(problem: Problem) -> str:
    given = {"field": problem.field, "value": problem.value, "limit": problem.limit}
    values = {name: value for name, value in given.items() if value is not None}
    return f"{problem.where}, {problem.field}: {say(problem.rule, **values)} {say(problem.advice, **values)}"


def load_agreement(path: Path) -> Agreement:
    """The agreement in this YAML file.

    Raises:
        BadAgreement: the file has mistakes, all of which are named.
        OSError: the file cannot be read.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        text = Text(path.name)
        text.wrong("", f"byte {error.start}", "The file is not in UTF-8 (at {value}).", "Save it as UTF-8.")
        raise BadAgreement(text.problems) from error
    return parse_agreement(source, path.name)


def parse_agreement(source: str, name: str = "agreement") -> Agreement:
    """The agreement that this YAML text describes; ``name`` is what errors call the text.

    Raises:
        BadAgreement: the text has mistakes, all of which are named.
    """
    text = Text(name)
    document = read_yaml(text, source)
    agreement = None if text.problems else fill(text, Agreement, document)
    if agreement is not None:
        _check_parties(text, agreement)
        _check_days(text, agreement)
        _check_numbers(text, agreement)
        _check_words(text, agreement)
        _check_groups(text, agreement)
        _check_promises(text, agreement)
    if agreement is None or text.problems:
        raise BadAgreement(text.problems)
    return agreement


def templates() -> list[str]:
    """The names of the templates that agreements can be started from.

    >>> "bilateral-wco-model" in templates()
    True
    """
    return sorted(each.name.removesuffix(".yaml") for each in _TEMPLATES.iterdir() if each.name.endswith(".yaml"))


def template(name: str) -> str:
    """The YAML text of a template, to be copied, completed and loaded. As it stands it is a draft and permits nothing.

    Raises:
        KeyError: there is no such template.
    """
    if name not in templates():
        raise KeyError(f"{name!r} is no template: there are {', '.join(templates())}")
    return _TEMPLATES.joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def _check_parties(text: Text, agreement: Agreement) -> None:
    if len(agreement.parties) < 2:
        text.wrong("parties", len(agreement.parties), "An agreement has at least two parties, not {value}.", "Add one.")
    for place, party in enumerate(agreement.parties):
        key = f"parties[{place}]"
        if party.country is not None and ((known := country(party.country)) is None or known.alpha2 != party.country):
            text.wrong(f"{key}.country", party.country, "{value} is no country.", "Use two letters of ISO 3166-1.")
        if agreement.in_force is not None:
            for name in ("country", "central_authority"):
                if getattr(party, name) is None:
                    rule = "An agreement in force names {field} of each party."
                    text.wrong(f"{key}.{name}", "", rule, "Fill it in, or take in_force out while it is a draft.")
    _repeated(text, "parties", [party.country or "" for party in agreement.parties], "country")


def _check_days(text: Text, agreement: Agreement) -> None:
    if agreement.signed and agreement.in_force and agreement.in_force < agreement.signed:
        rule = "It comes into force on {value}, before it was signed on {limit}."
        text.wrong("in_force", agreement.in_force, rule, "Correct one of the dates.", str(agreement.signed))
    _check_order(text, "", agreement.in_force, agreement.until)
    for place, article in enumerate(agreement.articles):
        key = f"articles[{place}]"
        _check_order(text, key, article.in_force, article.until)
        if article.in_force and agreement.in_force and article.in_force < agreement.in_force:
            rule = "The article comes into force on {value}, before the agreement does on {limit}."
            text.wrong(
                f"{key}.in_force", article.in_force, rule, "Correct it, or leave it out.", str(agreement.in_force)
            )


def _check_order(text: Text, key: str, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        rule = "The last day, {value}, comes before the first, {limit}."
        text.wrong(f"{key}.until".removeprefix("."), last, rule, "Correct one of the dates.", str(first))


def _check_numbers(text: Text, agreement: Agreement) -> None:
    counts = {
        "deadlines.acknowledge_days": agreement.deadlines.acknowledge_days,
        "deadlines.answer_days": agreement.deadlines.answer_days,
        "deadlines.confirm_oral_days": agreement.deadlines.confirm_oral_days,
        "retention.review_months": agreement.retention.review_months,
        "retention.notice_days": agreement.retention.notice_days,
        "retention.longest_months": agreement.retention.longest_months,
        "deadlines.consult_days": agreement.deadlines.consult_days,
        "version": agreement.version,
        **{f"caveats[{place}].retain_days": each.retain_days for place, each in enumerate(agreement.caveats)},
    }
    if agreement.matching is not None:
        counts["matching.largest_query"] = agreement.matching.largest_query
        counts["matching.queries_per_day"] = agreement.matching.queries_per_day
    for key, count in counts.items():
        if count is not None and count < 1:
            text.wrong(key, count, "Here stands at least 1, not {value}.", "Correct it, or leave it out if not agreed.")


def _check_words(text: Text, agreement: Agreement) -> None:
    for name, values in (("languages", agreement.languages), ("articles", agreement.articles)):
        if not values:
            text.wrong(name, "", "The agreement names no {field}.", "Add at least one.")
    for place, tag in enumerate(agreement.languages):
        if not _LANGUAGE.fullmatch(tag):
            text.wrong(f"languages[{place}]", tag, "{value} is no language tag.", "Write en, ru, tg, uz or uz-Cyrl.")
    for place, article in enumerate(agreement.articles):
        if not article.forms:
            text.wrong(f"articles[{place}].forms", "", "The article provides for no form of assistance.", "Add one.")
    _repeated(text, "articles", [article.number for article in agreement.articles], "number")
    _repeated(text, "caveats", [caveat.code for caveat in agreement.caveats], "code")
    if agreement.automatic and not _provides(agreement.articles, Form.AUTOMATIC):
        rule = "Something is to be sent automatically, but no article provides for automatic assistance."
        text.wrong("automatic", "", rule, "Name the form automatic in its article, or take this part out.")


def _check_groups(text: Text, agreement: Agreement) -> None:
    """Subgroups are of members, lie within one another without a circle, and are smaller than what they lie in."""
    members = {party.country for party in agreement.parties}
    known = {group.name: group for group in agreement.subgroups}
    _repeated(text, "subgroups", [group.name for group in agreement.subgroups], "name")
    for place, group in enumerate(agreement.subgroups):
        key = f"subgroups[{place}]"
        outer = members
        if group.within is not None:
            if group.within not in known or _circles(known, group.name):
                rule = "{value} is no subgroup that this one can lie in."
                text.wrong(f"{key}.within", group.within, rule, "Name another subgroup of this agreement.")
                continue
            outer = set(known[group.within].members)
        for number, member in enumerate(group.members):
            if member not in outer:
                rule = "{value} is no member of what the subgroup lies in."
                text.wrong(f"{key}.members[{number}]", member, rule, "Name a country that is one.")


def _circles(known: Mapping[str, Subgroup], name: str) -> bool:
    seen = [name]
    while (outer := known[seen[-1]].within) is not None and outer in known:
        if outer in seen:
            return True
        seen.append(outer)
    return False


def _check_promises(text: Text, agreement: Agreement) -> None:
    """What Darvoza is to hold people to must be something it can hold them to."""
    if agreement.schema != SCHEMA:
        rule = "This Darvoza reads agreements of form {limit}, not {value}."
        text.wrong("schema", agreement.schema, rule, "Write it in that form.", str(SCHEMA))
    for place, caveat in enumerate(agreement.caveats):
        held = (caveat.purposes, caveat.users, caveat.evidence, caveat.onward, caveat.retain_days, caveat.marking)
        if all(each is None for each in held):
            rule = "The caveat {value} obliges the receiver to nothing that can be held."
            advice = "Give it one of: purposes, users, evidence, onward, retain_days, marking."
            text.wrong(f"caveats[{place}]", caveat.code, rule, advice)
        for number, code in enumerate(caveat.onward or ()):
            if (known := country(code)) is None or known.alpha2 != code:
                advice = "Use two letters of ISO 3166-1."
                text.wrong(f"caveats[{place}].onward[{number}]", code, "{value} is no country.", advice)
        for number, user in enumerate(caveat.users or ()):
            if not _USER.fullmatch(user):
                rule = "{value} names no role, unit or person."
                text.wrong(f"caveats[{place}].users[{number}]", user, rule, "Write role:analyst or unit:PCU-1.")
    _repeated(text, "assurances", [assurance.code for assurance in agreement.assurances], "code")


def _provides(articles: Iterable[Article], form: Form) -> bool:
    return any(form in article.forms for article in articles)


def _repeated(text: Text, key: str, values: list[str], name: str) -> None:
    """Note values that must be unique in a list but are not."""
    for value, count in Counter(values).items():
        if value and count > 1:
            last = len(values) - 1 - values[::-1].index(value)
            text.wrong(f"{key}[{last}].{name}", value, "{value} is given {limit} times.", "Keep one.", str(count))
