"""What is known of the past of a consignment and of its goods items: every column, its type and what it means."""

from dataclasses import dataclass
from typing import Final

import polars as pl

SIDES: Final = ("consignor", "consignee", "declarant", "carrier")
"""The parties whose past is followed; who stands on each side is said in ``docs/reference/baselines.md``."""

TRADERS: Final = ("consignor", "consignee")
"""Those of them whose goods are followed too."""

_COUNT, _DAYS, _NUMBER, _YES = pl.Int64(), pl.Int64(), pl.Float64(), pl.Boolean()


@dataclass(frozen=True, slots=True)
class Feature:
    """One column that :class:`~darvoza.history.Baselines` works out: its name, its type and what it means."""

    name: str
    dtype: pl.DataType
    meaning: str


def _of_side(side: str) -> tuple[Feature, ...]:
    return (
        Feature(f"{side}_seen", _COUNT, f"Earlier consignments of this {side}"),
        Feature(f"{side}_seen_30d", _COUNT, f"Consignments of this {side} in the 30 days before"),
        Feature(f"{side}_seen_90d", _COUNT, f"Consignments of this {side} in the 90 days before"),
        Feature(f"{side}_seen_365d", _COUNT, f"Consignments of this {side} in the 365 days before"),
        Feature(
            f"{side}_first_seen_days", _DAYS, f"Days since this {side}'s first consignment; 0 if this is the first"
        ),
        Feature(f"{side}_last_seen_days", _DAYS, f"Days since this {side}'s last consignment; null if there was none"),
        Feature(
            f"{side}_growth",
            _NUMBER,
            f"Consignments of this {side} in the 30 days before, over those of a usual 30 days of the "
            "335 before them; null where there were none",
        ),
        Feature(
            f"{side}_inspections_365d",
            _COUNT,
            f"Examinations of this {side}'s consignments with a known result, in the 365 days before",
        ),
        Feature(f"{side}_findings_365d", _COUNT, f"Breaches found with this {side} in the 365 days before"),
        Feature(f"{side}_findings", _COUNT, f"Breaches found with this {side}, ever before"),
        Feature(
            f"{side}_last_finding_days",
            _DAYS,
            f"Days since a breach was last found with this {side}; null if there was none",
        ),
    )


def _of_trader(side: str) -> tuple[Feature, ...]:
    return (
        Feature(f"{side}_chapters", _COUNT, f"HS chapters that this {side} had goods of before"),
        Feature(f"{side}_headings", _COUNT, f"HS headings that this {side} had goods of before"),
        Feature(f"{side}_new_chapter", _YES, f"Some goods are of an HS chapter that this {side} never had before"),
        Feature(f"{side}_new_heading", _YES, f"Some goods are of an HS heading that this {side} never had before"),
        Feature(
            f"{side}_mass_ratio", _NUMBER, f"Gross mass over the geometric mean of this {side}'s earlier consignments"
        ),
        Feature(f"{side}_mass_support", _COUNT, f"Earlier consignments of this {side} with a gross mass"),
        Feature(f"{side}_new_phone", _YES, f"The {side}, seen before with a phone, has one never seen with it"),
        Feature(f"{side}_new_address", _YES, f"The {side}, seen before with an address, has one never seen with it"),
        Feature(f"{side}_new_email", _YES, f"The {side}, seen before with a mail address, has one never seen with it"),
        Feature(f"{side}_contact_others", _COUNT, f"Other {side}s that had its phone or mail address before"),
        Feature(
            f"{side}_contact_findings_365d",
            _COUNT,
            "Breaches found in the 365 days before on consignments of "
            f"others, as {side}, with its phone, mail address or address",
        ),
    )


