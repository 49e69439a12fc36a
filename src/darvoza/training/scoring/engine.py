"""What the engine alone would answer, without an officer; None where it has no say (requests, table-tops, profiles)."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from darvoza import parties
from darvoza.goods import ControlList, Outcome, identify_text, load_entries
from darvoza.selection import TECHNIQUES, detection, techniques
from darvoza.training.exercises import Item, Kind, Prepared, Standing, Table

_NONE: Final = "none"
_NOTHING: Final = "nothing"


def engine(prepared: Prepared) -> Standing | None:
    """How things would stand if the engine's own answer were taken; items it has no answer to stay open.

    Consignments: the highest scores of the assessment. Goods: the control entries. Parties: the screening. Searches:
    the technique that finds most for its time. Movements and prices: the plain rule that an analyst would write down.
    """
    answer = _ANSWERS.get(prepared.materials.kind)
    if answer is None:
        return None
    now = Standing()
    for item in prepared.materials.items:
        values = answer(prepared, item)
        if prepared.materials.kind is Kind.TARGETING and item.about:
            now.suspected |= _suspected(prepared, item)
        if values is not None:
            now.chosen[item.id] = values
            now.decided[item.id] = 0.0
    return now


def _targeting(prepared: Prepared, item: Item) -> tuple[str, ...] | None:
    if not item.about:
        return None
    scores = prepared.assessed().overall.sort("mandatory", "score", "row", descending=[True, True, False])
    refs = prepared.batch.consignments["reference"].gather(scores["row"]).to_list()
    return tuple(dict.fromkeys(refs))[: item.capacity]


def _suspected(prepared: Prepared, item: Item) -> dict[tuple[str, str], float]:
    """The engine's score of every consignment; what must be stopped stands above all."""
    scores = prepared.assessed().overall.sort("row")
    held = (scores["score"] + scores["mandatory"].cast(pl.Float64)).to_list()
    refs = prepared.batch.consignments["reference"].gather(scores["row"]).to_list()
    return {(item.id, ref): float(value) for ref, value in zip(reversed(refs), reversed(held), strict=True)}


@cache
def _control() -> ControlList:
    return load_entries()


def _identify(prepared: Prepared, item: Item) -> tuple[str, ...] | None:
    about = next(each for each in prepared.materials.items if each.group == item.group and each.text.values)
    text, code = str(about.text.values["text"]), str(about.text.values["code"])
    found = identify_text(text, None if code == "—" else code, entries=_control())
    best = next((each for each in found if each.outcome is not Outcome.DOES_NOT_MEET), None)
    match item.id.rpartition("-")[2]:
        case "controlled":
            return ((best.outcome if best else Outcome.DOES_NOT_MEET).value,)
        case "entry":
            shown = {option.id for option in item.options}
            known = next((each.entry for each in found if each.outcome is not Outcome.DOES_NOT_MEET), _NONE)
            return (known if known in shown else _NONE,)
        case "ask":
            open_ = best is not None and best.outcome is Outcome.UNDETERMINED
            return best.asks if best is not None and open_ else (_NOTHING,)
        case "opening":
            return (_control()[best.entry].spec.handling.opening if best else "normal",)
        case _:
            return None


def _screen(prepared: Prepared, item: Item) -> tuple[str, ...] | None:
    row = next(row for row in prepared.materials.tables[0].rows if row[0] == item.about[0])
    _, name, number, country, _, _, listed, listed_number = row
    party = parties.ListedParty(
        entity_id="listed",
        names=(parties.ListedName(listed),),
        identifiers=(parties.Identifier("TIN", listed_number),),
        countries=(country,),
    )
    numbers = () if number == "—" else (parties.Identifier("TIN", number),)
    declared = parties.ListedParty(entity_id="declared", names=(parties.ListedName(name),), identifiers=numbers)
    match = parties.compare_parties(declared, party)
    return ("same" if match is not None and match.score >= parties.THRESHOLD else "other",)


def _search(_: Prepared, item: Item) -> tuple[str, ...] | None:
    if not item.id.endswith("-technique") or not item.about:
        return None
    return (max(TECHNIQUES, key=lambda name: detection(item.about[0], name) / techniques()[name].minutes),)


def _numbers(table: Table, column: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    cells = pl.Series([row[column] for row in table.rows]).cast(pl.Float64, strict=False)
    return cells.to_numpy()


def _transit(prepared: Prepared, item: Item) -> tuple[str, ...] | None:
    """Seals and masses that changed, exits that are missing, then the largest departure from the usual time."""
    table = prepared.materials.tables[0]
    legs = len(table.columns) - 7
    cells = [pl.Series([row[5 + n] for row in table.rows]) for n in range(legs)]
    times = [each.str.to_datetime("%Y-%m-%d %H:%M", strict=False) for each in cells]
    off = np.zeros(len(table.rows))
    for before, after in pairwise(times):
        hours = (after - before).dt.total_minutes().to_numpy() / 60
        usual = np.nanmedian(hours)
        off = np.maximum(off, np.nan_to_num(np.abs(np.log(hours / usual))))
    changed = np.array([row[3] != row[-2] for row in table.rows])
    lighter = _numbers(table, -1) < _numbers(table, 4) * 0.96
    order = np.argsort(-(off + 10 * changed + 5 * lighter), kind="stable")
    return tuple(table.rows[place][0] for place in order[: item.capacity].tolist())


def _prices(prepared: Prepared, item: Item) -> tuple[str, ...] | None:
    """The largest departures of price and quantity from what the partner and others say."""
    table = prepared.materials.tables[0]
    kg, price, partner_kg, partner_price = (_numbers(table, column) for column in (4, 5, 6, 7))
    off = np.abs(np.log(price / partner_price / 1.08)) + np.abs(np.log(kg / partner_kg))
    order = np.argsort(-off, kind="stable")
    return tuple(table.rows[place][0] for place in order[: item.capacity].tolist())


_ANSWERS: Final[Mapping[Kind, Callable[[Prepared, Item], tuple[str, ...] | None]]] = {
    Kind.TARGETING: _targeting,
    Kind.IDENTIFY: _identify,
    Kind.SCREEN: _screen,
    Kind.SEARCH: _search,
    Kind.TRANSIT: _transit,
    Kind.PRICES: _prices,
}
