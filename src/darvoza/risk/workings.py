"""What several indicators derive from a batch: totals, routes, unit values and terms found in texts, each once."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.codes import hs2, hs4, hs6, hs_digits
from darvoza.consignment import ConsignmentBatch, Lodgement, PlaceRole, Role
from darvoza.history import FEATURE_SCHEMA, ITEM_FEATURE_SCHEMA, Features
from darvoza.risk.reference import Reference
from darvoza.risk.terms import Terms

_PEERS = (
    # Who counts as a peer, nearest first: what they have in common, how few will do, and the least spread of their
    # logarithms: peers that agree to a few per cent must not make every other price a sign, and the wider a group of
    # goods, the more its prices may differ.
    (("hs6", "origin", "currency"), 30, 0.15),
    (("hs6", "currency"), 15, 0.2),
    (("hs4", "currency"), 15, 0.4),
    (("hs2", "currency"), 15, 0.6),
)
_MAD_TO_SIGMA = 1.4826
_NO_PRICES = pl.DataFrame(
    schema={
        "row": pl.UInt32,
        "position": pl.UInt32,
        "hs6": pl.String,
        "origin": pl.String,
        "currency": pl.String,
        "peers": pl.UInt32,
        "alike": pl.String,
        "unit_value": pl.Float64,
        "usual": pl.Float64,
        "deviations": pl.Float64,
    }
)

_STAGES = {
    PlaceRole.ORIGIN.value: 1,
    PlaceRole.LOADING.value: 2,
    PlaceRole.TRANSIT.value: 3,
    PlaceRole.BORDER.value: 4,
    PlaceRole.UNLOADING.value: 5,
    PlaceRole.DESTINATION.value: 6,
}
_ARRIVED = 7
_NO_PAST = pl.DataFrame(schema=FEATURE_SCHEMA)
_NO_PAST_OF_GOODS = pl.DataFrame(schema=ITEM_FEATURE_SCHEMA)


class Workings:
    """A batch, the reference data, and what is derived from them when an indicator first asks for it.

    ``past`` and ``past_goods`` are what the history says of each consignment and each goods item
    (:data:`darvoza.history.FEATURE_SCHEMA`); empty without one. ``records`` are the unit's own tables on these
    consignments, each with its ``row``; ``tables`` the same tables whole.
    """

    def __init__(
        self,
        batch: ConsignmentBatch,
        reference: Reference,
        past: Features | None = None,
        records: Mapping[str, pl.DataFrame] = MappingProxyType({}),
        tables: Mapping[str, pl.DataFrame] = MappingProxyType({}),
    ) -> None:
        self.batch = batch
        self.records = records
        self.tables = tables
        self.reference = reference
        self._in_roles: dict[tuple[Role, ...], pl.DataFrame] = {}
        self._nothing: dict[tuple[int, str], tuple[pl.DataFrame, pl.DataFrame]] = {}
        self.past = _NO_PAST if past is None else past.consignments
        self.past_goods = _NO_PAST_OF_GOODS if past is None else past.goods

    @cached_property
    def consignments(self) -> pl.DataFrame:
        """The consignments with their ``row``."""
        return self.batch.consignments.with_row_index("row")

    @cached_property
    def goods(self) -> pl.DataFrame:
        """Goods items with ``hs`` (the digits of the HS code), ``hs6``, ``hs4`` and ``hs2``, null where too few."""
        codes = self.batch.goods.select(pl.col("hs_code").unique().drop_nulls()).with_columns(
            hs=hs_digits(pl.col("hs_code")),
            hs6=hs6(pl.col("hs_code")),
            hs4=hs4(pl.col("hs_code")),
            hs2=hs2(pl.col("hs_code")),
        )
        return self.batch.goods.join(codes, on="hs_code", how="left", maintain_order="left")

    @cached_property
    def items(self) -> pl.DataFrame:
        """Goods items with a value, a mass and a currency, and the value of a kilogram.

        ``row position hs6 hs4 hs2 origin currency value mass unit_value``. The mass is the net mass, else the gross;
        the currency is the item's, else that of all; the value of a consignment is that of its only item. Items that
        lack one, or with nothing above zero, are left out.
        """
        whole = self.consignments.select("row", pl.col("currency").alias("_currency"), pl.col("value").alias("_value"))
        only = pl.when(pl.len().over("row") == 1).then("_value")
        mass = pl.coalesce("net_mass_kg", "gross_mass_kg")
        return (
            self.goods.join(whole, on="row", how="left", maintain_order="left")
            .with_columns(pl.coalesce("value", only), pl.coalesce("currency", "_currency"), mass=mass)
            .filter((pl.col("value") > 0) & (pl.col("mass") > 0) & pl.col("currency").is_not_null())
            .select(
                *("row", "position", "hs6", "hs4", "hs2", "origin", "currency", "value", "mass"),
                unit_value=pl.col("value") / pl.col("mass"),
            )
        )

    @cached_property
    def prices(self) -> pl.DataFrame:
        """Items with peers, and how many robust deviations their unit value lies from the peers' median.

        Peers are the nearest of these that are enough consignments: 30 with the same HS6, origin and currency, else 15
        with the same HS6, the same heading, or the same chapter, and currency. The deviation is of logarithms, by the
        median absolute deviation: ``row position hs6 origin currency peers alike unit_value usual deviations``.
        """
        left = self.items.drop_nulls("hs2")
        # As many as are in the widest groups: the few of a minute have no peers.
        alike: list[int] = left.group_by("hs2", "currency").len()["len"].to_list()
        if max(alike, default=0) < min(least for _, least, _ in _PEERS):
            return _NO_PRICES
        left = left.with_columns(log=pl.col("unit_value").log())
        every, found = left, []
        for same, least, spread in _PEERS:
            if every.height < least:
                continue
            typical = (
                every.lazy()
                .drop_nulls(list(same))
                .group_by(same)
                .agg(
                    pl.col("row").n_unique().alias("peers"),
                    pl.col("log").median().alias("middle"),
                    sd=((pl.col("log") - pl.col("log").median()).abs().median() * _MAD_TO_SIGMA).clip(spread),
                )
                .filter(pl.col("peers") >= least)
                .collect()
            )
            if typical.is_empty():
                continue
            judged = left.join(typical, on=same, how="inner", maintain_order="left")
            found.append(judged.with_columns(alike=pl.col(same[0])))
            left = left.join(typical, on=same, how="anti", maintain_order="left")
        if not found:
            return _NO_PRICES
        return pl.concat(found).select(
            *("row", "position", "hs6", "origin", "currency", "peers", "alike", "unit_value"),
            usual=pl.col("middle").exp(),
            deviations=(pl.col("log") - pl.col("middle")) / pl.col("sd"),
        )

    @cached_property
    def sums(self) -> pl.DataFrame:
        """Sums over the items of each consignment: ``row items gross_mass_kg packages value currency``.

        A sum is null unless every item has the figure; that of values also unless all are in one currency.
        """
        figures = ("gross_mass_kg", "packages", "value")
        # Told that rows are in order, grouping takes slices instead of hashing.
        sums = (
            self.batch.goods.set_sorted("row")
            .group_by("row", maintain_order=True)
            .agg(
                pl.len().alias("items"),
                *(pl.col(name).sum() for name in figures),
                *(pl.col(name).count().alias(f"_{name}") for name in figures),
                pl.col("currency").min(),
                pl.col("currency").max().alias("_currency"),
            )
        )
        whole = [pl.when(pl.col(f"_{name}") == pl.col("items")).then(pl.col(name)).alias(name) for name in figures]
        one_currency = pl.col("currency").eq_missing(pl.col("_currency"))
        return (
            sums.with_columns(*whole)
            .with_columns(value=pl.when(one_currency).then("value"), currency=pl.when(one_currency).then("currency"))
            .select("row", "items", *figures, "currency")
        )

    @cached_property
    def totals(self) -> pl.DataFrame:
        """One row per consignment: ``row gross_mass_kg packages value currency``; its own, else its items' sums."""
        own = pl.col("value").is_not_null()
        return self.consignments.join(self.sums, on="row", how="left", suffix="_sum", maintain_order="left").select(
            "row",
            gross_mass_kg=pl.coalesce("gross_mass_kg", "gross_mass_kg_sum"),
            packages=pl.coalesce("packages", "packages_sum"),
            value=pl.coalesce("value", "value_sum"),
            currency=pl.when(own).then("currency").otherwise(pl.coalesce("currency_sum", "currency")),
        )

    @cached_property
    def route(self) -> pl.DataFrame:
        """The countries of each consignment in travelling order: ``row country``; the same one again is one step."""
        stage = pl.col("role").cast(pl.String).replace_strict(_STAGES, return_dtype=pl.UInt64)
        places = self.batch.places.select("row", "country", _order(stage, pl.col("position")))
        ends = [
            self.consignments.select("row", pl.col(column).alias("country"), _order(pl.lit(stage), pl.lit(0)))
            for stage, column in ((0, "country_of_dispatch"), (_ARRIVED, "country_of_destination"))
        ]
        steps = pl.concat([ends[0], places, ends[1]]).drop_nulls("country").sort("_order")
        moved = (pl.col("country") != pl.col("country").shift()) | (pl.col("row") != pl.col("row").shift())
        return steps.filter(moved.fill_null(value=True)).select("row", "country")

    @cached_property
    def journeys(self) -> pl.DataFrame:
        """The route, each step with the ``last`` country of its consignment and how many ``steps`` that has."""
        last = self.route.group_by("row", maintain_order=True).agg(
            pl.col("country").last().alias("last"), steps=pl.len()
        )
        return self.route.join(last, on="row", how="left", maintain_order="left")

    def routes(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The countries of the consignments in ``rows``, as one list each: ``row route``."""
        steps = self.route.join(rows.select("row"), on="row", how="semi", maintain_order="left")
        return steps.group_by("row", maintain_order=True).agg(pl.col("country").alias("route"))

    def coded(self, name: str, goods: pl.DataFrame | None = None) -> pl.DataFrame:
        """Goods items whose HS code begins as one on the list of goods ``name``, with ``what`` the list calls them.

        Of all goods, unless some are given.
        """
        goods = self.goods if goods is None else goods
        listed = self._listed.get(name)
        if listed is None:
            return self._nothing_of(goods, "what")
        return goods.join(listed, on="hs", how="inner", maintain_order="left")

    @cached_property
    def _listed(self) -> dict[str, pl.DataFrame]:
        """For each list of goods that is met with, the codes at hand that are on it: ``hs what``."""
        found: dict[str, list[tuple[str, str]]] = {}
        for code in self.goods["hs"].unique().drop_nulls().to_list():
            for name, what in self.reference.listed(code).items():
                found.setdefault(name, []).append((code, what))
        schema = {"hs": pl.String, "what": pl.String}
        return {name: pl.DataFrame(each, schema=schema, orient="row") for name, each in found.items()}

    @cached_property
    def priority(self) -> pl.DataFrame:
        """Goods items on the Common High Priority list, with their ``tier``."""
        return self.goods.join(self.reference.high_priority, on="hs6", how="inner", maintain_order="left")

    @cached_property
    def manifests(self) -> pl.DataFrame:
        """The consignments of manifests, with their ``row``."""
        return self.consignments.filter(pl.col("lodgement") == Lodgement.MANIFEST)

    @cached_property
    def declarations(self) -> pl.DataFrame:
        """The consignments of declarations: ``row``."""
        return self.consignments.filter(pl.col("lodgement") == Lodgement.DECLARATION).select("row")

    @cached_property
    def papers(self) -> pl.DataFrame:
        """The documents whose types indicators look at, with their ``kind``."""
        return self.batch.documents.join(self.reference.document_kinds, on="type", how="inner", maintain_order="left")

    @cached_property
    def controlled(self) -> pl.DataFrame:
        """Goods items under an HS code that is made for controlled goods, with ``entry`` and ``what`` it is about."""
        codes = self.goods.select("hs6").drop_nulls().unique()
        made_for = codes.join(self.reference.control_codes, on="hs6", how="inner")
        return self.goods.join(made_for, on="hs6", how="inner", maintain_order="left")

    def parties(self, *roles: Role) -> pl.DataFrame:
        """Parties in one of these roles."""
        if roles not in self._in_roles:
            kinds, filed = self._filed_roles
            wanted = [number for number, kind in enumerate(kinds) if kind in roles]
            self._in_roles[roles] = self.batch.parties.filter(np.isin(filed, wanted))
        return self._in_roles[roles]

    @cached_property
    def _filed_roles(self) -> tuple[list[str], NDArray[np.generic]]:
        """The roles there are, and that of each party by its number among them."""
        filed = self.batch.parties["role"]
        kinds = filed.dtype.categories.to_list() if isinstance(filed.dtype, pl.Enum) else []
        return kinds, filed.to_physical().to_numpy()

    @cached_property
    def descriptions(self) -> Terms:
        """The terms of the goods vocabularies found in goods descriptions."""
        return Terms(self.batch.goods["description"], self.reference.vocabularies("goods"))

    @cached_property
    def names(self) -> Terms:
        """The terms of the party vocabularies found in party names."""
        return Terms(self.batch.parties["name"], self.reference.vocabularies("parties"))

    @cached_property
    def addresses(self) -> Terms:
        """The terms of the address vocabularies found in party addresses."""
        return Terms(self.batch.parties["address"], self.reference.vocabularies("addresses"))

    @cached_property
    def place_names(self) -> Terms:
        """The terms of the place vocabularies found in names of places."""
        return Terms(self.batch.places["name"], self.reference.vocabularies("places"))

    @cached_property
    def holders(self) -> pl.DataFrame:
        """Who the goods are for: consignees and importers with a name: ``row position name who`` (the name folded)."""
        named = (
            self.parties(Role.CONSIGNEE, Role.IMPORTER).select("row", "position", "name", "address").drop_nulls("name")
        )
        folded = self.names.texts.select(pl.col("text").alias("name"), pl.col("folded").alias("who"))
        return named.join(folded, on="name", how="left", maintain_order="left")

    def describing(self, vocabulary: str) -> pl.DataFrame:
        """Goods items whose description has a term of the vocabulary, with ``term``."""
        return self._with_term(self.goods, "description", self.descriptions, vocabulary)

    @cached_property
    def called(self) -> pl.DataFrame:
        """Goods items whose description names goods of known codes: ``row position hs term vocabulary``."""
        kinds = self.reference.named_goods["vocabulary"].unique(maintain_order=True)
        found = [
            self.descriptions.of(name).with_columns(vocabulary=pl.lit(name))
            for name in kinds
            if name in self.descriptions.found
        ]
        if not found:
            return self.goods.clear().with_columns(
                pl.lit(None, pl.String).alias("term"), pl.lit(None, pl.String).alias("vocabulary")
            )
        terms = pl.concat(found).select(pl.col("text").alias("description"), "term", "vocabulary")
        return self.goods.join(terms, on="description", how="inner", maintain_order="left")

    def named(self, parties: pl.DataFrame, vocabulary: str) -> pl.DataFrame:
        """Those of these parties whose name has a term of the vocabulary, with ``term``."""
        return self._with_term(parties, "name", self.names, vocabulary)

    def addressed(self, parties: pl.DataFrame, vocabulary: str) -> pl.DataFrame:
        """Those of these parties whose address has a term of the vocabulary, with ``term``."""
        return self._with_term(parties, "address", self.addresses, vocabulary)

    def companies(self, parties: pl.DataFrame) -> pl.DataFrame:
        """Those of these parties whose name has a company's legal form, with ``term``.

        Searched for only among the parties given: most names have one.
        """
        terms = Terms(parties["name"], self.reference.vocabularies("companies"))
        return self._with_term(parties, "name", terms, "company")

    def streets(self, parties: pl.DataFrame) -> pl.DataFrame:
        """Those of these parties whose address names a street or building, with ``term``; searched among them only."""
        terms = Terms(parties["address"], self.reference.vocabularies("streets"))
        return self._with_term(parties, "address", terms, "street")

    def _with_term(self, frame: pl.DataFrame, column: str, terms: Terms, vocabulary: str) -> pl.DataFrame:
        if vocabulary not in terms.found:
            return self._nothing_of(frame, "term")
        found = terms.of(vocabulary).select(pl.col("text").alias(column), "term")
        return frame.join(found, on=column, how="inner", maintain_order="left")

    def _nothing_of(self, frame: pl.DataFrame, column: str) -> pl.DataFrame:
        """No row of a frame, with one more column of texts; kept, since most lists and words are met with nowhere."""
        kept = self._nothing.get((id(frame), column))
        if kept is None or kept[0] is not frame:
            kept = frame, frame.clear().with_columns(pl.lit(None, pl.String).alias(column))
            self._nothing[id(frame), column] = kept
        return kept[1]


def day_lodged(work: Workings) -> pl.DataFrame:
    """The day each consignment was lodged, else is to arrive: ``row day``."""
    return work.consignments.select("row", day=pl.coalesce("lodged", "arrival").dt.date()).drop_nulls()


def _order(stage: pl.Expr, position: pl.Expr) -> pl.Expr:
    """One number that sorts by row, stage and position: sorting by one column is several times faster than by three."""
    row = pl.col("row").cast(pl.UInt64)
    return ((row * 8 + stage.cast(pl.UInt64)) * 2**16 + position.cast(pl.UInt64)).alias("_order")
