"""The audit log: what stands in it, and that no change to it goes unseen."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from darvoza.office.audit.models import Entry
from darvoza.office.audit.record import record
from darvoza.office.audit.verify import verify
from darvoza.office.people.models import Officer, Role


@pytest.fixture
def written(officer: Callable[..., Officer]) -> Officer:
    """Five entries by one officer."""
    by = officer(Role.TARGETER)
    for number in range(5):
        record("viewed", by=by, subject=f"/consignment/{number}", detail={"share": 0.5, "name": "Хуҷанд"})
    return by


def forced(statement: str) -> None:
    """A change as somebody makes it who has the database itself: past the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_UPDATE")
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_DELETE")
        cursor.execute(statement)


@pytest.mark.usefixtures("written")
def test_a_log_as_it_was_written_is_whole() -> None:
    checked = verify()
    assert (checked.entries, checked.fault) == (5, None)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET officer = 'Nobody'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_the_log(statement: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 5


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_entry SET subject = '/consignment/9' WHERE number = 3", 3),
        ("UPDATE audit_entry SET detail = '{}' WHERE number = 1", 1),
        ("DELETE FROM audit_entry WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 5", 5),
        ("UPDATE audit_entry SET number = 9 WHERE number = 4", 4),
        ("UPDATE audit_head SET number = 4", 5),
        ("DELETE FROM audit_head", 5),
    ],
)
def test_a_change_past_the_triggers_is_found_where_it_is(statement: str, number: int) -> None:
    forced(statement)
    fault = verify().fault
    assert fault is not None
    assert fault.number == number


@pytest.mark.usefixtures("written")
def test_two_entries_that_changed_places_are_found() -> None:
    for of, to in ((2, 99), (3, 2), (99, 3)):
        forced(f"UPDATE audit_entry SET number = {to} WHERE number = {of}")  # noqa: S608 - numbers of ours
    fault = verify().fault
    assert fault is not None
    assert fault.number == 2


def test_a_page_that_was_seen_stands_in_the_log(browser: Callable[..., Client]) -> None:
    browser(Role.TARGETER).get("/desk")
    assert list(Entry.objects.values_list("action", "subject")) == [("viewed", "/desk")]


def test_a_door_that_stayed_closed_stands_in_the_log(browser: Callable[..., Client]) -> None:
    browser(Role.TARGETER).get("/audit")
    assert list(Entry.objects.values_list("action", "subject")) == [("refused", "/audit")]
