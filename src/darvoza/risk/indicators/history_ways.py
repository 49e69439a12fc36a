"""Signs in ways and means that differ from before: trucks with a record, seals seen again, carriers off their ways."""

import polars as pl

from darvoza.consignment import EquipmentKind, Flow, Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.indicators.history_parties import called, known
from darvoza.risk.sources import (
    CONTROLS_SCORED,
    CTPAT_PARTNERS,
    CTPAT_TRANSSHIPMENT,
    CTPAT_TRENDS,
    SEA_CONTAINER_GUIDE,
    THEMIS,
)
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_ESTABLISHED = 10
_REGULAR = 20


@indicator(
    id="CON-11",
    title="A vehicle or container with a record",
    typology=Typology.DRUGS,
    definition="A breach was found before on a consignment with this truck, wagon or container.",
    source=CONTROLS_SCORED,
    needs=("past.means_findings or past.container_findings",),
    modes=(Mode.ROAD, Mode.RAIL),
    weight=0.14,
    reason="Breaches were found {findings} times with {id}",
    false_positives="Breaches in the papers say nothing of the vehicle; hired containers change hands.",
)
def with_a_record(work: Workings) -> pl.DataFrame:
    """The consignments that travel with what was caught before."""
    findings = pl.max_horizontal("means_findings", "container_findings")
    boxes = work.batch.equipment.group_by("row", maintain_order=True).agg(box=pl.col("id").first())
    ids = work.consignments.select("row", "means_id").join(boxes, on="row", how="left")
    by_means = pl.col("means_findings").fill_null(0) > 0
    return (
        work.past.filter(findings > 0)
        .join(ids, on="row", how="inner", maintain_order="left")
        .select("row", id=pl.when(by_means).then("means_id").otherwise("box"), findings=findings)
    )


@indicator(
    id="HIS-10",
    title="A seal that was seen before",
    typology=Typology.DRUGS,
    definition="A seal number of this consignment was filed before on other equipment.",
    source=SEA_CONTAINER_GUIDE,
    needs=("past.seal_seen", "equipment.seals"),
    weight=0.16,
    reason="A seal among {seals} was seen {seen} times before on other equipment",
    false_positives="Short or company-wide seal numbers; a load that was moved to another container and filed again.",
)
def seal_again(work: Workings) -> pl.DataFrame:
    """The consignments under a seal that should have been broken."""
    seals = work.batch.equipment.group_by("row", maintain_order=True).agg(pl.col("seals").explode().drop_nulls())
    again = work.past.filter(pl.col("seal_seen") > 0).select("row", seen="seal_seen")
    return again.join(seals, on="row", how="inner", maintain_order="left")


@indicator(
    id="HIS-11",
    title="A container used again and again",
    typology=Typology.DRUGS,
    definition="A container or trailer number was seen four times or more in the last 30 days, on other days than "
    "this, and had three or more consignees before.",
    source=CTPAT_TRENDS,
    needs=("past.container_seen_30d", "equipment.id"),
    modes=(Mode.RAIL, Mode.SEA),
    weight=0.07,
    reason="{containers}: seen {seen} times in 30 days, with {consignees} consignees before",
    false_positives="One load filed by several; shuttle trains; groupage.",
)
def box_again(work: Workings) -> pl.DataFrame:
    """The consignments in a container that turns round faster than it can."""
    busy = work.past.filter((pl.col("container_seen_30d") >= 4) & (pl.col("container_consignees") >= 3)).select(
        "row", seen="container_seen_30d", consignees="container_consignees"
    )
    boxes = work.batch.equipment.group_by("row", maintain_order=True).agg(containers=pl.col("id"))
    return busy.join(boxes, on="row", how="inner", maintain_order="left")


@indicator(
    id="HIS-12",
    title="A carrier off its usual ways",
    typology=Typology.GENERAL,
    definition="A carrier with 20 or more consignments never travelled between these two countries.",
    source=CTPAT_PARTNERS,
    needs=("past.carrier_countries_seen",),
    weight=0.04,
    reason="{name}, seen {seen} times, never travelled from {dispatch} to {destination}",
    false_positives="Carriers take what they are offered; a new line of an airline or railway.",
)
def carrier_off_its_ways(work: Workings) -> pl.DataFrame:
    """The consignments that their carrier takes a way it does not know."""
    ends = work.consignments.select("row", dispatch="country_of_dispatch", destination="country_of_destination")
    new = known(work).filter((pl.col("carrier_countries_seen") == 0) & (pl.col("carrier_seen") >= _REGULAR))
    return called(work, new.select("row", seen="carrier_seen").join(ends, on="row", how="inner"), "carrier")


@indicator(
    id="HIS-13",
    title="A carrier this consignee never used",
    typology=Typology.DRUGS,
    definition="A consignee with ten or more consignments, all by at most three carriers, now has one it never used "
    "that was itself seen at most twice.",
    source=CTPAT_PARTNERS,
    needs=("past.carrier_consignee_seen",),
    weight=0.06,
    reason="{name} had {carriers} carriers in {seen} consignments; this one is new to it and hardly known",
    false_positives="A cheaper offer; a carrier that is written differently.",
)
def new_carrier(work: Workings) -> pl.DataFrame:
    """The consignments that come with a stranger."""
    strange = known(work).filter(
        (pl.col("carrier_consignee_seen") == 0)
        & (pl.col("consignee_seen") >= _ESTABLISHED)
        & pl.col("consignee_carriers").is_between(1, 3)
        & (pl.col("carrier_seen") <= 2)
    )
    return called(work, strange.select("row", seen="consignee_seen", carriers="consignee_carriers"), "consignee")


