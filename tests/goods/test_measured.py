"""How good determinations are, measured on descriptions with known outcomes that nobody tuned the entries to."""

import csv
from pathlib import Path

from darvoza.goods import ControlList, Outcome, identify_text

_OUTCOMES = {"meets": Outcome.MEETS, "does_not_meet": Outcome.DOES_NOT_MEET, "ask": Outcome.UNDETERMINED}


def test_outcomes_by_parameters_are_right_and_never_wrongly_meet(shared: Path, control: ControlList) -> None:
    with (shared / "eval/goods/parameters_dev.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong, false_alarms = [], []
    for row in rows:
        wanted = _OUTCOMES[row["outcome"]]
        found = [one for one in identify_text(row["description"], entries=control) if one.code == row["entry"]]
        got = found[0].outcome if found else None
        if got is not wanted:
            wrong.append((row["entry"], row["description"], got))
        if got is Outcome.MEETS and wanted is Outcome.DOES_NOT_MEET:
            false_alarms.append(row["description"])
    assert not false_alarms
    assert len(wrong) <= 0.05 * len(rows), wrong


def test_ordinary_goods_are_left_alone(shared: Path, control: ControlList) -> None:
    lines = (shared / "eval/goods/ordinary_goods_dev.txt").read_text(encoding="utf-8").splitlines()
    found = {line: [one.outcome for one in identify_text(line, entries=control)] for line in lines}
    assert not [line for line, outcomes in found.items() if Outcome.MEETS in outcomes]
    asked = [line for line, outcomes in found.items() if Outcome.UNDETERMINED in outcomes]
    assert len(asked) <= 0.03 * len(lines), asked
