"""Goods of many consignments against all control entries, each distinct description read once."""

import re
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.goods.chemistry import cas_written
from darvoza.goods.contradictions import find_contradictions
from darvoza.goods.control_list import ControlList
from darvoza.goods.determining import Determination, Stated, determine
from darvoza.goods.identifiers import CAS_PATTERN, UN_PATTERN, broken_cas, find_cas, find_un, is_cas
from darvoza.goods.reading import Description
from darvoza.goods.schema import Outcome, Strength
from darvoza.goods.terms import spaced, spaced_text
from darvoza.goods.text import Text, read_text, read_texts

_FACTS = pl.List(pl.Struct({"name": pl.String, "value": pl.String}))

DETERMINATION_SCHEMA = pl.Schema(
    {
        "row": pl.UInt32(),
        "position": pl.UInt32(),
        "entry": pl.String(),
        "title": pl.String(),
        "list": pl.String(),
        "code": pl.String(),
        "regime": pl.String(),
        "lists": pl.List(pl.String()),
        "outcome": pl.Enum([outcome.value for outcome in Outcome]),
        "evidence": _FACTS,
        "asks": pl.List(pl.String()),
        "questions": pl.List(pl.String()),
        "near_miss": pl.List(pl.String()),
        "hs_support": pl.Enum([strength.value for strength in Strength]),
        "chemical": pl.Boolean(),
    }
)
"""Determinations as columns: ``row`` and ``position`` are the goods item's in its batch."""

CONTRADICTION_SCHEMA = pl.Schema(
    {
        "row": pl.UInt32(),
        "position": pl.UInt32(),
        "kind": pl.String(),
        "entry": pl.String(),
        "name": pl.String(),
        "number": pl.String(),
        "other": pl.String(),
        "cas": pl.String(),
    }
)
"""Contradictions as columns: their kind, the entry whose goods are named, and the values of the kind's message."""

_PLAIN = ["entry", "title", "list", "code", "regime", "outcome", "hs_support", "chemical"]
_LISTS = ["lists", "asks", "questions", "near_miss"]
_READ = ["number", "shown", "folded", "hs_code", "cas_numbers", "un_numbers"]
_Row = tuple[Any, ...]
"""What is read of an item, and whether it is pointed out by more than its chapter or a part of a word."""
_FEW = 300
_SEPARATOR = "\x1f"

# Parts of words that names of substances have and names of other goods hardly ever.
_CHEMICAL_WORDS = (
    r"phosph|fluor|chlor|brom|iod[io]|amin|thio|sulf|sulph|nitr|arsen|arsin|cyan|meth[yaoi]|eth[yao]|prop[yaio]|butyl|butan|phenyl|benz"
    r"|tolu|pyrid|piper|quinuc|hydr[aoi]|oxide|acid|anhydride|aceton|aceta|perman|mustard"
    r"|фосф|фтор|хлор|бром|амин|тио|тиол|сульф|нитр|мышьяк|арсин|циан|метил|этил|пропил|бутил|фенил|бенз|толу|пирид|пипер|хинукл|гидр"
    r"|оксид|кислот|ангидрид|ацет|перман|иприт"
)
_CHEMICAL = re.compile(_CHEMICAL_WORDS)
_NUMBERS = rf"{CAS_PATTERN}|{UN_PATTERN}"
_NUMBER = re.compile(_NUMBERS)
_OF_CHEMICALS = r"^\D*(?:2[89]|3\d)"
_CHEMICAL_CHAPTER = re.compile(_OF_CHEMICALS)

_NONE_FOUND = pl.DataFrame(
    schema={"number": pl.UInt32}
    | {name: dtype for name, dtype in DETERMINATION_SCHEMA.items() if name not in {"row", "position"}}
)
_OF_ITEM = ["description", "hs_code", "cas_numbers", "un_numbers"]


@dataclass(frozen=True, slots=True)
class Determinations:
    """All determinations on a batch: one row for each goods item and each entry it was compared with.

    ``frame`` has the columns of :data:`DETERMINATION_SCHEMA`, sorted by row, position and entry; ``contradictions``
    those of :data:`CONTRADICTION_SCHEMA`: what an item says twice and differently. ``items`` is how many
    goods items were looked at, ``distinct`` how many of them were different.
    """

    frame: pl.DataFrame
    contradictions: pl.DataFrame
    items: int
    distinct: int

    def __len__(self) -> int:
        return self.frame.height


