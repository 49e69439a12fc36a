"""Two administrations under one agreement: two offices that really run, and officers' browsers on both sides."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from darvoza.exchange import Node, extract, prove, reconcile
from darvoza.language import Language
from darvoza.office import apart
from darvoza.office.liaison.story import NO_EVIDENCE, OVERLAP, Story
from darvoza.office.liaison.two_offices import Office, make_offices, opened

pytestmark = pytest.mark.skipif(
    os.environ.get("DARVOZA_TESTS_ON") == "postgresql", reason="these offices have databases of their own"
)


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[list[Office]]:
    """One in English, one in Russian, both open."""
    ports = [apart.free_port() for _ in range(2)]
    made = make_offices(tmp_path, (Language.ENGLISH, Language.RUSSIAN), ports)
    with opened(made):
        yield made


@pytest.mark.timeout(900)  # two offices begin, and some ninety pages are read in them
def test_two_offices_ask_answer_refuse_and_prove_it(offices: list[Office], chromium: Browser) -> None:
    story = Story(chromium, offices)
    try:
        chapters = list(story.play())
    finally:
        story.close()
    said = story.told.said
    assert len(chapters) == 9
    assert "It cannot leave yet" in said("draft-lacks")
    assert "Machining centre, used" in said("draft"), "exactly what leaves stands there"
    assert "Undervalued machines" in said("request")
    assert "Узбекистан" in said("request"), "the other side reads in its own language"
    assert NO_EVIDENCE in said("answer")
    assert "May not be put before a court" in said("answer")
    assert NO_EVIDENCE in said("case"), "a case shows what it quotes"
    assert "May not be put before a court" in said("case"), "with its caveats"
    assert NO_EVIDENCE not in said("annex")
    assert "It may not be put before a court." in said("annex"), "what is withheld is said"
    assert "The refusal does not say" in said("refusal-lacks")
    assert "The case is before a court here until March" in said("refused")
    assert all(number in said("matched") for number in OVERLAP)
    assert "MSKU9070323" not in said("matched")
    assert "nothing was declared at import" in said("gaps")
    assert "UN Comtrade, exports of Tajikistan" in said("gap-draft"), "two clicks from the gap, with its source"
    assert "every conversation holds" in said("compared")
    assert "differ in 0" in said("compared")
    _both_logs_prove_it(offices)


def _both_logs_prove_it(offices: list[Office]) -> None:
    here, there = (Node(each.folder / "office" / "exchange") for each in offices)
    try:
        for node in (here, there):
            found = [prove(node, each.id) for each in node.desk.conversations()]
            assert len(found) == 4
            assert all(each.holds and all(one.signed for one in each.messages) for each in found)
        both = reconcile(extract(here, "TJ"), extract(there, "UZ"))
        assert (both.agreed, both.differences) == (8, ())
    finally:
        here.close()
        there.close()
