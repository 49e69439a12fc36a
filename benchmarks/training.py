"""Whether scores tell simulated trainees of known skill apart, and whether fitted difficulties are those planted.

Ranking: in each of 200 runs a desk is worked by chance, by the engine's score alone ("greedy"), and by an expert who
knows four truths in five; a run ranks rightly when the marks stand in this order, each above the one before. There are
25 desks of 400 consignments with 24 cases of 13 schemes, each worked eight times; the greedy one always answers the
same. The same is told of the harm avoided net of hours and false stops alone, and on single ready desks, which have
four to ten cases: too few to rank by, and on pairs of them.

Difficulty: simulated trainees of drawn ability work the same items, each solved as often as ability and planted
difficulty say; the score makes their runs into responses, and the item model is fitted to these.

A generated week: 20,000 consignments with their truth, in processor seconds. Options: ``--runs 200``,
``--single 28``, ``--trainees 60``.
"""

import argparse
import sys
import time
from collections import Counter
from itertools import pairwise

import numpy as np

from darvoza.training.exercises import Exercise, Kind, Level, Standing, clone, exercise, prepare, ready
from darvoza.training.scoring import Score, as_events, by_chance, engine, expert, fit, of_ability, responses, score
from darvoza.training.scoring import scored as scored_

_BIG = "desk-week"
_ITEMS = ("desk-precursors", "desk-dual-use", "desk-drugs-containers", "search-vehicles", "screen-spellings")


_MIXED = Level(count=400, planted=24, capacity=36, minutes=60)
_DRAWS = 8


def _mixed() -> Exercise:
    """A desk with every scheme of the big exercise in one day: cases enough to tell people apart."""
    big = exercise(_BIG)
    return clone(big, "desk-mixed", days=1, levels=(_MIXED, _MIXED, _MIXED))


def _ranked(asked: list[tuple[Exercise, int]], worlds: int, draws: int, together: int = 1) -> dict[str, object]:
    """How often chance, greedy and expert stand in this order; in each world the engine always answers the same.

    With ``together``, a run is so many different desks, one after the other, and its mark the mean of theirs.
    """
    right = net = runs = 0
    wrong: Counter[str] = Counter()
    marks: dict[str, list[float]] = {"chance": [], "greedy": [], "expert": []}
    for first in range(0, worlds * together, together):
        desks = [asked[world % len(asked)] for world in range(first, first + together)]
        told = [_worked(what, level, 9_000 + first + place, draws) for place, (what, level) in enumerate(desks)]
        for draw in range(draws):
            three = [float(np.mean([desk[draw][who].mark.value for desk in told])) for who in range(3)]
            for name, mark in zip(marks, three, strict=True):
                marks[name].append(mark)
            good = _rises(three)
            right, runs = right + good, runs + 1
            net += _rises([sum(desk[draw][who].utility for desk in told) for who in range(3)])
            wrong[" + ".join(f"{what.id} {level}" for what, level in desks)] += not good
        print(f"{desks[0][0].id}: {right} of {runs} right, {net} net", file=sys.stderr, flush=True)
    return {
        "desks in a run": together,
        "runs": runs,
        "ranked rightly": round(right / runs, 4),
        "ranked rightly by net harm alone": round(net / runs, 4),
        "mean marks": {name: round(float(np.mean(values)), 3) for name, values in marks.items()},
        "wrong": {name: count for name, count in wrong.items() if count},
    }


def _worked(what: Exercise, level: int, seed: int, draws: int) -> list[tuple[Score, Score, Score]]:
    """One desk, worked so many times: by chance, by the engine's score, by the expert."""
    prepared = prepare(what, seed, level=level)
    greedy = scored_(prepared, engine(prepared) or Standing())
    return [
        (scored_(prepared, by_chance(prepared, n)), greedy, scored_(prepared, expert(prepared, n)))
        for n in range(draws)
    ]


def _rises(values: list[float]) -> bool:
    return all(a < b for a, b in pairwise(values))


def _rank(values: np.ndarray) -> np.ndarray:
    """Ranks; ties share their mean rank."""
    found, back, counts = np.unique(values, return_inverse=True, return_counts=True)
    del found
    return (np.cumsum(counts) - (counts - 1) / 2)[back]


def correlation(a: list[float], b: list[float]) -> float:
    """Spearman's rank correlation."""
    return float(np.corrcoef(_rank(np.array(a)), _rank(np.array(b)))[0, 1])


def _difficulty(trainees: int, seed: int = 1) -> dict[str, object]:
    """Planted and fitted difficulty of items from five exercises, of one and two parameters."""
    abilities = np.random.default_rng(seed).normal(0, 1, trainees)
    scores: list[Score] = []
    planted: dict[str, float] = {}
    for name in _ITEMS:
        prepared = prepare(exercise(name), 77 + seed, level=2)
        for number, able in enumerate(abilities.tolist()):
            who = f"t{number}"
            events = as_events(of_ability(prepared, able, number + 1_000 * seed), who=who)
            scores.append(score(prepared, events, who=who))
        for each in scores[-1].outcomes:
            if each.planted:
                planted[f"{name}:2:{each.key}"] = each.difficulty
    people, items, table = responses(scores)
    told: dict[str, object] = {"trainees": trainees, "items": len(items)}
    for model, sharp in (("rasch", False), ("2pl", True)):
        fitted = fit(people, items, table, sharp=sharp, planted=planted)
        told[f"{model}, rank correlation of difficulty"] = round(
            correlation([planted[item.key] for item in fitted.items], [item.difficulty for item in fitted.items]), 4
        )
        told[f"{model}, rank correlation of ability"] = round(
            correlation(abilities.tolist(), [each.ability for each in fitted.trainees]), 4
        )
    return told


def _week() -> dict[str, object]:
    started = time.process_time()
    prepared = prepare(exercise(_BIG), 5, level=3)
    made = time.process_time() - started
    count = len(prepared.batch)
    again = prepare(exercise(_BIG), 5, level=3)
    told = {"consignments": count, "cpu_s": round(made, 1), "same again": prepared.digest() == again.digest()}
    started = time.process_time()
    files = sum(1 for _ in prepared.messages())
    return {**told, "messages": files, "messages_cpu_s": round(time.process_time() - started, 1)}


def run(options: list[str] | None = None) -> dict[str, object]:
    """All three."""
    asked = argparse.ArgumentParser(prog="benchmarks training")
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument(
        "--single", type=int, default=0, help="single ready desks and pairs of them, each worked four times"
    )
    asked.add_argument("--trainees", type=int, default=60)
    given = asked.parse_args(options or [])
    difficulty = [_difficulty(given.trainees, seed) for seed in (1, 2, 3)]
    print(difficulty, file=sys.stderr, flush=True)
    week = _week()
    print(week, file=sys.stderr, flush=True)
    told: dict[str, object] = {
        "week": week,
        "difficulty": difficulty,
        "ranking": _ranked([(_mixed(), 2)], given.runs // _DRAWS, _DRAWS),
    }
    if given.single:
        desks = [(each, 1 + place % 3) for place, each in enumerate(ready()) if each.kind is Kind.TARGETING]
        desks = [(each, level) for each, level in desks if each.id != _BIG]
        told["ranking on single desks"] = _ranked(desks, given.single, 4)
        told["ranking on pairs of desks"] = _ranked(desks, given.single, 4, together=2)
    return told
