"""Signs in the past of the parties: never seen before, long silent, found out before, reached in new ways."""

import polars as pl

from darvoza.consignment import Role
from darvoza.risk.indicator import Source, indicator
from darvoza.risk.sources import (
    BIS_RED_FLAGS,
    CONTROLS_SCORED,
    CTPAT_PARTNERS,
    CTPAT_TRANSSHIPMENT,
    IDENTITY_HIJACK,
    MIRROR_FRAUD,
    TRI_SEAL,
)
from darvoza.risk.workings import Workings
from darvoza.signals import Typology

REACH = 90
"""A history that reaches back fewer days than this cannot tell who is new."""

_ESTABLISHED = 10
_SILENT = 180
_YOUNG = 90
_BUSY = 10
_JUMP = 4.0
_BROKER_CASES = 20
_TWICE = 2.0

_SIDES = ("consignor", "consignee")
_ROLES = {
    "consignor": (Role.CONSIGNOR, Role.EXPORTER, Role.SELLER),
    "consignee": (Role.CONSIGNEE, Role.IMPORTER, Role.BUYER),
    "declarant": (Role.DECLARANT, Role.FORWARDER),
    "carrier": (Role.CARRIER,),
    "driver": (Role.DRIVER,),
}


def known(work: Workings) -> pl.DataFrame:
    """What the past says of consignments before which the history reaches back far enough to tell what is new."""
    return work.past.filter(pl.col("history_days") >= REACH)


def called(work: Workings, rows: pl.DataFrame, side: str) -> pl.DataFrame:
    """The rows with ``name``, what the party on this side is called: its name, else its number."""
    roles = [role.value for role in _ROLES[side]]
    order = {role: place for place, role in enumerate(roles)}
    names = (
        work.batch.parties.filter(pl.col("role").is_in(roles))
        .with_columns(
            pl.coalesce("name", pl.col("identifiers").list.first()).alias("name"),
            _order=pl.col("role").cast(pl.String).replace_strict(order, return_dtype=pl.Int8),
        )
        .drop_nulls("name")
        .sort("row", "_order", "position")
        .unique("row", keep="first", maintain_order=True)
        .select("row", "name")
    )
    return rows.join(names, on="row", how="inner", maintain_order="left")


