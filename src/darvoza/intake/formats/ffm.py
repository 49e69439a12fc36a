"""IATA Cargo-IMP FFM, version 8: flight manifest."""

from typing import Final

from darvoza.intake.cargo_imp import first_kind, read_cargo_imp
from darvoza.intake.registry import Format


def _recognises(head: bytes, _name: str) -> bool:
    return first_kind(head) == "FFM"


FORMAT: Final = Format(
    id="ffm",
    title="IATA Cargo-IMP FFM, flight manifest",
    recognises=_recognises,
    read=read_cargo_imp,
    precedence=40,
)
