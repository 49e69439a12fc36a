"""Furnishing an office of a demonstration: its database, unit and people, a consignment to ask about, and earlier ones.

Run as ``python -m darvoza.office.liaison.furnishing`` in the office's environment; what it holds comes as JSON.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import EquipmentKind, GoodsItem, Lodgement, Mode, Party, Role, TransportEquipment
from darvoza.office import clock
from darvoza.office.home import office_home
from darvoza.office.serve import prepare

_FILED: Final = Filed(
    id="cmr-4471#0",
    message="cmr-4471",
    reference="CMR-4471",
    lodgement=Lodgement.DECLARATION,
    mode=Mode.ROAD,
    means_id="01A123BC",
    means_nationality="TJ",
    country_of_dispatch="TJ",
    country_of_destination="UZ",
    value=21_000.0,
    currency="USD",
    packages=2,
    gross_mass_kg=7_400.0,
    goods=(
        GoodsItem(
            description="Machining centre, used",
            hs_code="845710",
            packages=2,
            gross_mass_kg=7_400.0,
            value=21_000.0,
            currency="USD",
        ),
    ),
    parties=(
        Party(role=Role.CONSIGNOR, name="Khujand Mashin LLC", country="TJ", phone="+992 44 600 11 22"),
        Party(role=Role.CONSIGNEE, name="Example Trading LLC", country="UZ", identifiers=("TIN:301234567",)),
    ),
    equipment=(TransportEquipment(kind=EquipmentKind.CONTAINER, id="CSQU3054383", seals=("TJ-00917",)),),
)

_EARLIER_DAYS: Final = 60
_EARLIER: Final = (
    ("CMR-3120", _EARLIER_DAYS, "Machining centre", "845710", 20_500.0, 7_100.0),
    ("CMR-3144", _EARLIER_DAYS, "Machining centre", "845710", 21_000.0, 7_300.0),
    ("CMR-3151", _EARLIER_DAYS, "Table grapes", "080610", 11_200.0, 20_000.0),
    ("CMR-3163", _EARLIER_DAYS, "Cotton yarn", "520512", 61_000.0, 18_400.0),
)


def furnish(told: dict[str, Any]) -> None:
    """Make what the office holds; ``copy_to`` names another office's folder, which begins with the same tables."""
    prepare(first=False)
    if told.get("copy_to"):
        _copy(Path(told["copy_to"]))
    from darvoza.office.desk.models import Consignment, Message  # noqa: PLC0415 - need Django set up
    from darvoza.office.people.models import Membership, Officer, Post, Unit  # noqa: PLC0415

    unit = Unit.objects.create(code=told["unit"]["code"], name=told["unit"]["name"])
    post = Post.objects.create(code=told["unit"]["post"], unit=unit)
    for each in told["people"]:
        officer = Officer.objects.create(
            name=each["name"], full_name=each["full_name"], password=told["password"], language=told["language"]
        )
        for role in each["roles"]:
            Membership.objects.create(officer=officer, unit=unit, role=role)
    now = clock.now()
    message = Message.objects.create(
        key="cmr-4471",
        name="cmr-4471.xml",
        sha256="0" * 64,
        size=1,
        source="carrier",
        unit=unit,
        received=now,
        waiting=False,
        status="accepted",
    )
    for filed, received, state in _declared(now):
        item, (consignor, consignee) = filed.goods[0], filed.parties
        Consignment.objects.create(
            key=filed.id,
            message=message,
            reference=filed.reference,
            lodgement=str(filed.lodgement),
            mode="road",
            office=post.code,
            received=received,
            state=state,
            decided=None if state == "waiting" else received,
            means=filed.means_id or "",
            dispatch="TJ",
            destination="UZ",
            packages=filed.packages,
            gross_mass=filed.gross_mass_kg,
            value=filed.value,
            currency="USD",
            consignor=consignor.name or "",
            consignee=consignee.name or "",
            goods=item.description or "",
            hs_codes=item.hs_code or "",
            search=f"{filed.reference} {item.description} khujand mashin example trading".casefold(),
            filed=msgspec.to_builtins(msgspec.structs.replace(filed, office=post.code)),
        )


def _declared(now: datetime) -> Iterator[tuple[Filed, datetime, str]]:
    """What waits today, and what was declared and released in an earlier month: each with when and its state."""
    yield _FILED, now, "waiting"
    for number, days, description, code, value, mass in _EARLIER:
        goods = GoodsItem(description=description, hs_code=code, net_mass_kg=mass, value=value, currency="USD")
        filed = msgspec.structs.replace(
            _FILED, id=f"{number.lower()}#0", message=number.lower(), reference=number, value=value, goods=(goods,)
        )
        yield filed, now - timedelta(days=days), "released"


def _copy(folder: Path) -> None:
    """Give the tables, empty as they are, to an office that would otherwise make the same ones for as long again."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(office_home() / "office.sqlite3")) as one,
        closing(sqlite3.connect(folder / "office.sqlite3")) as other,
    ):
        one.backup(other)


if __name__ == "__main__":
    furnish(msgspec.json.decode(sys.stdin.buffer.read()))
