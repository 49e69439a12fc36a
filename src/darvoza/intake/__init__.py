"""Intake: messages as partners and traders send them, read into consignments, and nothing lost."""

from darvoza.intake.beside import Beside, read_beside
from darvoza.intake.mapping import Mapping, load_mapping, parse_mapping, shipped_mappings
from darvoza.intake.mapping_file import MappingError
from darvoza.intake.read import Intake, find_messages, read, read_message
from darvoza.intake.reading import Content, Limits, Message, Problem, Receipt, Refused, Status
from darvoza.intake.registry import Context, Format, all_formats
from darvoza.intake.sharing import read_shared
from darvoza.intake.stretches import table_stretches

__all__ = [
    "Beside",
    "Content",
    "Context",
    "Format",
    "Intake",
    "Limits",
    "Mapping",
    "MappingError",
    "Message",
    "Problem",
    "Receipt",
    "Refused",
    "Status",
    "all_formats",
    "find_messages",
    "load_mapping",
    "parse_mapping",
    "read",
    "read_beside",
    "read_message",
    "read_shared",
    "shipped_mappings",
    "table_stretches",
]
