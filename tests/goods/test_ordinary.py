"""Trucks of ordinary goods, in four languages, pass without a stop and nearly without a question."""

from pathlib import Path

from darvoza.goods import ControlList, Outcome, identify_text

_LINES = Path(__file__).parent / "data" / "ordinary_goods.txt"


def test_ordinary_goods_meet_no_entry_and_hardly_any_leaves_a_question(control: ControlList) -> None:
    lines = [line for line in _LINES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(lines) >= 500
    found = {line: {one.outcome for one in identify_text(line, entries=control)} for line in lines}
    assert not [line for line, outcomes in found.items() if Outcome.MEETS in outcomes]
    asked = [line for line, outcomes in found.items() if Outcome.UNDETERMINED in outcomes]
    assert len(asked) <= 0.03 * len(lines), asked
