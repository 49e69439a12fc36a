"""Examining in a simulated season: sensors and officers who miss things, and who see things that are not there.

How often an examination finds what is there differs from the table that selection plans with: each season has officers
and equipment of its own, some better, some worse. False alarms of sensors cost an officer's time; a finding that turns
out to be none is rarer.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from darvoza.selection import TECHNIQUES, detection
from darvoza.training.chance import Chance, Flags, Floats, Integers
from darvoza.training.season import TYPOLOGIES, Truth

FULL: Final = -1
"""Everything a post can do with one consignment: papers, scan, dog, radiation, opening it and samples."""

_OFFICERS: Final = 0.25
"""Spread of the odds with which a season's officers find things, about those of the table."""

FALSE_FINDINGS: Final = 0.002
"""How often a lawful consignment that is examined is written up as a breach (judgement)."""

_FALSE_ALARMS: Final = {
    "document check": 0.08,
    "scan": 0.06,
    "canine search": 0.053,
    "radiation check": 0.015,
    "physical examination": 0.01,
    "sampling": 0.02,
}
"""Alarms on lawful goods. Dogs 5.3 %: T. Jezierski et al., Forensic Science International 237 (2014). Portals about one
in a hundred and more, for goods that radiate by nature (PNNL, https://www.pnnl.gov/). The others are judgement."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What examinations said: ``alarm`` by a sensor or in the papers, ``breach`` as written up in the end."""

    alarm: Flags
    breach: Flags


class Officers:
    """The officers and sensors of one season, and how well they find what is there."""

    def __init__(self, seed: int) -> None:
        table = np.array([[detection(kind, name) for name in TECHNIQUES] for kind in TYPOLOGIES])
        bent = Chance(seed, "officers").bell(table.size).reshape(table.shape) * _OFFICERS
        with np.errstate(divide="ignore"):
            odds = table / (1 - table) * np.exp(bent)
        self._found: NDArray[np.float64] = odds / (1 + odds)

    def finds(self, typology: Integers, technique: Integers) -> Floats:
        """How likely each examination finds a harm of this kind (numbers of both); ``FULL`` is all techniques."""
        alone = self._found[typology, np.maximum(technique, 0)]
        together = 1 - np.prod(1 - self._found[typology], axis=1)
        return np.asarray(np.where(technique == FULL, together, alone))

    def examine(self, truth: Truth, rows: Integers, technique: Integers) -> Findings:
        """The findings on these rows, each examined with a technique (its number, or ``FULL``).

        Luck is bound to the row, so that two who examine the same consignment alike find the same.
        """
        guilty, luck = truth.breach[rows], truth.luck[rows]
        found = guilty & (luck < self.finds(np.maximum(truth.typology[rows], 0), technique))
        alarms = np.array([_FALSE_ALARMS[name] for name in TECHNIQUES])
        false = np.where(technique == FULL, 1 - np.prod(1 - alarms), alarms[np.maximum(technique, 0)])
        wrong = ~guilty & (luck < FALSE_FINDINGS)
        return Findings(alarm=found | (~guilty & (luck < false)), breach=found | wrong)
