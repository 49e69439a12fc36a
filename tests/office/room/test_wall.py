"""The tenant wall, and the seal: nothing of a training unit on real work's pages, no truth before the end."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from darvoza.office.people.models import Membership, Officer, Role, Unit
from darvoza.office.room.models import Run, Session
from darvoza.office.room.sealed import hidden_of, open_session
from darvoza.training.exercises import Hidden


def addresses(room: Any) -> list[str]:  # noqa: ANN401 - the fixture
    """Every address of the room: of its sitting, and of the run in it."""
    number, run = room.session.pk, room.run().pk
    item = hidden_of(room.session).truths[0].item
    return [
        *(f"/room/session/{number}{rest}" for rest in ("", "/debrief", f"/review/{run}", "/file/workbook")),
        *(f"/room/session/{number}/file/{kind}" for kind in ("answers", "scores", "xapi")),
        f"/room/session/{number}/certificate/{run}/four-days",
        f"/room/run/{run}",
        f"/room/run/{run}/item/{item}",
    ]


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE])
def test_who_serves_in_real_units_or_elsewhere_is_shown_nothing(room, role, officer, other_unit) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - fixtures
    elsewhere = Unit.objects.create(code="TR-2", name="Another course", training=True)
    room.step("start")
    for unit in (None, other_unit, elsewhere):
        client = signed_in(officer(role, at=unit))
        for address in addresses(room):
            assert client.get(address).status_code in {403, 404}, address
        assert f"/room/session/{room.session.pk}" not in client.get("/room").content.decode()
        assert client.post(f"/room/session/{room.session.pk}/step", {"do": "end"}).status_code in {403, 404}


def test_one_trainee_is_not_shown_anothers_run(room) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the fixture
    room.step("start")
    assert room.learns[1].get(f"/room/run/{room.run(0).pk}").status_code == 404
    assert room.learns[0].get(f"/room/session/{room.session.pk}").status_code == 403


def test_a_unit_that_does_real_work_opens_no_exercise(room, officer, other_unit, small) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - fixtures
    trainer = officer(Role.TRAINER, at=other_unit)
    given = {"unit": other_unit.pk, "level": "1", "days": "30", "exercise": small.id}
    assert signed_in(trainer).post("/room/open", given).status_code == 404
    with pytest.raises(PermissionError):
        open_session(small, 1, other_unit, trainer, days_kept=30)
    # who came to the session's unit from real work is let in by the role there, and only as far as the unit is training
    Unit.objects.filter(pk=room.unit.pk).update(training=False)
    assert room.tells.get(f"/room/session/{room.session.pk}").status_code == 404
    assert room.learns[0].get(f"/room/run/{room.run().pk}").status_code == 404


def test_only_trainees_of_the_unit_are_added(room, officer, other_unit) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - fixtures
    stranger = officer(Role.TRAINEE, at=other_unit)
    room.tells.post(f"/room/session/{room.session.pk}/add", {"trainee": stranger.pk})
    assert not Run.objects.filter(trainee=stranger).exists()


def test_pages_of_real_work_name_nobody_in_training(room, officer, unit) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - fixtures
    """Every address without a number in it, for every role but the auditor, who reads what everybody did."""
    room.step("start")
    room.learns[0].get(f"/room/run/{room.run().pk}")
    person = officer(at=unit)
    for role in set(Role) - {Role.AUDITOR}:
        Membership.objects.create(officer=person, unit=unit, role=role.value)
    client = signed_in(person)
    shown = 0
    for address in plain():
        if address.startswith("/audit"):
            continue
        answer = client.get(address, follow=False)
        if answer.status_code == 200 and not answer.streaming:
            shown += 1
            said = answer.content.decode(errors="replace")
            assert "Learner Nobody" not in said, address
            assert room.unit.name not in said, address
    assert shown > 10


def test_trainees_reach_no_pages_of_real_work(room, consignment: Callable[..., Any]) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - fixtures
    row = consignment()
    for client in (*room.learns, room.tells):
        assert client.get(f"/consignment/{row.key}").status_code in {403, 404}
        for address in plain():
            answer = client.get(address)
            if answer.status_code == 200 and not answer.streaming:
                assert row.reference not in answer.content.decode(errors="replace"), address


def test_truth_is_nowhere_before_the_end(room, office_folder: Path) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - fixtures
    room.step("start")
    hidden, item = hidden_of(room.session), hidden_of(room.session).truths[0].item
    pages = [room.learns[0].get(f"/room/run/{room.run().pk}"), room.tells.get(f"/room/session/{room.session.pk}")]
    pages += [room.learns[0].get(f"/room/run/{room.run().pk}/item/{item}")]
    pages += [
        room.learns[0].get(f"/room/run/{room.run().pk}/item/{item}", {"about": mark.ref})
        for mark in hidden.truths[0].marks
    ]
    pages += [room.tells.get(f"/room/session/{room.session.pk}/file/workbook")]
    seen = [page.content for page in pages]
    rows = list(everything())
    files = [path.read_bytes() for path in office_folder.rglob("*") if path.is_file()]
    assert len(rows) > 20
    assert str(hidden.seed).encode() not in bytes(room.session.materials)
    given = bytes(room.session.materials)  # the reasons one may choose from are given to all
    for secret in telling(hidden):
        if secret in given:
            continue
        for where, texts in (("a page", seen), ("the database", rows), ("a file", files)):
            assert not any(secret in text for text in texts), f"{secret!r} stands in {where}"


def telling(hidden: Hidden) -> Iterator[bytes]:
    """Bytes that give the truth away: the seed, what is right, why, what marks it, what sources would say."""
    yield str(hidden.seed).encode()
    yield hidden.seed.to_bytes(8, "big")
    for truth in hidden.truths:
        yield msgspec.json.encode(truth.right)
        yield msgspec.msgpack.encode(truth.right)
        for mark in truth.marks:
            yield msgspec.json.encode(mark)
            yield msgspec.msgpack.encode(mark)
            yield mark.why.say().encode()
    for answer in hidden.answers:
        yield msgspec.json.encode(answer)
        yield answer.text.say().encode()
    for hint in hidden.hints:
        yield hint.say().encode()


def everything() -> Iterator[bytes]:
    """Every value of every row of every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def plain() -> list[str]:
    """Addresses of the office that name nothing."""
    found = []
    for each in get_resolver().url_patterns:
        for inner in getattr(each, "url_patterns", [each]):
            route = f"{each.pattern}{inner.pattern}" if inner is not each else str(each.pattern)
            if "<" not in route and not route.startswith("api/") and route not in {"sign-out", "sign-in"}:
                found.append(f"/{route}")
    return found


def signed_in(who: Officer) -> Client:
    """The officer's browser."""
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_session_opens_with_its_own_key_only(room, small) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - fixtures
    other = open_session(small, 1, room.unit, room.trainer, days_kept=30)
    assert hidden_of(other).seed != hidden_of(room.session).seed
    Session.objects.filter(pk=other.pk).update(sealed=room.session.sealed)
    with pytest.raises(ValueError, match="key"):
        hidden_of(Session.objects.get(pk=other.pk))
