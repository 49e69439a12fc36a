"""Goods lines compared with all control entries, a core; a plain loop over each entry's patterns beside it.

One in ten distinct lines comes from the entries' own examples, so that the comparison itself has work to do. The plain
loop only looks for the entries' words, one regular expression for each entry, and decides nothing.
"""

import os
import random
import re
import time
from datetime import UTC, datetime
from importlib.resources import files

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # before the import, which reads it

import polars as pl
import yaml

from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement
from darvoza.goods import ControlList, compile_entries, identify, load_entries
from darvoza.goods.loading import expand
from darvoza.goods.text import fold_text

LINES = int(os.environ.get("DARVOZA_GOODS_LINES", "20000"))
CONTROLLED_SHARE = 0.1
BASELINE = 1_000
PARTS = (50, 100, 200)
TODAY = datetime.now(UTC).date()

GOODS = [
    "cotton T-shirts", "men's leather shoes", "ceramic floor tiles", "frozen chicken", "wheat flour",
    "laptop computers", "mobile phones", "LED lamps", "steel screws", "plastic pipes", "car spare parts",
    "brake pads", "office furniture", "fresh apples", "dried apricots", "sunflower oil", "washing machines",
    "water pump for garden", "copper cable", "обувь мужская кожаная", "одежда детская", "плитка керамическая",
    "автозапчасти", "масло подсолнечное", "мебель офисная", "холодильники бытовые", "насос водяной",
    "кабель медный", "мука пшеничная", "трубы пластиковые", "клапан обратный латунный", "кирпич огнеупорный",
    "краска водоэмульсионная", "сухофрукты", "ткань хлопковая", "paxta tolasi", "quritilgan mevalar", "мебел",
    "либоси занона", "қувурҳои пластикӣ",
]  # fmt: skip
MORE = ["new", "used", "in cartons", "на поддонах", "в мешках", "model {}", "art. {}", "партия {}", "{} pcs", "{} шт"]


def _lines(control: ControlList, number: int) -> list[str]:
    """Distinct descriptions, ordinary and controlled, in several languages."""
    chance = random.Random(7)
    examples = [example.text for entry in control.entries for example in entry.spec.tests]
    examples += [f"{entry.spec.title['en']}, technical" for entry in control.entries if entry.chemical]
    found: dict[str, None] = {}
    while len(found) < number:
        kind = examples if chance.random() < CONTROLLED_SHARE else GOODS
        more = ", ".join(chance.sample(MORE, 2)).format(chance.randint(1, 99_999), chance.randint(1, 99_999))
        found[f"{chance.choice(kind)}, {more}"] = None
    return list(found)


def _batch(lines: list[str]) -> ConsignmentBatch:
    goods = pl.DataFrame({"description": lines}).with_row_index("position").with_columns(row=pl.lit(0, pl.UInt32))
    whole = Consignment(id="b-0", message="b", reference="B", lodgement=Lodgement.MANIFEST, goods=(GoodsItem(),))
    return ConsignmentBatch.from_frames(ConsignmentBatch.of([whole]).consignments, goods=goods)


def _speed(batch: ConsignmentBatch, control: ControlList) -> int:
    """Lines a second of this process's own time; looked at once before, so that tables are built."""
    identify(batch, control)
    started = time.process_time()
    identify(batch, control)
    return round(LINES / (time.process_time() - started))


def _pattern(term: str) -> str:
    """A term as a regular expression, near enough for a baseline."""
    return r"\b" + re.escape(fold_text(term)).replace(r"\*", r"\w*")


def _plain(control: ControlList, lines: list[str]) -> int:
    """How many entries' words a loop over regular expressions finds."""
    patterns = [
        re.compile("|".join(_pattern(term) for terms in words.values() for term in terms))
        for entry in control.entries
        for words in (entry.spec.subject, entry.spec.names)
        if words
    ]
    folded = [fold_text(line) for line in lines]
    return sum(pattern.search(line) is not None for line in folded for pattern in patterns)


def _part(number: int) -> ControlList:
    """So many entries, taken evenly from all files, so that a smaller list has goods of all kinds too."""
    room = files("darvoza.goods")
    written = {
        folder: [
            (file.name, yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader))
            for file in sorted((room / folder).iterdir(), key=lambda file: file.name)
            if file.name.endswith(".yaml")
        ]
        for folder in ("vocabulary", "entries")
    }
    entries = [entry for _, content in written["entries"] for entry in expand(content)]
    chosen = entries[:: max(1, len(entries) // number)][:number]
    return compile_entries([("part", chosen)], written["vocabulary"], TODAY)


def run() -> dict[str, object]:
    """Lines a second of this process's own time, all entries loaded, and the plain loop's."""
    started = time.process_time()
    control = load_entries()
    loaded = time.process_time() - started
    lines = _lines(control, LINES)
    batch = _batch(lines)
    started = time.process_time()
    found = identify(batch, control)
    taken = time.process_time() - started
    started = time.process_time()
    _plain(control, lines[:BASELINE])
    plain = time.process_time() - started
    return {
        "entries": len(control),
        "load_s": round(loaded, 2),
        "lines": len(lines),
        "determinations": len(found),
        "lines_per_s": round(len(lines) / taken),
        "plain_loop_lines_per_s": round(BASELINE / plain),
        **{f"lines_per_s_with_{number}_entries": _speed(batch, _part(number)) for number in PARTS},
        f"lines_per_s_with_{len(control)}_entries": _speed(batch, control),
    }
