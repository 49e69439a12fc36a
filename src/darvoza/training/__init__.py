"""Training: simulated traffic with planted schemes of known truth, written as real message files."""

from darvoza.training.case import Scheme
from darvoza.training.schemes import all_schemes as schemes
from darvoza.training.traffic import Traffic, generate
from darvoza.training.writing import write

__all__ = ["Scheme", "Traffic", "generate", "schemes", "write"]
