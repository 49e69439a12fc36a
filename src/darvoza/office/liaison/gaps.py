"""Gaps in mirror trade: a partner's figures brought in or received, the gaps ranked, each with a request to begin."""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from darvoza.codes import countries
from darvoza.consignment import Flow
from darvoza.exchange import (
    MIRROR_SCHEMA,
    Contents,
    Figures,
    FiguresRefused,
    Node,
    NotAllowed,
    Reading,
    figures_of,
    read_figures,
)
from darvoza.office.audit.record import record
from darvoza.office.clock import now
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.desk.models import Consignment
from darvoza.office.liaison import bound
from darvoza.office.liaison.declared import MOST, compare
from darvoza.office.liaison.models import Comparison, Made
from darvoza.office.liaison.node import WRITERS, looking, sits, with_node
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role, Unit

READERS: Final = (Role.LIAISON, Role.ANALYST, Role.SUPERVISOR)
"""Who looks at comparisons of trade."""
MAKERS: Final = (Role.LIAISON, Role.ANALYST)
"""Who brings figures in."""
_LARGEST: Final = 32 * 1024 * 1024
_RATE: Final = re.compile(r"([A-Za-z]{3})[\s=:]+(\d{1,9}(?:[.,]\d{1,6})?)")
_SINCE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MOST_ALLOWED: Final = {"carriage": 100, "days": 120}
_LEFT, _WIDE = 6, 168


@allow(*READERS)
@require_http_methods(["GET", "POST"])
@with_node(*READERS)
def comparisons(request: HttpRequest, node: Node) -> HttpResponse:
    """The comparisons made so far, and the form that brings in a partner's figures, or takes those of an item."""
    asked = request.POST if request.method == "POST" else request.GET
    item = _item(request, node, asked.get("item", ""))
    making = sits(request, *MAKERS)
    if request.method == "POST" and making:
        try:
            made = _make(request, node, item)
        except FiguresRefused as refused:
            say_next(request, refused.reason, wrong=True, **refused.values)
        except NotAllowed as refused:
            for each in refused.withheld:
                say_next(request, each.reason, wrong=True, **each.values)
        else:
            return redirect("liaison-gaps", made.pk)
    found = Comparison.objects.visible_to(request.viewer, *READERS).select_related("by").order_by("-made")
    stretch = Stretch.asked(request.GET.get("page"), found.count())
    rows = list(found.defer("figures")[stretch.start : stretch.start + stretch.size])
    hidden = bound.against(looking(request), Made.COMPARISON, [str(each.pk) for each in rows])
    return page(
        request,
        "liaison/comparisons",
        here="liaison",
        node=node,
        rows=[(each, str(each.pk) in hidden, _open_gaps(each)) for each in rows],
        stretch=stretch,
        making=making,
        item=item,
        said=asked,
        partners=node.directory.partners(),
        others=sorted(set(countries()) - {node.country} - set(node.directory.partners())),
        since=_complete_since(request),
        heard=heard(request),
    )


def _open_gaps(comparison: Comparison) -> int | None:
    """How many totals have a gap; None while they are counted."""
    told: dict[str, Any] | None = comparison.told
    return None if told is None else told["totals"] - told.get("agree", 0) - told.get("untold", 0)


def _item(request: HttpRequest, node: Node, id_: str) -> tuple[str, str, str, Contents] | None:
    """What a partner sent: its id, title, supplier and contents, as the viewer may see it; None without one."""
    if not id_:
        return None
    thing = node.holdings.find(id_)
    if thing is None or thing.kind != "item" or thing.supplier is None:
        raise Http404
    view = node.holdings.read(looking(request), id_)
    if view.withheld:
        raise Http404
    return id_, view.title or "—", thing.supplier, msgspec.convert(view.contents, Contents)


