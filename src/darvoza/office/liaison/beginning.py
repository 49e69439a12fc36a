"""Beginning a message: to whom, under which article, from what, and with which caveats for the partner."""

from typing import Any

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from darvoza.exchange import (
    BODY,
    Article,
    Body,
    ConsentRequest,
    Consultation,
    CostDecision,
    DisclosureNotice,
    Draft,
    Item,
    Kind,
    Message,
    Node,
    Oral,
    Part,
    Rejected,
    Request,
    Step,
    WatchListQuery,
    WrittenConfirmation,
    consent_to,
    kind_of,
)
from darvoza.language import Language
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.liaison.kinds import (
    ASKS,
    BEGINS,
    FIELDS,
    REQUESTED,
    TELLS,
    Place,
    empty,
    of_received,
    owed_step,
    places,
    replies,
)
from darvoza.office.liaison.models import Writer
from darvoza.office.liaison.node import WRITERS, with_node
from darvoza.office.liaison.origin import Origin, origin
from darvoza.office.pages import page
from darvoza.office.people.access import allow


@allow(*WRITERS)
@require_http_methods(["GET", "POST"])
@with_node(*WRITERS)
def new(request: HttpRequest, node: Node) -> HttpResponse:
    """Begin a message: to whom, under which article, with which caveats; perhaps from something or as a reply."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = _kind(asked.get("kind", "request"))
    if kind is Kind.MATCH_QUERY:
        return redirect("liaison-match")
    if kind is Kind.MATCH_ANSWER:
        return redirect("liaison-message", asked.get("conversation") or "-")  # it is answered beside the query
    begun_from = origin(request, node, asked) if kind in BEGINS else None
    oral = _oral(node, asked.get("oral"))
    first = _first(node, asked.get("conversation"), kind)
    offered = _offered(node, kind, first, asked.get("item"), oral)
    chosen = next((each for each in offered if each.key == asked.get("place")), None)
    if request.method == "POST" and chosen is not None:
        try:
            begun = _begin(request, node, asked, kind, chosen, first, begun_from, oral)
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
        origin=begun_from,
        oral=oral,
        first=first,
        item=asked.get("item", ""),
        places=offered,
        left_out={each.key: _left_out(each.article) for each in offered},
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
        asks=ASKS,
        tells=TELLS,
        heard=heard(request),
    )


@allow(*WRITERS)
@require_safe
@with_node(*WRITERS)
def gap(request: HttpRequest, node: Node) -> HttpResponse:
    """What one side says it exported and the other imported: the beginning of a request about the difference."""
    return page(request, "liaison/gap", here="liaison", country=node.country, partners=node.directory.partners())


def _kind(text: str) -> Kind:
    if text not in {*(kind.value for kind in FIELDS), Kind.MATCH_ANSWER.value, Kind.MATCH_QUERY.value}:
        raise Http404
    return Kind(text)


def _oral(node: Node, id_: str | None) -> Oral | None:
    """What we asked by word of mouth and now confirm in writing."""
    if not id_:
        return None
    found = next((each for each in node.desk.orals(unconfirmed=True) if each.id == id_), None)
    if found is None or found.asker != node.country:
        raise Http404
    return found


def _left_out(article: Article) -> list[Part]:
    """The parts that an article does not let be told."""
    return [] if article.parts is None else [part for part in Part if part not in article.parts]


def _first(node: Node, conversation: str | None, kind: Kind) -> Message | None:
    """The message that began the conversation that a reply belongs to; None for what begins one."""
    if not conversation:
        if kind not in BEGINS and not of_received(kind):
            raise Http404
        return None
    try:
        if kind not in replies(node.desk.conversation(conversation), node.country):
            raise Http404
        return node.desk.message(conversation)
    except KeyError as error:
        raise Http404 from error


def _offered(node: Node, kind: Kind, first: Message | None, item: str | None, oral: Oral | None) -> list[Place]:
    """Where the message may go: for a reply and for what is asked of something received, where that came from."""
    if first is not None:
        partner = first.recipient if first.sender == node.country else first.sender
        return _there(node, partner, first.agreement, first.article, first.agreement_version)
    if not of_received(kind):
        found = places(node, kind, node.now().date())
        if oral is not None:
            found = [
                each
                for each in found
                if (each.partner, each.agreement.id, each.article.number) == (oral.asked, oral.agreement, oral.article)
            ]
        return found
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
    begun_from: Origin | None,
    oral: Oral | None,
) -> Draft:
    """Save the draft: prefilled with what the article lets be told, bound by what it was made from."""
    author, agreement = str(request.viewer.officer), place.agreement
    language = asked.get("language", "")
    language = language if language in agreement.languages else agreement.languages[0]
    step = owed_step(node.desk.conversation(first.conversation), node.country, kind) if first is not None else None
    body, items = _prefilled(kind, place.article, first, begun_from, language_of(language))
    body = _fitted(body, place.article, asked.get("item", ""), step, oral)
    words = {each.code for each in agreement.caveats} & set(asked.getlist("words"))
    sources: dict[str, tuple[str, ...]] = {}
    if begun_from is not None and begun_from.sources:
        sources = {BODY: begun_from.sources} | {item.id: begun_from.sources for item in items}
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
            if step is not None:
                more["in_reply_to"] = step.about
            begun = node.desk.answer(first.conversation, body, **more)
        else:
            begun = node.desk.draft(
                body,
                agreement=agreement.id,
                article=place.article.number,
                recipient=place.partner,
                oral=oral.id if oral else None,
                **more,
            )
        wrote(request, begun, "drafted", begun_from)
    return begun


def _prefilled(
    kind: Kind, article: Article, first: Message | None, begun_from: Origin | None, language: Language
) -> tuple[Body, tuple[Item, ...]]:
    if kind is Kind.CONSENT and first is not None:
        return msgspec.structs.replace(consent_to(first), granted=False), ()
    body = empty(kind)
    if begun_from is None:
        return body, ()
    begun = begun_from.begin(article, language)
    if isinstance(body, Request):
        return begun.request, begun.items
    if isinstance(body, WatchListQuery):
        return msgspec.structs.replace(body, parties=begun.request.parties, purpose=begun.request.purpose), begun.items
    return body, begun.items


def _fitted(body: Body, article: Article, item: str, step: Step | None, oral: Oral | None) -> Body:
    """The body with what only this conversation, article, item or oral request tells."""
    match body:
        case ConsentRequest() | DisclosureNotice():
            return msgspec.structs.replace(body, items=(item,))
        case Consultation() if step is not None:
            return msgspec.structs.replace(body, reply=True)
        case CostDecision() if step is not None:
            return msgspec.structs.replace(body, estimate=step.about)
        case WrittenConfirmation() if step is not None:
            return msgspec.structs.replace(body, confirmed=step.about)
        case Request():
            form = next((form for form in REQUESTED if form in article.forms), body.form)
            body = msgspec.structs.replace(body, form=form)
            if oral is not None:
                body = msgspec.structs.replace(body, facts=body.facts or oral.summary, oral=oral.at)
    return body


def language_of(tag: str) -> Language:
    """The office's language of this tag; English where it speaks none such."""
    return Language(tag) if tag in set(Language) else Language.ENGLISH


def wrote(request: HttpRequest, draft: Draft, action: str, begun_from: Origin | None = None) -> None:
    """Remember who wrote in a draft, and log it."""
    officer = request.viewer.officer
    Writer.objects.get_or_create(draft=draft.id, officer=officer)
    detail = {"kind": kind_of(draft.message.body).value, "partner": draft.message.recipient}
    if begun_from is not None:
        detail |= {name: value for name, value in begun_from.given.items() if value}
    record(action, by=officer, subject=f"/liaison/draft/{draft.id}", detail=detail)
