"""Signs in what the unit itself keeps: the register of companies, the weighbridge, alarms, transits and guarantees."""

from datetime import date

import polars as pl

from darvoza.consignment import Flow, Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.sources import CHANGING_CUSTOMS, FINCEN_BIS_2023, TRI_SEAL
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_YOUNG_DAYS = 365
_SINCE = date(2022, 2, 24)
_SHORT_LIVED_DAYS = 548
_SEQUENCE = 3
_OFF_SHARE, _OFF_KG = 0.03, 300.0
_LOST_SHARE, _LOST_KG = 0.02, 200.0
_LOAD = Source(
    "ACXIS, automated comparison of X-ray images: load against declaration, estimated against declared mass",
    "https://openaccessgovernment.org/?p=26400",
)
_NORM = Source(
    "PNNL, Naturally occurring radioactive materials in cargo at US borders, 2006",
    "https://www.pnnl.gov/publications/naturally-occurring-radioactive-materials-cargo-us-borders",
)
# Not found in nature in any amount that a portal would notice.
_MADE = (
    *("am-241", "ba-133", "cf-252", "co-57", "co-60", "cs-137", "ir-192", "np-237", "pu-238", "pu-239", "pu-240"),
    *("ra-226", "se-75", "sr-90", "u-233", "u-235", "yb-169"),
)
_NUCLIDE = r"(?i)\b(am|ba|cf|co|cs|ir|pu|ra|se|sr|u|yb|i|tc|ga|tl)[- ]?(\d{2,3})\b"
_WEIGHED = ("weighings.kg",)


def _day(work: Workings) -> pl.DataFrame:
    """The day each consignment was lodged, else is to arrive: ``row day``."""
    return work.consignments.select("row", day=pl.coalesce("lodged", "arrival").dt.date()).drop_nulls()


def _age(work: Workings) -> pl.DataFrame:
    """The companies of each consignment that the register knows, with their age in days."""
    known = work.records["register"].join(_day(work), on="row", how="inner", maintain_order="left")
    return known.with_columns(days=(pl.col("day") - pl.col("registered")).dt.total_days()).filter(pl.col("days") >= 0)


_REGISTERED = ("register.registered", "consignments.lodged or consignments.arrival")


@indicator(
    id="PTY-02",
    title="Newly registered company",
    typology=Typology.PROLIFERATION,
    definition="A trader of the consignment was registered less than 12 months before it was lodged.",
    source=Source(
        "European Commission, guidance for enhanced due diligence against circumvention, September 2023, as reported",
        "https://www.pravda.com.ua/eng/news/2023/09/7/7418879/",
    ),
    needs=_REGISTERED,
    weight=0.08,
    reason="{name} was registered on {registered}, {days} days before",
    false_positives="Every honest business was young once.",
)
def young_company(work: Workings) -> pl.DataFrame:
    """The traders in their first year."""
    return _age(work).filter(pl.col("days") < _YOUNG_DAYS).select("row", "name", "registered", "days")


@indicator(
    id="PTY-03",
    title="Registered after February 2022, trades priority goods",
    typology=Typology.PROLIFERATION,
    definition="A trader registered since 24 February 2022 has goods of the Common High Priority List.",
    source=FINCEN_BIS_2023,
    needs=(*_REGISTERED, "goods.hs_code"),
    weight=0.16,
    reason="{name}, registered on {registered}, trades HS code {hs6} of the Common High Priority List",
    false_positives="New electronics dealers; re-registered firms.",
)
def young_priority_trader(work: Workings) -> pl.DataFrame:
    """The young traders of priority goods."""
    listed = work.goods.join(work.reference.high_priority, on="hs6", how="inner", maintain_order="left")
    first = listed.unique("row", keep="first", maintain_order=True).select("row", "hs6")
    late = _age(work).filter(pl.col("registered") >= _SINCE)
    return late.join(first, on="row", how="inner").select("row", "name", "registered", "hs6")


