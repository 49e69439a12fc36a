"""Signals: what fired on a consignment, and on which evidence."""

from darvoza.signals.frame import join_signals, no_signals, raise_signals, signal_objects
from darvoza.signals.model import EVIDENCE, SIGNAL_SCHEMA, Fact, Signal, SignalKind, Typology, Word
from darvoza.signals.text import QUESTION_BREAK, signal_text, signal_texts

__all__ = [
    "EVIDENCE",
    "QUESTION_BREAK",
    "SIGNAL_SCHEMA",
    "Fact",
    "Signal",
    "SignalKind",
    "Typology",
    "Word",
    "join_signals",
    "no_signals",
    "raise_signals",
    "signal_objects",
    "signal_text",
    "signal_texts",
]
