"""Learning how much the evidence of two names says, from the public lists themselves.

``python -m darvoza.parties.learning LIST... > trees.json``. Declared names are made from the lists: an alias asked for
while it is off the list, and names misspelt, shortened, turned round, put into another script or transliteration,
dressed with legal forms and addresses. Names of nobody listed are made from the project's own common words, from listed
parties taken off the list for the purpose, and from listed names with a telling word, a number or the order changed: a
brother, a sister company. Only the trees are kept. Needs LightGBM (``pip install 'darvoza[model]'``).
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from darvoza.parties.candidates.asking import Declared, asked_for
from darvoza.parties.candidates.finding import found_of, search_names
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.reach import CANDIDATES
from darvoza.parties.learning.in_arabic import in_arabic, of_the_east
from darvoza.parties.learning.made_up import MISSPELLINGS, ordinary_name, somebody_else
from darvoza.parties.likeness.judging import Learned, Tree, Trees, in_arrays, judge, judging_room
from darvoza.parties.likeness.pairing import EVIDENCE, RISES
from darvoza.parties.lists.listed import NameKind, PartyKind
from darvoza.parties.lists.load import load_lists
from darvoza.parties.names.forms import form_of

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Weights = npt.NDArray[np.float32]

_CHUNK: Final = 4096
_OFF_LIST: Final = 0.3  # share of listed parties that are asked for as if they were not listed
_ORDINARY: Final = 3  # names of nobody for each listed party
_IN_ARABIC: Final = 0.5  # share of names of the East that are also asked for in Arabic script
_TWIN: Final = 0.97
_WRONG_KEPT: Final = 5  # wrong names kept for each name asked for: the likeliest
_RELATED: Final = 0.6  # what a pair of related names counts: they are rarer in trade than they are made here
_TREES: Final = 120
_GROUPS: Final = 3  # of trees, of which the mean counts
_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Asking:
    """A name to learn from: whose it is (None: nobody's), and which name or party is off the list meanwhile."""

    text: str
    party: int | None
    of_person: bool = False
    hidden: int | None = None
    off_list: int | None = None
    like: int | None = None


def askings(index: NameIndex, chance: random.Random) -> Iterator[Asking]:
    """Names made from the index's lists, and ordinary ones; names of the East in Arabic script as well."""
    for each in _asked(index, chance):
        yield each
        if each.of_person and of_the_east(each.text) and chance.random() < _IN_ARABIC:
            yield replace(each, text=in_arabic(each.text, chance))


def _asked(index: NameIndex, chance: random.Random) -> Iterator[Asking]:
    aliases: dict[int, list[int]] = {}
    for number, party in enumerate(index.name_party.tolist()):
        aliases.setdefault(party, []).append(number)
    every = [name.text for name in index.names]
    for party, numbers in aliases.items():
        off = chance.random() < _OFF_LIST
        person = index.parties[party].kind is PartyKind.PERSON
        for number in chance.sample(numbers, min(2, len(numbers))):
            text = index.names[number].text
            if off:
                yield Asking(chance.choice((_same, *MISSPELLINGS))(text, person, chance), None, person, off_list=party)
                continue
            if len(numbers) > 1 and index.names[number].kind is not NameKind.WEAK:
                yield Asking(text, party, person, hidden=number)
            yield Asking(chance.choice(MISSPELLINGS)(text, person, chance), party, person)
            if (other := somebody_else(text, person, chance.choice(every), chance)) is not None:
                yield Asking(other, None, person, like=party)
    for _ in range(_ORDINARY * len(aliases)):
        yield Asking(ordinary_name(chance), None)


def _same(text: str, _person: bool, _chance: random.Random) -> str:  # noqa: FBT001 - the shape of a misspelling
    return text


def examples(index: NameIndex, made: list[Asking]) -> tuple[Bytes, Flags]:
    """Evidence of these names beside those the index finds for each, a row a pair, and whether they are right."""
    rows: list[Bytes] = []
    right: list[Flags] = []
    no_trees = _no_trees()
    for start in range(0, len(made), _CHUNK):
        chunk = made[start : start + _CHUNK]
        asked, _ = asked_for([Declared(each.text) for each in chunk], index, 0.0)
        found = found_of(len(chunk), evidence=True)
        room = index.take_bench(no_trees)
        search_names(0, len(chunk), asked, index.listing, no_trees, room, CANDIDATES, True, found)
        index.give_back(room)
        for number, each in enumerate(chunk):
            count = int(found.many[number])
            if count:
                kept, is_right = _kept(index, each, found.name[number, :count], found.evidence[number, :count])
                rows.append(found.evidence[number, :count][kept])
                right.append(is_right[kept])
    return np.concatenate(rows), np.concatenate(right)


def _kept(index: NameIndex, each: Asking, names: npt.NDArray[np.int32], evidence: Bytes) -> tuple[Flags, Flags]:
    """Which of these pairs teach something, and which are right."""
    party = index.name_party[names]
    is_right = party == (-1 if each.party is None else each.party)
    likely = evidence[:, _LIKELY].astype(np.int32).sum(1)
    usable = np.ones(len(names), np.bool_)
    if each.hidden is not None:
        hidden = form_of(index.names[each.hidden].text).joined
        usable &= np.array([index.form(name).joined != hidden for name in names.tolist()], np.bool_)
    if each.off_list is not None:
        usable &= party != each.off_list
    if each.like is None and (each.party is not None or each.off_list is not None):
        # the same party under another number, or a namesake
        usable &= is_right | (evidence[:, EVIDENCE.index("together")] <= _TWIN * 255)
    if (usable & is_right).any():  # a party is found by its best name: the others need not match
        usable &= ~is_right | (likely >= likely[usable & is_right].max() - 60)
    rank = np.empty(len(names), np.int64)
    rank[np.argsort(-likely)] = np.arange(len(names))
    return usable & (is_right | (rank < _WRONG_KEPT)), is_right


_LIKELY: Final = [EVIDENCE.index(each) for each in ("telling", "declared_met", "listed_met", "together")]


def _no_trees() -> Trees:
    return in_arrays(Learned(EVIDENCE, "", 0.0, ()))


def fitted(rows: Bytes, right: Flags, weights: Weights | None = None, trees: int = _TREES) -> Learned:
    """Trees that tell right pairs from wrong ones; more evidence for a match never lowers what they say.

    Each tree sees part of the pairs and of the evidence only, so that none leans on what one list happens to have; and
    what is said is the mean of several groups of trees that were grown apart, so that chance says less.
    """
    import lightgbm  # noqa: PLC0415 - only learning needs it

    options = {
        "objective": "binary", "learning_rate": 0.2, "num_leaves": 16, "max_bin": 63, "min_data_in_bin": 1,
        "min_data_in_leaf": 60, "lambda_l2": 5.0, "monotone_constraints": list(RISES),
        "monotone_constraints_method": "intermediate",
        "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1,
        "deterministic": True, "verbosity": -1, "num_threads": 2,
    }  # fmt: skip
    data = lightgbm.Dataset(rows.astype(np.float32), right.astype(np.float32), weight=weights, free_raw_data=False)
    grown: list[Tree] = []
    for seed in range(1, _GROUPS + 1):
        booster = lightgbm.train({**options, "seed": seed}, data, num_boost_round=max(1, trees // _GROUPS))
        grown += [_tree(each["tree_structure"]) for each in booster.dump_model()["tree_info"]]
    return Learned(EVIDENCE, "", 0.0, tuple(grown))


def _tree(root: dict[str, Any]) -> Tree:
    questions: list[list[int]] = []
    ends: list[float] = []

    def walk(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            ends.append(round(float(node["leaf_value"]) / _GROUPS, 5))
            return -len(ends)
        at = len(questions)
        questions.append([int(node["split_feature"]), int(float(node["threshold"])), 0, 0])
        questions[at][2] = walk(node["left_child"])
        questions[at][3] = walk(node["right_child"])
        return at

    if walk(root) < 0:  # a tree of one end: ask something that is always so
        questions.append([0, 255, -1, -1])
    columns = [tuple(each) for each in zip(*questions, strict=True)]
    return Tree(columns[0], columns[1], columns[2], columns[3], tuple(ends))


def learn(paths: list[Path]) -> Learned:
    """Trees learned from these watch lists; prints how well they are calibrated on parties not learned from."""
    chance = random.Random(11)  # noqa: S311 - repeatable, not secret
    lists = load_lists(paths)
    index = NameIndex.build(lists)
    made = list(askings(index, chance))
    chance.shuffle(made)
    parts = [examples(index, [each for each in made if (each.like is None) == alone]) for alone in (True, False)]
    weights = np.concatenate(
        [np.full(len(of), share, np.float32) for (_, of), share in zip(parts, (1, _RELATED), strict=True)]
    )
    order = np.random.default_rng(11).permutation(len(weights))
    rows, right = np.concatenate([rows for rows, _ in parts])[order], np.concatenate([of for _, of in parts])[order]
    weights = weights[order]
    part = len(right) // 10
    sys.stderr.write(f"{len(right)} pairs, {right.mean():.3f} right\n")
    tried = in_arrays(fitted(rows[part:], right[part:], weights[part:]))
    room = judging_room(tried)
    odds = np.array([judge(tried, row, room) for row in rows[:part]])
    sys.stderr.write(reliability(1 / (1 + np.exp(-odds)), right[:part]))
    learned = fitted(rows, right, weights)
    about = ", ".join(f"{each.title} {each.date or each.sha256[:12]}" for each in lists.lists)
    return msgspec.structs.replace(learned, learned_from=about)


def reliability(scores: npt.NDArray[np.float64], right: Flags) -> str:
    """How often pairs of about one score are right, a line for each tenth, and the Brier score below."""
    lines = ["score   pairs  right\n"]
    for tenth in range(_BINS):
        some = (scores >= tenth / _BINS) & (scores < (tenth + 1) / _BINS + (tenth == _BINS - 1))
        if some.any():
            lines.append(f"{scores[some].mean():.3f} {some.sum():7d}  {right[some].mean():.3f}\n")
    return "".join(lines) + f"Brier {((scores - right) ** 2).mean():.4f}\n"
