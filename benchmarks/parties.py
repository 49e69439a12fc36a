"""Names screened a second, one by one and in batch, on a generated list; rapidfuzz's WRatio beside it.

``DARVOZA_NAMES`` sets how many names are listed (54,000 if not set).
"""

import os
import random
import time
from itertools import islice

from rapidfuzz import fuzz, process, utils

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import (
    ListedName,
    ListedParty,
    NameIndex,
    PartyKind,
    WatchList,
    WatchLists,
    screen,
    screen_name,
)

NAMES = int(os.environ.get("DARVOZA_NAMES", "54000"))
SINGLY, TOGETHER, BASELINE = 2_000, 20_000, 20

CONSONANTS, VOWELS = "bcdfghjklmnprstvzkrsnmt", "aeiouaei"
ENDS = ("ov", "ev", "yan", "din", "bek", "zoda", "ari", "in", "enko", "ski", "dze", "li", "man", "yev", "far", "")
BUSINESS = (
    "Trading",
    "Group",
    "Plant",
    "Shipping",
    "Logistics",
    "Institute",
    "Systems",
    "Chemical",
    "Invest",
    "Textile",
)
FORMS = ("LLC", "Co. Ltd.", "JSC", "OOO", "MChJ", "FZE", "GmbH")


def word(chance: random.Random) -> str:
    """A made-up word that sounds like part of a name."""
    syllables = (chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(1, 3)))
    return ("".join(syllables) + chance.choice(CONSONANTS) + chance.choice(ENDS)).title()


def name(chance: random.Random) -> tuple[str, PartyKind]:
    """A made-up person or company."""
    if chance.random() < 0.5:
        return " ".join(word(chance) for _ in range(chance.randint(2, 3))), PartyKind.PERSON
    parts = [*(word(chance) for _ in range(chance.randint(1, 2))), chance.choice(BUSINESS), chance.choice(FORMS)]
    return " ".join(parts), PartyKind.ORGANISATION


def misspelt(text: str, chance: random.Random) -> str:
    """The name with a letter lost or doubled, or its words turned round."""
    if chance.random() < 0.3:
        return " ".join(reversed(text.split()))
    at = chance.randrange(len(text))
    return text[:at] + (text[at] * 2 if chance.random() < 0.5 else "") + text[at + 1 :]


def watch_lists(chance: random.Random) -> WatchLists:
    """A list of :data:`NAMES` made-up names."""
    entries = []
    for number in range(NAMES):
        text, kind = name(chance)
        entries.append(ListedParty(entity_id=str(number), kind=kind, names=(ListedName(text),)))
    about = {"id": "made-up", "title": "Made up", "source": "benchmarks", "sha256": "0", "licence": "Apache-2.0"}
    return WatchLists((WatchList(**about, entries=tuple(entries)),))


def run() -> dict[str, object]:
    """Build the index and screen names that are half listed (and misspelt), half not."""
    chance = random.Random(7)
    lists = watch_lists(chance)
    listed = [party.name for _, party in lists]

    def declared() -> str:
        return misspelt(chance.choice(listed), chance) if chance.random() < 0.5 else name(chance)[0]

    started = time.perf_counter()
    index = NameIndex.build(lists)
    built = time.perf_counter() - started
    singly = list(islice(iter(declared, None), SINGLY))
    took = []
    for each in singly:
        started = time.perf_counter()
        screen_name(each, index, threshold=0.5)
        took.append(time.perf_counter() - started)
    together = list(islice(iter(declared, None), TOGETHER))
    batch = ConsignmentBatch.of(
        [
            Consignment(
                id=str(number),
                message="benchmark",
                reference=str(number),
                lodgement=Lodgement.MANIFEST,
                parties=(Party(role=Role.CONSIGNEE, name=each),),
            )
            for number, each in enumerate(together)
        ]
    )
    started = time.perf_counter()
    screen(batch, index)
    batched = time.perf_counter() - started
    plain = [utils.default_process(text) for text in listed]
    started = time.perf_counter()
    for each in singly[:BASELINE]:
        process.extract(utils.default_process(each), plain, scorer=fuzz.WRatio, limit=10)
    baseline = (time.perf_counter() - started) / BASELINE
    took.sort()
    return {
        "listed_names": len(listed),
        "index_built_s": round(built, 2),
        "one_by_one_per_s": round(len(took) / sum(took)),
        "one_by_one_p99_ms": round(1000 * took[int(0.99 * len(took))], 2),
        "in_batch_per_s": round(len(together) / batched),
        "baseline_wratio_per_s": round(1 / baseline, 1),
        "one_by_one_over_baseline": round(baseline * len(took) / sum(took)),
    }
