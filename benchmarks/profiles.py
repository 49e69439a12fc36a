"""500 profiles over 1,000,000 consignments of 40 columns, one consignment, and a backtest over 5,000,000 stored rows.

DuckDB (a query a profile, over a table in memory) and plain Polars (all profiles as expressions over a frame with
categoricals) answer the same profiles in processes of their own; all have to name the same consignments. Seconds are of
the processor, over all cores, after loading; the backtest's are of the clock, on two cores.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import polars as pl

from darvoza.risk.profiles import (
    STORED_SCHEMA,
    CodedView,
    Dialect,
    Profile,
    Profiles,
    Program,
    read_condition,
    to_expression,
    to_sql,
)
from darvoza.signals import Typology
from darvoza.statistics import backtest

ROWS = 1_000_000
STORED = 5_000_000
PROFILES = 500
_SEED = 11

_COUNTRIES = ["CN", "TR", "RU", "KZ", "UZ", "TJ", "KG", "AF", "IR", "AE", "DE", "PL", "TM", "IN", "KR", "VN", "BY"]
_WORDS = ["pumps", "bearings", "насосы", "ткань", "tea", "valves", "filters", "cable", "steel", "pipes", "мебель"]
_WORDS += ["graphite", "acid", "engine", "drone", "lathe", "flour", "tyres", "rails", "motors", "sensors", "resin"]
_DAY = date(2026, 1, 1)


def view(rows: int, seed: int = _SEED) -> pl.DataFrame:
    """A view of one goods item a consignment: 40 columns, skewed as traffic is, a part of every column missing."""
    chance = np.random.default_rng(seed)
    made: dict[str, pl.Series] = {"row": pl.Series(np.arange(rows, dtype=np.uint32))}
    made["position"] = pl.Series(np.zeros(rows, dtype=np.uint32))

    def pick(name: str, values: list[str], missing: float = 0.03) -> None:
        shares = 1 / np.arange(1, len(values) + 1) ** 1.1
        at = chance.choice(len(values), rows, p=shares / shares.sum()).astype(np.int64)
        chosen = pl.Series(values, dtype=pl.String).gather(pl.Series(at).cast(pl.UInt32))
        made[name] = _holes(chosen, missing)

    def amount(name: str, middle: float, spread: float, missing: float = 0.1, digits: int = 2) -> None:
        numbers = pl.Series(chance.lognormal(middle, spread, rows).round(digits))
        made[name] = _holes(numbers, missing)

    def _holes(series: pl.Series, missing: float) -> pl.Series:
        known = pl.Series(chance.random(rows) >= missing)
        return pl.select(pl.when(known).then(series)).to_series()

    pick("mode", ["road", "rail", "air", "river"])
    pick("flow", ["import", "transit", "export"])
    pick("service", ["cargo", "express", "postal"])
    pick("office", [f"TJ{number:03}" for number in range(40)])
    pick("procedure", [f"{number}00" for number in range(40, 60)])
    pick("declaration_type", ["IM4", "IM5", "TR8", "EX1"])
    pick("incoterm", ["CIP", "DAP", "FCA", "EXW", "CPT"], 0.3)
    for name in ("dispatch", "destination", "means_nationality", "consignor_country", "consignee_country", "origin"):
        pick(name, _COUNTRIES)
    chapters = [f"{chance.integers(1, 98):02}{chance.integers(1, 30):02}" for _ in range(600)]
    codes = [f"{heading}{chance.integers(0, 100):02}" for heading in chapters for _ in range(8)]
    pick("hs_code", list(dict.fromkeys(codes)))
    made["hs2"] = made["hs_code"].str.head(2)
    made["hs4"] = made["hs_code"].str.head(4)
    pick("consignor_name", [f"Orient {number} LLC" for number in range(40_000)])
    pick("consignee_name", [f"Silk Road {number} ООО" for number in range(60_000)])
    pick("declarant_name", [f"Broker {number}" for number in range(800)])
    pick("carrier_name", [f"Trans {number}" for number in range(5_000)])
    pick("consignor_id", [f"TIN:{number:09}" for number in range(40_000)], 0.2)
    pick("consignee_id", [f"TIN:{number:09}" for number in range(60_000)], 0.2)
    pick("means_id", [f"{number:04}AA01" for number in range(30_000)])
    texts = [f" {a}  {b}  {number} " for a in _WORDS for b in _WORDS for number in range(80)]
    pick("description_words", texts)
    pick("package_type", ["CT", "PX", "BG", "DR", "BX"])
    pick("currency", ["USD", "EUR", "CNY", "RUB", "TJS"])
    for name, middle in (("value", 9), ("item_value", 8.5), ("gross_mass_kg", 7), ("net_mass_kg", 6.9), ("freight", 6)):
        amount(name, middle, 1.5)
    amount("packages", 3, 1.5, digits=0)
    amount("value_per_kg", 1, 1.2)
    amount("unit_price_ratio", 0, 0.5, 0.3, 3)
    amount("consignee_first_seen_days", 5, 1.5, 0.2, 0)
    amount("consignee_seen_30d", 1.5, 1, 0.2, 0)
    amount("pair_seen", 1, 1.2, 0.2, 0)
    made["lodged_hour"] = _holes(pl.Series(chance.integers(0, 24, rows).astype(np.float64)), 0.05)
    made["lodged_on"] = _holes(pl.Series(chance.integers(20_454, 20_800, rows)).cast(pl.Int32).cast(pl.Date), 0.02)
    made["empty"] = _holes(pl.Series(chance.random(rows) < 0.1), 0.4)
    return pl.DataFrame(made)


def conditions(count: int = PROFILES, seed: int = _SEED) -> list[str]:
    """Profiles as analysts write them: two to five tests, mostly narrow; one in six with *or*, *not* or arithmetic."""
    chance = np.random.default_rng(seed)

    def one(values: list[str]) -> str:
        return str(chance.choice(values))

    tests: list[Callable[[], str]] = [
        lambda: f"mode = '{one(['road', 'rail', 'air'])}'",
        lambda: f"office in ('TJ{chance.integers(40):03}', 'TJ{chance.integers(40):03}')",
        lambda: f"flow = '{one(['import', 'transit'])}'",
        lambda: f"hs_code like '{chance.integers(1, 98):02}%'",
        lambda: f"hs_code like '{chance.integers(1, 98):02}{chance.integers(1, 30):02}%'",
        lambda: f"hs4 in ('{chance.integers(1000, 9800)}', '{chance.integers(1000, 9800)}', '8479')",
        lambda: f"origin = '{one(_COUNTRIES)}'",
        lambda: f"dispatch in ('{one(_COUNTRIES)}', '{one(_COUNTRIES)}')",
        lambda: "origin <> dispatch",
        lambda: f"unit_price_ratio < {chance.integers(2, 8) / 10}",
        lambda: f"consignee_first_seen_days < {chance.integers(1, 12) * 10}",
        lambda: f"value > {chance.integers(1, 40) * 5000}",
        lambda: f"gross_mass_kg between {chance.integers(1, 10) * 100} and {chance.integers(10, 40) * 100}",
        lambda: f"value_per_kg < {chance.integers(1, 30) / 10}",
        lambda: f"mentions(description, '{one(_WORDS)}', '{one(_WORDS)}*')",
        lambda: f"consignee_name like 'Silk Road {chance.integers(1, 999)}%'",
        lambda: f"lodged_hour not between 6 and {chance.integers(18, 23)}",
        lambda: f"lodged_on >= '2026-{chance.integers(1, 12):02}-01'",
        lambda: "not empty",
        lambda: f"packages = {chance.integers(1, 9)}",
        lambda: f"incoterm is null and currency <> '{one(['USD', 'EUR'])}'",
        lambda: f"pair_seen = {chance.integers(0, 4)}",
        lambda: f"carrier_name = 'Trans {chance.integers(5000)}'",
    ]
    rare: list[Callable[[], str]] = [
        lambda: f"gross_mass_kg / packages > {chance.integers(1, 9) * 100}",
        lambda: f"(value > {chance.integers(1, 9) * 10_000} or origin = '{one(_COUNTRIES)}')",
        lambda: f"not (mode = 'road' and office = 'TJ{chance.integers(40):03}')",
        lambda: "net_mass_kg > gross_mass_kg",
    ]
    texts = []
    for _ in range(count):
        chosen = chance.choice(len(tests), chance.integers(2, 6), replace=False)
        parts = [tests[at]() for at in chosen]
        if chance.random() < 1 / 6:
            parts.append(rare[chance.integers(len(rare))]())
        texts.append(" and ".join(parts))
    return texts


def _digest(hits: list[np.ndarray]) -> str:
    """A fingerprint of which rows each profile hit."""
    whole = sha256()
    for rows in hits:
        whole.update(np.asarray(rows, dtype=np.uint32).tobytes())
        whole.update(b"|")
    return whole.hexdigest()[:16]


def _used(started: float, hits: list[np.ndarray], loading: float) -> dict[str, object]:
    return {
        "processor_s": round(time.process_time() - started, 2),
        "loading_processor_s": round(loading, 2),
        "hits": int(sum(len(each) for each in hits)),
        "digest": _digest(hits),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def ours(path: Path) -> dict[str, object]:
    """All profiles over the view by codes."""
    trees = [read_condition(text) for text in conditions()]
    begun = time.process_time()
    program = Program(trees)
    coded = CodedView(pl.read_parquet(path)).prepare(program.columns)
    loading = time.process_time() - begun
    started = time.process_time()
    hits = program.hits(coded)
    return _used(started, hits, loading)


def polars(path: Path) -> dict[str, object]:
    """All profiles as Polars expressions over categoricals, some at a time."""
    trees = [read_condition(text) for text in conditions()]
    begun = time.process_time()
    coded = {"mode", "flow", "office", "origin", "dispatch", "hs4", "incoterm", "currency", "carrier_name"}
    frame = pl.read_parquet(path).with_columns(pl.col(*coded).cast(pl.Categorical))
    loading = time.process_time() - begun
    started = time.process_time()
    hits = []
    for at in range(0, len(trees), 50):
        said = frame.select(
            to_expression(tree).fill_null(value=False).alias(str(n)) for n, tree in enumerate(trees[at : at + 50])
        )
        hits += [np.flatnonzero(column.to_numpy()) for column in said.get_columns()]
    return _used(started, hits, loading)


def duckdb(path: Path) -> dict[str, object]:
    """Each profile as a query over a table in memory."""
    import duckdb as engine  # noqa: PLC0415 - only this process needs it

    queries = [to_sql(read_condition(text), Dialect.DUCKDB) for text in conditions()]
    begun = time.process_time()
    connection = engine.connect()
    connection.execute("create table view as from read_parquet(?)", [str(path)])
    loading = time.process_time() - begun
    started = time.process_time()
    hits = [
        np.sort(connection.execute(f"select row from view where {query}").fetchnumpy()["row"])  # noqa: S608 - our own
        for query in queries
    ]
    return _used(started, hits, loading)


def one_consignment(rows: pl.DataFrame) -> dict[str, object]:
    """Milliseconds for all profiles on one consignment, by closures: the median of many."""
    profiles = _profiles(conditions())
    took = []
    for row in rows.iter_rows(named=True):
        started = time.perf_counter()
        profiles.of_row(row)
        took.append((time.perf_counter() - started) * 1000)
    return {"median_ms": round(float(np.median(took)), 3), "p95_ms": round(float(np.quantile(took, 0.95)), 3)}


def _profiles(texts: list[str]) -> Profiles:
    day = date(2026, 1, 1)
    return Profiles(
        [
            Profile(
                id=f"P{number:03}",
                title="Benchmark",
                condition=text,
                author="one",
                approver="another",
                purpose="measuring",
                typology=Typology.REVENUE,
                weight=0.3,
                start=day,
                end=date(2027, 1, 1),
                review=day + timedelta(weeks=26),
            )
            for number, text in enumerate(texts)
        ]
    )


def stored(path: Path) -> dict[str, object]:
    """A backtest of one profile over five million stored rows."""
    texts = ["mode = 'road' and hs_code like '8%' and consignee_first_seen_days < 90 and unit_price_ratio < 0.6"]
    (profile,) = _profiles(texts)
    scanned = pl.scan_parquet(sorted(path.glob("*.parquet")))
    findings = pl.read_parquet(path / "findings")
    took, used, selected = [], [], 0
    for _ in range(3):
        begun, processor = time.perf_counter(), time.process_time()
        selected = backtest(scanned, findings, profile).selected
        took.append(time.perf_counter() - begun)
        used.append(time.process_time() - processor)
    return {
        "rows": STORED,
        "selected": selected,
        "wall_s": round(min(took), 2),
        "processor_s": round(min(used), 2),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _store(folder: Path) -> None:
    """Five million rows as :class:`darvoza.risk.StoredView` keeps them: a file a fortnight, every column."""
    empty = pl.DataFrame(schema=STORED_SCHEMA)
    chance = np.random.default_rng(_SEED)
    files = 25
    ids = []
    sample = view(STORED // files)
    for number in range(files):
        part = sample
        days = pl.Series(chance.integers(14 * number, 14 * (number + 1), part.height))
        part = part.with_columns(
            consignment=pl.format("m{}-{}", pl.lit(number), "row"),
            day=pl.lit(_DAY) + pl.duration(days=pl.lit(days)),
            item_number=pl.lit(1.0),
        )
        ids.append(part["consignment"].sample(part.height // 20, seed=number))
        whole = pl.concat([empty, part.cast({"day": pl.Date})], how="diagonal")
        whole.select(*STORED_SCHEMA).write_parquet(folder / f"{number:032}.parquet", row_group_size=262_144)
    examined = pl.concat(ids)
    breach = pl.Series(chance.random(len(examined)) < 0.05)
    pl.DataFrame({"consignment": examined, "breach": breach}).write_parquet(folder / "findings")


def _apart(name: str, path: Path) -> dict[str, object]:
    """Run one engine in a process of its own, so that none holds another's memory."""
    command = [sys.executable, "-m", "benchmarks.profiles", name, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ourselves
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


_ENGINES = {"ours": ours, "polars": polars, "duckdb": duckdb, "stored": stored}


def run() -> dict[str, object]:
    """Every engine over the same view, one consignment, and the backtest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        traffic = view(ROWS)
        traffic.write_parquet(folder / "view.parquet")
        single = one_consignment(traffic.sample(500, seed=_SEED))
        columns = traffic.width - 2
        del traffic
        engines = {each: _apart(each, folder / "view.parquet") for each in ("ours", "polars", "duckdb")}
        (folder / "view").mkdir()
        _store(folder / "view")
        tried = _apart("stored", folder / "view")
    return {
        "profiles": PROFILES,
        "consignments": ROWS,
        "columns": columns,
        **engines,
        "same_hits": len({each["digest"] for each in engines.values()}) == 1,
        "one_consignment": single,
        "backtest": tried,
    }


if __name__ == "__main__":
    print(json.dumps(_ENGINES[sys.argv[1]](Path(sys.argv[2]))))
