"""Learning how much each evidence of two names says, from the public lists themselves.

``python -m darvoza.parties.learning LIST... > curves.json``. Declared names are made from the lists: an alias asked
for while it is off the list, and names misspelt, shortened, turned round, put into another script or transliteration,
dressed with legal forms and addresses. Names of nobody listed are made from the project's own common words, and from
listed parties taken off the list for the purpose. Only the curves are kept.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from darvoza.parties.compare import EVIDENCE, RISES, Curve, Curves
from darvoza.parties.index import NameIndex
from darvoza.parties.listed import NameKind, PartyKind
from darvoza.parties.load import load_lists
from darvoza.parties.made_up import MISSPELLINGS, ordinary_name
from darvoza.parties.search import compared

Doubles = npt.NDArray[np.float64]

_CHUNK: Final = 256
_OFF_LIST: Final = 0.3  # share of listed parties that are asked for as if they were not listed
_KNOTS: Final = np.array([0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.88, 0.95, 1])
_PAIRS: Final = 60_000
_ORDINARY: Final = 3  # names of nobody for each listed party
_TWIN: Final = 0.97
_ROUNDS: Final = 800
_WRONG_KEPT: Final = 4  # wrong names kept for each name asked for: the likeliest
_SMOOTH: Final = 2e-4


@dataclass(frozen=True, slots=True)
class Asking:
    """A name to learn from: whose it is (None: nobody's), and which name or party is off the list meanwhile."""

    text: str
    party: int | None
    hidden: int | None = None
    off_list: int | None = None


def askings(index: NameIndex, chance: random.Random) -> Iterator[Asking]:
    """Names made from the index's lists, and ordinary ones."""
    aliases: dict[int, list[int]] = {}
    for number, party in enumerate(index.name_party.tolist()):
        aliases.setdefault(party, []).append(number)
    for party, numbers in aliases.items():
        off = chance.random() < _OFF_LIST
        person = index.parties[party].kind is PartyKind.PERSON
        for number in chance.sample(numbers, min(2, len(numbers))):
            text = index.names[number].text
            if off:
                yield Asking(chance.choice((_same, *MISSPELLINGS))(text, person, chance), None, off_list=party)
                continue
            if len(numbers) > 1 and index.names[number].kind is not NameKind.WEAK:
                yield Asking(text, party, hidden=number)
            yield Asking(chance.choice(MISSPELLINGS)(text, person, chance), party)
    for _ in range(_ORDINARY * len(aliases)):
        yield Asking(ordinary_name(chance), None)


def _same(text: str, _person: bool, _chance: random.Random) -> str:  # noqa: FBT001 - the shape of a misspelling
    return text


def examples(index: NameIndex, made: list[Asking]) -> tuple[Doubles, Doubles, Doubles]:
    """Evidence of these names beside those the index finds for each, whether they are right, and their weight."""
    columns: list[Doubles] = []
    right: list[Doubles] = []
    for start in range(0, len(made), _CHUNK):
        chunk = made[start : start + _CHUNK]
        forms = index.ask([each.text for each in chunk])
        pairs = compared(forms, [index.candidates(form) for form in forms], index)
        asking = np.array([form.declared for form in forms], np.int64)[pairs.asked]
        party = index.name_party[pairs.name]
        whose, hidden, off = (
            np.array([-1 if (value := getattr(each, field)) is None else value for each in chunk], np.int64)[asking]
            for field in ("party", "hidden", "off_list")
        )
        same_text = np.array([False] * len(asking))
        for pair in np.flatnonzero(hidden >= 0).tolist():
            same_text[pair] = index.joined[pairs.name[pair]] == index.joined[hidden[pair]]
        is_right = party == whose
        from_list = np.array([each.party is not None or each.off_list is not None for each in chunk], np.bool_)[asking]
        twin = (
            ~is_right & from_list & (pairs.evidence[EVIDENCE.index("together")] > _TWIN)
        )  # the same party under another number, or a namesake
        usable = (pairs.name != hidden) & (party != off) & ~same_text & ~twin
        likely = sum(pairs.evidence[EVIDENCE.index(each)] for each in ("met_telling", "declared_met", "together"))
        best: dict[int, float] = {}
        for pair in np.flatnonzero(is_right & usable).tolist():
            best[int(asking[pair])] = max(best.get(int(asking[pair]), 0.0), float(likely[pair]))
        weaker = np.array(
            [
                right_one and likely[pair] < best.get(int(asking[pair]), 0.0) - 0.15
                for pair, right_one in enumerate(is_right.tolist())
            ],
            np.bool_,
        )
        rank = np.lexsort((-likely, asking))
        place = np.empty(len(rank), np.int64)
        place[rank] = np.arange(len(rank)) - np.searchsorted(asking[rank], asking[rank], "left")
        kept = usable & ~weaker & (is_right | (place < _WRONG_KEPT))
        columns.append(pairs.evidence[:, kept].astype(np.float64))
        right.append(is_right[kept].astype(np.float64))
    answers = np.concatenate(right)
    some = np.random.default_rng(11).permutation(len(answers))[:_PAIRS]
    return np.concatenate(columns, axis=1)[:, some], answers[some], np.ones(len(some))


def fitted(evidence: Doubles, right: Doubles, weight: Doubles, rounds: int = _ROUNDS) -> Curves:
    """Curves that only rise or fall, by logistic regression on straight pieces with steps of one sign (Adam)."""
    pieces, signs, names = [], [], []
    for name, values, rises in zip(EVIDENCE, evidence, RISES, strict=True):
        for low, high in pairwise(_KNOTS):
            pieces.append(np.clip((values - low) / (high - low), 0, 1))
            signs.append(rises)
            names.append(name)
    design = np.stack(pieces).astype(np.float32)
    sign = np.array(signs)
    steps, start = np.where(sign == 0, 0.0, 0.05 * sign), -4.0
    moment, spread = np.zeros(len(steps) + 1), np.zeros(len(steps) + 1)
    total = weight.sum()
    guess = np.zeros(design.shape[1])
    for turn in range(1, rounds + 1):
        guess = 1 / (1 + np.exp(-(steps @ design + start)))
        slope = weight * (guess - right) / total
        gradient = np.append(design @ slope + _SMOOTH * steps, slope.sum())
        moment = 0.9 * moment + 0.1 * gradient
        spread = 0.999 * spread + 0.001 * gradient**2
        step = 0.06 * (moment / (1 - 0.9**turn)) / (np.sqrt(spread / (1 - 0.999**turn)) + 1e-9)
        steps, start = steps - step[:-1], start - step[-1]
        steps = np.where(sign > 0, np.maximum(steps, 0), np.where(sign < 0, np.minimum(steps, 0), steps))
    loss = -(weight * (right * np.log(guess + 1e-9) + (1 - right) * np.log(1 - guess + 1e-9))).sum() / total
    sys.stderr.write(f"{design.shape[1]} pairs, {right.mean():.3f} right, loss {loss:.4f}\n")
    curves = {}
    for name in EVIDENCE:
        of = [step for step, each in zip(steps.tolist(), names, strict=True) if each == name]
        curves[name] = Curve(tuple(_KNOTS.tolist()), tuple(round(float(sum(of[:at])), 4) for at in range(len(of) + 1)))
    return Curves(round(float(start), 4), curves, "")


def learn(paths: list[Path]) -> Curves:
    """Curves learned from these watch lists."""
    chance = random.Random(11)  # noqa: S311 - repeatable, not secret
    lists = load_lists(paths)
    index = NameIndex.build(lists)
    curves = fitted(*examples(index, list(askings(index, chance))))
    about = ", ".join(f"{each.title} {each.date or each.sha256[:12]}" for each in lists.lists)
    return msgspec.structs.replace(curves, learned_from=about)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(learn([Path(each) for each in sys.argv[1:]]))))
