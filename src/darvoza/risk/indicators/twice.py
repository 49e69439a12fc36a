"""Signs of a cloned number: one container or truck where two would have to be."""

import polars as pl

from darvoza.codes import offices
from darvoza.consignment import EquipmentKind, Mode
from darvoza.risk.indicator import indicator
from darvoza.risk.left import either, some
from darvoza.risk.sources import CTPAT_TRENDS
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_HOURS = 24
_TRUCK_HOURS = 2


@indicator(
    id="CON-10",
    title="One container or truck in two places",
    typology=Typology.DRUGS,
    definition="Within 24 hours, one container number arrives on two trains, trucks or vessels under different "
    "transport documents; or within two hours one truck at two offices that do not face each other across a border.",
    source=CTPAT_TRENDS,
    needs=("equipment.id or consignments.means_id", "consignments.arrival", "consignments.transport_document"),
    weight=0.16,
    reason="{id} arrives with {means} at {office}, and with {other_means} at {other_office} {hours} hours apart",
    false_positives="A container reloaded from train to truck under a new document; times of different days.",
)
def in_two_places(work: Workings) -> pl.DataFrame:
    """The consignments that travel under a number that is seen elsewhere at the time."""
    seen = work.consignments.select(
        "row", "mode", "arrival", means="means_id", office="office", document=_plain("transport_document")
    ).drop_nulls(["arrival", "document"])
    boxes = (
        work.batch.equipment.filter(pl.col("kind") == EquipmentKind.CONTAINER)
        .select("row", id=_plain("id"))
        .drop_nulls("id")
        .unique(maintain_order=True)
        .join(seen.drop_nulls("means"), on="row", how="inner", maintain_order="left")
    )
    trucks = seen.filter(pl.col("mode") == Mode.ROAD).drop_nulls("office").with_columns(id=_plain("means"))

    def clones() -> pl.DataFrame:
        return _pairs(boxes).filter((pl.col("means") != pl.col("other_means")) & (pl.col("hours") <= _HOURS))

    def racing() -> pl.DataFrame:
        apart = (pl.col("office") != pl.col("other_office")) & (pl.col("hours") <= _TRUCK_HOURS)
        raced = some(_pairs(trucks.drop_nulls("id")).filter(apart))
        facing = offices().select(office="code", other_office="paired_office").drop_nulls()
        facing = pl.concat([facing, facing.select(office="other_office", other_office="office")])
        return raced.join(facing, on=["office", "other_office"], how="anti")

    return (
        either(clones, racing)
        .with_columns(pl.col("office", "other_office").fill_null("?"))
        .unique("row", keep="first", maintain_order=True)
        .select("row", "id", "means", "office", "other_means", "other_office", pl.col("hours").round(1))
    )


def _plain(column: str) -> pl.Expr:
    return pl.col(column).str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")


def _pairs(seen: pl.DataFrame) -> pl.DataFrame:
    """Each sighting with another of the same number that shares no document with it, and the hours between."""
    columns = ("id", "row", "arrival", "means", "office", "document")
    again = some(seen.select(columns).filter(pl.col("id").is_duplicated()))
    other = again.rename({name: f"other_{name}" for name in columns if name != "id"})
    pairs = some(again.join(other, on="id", how="inner").filter(pl.col("row") != pl.col("other_row")))
    # One load is filed by the carrier and declared by the owner, at one post and the next: the same paper tells.
    papers = again.select("id", "means", "office", document="document")
    carried = papers.rename({"means": "other_means", "office": "other_office"})
    same = (
        papers.join(carried, on=["id", "document"], how="inner")
        .select("id", "means", "office", "other_means", "other_office")
        .unique()
    )
    apart = ["id", "means", "office", "other_means", "other_office"]
    return (
        pairs.join(same, on=apart, how="anti", nulls_equal=True)
        .with_columns(hours=(pl.col("arrival") - pl.col("other_arrival")).dt.total_minutes().abs() / 60)
        .sort("row", "hours", "other_row")
    )
