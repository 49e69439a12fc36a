"""Signs in the register of companies that a unit keeps."""

from datetime import date

import polars as pl

from darvoza.risk.indicator import Source, indicator
from darvoza.risk.sources import FINCEN_BIS_2023, TRI_SEAL
from darvoza.risk.workings import Workings, day_lodged
from darvoza.signals import Typology

_YOUNG_DAYS = 365
_SINCE = date(2022, 2, 24)
_SHORT_LIVED_DAYS = 548
_SEQUENCE = 3


def _age(work: Workings) -> pl.DataFrame:
    """The companies of each consignment that the register knows, with their age in days."""
    known = work.records["register"].join(day_lodged(work), on="row", how="inner", maintain_order="left")
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