FEATURES: Final[tuple[Feature, ...]] = (
    Feature(
        "history_days",
        _DAYS,
        "Days from the oldest consignment in the history to this one; null if there is none before it",
    ),
    Feature("history_inspections_365d", _COUNT, "Examinations of anything with a known result, in the 365 days before"),
    Feature("history_findings_365d", _COUNT, "Examinations of anything that found a breach, in the 365 days before"),
    *(feature for side in SIDES for feature in _of_side(side)),
    *(feature for side in TRADERS for feature in _of_trader(side)),
    Feature("pair_seen", _COUNT, "Earlier consignments from this consignor to this consignee"),
    Feature("pair_seen_before", _YES, "There were earlier consignments from this consignor to this consignee"),
    Feature(
        "pair_first_seen_days",
        _DAYS,
        "Days since the first consignment from this consignor to this consignee; 0 if this is it",
    ),
    Feature("declarant_consignee_seen", _COUNT, "Earlier consignments of this consignee with this declarant"),
    Feature("consignee_declarants", _COUNT, "Declarants that this consignee had before"),
    Feature("carrier_consignee_seen", _COUNT, "Earlier consignments of this consignee with this carrier"),
    Feature("consignee_carriers", _COUNT, "Carriers that this consignee had before"),
    Feature("consignee_consignors", _COUNT, "Consignors that this consignee had before"),
    Feature("consignee_office_seen", _COUNT, "Earlier consignments of this consignee at this office"),
    Feature("consignee_mode_seen", _COUNT, "Earlier consignments of this consignee by this mode"),
    Feature("consignee_dispatch_seen", _COUNT, "Earlier consignments of this consignee from this country of dispatch"),
    Feature("consignee_new_origin", _YES, "Some goods are of an origin that this consignee never had goods of before"),
    Feature("consignor_destination_seen", _COUNT, "Earlier consignments of this consignor to this destination country"),
    Feature("consignor_office_seen", _COUNT, "Earlier consignments of this consignor at this office"),
    Feature("carrier_office_seen", _COUNT, "Earlier consignments of this carrier at this office"),
    Feature("carrier_countries_seen", _COUNT, "Earlier consignments of this carrier between these two countries"),
    Feature("countries_seen", _COUNT, "Earlier consignments from this country of dispatch to this destination"),
    Feature("countries_mirror_seen", _COUNT, "Earlier consignments from this destination to this country of dispatch"),
    Feature("office_countries_seen", _COUNT, "Earlier consignments between these countries at this office"),
    Feature(
        "document_seen", _COUNT, "Earlier manifests or declarations (whichever this is) under its transport document"
    ),
    Feature("document_consignee_seen", _COUNT, "Earlier ones under its transport document that name its consignee"),
    Feature(
        "document_destination_seen",
        _COUNT,
        "Earlier ones under its transport document that name its destination country",
    ),
    Feature("means_seen", _COUNT, "Earlier consignments with this truck, wagon, aircraft or vessel"),
    Feature("means_last_seen_days", _DAYS, "Days since this transport means was last seen; null if it never was"),
    Feature("means_carriers", _COUNT, "Carriers that this transport means worked for before"),
    Feature("means_carrier_seen", _COUNT, "Earlier consignments with this transport means and this carrier"),
    Feature("means_findings", _COUNT, "Breaches found on consignments with this transport means, ever before"),
    Feature("means_findings_365d", _COUNT, "Breaches found with this transport means in the 365 days before"),
    Feature("driver_seen", _COUNT, "Earlier consignments with this driver"),
    Feature("driver_carrier_seen", _COUNT, "Earlier consignments with this driver and this carrier"),
    Feature("driver_findings_365d", _COUNT, "Breaches found with this driver in the 365 days before"),
    Feature("container_seen", _COUNT, "Earlier consignments in a container of this one, of the one seen most"),
    Feature(
        "container_seen_30d",
        _COUNT,
        "Consignments in a container of this one in the 30 days before, of the one seen most",
    ),
    Feature("container_last_seen_days", _DAYS, "Days since a container of this one was last seen, of the latest"),
    Feature("container_consignees", _COUNT, "Consignees that a container of this one had before, of the one with most"),
    Feature("container_findings", _COUNT, "Breaches found on consignments in its containers, ever before"),
    Feature("seal_seen", _COUNT, "Earlier consignments under a seal of this one on other equipment"),
    Feature(
        "goods_new_origin",
        _YES,
        "Some goods are of an HS heading never seen from that origin before, though the "
        "heading was seen at least 30 times",
    ),
    Feature(
        "heading_origin_share", _NUMBER, "Least share of earlier goods of the HS heading that came from the origin"
    ),
    Feature(
        "hs6_inspections_365d",
        _COUNT,
        "Examinations in the 365 days before of goods of its HS6, of the HS6 with the highest hit rate",
    ),
    Feature(
        "hs6_findings_365d",
        _COUNT,
        "Breaches found in the 365 days before with goods of its HS6 with the highest hit rate",
    ),
    Feature("unit_price_ratio", _NUMBER, "Lowest price of a kilogram over the usual one, of its goods items"),
    Feature("unit_price_ratio_max", _NUMBER, "Highest price of a kilogram over the usual one, of its goods items"),
    Feature("unit_price_support", _COUNT, "Earlier goods items that the usual price of the lowest rests on"),
    Feature("own_price_ratio", _NUMBER, "Lowest price of a kilogram over this consignee's own for such goods before"),
    Feature("own_price_support", _COUNT, "Earlier goods items that the price against the own usual one rests on"),
)
"""Every column of :meth:`~darvoza.history.Baselines.features`, after ``row``."""

