"""What a run leaves behind: the assessments as JSON lines and Parquet, the receipts, and the page."""

from pathlib import Path

import msgspec

from darvoza.language import Language
from darvoza.report.page import page
from darvoza.report.summary import Shift


def write_outputs(shift: Shift, folder: Path, language: Language = Language.ENGLISH) -> Path:
    """Write ``assessments.jsonl``, ``assessments.parquet``, ``receipts.jsonl`` and ``report.html``; returns the last.

    Each file is written beside its final name and moved into place, so that a reader never sees half of one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "report.html"
    ordered = shift.in_order()
    for path, write in (
        (folder / "assessments.jsonl", lambda part: ordered.write_ndjson(part)),
        (folder / "assessments.parquet", lambda part: ordered.write_parquet(part)),
        (folder / "receipts.jsonl", lambda part: part.write_bytes(msgspec.json.Encoder().encode_lines(shift.receipts))),
        (report, lambda part: part.write_text(page(shift, language), "utf-8")),
    ):
        part = path.with_suffix(path.suffix + ".part")
        write(part)
        part.replace(path)
    return report
