"""Signs in containers, wagons and seals: numbers that do not check, seals seen twice, loads that cannot fit."""

from functools import partial

import polars as pl

from darvoza.codes import container_check, wagon8_check, wagon12_check
from darvoza.consignment import EquipmentKind, Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.sources import CTPAT_TRENDS, SEA_CONTAINER_GUIDE, TIN_CAN
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_CONTAINER_KG = 36_000.0  # ISO 668, Amendment 1 of 2016: maximum gross mass of every series 1 container
_CONTAINER_M3 = 90.0  # the largest, a 45 foot high cube, holds about 86
_PACKAGE_KG = 40_000.0
_SHORTEST_SEAL = 4
_LIGHT_KG = 1_500.0  # a wagon or container holds ten times as much and costs the same to move
_DENSEST = 8_000.0  # kilograms a cubic metre: solid steel, with no space between


def _plain(column: str) -> pl.Expr:
    return pl.col(column).str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")


def _seals(work: Workings) -> pl.DataFrame:
    """Seals by the equipment they are on: ``row position id equipment seal``."""
    sealed = some(work.batch.equipment.filter(pl.col("seals").list.len() > 0))
    return (
        sealed.select("row", "position", "id", "seals", equipment=_plain("id"))
        .explode("seals")
        .with_columns(seal=_plain("seals"))
        .filter(pl.col("seal").str.contains(r"\d.*\d.*\d.*\d"))
    )


@indicator(
    id="CON-01",
    title="Different seals in two messages",
    typology=Typology.DRUGS,
    definition="Two messages about one transport document give one container different seals, none in common.",
    source=TIN_CAN,
    needs=("equipment.seals", "consignments.transport_document"),
    subject="equipment",
    weight=0.18,
    reason="{id} is sealed with {seals} here, but with {others} in another message",
    false_positives="Seals replaced after an examination, or cut short in one message.",
)
def seal_mismatch(work: Workings) -> pl.DataFrame:
    """The containers whose seals changed between messages."""
    carried = work.consignments.select("row", "message", document=_plain("transport_document"))
    again = _seals(work).join(carried, on="row", how="inner").drop_nulls("document")
    sealed = (
        some(again.filter(pl.struct("equipment", "document").is_duplicated()))
        .group_by("row", "position", "id", "equipment", "message", "document", maintain_order=True)
        .agg(pl.col("seal").sort().alias("seals"))
    )
    others = sealed.select("equipment", "document", pl.col("message").alias("_other"), pl.col("seals").alias("others"))
    pairs = sealed.join(others, on=["equipment", "document"], how="inner").filter(
        (pl.col("message") != pl.col("_other")) & (pl.col("seals").list.set_intersection("others").list.len() == 0)
    )
    return (
        some(pairs)
        .unique(["row", "position"], keep="first", maintain_order=True)
        .select("row", "position", "id", "seals", "others")
    )


@indicator(
    id="CON-02",
    title="One seal number on two containers",
    typology=Typology.DRUGS,
    definition="The same seal number is filed for different containers, wagons or trailers, among the consignments at "
    "hand.",
    source=TIN_CAN,
    needs=("equipment.seals",),
    subject="equipment",
    weight=0.20,
    reason="Seal {seal} on {id} is also on {others}",
    false_positives="A carrier's own numbering that starts again; a container and the wagon that carries it.",
)
def duplicate_seal(work: Workings) -> pl.DataFrame:
    """The equipment whose seal is on another too."""
    seals = some(_seals(work).filter(pl.col("seal").is_duplicated()))
    seals = seals.unique(["row", "equipment", "seal"], keep="first", maintain_order=True)
    other = seals.select("seal", pl.col("row").alias("_row"), pl.col("equipment").alias("_other"))
    pairs = some(seals.join(other, on="seal", how="inner").filter(pl.col("_other") != pl.col("equipment")))
    # A wagon or trailer under a container is filed beside it with the same seal: one load, not two.
    together = pairs.filter(pl.col("_row") == pl.col("row"))
    return (
        pairs.join(together, on=["seal", "equipment", "_other"], how="anti")
        .group_by("row", "position", "seal", "id", maintain_order=True)
        .agg(pl.col("_other").unique().sort().head(3).alias("others"))
    )


