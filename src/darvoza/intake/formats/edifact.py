"""UN/EDIFACT interchanges of other kinds: acknowledgements are noted, messages of a type not read are named."""

from typing import Final

from darvoza.intake.edifact import find_interchange
from darvoza.intake.formats import cuscar
from darvoza.intake.registry import Format


def _recognises(head: bytes, _name: str) -> bool:
    return find_interchange(head.decode("latin-1"), 0) is not None


FORMAT: Final = Format(
    id="edifact",
    title="UN/EDIFACT, any other interchange",
    recognises=_recognises,
    read=cuscar.read,  # a CUSCAR message may stand behind others, beyond what was looked at
    precedence=30,
)
