"""Consignments to try indicators on, made of a few words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from darvoza.consignment import (
    Consignment,
    Document,
    EquipmentKind,
    Flow,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
    TransportEquipment,
)

NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as filed, without a zone


def consignment(number: int = 0, **fields: Any) -> Consignment:  # noqa: ANN401 - any field of a consignment
    own = {"message": f"m{number}", "lodgement": Lodgement.MANIFEST, "mode": Mode.ROAD, "flow": Flow.IMPORT}
    return Consignment(**{"id": f"c{number}", "reference": f"R{number}", **own, **fields})


def of(*goods: GoodsItem, **fields: Any) -> Consignment:  # noqa: ANN401 - any field of a consignment
    return consignment(goods=goods, **fields)


def goods(description: str | None = None, **fields: Any) -> GoodsItem:  # noqa: ANN401 - any field of an item
    return GoodsItem(description=description, **fields)


def consignee(name: str | None, **fields: Any) -> Party:  # noqa: ANN401 - any field of a party
    return Party(role=Role.CONSIGNEE, name=name, **fields)


def container(number: str = "CSQU3054383", *seals: str, **fields: Any) -> TransportEquipment:  # noqa: ANN401 - any
    return TransportEquipment(kind=EquipmentKind.CONTAINER, id=number, seals=seals, **fields)


def place(role: PlaceRole, country: str | None = None, **fields: Any) -> Place:  # noqa: ANN401 - any field of a place
    return Place(role=role, country=country, **fields)


def documented(type: str, *items: GoodsItem, item: int | None = None, **fields: Any) -> Consignment:  # noqa: A002, ANN401 - the document's word; any field
    own = {"lodgement": Lodgement.DECLARATION, "documents": (Document(type=type, number="1", item=item),)}
    return of(*items, **{**own, **fields})


def weighing(hs_code: str, usual: float, count: int, last: float, **fields: Any) -> list[Consignment]:  # noqa: ANN401 - any field
    masses = [usual] * count + [last]
    return [consignment(at, goods=(goods(hs_code=hs_code, net_mass_kg=kg),), **fields) for at, kg in enumerate(masses)]


@dataclass(frozen=True)
class Case:
    """Consignments on which an indicator fires (all, or only ``rows``), and some on which it does not."""

    fires: list[Consignment]
    silent: list[Consignment]
    rows: tuple[int, ...] | None = None


def priced(values: list[float]) -> list[Consignment]:
    items = [goods(hs_code="870830", origin="CN", value=value, net_mass_kg=10, currency="USD") for value in values]
    return [consignment(number, goods=(item,)) for number, item in enumerate(items)]


def travelling(dispatch: str, *through: str, to: str, **fields: Any) -> Consignment:  # noqa: ANN401 - any field
    places = tuple(place(PlaceRole.TRANSIT, country) for country in through)
    return consignment(country_of_dispatch=dispatch, places=places, country_of_destination=to, **fields)


SHOE = goods("leather shoes", hs_code="640399", gross_mass_kg=100.0)


APRICOTS = goods("Dried apricots", hs_code="081310")
