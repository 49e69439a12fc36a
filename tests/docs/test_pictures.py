"""The pictures of the office: each page shows them all, and none is heavy."""

import re
from pathlib import Path

from tools.pictures import IMAGES, PICTURES

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "office-in-pictures.md"
HEAVIEST = 150_000


def test_every_picture_of_the_office_is_shown_with_words_and_none_is_heavy() -> None:
    shown = dict(re.findall(r"!\[(.+)\]\(\.\./images/office-(.+)\.png\)", PAGE.read_text("utf-8")))
    made = {each.name for each in PICTURES}
    assert set(shown.values()) == made
    there = {path.stem.removeprefix("office-"): path.stat().st_size for path in IMAGES.glob("office-*.png")}
    assert set(there) == made
    assert {name: size for name, size in there.items() if size > HEAVIEST} == {}
