"""The trainee's pages: the briefing, one item after the other, sources to ask; the own score when it has ended."""

from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST, require_safe

from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.room import ending, letters
from darvoza.office.room.hearing import SURE, pick_of
from darvoza.office.room.models import Run, Sheet, State
from darvoza.office.room.playing import Play, happened, play, worked
from darvoza.office.room.replay import drawn
from darvoza.office.room.sealed import materials_of
from darvoza.office.room.telling import reviewed, scores, sources
from darvoza.office.room.trials import Trial, trial
from darvoza.training.exercises import Form, Item, Kind, What
from darvoza.training.scoring import refused

_LONGEST: Final = 4_000


def _run_of(request: HttpRequest, number: int) -> Run:
    """The viewer's own run, or none."""
    found: Run = get_object_or_404(
        Run.objects.visible_to(request.viewer).select_related("session", "session__unit", "trainee"), pk=number
    )
    return found


@allow(Role.TRAINEE)
@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """The briefing and the list of items; after the end the own score and review."""
    ending.forget_due()
    found = _run_of(request, number)
    if found.session.state == State.ENDED:
        return _ended(request, found)
    running = found.session.state != State.PREPARED
    now = play(found) if running else None
    if now is not None:
        seen = {event.about for event in now.events if event.what is What.SEEN}
        for coming in now.come:
            if coming.id not in seen:
                happened(found, What.SEEN, about=coming.id)
    return page(
        request,
        "room/run",
        here="room",
        run=found,
        session=found.session,
        materials=materials_of(found.session),
        play=now,
        minutes=int(worked(found.session) // 60),
        finished=now is not None and any(event.what is What.ENDED for event in now.events),
        desk=pick_of(now.items) if now is not None and found.desk_id else None,
        at_desk=letters.at_desk,
    )


def _ended(request: HttpRequest, found: Run) -> HttpResponse:
    told, whole = ending.review_of(found), ending.told_of(found.session)
    if told is None or whole is None:
        return page(request, "room/waiting", here="room", run=found, materials=materials_of(found.session))
    return page(
        request,
        "room/review",
        here="room",
        run=found,
        session=found.session,
        materials=materials_of(found.session),
        review=told,
        picture=drawn(told.timeline, materials_of(found.session).minutes, request.words),
        names=sources(found.session, request.words),
        missed=reviewed(found.session, told.missed, request.words),
        table=scores([found], whole, request.words),
        mine=True,
        team=(),
    )


@allow(Role.TRAINEE)
@require_safe
def item(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One item; of a pick the list of what to choose from, or with ``about`` one of them."""
    found = _run_of(request, number)
    return _item_page(request, found, name, request.GET.get("about", ""))


def _item_page(
    request: HttpRequest, found: Run, name: str, about: str, problem: str = "", past: Trial | None = None
) -> HttpResponse:
    if found.session.state not in {State.RUNNING, State.PAUSED}:
        return redirect("room-run", found.pk)
    now = play(found)
    asked = now.item(name)
    if asked is None or (about and about not in asked.about):
        return redirect("room-run", found.pk)
    if found.desk_id and asked is pick_of(now.items):
        return redirect("desk")
    about = about or _about(asked)
    if found.session.state == State.RUNNING and (name, about) not in now.now.opened:
        happened(found, What.OPENED, item=name, about=about)
    order = [each.id for each in now.items]
    place = order.index(name)
    stretch = Stretch.asked(request.GET.get("page"), len(asked.about))
    picks = asked.form is Form.PICK and not about
    shown = list(stretch.of(asked.about)) if picks else [about] if about else []
    sheets = {sheet.reference: sheet for sheet in Sheet.objects.filter(session=found.session, reference__in=shown)}
    sources = {source.id: source for source in now.materials.sources}
    return page(
        request,
        "room/item",
        here="room",
        run=found,
        session=found.session,
        materials=now.materials,
        item=asked,
        about=about,
        picks=picks,
        stretch=stretch,
        lines=[(ref, sheets.get(ref)) for ref in shown] if picks else [],
        sheet=sheets.get(about),
        rows=_rows(now, set(shown)),
        sources=[sources[each] for each in asked.questions if each in sources],
        answers=now.answers(asked, about),
        put={source for of, source, what in now.now.asked if (of, what) == (name, about)},
        chosen=now.now.chosen.get(name, ()),
        text=request.POST.get("text", now.now.texts.get(name, "")),
        sure=now.now.confidence.get((name, about if asked.form is Form.PICK else "")),
        reasons=now.now.reasons.get((name, about), ()),
        levels=SURE,
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
        place=place + 1,
        total=len(order),
        minutes=int(worked(found.session) // 60),
        problem=problem,
        look_up=_look_up(now, asked),
        past=past,
        letters=letters.written(found, asked.screen) if letters.at_desk(asked) else None,
        decided=name in now.now.decided,
        partner=letters.asked_of(found),
        heard=heard(request),
    )


def _look_up(now: Play, asked: Item) -> str:
    """What of an item about goods can be put in the goods look-up: the text and the HS code as filed."""
    of = next((each for each in now.items if each.group and each.group == asked.group and each.text.values), asked)
    if now.materials.kind is not Kind.IDENTIFY or "text" not in of.text.values:
        return ""
    code = str(of.text.values.get("code", "—"))
    return f"{of.text.values['text']} HS {code}" if code != "—" else str(of.text.values["text"])


def _about(asked: Item) -> str:
    """What questions and reasons of an item are about: the first thing it is about; of a pick nothing yet."""
    return asked.about[0] if asked.about and asked.form is not Form.PICK else ""


def _rows(now: Play, shown: set[str]) -> list[tuple[Any, list[tuple[str, ...]]]]:
    """The tables of the exercise: whole where nothing is singled out, else the rows of what is shown."""
    found = []
    for table in now.materials.tables:
        rows = [row for row in table.rows if row[0] in shown]
        found.append((table, rows or list(table.rows)))
    return found


def _running(request: HttpRequest, number: int, name: str) -> tuple[Run, Item | None, str]:
    """The run, the item if it can be worked on now, and what about."""
    found = _run_of(request, number)
    about = request.POST.get("about", "")
    if found.session.state != State.RUNNING:
        return found, None, about
    asked = play(found).item(name)
    return found, asked if asked is not None and (not about or about in asked.about) else None, about


def _on_desk(found: Run, asked: Item) -> bool:
    """Whether this is answered on the desk, by what is decided there, and nowhere else."""
    return found.desk_id is not None and asked.form is Form.PICK


@allow(Role.TRAINEE)
@require_POST
def ask(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Ask one source about one thing; its answer stands on the page from then on."""
    found, asked, about = _running(request, number, name)
    source = request.POST.get("source", "")
    if asked is not None and source in asked.questions:
        happened(found, What.ASKED, item=name, source=source, about=about)
    onward = request.POST.get("next", "")
    if onward.startswith("/consignment/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        return redirect(onward)
    return _back(found, name, about)


@allow(Role.TRAINEE)
@require_POST
def answer(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Answer an item, or change the answer: the last word counts. With it, how sure and for which reasons."""
    found, asked, about = _running(request, number, name)
    if asked is None or _on_desk(found, asked) or letters.at_desk(asked):
        return _back(found, name, about)
    given = request.POST
    text = given.get("text", "").strip()[:_LONGEST]
    values: tuple[str, ...] = ()
    if asked.form is Form.PICK:
        values, problem = _picked(found, asked, about, chosen=given.get("choose") == "1")
    elif asked.form is Form.CONDITION:
        problem = refused(text) or ""
    elif asked.form is Form.TEXT:
        problem = ""
    else:
        values, problem = _chosen(asked, given)
    if problem:
        return _item_page(request, found, name, about, problem)
    if asked.form is Form.CONDITION and given.get("try"):
        past = trial(found.session, text)
        happened(found, What.LOOKED, item=name, about="past", number=past.selected, text=text)
        return _item_page(request, found, name, about, past=past)
    with transaction.atomic():
        happened(found, What.DECIDED, item=name, values=list(values), text=text)
        sure = given.get("sure", "")
        if sure in {str(each) for each in SURE}:
            of = about if asked.form is Form.PICK else ""
            happened(found, What.CONFIDENT, item=name, about=of, number=int(sure) / 100)
        if asked.reasons:
            known = {each.id for each in asked.reasons}
            named = [each for each in given.getlist("reasons") if each in known]
            happened(found, What.REASONED, item=name, about=about or _about(asked), values=named)
        record(
            "exercise answered",
            by=request.viewer.officer,
            unit=found.session.unit,
            subject=f"/room/run/{found.pk}/item/{name}",
        )
    if asked.form is Form.PICK:
        return _back(found, name, "")
    return _back(found, name, about)


def _picked(found: Run, asked: Item, about: str, *, chosen: bool) -> tuple[tuple[str, ...], str]:
    """What is picked when one is chosen or let go, in the order chosen."""
    before = play(found).now.chosen.get(asked.id, ())
    after = tuple(each for each in before if each != about)
    if not about or not chosen:
        return after, ""
    if asked.capacity and len(after) >= asked.capacity:
        return before, "No more can be chosen: let another go first."
    return (*after, about), ""


def _chosen(asked: Item, given: Any) -> tuple[tuple[str, ...], str]:  # noqa: ANN401 - a form, which Django leaves untyped
    """Which options are chosen; steps in the order of their numbers."""
    known = [each.id for each in asked.options]
    if asked.form is Form.ORDER:
        places = {each: given.get(f"place-{each}", "") for each in known}
        numbered = sorted((int(place), each) for each, place in places.items() if place.isdigit())
        if len({place for place, _ in numbered}) < len(numbered):
            return (), "Give each step a number of its own."
        return tuple(each for _, each in numbered), ""
    values = tuple(each for each in given.getlist("option") if each in known)
    if asked.form is Form.ONE and len(values) != 1:
        return (), "Choose one."
    return values, ""


def _back(found: Run, name: str, about: str) -> HttpResponse:
    address = reverse("room-item", args=[found.pk, name])
    return redirect(f"{address}?{urlencode({'about': about})}" if about else address)


@allow(Role.TRAINEE)
@require_POST
def finish(request: HttpRequest, number: int) -> HttpResponse:
    """The trainee is done; answers can be changed until the session ends."""
    found = _run_of(request, number)
    if found.session.state == State.RUNNING:
        with transaction.atomic():
            happened(found, What.ENDED)
            record(
                "exercise finished", by=request.viewer.officer, unit=found.session.unit, subject=f"/room/run/{found.pk}"
            )
    return redirect("room-run", found.pk)