@indicator(
    id="HIS-14",
    title="A way that this party's goods never took",
    typology=Typology.GENERAL,
    definition="A consignee with 20 or more consignments never had one at this office, from this country of "
    "dispatch, or by this mode; at least two of these.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past.consignee_office_seen", "past.consignee_dispatch_seen", "past.consignee_mode_seen"),
    weight=0.05,
    reason="{name}, seen {seen} times, has goods for the first time by {mode} from {dispatch} at {office}",
    false_positives="A closed crossing; a new supplier; urgent goods by air.",
)
def new_way(work: Workings) -> pl.DataFrame:
    """The consignments that come another way than their consignee's do."""
    new = [pl.col(f"consignee_{way}_seen") == 0 for way in ("office", "dispatch", "mode")]
    count = pl.sum_horizontal(each.cast(pl.Int8) for each in new)
    how = work.consignments.select("row", "mode", "office", dispatch="country_of_dispatch")
    changed = known(work).filter((pl.col("consignee_seen") >= _REGULAR) & (count >= 2))
    return called(work, changed.select("row", seen="consignee_seen").join(how, on="row", how="inner"), "consignee")


@indicator(
    id="RTE-06",
    title="Consignee or destination changed on the way",
    typology=Typology.SANCTIONS,
    definition="Under the same transport document, an earlier manifest (or declaration, if this is one) named another "
    "consignee or another country of destination.",
    source=THEMIS,
    needs=("past.document_seen", "consignments.transport_document"),
    weight=0.13,
    reason="Transport document {document} was filed before with another {changed}",
    false_positives="Goods sold on the way; groupage under one number; a number used again after years.",
)
def changed_on_the_way(work: Workings) -> pl.DataFrame:
    """The consignments that set out for someone or somewhere else."""
    told = [pl.when(pl.col(f"document_{what}_seen") == 0).then(pl.lit(what)) for what in ("consignee", "destination")]
    numbers = work.consignments.select("row", document="transport_document")
    return (
        work.past.filter(pl.col("document_seen") > 0)
        .select("row", changed=pl.concat_list(told).list.drop_nulls())
        .filter(pl.col("changed").list.len() > 0)
        .join(numbers, on="row", how="inner", maintain_order="left")
    )


@indicator(
    id="HTS-03",
    title="A sealed trailer with an unknown driver or carrier",
    typology=Typology.TRAFFICKING_IN_PERSONS,
    definition="By road, outward or in transit, a sealed trailer or container is driven by a driver never seen "
    "before, or by a carrier never seen before.",
    source=Source(
        "ASIS Security Management, Highway to Hurt, November 2017",
        "https://www.asisonline.org/security-management-magazine/articles/2017/11/highway-to-hurt/",
    ),
    needs=("past.driver_seen or past.carrier_seen", "equipment.seals"),
    modes=(Mode.ROAD,),
    flows=(Flow.EXPORT, Flow.TRANSIT),
    weight=0.06,
    reason="{id} is sealed, and its {role} was never seen in {history_days} days",
    false_positives="Drivers change often; small carriers own one truck.",
)
def unknown_driver(work: Workings) -> pl.DataFrame:
    """The sealed trailers with someone unknown at the wheel."""
    kinds = [EquipmentKind.TRAILER.value, EquipmentKind.CONTAINER.value]
    sealed = work.batch.equipment.filter(pl.col("kind").is_in(kinds) & (pl.col("seals").list.len() > 0))
    units = sealed.unique("row", keep="first", maintain_order=True).select("row", "id")
    driver, carrier = (pl.col(f"{side}_seen") == 0 for side in ("driver", "carrier"))
    unknown = known(work).filter(driver.fill_null(value=False) | carrier.fill_null(value=False))
    role = pl.when(driver.fill_null(value=False)).then(pl.lit("driver")).otherwise(pl.lit("carrier"))
    return unknown.select("row", "history_days", role=role).join(units, on="row", how="inner", maintain_order="left")


@indicator(
    id="ENV-02",
    title="Protected species in many small consignments",
    typology=Typology.WILDLIFE,
    definition="Goods whose description names protected species, to a consignee that had goods of the same HS heading "
    "three times or more in the last 30 days.",
    source=Source(
        "TRAFFIC and WWF, red flags for wildlife and timber in sea containers",
        "https://www.thedcn.com.au/news/bulk-trades-shipping/how-to-spot-wildlife-crime-in-the-maritime-industry/",
    ),
    needs=("past_goods.consignee_hs4_seen_30d", "goods.description"),
    subject="goods",
    weight=0.08,
    reason="{term} for {name}, which had such goods {recent} times in 30 days",
    false_positives="Licensed breeders and traders; words that also name colours or brands.",
)
def split_wildlife(work: Workings) -> pl.DataFrame:
    """The protected species that come a little at a time."""
    often = work.past_goods.filter(pl.col("consignee_hs4_seen_30d") >= 3)
    named = work.describing("cites").select("row", "position", "term")
    hits = often.select("row", "position", recent="consignee_hs4_seen_30d").join(
        named, on=["row", "position"], how="inner", maintain_order="left"
    )
    return called(work, hits, "consignee")
