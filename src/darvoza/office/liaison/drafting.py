"""Writing a message: begun from what is on the screen, completed, approved by a second officer, sent or given up."""

from typing import Any, Final

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from darvoza.exchange import (
    BODY,
    Agreement,
    Article,
    Body,
    ConsentRequest,
    Draft,
    Item,
    Kind,
    Message,
    Node,
    NotAllowed,
    NotYet,
    Rejected,
    Withheld,
    consent_to,
    from_consignment,
    kind_of,
)
from darvoza.intake import Problem
from darvoza.language import Language, say
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.scorecard import as_filed
from darvoza.office.liaison.fields import BEGINS, FIELDS, Place, empty, filled, places, read, replies
from darvoza.office.liaison.models import Writer
from darvoza.office.liaison.node import DESK, WRITERS, looking, sits, with_node
from darvoza.office.liaison.telling import badges
from darvoza.office.liaison.views import purposes, reasons
from darvoza.office.pages import page
from darvoza.office.people.access import allow

_CHANGED: Final = "The draft has changed since it was shown. Read it again, then decide."


@allow(*WRITERS)
@require_http_methods(["GET", "POST"])
@with_node(*WRITERS)
def new(request: HttpRequest, node: Node) -> HttpResponse:
    """Begin a message: to whom, under which article, with which caveats; perhaps from a consignment or as a reply."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = _kind(asked.get("kind", "request"))
    consignment = _consignment(request, asked.get("consignment"))
    first = _first(node, asked.get("conversation"), kind)
    offered = _offered(node, kind, first, asked.get("item"))
    chosen = next((each for each in offered if each.key == asked.get("place")), None)
    if request.method == "POST" and chosen is not None:
        try:
            begun = _begin(request, node, asked, kind, chosen, first, consignment)
        except Rejected as refused:
            say_next(request, refused.reason, wrong=True, **refused.values)
        else:
            return redirect("liaison-draft", begun.id)
    agreements = {each.agreement.id: each.agreement for each in offered}
    return page(
        request,
        "liaison/new",
        here="liaison",
        node=node,
        kind=kind,
        consignment=consignment,
        first=first,
        item=asked.get("item", ""),
        places=offered,
        chosen=chosen or (offered[0] if offered else None),
        agreements=agreements,
        spoken=sorted({tag for each in agreements.values() for tag in each.languages}),
        officials=[
            official.name
            for each in agreements.values()
            for party in each.parties
            if party.country == node.country
            for official in party.officials
        ],
        heard=heard(request),
    )


def _kind(text: str) -> Kind:
    if text not in {kind.value for kind in FIELDS}:
        raise Http404
    return Kind(text)


def _consignment(request: HttpRequest, key: str | None) -> Consignment | None:
    if not key:
        return None
    return get_object_or_404(Consignment.objects.visible_to(request.viewer, *WRITERS), key=key)


def _first(node: Node, conversation: str | None, kind: Kind) -> Message | None:
    """The message that began the conversation that a reply belongs to; None for what begins one."""
    if not conversation:
        if kind not in {*BEGINS, Kind.CONSENT_REQUEST}:
            raise Http404
        return None
    try:
        if kind not in replies(node.desk.conversation(conversation), node.country):
            raise Http404
        return node.desk.message(conversation)
    except KeyError as error:
        raise Http404 from error


def _offered(node: Node, kind: Kind, first: Message | None, item: str | None) -> list[Place]:
    """Where the message may go: for a reply and for what is asked of something received, where that came from."""
    if first is not None:
        partner = first.recipient if first.sender == node.country else first.sender
        return _there(node, partner, first.agreement, first.article, first.agreement_version)
    if kind is not Kind.CONSENT_REQUEST:
        return places(node, kind, node.now().date())
    thing = node.holdings.find(item or "")
    if thing is None or thing.supplier is None or thing.agreement is None or thing.article is None:
        raise Http404
    return _there(node, thing.supplier, thing.agreement, thing.article)


def _there(node: Node, partner: str, agreement: str, article: str, version: int | None = None) -> list[Place]:
    known = node.register.find(agreement, version)
    found = [each for each in known.articles if each.number == article] if known else []
    return [Place(partner, known, each) for each in found if known]


def _begin(
    request: HttpRequest,
    node: Node,
    asked: QueryDict,
    kind: Kind,
    place: Place,
    first: Message | None,
    consignment: Consignment | None,
) -> Draft:
    """Save the draft: prefilled with what the article lets be told, bound by what it was made from."""
    author, agreement = str(request.viewer.officer), place.agreement
    language = asked.get("language", "")
    language = language if language in agreement.languages else agreement.languages[0]
    body, items = _prefilled(kind, place.article, first, consignment, language)
    if isinstance(body, ConsentRequest):
        body = msgspec.structs.replace(body, items=(asked.get("item", ""),))
    words = {each.code for each in agreement.caveats} & set(asked.getlist("words"))
    sources: dict[str, tuple[str, ...]] = {}
    if consignment is not None and node.holdings.find(consignment.key) is not None:
        sources = {BODY: (consignment.key,)} | {item.id: (consignment.key,) for item in items}
    signs = [name for name in (asked.get("signed_by", ""),) if name]
    more: dict[str, Any] = {
        "author": author,
        "language": language,
        "items": items,
        "words": frozenset(words),
        "sources": sources,
        "signed_by": signs[0] if signs else None,
    }
    with transaction.atomic():
        if first is not None:
            begun = node.desk.answer(first.conversation, body, **more)
        else:
            begun = node.desk.draft(
                body, agreement=agreement.id, article=place.article.number, recipient=place.partner, **more
            )
        _wrote(request, begun, "drafted", consignment)
    return begun


def _prefilled(
    kind: Kind, article: Article, first: Message | None, consignment: Consignment | None, language: str
) -> tuple[Body, tuple[Item, ...]]:
    if kind is Kind.CONSENT and first is not None:
        return msgspec.structs.replace(consent_to(first), granted=False), ()
    if consignment is None:
        return empty(kind), ()
    begun = from_consignment(as_filed(consignment), article, language=_language(language))
    return (begun.request if kind is Kind.REQUEST else empty(kind)), begun.items


def _language(tag: str) -> Language:
    return Language(tag) if tag in set(Language) else Language.ENGLISH


def _wrote(request: HttpRequest, draft: Draft, action: str, consignment: Consignment | None = None) -> None:
    """Remember who wrote in a draft, and log it."""
    officer = request.viewer.officer
    Writer.objects.get_or_create(draft=draft.id, officer=officer)
    detail = {"kind": kind_of(draft.message.body).value, "partner": draft.message.recipient}
    if consignment is not None:
        detail["consignment"] = consignment.key
    record(action, by=officer, subject=f"/liaison/draft/{draft.id}", detail=detail)


@allow(*DESK)
@require_http_methods(["GET", "POST"])
@with_node(*DESK)
def draft(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """A draft: its form with the article beside it, what it lacks, exactly what leaves, and the steps to sending."""
    found = _found(node, id_)
    withheld = node.desk.hidden_from(looking(request), id_)
    kind = kind_of(found.message.body)
    if kind not in FIELDS:
        raise Http404
    values, problem, open_ = filled(found.message.body), "", found.state in {"draft", "approved"}
    if request.method == "POST" and not withheld and open_ and sits(request, *WRITERS):
        try:
            body = read(kind, request.POST, found.message.body)
            with transaction.atomic():
                found = node.desk.amend(id_, body, by=str(request.viewer.officer))
                _wrote(request, found, "amended")
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
    language = _language(message.language)
    other = {each.name: say(each.label, language) for each in FIELDS[kind]}
    return page(
        request,
        "liaison/draft",
        here="liaison",
        draft=found,
        kind=kind,
        agreement=agreement,
        article=_article(agreement, message.article),
        fields=FIELDS[kind],
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


def _lacking(request: HttpRequest, kind: Kind, problem: Problem) -> Problem:
    """What is lacking, with the field called as the form calls it."""
    called = {field.name: request.words.say(field.label) for field in FIELDS[kind]}
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
