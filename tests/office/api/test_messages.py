"""Messages handed in by other systems: each taken once, whatever its sender does."""

from collections.abc import Callable

import pytest
from django.test import Client

from darvoza.office.api.models import Scope
from darvoza.office.desk.assessing import assess_waiting
from darvoza.office.desk.intake import stored
from darvoza.office.desk.models import Message
from darvoza.office.people.models import Unit

MESSAGE = b"UNA:+.? 'UNB+UNOC:3+SENDER+RECEIVER+261120:0800+1'UNZ+0+1'"
OTHER = MESSAGE + b"\n"


def hand_in(client: Client, data: bytes = MESSAGE, key: str | None = None) -> tuple[int, dict[str, object]]:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = client.post("/api/v1/messages?name=day.edi", data, "application/octet-stream", headers=headers)
    return answer.status_code, answer.json()


def test_a_message_is_kept_whole_and_put_in_line(system: Callable[..., Client]) -> None:
    status, said = hand_in(system(Scope.HAND_IN))
    message = Message.objects.get()
    assert (status, said["id"], said["waiting"]) == (202, message.pk, True)
    assert stored(message.sha256).read_bytes() == MESSAGE
    assert message.sent_by == "carrier"


@pytest.mark.parametrize("key", [None, "A-1"])
def test_the_same_message_again_is_the_same_message(system: Callable[..., Client], key: str | None) -> None:
    client = system(Scope.HAND_IN)
    first, second = hand_in(client, key=key), hand_in(client, key=key)
    assert (first[0], second[0]) == (202, 200)
    assert first[1]["id"] == second[1]["id"]
    assert Message.objects.count() == 1


def test_a_key_with_other_bytes_is_refused(system: Callable[..., Client]) -> None:
    client = system(Scope.HAND_IN)
    hand_in(client, key="A-1")
    assert hand_in(client, OTHER, key="A-1")[0] == 409


def test_the_same_key_of_another_unit_is_another_message(system: Callable[..., Client], other_unit: Unit) -> None:
    assert hand_in(system(Scope.HAND_IN), key="A-1")[0] == 202
    assert hand_in(system(Scope.HAND_IN, at=other_unit), key="A-1")[0] == 202


def test_what_became_of_it_is_told_to_its_own_unit_only(system: Callable[..., Client], other_unit: Unit) -> None:
    _, said = hand_in(system(Scope.HAND_IN))
    assess_waiting()
    told = system(Scope.MESSAGES).get(f"/api/v1/messages/{said['id']}").json()
    assert told["waiting"] is False
    assert told["status"] == "quarantined"
    assert told["receipt"]["problems"]
    assert system(Scope.MESSAGES, at=other_unit).get(f"/api/v1/messages/{said['id']}").status_code == 404


def test_nothing_and_too_much_are_refused(system: Callable[..., Client], settings: object) -> None:
    assert hand_in(system(Scope.HAND_IN), b"")[0] == 400
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10  # type: ignore[attr-defined] # pytest-django's, without types
    assert hand_in(system(Scope.HAND_IN))[0] == 413
    assert not Message.objects.exists()


def test_a_message_that_brings_the_office_down_is_set_aside_and_the_others_go_on(
    system: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from darvoza.office.desk import assessing  # noqa: PLC0415 - its name is the module's

    client = system(Scope.HAND_IN)
    hand_in(client)
    hand_in(client, OTHER)
    read = assessing._read

    def fails(messages: list[Message]) -> object:
        if any(message.size == len(OTHER) for message in messages):
            raise MemoryError
        return read(messages)

    monkeypatch.setattr(assessing, "_read", fails)
    for _ in range(6):
        try:
            assess_waiting()
            break
        except MemoryError:
            continue
    assert not Message.objects.filter(waiting=True).exists()
    assert Message.objects.get(size=len(OTHER)).attempts == 4
