"""Signs in what a unit keeps of duty and of yearly needs."""

import polars as pl

from darvoza.consignment import Flow
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.sources import GAO_EVASION
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_GAP_POINTS = 10.0
_HIGH_SAVING = 0.99
_LEAST_SAVINGS = 100


def _savings(work: Workings) -> pl.DataFrame:
    """Items whose heading has a code of higher duty: ``row position rate higher currency saved``."""
    rated = work.records["tariff"].drop_nulls("rate")
    items = work.goods.select("row", "position", "hs_code", "hs4")
    rates = rated.join(items, on=["row", "position"], how="inner").drop_nulls("hs4")
    highest = rates.group_by("hs4").agg(higher=pl.col("rate").max())
    return rates.join(highest, on="hs4", how="inner", maintain_order="left").filter(
        pl.col("higher") - pl.col("rate") >= _GAP_POINTS
    )


@indicator(
    id="GDS-03",
    title="Lower-duty neighbour of a high-duty code",
    typology=Typology.REVENUE,
    definition="Another code of the same heading, among those at hand, bears at least ten points more duty than the "
    "declared one.",
    source=GAO_EVASION,
    needs=("tariff.rate", "goods.hs_code"),
    subject="goods",
    weight=0.04,
    reason="{hs_code} bears {rate} % duty, a neighbour in its heading {higher} %",
    false_positives="Most such codes are right: the duty differs because the goods do.",
)
def cheap_neighbour(work: Workings) -> pl.DataFrame:
    """The items that a wrong code would make cheaper."""
    return _savings(work).select("row", "position", "hs_code", "rate", "higher")


@indicator(
    id="VAL-10",
    title="The choice of code saves unusually much duty",
    typology=Typology.REVENUE,
    definition="What the declared code saves against the dearest of its heading at hand is in the highest hundredth of "
    "all such savings in the same currency, of which there are at least 100.",
    source=GAO_EVASION,
    needs=("tariff.rate", "goods.hs_code", "goods.value or consignments.value"),
    subject="goods",
    weight=0.10,
    reason="The code {hs_code} saves {saved} {currency} of duty against {higher} %",
    false_positives="Large lawful consignments.",
)
def large_saving(work: Workings) -> pl.DataFrame:
    """The items where a wrong code would pay most."""
    worth = work.items.select("row", "position", "value", "currency")
    saving = (pl.col("higher") - pl.col("rate")) / 100 * pl.col("value")
    saved = _savings(work).join(worth, on=["row", "position"], how="inner").with_columns(saved=saving.round(0))
    most = saved.group_by("currency").agg(line=pl.col("saved").quantile(_HIGH_SAVING, "linear"), of=pl.len())
    ranked = saved.join(most.filter(pl.col("of") >= _LEAST_SAVINGS), on="currency", how="inner", maintain_order="left")
    columns = ("row", "position", "hs_code", "saved", "currency", "higher")
    return ranked.filter(pl.col("saved") >= pl.col("line")).select(columns)


@indicator(
    id="PRC-02",
    title="More than the country lawfully needs",
    typology=Typology.PRECURSORS,
    definition="The consignments at hand together bring more of a precursor than the country's yearly requirement on "
    "record.",
    source=Source(
        "INCB, annual legitimate requirements for imports of precursors; 1988 Convention, Article 12",
        "https://www.incb.org/incb/en/precursors/alrs.html",
    ),
    needs=("limits.yearly_kg", "goods.hs_code", "goods.net_mass_kg or goods.gross_mass_kg"),
    subject="goods",
    flows=(Flow.IMPORT,),
    weight=0.14,
    reason="{together} kg under {hs}, more than the {yearly_kg} kg needed in a year",
    false_positives="Requirements not brought up to date; codes that cover other substances too.",
)
def beyond_need(work: Workings) -> pl.DataFrame:
    """The precursors that no industry asked for."""
    mass = work.goods.select("row", "position", kg=pl.coalesce("net_mass_kg", "gross_mass_kg"))
    imports = work.consignments.filter(pl.col("flow") == Flow.IMPORT).select("row")
    limited = work.records["limits"].join(imports, on="row", how="semi").join(mass, on=["row", "position"], how="inner")
    together = limited.with_columns(together=pl.col("kg").sum().over("hs"))
    return together.filter(pl.col("together") > pl.col("yearly_kg")).select(
        "row", "position", "hs", "together", "yearly_kg"
    )
