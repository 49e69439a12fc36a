"""Decisions that a declared party is not the listed one it resembles: by a named officer, for a time, for one version.

Decisions stand in an append-only file, one JSON object a line, each with the SHA-256 of the line before it: a line that
was changed or taken out afterwards is noticed. A decision holds for one declared name and one version of one entry of
one list; when the list changes what identifies the entry, the decision falls, and the match speaks again.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from darvoza.parties.lists.listed import ListedParty, WatchLists

_MOST_BYTES: Final = 256 * 1024 * 1024
_LONGEST_DAYS: Final = 3 * 366
"""A decision ends within three years: parties change, and so do those who decide."""

ALLOWED_SCHEMA: Final = pl.Schema(
    {
        "list": pl.String(),
        "entity_id": pl.String(),
        "declared_key": pl.String(),
        "officer": pl.String(),
        "until": pl.String(),
        "allowed_because": pl.String(),
    }
)
"""Standing decisions as columns, as :func:`~darvoza.parties.match_signals` takes them."""

_NOT_WORD: Final = re.compile(r"[^\w]+|_")


class DecisionError(ValueError):
    """A decision cannot be recorded or read; the message says where, why and what to do."""


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the file. ``withdrawn`` takes back what an earlier line allowed for the same name and entry."""

    list: str
    entity_id: str
    version: str
    declared: str
    officer: str
    reason: str
    decided: datetime
    until: date
    withdrawn: bool = False
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A decision that no longer holds, and why: an English message."""

    decision: Decision
    why: str


ENDED: Final = "Its time is over."
CHANGED: Final = "The list has changed what identifies the entry."
REMOVED: Final = "The entry is no longer on the list."
"""Why a decision falls."""


def version_of(party: ListedParty) -> str:
    """The version of an entry: a SHA-256 over what identifies it, whatever the order the list gives it in.

    Programmes, reasons, remarks and the day of listing are no part of it: they do not change who is meant.
    """
    content = (
        party.kind,
        party.legal_form,
        *(
            sorted(msgspec.json.encode(each).decode() for each in values)
            for values in (
                party.names,
                party.identifiers,
                party.birth_dates,
                party.birth_places,
                party.countries,
                party.addresses,
            )
        ),
    )
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def declared_key(name: str) -> str:
    """The form in which declared names are compared: small letters, words only; decisions are for exactly one name.

    >>> declared_key("  HERON-Trust,  LLC. ")
    'heron trust llc'
    """
    return _NOT_WORD.sub(" ", name.lower()).strip()


def declared_key_of(name: pl.Expr) -> pl.Expr:
    """:func:`declared_key` for a column."""
    return name.str.to_lowercase().str.replace_all(r"[^\w]+|_", " ").str.strip_chars()


def allow(
    path: Path,
    lists: WatchLists,
    *,
    watch_list: str,
    entity_id: str,
    declared: str,
    officer: str,
    reason: str,
    until: date,
    now: datetime | None = None,
) -> Decision:
    """Record that this declared name is not this listed entry, and return the decision.

    Raises:
        DecisionError: officer, reason or name is empty, the end is past or too far away, the entry is on none of these
            lists, or the file is not sound.
    """
    decided = now or datetime.now(UTC)
    party = next((each for on, each in lists if (on.id, each.entity_id) == (watch_list, entity_id)), None)
    if party is None:
        raise DecisionError(f"Entry {entity_id} is not on list {watch_list}. Name the list and number of a match.")
    for what, text in (("officer", officer), ("reason", reason), ("declared name", declared_key(declared))):
        if not text.strip():
            raise DecisionError(f"The {what} is empty. A decision names who decided, why, and on which name.")
    days = (until - decided.date()).days
    if not 0 <= days <= _LONGEST_DAYS:
        raise DecisionError(f"It would end on {until}. An end lies between today and {_LONGEST_DAYS} days from now.")
    return _append(
        path,
        Decision(
            list=watch_list,
            entity_id=entity_id,
            version=version_of(party),
            declared=declared.strip(),
            officer=officer.strip(),
            reason=reason.strip(),
            decided=decided,
            until=until,
        ),
    )


def withdraw(
    path: Path,
    *,
    watch_list: str,
    entity_id: str,
    declared: str,
    officer: str,
    reason: str,
    now: datetime | None = None,
) -> Decision:
    """Take back a decision: from now on the match speaks again.

    Raises:
        DecisionError: there is no such decision, officer or reason is empty, or the file is not sound.
    """
    decided = now or datetime.now(UTC)
    key = (watch_list, entity_id, declared_key(declared))
    last = _last(read_decisions(path)).get(key)
    if last is None or last.withdrawn:
        raise DecisionError(f"Nothing is allowed for {declared!r} and entry {entity_id} of {watch_list}.")
    if not officer.strip() or not reason.strip():
        raise DecisionError("Officer or reason is empty. Say who takes the decision back, and why.")
    changed = msgspec.structs.replace(
        last, officer=officer.strip(), reason=reason.strip(), decided=decided, until=decided.date(), withdrawn=True
    )
    return _append(path, changed)


def read_decisions(path: Path) -> list[Decision]:
    """All decisions ever recorded in a file, oldest first; none when there is no file yet.

    Raises:
        DecisionError: a line is not a decision, or does not follow from the one before it.
    """
    return [decision for decision, _ in _lines(path)]


def standing(decisions: Iterable[Decision], lists: WatchLists, *, on: date) -> tuple[pl.DataFrame, list[Fallen]]:
    """What is allowed on this day for these lists (:data:`ALLOWED_SCHEMA`), and the decisions that fell, with why.

    A decision stands to the end of its last day. Withdrawn ones are in neither.
    """
    last = _last(decisions)
    wanted = {(name, number) for name, number, _ in last}
    versions = {
        (each.id, party.entity_id): version_of(party) for each, party in lists if (each.id, party.entity_id) in wanted
    }
    known = {each.id for each in lists.lists}
    rows, fallen = [], []
    for (name, number, key), decision in last.items():
        version = versions.get((name, number))
        if decision.withdrawn or name not in known:  # a list that is not in use says nothing
            continue
        if decision.until < on:
            fallen.append(Fallen(decision, ENDED))
        elif version is None:
            fallen.append(Fallen(decision, REMOVED))
        elif version != decision.version:
            fallen.append(Fallen(decision, CHANGED))
        else:
            rows.append((name, number, key, decision.officer, decision.until.isoformat(), decision.reason))
    return pl.DataFrame(rows, schema=ALLOWED_SCHEMA, orient="row"), fallen


def _last(decisions: Iterable[Decision]) -> dict[tuple[str, str, str], Decision]:
    return {(each.list, each.entity_id, declared_key(each.declared)): each for each in decisions}


def _append(path: Path, decision: Decision) -> Decision:
    lines = _lines(path)
    chained = msgspec.structs.replace(decision, previous=_digest(lines[-1][1]) if lines else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(msgspec.json.encode(chained) + b"\n")
    return chained


def _lines(path: Path) -> list[tuple[Decision, bytes]]:
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DecisionError(f"{path}: cannot be read ({error.strerror}).") from error
    if data and not data.endswith(b"\n"):
        raise DecisionError(f"{path}: the last line is cut short. Put back the file from a copy.")
    decoder = msgspec.json.Decoder(Decision)
    found: list[tuple[Decision, bytes]] = []
    previous = ""
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        try:
            decision = decoder.decode(line)
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
            raise DecisionError(f"{path}, line {number}: this is no decision ({error}).") from error
        if decision.previous != previous:
            raise DecisionError(
                f"{path}, line {number}: it does not follow from the line before it; a line was changed or taken out. "
                "Put back the file from a copy."
            )
        found.append((decision, line))
        previous = _digest(line)
    return found


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
