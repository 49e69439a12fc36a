"""A party on a watch list, trading under a spelling or script that the list does not have."""

import polars as pl

from darvoza.consignment import Consignment, Party
from darvoza.signals import Typology
from darvoza.training.case import Case, Difficulty, Planted, Scheme, Sign
from darvoza.training.people import plain
from darvoza.training.tricks import FREE_MAIL, LATE, NO_PAPERS, ROUND, disguise, replace, trader_role

_ALIKE = Sign("name like that of a listed party", "PTY-04", needs=("parties.name",))
_ADDRESS = Sign("address of a listed party", "PTY-05", needs=("parties.address",))
_WEAK = (FREE_MAIL, LATE, ROUND, NO_PAPERS)

# How the same sounds come out when another clerk writes them in Latin letters.
_SPELLINGS = (
    ("kh", "h"),
    ("x", "kh"),
    ("q", "k"),
    ("sh", "ch"),
    ("ou", "u"),
    ("yev", "ev"),
    ("iy", "i"),
    ("y", "i"),
    ("j", "dj"),
    ("zh", "j"),
    ("aa", "a"),
    ("ee", "i"),
    ("o", "u"),
    ("w", "v"),
    ("ullah", "ulla"),
    ("mohammad", "muhammed"),
    ("abdul ", "abdul-"),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, [_ALIKE.name]
    names = case.listed.filter(pl.col("name_kind") == "primary")
    entry = names.row(case.chance.number(0, names.height - 1), named=True)
    native = case.listed.filter((pl.col("entity_id") == entry["entity_id"]) & (pl.col("name_kind") == "native script"))
    name = entry["name"]
    if base.mode in {"road", "rail"} and native.height and case.chance.happens(0.4):
        name = native["name"][0]
    else:
        changes = {Difficulty.EASY: 1, Difficulty.MEDIUM: 2, Difficulty.HARD: 4}[case.difficulty]
        name = _respelled(case, name, changes)
    role = trader_role(base)
    old = next((party for party in base.parties if party.role is role), Party(role=role))
    party = replace(
        old, name=name, identifiers=(), country=entry["country"] if case.chance.happens(0.6) else old.country
    )
    if case.may(_ADDRESS.name):
        party = replace(party, address=entry["address"].rpartition(",")[0] or entry["address"])
        shows.append(_ADDRESS.name)
    turned = disguise(case, _in_place(base, old, party))
    return Planted([turned], (*shows, *(sign.name for sign in _WEAK if case.may(sign.name))))


def _respelled(case: Case, name: str, changes: int) -> str:
    for old, new in case.chance.sample([pair for pair in _SPELLINGS if pair[0] in name.lower()], changes):
        at = name.lower().find(old)
        if at >= 0:
            name = name[:at] + (new.capitalize() if name[at].isupper() else new) + name[at + len(old) :]
    if case.difficulty is not Difficulty.EASY and case.chance.happens(0.5):
        words = name.split()
        name = " ".join((*words[1:], words[0])) if len(words) > 2 else name
    return name


def _in_place(base: Consignment, old: Party, party: Party) -> Consignment:
    if base.mode in {"river", "air"}:
        party = replace(party, name=plain(party.name or ""), address=plain(party.address or "") or None)
    parties = tuple(replace(party, role=each.role) if each.name == old.name else each for each in base.parties)
    return replace(base, parties=parties)


SCHEME = Scheme(
    id="listed-party",
    title="A listed party under another spelling",
    typology=Typology.SANCTIONS,
    source="BIS red flag indicators: name or address similar to a listed party",
    source_url="https://www.bis.gov/articles/red-flag-indicators",
    signs=(_ALIKE, _ADDRESS, *_WEAK),
    suits=pl.col("format") != "ffm",
    plant=_plant,
    weight=1.5,
)
