"""The curves behind the score can be learned again from any list, and say what they may say."""

import random
from itertools import pairwise

from darvoza.parties import ListedName, ListedParty, NameIndex, PartyKind, WatchList, WatchLists
from darvoza.parties.compare import EVIDENCE, RISES, known_curves
from darvoza.parties.learning import askings, examples, fitted
from darvoza.parties.made_up import MISSPELLINGS, ordinary_name


def test_every_curve_only_rises_or_only_falls() -> None:
    curves = known_curves()
    assert set(curves.curves) == set(EVIDENCE)
    for name, rises in zip(EVIDENCE, RISES, strict=True):
        curve = curves.curves[name]
        assert curve.at[0] == 0
        assert curve.at[-1] == 1
        assert all(rises * (after - before) >= 0 for before, after in pairwise(curve.adds))


def test_curves_are_learned_from_a_list() -> None:
    chance = random.Random(3)
    names = [ordinary_name(chance) for _ in range(80)]
    entries = tuple(
        ListedParty(
            entity_id=str(number), kind=PartyKind.PERSON, names=(ListedName(name), ListedName(name.upper() + " A"))
        )
        for number, name in enumerate(names)
    )
    index = NameIndex.build(
        WatchLists((WatchList(id="x", title="X", source="x", sha256="0", licence="own", entries=entries),))
    )
    evidence, right, weight = examples(index, list(askings(index, chance)))
    assert evidence.shape == (len(EVIDENCE), len(right))
    assert 0 < right.mean() < 1
    curves = fitted(evidence, right, weight, rounds=30)
    assert set(curves.curves) == set(EVIDENCE)


def test_misspellings_never_lose_the_whole_name() -> None:
    chance = random.Random(5)
    for misspelt in MISSPELLINGS:
        for text in ("A", "Ann Bee", "GRAKHOVSKY PLANT, JSC"):
            assert misspelt(text, True, chance).strip()
