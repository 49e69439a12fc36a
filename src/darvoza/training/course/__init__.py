"""Course: plans of days, workbooks, certificates, exports, and how long results are kept."""

from darvoza.training.course.books import answer_book, workbook
from darvoza.training.course.certificates import QrNotInstalled, certificate, certificate_number
from darvoza.training.course.exports import to_csv, to_xapi
from darvoza.training.course.keeping import LONGEST_DAYS, USUAL_DAYS, Result, keep, remembered
from darvoza.training.course.plans import Day, Plan, Session, fingerprint, plans

__all__ = [
    "LONGEST_DAYS",
    "USUAL_DAYS",
    "Day",
    "Plan",
    "QrNotInstalled",
    "Result",
    "Session",
    "answer_book",
    "certificate",
    "certificate_number",
    "fingerprint",
    "keep",
    "plans",
    "remembered",
    "to_csv",
    "to_xapi",
    "workbook",
]
