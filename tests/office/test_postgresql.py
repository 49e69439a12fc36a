"""PostgreSQL as the office sets it: short questions, and a server that went away is noticed before it is asked."""

import time
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test.utils import CaptureQueriesContext

from darvoza.office.asking import answers

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL: DARVOZA_TESTS_ON=postgresql"),
]


def test_no_question_is_compiled_or_shared_out() -> None:
    with connection.cursor() as cursor:
        for setting, said in (("jit", "off"), ("max_parallel_workers_per_gather", "0"), ("synchronous_commit", "on")):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == (said,)


def test_how_to_answer_what_is_asked_often_is_kept() -> None:
    for number in range(8):
        assert answers("SELECT %s + 1", [number]) == [(number + 1,)]
    (kept,) = answers("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1 + 1'", ())[0]
    assert kept == 1
    with CaptureQueriesContext(connection) as asked:
        assert answers("SELECT %s + 1", [41]) == [(42,)]
    assert [each["sql"] for each in asked.captured_queries] == ["SELECT 41 + 1"]
    with pytest.raises(DatabaseError), transaction.atomic():
        answers("SELECT nothing", ())


def test_a_connection_that_stands_is_not_asked_and_one_that_was_ended_is_noticed() -> None:
    other = connections.create_connection("default")
    try:
        other.ensure_connection()
        with patch.object(DatabaseWrapper, "is_usable") as asked:
            assert other.is_usable()
        asked.assert_not_called()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [other.connection.info.backend_pid])
        waited = time.monotonic() + 10
        while other.is_usable() and time.monotonic() < waited:
            time.sleep(0.01)
        assert not other.is_usable()
    finally:
        other.close()
    assert not other.is_usable()
