"""Translation side by side: an officer writes what a message says in another language, bound by its caveats."""

from typing import Final
from uuid import uuid4

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from darvoza.exchange import MessageView, Node, Viewer
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.liaison.fields import labels
from darvoza.office.liaison.naming import heading
from darvoza.office.liaison.node import DESK, READERS, WRITERS, looking, sits, with_node
from darvoza.office.liaison.telling import badges, lines
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.words import Words

KIND: Final = "translation"
_LONGEST: Final = 20_000
_WORDY: Final = 3
"""What is written in words, and so translated, has more than this many letters in one value."""


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """What a message says in another language, by the place of each value; who wrote it and when."""

    message: str
    language: str
    said: dict[str, str]
    by: str
    at: str


def passages(shown: MessageView, words: Words) -> list[tuple[str, str, str]]:
    """Where it stands, its English label, and what it says: of the body and of every item that is not withheld."""
    found = [] if shown.body is None else list(lines(shown.body))
    named = dict(zip((path for path, _ in found if path != "kind"), labels(shown.kind, found), strict=True))
    told = [
        (path, _label(path, named[path][0], words), text) for path, text in found if path in named and _in_words(text)
    ]
    for number, item in enumerate(shown.items, 1):
        if not item.withheld:
            told.append((f"{item.id} title", "Title", item.title or ""))
            told += [
                (f"{item.id} {path}", f"{number}: {heading(path, words)}", text)
                for path, text in lines(item.contents)
                if _in_words(text)
            ]
    return told


def _label(path: str, label: str, words: Words) -> str:
    return heading(path, words) if label == path else label


def _in_words(text: str) -> bool:
    return sum(map(str.isalpha, text)) > _WORDY


def translation(node: Node, viewer: Viewer, shown: MessageView, language: str) -> Translation | None:
    """The newest translation of a message into this language that the viewer may see."""
    views = node.holdings.listed(viewer, conversation=shown.conversation)
    for view in views:
        if view.kind == KIND and view.message == shown.id and not view.withheld and view.title == language:
            return msgspec.convert(node.holdings.contents(view.id), Translation)
    return None


@allow(*READERS)
@require_http_methods(["GET", "POST"])
@with_node()
def translate(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """The message on the left, its translation into the reader's language on the right."""
    viewer, tongue = looking(request), str(request.words.language)
    try:
        shown = node.desk.read(viewer, id_)
    except KeyError as error:
        raise Http404 from error
    if shown.withheld or (shown.sender == node.country and not sits(request, *DESK)):
        return redirect("liaison-message", id_)
    told, before = passages(shown, request.words), translation(node, viewer, shown, tongue)
    writes = sits(request, *WRITERS)
    if request.method == "POST" and writes:
        said = {path: text for number, (path, _, _) in enumerate(told) if (text := _asked(request, number))}
        _keep(
            request,
            node,
            shown,
            Translation(
                message=id_, language=tongue, said=said, by=str(request.viewer.officer), at=node.now().isoformat()
            ),
        )
        say_next(request, "The translation is kept, and bound by the caveats of what it translates.")
        return redirect("liaison-message", id_)
    agreement = node.register.find(shown.agreement, shown.agreement_version)
    return page(
        request,
        "liaison/translate",
        here="liaison",
        shown=shown,
        rows=[(label, text, before.said.get(path, "") if before else "") for path, label, text in told],
        before=before,
        tongue=tongue,
        tongues=agreement.languages if agreement else (),
        writes=writes,
        badges=badges(shown.caveats, agreement, request.words),
        heard=heard(request),
    )


def _asked(request: HttpRequest, number: int) -> str:
    return request.POST.get(f"said-{number}", "").strip().replace("\r\n", "\n")[:_LONGEST]


def _keep(request: HttpRequest, node: Node, shown: MessageView, made: Translation) -> None:
    """Keep a translation as something made from the message and from each item whose words are in it."""
    sources = [shown.id, *(item.id for item in shown.items if not item.withheld)]
    id_ = f"translation-{uuid4()}"
    with transaction.atomic():
        node.holdings.derive(id_, KIND, made.language, sources, made, within=(shown.conversation, shown.id))
        detail = {"language": made.language, "values": len(made.said)}
        record("translated", by=request.viewer.officer, subject=f"/liaison/message/{shown.id}", detail=detail)
