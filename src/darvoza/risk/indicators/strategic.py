"""Signs of strategic goods that no list names: a military or weapons use in the words."""

import polars as pl

from darvoza.consignment import Role
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.workings import Workings
from darvoza.signals import Typology


@indicator(
    id="STC-06",
    title="Military or weapons use named",
    typology=Typology.PROLIFERATION,
    definition="A description, or the name of the consignee, importer, buyer or end user, speaks of a military, "
    "nuclear, missile or chemical and biological weapons use.",
    source=Source(
        "Regulation (EU) 2021/821, Article 4 (catch-all control by end use)",
        "https://eur-lex.europa.eu/eli/reg/2021/821/oj",
    ),
    needs=("goods.description or parties.name",),
    weight=0.22,
    reason="{text} speaks of a military or weapons use: {term}",
    false_positives="Surplus clothing, toys and books; humanitarian mine clearance.",
)
def military_use(work: Workings) -> pl.DataFrame:
    """The consignments whose words name such a use."""
    receiving = work.parties(Role.CONSIGNEE, Role.IMPORTER, Role.BUYER, Role.END_USER)
    said = either(
        lambda: some(work.describing("military")).select("row", "term", pl.col("description").alias("text")),
        lambda: some(work.named(receiving, "military_party")).select("row", "term", pl.col("name").alias("text")),
    )
    return said.unique(["row", "text"], keep="first", maintain_order=True)
