"""A simulated season with everything that the rooms say of it: signs, scores and the past, as columns of numbers.

The rooms speak once of all that may come in a week, whichever plan each network really follows, since what they say of
one consignment hardly depends on the others. Where it does, it works against the whole system: companies of plans that
are never carried out count as seen before.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza import goods, parties, risk
from darvoza.consignment import ConsignmentBatch
from darvoza.history import Baselines
from darvoza.parties import NameIndex
from darvoza.selection import harm
from darvoza.signals import join_signals
from darvoza.training import TYPOLOGIES, Season

Floats = NDArray[np.float64]
_FEWEST = 30


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of each row of a season before anyone examines it.

    ``signs`` (score, harm-weighted score, and one column for each typology and frequent signal), ``facts`` (of the
    consignment and its past) are matrices of numbers; ``codes`` are whole numbers of who and what, for rates of past
    findings; ``stake`` is the value declared, in US dollars.
    """

    score: Floats
    expected: Floats
    mandatory: NDArray[np.bool_]
    signs: Floats
    facts: Floats
    codes: NDArray[np.int64]
    importer: NDArray[np.int64]
    stake: Floats


def watch(season: Season) -> Watched:
    """Everything the rooms say of the season."""
    signals, scores = _signals(season)
    size = len(season.batch)
    kinds = np.zeros((size, len(TYPOLOGIES)))
    number = (
        scores.typologies["typology"]
        .cast(pl.String)
        .replace_strict({name: at for at, name in enumerate(TYPOLOGIES)}, return_dtype=pl.Int64)
    )
    kinds[scores.typologies["row"].to_numpy(), number.to_numpy()] = scores.typologies["score"].to_numpy()
    weights = np.array([harm().weights[name] for name in TYPOLOGIES])
    score = scores.overall["score"].to_numpy()
    expected = np.maximum(kinds @ weights, score * weights[TYPOLOGIES.index("general")] * (kinds.max(axis=1) == 0))
    fired = _fired(signals, size)
    codes, importer = _codes(season.batch)
    return Watched(
        score=score,
        expected=expected,
        mandatory=scores.overall["mandatory"].to_numpy(),
        signs=np.column_stack([score, expected, kinds, fired]),
        facts=_facts(season),
        codes=codes,
        importer=importer,
        stake=_stake(season.batch),
    )


def _signals(season: Season) -> tuple[pl.DataFrame, risk.Scores]:
    batch = season.batch
    entries = goods.load_entries()
    rows = [parties.match_signals(parties.screen(batch, _index(season.watchlist)))]
    rows.append(goods.control_signals(goods.identify(batch, entries)))
    weekly = []
    always = join_signals(rows)
    for week in range(season.weeks):
        here = np.flatnonzero(season.week == week)
        found = risk.evaluate(batch.take(pl.Series(here, dtype=pl.UInt32))).signals
        found = found.with_columns(row=pl.col("row") + pl.lit(here[0], pl.UInt32))
        others = always.filter(pl.col("row").is_between(here[0], here[-1]))
        weekly.append(risk.by_rarity(join_signals([found, others]), len(here)))
    signals = pl.concat(weekly)
    return signals, risk.score(signals, len(batch))


def _index(watchlist: pl.DataFrame) -> NameIndex:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watchlist.csv"
        watchlist.write_csv(path)
        return NameIndex.build(parties.load_lists([path]))


def _fired(signals: pl.DataFrame, size: int) -> Floats:
    """One column for each signal that is seen often enough to learn from."""
    kind = pl.col("kind").cast(pl.String)
    named = signals.select("row", "weight", name=pl.when(kind == "indicator").then("id").otherwise(kind))
    often = named.group_by("name").agg(pl.col("row").n_unique()).filter(pl.col("row") >= _FEWEST).sort("name")
    columns = np.zeros((size, often.height + 1))
    columns[:, 0] = np.bincount(named["row"].to_numpy(), minlength=size)
    for at, name in enumerate(often["name"].to_list()):
        columns[named.filter(pl.col("name") == name)["row"].to_numpy(), at + 1] = 1
    return columns


