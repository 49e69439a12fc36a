"""Splitting: one purchase sent as many small consignments, each below the value that would be taxed."""

import polars as pl

from darvoza.consignment import Consignment, Role
from darvoza.signals import Typology
from darvoza.training.case import Case, Difficulty, Planted, Scheme, Sign
from darvoza.training.tricks import LATE, VAGUE, disguise, goods_line, replace, with_goods

_BELOW = Sign("value just below the threshold", "VAL-06", needs=("consignments.value",))
_MANY = Sign("several to one receiver on one day", "VAL-06", needs=("parties.name",))
_WEAK = (VAGUE, LATE)

_THRESHOLD = 1_000.0  # US dollars; the value to which goods come in without duty in much of the region's air trade
_GOODS = (
    ("Mobile phones", "Телефоны мобильные", "851713", 210.0, 6.0),
    ("Women's dresses", "Платья женские", "620444", 15.0, 60.0),
    ("Cosmetic creams", "Кремы косметические", "330499", 13.0, 70.0),
    ("Spare parts for cars", "Запчасти автомобильные", "870899", 8.0, 110.0),
    ("Footwear", "Обувь", "640299", 7.0, 120.0),
)


def _plant(case: Case) -> Planted:
    english, russian, hs, usd, net = case.chance.choice(_GOODS)
    lead, shows = case.one, [_BELOW.name] if case.may(_BELOW.name) else []
    consignee = next((party for party in lead.parties if party.role is Role.CONSIGNEE), None)
    consignor = next((party for party in lead.parties if party.role is Role.CONSIGNOR), None)
    turned: list[Consignment] = []
    for base in case.consignments:
        item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package_kg=12.0)
        if case.may(_BELOW.name):
            value = round(_THRESHOLD * case.chance.between(0.90, 0.995), 2)
        else:
            value = round(_THRESHOLD * case.chance.between(0.35, 0.85), 2)
        part = with_goods(base, replace(item, value=value, currency="USD"))
        if case.may(_MANY.name):
            parties = tuple(
                replace(consignee, role=each.role)
                if consignee is not None and each.role in {Role.CONSIGNEE, Role.NOTIFY_PARTY}
                else replace(consignor, role=each.role)
                if consignor is not None and each.role is Role.CONSIGNOR
                else each
                for each in part.parties
            )
            part = replace(part, parties=parties)
        elif consignor is not None and case.difficulty is not Difficulty.HARD:
            parties = tuple(
                replace(consignor, role=each.role) if each.role is Role.CONSIGNOR else each for each in part.parties
            )
            part = replace(part, parties=parties)
        turned.append(disguise(case, part))
    if case.may(_MANY.name):
        shows.append(_MANY.name)
    return Planted(turned, (*shows, *(sign.name for sign in _WEAK if case.may(sign.name))))


SCHEME = Scheme(
    id="splitting",
    title="One purchase split below the duty threshold",
    typology=Typology.REVENUE,
    source="Customs-fraud types including structuring (law-firm summary)",
    source_url="https://whistleblowerclaims.com/customs-fraud/",
    signs=(_BELOW, _MANY, *_WEAK),
    suits=(pl.col("flow") == "import") & pl.col("mode").is_in(["road", "air"]) & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.4,
    members=(4, 7),
)
