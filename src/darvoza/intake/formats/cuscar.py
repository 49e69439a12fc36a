"""UN/EDIFACT CUSCAR, D.95B to D.21: cargo reports (manifests) of carriers."""

import re
from typing import Final

from darvoza.intake.cuscar import CuscarReader
from darvoza.intake.edifact import find_interchange, read_interchanges
from darvoza.intake.reading import Content, Message
from darvoza.intake.registry import Context, Format

_TYPE: Final = re.compile(rb"[^A-Z0-9]CUSCAR[^A-Z0-9]")


def _recognises(head: bytes, _name: str) -> bool:
    return _TYPE.search(head) is not None and find_interchange(head.decode("latin-1"), 0) is not None


def read(message: Message, context: Context) -> Content:
    """The consignments of every CUSCAR message in the interchanges of a file."""
    return read_interchanges(message, context, {"CUSCAR": CuscarReader})


FORMAT: Final = Format(
    id="cuscar",
    title="UN/EDIFACT CUSCAR, cargo report",
    recognises=_recognises,
    read=read,
    precedence=20,
)
