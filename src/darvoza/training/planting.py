"""Planting schemes in a day's lawful traffic, and keeping the truth about what was planted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from darvoza.consignment import Consignment, ConsignmentBatch
from darvoza.training.case import Case, Difficulty, Scheme, Sign, indicators_of
from darvoza.training.chance import Chance
from darvoza.training.documents import needs_paper
from darvoza.training.lodging import says
from darvoza.training.schemes import all_schemes
from darvoza.training.tricks import NO_PAPERS
from darvoza.training.watchlist import listed_parties

TRUTH_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "reference": pl.String,
    "case": pl.Int64,
    "scheme": pl.String,
    "typology": pl.String,
    "difficulty": pl.String,
    "signs": pl.List(pl.String),
    "indicators": pl.List(pl.String),
}
_DIFFICULTIES: Final = ((Difficulty.EASY, 0.35), (Difficulty.MEDIUM, 0.40), (Difficulty.HARD, 0.25))
_SHOWN: Final = {Difficulty.EASY: (0.9, 0.35), Difficulty.MEDIUM: (0.5, 0.25)}  # strong and weak signs
_HARD_WITH_NOTHING: Final = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a scheme goes, and which of its signs may show."""

    scheme: Scheme
    rows: list[int]
    formats: list[str]
    difficulty: Difficulty
    allowed: frozenset[str]


def plant(
    seed: int, day: date, batch: ConsignmentBatch, formats: pl.DataFrame, share: float
) -> tuple[ConsignmentBatch, pl.DataFrame]:
    """The batch with about ``share`` of its consignments turned into schemes, and the truth about them."""
    chance = Chance(seed, "schemes", day.toordinal())
    return carry_out(seed, day, batch, _plans(chance, batch, formats, round(share * len(batch))))


def carry_out(
    seed: int, day: date, batch: ConsignmentBatch, plans: Sequence[Plan]
) -> tuple[ConsignmentBatch, pl.DataFrame]:
    """The batch with these plans carried out, and the truth about them."""
    if not plans:
        return batch, pl.DataFrame(schema=TRUTH_SCHEMA)
    rows = [row for each in plans for row in each.rows]
    turned = batch.take(pl.Series(rows, dtype=pl.UInt32)).objects()
    listed = listed_parties(seed)
    planted, truth, start = [], [], 0
    for number, each in enumerate(plans):
        here = turned[start : start + len(each.rows)]
        start += len(each.rows)
        case = Case(Chance(seed, "case", day.toordinal(), number), each.difficulty, each.allowed, here, day, listed)
        done = each.scheme.plant(case)
        signs = [sign for sign in each.scheme.signs if sign.name in done.shows]
        for consignment, format_ in zip(done.consignments, each.formats, strict=True):
            seen = [sign.name for sign in signs if _carried(sign, format_) and _holds(sign, consignment)]
            planted.append(consignment)
            truth.append(
                (
                    consignment.reference,
                    number + 1,
                    each.scheme.id,
                    each.scheme.typology.value,
                    each.difficulty.value,
                    seen,
                    indicators_of(signs, seen),
                )
            )
    return _put_back(batch, rows, ConsignmentBatch.of(planted)), pl.DataFrame(truth, schema=TRUTH_SCHEMA, orient="row")


