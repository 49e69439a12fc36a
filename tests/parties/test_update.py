"""Lists are fetched from a real server, and nothing that goes wrong there costs the version that is kept."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from darvoza.parties import ListStore, Updated, load_lists, published_lists, update_list

DAY = date(2026, 11, 2)
ENTRY = "<ENTITY><DATAID>{n}</DATAID><FIRST_NAME>HERON TRUST {n}</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE></ENTITY>"


def un(count: int) -> bytes:
    entries = "".join(ENTRY.format(n=600 + number) for number in range(count))
    head = '<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09Z"><ENTITIES>'
    return f"{head}{entries}</ENTITIES></CONSOLIDATED_LIST>".encode()


SDN = "".join(f'{n},"HERON {n}",-0- ,"SDGT",' + "-0- ," * 7 + "-0- \n" for n in range(1, 11)).encode()
ALT = "".join(f'{n},{n},"aka","PLANT {n}",-0- \n' for n in range(1, 11)).encode()
ADD = b'1,5,"4 Polevaya","Grakhovo","Russia",-0- \n'
COMMENTS = b'1,"more"\n'


class Publisher(BaseHTTPRequestHandler):
    """A publisher's server, with its bad days."""

    served: dict[str, bytes] = {}  # noqa: RUF012 - one class for each server

    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
            return
        body = self.served.get(self.path)
        self.send_response(200 if body is not None else 503)
        body = body or b"busy"
        promised = len(body) + (10 if "short" in self.path else 0)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def served() -> Iterator[tuple[str, dict[str, bytes]]]:
    pages: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Publisher,), {"served": pages}))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    server.server_close()


def update(store: ListStore, name: str, address: str, *, shrunk: bool = False) -> Updated:
    (published,) = published_lists([name])
    return update_list(store, published, on=DAY, address=address, shrunk=shrunk)


def test_a_list_is_fetched_read_and_kept_with_its_source(tmp_path: Path, served: tuple[str, dict[str, bytes]]) -> None:
    address, pages = served
    pages["/un.xml"] = un(10)
    store = ListStore(tmp_path)
    done = update(store, "un", f"{address}/un.xml")
    assert done.refused is None
    assert done.imported is not None
    (kept,) = load_lists([done.imported.path]).lists
    assert (kept.source, kept.date, len(kept)) == (f"{address}/un.xml", "2026-02-27", 10)
    assert kept.licence.startswith("Published by the United Nations")
    assert len(kept.sha256) == 64
    again = update(store, "un", f"{address}/un.xml")
    assert again.imported is not None
    assert not again.imported.new
    pages["/un.xml"] = un(11)
    assert update(store, "un", f"{address}/to/{address}/un.xml").refused is None
    assert len(store.newest()) == 11