@indicator(
    id="PTY-19",
    title="One director behind several short-lived companies",
    typology=Typology.PROLIFERATION,
    definition="The director of a trader, by the register, stands behind three or more companies at hand that are "
    "less than 18 months old.",
    source=TRI_SEAL,
    needs=(*_REGISTERED, "register.director"),
    weight=0.12,
    reason="{director} stands behind {count} companies younger than 18 months: {companies}",
    false_positives="Groups that found a company for each project; people with the same name.",
)
def serial_director(work: Workings) -> pl.DataFrame:
    """The consignments of companies from one such series."""
    young = _age(work).filter(pl.col("days") < _SHORT_LIVED_DAYS).drop_nulls("director")
    series = young.group_by("director").agg(
        count=pl.col("name").n_unique(), companies=pl.col("name").unique().sort().str.join("; ")
    )
    return young.join(series.filter(pl.col("count") >= _SEQUENCE), on="director", how="inner").select(
        "row", "director", "count", "companies"
    )


@indicator(
    id="CON-04",
    title="The weighbridge disagrees with the declared mass",
    typology=Typology.GENERAL,
    definition="The load weighed on entry differs from the declared gross mass by more than 3 % and 300 kg.",
    source=_LOAD,
    needs=(*_WEIGHED, "consignments.gross_mass_kg or goods.gross_mass_kg"),
    weight=0.12,
    reason="{weighed} kg on the weighbridge, {declared} kg declared",
    false_positives="Fuel, ice and mud; the carrier's tare; several consignments on one vehicle.",
)
def weighed_otherwise(work: Workings) -> pl.DataFrame:
    """The loads that weigh something else."""
    first = work.records["weighings"].filter(pl.col("at").fill_null("entry") == "entry")
    both = first.join(work.totals.drop_nulls("gross_mass_kg"), on="row", how="inner", maintain_order="left")
    gap = (pl.col("kg") - pl.col("gross_mass_kg")).abs()
    off = gap > pl.max_horizontal(pl.col("gross_mass_kg") * _OFF_SHARE, pl.lit(_OFF_KG))
    return both.filter(off).select("row", weighed="kg", declared="gross_mass_kg")


@indicator(
    id="TRN-04",
    title="Lighter on exit than on entry",
    typology=Typology.REVENUE,
    definition="In transit, the load weighed on exit is lighter than on entry by more than 2 % and 200 kg.",
    source=CHANGING_CUSTOMS,
    needs=_WEIGHED,
    flows=(Flow.TRANSIT,),
    weight=0.14,
    reason="{entry} kg on entry, {exit} kg on exit",
    false_positives="Dried-out timber and grain; another weighbridge.",
)
def lost_on_the_way(work: Workings) -> pl.DataFrame:
    """The transits that left something behind."""
    weighed = work.records["weighings"].drop_nulls(["kg", "at"])
    sides = [
        weighed.filter(pl.col("at") == side).group_by("row").agg(pl.col("kg").last().alias(side))
        for side in ("entry", "exit")
    ]
    both = sides[0].join(sides[1], on="row", how="inner", maintain_order="left")
    lost = pl.col("entry") - pl.col("exit")
    return both.filter(lost > pl.max_horizontal(pl.col("entry") * _LOST_SHARE, pl.lit(_LOST_KG)))


def _alarms(work: Workings, *sensors: str) -> pl.DataFrame:
    alarms = work.records["alarms"].with_columns(pl.col("sensor").str.to_lowercase())
    return alarms.filter(pl.col("sensor").is_in(sensors))


def _natural(work: Workings) -> pl.DataFrame:
    """Consignments with goods that set portals off by nature: ``row what``."""
    return work.coded("natural_radioactivity").unique("row", keep="first", maintain_order=True).select("row", "what")


_ALARMED = ("alarms.sensor",)


@indicator(
    id="CBR-01",
    title="Radiation alarm without goods that explain it",
    typology=Typology.CBRN,
    definition="A portal gave a gamma alarm, and no goods of the consignment are of a kind that is radioactive by "
    "nature.",
    source=_NORM,
    needs=(*_ALARMED, "goods.hs_code"),
    weight=0.25,
    reason="Gamma alarm, but none of the goods is radioactive by nature",
    false_positives="Patients and drivers after treatment; natural goods missing from the list: keep a local one.",
)
def unexplained_alarm(work: Workings) -> pl.DataFrame:
    """The alarms that nothing declared explains."""
    return _alarms(work, "gamma").join(_natural(work), on="row", how="anti").select("row", "nuclide").unique("row")