@indicator(
    id="CON-03",
    title="A seal without a number of its own",
    typology=Typology.DRUGS,
    definition="What is filed as a seal has no digit, fewer than four letters and digits, or only one character over "
    "again: it cannot be told from any other, as ISO 17712 asks.",
    source=Source(
        "CTPAT container and trailer seal rules (ISO 17712)",
        "http://www.sandersbrokerage.com/dev/security-2/container-trailer-seal-information/",
    ),
    needs=("equipment.seals",),
    subject="equipment",
    weight=0.08,
    reason="{id} is closed with a seal that has no number of its own: {seal}",
    false_positives="Wire seals of railway stations; a seal number filed elsewhere in the message.",
)
def makeshift_seal(work: Workings) -> pl.DataFrame:
    """The equipment whose seal anyone could have put on."""
    seals = work.batch.equipment.select("row", "position", "id", seal="seals").explode("seal").drop_nulls("seal")
    plain = _plain("seal")
    one_over_again = plain.str.strip_chars(plain.str.slice(0, 1)) == ""
    few = plain.str.len_chars() < _SHORTEST_SEAL
    return seals.filter(few | one_over_again | ~pl.col("seal").str.contains(r"\d")).unique(
        ["row", "position"], keep="first", maintain_order=True
    )


@indicator(
    id="CON-06",
    title="Refrigerated container with dry goods",
    typology=Typology.DRUGS,
    definition="All goods in a refrigerated container (size and type code with R) are of chapters that need no cold.",
    source=CTPAT_TRENDS,
    needs=("equipment.size_type", "goods.hs_code"),
    subject="equipment",
    weight=0.12,
    reason="Refrigerated container {id} ({size_type}) carries {goods}",
    false_positives="Refrigerated containers moved back with dry cargo, cooling off, where they would travel empty.",
)
def dry_reefer(work: Workings) -> pl.DataFrame:
    """The cold boxes with a load that needs no cold."""
    reefers = work.batch.equipment.filter(
        (pl.col("kind") == EquipmentKind.CONTAINER) & pl.col("size_type").str.contains(r"^[A-Z0-9]{2}R[0-9A-Z]$")
    )
    cooled = work.goods.join(some(reefers), on="row", how="semi")
    dry = (
        some(work.coded("dry_goods", cooled))
        .group_by("row")
        .agg(pl.len().alias("dry"), pl.col("what").unique().sort().head(3).alias("goods"))
    )
    only_dry = dry.join(work.sums.select("row", "items"), on="row", how="inner").filter(
        pl.col("dry") == pl.col("items")
    )
    return reefers.join(only_dry, on="row", how="inner").select("row", "position", "id", "size_type", "goods")


@indicator(
    id="CON-07",
    title="Container or wagon number fails its check digit",
    typology=Typology.GENERAL,
    definition="The number has the shape of a container, 8-digit wagon or 12-digit wagon number, and its check digit "
    "is wrong.",
    source=Source(
        "ISO 6346; UIC leaflet 438; European Commission, Good Practice Guide for Sea Container Control, chapter 1",
        SEA_CONTAINER_GUIDE.url,
    ),
    needs=("equipment.id",),
    subject="equipment",
    weight=0.09,
    reason="{id} is no valid {kind} number: its check digit is wrong",
    false_positives="Typing errors.",
)
def check_digit(work: Workings) -> pl.DataFrame:
    """The equipment whose number cannot be right."""
    number = pl.col("id")
    checks = (
        (EquipmentKind.CONTAINER, container_check(number)),
        (EquipmentKind.WAGON, pl.coalesce(wagon8_check(number), wagon12_check(number))),
    )

    def wrong(kind: EquipmentKind, check: pl.Expr) -> pl.DataFrame:
        found = some(work.batch.equipment.filter(pl.col("kind") == kind)).filter(~check)
        return some(found).select("row", "position", "id", pl.col("kind").cast(pl.String))

    return either(*(partial(wrong, *each) for each in checks))