def identify(batch: ConsignmentBatch, entries: ControlList) -> Determinations:
    """What control entries the goods of a batch may meet, with evidence, or the questions that would settle it.

    Looks at each distinct combination of description, HS code, CAS and UN numbers once. A goods item without any of
    them yields nothing. An HS code alone yields nothing either: it supports what words say.

    >>> from darvoza.goods import load_entries
    >>> len(identify(ConsignmentBatch.empty(), load_entries()))
    0
    """
    keys = batch.goods.select("row", "position", *_OF_ITEM).with_columns(
        pl.col("cas_numbers").list.join(" ").alias("cas_numbers"),
        pl.col("un_numbers").list.join(" ").alias("un_numbers"),
    )
    distinct = keys.select(_OF_ITEM).unique(maintain_order=True).with_row_index("number")
    found, contradicted = _determine_distinct(distinct, entries)
    placed = keys.join(distinct, on=_OF_ITEM, how="inner", nulls_equal=True).select("row", "position", "number")
    frame = placed.join(found, on="number", how="inner").drop("number").sort("row", "position", "entry", "code")
    contradictions = placed.join(contradicted, on="number", how="inner").sort(
        "row", "position", "kind", "number_stated"
    )
    return Determinations(
        frame.select(DETERMINATION_SCHEMA.names()),
        contradictions.drop("number").rename({"number_stated": "number"}).select(CONTRADICTION_SCHEMA.names()),
        keys.height,
        distinct.height,
    )


def identify_text(
    description: str | None,
    hs: str | None = None,
    *,
    cas: tuple[str, ...] = (),
    un_numbers: tuple[str, ...] = (),
    entries: ControlList | None = None,
) -> list[Determination]:
    """What control entries one goods item may meet: those it meets first, then those that need an answer.

    Missing description or codes are simply not used. Questions come in English;
    ``load_entries().question(entry, ask, language)`` has each in another language.

    >>> [found] = [
    ...     one
    ...     for one in identify_text("Aluminium alloy 7075-T6 round bar, OD 120 mm, UTS 540 MPa")
    ...     if one.code == "1C202.a"
    ... ]
    >>> found.outcome.value
    'meets'
    """
    if entries is None:
        from darvoza.goods.loading import load_entries  # noqa: PLC0415 - the loader is needed only without a list

        entries = load_entries()
    text = read_text(description or "")
    stated = with_substances(entries, [text], [stated_of(text, hs, cas, un_numbers)])[0]
    found = determine(entries, Description(text, entries), stated)
    order = [Outcome.MEETS, Outcome.UNDETERMINED, Outcome.DOES_NOT_MEET]
    return sorted(found, key=lambda one: (order.index(one.outcome), one.code))


def stated_of(text: Text, hs: str | None, cas: tuple[str, ...], un_numbers: tuple[str, ...]) -> Stated:
    """What a goods item states, in its fields and in its text; UN numbers with or without ``UN`` before them."""
    declared_cas = [cas_written(number) for number in cas]
    written = cas_written(text.folded)
    wrong = (*(number for number in declared_cas if not is_cas(number)), *broken_cas(written))
    numbers = (*(number for number in declared_cas if is_cas(number)), *find_cas(written))
    declared = [match for number in un_numbers if (match := number.upper().removeprefix("UN").strip())]
    un_stated = dict.fromkeys((*declared, *find_un(text.folded)))
    return Stated(digits(hs), tuple(dict.fromkeys(numbers)), tuple(un_stated), wrong_cas=tuple(dict.fromkeys(wrong)))


def with_substances(control: ControlList, texts: list[Text], stated: list[Stated]) -> list[Stated]:
    """What goods items state, with the substances that their names and numbers stand for: all read at once."""
    offered = [
        place
        for place, (text, each) in enumerate(zip(texts, stated, strict=True))
        if each.cas or _is_chemical(each.hs_code) or _CHEMICAL.search(text.folded)
    ]
    read = control.chemistry.read([texts[place].shown for place in offered], [stated[place].cas for place in offered])
    full = list(stated)
    for place, substances in zip(offered, read, strict=True):
        if substances:
            full[place] = replace(stated[place], substances=substances)
    return full


def _is_chemical(hs: str | None) -> bool:
    return hs is not None and "28" <= hs[:2] <= "39"


def digits(hs: str | None) -> str | None:
    """An HS code's digits, however it was punctuated; None if there are none.

    >>> digits("8481.80.99"), digits(" ")
    ('84818099', None)
    """
    return "".join(filter(str.isdigit, hs or "")) or None


