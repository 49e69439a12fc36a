"""The folder of profiles: every version ever written, who approved it and when it was retired; nothing is changed.

``FOLDER/ID/0001.yaml`` is a version as its author wrote it. ``0001.approved.yaml`` and ``0001.retired.yaml`` beside it
say who decided and when, with the fingerprint of what was decided on: a version changed afterwards is no longer the one
that was approved, and is refused. Files are only ever added.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
import yaml

from darvoza.risk.profiles.applying import Profiles
from darvoza.risk.profiles.profile import Profile
from darvoza.risk.profiles.records import Record, RecordRefused, read_record, write_record

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_VERSION: Final = re.compile(r"[0-9]{4,}\.yaml")


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who approved or retired a version, when, why, and the fingerprint (SHA-256) of what it was then."""

    by: str
    at: datetime
    sha256: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One version in the store, with what was decided on it."""

    record: Record
    version: int
    approved: Decision | None
    retired: Decision | None

    @property
    def profile(self) -> Profile:
        """The version as a profile."""
        return self.record.profile(version=self.version, approver=self.approved.by if self.approved else None)


class StoreRefused(ValueError):  # noqa: N818 - it says what happened
    """A decision cannot be taken, or the folder is not what it should be."""


class ProfileStore:
    """The profiles of a folder; made when the first is added."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, record: Record) -> Kept:
        """Keep a new profile, or a new version of one: a draft, until somebody else approves it.

        Raises:
            StoreRefused: the id cannot be a name, or the record is the last version over again.
        """
        if not _ID.fullmatch(record.id):
            raise StoreRefused(f"{record.id!r} is no id: letters, digits, - and _ only, 64 at most.")
        kept = self.versions(record.id)
        if kept and kept[-1].record == record:
            raise StoreRefused(f"profile {record.id}: this is version {kept[-1].version}, unchanged.")
        version = kept[-1].version + 1 if kept else 1
        record.profile(version=version)
        self._write(self._path(record.id, version), write_record(record))
        return Kept(record, version, None, None)

    def approve(self, profile: str, version: int, *, by: str) -> Kept:
        """Put a version in force; never by its author.

        Raises:
            StoreRefused: there is no such version, it was decided on before, or the approver is the author.
        """
        kept = self._one(profile, version)
        if same_person(by, kept.record.author):
            raise StoreRefused(f"profile {profile}: {by} wrote it, and somebody else has to approve it.")
        if kept.approved or kept.retired:
            raise StoreRefused(f"profile {profile} version {version}: this was decided before.")
        return self._decide(kept, "approved", by, None)

    def retire(self, profile: str, *, by: str, reason: str) -> Kept:
        """Take a profile out of force, for good: the version in force, or the last one.

        Raises:
            StoreRefused: there is no such profile, it is retired already, or no reason is given.
        """
        if not reason.strip():
            raise StoreRefused("To retire a profile, say why.")
        every = self.versions(profile)
        if not every:
            raise StoreRefused(f"There is no profile {profile}.")
        kept = max((each for each in every if each.approved), key=lambda each: each.version, default=every[-1])
        if kept.retired:
            raise StoreRefused(f"profile {profile} version {kept.version}: it is retired already.")
        return self._decide(kept, "retired", by, reason)

    def versions(self, profile: str) -> list[Kept]:
        """Every version of a profile, oldest first; none if there is no such profile.

        Raises:
            StoreRefused: a version was changed after it was decided on, or was approved by its author.
            RecordRefused: a file cannot be read.
        """
        folder = self._folder / profile
        if not _ID.fullmatch(profile) or not folder.is_dir():
            return []
        return [self._read(path) for path in sorted(folder.iterdir()) if _VERSION.fullmatch(path.name)]

    def all(self) -> list[Kept]:
        """Every version of every profile, by id and version; as for :meth:`versions`."""
        if not self._folder.is_dir():
            return []
        ids = sorted(path.name for path in self._folder.iterdir() if path.is_dir() and _ID.fullmatch(path.name))
        return [kept for each in ids for kept in self.versions(each)]

    def in_force(self, on: date) -> Profiles:
        """The profiles to apply on this day: of each the last approved version, if it holds then and is not retired."""
        last: dict[str, Kept] = {}
        for kept in self.all():
            if kept.approved:
                last[kept.record.id] = kept
        return Profiles([kept.profile for kept in last.values() if not kept.retired and kept.profile.in_force(on)])

    def _one(self, profile: str, version: int) -> Kept:
        for kept in self.versions(profile):
            if kept.version == version:
                return kept
        raise StoreRefused(f"There is no version {version} of profile {profile}.")

    def _path(self, profile: str, version: int, decision: str = "") -> Path:
        return self._folder / profile / f"{version:04}{decision}.yaml"

    def _decide(self, kept: Kept, word: str, by: str, reason: str | None) -> Kept:
        if not by.strip():
            raise StoreRefused("A decision names who took it.")
        path = self._path(kept.record.id, kept.version)
        decision = Decision(by=by.strip(), at=datetime.now(UTC), sha256=_fingerprint(path), reason=reason)
        text = yaml.safe_dump(msgspec.to_builtins(decision), sort_keys=False, allow_unicode=True)
        self._write(self._path(kept.record.id, kept.version, f".{word}"), text)
        return self._read(path)

    def _write(self, path: Path, text: str) -> None:
        """Add a file. One that is there stays as it is, even if another process made it a moment ago."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise StoreRefused(f"{path}: this was written before, and nothing is changed.") from error

    def _read(self, path: Path) -> Kept:
        record = read_record(path)
        version = int(path.stem)
        decisions = [self._decision(path, version, word) for word in ("approved", "retired")]
        approved, retired = decisions
        if record.id != path.parent.name:
            raise StoreRefused(f"{path}: the profile in it is {record.id}.")
        if approved and same_person(approved.by, record.author):
            raise StoreRefused(f"{path}: its author approved it; somebody else has to.")
        return Kept(record, version, approved, retired)

    def _decision(self, path: Path, version: int, word: str) -> Decision | None:
        beside = self._path(path.parent.name, version, f".{word}")
        if not beside.exists():
            return None
        try:
            decision = msgspec.convert(yaml.safe_load(beside.read_bytes()), Decision, strict=False)
        except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
            raise RecordRefused(f"{beside}: {error}") from error
        if decision.sha256 != _fingerprint(path):
            raise StoreRefused(f"{path}: it was changed after it was {word}. Restore it, or add a new version.")
        return decision


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are written.

    >>> same_person("A. Karimov", " a.  karimov")
    True
    """
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
