"""Other consignments as far as a page names them: those around one in its list, those tied to it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from darvoza.office.asking import answers
from darvoza.office.desk.bands import band


@dataclass(frozen=True, slots=True)
class Near:
    """A consignment by its reference, its post, its score and the measure it stands with."""

    pk: int
    key: str
    reference: str
    office: str
    score: float
    measure: str

    @property
    def band(self) -> str:
        """The letter of the score."""
        return band(self.score)


def near(numbers: Collection[int]) -> dict[int, Near]:
    """These consignments by their ids, in no order; what is not there is left out."""
    if not numbers:
        return {}
    found = answers(_NAMED, [tuple(numbers)])
    return {number: Near(number, *rest) for number, *rest in found}


_NAMED: Final = "SELECT id, key, reference, office, score, measure FROM desk_consignment WHERE id IN %s"
