"""Report: what a shift reads, in a terminal, on a page, and in files."""

from darvoza.report.files import write_outputs
from darvoza.report.names import office_name
from darvoza.report.page import page
from darvoza.report.summary import ListNote, Shift
from darvoza.report.terminal import print_shift

__all__ = ["ListNote", "Shift", "office_name", "page", "print_shift", "write_outputs"]