def _facts(season: Season) -> Floats:
    batch = season.batch
    past = Baselines.of(batch).features(batch)
    numeric = past.drop("row", strict=False).select(pl.selectors.numeric() | pl.selectors.boolean()).cast(pl.Float64)
    whole = batch.consignments
    items = batch.goods.group_by("row", maintain_order=True).agg(
        items=pl.len(), first=pl.col("net_mass_kg").sum(), worth=pl.col("value").sum()
    )
    of_goods = pl.DataFrame({"row": pl.int_range(len(batch), dtype=pl.UInt32, eager=True)}).join(
        items, on="row", how="left", maintain_order="left"
    )
    own = pl.DataFrame(
        {
            "gross": whole["gross_mass_kg"],
            "value": whole["value"],
            "freight": whole["freight"],
            "packages": whole["packages"],
            "per_kg": whole["value"] / whole["gross_mass_kg"],
            "freight_share": whole["freight"] / whole["value"],
            "items": of_goods["items"],
            "lead": (whole["arrival"] - whole["lodged"]).dt.total_minutes(),
            "hour": whole["lodged"].dt.hour(),
            "weekday": whole["lodged"].dt.weekday(),
            "mode": whole["mode"].to_physical(),
            "flow": whole["flow"].to_physical(),
        }
    ).cast(pl.Float64)
    found = pl.concat([numeric, own], how="horizontal").fill_null(float("nan")).to_numpy()
    return np.where(np.isfinite(found), found, np.nan)


def _codes(batch: ConsignmentBatch) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    whole = batch.consignments.select("office", "mode", "flow", "country_of_dispatch", "country_of_destination")
    whole = whole.with_row_index("row").cast({"mode": pl.String, "flow": pl.String})
    for role in ("consignor", "consignee", "declarant", "carrier", "forwarder"):
        name = pl.coalesce(pl.col("identifiers").list.first(), pl.col("name").str.to_uppercase())
        of_role = batch.parties.filter(pl.col("role") == role).unique("row", keep="first")
        whole = whole.join(of_role.select("row", name.alias(role)), on="row", how="left", maintain_order="left")
    first = batch.goods.filter(pl.col("position") == 0).select("row", "hs_code", "origin")
    whole = whole.join(first, on="row", how="left", maintain_order="left")
    trader = pl.when(pl.col("flow") == "export").then("consignor").otherwise("consignee")
    partner = pl.when(pl.col("flow") == "export").then("consignee").otherwise("consignor")
    heading, desk = pl.col("hs_code").str.slice(0, 4), pl.concat_str("office", "mode", separator=" ")
    service = pl.coalesce("declarant", "forwarder")
    kinds = {
        "trader": trader,
        "partner": partner,
        "service": service,
        "carrier": pl.col("carrier"),
        "heading": heading,
        "hs6": pl.col("hs_code").str.slice(0, 6),
        "heading from": pl.concat_str(heading, "origin", separator=" "),
        "heading at": pl.concat_str(heading, desk, separator=" "),
        "way": pl.concat_str(desk, "country_of_dispatch", "country_of_destination", separator=" "),
        "desk": desk,
        "service with": pl.concat_str(service, "carrier", separator=" "),
    }
    named = whole.select(expression.alias(name) for name, expression in kinds.items())
    coded = named.select((pl.col(name).rank("dense") - 1).fill_null(-1).cast(pl.Int64) for name in kinds).to_numpy()
    return coded, coded[:, 0]


_RATES = {"USD": 1.0, "EUR": 1.08, "CNY": 0.14, "RUB": 0.011}


def _stake(batch: ConsignmentBatch) -> Floats:
    rate = pl.col("currency").replace_strict(_RATES, default=None, return_dtype=pl.Float64)
    usd = batch.consignments.select((pl.col("value") * rate).alias("usd"))["usd"]
    return usd.fill_null(usd.median()).fill_null(0.0).to_numpy()
