"""Signs in the papers: totals that disagree, numbers used twice, placeholders, places that are not one place."""

from functools import partial

import polars as pl

from darvoza.consignment import Flow, Mode, PlaceRole, Role
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.left import either, some
from darvoza.risk.sources import CTPAT_TRANSSHIPMENT, FATF_TBML_2021_DOCUMENTS, THEMIS
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_TOLERANCE = 0.05
_KILOGRAMS = 10.0
_SHORTEST_NUMBER = 4

_STARTS = [PlaceRole.ORIGIN, PlaceRole.LOADING]
_ENDS = [PlaceRole.UNLOADING, PlaceRole.DESTINATION, PlaceRole.BORDER]


@indicator(
    id="DOC-01",
    title="The total differs from the items",
    typology=Typology.GENERAL,
    definition="The consignment's gross mass differs from the sum of its items by more than 5 % and 10 kg, or its "
    "packages from theirs by more than 5 %.",
    source=FATF_TBML_2021_DOCUMENTS,
    needs=(
        "consignments.gross_mass_kg or consignments.packages",
        "goods.gross_mass_kg or goods.packages",
    ),
    weight=0.09,
    reason="The total is {total}, but the items add up to {items}",
    false_positives="Packages that hold several items; pallets counted once; the carrier's own weight of a container.",
)
def totals_differ(work: Workings) -> pl.DataFrame:
    """The consignments whose total is not the sum of their items."""
    figures = (
        ("gross_mass_kg", _KILOGRAMS, "The gross mass is {total} kg in all, but the items add up to {items} kg"),
        ("packages", 0.0, "There are {total} packages in all, but the items add up to {items}"),
    )

    def found(column: str, least: float, reason: str) -> pl.DataFrame:
        both = work.consignments.select("row", pl.col(column).cast(pl.Float64).alias("total")).join(
            work.sums.select("row", pl.col(column).cast(pl.Float64).alias("items")), on="row", how="inner"
        )
        gap = (pl.col("total") - pl.col("items")).abs()
        differs = (gap > least) & (gap > _TOLERANCE * pl.max_horizontal("total", "items"))
        given = (pl.col("total") > 0) & (pl.col("items") > 0)
        return some(both.filter(given & differs)).select("row", "total", "items", reason=pl.lit(reason))

    return either(*(partial(found, *each) for each in figures))


@indicator(
    id="DOC-02",
    title="One document number for several parties",
    typology=Typology.REVENUE,
    definition="One certificate or licence number, or one invoice number of one seller, stands in consignments to "
    "different consignees, among those at hand.",
    source=THEMIS,
    needs=("documents.number", "documents.type", "parties[consignee].name or parties[importer].name"),
    subject="documents",
    weight=0.14,
    reason="The {kind} {number} is used for {consignees} consignees",
    false_positives="A consignee spelled in two ways; a consolidated invoice.",
)
def reused_number(work: Workings) -> pl.DataFrame:
    """The documents whose number serves several consignees."""
    cleaned = pl.col("number").str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    papers = some(
        some(work.papers)
        .select("row", "position", "kind", "number", key=cleaned)
        .filter(pl.struct("kind", "key").is_duplicated())
        .filter((pl.col("key").str.len_chars() >= _SHORTEST_NUMBER) & pl.col("key").str.contains(r"\d"))
    )
    who = work.holders.unique("row", keep="first", maintain_order=True).select("row", "who")
    sellers = work.parties(Role.CONSIGNOR, Role.EXPORTER, Role.SELLER).drop_nulls("name").unique("row", keep="first")
    papers = papers.join(who, on="row", how="inner").join(
        sellers.select("row", pl.col("name").alias("seller")), on="row", how="left"
    )
    # Two sellers may both have an invoice 1001; a certificate's number is its issuer's alone.
    invoice = pl.col("kind") == "invoice"
    papers = papers.filter(~invoice | pl.col("seller").is_not_null()).with_columns(
        of=pl.when(invoice).then("seller").otherwise(pl.lit(""))
    )
    same = ["kind", "key", "of"]
    counts = papers.group_by(same).agg(pl.col("who").n_unique().alias("consignees")).filter(pl.col("consignees") > 1)
    return papers.join(counts, on=same, how="inner").select("row", "position", "kind", "number", "consignees")


