"""Prices and mirrors: what was declared here beside what the partner says it sent, and beside what others pay."""

from dataclasses import dataclass
from typing import Final

from darvoza.selection import harm
from darvoza.training.case import Difficulty
from darvoza.training.chance import Chance
from darvoza.training.exercises.made import Made, options
from darvoza.training.exercises.materials import Answer, Item, Mark, Source, Table, Truth
from darvoza.training.exercises.scenario import Exercise, Form, Level
from darvoza.training.exercises.words import of, vocabulary
from darvoza.training.world import Kind, world

ITEM: Final = "select"
_FACTOR: Final = {Difficulty.EASY: (0.15, 0.35), Difficulty.MEDIUM: (0.35, 0.55), Difficulty.HARD: (0.55, 0.7)}
_HARD: Final = {Difficulty.EASY: -0.9, Difficulty.MEDIUM: 0.0, Difficulty.HARD: 1.0}
_FREIGHT: Final = (1.03, 1.13)
"""Imports are valued with freight and insurance, exports without: what is lawful lies this much above."""

_LAG: Final = 0.08
"""What leaves in one month and arrives in the next, as a share of the quantity."""

_ROUTED: Final = 0.15
"""Lawful rows where the partner names the country it was sent on through: his quantity looks small."""

_TYPOLOGY: Final = {
    "undervalued": "revenue",
    "overvalued": "laundering",
    "not-declared": "revenue",
    "phantom": "laundering",
    "other-code": "revenue",
}


@dataclass(slots=True)
class _Row:
    ref: str
    kind: Kind
    partner: str
    kg: float
    usd: float
    partner_kg: float
    partner_usd: float
    peers: float
    routed: bool = False


def make(exercise: Exercise, level: Level, seed: int) -> Made:  # noqa: ARG001 - as all makers are called
    """A table of a month's trade in headings with each partner; one pick among its rows, with the kind of anomaly."""
    chance = Chance(seed, "prices")
    rows = [_lawful(chance, number) for number in range(level.count)]
    marks, answers = [], []
    for row in chance.sample(rows, level.planted):
        way = chance.choice(tuple(_TYPOLOGY))
        _bend(chance, level.difficulty, row, way)
        marks.append(
            Mark(
                ref=row.ref,
                typology=_TYPOLOGY[way],
                scheme=way,
                harm=harm().of(_TYPOLOGY[way], abs(row.partner_usd * row.partner_kg - row.usd * row.kg) * 0.15),
                difficulty=_HARD[level.difficulty],
                reasons=(way,),
                settles=_SETTLES[way],
                shows=_SHOWS[way],
                why=of("reasons-prices", way),
            )
        )
        answers += [Answer(source=name, about=row.ref, text=of("told", name)) for name in _SETTLES[way]]
    planted = {mark.ref for mark in marks}
    answers += [
        Answer(source="partner-export", about=row.ref, text=of("told", "routed"), tells=False)
        for row in rows
        if row.routed and row.ref not in planted
    ]
    item = Item(
        id=ITEM,
        form=Form.PICK,
        prompt=of("prompts", "select-rows", capacity=str(level.capacity)),
        about=tuple(row.ref for row in rows),
        reasons=options("reasons-prices", vocabulary()["reasons-prices"]),
        questions=_SOURCES,
        capacity=level.capacity,
    )
    truth = Truth(item=ITEM, right=tuple(mark.ref for mark in marks), marks=tuple(marks))
    sources = tuple(Source(id=name, name=of("questions", name), minutes=15.0, of="register") for name in _SOURCES)
    return Made(items=(item,), truths=(truth,), sources=sources, tables=(_table(rows),), answers=tuple(answers))


_SOURCES: Final = ("partner-export", "price-list", "payment")
_SETTLES: Final[dict[str, tuple[str, ...]]] = {
    "undervalued": ("price-list", "partner-export"),
    "overvalued": ("payment", "price-list"),
    "not-declared": ("partner-export",),
    "phantom": ("partner-export", "payment"),
    "other-code": ("partner-export",),
}
_SHOWS: Final[dict[str, tuple[str, ...]]] = {
    "undervalued": ("columns.price", "columns.partner-price"),
    "overvalued": ("columns.price", "columns.partner-price"),
    "not-declared": ("columns.partner-kg",),
    "phantom": ("columns.partner-kg",),
    "other-code": ("columns.kg", "columns.partner-kg"),
}


def _lawful(chance: Chance, number: int) -> _Row:
    kinds = [kind for kind in world().kinds if kind.flows.get("import")]
    kind = chance.choice(kinds)
    partner = chance.choice([country for country in kind.origins if country not in {"TJ", "UZ"}] or ["CN"])
    kg = kind.load_kg * chance.between(2.0, 60.0)
    fob = kind.usd * float(chance.factors(min(kind.spread, 0.2), 1)[0])
    partner_kg = kg * (1 + chance.between(-_LAG, _LAG))
    routed = chance.happens(_ROUTED)
    if routed:
        partner_kg *= chance.between(0.5, 0.8)
    peers = kind.usd * sum(_FREIGHT) / 2
    return _Row(
        f"R-{number + 1:03d}", kind, partner, kg, fob * chance.between(*_FREIGHT), partner_kg, fob, peers, routed
    )


def _bend(chance: Chance, difficulty: Difficulty, row: _Row, way: str) -> None:
    """One anomaly put on a row, as strong as the difficulty lets it show."""
    factor = chance.between(*_FACTOR[difficulty])
    row.routed = False
    if way == "undervalued":
        row.usd *= factor
    elif way == "overvalued":
        row.usd /= factor
    elif way == "not-declared":
        row.partner_kg = row.kg / factor
    elif way == "phantom":
        row.partner_kg = row.kg * factor * 0.3
        row.usd *= 1.25
    else:
        row.kg *= 1 + factor
        row.usd *= 0.8
        row.partner_kg = row.kg * factor


def _table(rows: list[_Row]) -> Table:
    columns = ("reference", "code", "goods", "partner", "kg", "price", "partner-kg", "partner-price", "peers")
    return Table(
        id="mirror",
        title=of("tables", "mirror"),
        columns=tuple(of("columns", name) for name in columns),
        rows=tuple(
            (
                row.ref,
                row.kind.hs[:6],
                row.kind.english[0],
                row.partner,
                f"{row.kg:.0f}",
                f"{row.usd:.2f}",
                f"{row.partner_kg:.0f}",
                f"{row.partner_usd:.2f}",
                f"{row.peers:.2f}",
            )
            for row in rows
        ),
    )
