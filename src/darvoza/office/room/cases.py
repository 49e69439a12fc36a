"""Closed real cases as exercises: the consignments of one among others of their posts and days, anonymised."""

import secrets
from datetime import timedelta
from typing import Final

import msgspec
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch
from darvoza.office.audit.record import record
from darvoza.office.cases.models import Case, State
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.models import State as Standing
from darvoza.office.people.access import Viewer
from darvoza.signals import Typology
from darvoza.training.exercises import Prepared, Words, from_case

_AROUND: Final = 150
"""Consignments that were released around the case: its lawful background."""
_DAYS: Final = timedelta(days=21)
_FEWEST: Final = 20
_PLACES: Final = 3
"""Places for each consignment of the case."""
_SHOWN: Final = 50


def closed(viewer: Viewer) -> list[Case]:
    """Closed cases with consignments that the viewer works on, the last closed first."""
    found = Case.objects.visible_to(viewer).filter(state=State.CLOSED, unit__training=False).exclude(typology="")
    return list(found.annotate(size=Count("links")).filter(size__gt=0).order_by("-closed")[:_SHOWN])


def make(request: HttpRequest, number: int, why: str) -> Prepared | str:
    """The case as an exercise in which nothing tells whose it was; or why it cannot be one, in English.

    ``why`` is what the trainer tells of how it showed, in words of his or her own: it is shown in reviews as it stands.
    """
    case = get_object_or_404(Case.objects.visible_to(request.viewer), pk=number, state=State.CLOSED)
    rows = list(Consignment.objects.filter(cases__case=case).exclude(reference="").select_related("assessment"))
    if not rows or not case.typology:
        return "The case has no consignment with a reference, or no kind of harm: there is nothing to find in it."
    around = _around(case, rows)
    if len(around) < _FEWEST:
        return "Too few consignments were released around the case: it would stand out."
    together = sorted([*rows, *around], key=lambda row: row.pk)
    batch = ConsignmentBatch.of([msgspec.convert(row.filed, Filed) for row in together])
    typology = Typology(case.typology)
    made = from_case(
        batch,
        {row.reference: typology for row in rows},
        id=f"case-{secrets.token_hex(3)}",
        title=Words(en=_TITLE),
        briefing=Words(en=_BRIEFING),
        secret=secrets.randbits(62),
        capacity=min(max(len(rows) * _PLACES, 4), len(together)),
        why={row.reference: Words(en=why) for row in rows} if why else None,
        signs={row.reference: _signs(row) for row in rows},
    )
    with transaction.atomic():
        record("exercise made of a case", by=request.viewer.officer, unit=case.unit, subject=f"/case/{case.pk}")
    return made


_TITLE: Final = "From a closed case"
_BRIEFING: Final = (
    "A day from real work, with every name, number, date and place replaced. Choose what should be stopped."
)


def _around(case: Case, rows: list[Consignment]) -> list[Consignment]:
    """Consignments released untouched at the same posts in the same weeks, those nearest to the case first."""
    first, last = min(row.received for row in rows), max(row.received for row in rows)
    found = (
        Consignment.objects.filter(
            office__in={row.office for row in rows},
            office__isnull=False,
            state=Standing.RELEASED,
            received__range=(first - _DAYS, last + _DAYS),
            cases=None,
        )
        .filter(office__in=case.unit.posts.values("code"))
        .exclude(reference__in=[row.reference for row in rows])
        .exclude(reference="")
    )
    unique = {row.reference: row for row in found.order_by("-received")[: 2 * _AROUND]}
    return list(unique.values())[:_AROUND]


def _signs(row: Consignment) -> list[str]:
    said = row.assessment.said["signals"] if row.assessment else []
    return list(dict.fromkeys(each["id"] for each in said if each["kind"] == "indicator"))
