"""Letters over HTTPS with client certificates: each side shows the other the certificate it knows from its card.

A letter is posted; the answer carries what waits for the sender, above all the signed receipt. A connection that breaks
changes nothing: what has no receipt is sent again.
"""

import http.client
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

import msgspec

from darvoza.exchange.node import Node
from darvoza.exchange.post_office.outgoing import Parcel
from darvoza.exchange.post_office.post import Outcome
from darvoza.exchange.sealed.certificates import host_of
from darvoza.exchange.sealed.keys import KeyRefused, Use
from darvoza.exchange.sealed.sealing import LARGEST

_PATH: Final = "/letters"
_SECONDS: Final = 20.0
_LARGEST_ANSWER: Final = 64 * 1024 * 1024
_MOST_BACK: Final = 50
_LARGEST_POST: Final = LARGEST * 4 // 3 + 4096


class Carried(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A parcel as JSON; bytes are base64."""

    id: str
    sender: str
    recipient: str
    data: bytes

    def parcel(self) -> Parcel:
        """The parcel."""
        return Parcel(id=self.id[:64], sender=self.sender[:2], recipient=self.recipient[:2], data=self.data)

    @classmethod
    def of(cls, parcel: Parcel) -> "Carried":
        """A parcel to be carried."""
        return cls(id=parcel.id, sender=parcel.sender, recipient=parcel.recipient, data=parcel.data)


def application(node: Node, partner_of: Callable[[dict[str, Any]], str | None] | None = None) -> Any:  # noqa: ANN401
    """The node's letter box as a WSGI application, to stand alone or be mounted in a larger one.

    Letters prove themselves, so the box may stand behind any server. ``partner_of`` tells from WSGI's surroundings
    whose certificate the connection showed; what waits for a partner is only handed out on such a connection.
    """

    def box(surroundings: dict[str, Any], begin: Callable[..., Any]) -> Iterable[bytes]:
        if surroundings.get("REQUEST_METHOD") != "POST" or surroundings.get("PATH_INFO", "") not in {_PATH, "", "/"}:
            return _said(begin, "404 Not Found", b"")
        try:
            size = int(surroundings.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if not 0 < size <= _LARGEST_POST:
            return _said(begin, "413 Content Too Large", b"")
        try:
            posted = msgspec.json.decode(surroundings["wsgi.input"].read(size), type=tuple[Carried, ...])
        except msgspec.MsgspecError:
            return _said(begin, "400 Bad Request", b"")
        partner = partner_of(surroundings) if partner_of is not None else None
        for each in posted:
            node.post.accept(each.parcel(), link="https")
        back: list[Parcel] = []
        if partner is not None and partner in node.directory.partners():
            try:
                back = node.post.outgoing(partner, link="https", most=_MOST_BACK)
            except KeyRefused:
                back = []  # nothing can be sealed now; it waits
        return _said(begin, "200 OK", msgspec.json.encode([Carried.of(each) for each in back]))

    return box


def _said(begin: Callable[..., Any], status: str, body: bytes) -> Iterable[bytes]:
    begin(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


class LetterBox:
    """A node's own HTTPS server, in a thread: only partners whose certificate is known get in."""

    def __init__(self, node: Node, host: str = "127.0.0.1", port: int = 0) -> None:
        self._node = node
        self._box = application(node, lambda surroundings: surroundings.get("darvoza.partner"))
        handler = type("Handler", (_Handler,), {"letter_box": self})
        self._server = _Server((host, port), handler)
        self._server.context = lambda: _context(node, node.directory.partners(), server=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where the box stands."""
        host, port = self._server.server_address[:2]
        return f"https://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self) -> None:
        """Stay until the thread ends."""
        self._thread.join()

    def answer(self, data: bytes, partner: str | None, path: str) -> tuple[str, bytes]:
        """What the box says to what was posted."""
        told: list[str] = []
        surroundings = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": _Bytes(data),
            "darvoza.partner": partner,
        }
        body = b"".join(self._box(surroundings, lambda status, _: told.append(status)))
        return told[0], body

    def partner(self, certificate: bytes | None) -> str | None:
        """Whose certificate this is."""
        return None if certificate is None else _known(self._node, certificate)


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int) -> bytes:
        return self._data[:size]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    context: Callable[[], ssl.SSLContext]

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's
        """Shake hands in the connection's own thread, so that a silent caller keeps nobody else waiting."""
        request.settimeout(_SECONDS)
        try:
            with self.context().wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except (ssl.SSLError, OSError):
            return  # whoever called is no partner, or has hung up; what was not answered is sent again

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's
        """A broken connection is nothing to print."""


class _Handler(BaseHTTPRequestHandler):
    letter_box: LetterBox

    def do_POST(self) -> None:
        """A letter was posted."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST_POST:
            self.send_error(413)
            return
        data = self.rfile.read(int(length))
        connection = self.connection
        certificate = connection.getpeercert(binary_form=True) if isinstance(connection, ssl.SSLSocket) else None
        status, body = self.letter_box.answer(data, self.letter_box.partner(certificate), self.path)
        self.send_response(int(status.split()[0]))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - http.server's
        """The node's own log tells what came."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What one call to a partner did: letters posted, what came back, and why it broke off, if it did."""

    posted: int
    outcomes: tuple[Outcome, ...] = ()
    error: str | None = None


def deliver(node: Node, partner: str, address: str, *, most: int = 100) -> Delivery:
    """Post what is due to a partner's letter box, and take what comes back.

    A call that fails is not an error: the letters wait and leave again at the next call that is due.
    """
    parcels = node.post.outgoing(partner, link="https", most=most)
    place = urlsplit(address)
    body = msgspec.json.encode([Carried.of(each) for each in parcels])
    connection = _Connection(place.hostname or "", place.port or 443, partner, _context(node, [partner], server=False))
    try:
        connection.request("POST", place.path.rstrip("/") + _PATH, body, {"Content-Type": "application/json"})
        back = _answered(connection.getresponse())
    except (OSError, http.client.HTTPException, msgspec.MsgspecError) as error:
        why = str(error) or type(error).__name__
        node.post.back(parcels, why)
        return Delivery(posted=0, error=why)
    finally:
        connection.close()
    outcomes = tuple(node.post.accept(each.parcel(), link="https") for each in back)
    return Delivery(posted=len(parcels), outcomes=outcomes)


def _answered(answer: http.client.HTTPResponse) -> tuple[Carried, ...]:
    """What came back.

    Raises:
        http.client.HTTPException: the partner did not take what was posted, or sends back too much.
    """
    data = answer.read(_LARGEST_ANSWER + 1)
    if answer.status != http.client.OK or len(data) > _LARGEST_ANSWER:
        raise http.client.HTTPException(f"{answer.status} {answer.reason}")
    return msgspec.json.decode(data, type=tuple[Carried, ...])


class _Connection(http.client.HTTPSConnection):
    """A connection that checks for the partner's name, wherever it is reached."""

    def __init__(self, host: str, port: int, partner: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=_SECONDS, context=context)
        self._secure = context
        self._name = host_of(partner)

    def connect(self) -> None:
        """Connect and shake hands."""
        raw = socket.create_connection((self.host, self.port), self.timeout)
        self.sock = self._secure.wrap_socket(raw, server_hostname=self._name)


def _context(node: Node, partners: Iterable[str], *, server: bool) -> ssl.SSLContext:
    """TLS 1.3 with our certificate, trusting only these partners' certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    kid = node.keyring.current(Use.CONNECT)
    certificate = node.keyring.certificate(kid) or ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate.pem"
        file.write_text(certificate, "ascii")
        context.load_cert_chain(file, node.keyring.path(kid), node.keyring.password)
    trusted = [pem for partner in partners for pem in _certificates(node, partner)]
    trusted += [row[0] for row in node.store.all("select certificate from authorities where revoked is null")]
    if trusted:
        context.load_verify_locations(cadata="\n".join(trusted))
    return context


def _certificates(node: Node, partner: str) -> list[str]:
    keys = node.directory.of(partner)
    return [key.certificate for key in keys if key.use is Use.CONNECT and key.revoked is None and key.certificate]


def _known(node: Node, certificate: bytes) -> str | None:
    shown = ssl.DER_cert_to_PEM_cert(certificate).strip()
    for partner in node.directory.partners():
        if any(_same(shown, pem) for pem in _certificates(node, partner)):
            return partner
    return None


def _same(one: str, other: str) -> bool:
    return ssl.PEM_cert_to_DER_cert(one) == ssl.PEM_cert_to_DER_cert(other.strip())
