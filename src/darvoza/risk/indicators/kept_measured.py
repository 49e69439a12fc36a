"""Signs in what a unit measures: weighings, scans, and alarms of sensors."""

import polars as pl

from darvoza.consignment import Flow, Mode
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.sources import CHANGING_CUSTOMS
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

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
