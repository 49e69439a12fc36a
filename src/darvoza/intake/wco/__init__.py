"""WCO Data Model declarations: what their elements say about a consignment."""

from darvoza.intake.wco.declaration import consignments_of
from darvoza.intake.wco.values import Source

__all__ = ["Source", "consignments_of"]
