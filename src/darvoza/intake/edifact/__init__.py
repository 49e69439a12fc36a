"""EDIFACT: interchanges cut into segments and elements, each at its byte, their envelope checked (ISO 9735)."""

from darvoza.intake.edifact.charset import detect
from darvoza.intake.edifact.envelope import ACKNOWLEDGEMENTS, Handler, MessageReader, Reading, read_interchanges
from darvoza.intake.edifact.segments import Segment, Tokenizer, first, split
from darvoza.intake.edifact.separators import Extent, Separators, find_interchange
from darvoza.intake.edifact.values import moment, number, whole_number

__all__ = [
    "ACKNOWLEDGEMENTS",
    "Extent",
    "Handler",
    "MessageReader",
    "Reading",
    "Segment",
    "Separators",
    "Tokenizer",
    "detect",
    "find_interchange",
    "first",
    "moment",
    "number",
    "read_interchanges",
    "split",
    "whole_number",
]
