"""The same letters by bundle, by HTTPS and through a gateway's folder."""

import http.client
import io
import json
import socket
import ssl
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from tests.exchange.world import COMPLETE, OFFICER, World, arrivals

from darvoza.exchange import (
    Arrival,
    BadBundle,
    Fault,
    FolderGateway,
    LetterBox,
    Node,
    Standing,
    application,
    deliver,
    read_bundle,
    write_bundle,
)


def arrived(world: World) -> list[str]:
    return [each.id for each in world.tj.desk.inbox(OFFICER)]


# Bundles


def test_a_bundle_takes_letters_there_and_receipts_back(world: World, tmp_path: Path) -> None:
    sent = world.send(world.uz, COMPLETE)
    assert write_bundle(world.uz, "TJ", tmp_path / "there.zip") == 1
    assert arrivals(read_bundle(world.tj, tmp_path / "there.zip")) == [Arrival.TAKEN]
    assert write_bundle(world.tj, "UZ", tmp_path / "back.zip") == 1
    read_bundle(world.uz, tmp_path / "back.zip")
    assert [each.standing for each in world.uz.desk.outbox(OFFICER)] == [Standing.TAKEN]
    assert arrived(world) == [sent.id]
    with pytest.raises(FileExistsError):
        write_bundle(world.uz, "TJ", tmp_path / "there.zip")


def test_a_replayed_bundle_is_said_and_changes_nothing(world: World, tmp_path: Path) -> None:
    world.send(world.uz, COMPLETE)
    write_bundle(world.uz, "TJ", tmp_path / "there.zip")
    read_bundle(world.tj, tmp_path / "there.zip")
    assert arrivals(read_bundle(world.tj, tmp_path / "there.zip")) == [Arrival.REPEATED]
    assert len(arrived(world)) == 1


def test_a_lost_bundle_is_made_good_by_the_next(world: World, tmp_path: Path) -> None:
    world.send(world.uz, COMPLETE)
    write_bundle(world.uz, "TJ", tmp_path / "lost.zip")
    assert write_bundle(world.uz, "TJ", tmp_path / "next.zip") == 1


