"""Signs in who the parties are: letter boxes, forwarders and banks as consignees, goods left to order."""

import polars as pl

from darvoza.consignment import Level, Mode, Role
from darvoza.risk.indicator import indicator
from darvoza.risk.left import some
from darvoza.risk.sources import BIFALINK, BIS_RED_FLAGS, JOINT_NOTICE_2023, TRI_SEAL
from darvoza.risk.terms import fold
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

_SHARING = 5
"""How many parties at one address are more than a family of companies."""

_ADDRESS_LETTERS = 8
"""Shorter addresses (a town) are shared by everyone there."""


_WITHIN = (
    r"(?i)[\s,;.]*\b(?:office|offices|off|room|rm|suite|apartment|apt|flat|unit|floor|xona|ofis|xonadon|kvartira|kv|"
    r"офис|оф|комната|ком|кабинет|помещение|пом|квартира|кв|этаж|хона|ҳуҷра|утоқ)\b[\s.:№#-]*\d+[\p{L}]?\b"
)
"""A room within a building: two firms on one floor share its address."""


@indicator(
    id="PTY-06",
    title="One address, many companies",
    typology=Typology.SANCTIONS,
    definition="Five or more trading parties with different names have the same address in one town, among the "
    "consignments at hand; rooms and offices within a building are one address.",
    source=TRI_SEAL,
    needs=("parties.address", "parties.name"),
    subject="parties",
    weight=0.09,
    reason="{companies} companies share the address {address}",
    false_positives="Business centres, customs warehouses and markets; list their addresses to pass over.",
)
def shared_address(work: Workings) -> pl.DataFrame:
    """The trading parties at addresses that many use."""
    trading = work.parties(Role.CONSIGNOR, Role.CONSIGNEE, Role.EXPORTER, Role.IMPORTER).drop_nulls(["name", "address"])
    if some(trading).height < _SHARING:
        return trading.clear()
    texts = work.addresses.texts.select(pl.col("text").alias("address"), pl.col("folded").alias("where"))
    rooms = work.addresses.of("room").select(pl.col("text").alias("address"))
    bare = pl.col("address").str.replace_all(_WITHIN, " ")
    # A building that has rooms is one place, with or without a number of its own.
    rooms = rooms.with_columns(bare=bare).filter(pl.col("bare") != pl.col("address"))
    rooms = rooms.select("address", where=fold(pl.col("bare")))
    numbered = texts.filter(pl.col("where").str.contains(r"\d")).join(rooms, on="address", how="anti")
    folded = pl.concat([numbered, rooms])
    crowded = (
        trading.join(folded, on="address", how="inner")
        .filter(pl.col("where").str.strip_chars().str.len_chars() >= _ADDRESS_LETTERS)
        .filter(pl.len().over("where") >= _SHARING)
    )
    some(crowded)
    names = work.names.texts.select(pl.col("text").alias("name"), pl.col("folded").alias("called"))
    towns = crowded.select(pl.col("city").unique()).with_columns(town=fold(pl.col("city")))
    at = (
        crowded.join(names, on="name", how="inner")
        .join(towns, on="city", how="left", nulls_equal=True)
        # One firm is written in several scripts; its number is not.
        .with_columns(pl.col("town").fill_null(""), who=pl.coalesce(pl.col("identifiers").list.first(), "called"))
    )
    busy = some(
        some(at)
        .group_by("where", "town")
        .agg(pl.col("who").n_unique().alias("companies"))
        .filter(pl.col("companies") >= _SHARING)
    )
    return at.join(busy, on=["where", "town"], how="inner").select("row", "position", "name", "address", "companies")


