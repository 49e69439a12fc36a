"""Whether what the office assesses with is in good health: the model, the profiles, the watch lists."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from darvoza.office.desk.resources import LISTS, MODELS, PROFILES
from darvoza.office.home import office_home
from darvoza.parties import ListStore
from darvoza.risk import ProfileStore, RecordRefused, StoreRefused
from darvoza.risk.model import Shelf, UnreadableModelError

SOON: Final = timedelta(days=30)
DRIFTED: Final = 0.25
"""From here on a population stability index means that a column is not what it was when the model was fitted."""

_OLD: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """The model in use: when it was fitted, on how much, how well it told breaches apart, and what has moved since.

    ``auc`` is the area under the curve with its 95 % interval; ``moved`` are columns that drifted. ``problem`` says why
    there is nothing to say.
    """

    version: str
    fitted: str
    examined: int
    auc: tuple[float, float, float] | None
    moved: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ProfileHealth:
    """One profile in force: how long it still holds, and whether its review is due."""

    id: str
    title: str
    version: int
    end: date
    review: date
    due: bool
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class ListHealth:
    """A watch list: which version, of which day, and whether it is older than two weeks."""

    id: str
    version: int
    imported: date
    old: bool


def model_health() -> ModelHealth | None:
    """The model in use; None while the office has none."""
    folder = office_home() / MODELS
    if not folder.is_dir() or not Shelf(folder).versions():
        return None
    try:
        found = Shelf(folder).load()
    except UnreadableModelError as error:
        return ModelHealth("", "", 0, None, (), problem=str(error))
    told: dict[str, Any] = found.facts
    measured = told.get("metrics", {}).get("all rows", {}).get("area under the curve")
    moved = tuple(name for name, index in told.get("drift", {}).items() if index >= DRIFTED)
    auc = (measured[0], measured[1], measured[2]) if measured else None
    return ModelHealth(found.version, str(told.get("fitted", ""))[:10], int(told.get("examined", 0)), auc, moved)


def profile_health(today: date) -> tuple[list[ProfileHealth], int, str]:
    """Profiles in force, how many versions wait for approval, and what is wrong with the folder, if anything is."""
    folder = office_home() / PROFILES
    if not folder.is_dir():
        return [], 0, ""
    store = ProfileStore(folder)
    try:
        every = store.all()
        force = store.in_force(today)
    except (StoreRefused, RecordRefused) as error:
        return [], 0, str(error)
    last = {kept.record.id: kept for kept in every}
    waiting = sum(kept.approved is None and kept.retired is None for kept in last.values())
    found = [
        ProfileHealth(
            each.id,
            each.title,
            each.version,
            each.end,
            each.review,
            due=each.review <= today,
            ends_soon=each.end - today <= SOON,
        )
        for each in force
    ]
    return found, waiting, ""


def list_health(today: date) -> list[ListHealth]:
    """The watch lists in use, by the days of their newest versions."""
    store = ListStore(office_home() / LISTS)
    newest = [(each, store.kept(each)[-1]) for each in store.list_ids()]
    return [ListHealth(name, kept.number, kept.imported, old=today - kept.imported > _OLD) for name, kept in newest]
