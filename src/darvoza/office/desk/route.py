"""Where a consignment goes, on a small map that needs no network."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from typing import Final

from markupsafe import Markup

from darvoza.codes import airport, airports, locode_record, office, place
from darvoza.consignment import Consignment as Filed
from darvoza.consignment import Place, PlaceRole
from darvoza.office.words import Words

_ORDER: Final = {
    PlaceRole.ORIGIN: 0,
    PlaceRole.LOADING: 1,
    PlaceRole.TRANSIT: 2,
    PlaceRole.BORDER: 3,
    PlaceRole.UNLOADING: 4,
    PlaceRole.DESTINATION: 5,
}
_LOCODE: Final = 5
_WIDTH, _HEIGHT = 400.0, 260.0
_NARROWEST: Final = 14.0  # degrees of longitude that a map shows at least
_HUNDREDTHS: Final = 100.0
_FINEST: Final = 0.7  # of a pixel

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: what happens there, its place in words, and where it is; ``rough`` when only its country is known."""

    role: str
    name: str
    country: str | None
    longitude: float | None = None
    latitude: float | None = None
    rough: bool = False

    @property
    def point(self) -> Point | None:
        """Longitude and latitude, if known."""
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)


def stops(filed: Filed, words: Words) -> list[Stop]:
    """Where the consignment is said to begin, pass and end, in that order, the post that has it among them."""
    listed = sorted(filed.places, key=lambda each: _ORDER[each.role])
    found = [_stop(each, words) for each in listed]
    if not any(each.role in {PlaceRole.ORIGIN, PlaceRole.LOADING} for each in listed) and filed.country_of_dispatch:
        found.insert(0, _country("country of dispatch", filed.country_of_dispatch, words))
    here = office(filed.office) if filed.office else None
    if here is not None:
        after = sum(_ORDER[each.role] > _ORDER[PlaceRole.BORDER] for each in listed)
        post = Stop("post", words.office(here.code), here.country, here.longitude, here.latitude)
        found.insert(len(found) - after, post)
    ends = any(each.role in {PlaceRole.UNLOADING, PlaceRole.DESTINATION} for each in listed)
    if not ends and filed.country_of_destination:
        found.append(_country("country of destination", filed.country_of_destination, words))
    once: list[Stop] = []
    for each in found:
        if not once or (each.name, each.country) != (once[-1].name, once[-1].country):
            once.append(each)
    return once


def _stop(filed: Place, words: Words) -> Stop:
    name = filed.name or _called(filed.code)
    where = _where(filed)
    if name is None and filed.country:
        return _country(filed.role.value, filed.country, words)
    if where is not None:
        return Stop(filed.role.value, name or "—", filed.country, *where)
    return _roughly(filed.role.value, name or "—", filed.country)


def _called(code: str | None) -> str | None:
    """A place by its code, with the city where it is an airport's."""
    flown = airport(code) if code else None
    return f"{flown.city} ({flown.iata})" if flown is not None and flown.city else code


def _country(role: str, code: str, words: Words) -> Stop:
    return _roughly(role, words.country(code), code)


def _roughly(role: str, name: str, country: str | None) -> Stop:
    """A stop of which only the country is known, if that."""
    longitude, latitude = (_middle(country) if country else None) or (None, None)
    return Stop(role, name, country, longitude, latitude, rough=longitude is not None)


def _where(filed: Place) -> Point | None:
    """Coordinates by office, UN/LOCODE or airport; a city's airport stands for the city."""
    code = (filed.code or "").strip().upper()
    if (known := office(code)) is not None:
        return known.longitude, known.latitude
    if len(code) == _LOCODE and (listed := _listed(code)) is not None:
        return listed
    flown = airport(code[2:] if len(code) == _LOCODE else code)
    if flown is not None and (len(code) != _LOCODE or flown.country == code[:2]):
        return flown.longitude, flown.latitude
    return _cities().get(((filed.name or "").casefold(), filed.country or code[:2]))


def _listed(code: str) -> Point | None:
    """Where UN/LOCODE has a place, if the list is kept on this machine."""
    known = place(code) if locode_record() is not None else None
    if known is None or known.longitude is None or known.latitude is None:
        return None
    return known.longitude, known.latitude


@cache
def _cities() -> dict[tuple[str, str], Point]:
    return {
        (each.city.casefold(), each.country): (each.longitude, each.latitude)
        for each in airports().values()
        if each.city
    }


@cache
def outlines() -> dict[str, list[list[Point]]]:
    """The rings of each country by its two-letter code, in degrees (``data/README.md``)."""
    with files("darvoza.office.desk").joinpath("data", "outlines.json").open("rb") as file:
        given: dict[str, list[list[int]]] = json.load(file)
    return {code: [_walked(steps) for steps in rings] for code, rings in given.items()}


