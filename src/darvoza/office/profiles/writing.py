"""Writing a profile: the form, what is wrong with a condition under the word, and trying it before it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from darvoza.language import Language
from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import say_next
from darvoza.office.liaison import bound
from darvoza.office.lists.keeping import only_for_real
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.profiles.keeping import signed, store
from darvoza.office.profiles.trying import attempt
from darvoza.office.words import Words
from darvoza.risk import ConditionRefused, Profile, RecordRefused, StoreRefused, read_condition, shown_columns
from darvoza.risk.profiles import COLUMNS, Record
from darvoza.selection import MEASURES
from darvoza.signals import Typology

FIELDS: Final = (
    "id",
    "title",
    "condition",
    "purpose",
    "typology",
    "weight",
    "start",
    "end",
    "review",
    "measure",
    "mandatory",
)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LONGEST: Final = 20_000
_YEAR: Final = timedelta(days=364)
_HALF: Final = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Said:
    """What there is to say of a condition: what is wrong over the marked word, or the columns that it reads."""

    wrong: str = ""
    reads: tuple[tuple[str, str], ...] = ()


@allow(Role.ANALYST)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a new profile."""
    today = clock.now().date()
    blank = {
        "weight": "0.4",
        "start": today.isoformat(),
        "end": (today + _YEAR).isoformat(),
        "review": (today + _HALF).isoformat(),
    }
    return _form(request, blank, None)


@allow(Role.ANALYST)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, name: str) -> HttpResponse:
    """Write the next version of a profile: the last one holds until the new one is approved."""
    try:
        versions = store().versions(name)
    except (StoreRefused, RecordRefused) as error:
        raise Http404 from error
    if not versions:
        raise Http404
    if (closed := bound.gate(request, "profile", name)) is not None:
        return closed
    last = versions[-1].record
    values = {field: getattr(last, field) for field in FIELDS}
    shown = {field: "" if value is None else str(value) for field, value in values.items()}
    return _form(request, {**shown, "mandatory": "1" if last.mandatory else ""}, name)


@allow(Role.ANALYST, audited=False)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What there is to say of the condition so far, as part of the form."""
    told = tell(str(request.POST.get("condition", ""))[:_LONGEST], request.words)
    return page(request, "profiles/said", said=told)


@allow(Role.ANALYST, audited=False)
@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """What the condition that is being written would have selected in the last 90 days, as part of the form."""
    condition = str(request.POST.get("condition", ""))[:_LONGEST]
    sound = bool(condition.strip()) and not tell(condition, request.words).wrong
    tried = attempt(_draft(condition, request.POST.get("id", "")), request.viewer, request.words) if sound else None
    return page(request, "profiles/live", tried=tried)


def _draft(condition: str, name: str) -> Profile:
    """A profile of which only the condition is written."""
    today = clock.now().date()
    written = Record(
        id=name if _NAME.fullmatch(name) else "DRAFT",
        title="Draft",
        purpose="Draft",
        condition=condition,
        typology=Typology.GENERAL,
        weight=0.0,
        author="Draft",
        start=today,
        review=today,
        end=today,
    )
    return written.profile()


def tell(condition: str, words: Words) -> Said:
    """Read a condition: what is wrong with it in the reader's language, else the columns it reads and their meaning."""
    if not condition.strip():
        return Said()
    try:
        tree = read_condition(condition)
    except ConditionRefused as error:
        return Said(wrong=error.told(Language(words.language)))
    return Said(reads=tuple((name, words.say(COLUMNS[name].meaning)) for name in sorted(shown_columns(tree))))


def _form(request: HttpRequest, values: Mapping[str, str], name: str | None) -> HttpResponse:
    words: Words = request.words
    problems: dict[str, str] = {}
    tried = None
    if request.method == "POST":
        values = {field: str(request.POST.get(field, "")).strip()[:_LONGEST] for field in FIELDS}
        if name is not None:
            values = {**values, "id": name}
        written, problems = _read(values, signed(request.viewer.officer), words)
        if name is None and store().versions(values["id"]):
            problems["id"] = words.say("There is a profile of this name: open it, and write its next version.")
            written = None
        if written is not None and request.POST.get("do") == "try":
            tried = attempt(_profile(written), request.viewer, words)
        elif written is not None:
            only_for_real(request.viewer, (Role.ANALYST,))
            try:
                kept = store().add(written)
            except StoreRefused as error:
                problems["id"] = str(error)
            else:
                detail = {"version": kept.version, "condition": written.condition}
                record("wrote a profile", by=request.viewer.officer, subject=written.id, detail=detail)
                say_next(request, "Kept as version {version}. Another officer has to approve it.", version=kept.version)
                return redirect("profile", written.id)
    return page(
        request,
        "profiles/form",
        here="profiles",
        status=422 if problems else 200,
        name=name,
        values=dict.fromkeys(FIELDS, "") | dict(values),
        problems=problems,
        said=tell(values.get("condition", ""), words),
        tried=tried,
        typologies=[each.value for each in Typology],
        measures=MEASURES,
        columns=_columns(),
    )


def _profile(written: Record) -> Profile:
    return written.profile()


def _read(values: Mapping[str, str], author: str, words: Words) -> tuple[Record | None, dict[str, str]]:
    """The record that the form says, or what is wrong by field."""
    wrong: dict[str, str] = {
        field: words.say("This is missing.")
        for field in ("id", "title", "condition", "purpose")
        if not values.get(field)
    }
    if values.get("id") and not _NAME.fullmatch(values["id"]):
        wrong["id"] = words.say("Letters, digits, - and _ only, 64 at most.")
    days: dict[str, date] = {}
    for field in ("start", "end", "review"):
        try:
            days[field] = date.fromisoformat(values.get(field, ""))
        except ValueError:
            wrong[field] = words.say("Write a day.")
    weight = _number(values.get("weight", ""))
    if weight is None or not 0 <= weight <= 1:
        wrong["weight"] = words.say("Write a number from 0 to 1.")
    typology = next((each for each in Typology if each.value == values.get("typology")), None)
    if typology is None:
        wrong["typology"] = words.say("Choose one.")
    if len(days) == len(_DAYS) and not days["start"] <= days["review"] <= days["end"]:
        wrong["review"] = words.say("The review lies between start and end.")
    if values.get("condition") and tell(values["condition"], words).wrong:
        wrong["condition"] = words.say("The condition cannot be taken yet: see below it.")
    if wrong or typology is None or weight is None:
        return None, wrong
    fields: dict[str, Any] = {field: values[field] for field in ("id", "title", "condition", "purpose")} | days
    measure = values.get("measure") if values.get("measure") in MEASURES else None
    mandatory = bool(values.get("mandatory"))
    return Record(**fields, author=author, typology=typology, weight=weight, measure=measure, mandatory=mandatory), {}


_DAYS: Final = ("start", "end", "review")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _columns() -> list[tuple[str, list[Any]]]:
    """The columns that a condition may ask about: of the consignment, of a goods item, of the past."""
    shown = [each for each in COLUMNS.values() if not each.hidden]
    past = [each for each in shown if each.source.value == "history"]
    now = [each for each in shown if each.source.value != "history"]
    return [
        ("Of the consignment", [each for each in now if not each.of_item]),
        ("Of one goods item", [each for each in now if each.of_item]),
        ("Of the past, where the office keeps a history", past),
    ]
