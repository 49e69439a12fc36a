"""The truth of a session while it runs: sealed in the database, with a key that is made of a secret file."""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

import msgspec
from django.db import transaction

from darvoza.consignment import ConsignmentBatch
from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.home import secret
from darvoza.office.people.models import Officer, Unit
from darvoza.office.room.models import Session, Sheet
from darvoza.training.exercises import (
    PACKED,
    Exercise,
    Hidden,
    Materials,
    Prepared,
    new_seed,
    parse_exercise,
    prepare,
    seal,
    to_yaml,
    unpack,
    unseal,
)

_AT_ONCE = 500


def open_session(
    exercise: Exercise, level: int, unit: Unit, trainer: Officer, *, days_kept: int, before: Session | None = None
) -> Session:
    """A session with a seed of its own, which nobody is told; what trainees may see lies open, all else is sealed.

    Raises:
        PermissionError: the unit is no training unit.
        darvoza.training.exercises.SealingNotInstalled: the package that seals is not installed.
    """
    _only_training(unit)
    prepared = prepare(exercise, new_seed(), level=level)
    return open_prepared(prepared, to_yaml(exercise), unit, trainer, days_kept=days_kept, before=before)


def _only_training(unit: Unit) -> None:
    if not unit.training:
        raise PermissionError(f"{unit.code} does real work: exercises are run by training units only")


def open_prepared(
    prepared: Prepared, text: str, unit: Unit, trainer: Officer, *, days_kept: int, before: Session | None = None
) -> Session:
    """As :func:`open_session`, for what is prepared already; ``text`` is what it can be prepared from again.

    Raises:
        PermissionError: the unit is no training unit.
    """
    _only_training(unit)
    code = secrets.token_hex(16)
    name, level = prepared.materials.exercise, prepared.materials.level
    with transaction.atomic():
        session = Session.objects.create(
            unit=unit,
            trainer=trainer,
            code=code,
            exercise=name,
            level=level,
            opened=clock.now(),
            materials=msgspec.json.encode(prepared.materials),
            sealed=seal(prepared.hidden, _key(code), session=code),
            scenario=seal_text(text, code),
            before=before,
            days_kept=days_kept,
        )
        Sheet.objects.bulk_create(_sheets(session, prepared), batch_size=_AT_ONCE)
        detail = {"exercise": name, "level": level}
        record("exercise opened", by=trainer, unit=unit, subject=f"/room/session/{session.pk}", detail=detail)
    return session


def _sheets(session: Session, prepared: Prepared) -> list[Sheet]:
    if not prepared.days:
        return []
    batch: ConsignmentBatch = prepared.batch
    named = {each.reference: each for each in reversed(batch.objects()) if each.reference}
    return [
        Sheet(session=session, place=place, reference=reference, filed=msgspec.to_builtins(each))
        for place, (reference, each) in enumerate(reversed(named.items()))
    ]


def _key(code: str) -> str:
    """The key of one session: an HMAC of its code under the room's secret, which is a file and no row."""
    made = hmac.new(secret("training").encode("ascii"), f"session {code}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def materials_of(session: Session) -> Materials:
    """What trainees are given."""
    return _read(bytes(session.materials))


@lru_cache(maxsize=32)
def _read(said: bytes) -> Materials:
    return msgspec.json.decode(said, type=Materials)


def hidden_of(session: Session) -> Hidden:
    """The truth, for the server alone: what it gives out of it, it gives piece by piece."""
    return unseal(bytes(session.sealed), _key(session.code), session=session.code)


def seal_text(text: str, code: str) -> bytes:
    """A text that tells truth, sealed with the key that belongs to this code: an exercise in YAML, or a packed one."""
    return seal(Hidden(exercise=text, level=1, seed=0, truths=()), _key(code), session=f"scenario {code}")


def text_of(kept: bytes, code: str) -> str:
    """The text that was sealed."""
    return unseal(bytes(kept), _key(code), session=f"scenario {code}").exercise


def exercise_of(session: Session) -> Exercise | None:
    """The exercise of a session; None where no seed makes it again."""
    text = text_of(session.scenario, session.code)
    return None if text.startswith(PACKED) else parse_exercise(text, "session")


def prepared_of(session: Session) -> Prepared:
    """The session prepared again, as scoring and books need it; it takes seconds."""
    exercise = exercise_of(session)
    if exercise is None:
        return unpack(text_of(session.scenario, session.code))
    return prepare(exercise, hidden_of(session).seed, level=session.level)