@indicator(
    id="CBR-02",
    title="Alarm that natural goods do not give",
    typology=Typology.CBRN,
    definition="A neutron alarm, or a nuclide that is made in reactors or accelerators, where goods that are "
    "radioactive by nature are declared.",
    source=_NORM,
    needs=(*_ALARMED, "goods.hs_code"),
    weight=0.25,
    reason="Alarm ({seen}) that the declared {what} do not give",
    false_positives="Cosmic neutrons off large steel loads; a wrong identification by the instrument.",
)
def unnatural_alarm(work: Workings) -> pl.DataFrame:
    """The alarms that natural goods hide."""
    found = pl.col("nuclide").str.to_lowercase().str.extract_groups(_NUCLIDE)
    made = pl.concat_str(found.struct[0], found.struct[1], separator="-").is_in(_MADE).fill_null(value=False)
    strange = work.records["alarms"].filter((pl.col("sensor").str.to_lowercase() == "neutron") | made)
    seen = strange.with_columns(seen=pl.coalesce("nuclide", "sensor")).unique("row", keep="first", maintain_order=True)
    return seen.join(_natural(work), on="row", how="inner").select("row", "seen", "what")


@indicator(
    id="CBR-03",
    title="Another nuclide than declared",
    typology=Typology.CBRN,
    definition="The description names a radionuclide, and the instrument identified another.",
    source=Source(
        "Methodology to detect illicit trafficking of nuclear and other radioactive material, PATRAM 2013",
        "https://staging-resources.inmm.org/patram-proceedings/methodology-detect-illicit-trafficking-nuclear-and-other-"
        "radioactive-material",
    ),
    needs=("alarms.nuclide", "goods.description"),
    weight=0.20,
    reason="{declared} is declared, the instrument saw {seen}",
    false_positives="Daughters of the declared nuclide; mixed sources declared by one of them.",
)
def other_nuclide(work: Workings) -> pl.DataFrame:
    """The sources that are not what their papers say."""
    said = pl.col("description").str.extract_groups(_NUCLIDE)
    declared = (
        work.goods.select("row", symbol=said.struct[0].str.to_uppercase(), mass=said.struct[1])
        .drop_nulls()
        .select("row", declared=pl.col("symbol") + "-" + pl.col("mass"))
    )
    found = pl.col("nuclide").str.extract_groups(_NUCLIDE)
    seen = (
        work.records["alarms"]
        .select("row", symbol=found.struct[0].str.to_uppercase(), mass=found.struct[1])
        .drop_nulls()
        .select("row", seen=pl.col("symbol") + "-" + pl.col("mass"))
    )
    both = declared.join(seen, on="row", how="inner", maintain_order="left")
    agreeing = both.filter(pl.col("declared") == pl.col("seen"))
    return both.join(agreeing, on="row", how="anti").unique("row", keep="first", maintain_order=True)


@indicator(
    id="HTS-01",
    title="Signs of life in the load",
    typology=Typology.TRAFFICKING_IN_PERSONS,
    definition="A heartbeat, carbon dioxide or thermal sensor gave an alarm on a trailer, wagon or container.",
    source=Source(
        "ASIS International, Highway to Hurt: human smuggling in tractor-trailers, November 2017",
        "https://www.asisonline.org/security-management-magazine/articles/2017/11/highway-to-hurt/",
    ),
    needs=_ALARMED,
    modes=(Mode.ROAD, Mode.RAIL),
    weight=0.25,
    reason="Alarm of the {sensor} sensor",
    false_positives="Wind and engines shake vehicles; fruit breathes out carbon dioxide; live animals.",
)
def signs_of_life(work: Workings) -> pl.DataFrame:
    """The loads that may hide people."""
    return _alarms(work, "heartbeat", "carbon dioxide", "thermal").select("row", "sensor").unique(maintain_order=True)


