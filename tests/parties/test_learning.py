"""The trees behind the score can be learned again from any list, and say what they may say."""

import random

import numpy as np
import pytest

from darvoza.parties import ListedName, ListedParty, NameIndex, PartyKind, WatchList, WatchLists
from darvoza.parties.learning.fitting import askings, examples, fitted, reliability
from darvoza.parties.learning.made_up import MISSPELLINGS, ordinary_name, somebody_else
from darvoza.parties.likeness.judging import in_arrays, judge, judging_room, known_trees
from darvoza.parties.likeness.pairing import EVIDENCE, RISES


def test_more_evidence_for_a_match_never_lowers_the_odds() -> None:
    trees = known_trees()
    room = judging_room(trees)
    chance = np.random.default_rng(5)
    for row in chance.integers(0, 256, (40, len(EVIDENCE)), np.uint8):
        for at, rises in enumerate(RISES):
            odds = []
            for value in range(0, 256, 15):
                changed = row.copy()
                changed[at] = value
                odds.append(rises * judge(trees, changed, room))
            if rises:
                assert odds == sorted(odds)


def _index(count: int) -> NameIndex:
    chance = random.Random(3)
    names = [ordinary_name(chance) for _ in range(count)]
    entries = tuple(
        ListedParty(
            entity_id=str(number), kind=PartyKind.PERSON, names=(ListedName(name), ListedName(name.upper() + " A"))
        )
        for number, name in enumerate(names)
    )
    about = {"id": "x", "title": "X", "source": "x", "sha256": "0", "licence": "own"}
    return NameIndex.build(WatchLists((WatchList(**about, entries=entries),)))


def test_trees_are_learned_from_a_list_and_are_calibrated_on_names_made_up_anew() -> None:
    pytest.importorskip("lightgbm")
    index = _index(300)
    rows, right = examples(index, list(askings(index, random.Random(3))))
    assert rows.shape == (len(right), len(EVIDENCE))
    assert 0 < right.mean() < 1
    trees = in_arrays(fitted(rows, right, trees=20))
    room = judging_room(trees)
    others, truth = examples(index, list(askings(index, random.Random(4))))
    scores = np.array([1 / (1 + np.exp(-judge(trees, row, room))) for row in others])
    assert ((scores - truth) ** 2).mean() < 0.15
    assert "Brier" in reliability(scores, truth)


def test_misspellings_never_lose_the_whole_name() -> None:
    chance = random.Random(5)
    for misspelt in MISSPELLINGS:
        for text in ("A", "Ann Bee", "GRAKHOVSKY PLANT, JSC"):
            assert misspelt(text, True, chance).strip()


def test_somebody_else_has_another_name() -> None:
    chance = random.Random(5)
    assert somebody_else("Ann", True, "Bob Miller", chance) is None
    for _ in range(50):
        other = somebody_else("Zafarbek Temurovich Qodirshoyev", True, "Orion Veshtur", chance)
        assert other is not None
        assert other != "Zafarbek Temurovich Qodirshoyev"
