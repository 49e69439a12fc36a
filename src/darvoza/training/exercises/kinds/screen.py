"""Screen the party: is the declared party the listed one, or somebody else who is called alike?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from darvoza.training.case import Difficulty
from darvoza.training.chance import Chance
from darvoza.training.exercises.made import Made, options
from darvoza.training.exercises.materials import Answer, Item, Source, Table, Truth
from darvoza.training.exercises.scenario import Exercise, Form, Level
from darvoza.training.exercises.words import of, phrase, vocabulary
from darvoza.training.people import make_people
from darvoza.training.watchlist import listed_parties
from darvoza.training.world import draw_rows, world

SAME: Final = "same"
OTHER: Final = "other"
_SOURCES: Final = ("tax-number", "register", "address-check")
_MINUTES: Final = 5.0
_HIDDEN: Final = {Difficulty.EASY: 0.1, Difficulty.MEDIUM: 0.45, Difficulty.HARD: 0.8}
"""How often the number that would settle it has to be asked for."""

_CHANGES: Final = {Difficulty.EASY: 1, Difficulty.MEDIUM: 2, Difficulty.HARD: 3}


@dataclass(frozen=True, slots=True)
class _Listed:
    entity: str
    latin: str
    other: str
    number: str
    country: str
    address: str


def make(exercise: Exercise, level: Level, seed: int) -> Made:  # noqa: ARG001 - as all makers are called
    """A table of declared parties beside the listed ones they may be; one question about each."""
    chance = Chance(seed, "screen")
    listed = chance.sample(_listed(seed), level.count)
    planted = set(chance.sample(range(len(listed)), min(level.planted, len(listed))))
    rows, items, truths, answers = [], [], [], []
    for number, party in enumerate(listed):
        ref, same = f"P-{number + 1:02d}", number in planted
        hidden = chance.happens(_HIDDEN[level.difficulty])
        name = _declared(chance, party, level.difficulty, same=same)
        own = party.number if same else _other_number(chance, party.number)
        address = party.address if same and not chance.happens(0.5) else _elsewhere(chance, party.country)
        reasons = _reasons(party, same=same, hidden=hidden, moved=address != party.address)
        rows.append(
            (ref, name, "—" if hidden else own, party.country, address, party.entity, party.latin, party.number)
        )
        items.append(
            Item(
                id=ref,
                form=Form.ONE,
                prompt=of("prompts", "screen", name=name, listed=party.latin),
                about=(ref,),
                options=options("screening", (SAME, OTHER)),
                reasons=options("reasons-screen", vocabulary()["reasons-screen"]),
                questions=_SOURCES,
            )
        )
        truths.append(
            Truth(
                item=ref,
                right=(SAME if same else OTHER,),
                harmful=(OTHER,) if same else (),
                reasons=reasons,
                settles=("tax-number", "register") if hidden else (),
                difficulty=_difficulty(level.difficulty, hidden=hidden),
                why=of("why", SAME if same else OTHER),
            )
        )
        answers += _told(ref, own, address, same=same)
    table = Table(
        id="parties",
        title=of("tables", "parties"),
        columns=tuple(of("columns", name) for name in _COLUMNS),
        rows=tuple(rows),
    )
    sources = tuple(Source(id=name, name=of("questions", name), minutes=_MINUTES, of="register") for name in _SOURCES)
    return Made(items=tuple(items), truths=tuple(truths), sources=sources, tables=(table,), answers=tuple(answers))


_COLUMNS: Final = ("reference", "name", "number", "country", "address", "entity", "listed-name", "listed-number")


def _listed(seed: int) -> list[_Listed]:
    """Listed parties with a number of their own, each with its name in both scripts where it has two."""
    found = []
    for _, group in listed_parties(seed).group_by("entity_id", maintain_order=True):
        first: dict[str, Any] = group.row(0, named=True)
        if first["identifier"]:
            names = group["name"].to_list()
            found.append(
                _Listed(
                    first["entity_id"],
                    names[0],
                    names[-1],
                    first["identifier"].partition(":")[2],
                    first["country"],
                    first["address"],
                )
            )
    return found


def _declared(chance: Chance, party: _Listed, difficulty: Difficulty, *, same: bool) -> str:
    """The name as declared: the same party spells it otherwise; another shares most of it."""
    name = party.other if chance.happens(0.5) else party.latin
    if not same:
        words = name.split()
        place = chance.number(0, len(words) - 1)
        words[place] = chance.choice(_OTHER_WORDS)[not name.isascii()]
        return " ".join(words)
    for change in chance.sample(_SPELLINGS, _CHANGES[difficulty]):
        name = change(chance, name)
    return name


_OTHER_WORDS: Final = (("Baraka", "Барака"), ("Sharq", "Шарқ"), ("Nur", "Нур"), ("Zamin", "Замин"), ("Umid", "Умид"))


def _doubled(chance: Chance, name: str) -> str:
    places = [place for place, sign in enumerate(name) if sign.isalpha() and place]
    place = chance.choice(places or [0])
    return name[:place] + name[place] + name[place:]


def _dropped(chance: Chance, name: str) -> str:
    places = [place for place, sign in enumerate(name) if sign.lower() in "aeiouаеиоуҳъ'" and place]
    if not places:
        return name
    place = chance.choice(places)
    return name[:place] + name[place + 1 :]


def _turned(chance: Chance, name: str) -> str:
    words = name.split()
    place = chance.number(0, len(words) - 1)
    return " ".join([*words[place:], *words[:place]])


def _capitals(_: Chance, name: str) -> str:
    return name.upper()


_SPELLINGS: Final[tuple[Callable[[Chance, str], str], ...]] = (_doubled, _dropped, _turned, _capitals)


def _other_number(chance: Chance, number: str) -> str:
    """Another number of the same length, alike in its beginning."""
    kept = len(number) // 2
    rest = chance.digits(len(number) - kept)
    return number[:kept] + (rest if rest != number[kept:] else rest[::-1][:-1] + "7")


def _elsewhere(chance: Chance, country: str) -> str:
    """Another address in this country."""
    here = world()
    city = draw_rows(here.city_weights(airports=False), np.array([here.country_number[country]]), chance.uniform(1))
    row = make_people(chance, [country], city).row(0, named=True)
    return f"{row['address']}, {row['city']}"


def _reasons(party: _Listed, *, same: bool, hidden: bool, moved: bool) -> tuple[str, ...]:
    found = ["name-alike"] if same else ["name-differs"]
    if not hidden:
        found.append("number-same" if same else "number-differs")
    if same and not moved and party.address:
        found.append("address-same")
    return tuple(found)


def _difficulty(difficulty: Difficulty, *, hidden: bool) -> float:
    return {Difficulty.EASY: -1.0, Difficulty.MEDIUM: 0.0, Difficulty.HARD: 0.7}[difficulty] + (0.5 if hidden else -0.3)


def _told(ref: str, number: str, address: str, *, same: bool) -> list[Answer]:
    register = of("told", "register-same" if same else "register-other")
    return [
        Answer(source="tax-number", about=ref, text=of("told", "number-is", number=number)),
        Answer(source="register", about=ref, text=register),
        Answer(
            source="address-check", about=ref, text=phrase(of("told", "address-is").words, address=address), tells=False
        ),
    ]
