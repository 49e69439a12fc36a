"""What the office assesses with, loaded once and again when any of it changes."""

import threading
from pathlib import Path
from typing import Final

from darvoza import goods, history, parties, risk
from darvoza.assess import Resources, Screening, assess, seized_parties
from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch, GoodsItem, Lodgement, Party, Role
from darvoza.intake import Context
from darvoza.office import clock
from darvoza.office.home import office_home
from darvoza.risk.model import Shelf

LISTS: Final = "lists"
PROFILES: Final = "profiles"
MODELS: Final = "models"
RECORDS: Final = "records"
DECISIONS: Final = "decisions.jsonl"
HISTORY: Final = "history"
"""Folders and files in the office's folder that assessments are made with."""

_lock = threading.Lock()
_kept: tuple[tuple[object, ...], Resources] | None = None


def context() -> Context:
    """How messages are read: with the project's own mappings."""
    return Context()


def resources() -> Resources:
    """What there is today; loading it anew takes a few seconds, and happens when a file of it has changed.

    Where :func:`keep_ready` runs beside, it is what that loaded last, at once.
    """
    global _kept  # noqa: PLW0603 - one per process, like the lists themselves
    if _tended.is_set() and _kept is not None:
        return _kept[1]
    stamp = _stamp_of_all()
    with _lock:
        if _kept is None or _kept[0] != stamp:
            _kept = (stamp, _load())
        return _kept[1]


def keep_ready(ended: threading.Event) -> None:
    """Load what has changed beside those who assess, who go on with what there was until it is ready.

    Call it when there is something to go on with.
    """
    global _kept  # noqa: PLW0603 - likewise
    resources()
    _tended.set()
    while not ended.wait(_LOOK):
        stamp = _stamp_of_all()
        if _kept is None or _kept[0] != stamp:
            made = _load()
            warm(made)
            _kept = (stamp, made)


def warm(known: Resources) -> None:
    """Assess something that nobody filed, so that the first that somebody did does not wait for what is made once."""
    goods_item = GoodsItem(description="2-chloroethanol and valves", hs_code="290559")
    sample = Filed(
        id="warm#0",
        message="0",
        reference="",
        lodgement=Lodgement.DECLARATION,
        goods=(goods_item,),
        parties=(Party(role=Role.CONSIGNEE, name="Chinori Konibodom JSC"),),
    )
    assess(ConsignmentBatch.of([sample]), known)


def read_a_name() -> None:
    """Read a systematic name that nobody filed: what reads them takes a second to start, and no message is to wait."""
    goods.identify_text("1-bromo-3-chlorohexane")


_tended = threading.Event()
_LOOK: Final = 2.0
"""Seconds between looks at the files that assessments are made with."""


def _stamp_of_all() -> tuple[object, ...]:
    return (clock.now().date(), *(_stamp(office_home() / name) for name in _SOURCES))


_SOURCES: Final = (LISTS, PROFILES, MODELS, RECORDS, DECISIONS, f"{HISTORY}/runs/_delta_log")
"""What assessments are made with; of the history the record of what was added last, which changes with all else."""


def _stamp(path: Path) -> object:
    """When anything in a folder last changed, and how much there is."""
    if path.is_dir():
        found = [
            (str(each.relative_to(path)), each.stat().st_mtime_ns, each.stat().st_size) for each in path.rglob("*")
        ]
        return tuple(sorted(found))
    return (path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None


def watch_lists() -> parties.WatchLists | None:
    """The newest version of each watch list that the office keeps; None while it keeps none.

    A list made from what a partner gave is left out from the day on which that may be used no longer.
    """
    from darvoza.office.liaison.bound import closed_lists  # noqa: PLC0415 - models are there only when Django is set up

    folder = office_home() / LISTS
    if not folder.is_dir():
        return None
    found = parties.ListStore(folder).newest()
    closed = closed_lists()
    if closed:
        found = parties.WatchLists(tuple(each for each in found.lists if each.id not in closed))
    return found if found.lists else None


def _load() -> Resources:
    here = office_home()
    lists = watch_lists()
    on = clock.now().date()
    allowed = None
    if lists is not None and (recorded := parties.read_decisions(here / DECISIONS)):
        allowed, _ = parties.standing(recorded, lists, on=on)
    past = history.History(here / HISTORY) if (here / HISTORY).is_dir() else None
    seized = None if past is None else seized_parties(past)
    if lists is None and seized is not None and not seized.is_empty():
        lists = parties.WatchLists(())
    return Resources(
        screening=None if lists is None else Screening.of(lists, allowed=allowed, seized=seized),
        baselines=None if past is None else past.baselines(),
        headings=goods.load_headings(),
        profiles=risk.ProfileStore(here / PROFILES).in_force(on) if (here / PROFILES).is_dir() else None,
        records=risk.Records.read(here / RECORDS) if (here / RECORDS).is_dir() else None,
        model=Shelf(here / MODELS).load() if (here / MODELS).is_dir() else None,
    )
