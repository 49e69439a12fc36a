"""What many schemes have in common: how a consignment's papers are changed, and the weak signs that go with it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec

from darvoza.consignment import Consignment, Document, GoodsItem, Mode, Party, Role
from darvoza.training.case import Case, Planted, Sign
from darvoza.training.words import VAGUE_ENGLISH, VAGUE_RUSSIAN

replace = msgspec.structs.replace

NEWCOMER: Final = Sign("party seen for the first time", "PTY-01", weak=True, needs=("parties.name",))
FREE_MAIL: Final = Sign("company with a free mailbox", "PTY-08", weak=True, needs=("parties.email",))
SHARED_ADDRESS: Final = Sign("address of many companies", "PTY-06", weak=True, needs=("parties.address",))
FORWARDER: Final = Sign("forwarder as consignee", "PTY-11", needs=("parties.name",))
VAGUE: Final = Sign("vague description", "GDS-01", weak=True)
LATE: Final = Sign("lodged at the last minute", "TIM-01", weak=True, needs=("consignments.lodged",))
ROUND: Final = Sign("round value", "VAL-05", weak=True, needs=("consignments.value",))
NO_PAPERS: Final = Sign("missing document", "DOC-03", weak=True, needs=("documents.type",))
NO_LICENCE: Final = Sign("no licence referred to", "GDS-08", needs=("documents.type",))

COMMON: Final = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, VAGUE, LATE, ROUND, NO_PAPERS)
_FREE: Final = ("mail.ru", "gmail.com", "yandex.ru", "yahoo.com", "inbox.ru")
_CENTRE: Final = "Orion Tower"
_CENTRE_STANDS: Final = {
    "UZ": "Tashkent",
    "TJ": "Dushanbe",
    "KZ": "Almaty",
    "KG": "Bishkek",
    "TM": "Ashgabat",
    "AF": "Kabul",
    "RU": "Moscow",
    "CN": "Urumqi",
    "AE": "Dubai",
    "TR": "Istanbul",
    "IR": "Mashhad",
}
"""One building stands in one town: where the companies of a country that exist on paper have their rooms."""
_LICENCES: Final = frozenset(("911", "811", "851", "861"))


def with_goods(consignment: Consignment, *items: GoodsItem) -> Consignment:
    """The consignment with these goods, its totals following."""
    gross = [item.gross_mass_kg for item in items]
    net = [item.net_mass_kg for item in items]
    values = [item.value for item in items]
    packages = [item.packages for item in items]
    total, worth = _sum(gross, 1), _sum(values, 2)
    return replace(
        consignment,
        freight=_freight(consignment, total, worth),
        goods=tuple(items),
        gross_mass_kg=total,
        net_mass_kg=_sum(net, 1) if consignment.net_mass_kg is not None else None,
        value=worth,
        packages=None if None in packages else sum(count for count in packages if count is not None),
        currency=items[0].currency or consignment.currency,
    )


_USUAL_FREIGHT: Final = 0.45


def _freight(consignment: Consignment, gross: float | None, value: float | None) -> float | None:
    """The freight for other goods: by their mass, and in lawful proportion to their value."""
    old, freight = consignment.gross_mass_kg, consignment.freight
    if freight is None or not old or gross is None or gross == old:
        return freight
    scaled = freight * gross / old
    return round(min(scaled, value * _USUAL_FREIGHT) if value else scaled, 2)


def _sum(numbers: Sequence[float | None], digits: int) -> float | None:
    known = [number for number in numbers if number is not None]
    return round(sum(known), digits) if len(known) == len(numbers) else None


def goods_line(
    case: Case,
    consignment: Consignment,
    *,
    english: str,
    russian: str,
    hs: str,
    net: float,
    usd: float,
    package: str = "CT",
    package_kg: float = 20.0,
    origin: str | None = None,
    unit: str | None = None,
    unit_kg: float = 1.0,
) -> GoodsItem:
    """One goods item as the consignment's papers would write it: ``net`` kilograms at ``usd`` dollars each."""
    air = consignment.mode is Mode.AIR
    mass = max(round(net, 1) if air else float(round(net)), 0.2 if air else 1.0)
    gross = (
        round(mass * case.chance.between(1.02, 1.09), 1)
        if air
        else float(round(mass * case.chance.between(1.02, 1.09)))
    )
    packages = max(1, round(mass / package_kg))
    boxes = tuple(each.id for each in consignment.equipment if each.kind == "container")
    first = consignment.goods[0] if consignment.goods else GoodsItem()
    return GoodsItem(
        description=case.text(consignment, english, russian),
        hs_code=hs,
        origin=origin or first.origin,
        gross_mass_kg=max(gross, mass),
        net_mass_kg=mass,
        quantity=max(1.0, float(round(mass / unit_kg))) if unit else None,
        unit=unit,
        value=round(mass * usd * case.chance.between(0.92, 1.08), 2),
        currency="USD",
        packages=packages,
        package_type=package,
        equipment=boxes,
    )