@indicator(
    id="CON-05",
    title="The scan does not match the goods",
    typology=Typology.GENERAL,
    definition="The reading of an X-ray image says that the load does not match the declared goods.",
    source=_LOAD,
    needs=_ALARMED,
    weight=0.18,
    reason="The X-ray image does not match the declared goods",
    false_positives="Mixed loads; packing that hides what it holds.",
)
def scan_mismatch(work: Workings) -> pl.DataFrame:
    """The loads that look otherwise."""
    return _alarms(work, "x-ray mismatch").select("row").unique(maintain_order=True)


@indicator(
    id="CON-12",
    title="TIR security deficiency",
    typology=Typology.GENERAL,
    definition="An inspection recorded a deficiency of the load compartment's security devices in a transit by road.",
    source=Source(
        "TIR Convention, 1975, Annexes 2 and 3 (technical conditions and approval of vehicles)",
        "https://unece.org/transport/tir-handbook",
    ),
    needs=_ALARMED,
    flows=(Flow.TRANSIT,),
    modes=(Mode.ROAD,),
    weight=0.09,
    reason="The security devices of the load compartment are deficient",
    false_positives="Worn cords and eyelets of old trailers.",
)
def tir_deficiency(work: Workings) -> pl.DataFrame:
    """The compartments that can be opened without breaking a seal."""
    return _alarms(work, "tir security").select("row").unique(maintain_order=True)


@indicator(
    id="TRN-01",
    title="An earlier transit was never ended",
    typology=Typology.REVENUE,
    definition="The same vehicle or wagon has an earlier transit that was due before this consignment was lodged and "
    "did not end.",
    source=CHANGING_CUSTOMS,
    needs=("transits.due", "consignments.means_id", "consignments.lodged or consignments.arrival"),
    weight=0.16,
    reason="A transit of {means} that began on {began} was due on {due} and never ended",
    false_positives="Exits recorded late or at an office without a link.",
)
def open_transit(work: Workings) -> pl.DataFrame:
    """The vehicles that owe a transit."""
    means = work.consignments.select("row", means="means_id")
    known = work.records["transits"].join(_day(work), on="row", how="inner", maintain_order="left")
    overdue = known.filter(pl.col("ended").is_null() & (pl.col("due").dt.date() < pl.col("day")))
    shown = [pl.col(column).dt.to_string("%Y-%m-%d").fill_null("—") for column in ("began", "due")]
    return overdue.join(means, on="row", how="left").with_columns(shown).select("row", "means", "began", "due")


@indicator(
    id="TRN-03",
    title="Transit guaranteed for less than is at stake",
    typology=Typology.REVENUE,
    definition="The duty at stake in a transit is more than its guarantee.",
    source=CHANGING_CUSTOMS,
    needs=("guarantees.duty", "guarantees.guarantee"),
    flows=(Flow.TRANSIT,),
    weight=0.09,
    reason="{duty} of duty at stake, {guarantee} guaranteed by {guarantor}",
    false_positives="Comprehensive guarantees with an approved reduction.",
)
def weak_guarantee(work: Workings) -> pl.DataFrame:
    """The transits worth losing."""
    weak = work.records["guarantees"].filter(pl.col("duty") > pl.col("guarantee"))
    return weak.select("row", "duty", "guarantee", pl.col("guarantor").fill_null("—"))


@indicator(
    id="PTY-17",
    title="Owned through a secrecy jurisdiction",
    typology=Typology.LAUNDERING,
    definition="The register names an owner of the trader in a country known for hiding who owns companies.",
    source=TRI_SEAL,
    needs=("register.owner_country",),
    weight=0.08,
    reason="{name} is owned in {owner_country}",
    false_positives="Holdings chosen for tax or courts; funds.",
)
def hidden_owner(work: Workings) -> pl.DataFrame:
    """The traders whose owner cannot be seen."""
    secret = work.reference.countries("secrecy").countries
    owned = work.records["register"].filter(pl.col("owner_country").str.to_uppercase().is_in(secret))
    return owned.select("row", "name", "owner_country").unique(maintain_order=True)
