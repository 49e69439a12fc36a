"""Giving out: what proves a conversation, its annex for court, and items in the forms of other systems."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from darvoza.exchange import (
    Action,
    ExportForm,
    Node,
    NotAllowed,
    Reconciliation,
    Use,
    annex,
    export,
    prove,
    read_extract,
    reconcile,
    write_extract,
)
from darvoza.exchange import extract as extract_of
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.liaison.node import DESK, READERS, WRITERS, looking, sits, with_node
from darvoza.office.pages import page
from darvoza.office.people.access import allow

_ENDINGS: Final = {ExportForm.STIX: "stix.json", ExportForm.MISP: "misp.json"}
_PROVED: Final = 50
_LARGEST: Final = 20 * 1024 * 1024


@allow(*DESK)
@require_safe
@with_node(*DESK)
def proof(request: HttpRequest, node: Node) -> HttpResponse:
    """What the log proves of every conversation, worked out anew: signatures, receipts, and the chain of hashes."""
    return _proof(request, node)


def _proof(request: HttpRequest, node: Node, *, both: Reconciliation | None = None, partner: str = "") -> HttpResponse:
    newest = node.desk.conversations()[:_PROVED]
    proofs = [prove(node, each.id) for each in newest]
    return page(
        request,
        "liaison/proof",
        here="liaison",
        rows=list(zip(newest, proofs, strict=True)),
        whole=all(each.holds for each in proofs),
        entries=proofs[0].entries if proofs else len(node.log.entries()),
        head=proofs[0].head if proofs else "",
        partners=node.directory.partners(),
        country=node.country,
        writing=sits(request, *WRITERS),
        heard=heard(request),
        both=both,
        partner=partner,
    )


@allow(*WRITERS)
@require_safe
@with_node(*WRITERS)
def extract(request: HttpRequest, node: Node, partner: str) -> HttpResponse:
    """What our log says of the letters with a partner, for it to compare with its own."""
    if partner not in node.directory.partners():
        raise Http404
    name = f"darvoza-{node.country}-{partner}-log.json"
    record("exported", by=request.viewer.officer, subject=f"/liaison/proof/{partner}", detail={"file": name})
    return _file(write_extract(extract_of(node, partner)), name, "application/json")


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def compare(request: HttpRequest, node: Node) -> HttpResponse:
    """Compare our log with a partner's extract of its own."""
    file = request.FILES.get("extract")
    if file is None or file.size > _LARGEST:
        say_next(request, "Choose the file with the partner's log first.", wrong=True)
        return redirect("liaison-proof")
    try:
        theirs = read_extract(file.read())
        both = reconcile(extract_of(node, theirs.node), theirs)
    except ValueError:  # what msgspec and the exchange refuse are both
        say_next(request, "This file is no log of a partner: ask for a new one.", wrong=True)
        return redirect("liaison-proof")
    detail = {"partner": theirs.node, "agreed": both.agreed, "differences": len(both.differences)}
    record("compared logs", by=request.viewer.officer, subject="/liaison/proof", detail=detail)
    return _proof(request, node, both=both, partner=theirs.node)


@allow(*READERS, audited=False)
@require_safe
@with_node()
def court(request: HttpRequest, node: Node, conversation: str) -> HttpResponse:
    """The annex of a conversation for court, to be printed; what may not be evidence is withheld in it."""
    if not sits(request, *DESK):
        raise Http404
    try:
        made = annex(node, conversation, looking(request), Use(action=Action.EVIDENCE), request.words.language)
    except KeyError as error:
        raise Http404 from error
    detail = {"what": "annex", "language": str(request.words.language)}
    record("exported", by=request.viewer.officer, subject=f"/liaison/court/{conversation}", detail=detail)
    return _file(made.encode(), f"annex-{conversation[:8]}.html", "text/html; charset=utf-8")


@allow(*READERS)
@require_POST
@with_node()
def give_out(request: HttpRequest, node: Node, id_: str) -> HttpResponse:
    """The items of a message as STIX 2.1 or MISP, with their caveats, as far as agreement and caveats allow."""
    asked = request.POST.get("form", "")
    try:
        message = node.desk.message(id_)
    except KeyError as error:
        raise Http404 from error
    if (
        asked not in set(ExportForm)
        or not message.items
        or (message.sender == node.country and not sits(request, *DESK))
    ):
        raise Http404
    form, subject = ExportForm(asked), f"/liaison/message/{id_}"
    try:
        made = export(node, looking(request), [item.id for item in message.items], form)
    except NotAllowed as refused:
        for withheld in refused.withheld:
            say_next(request, withheld.reason, wrong=True, **withheld.values)
        record("refused", by=request.viewer.officer, subject=subject, detail={"form": asked, "why": str(refused)[:500]})
        return redirect("liaison-message", id_)
    detail = {"form": asked, "given": len(made.given), "withheld": len(made.withheld)}
    record("exported", by=request.viewer.officer, subject=subject, detail=detail)
    return _file(made.document, f"{id_[:8]}-{_ENDINGS[form]}", "application/json")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    """Something to be saved, never to be shown in the office's own pages."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