@indicator(
    id="DOC-03",
    title="Plants without a phytosanitary certificate",
    typology=Typology.GENERAL,
    definition="The goods are all plants or plant products that cross borders with a phytosanitary certificate only; "
    "papers of the trade are listed (an invoice or certificate of origin), and none is one.",
    source=Source(
        "Themis environmental-crime toolkit, missing permits and key documents; IPPC, ISPM 12",
        "https://www.ippc.int/en/publications/609/",
    ),
    needs=("goods.hs_code", "documents.type"),
    weight=0.07,
    reason="{goods} travel without a phytosanitary certificate; the papers listed are: {listed}",
    false_positives="Processed goods under a heading of fresh ones; certificates shown at the border on paper.",
)
def uncertified_plants(work: Workings) -> pl.DataFrame:
    """The consignments of plants whose papers lack the one that all need."""
    kinds = work.reference.document_kinds
    health = kinds.filter(kind="health certificate")["type"].to_list()
    trade = kinds.filter(pl.col("kind").is_in(["invoice", "certificate of origin"]))["type"].to_list()
    grown = some(work.coded("plants"))
    # A waybill alone says nothing of what else there is.
    listed = some(
        work.batch.documents.drop_nulls("type")
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("type").unique(maintain_order=True).head(5).alias("listed"),
            healthy=pl.col("type").is_in(health).any(),
            traded=pl.col("type").is_in(trade).any(),
        )
        .filter(pl.col("traded") & ~pl.col("healthy"))
    )
    plants = (
        grown.group_by("row", maintain_order=True)
        .agg(pl.len().alias("plants"), pl.col("what").unique(maintain_order=True).head(3).alias("goods"))
        .join(work.sums.select("row", "items"), on="row", how="inner", maintain_order="left")
        .filter(pl.col("plants") == pl.col("items"))
    )
    return plants.join(listed, on="row", how="inner", maintain_order="left").select("row", "goods", "listed")


@indicator(
    id="DOC-04",
    title="The itinerary lacks where it starts or ends",
    typology=Typology.GENERAL,
    definition="In a manifest, places are filed, but none of loading or origin, or none of unloading, border or "
    "destination.",
    source=THEMIS,
    needs=("places.role", "consignments.lodgement"),
    modes=(Mode.SEA, Mode.RIVER, Mode.RAIL),
    weight=0.06,
    reason="The itinerary lacks where it starts or ends; it names: {named}",
    false_positives="Message types that carry only one of the two.",
)
def open_itinerary(work: Workings) -> pl.DataFrame:
    """The consignments whose filed itinerary lacks an end."""
    manifests = some(work.manifests).select("row")
    lacks = (
        (_STARTS, "The itinerary names no place of loading or origin, only: {named}"),
        (_ENDS, "The itinerary names no place of unloading or destination, only: {named}"),
    )
    places = work.batch.places.drop_nulls("role").join(manifests, on="row", how="semi", maintain_order="left")
    named = some(places).select("row", role=pl.col("role").cast(pl.String))

    def lacking(roles: list[PlaceRole], reason: str) -> pl.DataFrame:
        complete = named.filter(pl.col("role").is_in([role.value for role in roles]))
        without = some(named.join(complete, on="row", how="anti", maintain_order="left"))
        told = without.group_by("row", maintain_order=True).agg(pl.col("role").unique().sort().alias("named"))
        return told.with_columns(reason=pl.lit(reason))

    return either(*(partial(lacking, *each) for each in lacks))


