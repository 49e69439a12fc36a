"""How well two names side by side are told to be one party's or not, on a table of judged pairs.

Made for the public table of the nomenklatura project, ``contrib/name_bench/cases.csv`` (826 pairs: ``schema``,
``name1``, ``name2``, ``is_match``); name a copy of it as the option or in ``DARVOZA_PAIRS``. It is not part of this
project. ``auc`` is the chance that a right pair scores above a wrong one; ``f1`` is best over all thresholds, at
``f1_at``; ``f1_at_half`` is at 0.5.
"""

import csv
import os
import time
from collections.abc import Sequence
from pathlib import Path

from darvoza.parties import ListedName, ListedParty, PartyKind, compare_parties

KINDS = {
    "Person": PartyKind.PERSON,
    "Company": PartyKind.ORGANISATION,
    "Organization": PartyKind.ORGANISATION,
    "Vessel": PartyKind.VESSEL,
    "Airplane": PartyKind.AIRCRAFT,
}


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right pair scores above a wrong one; equal scores count half."""
    above = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    return above / (len(right) * len(wrong))


def f1(right: Sequence[float], wrong: Sequence[float], threshold: float) -> float:
    """The harmonic mean of precision and recall when pairs from this score on are called one party."""
    found = sum(score >= threshold for score in right)
    called = found + sum(score >= threshold for score in wrong)
    return 2 * found / (called + len(right))


def run(options: Sequence[str] = ()) -> dict[str, object]:
    """Score every pair of the table; says so when there is none."""
    given = options[0].removeprefix("--file=") if options else os.environ.get("DARVOZA_PAIRS", "")
    if not given or not Path(given).is_file():
        return {"skipped": "no table of pairs: name it as --file=FILE or in DARVOZA_PAIRS"}
    right: list[float] = []
    wrong: list[float] = []
    began = time.process_time()
    with Path(given).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one, other = (
                ListedParty(entity_id=side, kind=KINDS.get(row["schema"]), names=(ListedName(row[side]),))
                for side in ("name1", "name2")
            )
            match = compare_parties(one, other)
            (right if row["is_match"] == "true" else wrong).append(match.score if match else 0.0)
    took = time.process_time() - began
    best, threshold = max((f1(right, wrong, score), score) for score in {*right, *wrong})
    return {
        "pairs": len(right) + len(wrong),
        "auc": round(auc(right, wrong), 4),
        "f1": round(best, 4),
        "f1_at": round(threshold, 3),
        "f1_at_half": round(f1(right, wrong, 0.5), 4),
        "cpu_s": round(took, 2),
    }
