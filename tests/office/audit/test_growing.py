"""What was found, noted and handed over stays as it was written, whoever has the database."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from darvoza.office.cases.custody import hand_over
from darvoza.office.cases.models import Case, Evidence, Note
from darvoza.office.desk.models import Consignment, Decision
from darvoza.office.examination.models import Examination, Order, Seizure, Sign, Signature
from darvoza.office.people.models import Officer, Role

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TABLES = {
    "desk_assessment": "score = 0",
    "desk_decision": "measure = 'another'",
    "examination_examination": "note = 'nothing was found'",
    "examination_sign": "signal = 'another'",
    "examination_seizure": "quantity = 0",
    "examination_signature": "name = 'another'",
    "cases_note": "text = 'another'",
    "cases_evidence": "sha256 = 'another'",
    "cases_custody": "receiver = 'another'",
}


@pytest.fixture
def written(officer: Callable[..., Officer], consignment: Callable[..., Consignment]) -> None:
    """One row in each table."""
    by, found = officer(Role.SUPERVISOR), consignment()
    Decision.objects.create(consignment=found, officer=by, made=NOW, measure="scan", reason="First entry by land")
    order = Order.objects.create(consignment=found, office="UZAYR", measure="scan", made=NOW, by=by)
    examined = Examination.objects.create(
        order=order, submission=uuid4(), code="B1", breach=True, officer=by, ended=NOW, received=NOW
    )
    Sign.objects.create(examination=examined, signal="VAL-01")
    Seizure.objects.create(examination=examined, what="valves", quantity=4)
    Signature.objects.create(examination=examined, capacity="officer", name=str(by), signed=NOW)
    unit = by.memberships.get().unit
    case = Case.objects.create(unit=unit, year=2026, number=1, title="Valves", lead=by, opened=NOW, opened_by=by)
    Note.objects.create(case=case, text="Four valves.", made=NOW, by=by)
    evidence = Evidence.objects.create(case=case, number=1, what="a valve", added=NOW, by=by)
    hand_over(evidence, giver="the holder", receiver="the store", why="Taken into the case", by=by)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_neither_changed_nor_removed(table: str) -> None:
    for statement in (f"UPDATE {table} SET {TABLES[table]}", f"DELETE FROM {table}"):  # noqa: S608 - named above
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - named above
        assert cursor.fetchone() == (1,)
