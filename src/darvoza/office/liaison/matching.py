"""Private matching at the desk: a query is blinded here, answered there, and tells only the overlap or its size."""

from typing import Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from darvoza.exchange import (
    Kind,
    Match,
    MatchAnswer,
    MatchingNotInstalled,
    MatchQuery,
    MessageView,
    Node,
    Rejected,
    Scheme,
    answer_query,
    begin_query,
    normalise,
    read_answer,
)
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.liaison.beginning import wrote
from darvoza.office.liaison.kinds import Place, places, replies
from darvoza.office.liaison.node import WRITERS, with_node
from darvoza.office.pages import page
from darvoza.office.people.access import allow

_MOST: Final = 2_000_000  # characters of a pasted list
_NONE: Final = "None of the lines is a number of this kind: check its digits."


@allow(*WRITERS)
@require_http_methods(["GET", "POST"])
@with_node(*WRITERS)
def match(request: HttpRequest, node: Node) -> HttpResponse:
    """Ask which, or how many, of our numbers are also on a partner's list, without showing them."""
    offered = [each for each in places(node, Kind.MATCH_QUERY, node.now().date()) if each.agreement.matching]
    asked = request.POST
    chosen = next((each for each in offered if each.key == asked.get("place")), None)
    if request.method == "POST" and chosen is not None and asked.get("scheme") in set(Scheme):
        draft = _begin(request, node, chosen)
        if draft:
            return redirect("liaison-draft", draft)
    return page(
        request,
        "liaison/match",
        here="liaison",
        places=offered,
        chosen=chosen or (offered[0] if offered else None),
        schemes=[each for each in Scheme if any(_matched(place, each) for place in offered)],
        asked=asked,
        heard=heard(request),
    )


def _matched(place: Place, scheme: Scheme) -> bool:
    return place.agreement.matching is not None and scheme in place.agreement.matching.identifiers


def _begin(request: HttpRequest, node: Node, place: Place) -> str:
    """The id of the draft that holds the blinded query; empty when it was refused, and the next page says why."""
    scheme, lines = Scheme(request.POST["scheme"]), _lines(request, "numbers")
    matter = request.POST.get("matter", "").strip()[:500] or "—"
    try:
        with transaction.atomic():
            body = begin_query(node, place.agreement, place.partner, scheme, lines, matter)
            begun = node.desk.draft(
                body,
                author=str(request.viewer.officer),
                agreement=place.agreement.id,
                article=place.article.number,
                recipient=place.partner,
                language=place.agreement.languages[0],
            )
            wrote(request, begun, "drafted")
    except Rejected as refused:
        say_next(request, refused.reason, wrong=True, **refused.values)
    except ValueError:
        say_next(request, _NONE, wrong=True)
    except MatchingNotInstalled as missing:
        say_next(request, "{refusal}", wrong=True, refusal=str(missing))
    else:
        left = sum(1 for line in lines if normalise(scheme, line) is None)
        if left:
            say_next(request, "{count} lines are no numbers of this kind and were left out.", count=left)
        return begun.id
    return ""


def _lines(request: HttpRequest, name: str) -> list[str]:
    return [line.strip() for line in request.POST.get(name, "")[:_MOST].splitlines() if line.strip()]


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def answer(request: HttpRequest, node: Node, conversation: str) -> HttpResponse:
    """Answer a partner's query from a list pasted here: it learns the overlap, and we how many it asked."""
    try:
        if Kind.MATCH_ANSWER not in replies(node.desk.conversation(conversation), node.country):
            raise Http404
        query = node.desk.message(conversation)
    except KeyError as error:
        raise Http404 from error
    try:
        with transaction.atomic():
            body = answer_query(node, query, _lines(request, "numbers"))
            author, language = str(request.viewer.officer), query.language
            begun = node.desk.answer(conversation, body, author=author, language=language)
            wrote(request, begun, "drafted")
    except Rejected as refused:
        say_next(request, refused.reason, wrong=True, **refused.values)
    except MatchingNotInstalled as missing:
        say_next(request, "{refusal}", wrong=True, refusal=str(missing))
    else:
        return redirect("liaison-draft", begun.id)
    return redirect("liaison-message", conversation)


def query_of(shown: MessageView, node: Node) -> MatchQuery | None:
    """The query that this message is, if a partner put it to us and it is not answered yet."""
    body = shown.body
    if not isinstance(body, MatchQuery) or shown.sender == node.country:
        return None
    state = node.desk.conversation(shown.conversation)
    return body if Kind.MATCH_ANSWER in replies(state, node.country) else None


def learned(shown: MessageView, node: Node) -> Match | None:
    """What the answer to our query tells, if this message is one and matching is installed."""
    if not isinstance(shown.body, MatchAnswer) or shown.sender == node.country:
        return None
    try:
        return read_answer(node, node.desk.message(shown.conversation), node.desk.message(shown.id))
    except (KeyError, Rejected, MatchingNotInstalled):
        return None
