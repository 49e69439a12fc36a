"""IATA Cargo-IMP FHL, version 4 and 5: house waybill list."""

from typing import Final

from darvoza.intake.cargo_imp import first_kind, read_cargo_imp
from darvoza.intake.registry import Format


def _recognises(head: bytes, _name: str) -> bool:
    return first_kind(head) == "FHL"


FORMAT: Final = Format(
    id="fhl",
    title="IATA Cargo-IMP FHL, house waybill list",
    recognises=_recognises,
    read=read_cargo_imp,
    precedence=40,
)
