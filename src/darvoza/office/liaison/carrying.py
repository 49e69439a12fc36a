"""Bundles for partners and from them, and the office's own node."""

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from darvoza.exchange import BadBundle, FolderGateway, KeyRefused, Node, Outcome, read_bundle, write_bundle
from darvoza.intake import Problem
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.home import prepare_home
from darvoza.office.liaison.node import WRITERS, folder, looking, opened, with_node
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role


@allow(*WRITERS)
@require_safe
@with_node(*WRITERS)
def bundles(request: HttpRequest, node: Node) -> HttpResponse:
    """What waits for each partner, to be written into a bundle; and the place to take one in."""
    return _bundles(request, node)


def _bundles(
    request: HttpRequest, node: Node, *, outcomes: list[Outcome] | None = None, problem: Problem | None = None
) -> HttpResponse:
    sent = node.desk.outbox(looking(request))
    waiting = {
        partner: sum(each.partner == partner and each.standing in {"waiting to leave", "handed over"} for each in sent)
        for partner in node.directory.partners()
    }
    return page(
        request,
        "liaison/bundles",
        here="liaison",
        waiting=waiting,
        gateway=gateway_folder(),
        heard=heard(request),
        outcomes=outcomes,
        problem=problem,
    )


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def write(request: HttpRequest, node: Node, partner: str) -> HttpResponseBase:
    """Everything that is to leave for a partner, with what has no receipt yet, sealed in one file."""
    if partner not in node.directory.partners():
        raise Http404
    name = f"darvoza-{node.country}-{partner}-{node.now():%Y%m%d-%H%M%S}.zip"
    with TemporaryDirectory() as place:
        path = Path(place) / name
        try:
            letters = write_bundle(node, partner, path)
        except KeyRefused as error:
            say_next(request, "Nothing can be sealed to this partner: {what}.", wrong=True, what=str(error))
            return redirect("liaison-bundles")
        if not letters:
            say_next(request, "Nothing waits for {country}.", country=partner)
            return redirect("liaison-bundles")
        detail = {"partner": partner, "letters": letters, "file": name}
        record("exported", by=request.viewer.officer, subject=f"/liaison/bundles/{partner}", detail=detail)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def take(request: HttpRequest, node: Node) -> HttpResponse:
    """Takes a partner's bundle in and tells what became of every letter in it."""
    file = request.FILES.get("bundle")
    if file is None:
        say_next(request, "Choose the file of the bundle first.", wrong=True)
        return redirect("liaison-bundles")
    with TemporaryDirectory() as place:
        path = Path(place) / (re.sub(r"[^A-Za-z0-9.-]", "-", file.name or "")[-80:].lstrip(".") or "bundle.zip")
        with path.open("wb") as kept:
            kept.writelines(file.chunks())
        try:
            outcomes = read_bundle(node, path)
        except BadBundle as bad:
            record("refused", by=request.viewer.officer, subject="/liaison/bundles", detail={"file": path.name})
            return _bundles(request, node, problem=bad.problem)
    counts = {each: sum(outcome.arrival.value == each for outcome in outcomes) for each in _arrivals(outcomes)}
    detail = {"file": path.name, **counts}
    record("took in", by=request.viewer.officer, subject="/liaison/bundles", detail=detail)
    return _bundles(request, node, outcomes=outcomes)


@allow(*WRITERS)
@require_POST
@with_node(*WRITERS)
def carry(request: HttpRequest, node: Node) -> HttpResponse:
    """Takes what a gateway has put into the folder that it shares with the office, and puts there what is to leave."""
    shared = gateway_folder()
    if shared is None:
        raise Http404
    gate = FolderGateway(shared)
    outcomes = gate.take(node)
    try:
        sent = {partner: gate.send(node, partner) for partner in node.directory.partners()}
    except KeyRefused as error:
        say_next(request, "Nothing can be sealed to this partner: {what}.", wrong=True, what=str(error))
        sent = {}
    counts = {each: sum(outcome.arrival.value == each for outcome in outcomes) for each in _arrivals(outcomes)}
    detail = {"sent": sum(sent.values()), **counts}
    record("carried", by=request.viewer.officer, subject="/liaison/bundles", detail=detail)
    say_next(
        request,
        "Letters put into the folder: {count}; taken out of it: {taken}.",
        count=sum(sent.values()),
        taken=len(outcomes),
    )
    return _bundles(request, node, outcomes=outcomes) if outcomes else redirect("liaison-bundles")


def gateway_folder() -> Path | None:
    """The folder that a gateway shares with the office, where ``DARVOZA_EXCHANGE_GATEWAY`` names one."""
    named = os.environ.get("DARVOZA_EXCHANGE_GATEWAY")
    return Path(named).expanduser() if named else None


def _arrivals(outcomes: list[Outcome]) -> list[str]:
    return sorted({outcome.arrival.value for outcome in outcomes})


@allow(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """The office's node: made here once, and its card with the fingerprint that partners check by telephone."""
    if request.method == "POST":
        country, name = request.POST.get("country", "").strip().upper(), request.POST.get("name", "").strip()[:200]
        try:
            prepare_home()
            password = os.environ.get("DARVOZA_EXCHANGE_PASSWORD")
            Node.make(folder(), country=country, name=name or country, password=password).close()
        except (FileExistsError, ValueError):
            say_next(request, "There is a node already, or this is no country: use two letters.", wrong=True)
        else:
            detail = {"country": country, "name": name}
            record("made node", by=request.viewer.officer, subject="/liaison/node", detail=detail)
        return redirect("liaison-node")
    card = None
    try:
        with opened() as node:
            card = node.card()
    except FileNotFoundError:
        pass  # the page offers to make one
    return page(request, "liaison/node", here="administration", card=card, folder=str(folder()), heard=heard(request))
