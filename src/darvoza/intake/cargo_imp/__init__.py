"""Cargo-IMP: the air cargo messages of IATA that airlines and forwarders send by teletype."""

from darvoza.intake.cargo_imp.lines import ACKNOWLEDGEMENTS, OTHERS, first_kind
from darvoza.intake.cargo_imp.reader import read_cargo_imp

__all__ = ["ACKNOWLEDGEMENTS", "OTHERS", "first_kind", "read_cargo_imp"]