def test_a_damaged_letter_in_a_bundle_is_rejected_alone(world: World, tmp_path: Path) -> None:
    kept = [world.send(world.uz, COMPLETE).id for _ in range(3)]
    path = tmp_path / "there.zip"
    write_bundle(world.uz, "TJ", path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        victim = file.infolist()[2]
    data[victim.header_offset + 200] ^= 0xFF
    path.write_bytes(data)
    outcomes = read_bundle(world.tj, path)
    assert arrivals(outcomes) == [Arrival.TAKEN, Arrival.REJECTED, Arrival.TAKEN]
    assert outcomes[1].fault is Fault.UNREADABLE
    assert len(arrived(world)) == 2
    world.clock.pass_(hours=8)
    world.exchange()
    assert sorted(arrived(world)) == sorted(kept)


def packed(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in files.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return stream.getvalue()


def listing(**changes: object) -> bytes:
    contents = {
        "version": 1,
        "sender": "UZ",
        "recipient": "TJ",
        "made": "2026-03-01T00:00:00Z",
        "letters": [],
    }
    return json.dumps(contents | changes).encode()


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bundle.json", listing())
        file.writestr("aa.jwe", b"0" * 5_000_000)
    return stream.getvalue()


def linked() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        info = zipfile.ZipInfo("aa.jwe")
        info.external_attr = 0o120777 << 16
        file.writestr("bundle.json", listing())
        file.writestr(info, "/etc/passwd")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "no bundle"),
        (lambda: b"PK\x03\x04" + b"\x00" * 100, "no bundle"),
        (packed, "no list"),
        (lambda: packed(bundle_dot_json=b"{"), "not of its form"),
        (lambda: packed(bundle_dot_json=listing(version=2)), "version 2"),
        (lambda: packed(bundle_dot_json=listing(recipient="KZ")), "for KZ"),
        (lambda: packed(bundle_dot_json=listing(more=1)), "not of its form"),
        (lambda: packed(bundle_dot_json=listing(), etc__passwd=b"x"), "no letter"),
        (lambda: packed(bundle_dot_json=listing(), a_dot__dot__dot_jwe=b"x"), "no letter"),
        (bomb, "packed in a way"),
        (linked, "no letter"),
    ],
)
def test_what_is_no_bundle_is_refused_in_words_and_nothing_is_written(
    world: World, tmp_path: Path, make: Callable[[], bytes], said: str
) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(make())
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadBundle, match=said):
        read_bundle(world.tj, path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_letter_that_is_listed_but_not_there_is_rejected(world: World, tmp_path: Path) -> None:
    letters = [{"id": "abc", "sha256": "", "size": 1}, {"id": "../x", "sha256": "", "size": 1}]
    path = tmp_path / "thin.zip"
    path.write_bytes(packed(bundle_dot_json=listing(letters=letters)))
    assert arrivals(read_bundle(world.tj, path)) == [Arrival.REJECTED, Arrival.REJECTED]


# HTTPS


def test_a_letter_box_takes_letters_and_hands_back_the_receipt_at_once(world: World) -> None:
    sent = world.send(world.uz, COMPLETE)
    with LetterBox(world.tj) as box:
        done = deliver(world.uz, "TJ", box.address)
        assert (done.posted, done.error, arrivals(done.outcomes)) == (1, None, [Arrival.TAKEN])
        assert arrived(world) == [sent.id]
        assert [each.standing for each in world.uz.desk.outbox(OFFICER)] == [Standing.TAKEN]
        world.send(world.tj, COMPLETE)
        assert len(deliver(world.uz, "TJ", box.address).outcomes) == 1, "what waits comes with the next call"


def test_when_nobody_answers_the_letters_wait(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"https://127.0.0.1:{free.getsockname()[1]}"
    world.send(world.uz, COMPLETE)
    done = deliver(world.uz, "TJ", address)
    assert done.posted == 0
    assert done.error
    world.clock.pass_(hours=1)
    with LetterBox(world.tj) as box:
        assert deliver(world.uz, "TJ", box.address).posted == 1


def test_nobody_gets_in_without_a_certificate_that_is_known(world: World, tmp_path: Path) -> None:
    stranger = Node.make(tmp_path / "kz", country="KZ", name="Customs KZ")
    stranger.introduce(world.tj.card())
    with LetterBox(world.tj) as box:
        assert deliver(stranger, "TJ", box.address).error
        port = int(box.address.rpartition(":")[2])
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        bare = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=5)
        with closing(bare), pytest.raises((OSError, http.client.HTTPException)):
            _answer(bare)
        with socket.create_connection(("127.0.0.1", port), 5) as plain:
            plain.sendall(b"POST /letters HTTP/1.1\r\n\r\n")
            try:
                said = plain.recv(100)
            except ConnectionResetError:
                said = b""
            assert b"HTTP/1.1 200" not in said
    stranger.close()


def _answer(connection: http.client.HTTPSConnection) -> http.client.HTTPResponse:
    """A client of TLS 1.3 may hear only afterwards that it is not let in."""
    connection.request("POST", "/letters", b"[]")
    return connection.getresponse()


def test_another_partners_letter_box_is_not_taken_for_the_one_meant(world: World) -> None:
    with LetterBox(world.uz) as box:  # TJ calls, and finds itself at UZ's door under another name
        world.tj.directory.add("KZ", _connect_key(world, "KZ"))
        assert deliver(world.tj, "KZ", box.address).error


def _connect_key(world: World, country: str) -> object:
    other = Node.make(world.folder / country, country=country, name=country, now=world.uz.now)
    entry = next(each for each in other.card().keys if each.use == "tls")
    seal = next(each for each in other.card().keys if each.use == "enc")
    world.tj.directory.add(country, seal)
    other.close()
    return entry


def test_the_letter_box_can_be_mounted_in_another_application(world: World) -> None:
    world.send(world.uz, COMPLETE)
    (parcel,) = world.parcels(world.uz)
    carried = {"id": parcel.id, "sender": "UZ", "recipient": "TJ", "data": parcel.data}
    body = msgspec.json.encode([carried])
    said: list[str] = []

    def call(data: bytes, partner: str | None, **more: object) -> bytes:
        surroundings = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/letters",
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": io.BytesIO(data),
            **more,
        }
        box = application(world.tj, lambda _: partner)
        return b"".join(box(surroundings, lambda status, _: said.append(status)))

    assert call(body, None) == b"[]", "what waits is not handed to somebody unknown"
    assert len(msgspec.json.decode(call(body, "UZ"))) == 2, "the receipt, and that for the letter's coming again"
    for data, more in ((b"{", {}), (b"", {}), (body, {"REQUEST_METHOD": "GET"}), (body, {"CONTENT_LENGTH": "x"})):
        call(data, "UZ", **more)
    assert said == [
        "200 OK",
        "200 OK",
        "400 Bad Request",
        "413 Content Too Large",
        "404 Not Found",
        "413 Content Too Large",
    ]
    assert len(arrived(world)) == 1


# Gateways


def test_a_gateways_folder_carries_letters_and_keeps_what_was_done(world: World, tmp_path: Path) -> None:
    sent = world.send(world.uz, COMPLETE)
    ours, theirs = FolderGateway(tmp_path / "ours"), FolderGateway(tmp_path / "theirs")
    assert ours.send(world.uz, "TJ") == 1
    description = json.loads(next((tmp_path / "ours" / "out").glob("*.json")).read_bytes())
    assert (description["fromParty"], description["toParty"]) == ("UZ", "TJ")
    for path in (tmp_path / "ours" / "out").iterdir():
        path.rename(tmp_path / "theirs" / "in" / path.name)
    (tmp_path / "theirs" / "in" / "bad.jwe").write_bytes(b"junk")
    (tmp_path / "theirs" / "in" / "bad.json").write_bytes(b"junk")
    assert sorted(arrivals(theirs.take(world.tj))) == [Arrival.REJECTED, Arrival.TAKEN]
    assert arrived(world) == [sent.id]
    assert len(list((tmp_path / "theirs" / "done").iterdir())) == 2
    assert {path.name for path in (tmp_path / "theirs" / "rejected").iterdir()} == {"bad.jwe", "bad.json"}
    assert theirs.take(world.tj) == []
