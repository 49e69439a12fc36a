"""How goods are described in papers: a trader's usual wording, in the language and script of the message."""

from typing import TYPE_CHECKING, Final

from darvoza.training.chance import Chance
from darvoza.training.people import plain
from darvoza.training.world import world

if TYPE_CHECKING:
    from darvoza.training.lawful import Day

VAGUE_ENGLISH: Final = (
    "Goods as per invoice",
    "Spare parts",
    "Consolidated cargo",
    "General cargo",
    "Samples",
    "Equipment and parts",
    "Household goods",
    "Accessories",
)
VAGUE_RUSSIAN: Final = (
    "Товар согласно инвойсу",
    "Запасные части",
    "Сборный груз",
    "ТНП",
    "Образцы",
    "Оборудование и комплектующие",
    "Товары народного потребления",
    "Хозтовары",
)
_VAGUE_SHARE: Final = {"road": 0.022, "rail": 0.015, "river": 0.03, "air": 0.045}
_ENGLISH_SHARE: Final = {"road": 0.22, "rail": 0.08, "river": 1.0, "air": 1.0}
_LOCAL_SHARE: Final = 0.16
_MODEL_SHARE: Final = 0.14
_MODELLED: Final = frozenset(
    ("machine", "electronics", "electric", "appliance", "auto", "instrument", "medical", "garment", "footwear")
)


def describe(chance: Chance, day: "Day") -> list[str]:
    """The description of each goods item of the day, in order."""
    kinds, desk, cargo = world().kinds, day.desk, day.cargo
    size, language = len(cargo.row), desk.country.lower().replace("tj", "tg")
    which, habit, vague, model = (chance.uniform(size).tolist() for _ in range(4))
    serials = chance.integers(100, 9_999, size).tolist()
    exports = (day.flow == 1)[cargo.row].tolist()
    found = []
    latin_only = desk.mode in {"river", "air"}
    for place, number in enumerate(cargo.kind.tolist()):
        kind = kinds[number]
        if vague[place] < _VAGUE_SHARE[desk.mode] and kind.pack_kg:
            text = (VAGUE_ENGLISH if latin_only or which[place] < _HALF else VAGUE_RUSSIAN)[int(habit[place] * 8)]
        elif which[place] < _ENGLISH_SHARE[desk.mode]:
            text = kind.english[int(habit[place] * len(kind.english))]
        elif language in kind.local and which[place] > 1 - _LOCAL_SHARE * (2 if exports[place] else 1):
            text = kind.local[language]
        else:
            text = kind.russian[int(habit[place] * len(kind.russian))]
        if model[place] < _MODEL_SHARE and kind.family in _MODELLED:
            text = f"{text}, {'art.' if text.isascii() else 'арт.'} {kind.name[:2].upper()}-{serials[place]}"
        found.append(plain(text, 68) if latin_only else text)
    return found


_HALF: Final = 0.5
