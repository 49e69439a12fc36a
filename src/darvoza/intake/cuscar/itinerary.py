"""The itinerary of a consignment: places that a CUSCAR message states, in the order that goods pass them."""

from typing import Final, TypeAlias

from darvoza.consignment import Place, PlaceRole
from darvoza.intake.cuscar import codes
from darvoza.intake.cuscar.draft import KEYS
from darvoza.intake.edifact import split

_PLACES: Final = KEYS["places"]
_COUNTRY_LIST: Final = "162"
_ROLES: Final = tuple(PlaceRole)
_ORDER: Final = {role: order for order, role in enumerate(_ROLES)}
PLACE_ORDER: Final = {code: _ORDER[role] for code, role in codes.PLACES.items()}
"""3227, place qualifiers: when on the way goods pass such a place."""

Route: TypeAlias = tuple[tuple[Place, ...], list[tuple[int, int]]]
"""The stops of a route, and for each mark of them its key and which of the places stated it was read from."""


def order_stops(stated: tuple[tuple[int, str], ...]) -> Route:
    """Stops in the order of travel; where one is stated twice, the statement that names it is taken."""
    stops: dict[tuple[int, str | None], tuple[Place, int]] = {}
    for source in sorted(range(len(stated)), key=lambda each: stated[each][0]):
        order, element = stated[source]
        code, name, country = place_code(element)
        key = (order, code or name or country)
        before = stops.get(key)
        if before is None or (name and not before[0].name):
            stops[key] = (Place(role=_ROLES[order], code=code, name=name, country=country), source)
    sources = [
        (_PLACES[field] | position, source)
        for position, (stop, source) in enumerate(stops.values())
        for field in ("code", "name", "country")
        if getattr(stop, field)
    ]
    return tuple([stop for stop, _ in stops.values()]), sources


def place_code(element: str) -> tuple[str | None, str | None, str | None]:
    """Code, name and country of a LOC place: the code is a country where its code list says so.

    >>> place_code("UZTMZ:139:6:TERMIZ"), place_code("UZ:162")
    (('UZTMZ', 'TERMIZ', None), (None, None, 'UZ'))
    """
    parts = split(element)
    code = parts[0].strip() or None
    name = (parts[3].strip() or None) if len(parts) > 3 else None
    if len(parts) > 1 and parts[1] == _COUNTRY_LIST:
        return None, name, code
    return code, name, None
