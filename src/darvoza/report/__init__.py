"""Report: what a shift reads, in a terminal, on a page, and in files."""

from darvoza.report.files import REPORT, write_outputs
from darvoza.report.kept import SELECTED, about_shift, messages_of, shift_of
from darvoza.report.names import office_name
from darvoza.report.page import page
from darvoza.report.summary import ListNote, Shift
from darvoza.report.terminal import print_shift

__all__ = [
    "REPORT",
    "SELECTED",
    "ListNote",
    "Shift",
    "about_shift",
    "messages_of",
    "office_name",
    "page",
    "print_shift",
    "shift_of",
    "write_outputs",
]