def _complete_since(request: HttpRequest) -> str:
    """The first whole month of which declarations are here, as far as their receipt tells."""
    offices = request.viewer.posts_of(READERS)
    rows = Consignment.objects.filter(office__in=offices).order_by("received").values_list("received", flat=True)
    firsts = [first for first in (rows.filter(office=each).first() for each in offices) if first is not None]
    return f"{min(firsts, default=now()):%Y-%m}"


def _make(request: HttpRequest, node: Node, item: tuple[str, str, str, Contents] | None) -> Comparison:
    """Keep what the partner says and have it counted.

    Raises:
        FiguresRefused: the figures or the form cannot be used.
        NotAllowed: the item is withheld from this officer.
    """
    said = {name: request.POST.get(name, "").strip() for name in ("partner", "flow", "source", "since", "by")}
    partner = item[2] if item else said["partner"].upper()
    flow = said["flow"] if said["flow"] in {Flow.IMPORT, Flow.EXPORT} else Flow.IMPORT.value
    theirs = "export" if flow == Flow.IMPORT else "import"
    source = (item[1] if item else said["source"])[:200]
    unit = Unit.objects.filter(pk__in=request.viewer.units(MAKERS)).order_by("pk").first()
    if partner not in countries() or partner == node.country or not source or unit is None:
        raise FiguresRefused("Say which country's figures they are, and where they are from.")
    if not _SINCE.fullmatch(said["since"]):
        raise FiguresRefused("Say from which month on declarations are complete here, such as 2026-01.")
    asked = {
        "since": said["since"],
        "by": "origin" if said["by"] == "origin" else "departure",
        "rates": _rates(request.POST.get("rates", "")),
        **{name: _amount(request, name, most) for name, most in _MOST_ALLOWED.items()},
    }
    figures = _figures(request, node, item, partner=partner, flow=theirs)
    with transaction.atomic():
        made: Comparison = Comparison.objects.create(
            unit=unit,
            partner=partner,
            flow=flow,
            source=source,
            currency=figures.currency,
            made=now(),
            by=request.viewer.officer,
            figures={
                "here": node.country,
                "rows": [list(row) for row in figures.frame.iter_rows()],
                "left": figures.left_out,
            },
            asked=asked,
        )
        if item:
            bound.quote(request, node, Made.COMPARISON, str(made.pk), source, item[0], "")
        detail = {"partner": partner, "flow": flow, "source": source, "rows": figures.frame.height, **asked}
        record(
            "compared trade", by=request.viewer.officer, subject=f"/liaison/mirror/{made.pk}", unit=unit, detail=detail
        )
    compare.enqueue(made.pk)
    return made


def _figures(
    request: HttpRequest, node: Node, item: tuple[str, str, str, Contents] | None, *, partner: str, flow: str
) -> Figures:
    if item:
        return figures_of(item[3].trade_gaps, reporter=partner, partner=node.country, flow=flow)
    file = request.FILES.get("figures")
    if file is None:
        raise FiguresRefused("No file was chosen.")
    if file.size > _LARGEST:
        raise FiguresRefused("The file is too large.")
    currency = request.POST.get("currency", "").strip().upper() or "USD"
    return read_figures(file.read(), reporter=partner, partner=node.country, flow=flow, currency=currency)


def _rates(text: str) -> dict[str, float]:
    """Lines such as ``UZS 12 650``: how many of a currency make one of the partner's figures."""
    found = (_RATE.fullmatch(re.sub(r"(?<=\d)\s(?=\d)", "", line.strip())) for line in text[:2_000].splitlines())
    given = {each[1].upper(): float(each[2].replace(",", ".")) for each in found if each}
    return {currency: rate for currency, rate in given.items() if rate > 0}


def _amount(request: HttpRequest, name: str, most: int) -> int:
    text = request.POST.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= most):
        raise FiguresRefused("An allowance is a whole number from 0 to {most}.", most=most)
    return int(text)


