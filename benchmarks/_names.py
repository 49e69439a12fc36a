"""The names that screening is measured on: the open evaluation kit where it is, else made-up ones of the same size.

The kit is looked for in the folder ``DARVOZA_SHARED`` (``../shared`` if not set): 54,062 listed names, queries of which
about half are of listed parties, and distractors that make the list a million names long.
"""

import csv
import gzip
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from darvoza.parties import ListedName, ListedParty, PartyKind, WatchList, WatchLists

USUAL, LARGE = 54_062, 1_000_000

_KINDS = {
    "person": PartyKind.PERSON,
    "company": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvzkrsnmt", "aeiouaei"
_ENDS = ("ov", "ev", "yan", "din", "bek", "zoda", "ari", "in", "enko", "ski", "dze", "li", "man", "yev", "far", "")
_BUSINESS = ("Trading", "Group", "Plant", "Shipping", "Logistics", "Institute", "Systems", "Chemical", "Textile")
_FORMS = ("LLC", "Co. Ltd.", "JSC", "OOO", "MChJ", "FZE", "GmbH")


@dataclass(frozen=True, slots=True)
class Listed:
    """One name on the list: ``kind`` is person, company, vessel or aircraft."""

    entity_id: str
    kind: str
    name: str


def kit() -> Path | None:
    """The folder of the open evaluation kit, if it is there."""
    shared = Path(os.environ.get("DARVOZA_SHARED", Path(__file__).parents[2] / "shared"))
    folder = shared / "eval" / "screening"
    return folder if (folder / "list.csv").is_file() and (folder / "queries_dev.csv").is_file() else None


def listed(count: int) -> list[Listed]:
    """So many listed names, the same on every run."""
    folder = kit()
    if folder is None:
        chance = random.Random(7)
        return [Listed(f"E{number}", *_made(chance)) for number in range(count)]
    names = list(_rows(folder / "list.csv"))[:count]
    if len(names) < count and (folder / "distractors.csv.gz").is_file():
        names += [
            each for each, _ in zip(_rows(folder / "distractors.csv.gz"), range(count - len(names)), strict=False)
        ]
    return names


def asked(count: int) -> list[str]:
    """So many different names to look up, in random order: the kit's, then the same misspelt; or made-up ones."""
    chance = random.Random(11)
    folder = kit()
    if folder is None:
        source = [each.name for each in listed(USUAL)[: count // 2]]
        names = [_misspelt(name, chance) for name in source] + [_made(chance)[1] for _ in range(count)]
    else:
        with (folder / "queries_dev.csv").open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        chance.shuffle(names)
        own = list(names)
        while len(names) < 2 * count:
            names += [_misspelt(name, chance) for name in own]
    unique = list(dict.fromkeys(names))[:count]
    if folder is None:
        chance.shuffle(unique)
    return unique


def watch_lists(names: list[Listed]) -> WatchLists:
    """One list of these names, each party with all of its own."""
    parties: dict[str, list[Listed]] = defaultdict(list)
    for each in names:
        parties[each.entity_id].append(each)
    entries = tuple(
        ListedParty(
            entity_id=number,
            kind=_KINDS.get(its[0].kind),
            names=tuple(ListedName(text) for text in dict.fromkeys(each.name for each in its)),
        )
        for number, its in parties.items()
    )
    about = {"id": "measured", "title": "Measured", "source": "benchmarks", "sha256": "0", "licence": "own"}
    return WatchLists((WatchList(**about, entries=entries),))


def _rows(path: Path) -> Iterator[Listed]:
    opening = gzip.open if path.suffix == ".gz" else open
    with opening(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Listed(row["entity_id"], row["type"], row["name"])


def _word(chance: random.Random) -> str:
    syllables = (chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, 3)))
    return ("".join(syllables) + chance.choice(_CONSONANTS) + chance.choice(_ENDS)).title()


def _made(chance: random.Random) -> tuple[str, str]:
    """Kind and name of a made-up person or company."""
    if chance.random() < 0.5:
        return "person", " ".join(_word(chance) for _ in range(chance.randint(2, 3)))
    words = [*(_word(chance) for _ in range(chance.randint(1, 2))), chance.choice(_BUSINESS), chance.choice(_FORMS)]
    return "company", " ".join(words)


def _misspelt(text: str, chance: random.Random) -> str:
    """The name with a letter lost or doubled, or its words turned round."""
    if not text or chance.random() < 0.3:
        return " ".join(reversed(text.split()))
    at = chance.randrange(len(text))
    return text[:at] + (text[at] * 2 if chance.random() < 0.5 else "") + text[at + 1 :]