ITEM_FEATURES: Final[tuple[Feature, ...]] = (
    *(
        feature
        for side in TRADERS
        for feature in (
            Feature(f"{side}_hs2_seen", _COUNT, f"Earlier consignments of this {side} with goods of this HS chapter"),
            Feature(f"{side}_hs4_seen", _COUNT, f"Earlier consignments of this {side} with goods of this HS heading"),
        )
    ),
    Feature(
        "consignee_hs4_seen_30d", _COUNT, "Consignments of this consignee with this HS heading in the 30 days before"
    ),
    Feature(
        "consignee_hs4_seen_365d", _COUNT, "Consignments of this consignee with this HS heading in the 365 days before"
    ),
    Feature("received_90d", _COUNT, "Consignments of goods of this HS6 to its consignor, in the 90 days before"),
    Feature("sent_365d", _COUNT, "Consignments of goods of this HS6 by its consignee, in the 365 days before"),
    Feature(
        "consignee_hs4_mass_ratio",
        _NUMBER,
        "Mass over the geometric mean of this consignee's earlier items of this HS heading",
    ),
    Feature("consignee_hs4_mass_support", _COUNT, "Earlier items that the ratio of mass rests on"),
    Feature("consignee_origin_seen", _COUNT, "Earlier consignments of this consignee with goods of this origin"),
    Feature("heading_seen", _COUNT, "Earlier consignments with goods of this HS heading"),
    Feature("heading_origin_seen", _COUNT, "Earlier consignments with goods of this HS heading and origin"),
    Feature(
        "heading_origin_share", _NUMBER, "Share of the earlier consignments with this HS heading that had this origin"
    ),
    Feature("hs6_inspections_365d", _COUNT, "Examinations in the 365 days before of goods of this HS6"),
    Feature("hs6_findings_365d", _COUNT, "Breaches found in the 365 days before with goods of this HS6"),
    Feature("unit_price", _NUMBER, "Value of a kilogram, in the currency filed"),
    Feature(
        "unit_price_median", _NUMBER, "Value of a kilogram: median of its peers in the twelve months before this month"
    ),
    Feature("unit_price_low", _NUMBER, "Value of a kilogram: first decile of its peers"),
    Feature("unit_price_high", _NUMBER, "Value of a kilogram: last decile of its peers"),
    Feature("unit_price_ratio", _NUMBER, "Value of a kilogram over the peers' median"),
    Feature("unit_price_support", _COUNT, "How many earlier items are its peers in price"),
    Feature(
        "unit_price_alike", pl.String(), "What the peers share: 'hs6 origin', 'hs6' or 'hs4'; always currency and unit"
    ),
    Feature("piece_price_ratio", _NUMBER, "Value of one unit of quantity over the median of its peers with that unit"),
    Feature("piece_price_support", _COUNT, "How many earlier items with that unit are its peers in price"),
    Feature(
        "own_price_ratio",
        _NUMBER,
        "Value of a kilogram over the geometric mean of this consignee's earlier items of this HS6 in this currency",
    ),
    Feature(
        "own_price_deviations",
        _NUMBER,
        "How many standard deviations the value of a kilogram lies from the own usual one, in logarithms",
    ),
    Feature("own_price_support", _COUNT, "Earlier items that the price against the own usual one rests on"),
)
"""Every column of :meth:`~darvoza.history.Baselines.item_features`, after ``row`` and ``position``."""

FEATURE_SCHEMA: Final = pl.Schema({"row": pl.UInt32(), **{each.name: each.dtype for each in FEATURES}})
"""What is known of the past of each consignment: one row for each, in the batch's order."""

ITEM_FEATURE_SCHEMA: Final = pl.Schema(
    {"row": pl.UInt32(), "position": pl.UInt32(), **{each.name: each.dtype for each in ITEM_FEATURES}}
)
"""What is known of the past of each goods item: one row for each, in the batch's order."""
