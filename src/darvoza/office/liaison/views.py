"""What came in and what was sent, who owes what by when, one message with its article and caveats, and the figures."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from darvoza.exchange import Agreement, Kind, MessageView, Node, Purpose, Task, View, Viewer, Withheld
from darvoza.language import say
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard
from darvoza.office.liaison import matching
from darvoza.office.liaison.beginning import language_of
from darvoza.office.liaison.bound import QUOTERS
from darvoza.office.liaison.fields import labels
from darvoza.office.liaison.kinds import replies
from darvoza.office.liaison.naming import heading, written
from darvoza.office.liaison.node import DESK, PURPOSE, READERS, WRITERS, looking, service, sits, with_node
from darvoza.office.liaison.telling import badges, clocks, closing_soon, colleagues, lines, why
from darvoza.office.liaison.translating import Translation, translation
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.words import Words

OUTSIDE: Final = (Task.RETURN_ORIGINAL, Task.CONFIRM_ELECTRONIC, Task.REVIEW_POSTPONEMENT, Task.GIVE_MORE)
"""Steps that may be done outside the exchange, and are then ticked off."""
_LONGEST: Final = 80
_FOUND: Final = 50
_BOXES: Final = ("inbox", "outbox", "drafts", "clocks")


@allow(*READERS)
@require_safe
@with_node()
def liaison(request: HttpRequest, node: Node) -> HttpResponse:
    """What partners sent, what was sent to them, drafts on their way to approval, and every step that is owed."""
    viewer, sitting = looking(request), sits(request, *DESK)
    search = request.GET.get("search", "").strip()[:_LONGEST]
    found, unsearched = node.holdings.search(viewer, search) if search else ((), 0)
    box = request.GET.get("box", "")
    box = box if sitting and box in _BOXES else "inbox"
    entries = node.desk.inbox(viewer) if box == "inbox" else node.desk.outbox(viewer) if box == "outbox" else []
    hidden = 0 if sitting else sum(entry.withheld for entry in entries)
    entries = [entry for entry in entries if sitting or not entry.withheld]
    stretch = Stretch.asked(request.GET.get("page"), len(entries))
    owed = clocks(node.desk, node.now().date(), request.words) if sitting else []
    drafts = [each for state in ("draft", "approved") for each in node.desk.drafts(state)] if sitting else []
    return page(
        request,
        "liaison/liaison",
        here="liaison",
        node=node,
        box=box,
        sitting=sitting,
        writing=sits(request, *WRITERS),
        comparing=sits(request, *DESK, *QUOTERS),
        rows=stretch.of(entries),
        stretch=stretch,
        hidden=hidden,
        owed=owed,
        late=sum(clock.late for clock, _ in owed),
        drafts=[(each, node.desk.hidden_from(viewer, each.id)) for each in drafts],
        agreements=[each.agreement for each in node.register.all()],
        partners=node.directory.partners(),
        orals={each.id: each for each in node.desk.orals(unconfirmed=True)} if sitting else {},
        outside=OUTSIDE,
        closing=len(node.reviews.due()) if sitting else 0,
        search=search,
        found=[(view, view.message or view.id) for view in found[:_FOUND]],
        unsearched=unsearched,
        heard=heard(request),
        **purposes(viewer),
    )


def purposes(viewer: Viewer) -> dict[str, Any]:
    """What the form that states a purpose needs."""
    return {"purpose": viewer.purpose.value if viewer.purpose else "", "purposes": [each.value for each in Purpose]}


@allow(*READERS)
@require_POST
def state_purpose(request: HttpRequest) -> HttpResponse:
    """The officer states what they look for: caveats are held against it, and it is logged."""
    stated = request.POST.get("purpose", "")
    if stated not in set(Purpose):
        request.session.pop(PURPOSE, None)
        stated = ""
    else:
        request.session[PURPOSE] = stated
    record("stated purpose", by=request.viewer.officer, subject="/liaison", detail={"purpose": stated})
    back = request.POST.get("message", "")
    return redirect("liaison-message", back) if back else redirect("liaison")


@allow(*READERS)
@require_safe
@with_node()
def message(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """One message as its caveats let this officer see it, the article beside it, and what was said before and after."""
    viewer, sitting = looking(request), sits(request, *DESK)
    try:
        shown = node.desk.read(viewer, id_)
        state = node.desk.conversation(shown.conversation)
    except KeyError as error:
        raise Http404 from error
    ours = shown.sender == node.country
    if ours and not sitting:
        raise Http404
    words, tongue = request.words, str(request.words.language)
    agreement = node.register.find(shown.agreement, shown.agreement_version)
    translated = translation(node, viewer, shown, tongue)
    said = node.desk.said(viewer, shown.conversation)
    said = [each for each in said if sitting or not (each.ours or each.withheld)]
    today = node.now().date()
    return page(
        request,
        "liaison/message",
        here="liaison",
        node=node,
        shown=shown,
        ours=ours,
        partner=shown.recipient if ours else shown.sender,
        agreement=agreement,
        badges=badges(shown.caveats, agreement, words),
        reasons=reasons(shown.withheld, request),
        told=_told(shown, words, translated),
        translated=translated,
        query=matching.query_of(shown, node),
        learned=matching.learned(shown, node),
        listed=_MATCHED,
        exports=agreement.exports if agreement else (),
        confirms=[
            each
            for each in node.desk.orals(unconfirmed=True)
            if each.asker == shown.sender and each.agreement == shown.agreement and shown.kind is Kind.REQUEST
        ]
        if sits(request, *WRITERS)
        else [],
        items=[_item(request, node, each, agreement, viewer, translated) for each in shown.items],
        thread=said,
        state=state,
        owed=[each for each in clocks(node.desk, today, words) if each[0].conversation == shown.conversation]
        if sitting
        else [],
        replies=replies(state, node.country) if sits(request, *WRITERS) else [],
        sitting=sitting,
        writing=sits(request, *WRITERS),
        quoting=sits(request, *QUOTERS),
        heard=heard(request),
        **purposes(viewer),
    )


def _told(shown: MessageView, words: Words, translated: Translation | None) -> list[tuple[str, str, str, str]]:
    """What a body says: the label in the reader's language and in the message's, the value, and its translation.

    What is blinded for matching is no use to a reader and is left out.
    """
    if shown.body is None:
        return []
    tongue = language_of(shown.language)
    both = tongue is not words.language
    found = []
    said = [each for each in lines(shown.body) if each[0] not in {"kind", *_BLINDED}]
    for (path, value), (label, _) in zip(said, labels(shown.kind, said), strict=True):
        other = say(label, tongue) if both and label != path else ""
        text = translated.said.get(path, "") if translated else ""
        called = heading(path, words) if label == path else label
        found.append((called, other if other != words.say(label) else "", written(path, value, words), text))
    return found


_BLINDED: Final = ("blinded", "setup", "response")
_MATCHED: Final = 500
"""Numbers of a private match that are listed on the page."""


def reasons(withheld: tuple[Withheld, ...], request: HttpRequest) -> list[tuple[str, str | None, str]]:
    """Why something is withheld, who could consent, and to the use of what."""
    return [(why(each, request.words), each.ask, each.source) for each in withheld]


def _item(
    request: HttpRequest,
    node: Node,
    view: View,
    agreement: Agreement | None,
    viewer: Viewer,
    translated: Translation | None,
) -> dict[str, Any]:
    """One piece of information handed over, with its caveats and which colleagues may see it."""
    thing = node.holdings.find(view.id)
    told = lines(view.contents)
    found = service(request.viewer)
    may, may_not = colleagues(node, thing, found[0].code if found else None, viewer) if thing else ([], [])
    return {
        "view": view,
        "lines": [
            (
                heading(name, request.words),
                written(name, value, request.words),
                translated.said.get(f"{view.id} {name}", "") if translated else "",
            )
            for name, value in told
        ],
        "figures": any(name.startswith("tradeGaps") for name, _ in told),
        "title": translated.said.get(f"{view.id} title", "") if translated else "",
        "badges": badges(view.caveats, agreement, request.words),
        "warning": closing_soon(view, agreement, node.now().date()),
        "usable": thing is not None and thing.kind == "item" and not view.withheld,
        "reasons": reasons(view.withheld, request),
        "may": may,
        "may_not": may_not,
    }


@allow(*DESK)
@require_safe
@with_node(*DESK)
def statistics(request: HttpRequest, node: Node) -> HttpResponse:
    """How much was exchanged with each partner under each article, and how promptly it was answered."""
    return page(request, "liaison/statistics", here="liaison", rows=node.desk.statistics())
