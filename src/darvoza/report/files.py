"""What a run leaves behind: the assessments as JSON lines and Parquet, the receipts, the draw, and the page."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from darvoza.language import Language
from darvoza.report.page import page
from darvoza.report.summary import Shift

REPORT = "report.html"
"""What the page is called in the folder of a run."""


def write_outputs(shift: Shift, folder: Path, language: Language = Language.ENGLISH) -> Path:
    """Write all files of a run into ``folder``; returns the path of the page.

    ``assessments.jsonl`` and ``assessments.parquet`` hold every assessment, stops first; ``receipts.jsonl`` every
    message read; ``selection.json`` what the selection was made with, to repeat and audit it; ``report.html`` the page.
    Each is written beside its final name and moved into place, so that a reader never sees half of one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ordered = shift.in_order()
    _put(folder / "assessments.jsonl", ordered.write_ndjson)
    _put(folder / "assessments.parquet", ordered.write_parquet)
    receipts = msgspec.json.Encoder().encode_lines(shift.receipts)
    _put(folder / "receipts.jsonl", lambda part: part.write_bytes(receipts))
    record = msgspec.json.format(msgspec.json.encode(_record(shift)))
    _put(folder / "selection.json", lambda part: part.write_bytes(record))
    report = folder / REPORT
    _put(report, lambda part: part.write_text(page(shift, language), "utf-8"))
    return report


def _record(shift: Shift) -> dict[str, object]:
    return {
        "made": shift.made,
        "post": shift.post,
        "capacity": shift.capacity,
        "random_share": shift.random_share,
        "exploratory_share": shift.exploratory_share,
        "seed": shift.seed,
        "assessed": shift.assessments.height,
        "elsewhere": shift.elsewhere,
        "stops": {ground: shift.stops_on(ground) for ground in ("mandatory", "random", "exploratory", "risk")},
    }


def _put(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_suffix(path.suffix + ".part")
    write(part)
    part.replace(path)
