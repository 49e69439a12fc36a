"""What the past says of each consignment and each of its goods items: the columns of the schema, worked out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from darvoza.history.baselines.asking import Answer, Asking
from darvoza.history.baselines.prices import KILOGRAM, priced, usual_prices
from darvoza.history.baselines.schema import FEATURE_SCHEMA, ITEM_FEATURE_SCHEMA, SIDES, TRADERS
from darvoza.history.baselines.traces import Traces

_RECENT, _YEAR = 30, 365
_COMMON_HEADING: Final = 30
_ITEM: Final = ["row", "position"]


@dataclass(frozen=True, slots=True)
class Features:
    """What the past says of a batch: ``consignments`` (:data:`FEATURE_SCHEMA`), ``goods`` (ITEM_FEATURE_SCHEMA)."""

    consignments: pl.DataFrame
    goods: pl.DataFrame


def worked_out(traces: Traces, ledger: pl.LazyFrame, prices: pl.LazyFrame) -> Features:
    """Every column, for these traces against this ledger and these prices."""
    asking = Asking(traces, ledger)
    goods = _goods(asking, prices)
    heads = traces.heads.select("row").with_columns(asking.reach.alias("history_days"))
    heads = heads.hstack([column for part in (_sides, _traders, _pairs, _ways) for column in part(asking)])
    for frame in (_of_goods(goods), _boxes(asking), _seals(asking), _cheapest(goods), _own(goods), _riskiest(goods)):
        heads = heads.join(frame, on="row", how="left", maintain_order="left")
    begun = pl.col("history_days").is_not_null()
    names = [name for name in FEATURE_SCHEMA if name not in {"row", "history_days"}]
    heads = heads.with_columns(pl.when(begun).then(pl.col(name)).alias(name) for name in names)
    reached = traces.goods.select(asking.reach.gather(traces.goods["row"]).is_not_null()).to_series()
    goods = goods.with_columns(
        pl.when(reached).then(pl.col(name)).alias(name) for name in ITEM_FEATURE_SCHEMA if name not in _ITEM
    )
    return Features(
        heads.select(*FEATURE_SCHEMA).cast(FEATURE_SCHEMA), goods.select(*ITEM_FEATURE_SCHEMA).cast(ITEM_FEATURE_SCHEMA)
    )


def _sides(asking: Asking) -> Iterable[pl.Series]:
    yield asking.inspections("all").seen(_YEAR).alias("history_inspections_365d")
    yield asking.breaches("all").seen(_YEAR).alias("history_findings_365d")
    for side in SIDES:
        party, looked, found = asking.of(side), asking.inspections(side), asking.breaches(side)
        yield party.seen().alias(f"{side}_seen")
        for days in (_RECENT, 90, _YEAR):
            yield party.seen(days).alias(f"{side}_seen_{days}d")
        yield party.first().alias(f"{side}_first_seen_days")
        yield party.last().alias(f"{side}_last_seen_days")
        yield _growth(party).alias(f"{side}_growth")
        yield looked.seen(_YEAR).alias(f"{side}_inspections_365d")
        yield found.seen(_YEAR).alias(f"{side}_findings_365d")
        yield found.seen().alias(f"{side}_findings")
        yield found.last().alias(f"{side}_last_finding_days")


def _growth(party: Answer) -> pl.Series:
    """Recent consignments over those of a usual month before, as far back as the party goes, a year at most."""
    recent, year = party.past.seen(_RECENT), party.past.seen(_YEAR)
    days = np.clip(np.nan_to_num(party.past.first()) - _RECENT, 1, _YEAR - _RECENT)
    before = year - recent
    usual = before / days * _RECENT
    return party.column(np.divide(recent, usual, out=np.full(len(recent), np.nan), where=before > 0))


def _traders(asking: Asking) -> Iterable[pl.Series]:
    goods = asking.traces.goods
    for side in TRADERS:
        for level, name in (("hs2", "chapter"), ("hs4", "heading")):
            kind = f"{side}_{level}"
            frame = asking.traces.heads.select("row", of=side).with_row_index("place")
            had = asking.different(kind).seen()
            of_head = goods.select("row").with_columns(had=had).unique("row", keep="first")
            counts = frame.join(of_head, on="row", how="left", maintain_order="left")["had"]
            yield counts.alias(f"{side}_{name}s")
            yield _any(goods["row"], had, asking.of(kind).seen(), len(counts)).alias(f"{side}_new_{name}")
        mass = asking.of(f"{side}_mass")
        yield _ratio(mass, asking.traces.heads["mass"]).alias(f"{side}_mass_ratio")
        yield mass.seen().alias(f"{side}_mass_support")
        yield from _contacts(asking, side)


def _contacts(asking: Asking, side: str) -> Iterable[pl.Series]:
    frame = asking.traces.of(f"contacts {side}")
    height = asking.traces.heads.height
    others, breaches = [], []
    for way in ("phone", "address", "email"):
        had, own = asking.different(f"{side}_{way}").seen(), asking.of(f"{side}_{way}").seen()
        yield _any(frame["row"], had, own, height).alias(f"{side}_new_{way}")
        found = asking.breaches(f"{way} {side}").seen(_YEAR)
        breaches.append(found - asking.breaches(f"{way} own {side}").seen(_YEAR).fill_null(0))
        if way != "address":  # a building has many tenants
            others.append(asking.different(f"{way}_{side}").seen() - (own > 0).cast(pl.Int64).fill_null(0))
    columns = {f"{side}_contact_others": others, f"{side}_contact_findings_365d": breaches}
    rows = pl.DataFrame({"row": frame["row"]}).with_columns(
        pl.select(pl.max_horizontal(values)).to_series().alias(name) for name, values in columns.items()
    )
    whole = asking.traces.heads.select("row").join(rows, on="row", how="left", maintain_order="left")
    yield from (whole[name] for name in columns)


def _pairs(asking: Asking) -> Iterable[pl.Series]:
    pair = asking.of("pair")
    yield pair.seen().alias("pair_seen")
    yield (pair.seen() > 0).alias("pair_seen_before")
    yield pair.first().alias("pair_first_seen_days")
    for kind, count in (
        ("pair", "consignee_consignors"),
        ("declarant_consignee", "consignee_declarants"),
        ("carrier_consignee", "consignee_carriers"),
    ):
        yield asking.different(kind).seen().alias(count)
    for kind in ("declarant_consignee", "carrier_consignee"):
        yield asking.of(kind).seen().alias(f"{kind}_seen")


def _ways(asking: Asking) -> Iterable[pl.Series]:
    for kind in (
        *("consignee_office", "consignee_mode", "consignee_dispatch", "consignor_destination", "consignor_office"),
        *("carrier_office", "carrier_countries", "countries", "countries_mirror", "office_countries"),
        *("means", "means_carrier", "driver", "driver_carrier"),
        *("document", "document_consignee", "document_destination"),
    ):
        yield asking.of(kind).seen().alias(f"{kind}_seen")
    yield asking.of("means").last().alias("means_last_seen_days")
    yield asking.different("means_carrier").seen().alias("means_carriers")
    yield asking.breaches("means").seen().alias("means_findings")
    yield asking.breaches("means").seen(_YEAR).alias("means_findings_365d")
    yield asking.breaches("driver").seen(_YEAR).alias("driver_findings_365d")


def _goods(asking: Asking, prices: pl.LazyFrame) -> pl.DataFrame:
    goods = asking.traces.goods
    heading, origin = asking.of("heading").seen(), asking.of("heading_origin").seen()
    mass, own = asking.of("consignee_hs4_mass"), asking.of("own_price")
    log = goods["price"]
    apart = log - own.column(own.past.mean())
    columns = [
        *(
            asking.of(f"{side}_{level}").seen().alias(f"{side}_{level}_seen")
            for side in TRADERS
            for level in ("hs2", "hs4")
        ),
        _ratio(mass, goods["mass"]).alias("consignee_hs4_mass_ratio"),
        mass.seen().alias("consignee_hs4_mass_support"),
        asking.of("consignee_hs4").seen(_RECENT).alias("consignee_hs4_seen_30d"),
        asking.of("consignee_hs4").seen(_YEAR).alias("consignee_hs4_seen_365d"),
        asking.of("received").seen(90).alias("received_90d"),
        asking.of("sent").seen(_YEAR).alias("sent_365d"),
        asking.of("consignee_origin").seen().alias("consignee_origin_seen"),
        asking.different("consignee_origin").seen().alias("_origins"),
        heading.alias("heading_seen"),
        origin.alias("heading_origin_seen"),
        pl.select(pl.when(heading > 0).then(origin / heading)).to_series().alias("heading_origin_share"),
        asking.inspections("hs6").seen(_YEAR).alias("hs6_inspections_365d"),
        asking.breaches("hs6").seen(_YEAR).alias("hs6_findings_365d"),
        log.exp().alias("unit_price"),
        apart.exp().alias("own_price_ratio"),
        _over(apart, own.column(own.past.deviation())).alias("own_price_deviations"),
        own.seen().alias("own_price_support"),
    ]
    whole = goods.select(_ITEM).hstack(columns)
    asked = priced(asking.traces)
    relevant = prices.join(asked.select("hs4").unique().lazy(), on="hs4", how="semi").collect(engine="streaming")
    usual = usual_prices(asked, relevant).with_columns(ratio=(pl.col("log") - pl.col("median")).exp())
    weighed = usual.filter(pl.col("unit") == KILOGRAM).select(
        *_ITEM,
        *(pl.col(name).exp().alias(f"unit_price_{name}") for name in ("median", "low", "high")),
        unit_price_ratio="ratio",
        unit_price_support="support",
        unit_price_alike="alike",
    )
    pieces = usual.filter(pl.col("unit") != KILOGRAM).select(
        *_ITEM, piece_price_ratio="ratio", piece_price_support="support"
    )
    for frame in (weighed, pieces):
        whole = whole.join(frame, on=_ITEM, how="left", maintain_order="left")
    return whole


def _of_goods(goods: pl.DataFrame) -> pl.DataFrame:
    """What of the goods items is said of the whole consignment."""
    unheard = (pl.col("heading_origin_seen") == 0) & (pl.col("heading_seen") >= _COMMON_HEADING)
    return goods.group_by("row").agg(
        pl.col("heading_origin_share").min(),
        _ever(unheard).alias("goods_new_origin"),
        _ever((pl.col("consignee_origin_seen") == 0) & (pl.col("_origins") > 0)).alias("consignee_new_origin"),
        pl.col("unit_price_ratio").max().alias("unit_price_ratio_max"),
    )


def _cheapest(goods: pl.DataFrame) -> pl.DataFrame:
    return _first(goods, "unit_price_ratio").select("row", "unit_price_ratio", "unit_price_support")


def _own(goods: pl.DataFrame) -> pl.DataFrame:
    return _first(goods, "own_price_ratio").select("row", "own_price_ratio", "own_price_support")


def _riskiest(goods: pl.DataFrame) -> pl.DataFrame:
    rate = pl.col("hs6_findings_365d") / pl.col("hs6_inspections_365d").clip(1)
    ranked = goods.with_columns(_rank=-rate)
    return _first(ranked, "_rank").select("row", "hs6_inspections_365d", "hs6_findings_365d")


def _first(goods: pl.DataFrame, column: str) -> pl.DataFrame:
    """The item of each consignment that is lowest in a column."""
    return goods.drop_nulls(column).sort("row", column, "position").unique("row", keep="first", maintain_order=True)


def _boxes(asking: Asking) -> pl.DataFrame:
    box = asking.of("container")
    return (
        asking.traces.boxes.select("row")
        .with_columns(
            box.seen().alias("container_seen"),
            box.seen(_RECENT).alias("container_seen_30d"),
            box.last().alias("container_last_seen_days"),
            asking.different("container_consignee").seen().alias("container_consignees"),
            asking.breaches("container").seen().alias("container_findings"),
        )
        .group_by("row")
        .agg(
            pl.col("container_seen", "container_seen_30d", "container_consignees").max(),
            pl.col("container_last_seen_days").min(),
            pl.col("container_findings").max(),
        )
    )


def _seals(asking: Asking) -> pl.DataFrame:
    elsewhere = asking.of("seal").seen() - asking.of("seal_container").seen()
    return (
        asking.traces.seals.select("row")
        .with_columns(seal_seen=elsewhere)
        .group_by("row")
        .agg(pl.col("seal_seen").max())
    )


def _any(rows: pl.Series, had: pl.Series, own: pl.Series, height: int) -> pl.Series:
    """Whether one of a consignment's things is new to someone who had such things before; null where none can tell."""
    judged = pl.DataFrame({"row": rows, "new": own == 0}).filter((had > 0).fill_null(value=False) & own.is_not_null())
    new = judged.group_by("row").agg(pl.col("new").any())
    whole = pl.DataFrame({"row": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    return whole.join(new, on="row", how="left", maintain_order="left")["new"]


def _ever(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition.count() > 0).then(condition.any())


def _ratio(answer: Answer, log: pl.Series) -> pl.Series:
    return (log - answer.column(answer.past.mean())).exp()


def _over(value: pl.Series, spread: pl.Series) -> pl.Series:
    return pl.select(pl.when(spread > 0).then(value / spread)).to_series()
