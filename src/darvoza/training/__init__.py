"""Training: simulated traffic with planted schemes of known truth, as message files for a day, as columns for weeks."""

from darvoza.training.case import Scheme
from darvoza.training.examining import FULL, Findings, Officers
from darvoza.training.networks import Conduct
from darvoza.training.play import Selector, Stops, play
from darvoza.training.schemes import all_schemes as schemes
from darvoza.training.season import TYPOLOGIES, Season, Truth, simulate
from darvoza.training.traffic import Traffic, generate
from darvoza.training.writing import write

__all__ = [
    "FULL",
    "TYPOLOGIES",
    "Conduct",
    "Findings",
    "Officers",
    "Scheme",
    "Season",
    "Selector",
    "Stops",
    "Traffic",
    "Truth",
    "generate",
    "play",
    "schemes",
    "simulate",
    "write",
]
