"""IATA Cargo-IMP of other kinds: acknowledgements (FMA, FNA) are noted, messages not read are named."""

from typing import Final

from darvoza.intake.cargo_imp import ACKNOWLEDGEMENTS, OTHERS, first_kind, read_cargo_imp
from darvoza.intake.registry import Format


def _recognises(head: bytes, _name: str) -> bool:
    return first_kind(head) in ACKNOWLEDGEMENTS | OTHERS


FORMAT: Final = Format(
    id="cargo_imp",
    title="IATA Cargo-IMP, any other message",
    recognises=_recognises,
    read=read_cargo_imp,
    precedence=45,
)