@indicator(
    id="PTY-07",
    title="Only a post office box for an address",
    typology=Typology.SANCTIONS,
    definition="A consignor or consignee gives a post office box and no street.",
    source=TRI_SEAL,
    needs=("parties.address",),
    subject="parties",
    weight=0.07,
    reason="{name} gives only a post office box: {address}",
    false_positives="In the Gulf and parts of Africa post goes to boxes only.",
)
def letter_box(work: Workings) -> pl.DataFrame:
    """The trading parties whose address is a box."""
    trading = work.parties(Role.CONSIGNOR, Role.CONSIGNEE, Role.EXPORTER, Role.IMPORTER, Role.BUYER, Role.SELLER)
    boxes = some(work.addressed(trading, "po_box")).drop("term")
    return boxes.join(work.streets(boxes), on=["row", "position"], how="anti").select(
        "row", "position", "name", "address"
    )


@indicator(
    id="PTY-08",
    title="Company with a free mail address",
    typology=Typology.SANCTIONS,
    definition="A party whose name has a company's legal form is reached at a free mail service.",
    source=TRI_SEAL,
    needs=("parties.email", "parties.name"),
    subject="parties",
    weight=0.04,
    reason="The company {name} is reached at {email}",
    false_positives="Common for small firms in Central Asia; says little alone.",
)
def free_mail(work: Workings) -> pl.DataFrame:
    """The companies with a free mail address."""
    domain = pl.col("email").str.to_lowercase().str.extract(r"@([a-z0-9.\-]+)")
    trading = work.parties(Role.CONSIGNOR, Role.CONSIGNEE, Role.EXPORTER, Role.IMPORTER, Role.BUYER, Role.SELLER)
    addresses = trading.select(pl.col("email").unique()).filter(domain.is_in(work.reference.free_mail))
    free = trading.join(some(addresses), on="email", how="semi", maintain_order="left")
    return work.companies(free).select("row", "position", "name", "email")


@indicator(
    id="PTY-11",
    title="A freight forwarder is the consignee",
    typology=Typology.PROLIFERATION,
    definition="The consignee's name is a forwarder's or carrier's, on a document that is not a master document.",
    source=BIS_RED_FLAGS,
    needs=("parties[consignee].name",),
    subject="parties",
    weight=0.14,
    reason="The goods are consigned to a forwarder: {name}",
    false_positives="Groupage consigned to an agent; names that only contain such a word.",
)
def forwarder_consignee(work: Workings) -> pl.DataFrame:
    """The consignees that are forwarders."""
    consignees = some(work.named(work.parties(Role.CONSIGNEE), "forwarder"))
    masters = work.consignments.filter(pl.col("level") == Level.MASTER).select("row")
    found = consignees.join(masters, on="row", how="anti")
    return found.select("row", "position", "name", "term")


@indicator(
    id="PTY-12",
    title="A bank is the consignee",
    typology=Typology.LAUNDERING,
    definition="The consignee's name is a bank's.",
    source=JOINT_NOTICE_2023,
    needs=("parties[consignee].name",),
    subject="parties",
    weight=0.08,
    reason="The goods are consigned to a bank: {name}",
    false_positives="Letters of credit made out to the bank's order; banks that receive banknotes, gold or equipment.",
)
def bank_consignee(work: Workings) -> pl.DataFrame:
    """The consignees that are banks."""
    return some(work.named(work.parties(Role.CONSIGNEE), "bank")).select("row", "position", "name", "term")


@indicator(
    id="PTY-13",
    title="Consigned to order",
    typology=Typology.GENERAL,
    definition="The consignee is to order, and no party to notify is identified by a number.",
    source=BIFALINK,
    needs=("parties[consignee].name",),
    subject="parties",
    modes=(Mode.SEA, Mode.RAIL, Mode.RIVER),
    weight=0.07,
    reason="The consignee is left open: {name}",
    false_positives="Normal for commodities that are sold on the way.",
)
def to_order(work: Workings) -> pl.DataFrame:
    """The consignees that are to order."""
    consignees = some(work.named(work.parties(Role.CONSIGNEE), "to_order"))
    notified = work.parties(Role.NOTIFY_PARTY).filter(pl.col("identifiers").list.len() > 0).select("row")
    found = consignees.join(notified, on="row", how="anti")
    return found.select("row", "position", "name")
