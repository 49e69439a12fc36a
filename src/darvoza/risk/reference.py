"""Reference data of the indicators: dated lists of countries, goods and words, each with its source."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from darvoza.goods import Strength, common_high_priority, load_entries
from darvoza.risk.indicator import Source
from darvoza.risk.terms import Vocabulary

_SUBHEADING = 6
_OWN_EXPORTS = "own_exports"
"""A list by country, unlike the others."""
_DATA = files("darvoza.risk").joinpath("data")


@dataclass(frozen=True, slots=True)
class CountryList:
    """Countries (ISO 3166-1 alpha-2) on a published list, as it stood on a date."""

    title: str
    as_of: date
    source: Source
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoodsList:
    """HS codes of one kind, by their leading digits, each with what it is."""

    title: str
    as_of: date
    source: Source
    codes: dict[str, str]


class Reference:
    """Everything published that indicators look things up in; read when first used, then kept."""

    def countries(self, name: str) -> CountryList:
        """The list of countries in ``data/countries/<name>.yaml``."""
        return _country_list(name)

    def goods(self, name: str) -> GoodsList:
        """The list of HS codes in ``data/goods/<name>.yaml``."""
        return _goods_list(name)

    def listed(self, code: str) -> Mapping[str, str]:
        """On which of these lists goods with this HS code are, and what each calls them, by its longest prefix."""
        lists = _lists()
        found: dict[str, str] = {}
        for length in range(1, len(code) + 1):
            found |= lists.get(code[:length], {})
        return found

    def vocabularies(self, reads: str) -> tuple[Vocabulary, ...]:
        """The vocabularies that are looked for in ``goods`` descriptions, ``parties`` names or ``addresses``."""
        named = _named_goods() if reads == "goods" else ()
        return tuple(each for each in _vocabularies() if each.reads == reads) + tuple(words for words, _ in named)

    @cached_property
    def named_goods(self) -> pl.DataFrame:
        """Which codes goods with an unmistakable name may have: ``vocabulary prefix``."""
        pairs = [(words.name, code) for words, codes in _named_goods() for code in codes]
        return pl.DataFrame(pairs, schema={"vocabulary": pl.String, "prefix": pl.String}, orient="row")

    @cached_property
    def own_exports(self) -> pl.DataFrame:
        """What countries of the region sell in volume: ``country prefix what``."""
        countries: dict[str, dict[str, str]] = _read(f"goods/{_OWN_EXPORTS}.yaml")["countries"]
        rows = [(country, code, what) for country, codes in countries.items() for code, what in codes.items()]
        return pl.DataFrame(rows, schema=["country", "prefix", "what"], orient="row")

    @cached_property
    def high_priority(self) -> pl.DataFrame:
        """The Common High Priority goods: ``hs6 tier``."""
        return common_high_priority().select("hs6", "tier")

    @cached_property
    def control_codes(self) -> pl.DataFrame:
        """HS codes of six digits that a control entry is the core of: ``hs6 entry what``, the first entry of each."""
        rows = [
            (link.code[:_SUBHEADING], entry.spec.lists[0].code, entry.title())
            for entry in load_entries().entries
            for link in entry.spec.hs
            if link.strength is Strength.CORE and len(link.code) >= _SUBHEADING
        ]
        schema = {"hs6": pl.String, "entry": pl.String, "what": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row").unique("hs6", keep="first", maintain_order=True)

    @cached_property
    def borders(self) -> pl.DataFrame:
        """Pairs of countries between which goods travel directly overland or by a regular ferry: ``country other``."""
        pairs = [(one, other) for one, others in _neighbours().items() for other in others]
        return pl.DataFrame(pairs, schema={"country": pl.String, "other": pl.String}, orient="row")

    def ways_from(self, countries: Collection[str]) -> pl.DataFrame:
        """The fewest border crossings between these and every country that has a way overland from there.

        ``start end crossings``. Those of each country apart: the few at hand are found without looking through all.
        """
        ways = _distances()
        return pl.concat([_NO_WAY, *(ways[start] for start in countries if start in ways)])

    @cached_property
    def low_value(self) -> pl.DataFrame:
        """Values up to which a consignment is let in without duty: ``destination currency limit``."""
        rows = _read("low_value_limits.yaml")["limits"]
        return pl.DataFrame(
            [(row["destination"], row["currency"], float(row["limit"])) for row in rows],
            schema={"destination": pl.String, "currency": pl.String, "limit": pl.Float64},
            orient="row",
        )

    @cached_property
    def free_mail(self) -> frozenset[str]:
        """The domains of free mail services."""
        return frozenset(_read("freemail.yaml")["domains"])

    @cached_property
    def document_kinds(self) -> pl.DataFrame:
        """What the document types that indicators look at are: ``type kind``."""
        kinds: dict[str, list[str]] = _read("document_types.yaml")["kinds"]
        pairs = [(code, kind) for kind, codes in kinds.items() for code in codes]
        return pl.DataFrame(pairs, schema={"type": pl.String, "kind": pl.String}, orient="row")


def _read(path: str) -> dict[str, Any]:
    content = yaml.load(_DATA.joinpath(*path.split("/")).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise TypeError(f"risk/data/{path} must be a mapping at its top")
    return content


def _source(content: dict[str, Any]) -> Source:
    return Source(content["source"]["name"], content["source"]["url"])


@cache
def _country_list(name: str) -> CountryList:
    content = _read(f"countries/{name}.yaml")
    return CountryList(content["title"], content["as_of"], _source(content), tuple(content["countries"]))


@cache
def _goods_list(name: str) -> GoodsList:
    content = _read(f"goods/{name}.yaml")
    return GoodsList(content["title"], content["as_of"], _source(content), content["codes"])


@cache
def _lists() -> dict[str, dict[str, str]]:
    """For each prefix the lists that have it, and what each calls such goods."""
    found: dict[str, dict[str, str]] = {}
    for name in sorted(file.name.removesuffix(".yaml") for file in _DATA.joinpath("goods").iterdir()):
        if name != _OWN_EXPORTS:
            for prefix, what in _goods_list(name).codes.items():
                found.setdefault(prefix, {})[name] = what
    return found


@cache
def _vocabularies() -> tuple[Vocabulary, ...]:
    folder = _DATA.joinpath("vocabulary")
    found = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            content = _read(f"vocabulary/{file.name}")
            terms = tuple(str(term) for of_language in content["terms"].values() for term in of_language)
            found.append(Vocabulary(file.name.removesuffix(".yaml"), content["reads"], terms))
    return tuple(found)


@cache
def _named_goods() -> tuple[tuple[Vocabulary, tuple[str, ...]], ...]:
    return tuple(
        (Vocabulary(f"goods named {number}", "goods", tuple(each["terms"])), tuple(each["codes"]))
        for number, each in enumerate(_read("named_goods.yaml")["goods"], start=1)
    )


@cache
def _neighbours() -> dict[str, list[str]]:
    content = _read("countries/neighbours.yaml")
    both: dict[str, set[str]] = {}
    for line in (*content["land"], *content["ferries"]):
        one, _, others = line.partition(":")
        for other in others.split():
            both.setdefault(one, set()).add(other)
            both.setdefault(other, set()).add(one)
    return {one: sorted(others) for one, others in sorted(both.items())}


@cache
def _distances() -> dict[str, pl.DataFrame]:
    neighbours = _neighbours()
    found = {}
    for start in neighbours:
        reached = {start: 0}
        front = [start]
        while front:
            beyond = dict.fromkeys(other for one in front for other in neighbours[one] if other not in reached)
            reached |= dict.fromkeys(beyond, reached[front[0]] + 1)
            front = list(beyond)
        rows = [(start, end, crossings) for end, crossings in reached.items()]
        found[start] = pl.DataFrame(rows, schema=_NO_WAY.schema, orient="row")
    return found


_NO_WAY = pl.DataFrame(schema={"start": pl.String, "end": pl.String, "crossings": pl.Int64})
