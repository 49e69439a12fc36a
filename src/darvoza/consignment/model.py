"""The canonical model: what a message says about one consignment, whatever format it came in.

Names follow the WCO Data Model. Everything here is a claim by whoever lodged the message; nothing has been checked.
A field that the message did not fill is ``None`` (or an empty tuple), never a placeholder.
"""

from datetime import date, datetime
from enum import StrEnum

import msgspec


class Mode(StrEnum):
    """How the consignment crosses the border (UN/ECE Recommendation 19)."""

    SEA = "sea"
    RAIL = "rail"
    ROAD = "road"
    AIR = "air"
    POST = "post"
    RIVER = "river"


class Flow(StrEnum):
    """Which way the goods go, seen from the office that receives the message."""

    IMPORT = "import"
    EXPORT = "export"
    TRANSIT = "transit"


class Service(StrEnum):
    """The kind of carriage sold: ordinary cargo, an express operator's parcel, or the post."""

    CARGO = "cargo"
    EXPRESS = "express"
    POSTAL = "postal"


class Level(StrEnum):
    """Where a transport document stands: alone, over house documents, or under a master document."""

    SIMPLE = "simple"
    MASTER = "master"
    HOUSE = "house"


class Lodgement(StrEnum):
    """Who says it: a carrier in a manifest, or a trader in a declaration."""

    MANIFEST = "manifest"
    DECLARATION = "declaration"


class Role(StrEnum):
    """The part a party plays (UN/EDIFACT 3035 and WCO Data Model roles)."""

    CONSIGNOR = "consignor"
    CONSIGNEE = "consignee"
    EXPORTER = "exporter"
    IMPORTER = "importer"
    SELLER = "seller"
    BUYER = "buyer"
    DECLARANT = "declarant"
    CARRIER = "carrier"
    FORWARDER = "forwarder"
    NOTIFY_PARTY = "notify party"
    END_USER = "end user"
    DRIVER = "driver"


class PlaceRole(StrEnum):
    """What happens at a place of the itinerary."""

    ORIGIN = "origin"
    LOADING = "loading"
    TRANSIT = "transit"
    BORDER = "border"
    UNLOADING = "unloading"
    DESTINATION = "destination"


class EquipmentKind(StrEnum):
    """What holds the goods while they move."""

    CONTAINER = "container"
    TRAILER = "trailer"
    WAGON = "wagon"
    UNIT_LOAD_DEVICE = "unit load device"


class Party(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A person or company with a role in a consignment, as filed.

    ``identifiers`` are written ``SCHEME:value`` (``TIN:301234567``, ``EORI:GB603202734852``).
    """

    role: Role
    name: str | None = None
    identifiers: tuple[str, ...] = ()
    address: str | None = None
    city: str | None = None
    postcode: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None


class GoodsItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of a consignment. Masses in kilograms; ``origin`` is an ISO 3166-1 alpha-2 code.

    ``hs_code`` keeps as many digits as were filed; the first six are the Harmonized System's.
    ``unit`` and ``package_type`` are UN/ECE Recommendation 20 and 21 codes; ``value`` is for the whole line.
    """

    description: str | None = None
    hs_code: str | None = None
    origin: str | None = None
    gross_mass_kg: float | None = None
    net_mass_kg: float | None = None
    quantity: float | None = None
    unit: str | None = None
    value: float | None = None
    currency: str | None = None
    packages: int | None = None
    package_type: str | None = None
    marks: str | None = None
    un_numbers: tuple[str, ...] = ()
    cas_numbers: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()


class TransportEquipment(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A container, trailer, wagon or unit load device, with its seals."""

    kind: EquipmentKind
    id: str
    size_type: str | None = None
    empty: bool | None = None
    seals: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One stop of the itinerary: an UN/LOCODE, an airport's IATA code, an office code, or only a name."""

    role: PlaceRole
    code: str | None = None
    name: str | None = None
    country: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A document referred to: invoice, licence, certificate, previous document.

    ``type`` is the code as filed (UN/EDIFACT 1001 or national); ``item`` counts goods items from 0, ``None`` for all.
    """

    type: str | None = None
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    item: int | None = None


class Consignment(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Goods moving under one transport contract from a consignor to a consignee: the unit assessed and selected.

    ``id`` is unique in a run and stable for the same message bytes (see :func:`consignment_id`);
    ``reference`` is what officers call it by: the transport document or declaration number as filed.
    Times are as filed, without zone unless the message gave one (then converted to UTC).
    """

    id: str
    message: str
    reference: str
    lodgement: Lodgement
    level: Level = Level.SIMPLE
    mode: Mode | None = None
    flow: Flow | None = None
    service: Service | None = None
    office: str | None = None
    transport_document_type: str | None = None
    transport_document: str | None = None
    master_document: str | None = None
    declaration_type: str | None = None
    declaration: str | None = None
    procedure: str | None = None
    ucr: str | None = None
    lodged: datetime | None = None
    departure: datetime | None = None
    arrival: datetime | None = None
    means_id: str | None = None
    means_nationality: str | None = None
    journey: str | None = None
    country_of_dispatch: str | None = None
    country_of_destination: str | None = None
    gross_mass_kg: float | None = None
    net_mass_kg: float | None = None
    volume_m3: float | None = None
    packages: int | None = None
    value: float | None = None
    currency: str | None = None
    freight: float | None = None
    incoterm: str | None = None
    remarks: str | None = None
    provenance: bytes = b""
    parties: tuple[Party, ...] = ()
    goods: tuple[GoodsItem, ...] = ()
    equipment: tuple[TransportEquipment, ...] = ()
    places: tuple[Place, ...] = ()
    documents: tuple[Document, ...] = ()


def consignment_id(message: str, number: int) -> str:
    """The id of the ``number``-th consignment (from 0) of the message with this id.

    >>> consignment_id("9f86d081884c", 2)
    '9f86d081884c-2'
    """
    return f"{message}-{number}"