@indicator(
    id="DOC-05",
    title="A place that is not one place",
    typology=Typology.GENERAL,
    definition="A place of the itinerary has no code, and its name is generic (any port, Chinese ports).",
    source=THEMIS,
    needs=("places.name",),
    subject="places",
    weight=0.05,
    reason="The place is left open: {name}",
    false_positives="Bookings filed before the port was fixed.",
)
def generic_place(work: Workings) -> pl.DataFrame:
    """The places whose name means no place."""
    generic = some(work.place_names.only("generic_place")).select(pl.col("text").alias("name"))
    return (
        work.batch.places.filter(pl.col("code").is_null())
        .join(generic, on="name", how="inner")
        .select("row", "position", "name", pl.col("role").cast(pl.String))
    )


@indicator(
    id="DOC-09",
    title="A placeholder instead of data",
    typology=Typology.GENERAL,
    definition="A description, a party's name or its address is a placeholder (unknown, as agreed, xxx).",
    source=Source(
        "European Commission, ICS2, list of stop words for descriptions, names and addresses",
        "https://taxation-customs.ec.europa.eu/customs-4/customs-security/import-control-system-2-ics2-0_en",
    ),
    needs=("goods.description or parties.name or parties.address",),
    weight=0.06,
    reason="A placeholder stands where data should: {text}",
    false_positives="Old filing software that fills empty fields.",
)
def placeholder(work: Workings) -> pl.DataFrame:
    """The fields filled with nothing."""
    looked = (
        (
            work.batch.goods,
            "description",
            work.descriptions.only("placeholder"),
            "The description is a placeholder: {text}",
        ),
        (
            work.batch.parties,
            "name",
            work.names.only("placeholder_party"),
            "The name of a party is a placeholder: {text}",
        ),
        (
            work.batch.parties,
            "address",
            work.addresses.only("placeholder_address"),
            "The address of a party is a placeholder: {text}",
        ),
    )

    def hits(frame: pl.DataFrame, column: str, found: pl.DataFrame, reason: str) -> pl.DataFrame:
        texts = frame.select("row", pl.col(column).alias("text"))
        there = texts.join(some(found).select("text"), on="text", how="inner")
        return there.select("row", "text", reason=pl.lit(reason))

    return either(*(partial(hits, *each) for each in looked)).unique(maintain_order=True)


@indicator(
    id="DOC-10",
    title="The certified origin is not on the route",
    typology=Typology.REVENUE,
    definition="A certificate of origin is filed, and the origin is neither the country of dispatch nor of any place.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("goods.origin", "documents.type", "consignments.country_of_dispatch or places.country"),
    subject="goods",
    flows=(Flow.IMPORT,),
    weight=0.08,
    reason="Origin {origin} is certified, but the route is {route}",
    false_positives="Goods bought from a distributor's stock, with proof of direct carriage.",
)
def origin_off_route(work: Workings) -> pl.DataFrame:
    """The items whose certified origin the goods never saw."""
    certified = some(work.papers.filter(kind="certificate of origin")).select("row", "item")
    whole = certified.filter(pl.col("item").is_null()).select("row").unique()
    single = certified.drop_nulls("item").select("row", pl.col("item").cast(pl.UInt32).alias("position")).unique()
    items = work.goods.drop_nulls("origin")
    covered = either(
        lambda: items.join(whole, on="row", how="semi"),
        lambda: items.join(single, on=["row", "position"], how="semi"),
    )
    # The goods do not come from where they arrive: the destination says nothing of the origin.
    arrived = work.consignments.select("row", pl.col("country_of_destination").alias("country"))
    steps = work.route.join(covered, on="row", how="semi", maintain_order="left")
    passed = steps.join(arrived, on=["row", "country"], how="anti")
    away = some(
        covered.unique(["row", "position"], maintain_order=True)
        .join(passed, left_on=["row", "origin"], right_on=["row", "country"], how="anti")
        .join(passed, on="row", how="semi")
    )
    return away.join(work.routes(away), on="row", how="inner").select("row", "position", "origin", "route")