@allow(*READERS)
@require_safe
@with_node(*READERS)
def gaps(request: HttpRequest, node: Node, number: int) -> HttpResponse:
    """The gaps of one comparison, the largest first, each with its interval and the request about it."""
    comparison = visible(request, number)
    closed = bound.gate(request, Made.COMPARISON, str(comparison.pk))
    if closed is not None:
        return closed
    told = comparison.told
    every = [dict(zip(MIRROR_SCHEMA, row, strict=True)) for row in told["rows"]] if told else []
    box = request.GET.get("box", "")
    box = box if box in {"all", "untold"} else "gaps"
    calm = {Reading.AGREES.value}
    kept = {
        "all": every,
        "untold": [row for row in every if row["reading"] == Reading.UNTOLD.value],
        "gaps": [row for row in every if row["reading"] not in calm | {Reading.UNTOLD.value}],
    }
    stretch = Stretch.asked(request.GET.get("page"), len(kept[box]))
    return page(
        request,
        "liaison/gaps",
        here="liaison",
        node=node,
        comparison=comparison,
        told=told,
        box=box,
        counts={name: len(rows) for name, rows in kept.items()},
        rows=[(row, drawn(row, comparison.flow)) for row in stretch.of(kept[box])],
        stretch=stretch,
        most=MOST,
        writing=sits(request, *WRITERS),
        making=comparison.unit_id in request.viewer.units(MAKERS),
        known=comparison.partner in node.directory.partners(),
        received=bound.received(request, Made.COMPARISON, comparison.pk),
        heard=heard(request),
    )


@allow(*MAKERS)
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a comparison with its figures; requests that were begun from it keep what they say."""
    with transaction.atomic():
        gone = visible(request, number, MAKERS)
        detail = {"partner": gone.partner, "flow": gone.flow, "source": gone.source}
        record(
            "removed trade figures",
            by=request.viewer.officer,
            subject=f"/liaison/mirror/{number}",
            unit=gone.unit,
            detail=detail,
        )
        gone.delete()
    say_next(request, "The comparison with its figures is removed.")
    return redirect("liaison-comparisons")


def visible(request: HttpRequest, number: int, roles: Sequence[Role] = READERS) -> Comparison:
    """A comparison of the viewer's units.

    Raises:
        Http404: it is another unit's, or there is none.
    """
    rows = Comparison.objects.visible_to(request.viewer, *roles).select_related("by", "unit")
    found: Comparison = get_object_or_404(rows, pk=number)
    return found


def row_of(comparison: Comparison, hs_code: str, period: str) -> dict[str, Any]:
    """One total of a comparison.

    Raises:
        Http404: it tells of none such.
    """
    rows = (dict(zip(MIRROR_SCHEMA, row, strict=True)) for row in (comparison.told or {"rows": []})["rows"])
    for row in rows:
        if (row["hs_code"], row["period"]) == (hs_code, period):
            return row
    raise Http404


def drawn(row: dict[str, Any], flow: str) -> Markup:
    """The interval in which the importer's figure should lie as a bar, and that figure as a dot; from 0 on."""
    imported = row["ours"] if flow == Flow.IMPORT else row["theirs"]
    if imported is None or row["high"] is None:
        return Markup("")
    most = max(imported, row["high"], 1.0)
    low, high, here = (round(_LEFT + _WIDE * each / most, 1) for each in (row["low"], row["high"], imported))
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="mirror" viewBox="0 0 {_WIDE + 2 * _LEFT} 16" aria-hidden="true" focusable="false">'
        f'<line class="axis" x1="{_LEFT}" x2="{_WIDE + _LEFT}" y1="8" y2="8"/>'
        f'<line class="gap" x1="{min(here, low)}" x2="{max(here, high)}" y1="8" y2="8"/>'
        f'<rect class="spread" x="{low}" y="4" width="{max(high - low, 2):.1f}" height="8"/>'
        f'<circle cx="{here}" cy="8" r="4.5"/></svg>'
    )
