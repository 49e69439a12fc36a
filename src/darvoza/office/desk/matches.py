"""Party matches side by side with what the list says of the listed party."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from darvoza import parties
from darvoza.consignment import Consignment as Filed
from darvoza.consignment import Party
from darvoza.language import Language
from darvoza.office.desk.list_names import list_name
from darvoza.office.desk.resources import LISTS
from darvoza.office.desk.scorecard import SUBJECT
from darvoza.office.home import office_home
from darvoza.parties import ListedName, ListedParty, NameIndex, WatchList, WatchLists

_LISTS: Final = 6
"""Lists whose entries a process keeps at hand."""


@dataclass(frozen=True, slots=True)
class Side:
    """One line of the comparison: an English heading, what was declared, and what the list says."""

    heading: str
    declared: str
    listed: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One match: the list, its entry's name, the lines, and what speaks for and against in words."""

    sign: str
    party: int | None
    list: str
    name: str
    score: float | None
    lines: tuple[Side, ...]
    reasons: tuple[str, ...]
    because: str
    remarks: str
    kept: bool
    allowing: dict[str, str]
    """What a form that allows the declared name in spite of this entry begins with; empty where it cannot be."""
    allowed: str = ""
    """Why the name is allowed, where it is."""


def compared(signals: list[dict[str, Any]], filed: Filed, language: Language) -> list[Compared]:
    """Each party match among these signals beside its list entry; without it where the list is no longer kept.

    A party that was declared in several roles stands there once.

    One that is withheld from the reader has no evidence, and is left out.
    """
    shown = (each for each in signals if each["kind"] == "party match" and each["evidence"])
    found = [_compared(each, filed, language) for each in shown]
    return list({(each.sign, each.lines): each for each in reversed(found)}.values())[::-1]


def warm() -> None:
    """Read the lists that the office keeps and compare two names, so that the first scorecard waits for neither."""
    store = parties.ListStore(office_home() / LISTS)
    kept = list(store.list_ids())[:_LISTS]
    for list_id in kept:
        for version in store.versions(list_id)[-1:]:
            _entries(version)
    if kept:
        listed = ListedParty(entity_id="0", names=(ListedName(text="Chinor LLC"),))
        parties.screen_name("Chinori Konibodom JSC", _alone(listed), limit=1)


def _compared(signal: dict[str, Any], filed: Filed, language: Language) -> Compared:
    said = {fact["name"]: fact["value"] for fact in signal["evidence"]}
    list_id, _, entity = signal["id"].partition(":")
    listed = _entry(list_id, entity)
    declared = _declared(signal["subject"], filed)
    shown = said.get("declared") or (declared.name if declared else None) or ""
    lines = [Side("Name", shown, said.get("listed_name") or said.get("name") or "")]
    if listed is not None:
        lines += _lines(declared, listed)
    reasons: tuple[str, ...] = ()
    if listed is not None and declared is not None and declared.name:
        found = parties.screen_name(
            declared.name, _alone(listed), country=declared.country, identifiers=declared.identifiers, limit=1
        )
        reasons = tuple(reason.say(language) for each in found for reason in each.reasons)
    return Compared(
        sign=signal["id"],
        party=int(SUBJECT.fullmatch(signal["subject"])[2]) if declared else None,  # type: ignore[index] # it matched
        list=list_name(said.get("list") or list_id),
        name=listed.name if listed else said.get("name") or "",
        score=float(said["score"]) if said.get("score") else None,
        lines=tuple(line for line in lines if line.declared or line.listed),
        reasons=reasons,
        because=(listed.reason or "") if listed else "",
        remarks=(listed.remarks or "") if listed else "",
        kept=listed is not None,
        allowing={"declared": shown, "list": list_id, "entity_id": entity} if listed is not None and shown else {},
        allowed=said.get("allowed_because") or "",
    )


def _lines(declared: Party | None, listed: ListedParty) -> list[Side]:
    country = declared.country if declared else None
    address = ", ".join(filter(None, (declared.address, declared.city, declared.postcode))) if declared else ""
    numbers = "; ".join(declared.identifiers) if declared else ""
    return [
        Side("Other names", "", "; ".join(name.text for name in listed.names[:12] if name.text != listed.name)),
        Side("Country", country or "", "; ".join(listed.countries)),
        Side("Address", address, "; ".join(each.text for each in listed.addresses[:6])),
        Side("Numbers", numbers, "; ".join(f"{each.scheme}:{each.value}" for each in listed.identifiers[:8])),
        Side("Born", "", "; ".join(listed.birth_dates)),
        Side("Listed under", "", "; ".join(listed.programmes)),
        Side("Listed on", "", listed.listed_on or ""),
    ]


def _declared(subject: str, filed: Filed) -> Party | None:
    found = SUBJECT.fullmatch(subject)
    if found is None or found[1] != "parties" or int(found[2]) >= len(filed.parties):
        return None
    return filed.parties[int(found[2])]


def _alone(listed: ListedParty) -> NameIndex:
    """A list of this entry only, to be asked what a declared name has in common with it."""
    alone = WatchList(id="entry", title="Entry", source="entry", sha256="", licence="", entries=(listed,))
    return NameIndex.build(WatchLists((alone,)))


def _entry(list_id: str, entity: str) -> ListedParty | None:
    """The entry in the newest version that the office keeps of its list."""
    store = parties.ListStore(office_home() / LISTS)
    versions = store.versions(list_id) if list_id in store.list_ids() else []
    return _entries(versions[-1]).get(entity) if versions else None


@lru_cache(maxsize=_LISTS)
def _entries(version: Path) -> dict[str, ListedParty]:
    """The entries of one version of a list by their numbers; a version never changes once it is kept."""
    return {party.entity_id: party for _, party in parties.load_lists([version])}
