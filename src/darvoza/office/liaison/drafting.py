"""A draft on its way: completed, with items added, approved by a second officer, sent or given up."""

from typing import Any, Final
from uuid import uuid4

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from darvoza.exchange import (
    Agreement,
    Article,
    Caveats,
    Contents,
    Draft,
    Item,
    Kind,
    Node,
    NotAllowed,
    NotYet,
    Part,
    Rejected,
    Withheld,
    kind_of,
)
from darvoza.intake import Problem
from darvoza.language import Language, say
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.liaison.beginning import language_of, wrote
from darvoza.office.liaison.fields import filled, read
from darvoza.office.liaison.item_forms import ITEM_FORMS
from darvoza.office.liaison.kinds import FIELDS
from darvoza.office.liaison.models import Writer
from darvoza.office.liaison.node import DESK, WRITERS, looking, sits, with_node
from darvoza.office.liaison.origin import origin
from darvoza.office.liaison.telling import badges
from darvoza.office.liaison.views import purposes, reasons
from darvoza.office.pages import page
from darvoza.office.people.access import allow

_CHANGED: Final = "The draft has changed since it was shown. Read it again, then decide."
_NOT_IN_A_FORM: Final = (Kind.MATCH_QUERY, Kind.MATCH_ANSWER)


@allow(*DESK)
@require_http_methods(["GET", "POST"])
@with_node(*DESK)
def draft(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """A draft: its form with the article beside it, what it lacks, exactly what leaves, and the steps to sending."""
    found = _found(node, id_)
    withheld = node.desk.hidden_from(looking(request), id_)
    kind = kind_of(found.message.body)
    values, problem, open_ = filled(found.message.body), "", found.state in {"draft", "approved"} and kind in FIELDS
    if request.method == "POST" and not withheld and open_ and sits(request, *WRITERS):
        try:
            body = read(kind, request.POST, found.message.body)
            with transaction.atomic():
                found = node.desk.amend(id_, body, by=str(request.viewer.officer))
                wrote(request, found, "amended")
        except msgspec.ValidationError as error:
            problem = str(error)
            values |= {name: request.POST.get(name, "") for name, old in values.items() if isinstance(old, str)}
        else:
            say_next(request, "The draft is saved.")
            return redirect("liaison-draft", id_)
    return _drafted(request, node, found, kind, withheld=withheld, values=values, problem=problem)


def _drafted(
    request: HttpRequest,
    node: Node,
    found: Draft,
    kind: Kind,
    *,
    withheld: tuple[Withheld, ...],
    values: dict[str, Any],
    problem: str,
) -> HttpResponse:
    message = found.message
    agreement = node.register.find(message.agreement, message.agreement_version)
    mine = Writer.objects.filter(draft=found.id, officer=request.viewer.officer).exists()
    language = language_of(message.language)
    fields = FIELDS.get(kind, ())
    other = {each.name: say(each.label, language) for each in fields}
    article = _article(agreement, message.article)
    return page(
        request,
        "liaison/draft",
        here="liaison",
        draft=found,
        kind=kind,
        agreement=agreement,
        article=article,
        left_out=[] if article is None or article.parts is None else [p for p in Part if p not in article.parts],
        fields=fields,
        sealed=kind in _NOT_IN_A_FORM,
        forms=ITEM_FORMS,
        form=ITEM_FORMS.get(request.GET.get("form", "")),
        form_text=_form_text(request, language),
        other=other if language is not request.words.language else dict.fromkeys(other, ""),
        tongue=message.language,
        reasons=reasons(withheld, request),
        badges=badges(message.caveats, agreement, request.words),
        lacks=[_lacking(request, kind, each) for each in node.desk.lacks(found.id)],
        preview=None if withheld else node.desk.preview(found.id),
        writing=sits(request, *WRITERS),
        mine=mine or message.signed_by == str(request.viewer.officer),
        heard=heard(request),
        **purposes(looking(request)),
        values=values,
        problem=problem,
    )


def _form_text(request: HttpRequest, language: Language) -> str:
    """The form that is to be completed as an item, in the language of the message."""
    found = ITEM_FORMS.get(request.GET.get("form", ""))
    return found.text(language) if found else ""


def _lacking(request: HttpRequest, kind: Kind, problem: Problem) -> Problem:
    """What is lacking, with the field called as the form calls it."""
    called = {field.name: request.words.say(field.label) for field in FIELDS.get(kind, ())}
    return msgspec.structs.replace(problem, field=called.get(problem.field, problem.field))


def _article(agreement: Agreement | None, number: str) -> Article | None:
    return next((each for each in agreement.articles if each.number == number), None) if agreement else None


def _found(node: Node, id_: str) -> Draft:
    try:
        return node.desk.find_draft(id_)
    except KeyError as error:
        raise Http404 from error


def _seen(request: HttpRequest, node: Node, id_: str) -> bool:
    """Whether the officer decides on exactly what stands in the draft now, and may see it."""
    if node.desk.hidden_from(looking(request), id_):
        say_next(request, "What this draft was made from is withheld from you, so you cannot decide on it.", wrong=True)
        return False
    if request.POST.get("seen") != node.desk.preview(id_).digest:
        say_next(request, _CHANGED, wrong=True)
        return False
    return True


def _refuse(request: HttpRequest, id_: str, error: NotYet | NotAllowed | Rejected | ValueError) -> None:
    """Say why a step was not taken, and log that it was tried."""
    if isinstance(error, NotYet):
        for each in error.problems:
            values = {"value": each.value or "", "field": each.field, "limit": each.limit or ""}
            say_next(request, each.rule, wrong=True, **values)
            say_next(request, each.advice, wrong=True, **values)
    elif isinstance(error, NotAllowed):
        for withheld in error.withheld:
            say_next(request, withheld.reason, wrong=True, **withheld.values)
            if withheld.ask:
                say_next(request, "{country} could consent to it.", wrong=True, country=withheld.ask)
    elif isinstance(error, Rejected):
        say_next(request, error.reason, wrong=True, **error.values)
    else:
        say_next(request, "The draft has been sent or withdrawn already.", wrong=True)
    record("refused", by=request.viewer.officer, subject=f"/liaison/draft/{id_}", detail={"why": str(error)[:500]})


@allow(*DESK)
@require_POST
@with_node(*DESK)
def approve(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """A second officer lets exactly what was shown go; nobody who wrote in it may."""
    _found(node, id_)
    officer = request.viewer.officer
    if Writer.objects.filter(draft=id_, officer=officer).exists():
        say_next(request, "You wrote in this message: a second officer approves it.", wrong=True)
        record("refused", by=officer, subject=f"/liaison/draft/{id_}", detail={"why": "own message"})
        return redirect("liaison-draft", id_)
    try:
        with transaction.atomic(), node.store.transaction():
            if _seen(request, node, id_):
                approved = node.desk.approve(id_, by=str(officer))
                detail = {"digest": node.desk.preview(id_).digest, "partner": approved.message.recipient}
                record("approved", by=officer, subject=f"/liaison/draft/{id_}", detail=detail)
                say_next(request, "Approved. It can be sent now.")
    except (NotYet, Rejected, ValueError) as error:
        _refuse(request, id_, error)
    return redirect("liaison-draft", id_)


@allow(*DESK)
@require_POST
@with_node(*DESK)
def send(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """Puts an approved message into the node's outbox, if the caveats of all it passes on allow it."""
    _found(node, id_)
    try:
        if not _seen(request, node, id_):
            return redirect("liaison-draft", id_)
        with transaction.atomic():
            sent = node.desk.send(id_, by=looking(request))
            detail = {"digest": node.desk.preview(id_).digest, "partner": sent.recipient, "article": sent.article}
            record("sent", by=request.viewer.officer, subject=f"/liaison/message/{id_}", detail=detail)
    except (NotYet, NotAllowed, Rejected, ValueError) as error:
        _refuse(request, id_, error)
        return redirect("liaison-draft", id_)
    say_next(request, "It is in the outbox. It leaves with the next bundle or delivery.")
    return redirect("liaison-message", id_)


@allow(*DESK)
@require_POST
@with_node(*DESK)
def withdraw(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """Gives up a draft that has not left."""
    _found(node, id_)
    try:
        with transaction.atomic():
            node.desk.withdraw(id_, by=str(request.viewer.officer))
            record("withdrew", by=request.viewer.officer, subject=f"/liaison/draft/{id_}")
    except ValueError as error:
        _refuse(request, id_, error)
        return redirect("liaison-draft", id_)
    say_next(request, "The draft is withdrawn.")
    return redirect("liaison")


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def add_item(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """Puts a piece of information into a draft, in words or as a consignment, with caveats of its own."""
    found = _mine(request, node, id_)
    agreement = node.register.find(found.message.agreement, found.message.agreement_version)
    article = _article(agreement, found.message.article)
    title, text = (request.POST.get(name, "").strip()[:most] for name, most in (("title", 500), ("text", 20_000)))
    words = (
        frozenset({each.code for each in agreement.caveats} & set(request.POST.getlist("words")))
        if agreement
        else frozenset()
    )
    key = request.POST.get("consignment", "").strip()
    begun_from = origin(request, node, {"consignment": key}) if key else None
    if article is None or not (text or begun_from):
        say_next(request, "Write what the item tells, or name a consignment.", wrong=True)
        return redirect("liaison-draft", id_)
    items = begun_from.begin(article, language_of(found.message.language)).items if begun_from else ()
    if text:
        items = (*items, Item(id=str(uuid4()), title=title or text[:60], contents=Contents(text=text)))
    items = tuple(msgspec.structs.replace(each, caveats=Caveats(words=words)) for each in items)
    sources = {each.id: begun_from.sources for each in items} if begun_from else {}
    _change(request, node, found, (*found.message.items, *items), sources)
    say_next(request, "The item is in the draft.")
    return redirect("liaison-draft", id_)


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def remove_item(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """Takes a piece of information out of a draft."""
    found = _mine(request, node, id_)
    kept = tuple(each for each in found.message.items if each.id != request.POST.get("item"))
    _change(request, node, found, kept, {})
    say_next(request, "The item is out of the draft.")
    return redirect("liaison-draft", id_)


def _mine(request: HttpRequest, node: Node, id_: str) -> Draft:
    """A draft that is still open, of a kind that takes items, and not withheld from who changes it."""
    found = _found(node, id_)
    withheld = node.desk.hidden_from(looking(request), id_)
    if found.state not in {"draft", "approved"} or kind_of(found.message.body) not in FIELDS or withheld:
        raise Http404
    return found


def _change(
    request: HttpRequest, node: Node, found: Draft, items: tuple[Item, ...], sources: dict[str, tuple[str, ...]]
) -> None:
    with transaction.atomic():
        by = str(request.viewer.officer)
        changed = node.desk.amend(found.id, found.message.body, by=by, items=items, sources=sources)
        wrote(request, changed, "amended")