def _plans(chance: Chance, batch: ConsignmentBatch, formats: pl.DataFrame, wanted: int) -> list[Plan]:
    """Which schemes go where: schemes in turn by weight, each in consignments that suit it and are still lawful."""
    kinds = all_schemes()
    facts = facts_of(batch, formats)
    suited = {
        scheme.id: facts.select(scheme.suits.fill_null(False)).to_series().arg_true().to_list() for scheme in kinds
    }
    for rows in suited.values():
        order = np.argsort(chance.uniform(len(rows)), kind="stable").tolist()
        rows[:] = [rows[place] for place in order]
    names = facts["format"].to_list()
    ways = ways_of(facts)
    used: set[int] = set()
    plans: list[Plan] = []
    left = {scheme.id: scheme.weight for scheme in kinds}
    while len(used) < wanted and any(left.values()):
        scheme = kinds[int(chance.pick([left[each.id] for each in kinds], 1)[0])]
        few, many = scheme.members
        rows = take_rows(suited[scheme.id], used, ways if scheme.together else None, chance.number(few, many))
        if len(rows) < few:
            # Those that came in vain stay lawful; when no first one is left either, the scheme is done.
            left[scheme.id] *= bool(suited[scheme.id])
            continue
        difficulty = _DIFFICULTIES[int(chance.pick([share for _, share in _DIFFICULTIES], 1)[0])][0]
        used.update(rows)
        allowed = allowed_signs(chance, scheme.signs, difficulty)
        plans.append(Plan(scheme, rows, [names[row] for row in rows], difficulty, allowed))
    return plans


def facts_of(batch: ConsignmentBatch, formats: pl.DataFrame) -> pl.DataFrame:
    """What decides which schemes suit each consignment: its columns, its first goods item, its format."""
    first = batch.goods.filter(pl.col("position") == 0).select("row", hs="hs_code", first_origin="origin")
    boxes = batch.equipment.filter(pl.col("kind") == "container").select("row", boxed=pl.lit(True)).unique("row")
    whole = batch.consignments.with_row_index("row").hstack(formats.select("format"))
    return whole.join(first, on="row", how="left", maintain_order="left").join(
        boxes, on="row", how="left", maintain_order="left"
    )


def ways_of(facts: pl.DataFrame) -> list[str]:
    """The way each consignment goes: its desk, where it comes from, and by air its flight."""
    flight = pl.when(pl.col("mode") == "air").then("journey").otherwise(pl.lit(""))
    crossing = pl.concat_str("office", "mode", "country_of_dispatch", flight, ignore_nulls=True, separator=" ")
    return facts.select(crossing).to_series().to_list()


def take_rows(suited: list[int], used: set[int], ways: Sequence[str] | None, count: int) -> list[int]:
    """The next rows that suit and are still lawful, all going the way of the first if ``ways`` are given."""
    rows: list[int] = []
    skipped: list[int] = []
    while suited and len(rows) < count:
        row = suited.pop()
        if row in used:
            continue
        if rows and ways is not None and ways[row] != ways[rows[0]]:
            skipped.append(row)
            continue
        rows.append(row)
    suited += reversed(skipped)
    return rows


def allowed_signs(chance: Chance, signs: Sequence[Sign], difficulty: Difficulty) -> frozenset[str]:
    """Which signs show at this difficulty."""
    if difficulty is Difficulty.HARD:
        weak = [sign.name for sign in signs if sign.weak]
        return (
            frozenset() if chance.happens(_HARD_WITH_NOTHING) else frozenset(chance.sample(weak, chance.number(1, 2)))
        )
    strong_share, weak_share = _SHOWN[difficulty]
    found = {sign.name for sign in signs if chance.happens(weak_share if sign.weak else strong_share)}
    strong = [sign.name for sign in signs if not sign.weak]
    if difficulty is Difficulty.EASY and strong and not found.intersection(strong):
        found.add(chance.choice(strong))
    return frozenset(found or {chance.choice(signs).name})


def _carried(sign: Sign, format_: str) -> bool:
    return all(says(format_, field) for field in sign.needs)


def _holds(sign: Sign, consignment: Consignment) -> bool:
    """Whether a sign that was put on says anything: no paper is missing where the goods need none."""
    return sign is not NO_PAPERS or any(needs_paper(item.hs_code or "") for item in consignment.goods)


def _put_back(batch: ConsignmentBatch, rows: list[int], planted: ConsignmentBatch) -> ConsignmentBatch:
    """The batch with these rows replaced, in its own order."""
    size = len(batch)
    order = np.arange(size, dtype=np.uint32)
    order[rows] = size + np.arange(len(rows), dtype=np.uint32)
    return ConsignmentBatch.concat([batch, planted]).take(pl.Series(order))
