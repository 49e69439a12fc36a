"""IATA Cargo-IMP FWB, version 16 and 17: air waybill."""

from typing import Final

from darvoza.intake.cargo_imp import first_kind, read_cargo_imp
from darvoza.intake.registry import Format


def _recognises(head: bytes, _name: str) -> bool:
    return first_kind(head) == "FWB"


FORMAT: Final = Format(
    id="fwb",
    title="IATA Cargo-IMP FWB, air waybill",
    recognises=_recognises,
    read=read_cargo_imp,
    precedence=40,
)
