"""Consignment: the canonical model of what is moving, and its columns."""

from darvoza.consignment.batch import ConsignmentBatch
from darvoza.consignment.model import (
    Consignment,
    Document,
    EquipmentKind,
    Flow,
    GoodsItem,
    Level,
    Lodgement,
    Mode,
    Party,
    Place,
    PlaceRole,
    Role,
    Service,
    TransportEquipment,
    consignment_id,
)
from darvoza.consignment.provenance import WHOLE, Marks, Span, field_code, locate, mark_key, pack_marks, pack_whole, spans
from darvoza.consignment.schema import COLUMNS, CONSIGNMENT_SCHEMA, PARTS

__all__ = [
    "COLUMNS",
    "CONSIGNMENT_SCHEMA",
    "PARTS",
    "WHOLE",
    "Consignment",
    "ConsignmentBatch",
    "Document",
    "EquipmentKind",
    "Flow",
    "GoodsItem",
    "Level",
    "Lodgement",
    "Marks",
    "Mode",
    "Party",
    "Place",
    "PlaceRole",
    "Role",
    "Service",
    "Span",
    "TransportEquipment",
    "consignment_id",
    "field_code",
    "locate",
    "mark_key",
    "pack_marks",
    "pack_whole",
    "spans",
]
