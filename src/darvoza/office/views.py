"""The pages: the queue, one consignment's scorecard, the messages, and whether all is well."""

from collections import Counter
from functools import wraps
from http import HTTPStatus

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from darvoza.intake import Status
from darvoza.office import scorecard as card
from darvoza.office.pages import Stretch, View, notice, only_read, page
from darvoza.office.queue import Filters, choices, grounds, told
from darvoza.office.run import IN_REQUEST, Assessments, NoRunError, Run, UnreadableRunError

_PROBLEMS = 3


def _run(request: HttpRequest) -> Run:
    run: Run = request.META[IN_REQUEST]
    return run


def _of_a_run(view: View) -> View:
    """A view that needs the run's files: without them it says what to do instead."""

    @only_read
    @wraps(view)
    def shown(request: HttpRequest, **values: str) -> HttpResponse:
        try:
            return view(request, **values)
        except NoRunError:
            return notice(
                request,
                "No run to show yet",
                "Assess messages into the folder that is served, then reload this page. To try with simulated traffic:",
                command="darvoza demo --out demo && darvoza serve demo/report",
            )
        except UnreadableRunError as error:
            return notice(
                request,
                "The run cannot be read",
                "{name} is damaged or was made by another version of Darvoza ({reason}). "
                "Assess the messages again, then reload this page.",
                status=HTTPStatus.SERVICE_UNAVAILABLE,
                name=error.name,
                reason=error.reason,
            )

    return shown


@_of_a_run
def stops(request: HttpRequest) -> HttpResponse:
    """The consignments to stop, in their order."""
    return _queue(request, "stops", _run(request).assessments())


@_of_a_run
def released(request: HttpRequest) -> HttpResponse:
    """The consignments that pass, the highest score first."""
    return _queue(request, "released", _run(request).assessments())


def _queue(request: HttpRequest, which: str, run: Assessments) -> HttpResponse:
    whole: pl.DataFrame = getattr(run, which)
    filters = Filters.asked(request.GET)
    found = filters.apply(whole)
    stretch = Stretch.asked(request.GET.get("page"), found.height)
    return page(
        request,
        "queue",
        here=which,
        run=run,
        whole=whole.height,
        grounds=grounds(run.stops),
        filters=filters,
        choices=choices(whole),
        stretch=stretch,
        rows=told(found[stretch.start : stretch.end], request.words.language),
    )


@_of_a_run
def scorecard(request: HttpRequest, consignment: str) -> HttpResponse:
    """Everything that is said about one consignment."""
    run = _run(request).assessments()
    found = run.find(consignment)
    if found is None:
        raise Http404
    part, at = found
    words = request.words
    row = told(part[at : at + 1], words.language)[0]
    return page(
        request,
        "consignment",
        here="stops" if part is run.stops else "released",
        row=row,
        filed=card.filed(row, words),
        unfiled=card.unfiled(row),
        signs=card.signs(row["signals"], words),
        unasked=card.unasked(row["missing"]),
        place=at + 1,
        among=part.height,
        before=part["id"][at - 1] if at else None,
        after=part["id"][at + 1] if at + 1 < part.height else None,
    )


@_of_a_run
def messages(request: HttpRequest) -> HttpResponse:
    """What became of each message, the worst first."""
    receipts = _run(request).receipts()
    counts = Counter(receipt.status for receipt in receipts)
    chosen = next((each for each in Status if each.value == request.GET.get("status")), None)
    found = [receipt for receipt in receipts if chosen in {None, receipt.status}]
    stretch = Stretch.asked(request.GET.get("page"), len(found))
    return page(
        request,
        "messages",
        here="messages",
        statuses=[(each, counts[each]) for each in (Status.QUARANTINED, Status.PARTLY_ACCEPTED, Status.ACCEPTED)],
        chosen=chosen,
        whole=len(receipts),
        stretch=stretch,
        receipts=stretch.of(found),
        problems_shown=_PROBLEMS,
    )


@_of_a_run
def message(request: HttpRequest, message: str) -> HttpResponse:
    """Everything that was wrong with one message, and the consignments it gave."""
    run = _run(request)
    found = [receipt for receipt in run.receipts() if receipt.id == message]
    if not found:
        raise Http404
    receipt = found[0]
    given = run.assessments().of_message(message)
    stretch = Stretch.asked(request.GET.get("page"), max(len(receipt.problems), given.height))
    return page(
        request,
        "message",
        here="messages",
        receipt=receipt,
        paths=[each.path for each in found],
        stretch=stretch,
        problems=receipt.problems[stretch.start : stretch.start + stretch.size],
        consignments=given[stretch.start : stretch.start + stretch.size]
        .select("id", "reference", "selected")
        .to_dicts(),
        given=given.height,
    )


@only_read
def health(request: HttpRequest) -> HttpResponse:
    """For a machine that watches: whether there is a run that can be shown, and how big it is."""
    run = _run(request)
    try:
        counted = {"consignments": run.assessments().total, "messages": len(run.receipts())}
    except NoRunError:
        return JsonResponse({"status": "no run"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    except UnreadableRunError:
        return JsonResponse({"status": "unreadable run"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok", **counted})
