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
    Exercise,
    Hidden,
    Materials,
    Prepared,
    new_seed,
    parse_exercise,
    prepare,
    seal,
    to_yaml,
    unseal,
)

_AT_ONCE = 500


def open_session(exercise: Exercise, level: int, unit: Unit, trainer: Officer, *, days_kept: int) -> Session:
    """A session with a seed of its own, which nobody is told; what trainees may see lies open, all else is sealed.

    Raises:
        PermissionError: the unit is no training unit.
        darvoza.training.exercises.SealingNotInstalled: the package that seals is not installed.
    """
    if not unit.training:
        raise PermissionError(f"{unit.code} does real work: exercises are run by training units only")
    prepared = prepare(exercise, new_seed(), level=level)
    code = secrets.token_hex(16)
    # an exercise in a seal: what it knows is as secret as the truth, since written questions carry their answers
    scenario = Hidden(exercise=to_yaml(exercise), level=level, seed=0, truths=())
    with transaction.atomic():
        session = Session.objects.create(
            unit=unit,
            trainer=trainer,
            code=code,
            exercise=exercise.id,
            level=level,
            opened=clock.now(),
            materials=msgspec.json.encode(prepared.materials),
            sealed=seal(prepared.hidden, _key(code), session=code),
            scenario=seal(scenario, _key(code), session=f"scenario {code}"),
            days_kept=days_kept,
        )
        Sheet.objects.bulk_create(_sheets(session, prepared), batch_size=_AT_ONCE)
        detail = {"exercise": exercise.id, "level": level}
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


def exercise_of(session: Session) -> Exercise:
    """The exercise of a session."""
    kept = unseal(bytes(session.scenario), _key(session.code), session=f"scenario {session.code}")
    return parse_exercise(kept.exercise, "session")


def prepared_of(session: Session) -> Prepared:
    """The session prepared again from its seed, as scoring and books need it; it takes seconds."""
    return prepare(exercise_of(session), hidden_of(session).seed, level=session.level)