@indicator(
    id="CON-08",
    title="Mass and volume that cannot be",
    typology=Typology.GENERAL,
    definition="More than 36 t or 90 cubic metres to a container, more than 40 t to a package, heavier for its volume "
    "than solid steel; or, by rail and sea, less than 1.5 t to a wagon or container that is not filed as empty, all "
    "that is known to be in it taken together.",
    source=Source(
        "European Commission, Good Practice Guide for Sea Container Control, chapter 1; limits from ISO 668",
        SEA_CONTAINER_GUIDE.url,
    ),
    needs=("consignments.gross_mass_kg or goods.gross_mass_kg or consignments.volume_m3",),
    modes=(Mode.SEA, Mode.RAIL, Mode.ROAD, Mode.RIVER),
    weight=0.06,
    reason="A load of {measured}, where at most {limit} is plausible",
    false_positives="A mass in grams or pounds; loose bulk goods counted as one package; groupage of which the rest is "
    "in other messages; bulky goods.",
)
def implausible_load(work: Workings) -> pl.DataFrame:
    """The consignments that no such container or package can hold."""
    boxes = (
        work.batch.equipment.filter(pl.col("kind") == EquipmentKind.CONTAINER)
        .group_by("row")
        .agg(pl.col("id").n_unique().alias("boxes"))
    )
    volumes = work.consignments.select("row", "volume_m3")
    loads = work.totals.join(boxes, on="row", how="left").join(volumes, on="row", how="left")
    mass, volume, packages = pl.col("gross_mass_kg"), pl.col("volume_m3"), pl.col("packages")
    limits = (
        (
            mass / pl.col("boxes"),
            _CONTAINER_KG,
            "{measured} kg to a container, which may weigh {limit} kg with its load",
        ),
        (volume / pl.col("boxes"), _CONTAINER_M3, "{measured} cubic metres to a container, which holds {limit}"),
        (pl.when(packages > 1).then(mass / packages), _PACKAGE_KG, "{measured} kg to a package, more than {limit} kg"),
        (
            pl.when(volume > 0).then(mass / volume),
            _DENSEST,
            "{measured} kg to a cubic metre, more than solid steel with {limit} kg",
        ),
    )

    def beyond(measured: pl.Expr, limit: float, reason: str) -> pl.DataFrame:
        return some(loads.filter(measured > limit)).select(
            "row", measured=measured.cast(pl.Float64), limit=pl.lit(limit), reason=pl.lit(reason)
        )

    return either(*(partial(beyond, *each) for each in limits), partial(_nearly_empty, work))


def _nearly_empty(work: Workings) -> pl.DataFrame:
    """Consignments that are all there is in wagons or containers that could hold ten times as much."""
    slow = work.consignments.filter(pl.col("mode").is_in([Mode.RAIL, Mode.SEA])).select("row")
    units = some(
        work.batch.equipment.filter(pl.col("kind").is_in([EquipmentKind.CONTAINER, EquipmentKind.WAGON]))
        .join(slow, on="row", how="semi")
        .select("row", "kind", "empty", unit=_plain("id"))
        .drop_nulls("unit")
    )
    shared = units.filter(pl.struct("unit").is_duplicated() & (pl.struct("row", "unit").is_unique())).select("row")
    empty = units.filter(pl.col("empty")).select("row")
    # Containers stand on wagons: what carries the goods is the one or the other, whichever are more.
    counted = (
        units.join(shared, on="row", how="anti")
        .join(empty, on="row", how="anti")
        .group_by("row", "kind")
        .agg(pl.col("unit").n_unique().alias("units"))
        .group_by("row")
        .agg(pl.col("units").max())
    )
    each = pl.col("gross_mass_kg") / pl.col("units")
    return some(work.totals.join(counted, on="row", how="inner").filter((each > 0) & (each < _LIGHT_KG))).select(
        "row",
        measured=each,
        limit=pl.lit(_LIGHT_KG),
        reason=pl.lit("Only {measured} kg to a wagon or container, which is rarely sent with less than {limit} kg"),
    )
