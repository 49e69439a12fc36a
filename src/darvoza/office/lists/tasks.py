"""Who is newly hit in the past after a list changed: looked for behind the pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import msgspec
from django_tasks import task

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch
from darvoza.office import clock
from darvoza.office.desk.models import Consignment
from darvoza.office.lists.keeping import changes, store
from darvoza.parties import look_back

_AT_ONCE: Final = 1000
MOST: Final = 500
"""Matches that are kept of one look back, the surest first."""


@task()
def look_back_on(list_id: str, older: int, newer: int, days: int, offices: list[str]) -> dict[str, Any]:
    """Screen the consignments of these posts and days against only what changed between two versions of a list.

    ``matches`` are the consignment's key, ``new`` or ``fell away``, the declared and the listed name, the entry's
    number and the score; ``found`` is how many there were, ``screened`` how many consignments were looked at.
    """
    paths = {kept.number: kept.path for kept in store().kept(list_id)}
    since = clock.now() - timedelta(days=days)
    found = Consignment.objects.filter(office__in=offices, received__gte=since).only("filed").order_by("pk")
    counted = [0]
    matches = look_back(_batches(found.iterator(_AT_ONCE), counted), [changes(paths[older], paths[newer])])
    rows = (
        matches.sort("status", "score", descending=[True, True])
        .unique(["consignment", "status", "entity_id"], keep="first", maintain_order=True)
        .select("consignment", "status", "declared", "listed_name", "entity_id", "score")
    )
    return {"screened": counted[0], "found": rows.height, "matches": [list(row) for row in rows.head(MOST).iter_rows()]}


def _batches(rows: Iterator[Consignment], counted: list[int]) -> Iterator[ConsignmentBatch]:
    stretch: list[Filed] = []
    for row in rows:
        stretch.append(msgspec.convert(row.filed, Filed))
        counted[0] += 1
        if len(stretch) == _AT_ONCE:
            yield ConsignmentBatch.of(stretch)
            stretch = []
    if stretch:
        yield ConsignmentBatch.of(stretch)