def usual_load(case: Case, consignment: Consignment, kilograms: float) -> float:
    """About so many kilograms by road; a few cartons of it by air."""
    factor = case.chance.between(0.6, 1.5)
    return min(kilograms * factor, 400 * factor) if consignment.mode is Mode.AIR else kilograms * factor


def with_party(consignment: Consignment, role: Role, **changes: Any) -> Consignment:  # noqa: ANN401 - fields of a party
    """The consignment with the party of this role changed."""
    parties = tuple(replace(party, **changes) if party.role is role else party for party in consignment.parties)
    return replace(consignment, parties=parties)


def instead(consignment: Consignment, party: Party) -> Consignment:
    """The consignment with this party in its role; one that was also declarant or notify party stays so."""
    old = next((each for each in consignment.parties if each.role is party.role), None)
    parties = tuple(
        replace(party, role=each.role)
        if each.role is party.role or (old is not None and each.name == old.name and each.name is not None)
        else each
        for each in consignment.parties
    )
    if old is None and consignment.parties:
        parties = (*parties, party)
    return replace(consignment, parties=parties)


def trader_role(consignment: Consignment) -> Role:
    """The side that a deceiver stands on: the exporter of exports, the receiver of all else."""
    return Role.CONSIGNOR if consignment.flow == "export" else Role.CONSIGNEE


def disguise(case: Case, consignment: Consignment) -> Consignment:
    """The weak signs that the case allows, put on: common to all schemes."""
    role = trader_role(consignment)
    trader = next((party for party in consignment.parties if party.role is role), None)
    country = trader.country if trader else None
    if case.may(FORWARDER.name):
        consignment = instead(consignment, case.stranger(consignment, Role.CONSIGNEE, country, "forwarder"))
    elif case.may(NEWCOMER.name):
        consignment = instead(consignment, case.stranger(consignment, role, country))
    if case.may(FREE_MAIL.name) and consignment.mode not in {Mode.AIR, Mode.RIVER}:
        consignment = with_party(consignment, role, email=f"trade{case.chance.digits(4)}@{case.chance.choice(_FREE)}")
    if case.may(SHARED_ADDRESS.name):
        air = consignment.mode in {Mode.AIR, Mode.RIVER}
        address = f"{_CENTRE}, office {case.chance.number(100, 900)}"
        town = _CENTRE_STANDS.get(country or "")
        where = {"city": town.upper() if air else town, "postcode": None} if town else {}
        written = address.upper().replace(",", "") if air else address
        consignment = with_party(consignment, role, address=written, **where)
    if case.may(VAGUE.name) and consignment.goods:
        place = case.chance.number(0, len(VAGUE_ENGLISH) - 1)
        text = case.text(consignment, VAGUE_ENGLISH[place], VAGUE_RUSSIAN[place])
        consignment = replace(
            consignment, goods=(replace(consignment.goods[0], description=text), *consignment.goods[1:])
        )
    if case.may(ROUND.name):
        consignment = with_goods(consignment, *(_rounded(item) for item in consignment.goods))
    if case.may(LATE.name) and consignment.arrival is not None:
        consignment = replace(consignment, lodged=consignment.arrival - timedelta(minutes=case.chance.number(-20, 12)))
    if case.may(NO_PAPERS.name) or case.may(NO_LICENCE.name):
        kept = tuple(each for each in consignment.documents if each.type not in _LICENCES)
        consignment = replace(consignment, documents=kept)
    return consignment


def _rounded(item: GoodsItem) -> GoodsItem:
    if item.value is None:
        return item
    step = 10.0 ** max(len(str(int(item.value))) - 2, 0)
    return replace(item, value=max(round(item.value / step), 1) * step)


def licensed(case: Case, consignment: Consignment) -> Consignment:
    """A licence referred to, false or for something else, so that its lack does not show."""
    if case.may(NO_LICENCE.name) or not consignment.documents:
        return consignment
    number = f"L{case.day.year}-{case.chance.digits(5)}"
    return replace(
        consignment, documents=(*consignment.documents, Document(type="911", number=number, issued=case.day))
    )


def finished(case: Case, consignment: Consignment, shows: Sequence[str], weak: Sequence[Sign]) -> Planted:
    """The case of one consignment, with those of the weak signs put on that the case allows."""
    turned = disguise(case, consignment)
    return Planted([turned], (*shows, *(sign.name for sign in weak if case.may(sign.name))))


def finished_strategic(
    case: Case, consignment: Consignment, item: GoodsItem, shows: Sequence[str], weak: Sequence[Sign]
) -> Planted:
    """The case of one consignment of strategic goods, with the licence and forwarder that the case allows."""
    turned = licensed(case, disguise(case, with_goods(consignment, item)))
    rest = (sign.name for sign in (FORWARDER, NO_LICENCE, *weak) if case.may(sign.name))
    return Planted([turned], (*shows, *rest))
