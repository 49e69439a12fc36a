"""Looking back when a list changes: which consignments of the past does the newer list hit, and whom does it let go?

Only what was added, changed or removed is looked for. A first, generous search among those few entries finds the
parties and ships that may be concerned; only these are then screened against the whole list, older and newer, so that
their scores are those that ordinary screening gives. The numbers of means of transport and equipment meet exactly.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.lists.listed import ListedParty, WatchList, WatchLists
from darvoza.parties.lists.listed_means import ListedMeans
from darvoza.parties.screening.changes import ListChanges
from darvoza.parties.screening.means import means_matches
from darvoza.parties.screening.screened import MATCH_SCHEMA, THRESHOLD, screen

_GENEROUS: Final = 0.2
"""Words weigh otherwise among few entries than among all, so the first search lets more through than the second."""

_SAME: Final = ("row", "position", "role", "list", "entity_id")
RESCREEN_SCHEMA: Final = pl.Schema({"consignment": pl.String(), "status": pl.String(), **MATCH_SCHEMA})
"""Matches of a look back: ``consignment`` is an id, ``status`` is ``new`` or ``fell away``, ``row`` is in its batch.

For means of transport and equipment, ``role`` is as :func:`~darvoza.parties.means_matches` says."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the changes: the few entries concerned, their ids, and the whole lists they stand on."""

    few: NameIndex
    means: ListedMeans
    ids: pl.DataFrame
    whole: Callable[[], NameIndex]

    def screen(self, batch: ConsignmentBatch, threshold: float) -> pl.DataFrame:
        """The matches of a batch with the entries concerned, scored as among the whole lists."""
        generous = min(threshold, _GENEROUS)
        found = []
        concerned = screen(batch, self.few, threshold=generous).select("row", "position").unique()
        if not concerned.is_empty():
            found.append(screen(_only(batch, concerned), self.whole(), threshold=threshold))
        means = means_matches(batch, self.means, self.few, threshold=generous)
        if means["certain"].all():  # numbers do not hang on who else is listed; names do
            found.append(means)
        else:
            moved = _only(batch, concerned.clear(), means.select("row").unique())
            found.append(means_matches(moved, self.means, self.whole(), threshold=threshold))
        return pl.concat(found).join(self.ids, on=["list", "entity_id"], how="semi")


class Lookback:
    """Ready to look back over any number of batches for the changes of some lists."""

    def __init__(self, changes: Sequence[ListChanges]) -> None:
        self._after = _side(
            [(each.newer, (*each.added, *(changed.after for changed in each.changed))) for each in changes],
        )
        self._before = _side(
            [(each.older, (*each.removed, *(changed.before for changed in each.changed))) for each in changes],
        )

    def matches(self, batch: ConsignmentBatch, *, threshold: float = THRESHOLD) -> pl.DataFrame:
        """What the changes mean for these consignments: :data:`RESCREEN_SCHEMA`, best first within each.

        A match is ``new`` when the newer list gives it and the older did not, and ``fell away`` when it is the other
        way round; one that both give is left out, whatever its score.
        """
        after = self._after.screen(batch, threshold)
        before = self._before.screen(batch, threshold)
        ids = batch.consignments.select(pl.col("id").alias("consignment")).with_row_index("row")
        new = after.join(before, on=_SAME, how="anti", nulls_equal=True).with_columns(status=pl.lit("new"))
        gone = before.join(after, on=_SAME, how="anti", nulls_equal=True).with_columns(status=pl.lit("fell away"))
        return (
            pl.concat([new, gone])
            .join(ids, on="row", how="left")
            .sort("row", "status", "score", "entity_id", descending=[False, True, True, False])
            .select(*RESCREEN_SCHEMA)
        )


def look_back(
    batches: Iterable[ConsignmentBatch], changes: Sequence[ListChanges], *, threshold: float = THRESHOLD
) -> pl.DataFrame:
    """Screen consignments of the past against only what changed on lists; returns :data:`RESCREEN_SCHEMA`.

    Parties, means of transport and equipment are looked at.
    The batches are looked through one by one, so that a long history needs little memory; ``row`` counts within each.

    >>> from darvoza.parties import ListedName, list_changes
    >>> from darvoza.consignment import Consignment, Lodgement, Party, Role
    >>> def day(*names: str) -> WatchList:
    ...     entries = [ListedParty(entity_id=name[0], names=(ListedName(name),)) for name in names]
    ...     return WatchList(id="own", title="O", source="o", sha256="", licence="own", entries=tuple(entries))
    >>> sent = Consignment(
    ...     id="m-0",
    ...     message="m",
    ...     reference="1",
    ...     lodgement=Lodgement.MANIFEST,
    ...     parties=(Party(role=Role.CONSIGNEE, name="Grakhovsky Plant"),),
    ... )
    >>> changes = list_changes(day("Heron Trust"), day("Heron Trust", "Grakhovsky Plant"))
    >>> look_back([ConsignmentBatch.of([sent])], [changes]).select("consignment", "status", "entity_id").rows()
    [('m-0', 'new', 'G')]
    """
    lookback = Lookback(changes)
    found = [lookback.matches(batch, threshold=threshold) for batch in batches]
    return pl.concat([pl.DataFrame(schema=RESCREEN_SCHEMA), *found])


def _side(entries: list[tuple[WatchList, tuple[ListedParty, ...]]]) -> _Side:
    few = [
        WatchList(
            id=each.id,
            title=each.title,
            source=each.source,
            date=each.date,
            sha256=each.sha256,
            licence=each.licence,
            entries=concerned,
        )
        for each, concerned in entries
    ]
    ids = [(each.id, party.entity_id) for each, concerned in entries for party in concerned]
    built: list[NameIndex] = []

    def whole() -> NameIndex:
        if not built:  # only when somebody may be concerned at all
            built.append(NameIndex.build(WatchLists(tuple(each for each, _ in entries))))
        return built[0]

    concerned_lists = WatchLists(tuple(few))
    return _Side(
        NameIndex.build(concerned_lists),
        ListedMeans.of(concerned_lists),
        pl.DataFrame(ids, schema={"list": pl.String, "entity_id": pl.String}, orient="row"),
        whole,
    )


def _only(batch: ConsignmentBatch, concerned: pl.DataFrame, moved: pl.DataFrame | None = None) -> ConsignmentBatch:
    """The batch with no other parties than these, and no other means of transport; rows and positions stay."""
    consignments = batch.consignments
    if moved is not None:
        rows = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(moved["row"].implode())
        consignments = consignments.with_columns(pl.when(rows).then("means_id"))
    return ConsignmentBatch(
        consignments=consignments,
        parties=batch.parties.join(concerned, on=["row", "position"], how="semi", maintain_order="left"),
        goods=batch.goods,
        equipment=batch.equipment,
        places=batch.places,
        documents=batch.documents,
    )