def _determine_distinct(distinct: pl.DataFrame, entries: ControlList) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Determinations and contradictions of each distinct item: few are compared, most set aside in columns."""
    items = distinct.hstack(read_texts(distinct["description"])).select(_READ)
    rows = _few_worth(items, entries) if items.height <= _FEW else _worth(items, entries)
    read = [Text(shown or "", folded or "") for _, shown, folded, *_ in rows]
    stated = with_substances(
        entries,
        read,
        [
            stated_of(text, hs, tuple((cas or "").split()), tuple((un_numbers or "").split()))
            for text, (_, _, _, hs, cas, un_numbers, _) in zip(read, rows, strict=True)
        ],
    )
    found: list[tuple[int, Determination]] = []
    contradicted: list[dict[str, str | int | None]] = []
    for (number, *_, pointed), text, each in zip(rows, read, stated, strict=True):
        if not pointed and not any(one.cas or one.entries for one in each.substances):
            continue
        description = Description(text, entries)
        found += [(number, one) for one in determine(entries, description, each)]
        contradicted += [
            {
                "number": number,
                "kind": one.kind,
                "entry": one.entry,
                "number_stated": one.values.get("number"),
                **{name: one.values.get(name) for name in ("name", "other", "cas")},
            }
            for one in find_contradictions(entries, description, each)
        ]
    columns = ["kind", "entry", "number_stated", "name", "other", "cas"]
    schema = {"number": pl.UInt32, **dict.fromkeys(columns, pl.String)}
    return _frame(found), pl.DataFrame(contradicted, schema=schema)


def _worth(items: pl.DataFrame, entries: ControlList) -> list[_Row]:
    """The items that words, numbers or the HS code make worth a look, and whether more than their chapter does."""
    judged = items.with_columns(
        pointed=spaced(pl.col("folded")).str.contains_any(entries.anchors().strings).fill_null(value=False)
        | pl.col("folded").str.contains(_NUMBERS).fill_null(value=False)
        | (pl.col("cas_numbers") != "").fill_null(value=False)
        | (pl.col("un_numbers") != "").fill_null(value=False),
        chemical=pl.col("folded").str.contains(_CHEMICAL_WORDS).fill_null(value=False)
        | pl.col("hs_code").str.contains(_OF_CHEMICALS).fill_null(value=False),
    )
    return judged.filter(pl.col("pointed") | pl.col("chemical")).drop("chemical").rows()


def _few_worth(items: pl.DataFrame, entries: ControlList) -> list[_Row]:
    """The same, item by item: to set up the search for all words at once takes longer than to look at a few hundred."""
    anchors, found = entries.anchors(), []
    for row in items.iter_rows():
        _, _, folded, hs_code, cas_numbers, un_numbers = row
        words = folded is not None
        pointed = bool(cas_numbers or un_numbers) or (
            words and (anchors.in_text(spaced_text(folded)) or _NUMBER.search(folded) is not None)
        )
        if (
            pointed
            or (words and _CHEMICAL.search(folded))
            or (hs_code is not None and _CHEMICAL_CHAPTER.search(hs_code))
        ):
            found.append((*row, pointed))
    return found


def _frame(found: list[tuple[int, Determination]]) -> pl.DataFrame:
    """Determinations as columns, with the ``number`` of the distinct item each is on."""
    if not found:
        return _NONE_FOUND
    ones = [one for _, one in found]
    plain = pl.DataFrame(
        {
            "number": [number for number, _ in found],
            **{name: list(map(attrgetter(name), ones)) for name in _PLAIN},
            **{name: [_SEPARATOR.join(values) for values in map(attrgetter(name), ones)] for name in _LISTS},
        },
        schema={"number": pl.UInt32} | dict.fromkeys([*_PLAIN, *_LISTS], pl.String) | {"chemical": pl.Boolean},
    )
    facts = pl.DataFrame(
        [(place, fact.name, fact.value) for place, one in enumerate(ones) for fact in one.evidence],
        schema={"place": pl.UInt32, "name": pl.String, "value": pl.String},
        orient="row",
    )
    gathered = facts.group_by("place").agg(evidence=pl.struct("name", "value"))
    # Joined and split again in one kernel: building list columns from tuples costs many times as much.
    split = [
        pl.when(pl.col(name) != "")
        .then(pl.col(name).str.split(_SEPARATOR))
        .otherwise(pl.lit([], pl.List(pl.String)))
        .alias(name)
        for name in _LISTS
    ]
    return (
        plain.with_row_index("place")
        .join(gathered, on="place", how="left", maintain_order="left")
        .with_columns(*split, pl.col("evidence").fill_null(pl.lit([], _FACTS)))
        .cast({name: DETERMINATION_SCHEMA[name] for name in _PLAIN})
    )
