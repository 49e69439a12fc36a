"""The chain of custody: who handed evidence to whom, when and why, each entry sealed with the one before."""

import hashlib
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Final

import msgspec
from django.db import transaction

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.cases.models import Custody, Evidence
from darvoza.office.desk.intake import stored
from darvoza.office.people.models import Officer

_CHUNK: Final = 1024 * 1024


def hand_over(
    evidence: Evidence,
    *,
    giver: str,
    receiver: str,
    why: str,
    by: Officer,
    place: str = "",
    action: str = "handed over",
) -> Custody:
    """Write that evidence went from one hand to another, now; the first entry is how it came in."""
    with transaction.atomic():
        locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
        last = locked.custody.order_by("-number").first()
        made = Custody(
            evidence=locked,
            number=last.number + 1 if last else 1,
            giver=giver,
            receiver=receiver,
            why=why,
            place=place,
            time=clock.now().replace(microsecond=0),
            recorded_by=by.full_name,
            by=by,
        )
        made.seal = seal(made, locked, last.seal if last else "")
        made.save()
        record(
            action,
            by=by,
            subject=f"/case/{locked.case_id}/evidence",
            unit=locked.case.unit,
            detail={"evidence": locked.number, "sha256": locked.sha256, "to": receiver, "seal": made.seal},
        )
    return made


def seal(entry: Custody, evidence: Evidence, before: str) -> str:
    """The seal of an entry that follows the one with the seal ``before``: SHA-256, in hexadecimal.

    It is taken over a JSON array in UTF-8 without blanks: the seal before, the evidence's number and SHA-256, the
    entry's number, giver, receiver, why, place, time in UTC (ISO 8601) and the name of who recorded it; so that anybody
    can work it out from a printed statement.
    """
    said = [
        before,
        evidence.number,
        evidence.sha256,
        entry.number,
        entry.giver,
        entry.receiver,
        entry.why,
        entry.place,
        entry.time.astimezone(UTC).isoformat(),
        entry.recorded_by,
    ]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a piece of evidence is as it came: its file, and its custody.

    ``file`` is None for a thing without a file, ``found`` the SHA-256 the file has now (empty where it is gone);
    ``broken`` is the number of the first entry of custody that is not as it was written, None where all are.
    """

    file: bool | None
    found: str
    broken: int | None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.file is not False and self.broken is None


def check(evidence: Evidence) -> Checked:
    """Read the file and every entry of custody again, and hold them against their hashes."""
    found = digest(stored(evidence.sha256)) if evidence.sha256 else ""
    return Checked(found == evidence.sha256 if evidence.sha256 else None, found, broken(evidence))


def broken(evidence: Evidence) -> int | None:
    """The number of the first entry of custody that was changed, moved or follows a missing one; None if none."""
    before = ""
    entries = sorted(evidence.custody.all(), key=lambda each: each.number)
    for number, entry in enumerate(entries, 1):
        if entry.number != number or seal(entry, evidence, before) != entry.seal:
            return number
        before = entry.seal
    return None


def digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces; empty where it is gone."""
    if not path.exists():
        return ""
    running = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            running.update(piece)
    return running.hexdigest()
