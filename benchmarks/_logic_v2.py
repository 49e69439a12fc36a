"""nomenklatura's logic-v2 on the same names, run by a Python that has nomenklatura: it is no part of this project.

Candidates are those that share the rarest words and name parts, as nomenklatura's own tokenizer gives them, with the
weights of its index; the best of them are compared with logic-v2. Called with a table of listed names, one of names to
look up, and how many candidates; prints JSON.
"""

import csv
import heapq
import json
import math
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path

from followthemoney import StatementEntity
from followthemoney.dataset import Dataset
from nomenklatura import __version__
from nomenklatura.blocker.index import Index
from nomenklatura.blocker.tokenizer import tokenize_entity
from nomenklatura.matching import get_algorithm

SCHEMATA = {"person": "Person", "company": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
MOST_SHARING = 20_000  # entities with one token, beyond which it is too common to bring candidates
DATASET = Dataset.make({"name": "measured", "title": "Measured"})

Token = tuple[str, str]


def entity(number: str, schema: str, names: list[str]) -> StatementEntity:
    """One party of followthemoney."""
    return StatementEntity.from_data(DATASET, {"id": number, "schema": schema, "properties": {"name": names}})


def rows(path: str) -> list[list[str]]:
    """The rows of a table without a heading."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def indexed(path: str) -> tuple[list[StatementEntity], dict[Token, list[int]]]:
    """The listed parties, and which of them have each token."""
    parties: dict[tuple[str, str], list[str]] = defaultdict(list)
    for number, kind, name in rows(path):
        parties[number, kind].append(name)
    entities = [entity(number, SCHEMATA.get(kind, "LegalEntity"), names) for (number, kind), names in parties.items()]
    holders: dict[Token, list[int]] = defaultdict(list)
    for place, each in enumerate(entities):
        for token in set(tokenize_entity(each)):
            holders[token].append(place)
    return entities, holders


def likely(query: StatementEntity, holders: dict[Token, list[int]], among: int, candidates: int) -> list[int]:
    """The places of the parties that share most with the query."""
    weights: dict[int, float] = defaultdict(float)
    for field, token in set(tokenize_entity(query)):
        having = holders.get((field, token), [])
        if 0 < len(having) <= MOST_SHARING:
            weight = Index.BOOSTS.get(field, 1.0) * math.log(1 + among / len(having))
            for place in having:
                weights[place] += weight
    return heapq.nlargest(candidates, weights, key=weights.__getitem__)


def main(listed: str, asked: str, candidates: int) -> None:
    """Build, look up, and say how fast."""
    began, began_cpu = time.perf_counter(), time.process_time()
    entities, holders = indexed(listed)
    built, built_cpu = time.perf_counter() - began, time.process_time() - began_cpu
    matcher = get_algorithm("logic-v2")
    config = matcher.default_config()
    took = []
    began_cpu = time.process_time()
    for at, (name,) in enumerate(rows(asked)):
        began = time.perf_counter()
        query = entity(f"Q{at}", "LegalEntity", [name])
        best = likely(query, holders, len(entities), candidates)
        sorted((matcher.compare(query, entities[place], config).score for place in best), reverse=True)
        took.append(time.perf_counter() - began)
    cpu = time.process_time() - began_cpu
    took.sort()
    measured = {
        "version": __version__,
        "candidates": candidates,
        "built_s": round(built, 2),
        "built_cpu_s": round(built_cpu, 2),
        "one_by_one_per_s": round(len(took) / sum(took), 1),
        "one_by_one_per_cpu_s": round(len(took) / cpu, 1),
        "p50_ms": round(1000 * took[len(took) // 2], 2),
        "p99_ms": round(1000 * took[int(0.99 * len(took))], 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