def _walked(steps: Sequence[int]) -> list[Point]:
    x = y = 0
    ring = []
    for east, north in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + east, y + north
        ring.append((x / _HUNDREDTHS, y / _HUNDREDTHS))
    return ring


@cache
def _middle(country: str) -> Point | None:
    """The middle of a country's largest part: good enough to draw a line through it."""
    rings = outlines().get(country)
    if not rings:
        return None
    ring = rings[0]
    return (
        (min(x for x, _ in ring) + max(x for x, _ in ring)) / 2,
        (min(y for _, y in ring) + max(y for _, y in ring)) / 2,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a map shows: its western and northern edge in degrees, and pixels to a degree each way."""

    west: float
    north: float
    across: float
    down: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "_Frame":
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        shrink = math.cos(math.radians((south + north) / 2))
        wide = max((east - west) * 1.3, (north - south) * 1.5 * _WIDTH / _HEIGHT / shrink, _NARROWEST)
        across = _WIDTH / wide
        down = across / shrink
        return cls((west + east) / 2 - wide / 2, (south + north) / 2 + _HEIGHT / down / 2, across, down)

    def at(self, point: Point) -> Point:
        """Where a place is drawn."""
        return (point[0] - self.west) * self.across, (self.north - point[1]) * self.down


def drawn(route: Sequence[Stop], words: Words) -> Markup | None:
    """The map as SVG: countries, the way as a line, its stops by their numbers; None where no stop is known."""
    placed = [(number, each, each.point) for number, each in enumerate(route, 1)]
    points = [point for _, _, point in placed if point is not None]
    if not points:
        return None
    frame = _Frame.around(points)
    title = words.say("The route on a map; its stops are listed below")
    parts = [f'<svg viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" class="map" role="img"><title>{escape(title)}</title>']
    touched = {each.country for each in route}
    parts += _countries(frame, touched)
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(frame.at, points))
    parts.append(f'<polyline class="way" points="{way}"/>')
    taken: list[Point] = []
    for number, each, point in placed:
        if point is None:
            continue
        x, y = frame.at(point)
        while any(abs(x - left) < _APART and abs(y - top) < _APART for left, top in taken):
            x += _APART
        taken.append((x, y))
        kind = "post" if each.role == "post" else "rough" if each.rough else "stop"
        parts.append(f'<g class="{kind}"><circle cx="{x:.1f}" cy="{y:.1f}" r="9"/>')
        parts.append(f'<text x="{x:.1f}" y="{y + 4:.1f}">{number}</text></g>')
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - numbers, and a title that was escaped


_APART: Final = 17.0


def _countries(frame: _Frame, touched: set[str | None]) -> Iterable[str]:
    for code, path in _outlined(frame):
        yield f'<path class="{"on" if code in touched else "off"}" d="{path}"/>'


@lru_cache(maxsize=128)
def _outlined(frame: _Frame) -> tuple[tuple[str, str], ...]:
    """Each country on the map and its path: consignments of a post come mostly by the same few ways."""
    paths = ((code, "".join(_path(frame, ring) for ring in rings)) for code, rings in outlines().items())
    return tuple((code, path) for code, path in paths if path)


def _path(frame: _Frame, ring: Sequence[Point]) -> str:
    """A ring as far as it lies on the map; empty where it does not."""
    corners = [frame.at(point) for point in ring]
    if max(x for x, _ in corners) < 0 or min(x for x, _ in corners) > _WIDTH:
        return ""
    if max(y for _, y in corners) < 0 or min(y for _, y in corners) > _HEIGHT:
        return ""
    for axis, limit, sign in ((0, -2.0, 1), (0, _WIDTH + 2, -1), (1, -2.0, 1), (1, _HEIGHT + 2, -1)):
        corners = _clipped(corners, axis, limit, sign)
    kept: list[Point] = []
    for x, y in corners:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > _FINEST:
            kept.append((x, y))
    if len(kept) < _TRIANGLE:
        return ""
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in kept) + "z"


_TRIANGLE: Final = 3


def _clipped(corners: Sequence[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """The part of a ring on one side of a line (Sutherland and Hodgman)."""
    inside = [sign * (corner[axis] - limit) >= 0 for corner in corners]
    found: list[Point] = []
    for number, corner in enumerate(corners):
        before = corners[number - 1]
        if inside[number] != inside[number - 1]:
            share = (limit - before[axis]) / (corner[axis] - before[axis])
            found.append(
                (before[0] + share * (corner[0] - before[0]), before[1] + share * (corner[1] - before[1])),
            )
        if inside[number]:
            found.append(corner)
    return found