def _either(work: Workings, found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The first side of each consignment that something was found of, with its name and which side it is."""
    named = [called(work, rows, side).with_columns(role=pl.lit(side)) for side, rows in found.items()]
    return pl.concat(named, how="diagonal").unique("row", keep="first", maintain_order=True)


@indicator(
    id="PTY-01",
    title="Never seen before",
    typology=Typology.GENERAL,
    definition="The consignor or consignee has no earlier consignment in a history that reaches back at least 90 days.",
    source=Source(
        "Bilingual corpus of public texts, first-time shippers and goods unnatural for their origin",
        "http://wordscope.be/anglais/francais/take+out+such.html",
    ),
    needs=("past.consignor_seen or past.consignee_seen",),
    weight=0.04,
    reason="The {role} {name} was never seen in {history_days} days",
    false_positives="New firms are normal; a firm that is written differently; people who move house.",
)
def first_time(work: Workings) -> pl.DataFrame:
    """The consignments of someone new."""
    past = known(work)
    found = {side: past.filter(pl.col(f"{side}_seen") == 0).select("row", "history_days") for side in _SIDES[::-1]}
    return _either(work, found)


@indicator(
    id="PTY-10",
    title="High priority goods for someone with no trade behind them",
    typology=Typology.PROLIFERATION,
    definition="Common High Priority goods go to a consignee with at most two earlier consignments, in a history that "
    "reaches back at least 90 days.",
    source=BIS_RED_FLAGS,
    needs=("past.consignee_seen", "goods.hs_code"),
    weight=0.14,
    reason="HS code {hs_code} goes to {name}, seen {consignee_seen} times before",
    false_positives="A service firm that buys one spare part; a new factory's first machines.",
)
def no_background(work: Workings) -> pl.DataFrame:
    """The consignments of high priority goods to someone nearly unknown."""
    listed = work.goods.join(work.reference.high_priority, on="hs6", how="semi").unique("row", keep="first")
    few = known(work).filter(pl.col("consignee_seen") <= 2)
    return called(work, few.join(listed, on="row", how="inner").select("row", "hs_code", "consignee_seen"), "consignee")


@indicator(
    id="PTY-14",
    title="A known importer reached in a new way",
    typology=Typology.DRUGS,
    definition="At least two of phone, mail address, street address and declarant were never seen with a consignee "
    "that had ten or more consignments and had others of them before.",
    source=IDENTITY_HIJACK,
    needs=("past.consignee_seen",),
    weight=0.16,
    reason="{name}, seen {consignee_seen} times, has a new {new}",
    false_positives="A move to new offices; a firm that was taken over; a new broker with new staff.",
)
def hijacked(work: Workings) -> pl.DataFrame:
    """The consignments that use a known name with new contacts."""
    new = {
        "phone": pl.col("consignee_new_phone"),
        "mail address": pl.col("consignee_new_email"),
        "address": pl.col("consignee_new_address"),
        "declarant": (pl.col("declarant_consignee_seen") == 0) & (pl.col("consignee_declarants") > 0),
    }
    told = [pl.when(sign.fill_null(value=False)).then(pl.lit(what)) for what, sign in new.items()]
    changed = (
        known(work)
        .filter(pl.col("consignee_seen") >= _ESTABLISHED)
        .select("row", "consignee_seen", new=pl.concat_list(told).list.drop_nulls())
        .filter(pl.col("new").list.len() >= 2)
    )
    return called(work, changed, "consignee")


@indicator(
    id="PTY-15",
    title="Found out before",
    typology=Typology.GENERAL,
    definition="An examination in the last year found a breach on a consignment of the same consignee, consignor, "
    "declarant, carrier or driver; of a declarant or carrier only if one in ten of at least five examinations did.",
    source=CONTROLS_SCORED,
    needs=("past.consignee_findings_365d or past.consignor_findings_365d or past.declarant_findings_365d",),
    weight=0.15,
    reason="Breaches were found {findings} times in a year on consignments of the {role} {name}",
    false_positives="Small breaches of large firms, which are examined often; the weight does not know how grave it "
    "was.",
)
def past_offence(work: Workings) -> pl.DataFrame:
    """The consignments of those who were found in breach."""
    found = {}
    for side in ("consignee", "consignor", "driver", "declarant", "carrier"):
        breaches = pl.col(f"{side}_findings_365d")
        caught = breaches > 0
        if side in {"declarant", "carrier"}:
            looked = pl.col(f"{side}_inspections_365d")
            caught &= (looked >= 5) & (breaches * 10 >= looked)
        found[side] = work.past.filter(caught).select("row", findings=breaches)
    return _either(work, found)


@indicator(
    id="PTY-16",
    title="A declarant whose declarations are often wrong",
    typology=Typology.REVENUE,
    definition="Of at least 20 examinations of a declarant's consignments in the last year, breaches were found at "
    "twice the usual rate or more, after drawing its rate towards the usual one by 20 examinations.",
    source=MIRROR_FRAUD,
    needs=("past.declarant_inspections_365d", "past.history_inspections_365d"),
    weight=0.08,
    reason="Of {looked} examinations of {name}'s declarations {hits} found a breach, {rate} % where {usual} % is usual",
    false_positives="A broker of risky goods or of one bad client; examinations are not made at random.",
)
def wrong_declarant(work: Workings) -> pl.DataFrame:
    """The consignments declared by someone found wrong too often."""
    looked, hits = pl.col("declarant_inspections_365d"), pl.col("declarant_findings_365d")
    usual = pl.col("history_findings_365d") / pl.col("history_inspections_365d")
    drawn = (hits + usual * _BROKER_CASES) / (looked + _BROKER_CASES)
    often = work.past.filter((looked >= _BROKER_CASES) & (usual > 0) & (drawn >= _TWICE * usual)).select(
        "row",
        looked=looked,
        hits=hits,
        rate=(hits / looked * 100).round(1),
        usual=(usual * 100).round(1),
    )
    return called(work, often, "declarant")


@indicator(
    id="PTY-05",
    title="Reached as someone found in breach is",
    typology=Typology.SANCTIONS,
    definition="A consignor or consignee has the phone, mail address or street address of another one, on whose "
    "consignments breaches were found in the last year.",
    source=TRI_SEAL,
    needs=("past.consignee_contact_findings_365d or past.consignor_contact_findings_365d",),
    weight=0.12,
    reason="The {role} {name} is reached where others are on whose consignments {findings} breaches were found",
    false_positives="Customs warehouses and business centres; a broker's phone given for all its clients.",
)
def shares_contact(work: Workings) -> pl.DataFrame:
    """The consignments of those who share a way to be reached with someone found in breach."""
    found = {
        side: work.past.filter(pl.col(f"{side}_contact_findings_365d") > 0).select(
            "row", findings=f"{side}_contact_findings_365d"
        )
        for side in _SIDES[::-1]
    }
    return _either(work, found)


@indicator(
    id="HIS-01",
    title="Active again after a long silence",
    typology=Typology.GENERAL,
    definition="A consignee or consignor with three or more earlier consignments had none for 180 days.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past.consignee_seen or past.consignor_seen",),
    weight=0.07,
    reason="The {role} {name} is back after {silent} days",
    false_positives="Seasonal trade: harvest, heating, school; buyers of machines, who buy once in years.",
)
def dormant(work: Workings) -> pl.DataFrame:
    """The consignments of those who were gone."""
    found = {
        side: work.past.filter((pl.col(f"{side}_last_seen_days") > _SILENT) & (pl.col(f"{side}_seen") >= 3)).select(
            "row", silent=f"{side}_last_seen_days"
        )
        for side in _SIDES[::-1]
    }
    return _either(work, found)


@indicator(
    id="HIS-02",
    title="New and at once busy",
    typology=Typology.LAUNDERING,
    definition="A consignee or consignor first seen within 90 days, in a history that reaches back twice as far, had "
    "ten or more consignments in the last 30.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past.consignee_seen or past.consignor_seen",),
    weight=0.08,
    reason="The {role} {name}, first seen {first} days ago, had {recent} consignments in 30 days",
    false_positives="A new branch of a large firm; online shops and express operators.",
)
def newly_busy(work: Workings) -> pl.DataFrame:
    """The consignments of those who began with a rush."""
    past = work.past.filter(pl.col("history_days") >= 2 * _YOUNG)
    found = {
        side: past.filter((pl.col(f"{side}_first_seen_days") <= _YOUNG) & (pl.col(f"{side}_seen_30d") >= _BUSY)).select(
            "row", first=f"{side}_first_seen_days", recent=f"{side}_seen_30d"
        )
        for side in _SIDES[::-1]
    }
    return _either(work, found)


@indicator(
    id="HIS-03",
    title="Sudden jump in volume",
    typology=Typology.GENERAL,
    definition="A consignee or consignor had ten or more consignments in the last 30 days, at least four times as many "
    "as in a usual 30 days of the year before.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past.consignee_seen or past.consignor_seen",),
    weight=0.08,
    reason="The {role} {name} had {recent} consignments in 30 days, {times} times as many as usual",
    false_positives="A building site, a harvest, a won tender; a competitor that closed.",
)
def volume_jump(work: Workings) -> pl.DataFrame:
    """The consignments of those who suddenly trade much more."""
    past = known(work)
    found = {
        side: past.filter((pl.col(f"{side}_growth") >= _JUMP) & (pl.col(f"{side}_seen_30d") >= _BUSY)).select(
            "row", recent=f"{side}_seen_30d", times=pl.col(f"{side}_growth").round(1)
        )
        for side in _SIDES[::-1]
    }
    return _either(work, found)


@indicator(
    id="HIS-04",
    title="New partners for sensitive goods",
    typology=Typology.PROLIFERATION,
    definition="Common High Priority goods go from a consignor to a consignee that never dealt with one another "
    "before, though at least one of them was seen ten times or more.",
    source=CTPAT_PARTNERS,
    needs=("past.pair_seen", "goods.hs_code"),
    weight=0.07,
    reason="HS code {hs_code} goes to {name} from a consignor it never dealt with",
    false_positives="Ordinary competition among suppliers.",
)
def new_pair(work: Workings) -> pl.DataFrame:
    """The consignments of high priority goods between strangers."""
    listed = work.goods.join(work.reference.high_priority, on="hs6", how="semi").unique("row", keep="first")
    someone = pl.max_horizontal("consignor_seen", "consignee_seen") >= _ESTABLISHED
    strangers = known(work).filter((pl.col("pair_seen") == 0) & someone)
    return called(work, strangers.join(listed, on="row", how="inner").select("row", "hs_code"), "consignee")


@indicator(
    id="HIS-05",
    title="One phone or mail address, several firms",
    typology=Typology.SANCTIONS,
    definition="Three or more other consignees, or consignors, had the same phone or mail address before.",
    source=TRI_SEAL,
    needs=("past.consignee_contact_others or past.consignor_contact_others",),
    weight=0.07,
    reason="{others} others were reached as the {role} {name} is",
    false_positives="A broker's or a holding's phone; one firm that writes its name in many ways.",
)
def common_contact(work: Workings) -> pl.DataFrame:
    """The consignments of those who are reached as many others are."""
    found = {
        side: work.past.filter(pl.col(f"{side}_contact_others") >= 3).select("row", others=f"{side}_contact_others")
        for side in _SIDES[::-1]
    }
    return _either(work, found)


_NEW_THINGS = {
    "HS chapter": pl.col("consignee_new_chapter"),
    "origin": pl.col("consignee_new_origin"),
    "consignor": (pl.col("pair_seen") == 0) & (pl.col("consignee_consignors") > 0),
    "declarant": (pl.col("declarant_consignee_seen") == 0) & (pl.col("consignee_declarants") > 0),
    "carrier": (pl.col("carrier_consignee_seen") == 0) & (pl.col("consignee_carriers") > 0),
    "office": pl.col("consignee_office_seen") == 0,
    "country of dispatch": pl.col("consignee_dispatch_seen") == 0,
}


@indicator(
    id="TIM-02",
    title="Everything is different at once",
    typology=Typology.GENERAL,
    definition="For a consignee with ten or more consignments, at least four are new of: HS chapter, origin, "
    "consignor, declarant, carrier, office, country of dispatch.",
    source=CTPAT_TRANSSHIPMENT,
    needs=("past.consignee_seen",),
    weight=0.10,
    reason="For {name}, seen {consignee_seen} times, these are new: {new}",
    false_positives="A trading house that buys whatever sells; a firm that begins in a new line of business.",
)
def changed_pattern(work: Workings) -> pl.DataFrame:
    """The consignments that break with all habits of their consignee."""
    told = [pl.when(sign.fill_null(value=False)).then(pl.lit(what)) for what, sign in _NEW_THINGS.items()]
    changed = (
        known(work)
        .filter(pl.col("consignee_seen") >= _ESTABLISHED)
        .select("row", "consignee_seen", new=pl.concat_list(told).list.drop_nulls())
        .filter(pl.col("new").list.len() >= 4)
    )
    return called(work, changed, "consignee")


@indicator(
    id="TIM-04",
    title="A large consignment after small ones",
    typology=Typology.DRUGS,
    definition="A consignee first seen within 180 days, with two to six earlier consignments, now gets one at least "
    "eight times as heavy as those, in a history that reaches back at least 180 days.",
    source=IDENTITY_HIJACK,
    needs=("past.consignee_seen", "consignments.gross_mass_kg"),
    weight=0.09,
    reason="{mass} kg for {name} after {before} consignments {times} times lighter",
    false_positives="Samples before an order; parcels and then a container for a new shop.",
)
def after_tests(work: Workings) -> pl.DataFrame:
    """The consignments that come after trial runs."""
    young = (
        work.past.filter(
            (pl.col("history_days") >= _SILENT)
            & (pl.col("consignee_first_seen_days") <= _SILENT)
            & pl.col("consignee_mass_support").is_between(2, 6)
            & (pl.col("consignee_seen") <= 6)
            & (pl.col("consignee_mass_ratio") >= 8)
        )
        .select("row", before="consignee_mass_support", times=pl.col("consignee_mass_ratio").round(0))
        .join(work.consignments.select("row", mass="gross_mass_kg"), on="row", how="inner", maintain_order="left")
    )
    return called(work, young, "consignee")
