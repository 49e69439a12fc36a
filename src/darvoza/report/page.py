"""The report: one self-contained page that a supervisor can read on an old machine without a network, and print."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from darvoza.intake import Problem, Status
from darvoza.language import Language, say
from darvoza.report.names import office_name
from darvoza.report.plots import histogram, horizontal_bars, intervals
from darvoza.report.summary import (
    Shift,
    chance_shares,
    post_bars,
    receipt_counts,
    released_by_post,
    score_bars,
    typology_bars,
)

_STOPS_SHOWN = 500
_MESSAGES_SHOWN = 200
_NEAREST = 10


def page(shift: Shift, language: Language = Language.ENGLISH) -> str:
    """The report as HTML in this language; it asks nothing of any host and runs no script."""
    words = _Words(language)
    stops = shift.stops
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            _=words.say,
            number=words.number,
            percent=words.percent,
            tell=words.tell,
            language=str(language),
            style=Markup(_style()),  # noqa: S704 - our own file
            shift=shift,
            post_name=shift.post and office_name(shift.post, language),
            stops=_with_office(stops.head(_STOPS_SHOWN).to_dicts(), language),
            stops_total=stops.height,
            grounds={
                "mandatory": shift.stops_on("mandatory"),
                "risk": shift.stops_on("risk"),
                "random": shift.stops_by_chance(),
            },
            chance_share=shift.random_share + shift.exploratory_share,
            released=shift.assessments.height - stops.height,
            grounds_words=words.grounds(),
            released_share=shift.released_share(),
            released_by_post=_with_office(released_by_post(shift.assessments), language),
            nearest=shift.nearest(_NEAREST).to_dicts(),
            receipt_counts=receipt_counts(shift.receipts),
            unread=shift.unread[:_MESSAGES_SHOWN],
            unread_total=len(shift.unread),
            quiet=[
                receipt for receipt in shift.receipts if receipt.status is Status.ACCEPTED and not receipt.consignments
            ][:_MESSAGES_SHOWN],
            comparison=shift.comparison,
            chance=shift.comparison and chance_shares(shift.comparison),
            plots=_plots(shift, words),
            versions=_versions(shift),
        )
    )


class _Words:
    """Text and numbers in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._locale = str(language).replace("-", "_")
        self._plain: dict[str, str] = {}

    def say(self, message: str, /, **values: object) -> str:
        if values:
            return say(message, self._language, **values)
        if message not in self._plain:  # a page says the same few words thousands of times
            self._plain[message] = say(message, self._language)
        return self._plain[message]

    def tell(self, message: str, problem: Problem) -> str:
        return say(message, self._language, value=problem.value, field=problem.field, limit=problem.limit)

    def number(self, value: float) -> str:
        return str(format_decimal(value, locale=self._locale, decimal_quantization=True, format="#,##0.##"))

    def percent(self, share: float) -> str:
        return str(format_percent(share, locale=self._locale, format="#,##0.#%"))

    def grounds(self) -> Mapping[str, str]:
        return {
            "mandatory": self.say("mandatory"),
            "risk": self.say("by risk"),
            "random": self.say("by chance"),
            "exploratory": self.say("to learn"),
        }


def _plots(shift: Shift, words: _Words) -> dict[str, Markup]:
    scores = score_bars(shift.assessments)
    posts = [
        type(bar)(office_name(bar.label, words._language), bar.total, bar.marked)  # noqa: SLF001 - same module
        for bar in post_bars(shift.assessments)
    ]
    typologies = [type(bar)(words.say(bar.label), bar.total, bar.marked) for bar in typology_bars(shift.assessments)]
    unit = words.say("consignments")
    drawn = {
        "scores": histogram(scores, title=words.say("Scores"), unit=unit),
        "typologies": horizontal_bars(typologies, title=words.say("Typologies"), unit=unit),
        "posts": horizontal_bars(posts, title=words.say("Posts"), unit=unit),
    }
    if (found := shift.comparison) is not None and found.breaches:
        drawn["comparison"] = intervals(
            [
                (words.say("this selection"), found.found.value or 0, found.found.lower or 0, found.found.upper or 0),
                (words.say("as many by chance"), *chance_shares(found)),
            ],
            title=words.say("Planted schemes found"),
            unit=words.say("share of planted consignments"),
        )
    return {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 - every label was escaped where it was drawn


def _with_office(rows: Sequence[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    return [{**row, "office_name": office_name(row["office"], language)} for row in rows]


def _versions(shift: Shift) -> str:
    if shift.assessments.is_empty():
        return "—"
    return ", ".join(f"{used['name']} {used['version']}" for used in shift.assessments["versions"][0])


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("darvoza.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return files("darvoza.report").joinpath("templates", "report.css").read_text("utf-8")