def test_a_list_of_several_files_is_fetched_from_a_folder(tmp_path: Path, served: tuple[str, dict[str, bytes]]) -> None:
    address, pages = served
    pages |= {"/SDN.CSV": SDN, "/ALT.CSV": ALT, "/ADD.CSV": ADD, "/SDN_COMMENTS.CSV": COMMENTS}
    store = ListStore(tmp_path)
    assert update(store, "ofac-sdn", f"{address}/").refused is None
    (kept,) = store.newest().lists
    assert len(kept.entries) == 10
    assert len(kept.entries[0].names) == 2
    assert kept.entries[0].addresses[0].country == "RU"
    assert "folder, ending" in (update(store, "ofac-sdn", f"{address}/SDN.CSV").refused or "")
    del pages["/ALT.CSV"]
    assert "503" in (update(store, "ofac-sdn", f"{address}/").refused or "")
    pages["/ALT.CSV"] = ALT.splitlines(keepends=True)[0]  # the entries are all there, but not their other names
    assert "had 20 names" in (update(store, "ofac-sdn", f"{address}/").refused or "")
    assert len(store.versions("ofac-sdn")) == 1


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/un.xml", un(20)[:-30], "broken or cut short"),
        ("/short/un.xml", un(20), "bytes came"),
        ("/un.xml", b"<!DOCTYPE html><html><body>We are busy</body></html>", "web page, not a list"),
        ("/un.xml", b"\x00\x01\x02", "in no watch list format"),
        ("/un.xml", b"", "in no watch list format"),
        ("/un.xml", un(15), "had 20 entries"),
        ("/un.xml", un(0), "no entries"),
        ("/un.xml", b"entity_id,name\n1,Ann Bee\n", "this is list consolidated.xml, not un"),
        ("/un.xml", None, "503"),
        ("/loop", b"", "redirect"),
        ("/to/ftp://127.0.0.1/x", b"", "https only"),
        ("/to/file:///etc/passwd", b"", "not allowed"),
        ("/to/http://192.0.2.1/un.xml", b"", "https only"),
    ],
)
def test_a_publishers_bad_day_costs_nothing(
    tmp_path: Path, served: tuple[str, dict[str, bytes]], path: str, body: bytes | None, says: str
) -> None:
    address, pages = served
    store = ListStore(tmp_path)
    pages["/un.xml"] = un(20)
    update(store, "un", f"{address}/un.xml")
    before = [file.read_bytes() for file in store.versions("un")]
    if body is None:
        del pages[path]
    elif path in {"/un.xml", "/short/un.xml"}:
        pages[path] = body
    done = update(store, "un", address + path)
    assert says in (done.refused or "")
    assert [file.read_bytes() for file in store.versions("un")] == before
    assert len(store.newest()) == 20


def test_a_list_that_has_really_shrunk_is_kept_when_that_is_said(
    tmp_path: Path, served: tuple[str, dict[str, bytes]]
) -> None:
    address, pages = served
    store = ListStore(tmp_path)
    for count in (10, 8):  # a fifth less is no more than lists lose in a day
        pages["/un.xml"] = un(count)
        assert update(store, "un", f"{address}/un.xml").refused is None
    pages["/un.xml"] = un(2)
    assert update(store, "un", f"{address}/un.xml").refused is not None
    assert update(store, "un", f"{address}/un.xml", shrunk=True).refused is None
    assert len(store.newest()) == 2


@pytest.mark.parametrize(
    "address",
    [
        "http://lists.example/un.xml",
        "ftp://lists.example/un.xml",
        "file:///etc/passwd",
        "/etc/passwd",
        "un.xml",
        "https://me:secret@lists.example/un.xml",
        "http://[::1",
    ],
)
def test_only_https_is_fetched_and_no_secret_is_repeated(tmp_path: Path, address: str) -> None:
    done = update(ListStore(tmp_path), "un", address)
    assert done.refused
    assert "secret" not in done.refused


def test_the_password_of_a_proxy_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for proxy in ("http://user:secret@127.0.0.1:9", "http:user:secret", "user:secret@[bad"):
        monkeypatch.setenv("https_proxy", proxy)
        done = update(ListStore(tmp_path), "un", "https://lists.invalid/un.xml")
        assert done.refused
        assert "secret" not in done.refused


def test_every_usual_list_has_an_https_address_and_a_licence() -> None:
    lists = published_lists()
    assert {each.list_id for each in lists} >= {"un", "eu", "uk", "ch-seco", "ofac-sdn", "us-csl"}
    for each in lists:
        assert each.licence
        assert all(address.startswith("https://") for _, address in each.files)
        assert "non-commercial" not in (each.caution or "").lower()
    (opensanctions,) = published_lists(["opensanctions"])
    assert "non-commercial use only" in (opensanctions.caution or "")
    assert not opensanctions.usual


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate of the test's server")
def test_a_server_is_believed_only_with_a_certificate_that_this_machine_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(  # noqa: S603 - arguments of the test itself
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Publisher,), {"served": {"/un.xml": un(3)}}))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"https://localhost:{server.server_port}/un.xml"
    try:
        store = ListStore(tmp_path / "lists")
        assert "CERTIFICATE_VERIFY_FAILED" in (update(store, "un", address).refused or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert update(store, "un", address).refused is None
        assert len(store.newest()) == 3
    finally:
        server.shutdown()
        server.server_close()
