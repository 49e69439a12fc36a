"""Serving the office to the browser of this machine, and to nobody else."""

import socket
import sys
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import WSGIApplication

from darvoza.office.application import create_office

HOST = "127.0.0.1"
PORT = 8765

_LOOPBACK = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}


class NotThisMachineError(ValueError):
    """The office was asked to answer other machines, which it must not before people sign in to it."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"host {host!r} would show the assessments to other machines, and nobody signs in to this office yet: "
            f"use {', '.join(_LOOPBACK)}",
        )


class _Handler(WSGIRequestHandler):
    """One request; logged as method, path and status, without the query string, which may name what was looked for."""

    timeout = 30  # seconds a browser may take to say what it wants

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - the base's signature
        path = urlsplit(self.path).path.encode("ascii", "backslashreplace").decode()
        sys.stderr.write(f"{self.log_date_time_string()} {self.command} {path} {code}\n")


class OfficeServer(ThreadingMixIn, WSGIServer):
    """Listens on this machine's loopback and answers each request in a thread of its own."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Binds without looking its own name up, which would ask a name server."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    @property
    def address(self) -> str:
        """Where a browser finds the office."""
        host = f"[{self.server_name}]" if ":" in self.server_name else self.server_name
        return f"http://{host}:{self.server_port}/"


class _OfficeServer6(OfficeServer):
    address_family = socket.AF_INET6


def office_server(folder: Path, host: str = HOST, port: int = PORT) -> OfficeServer:
    """A server for the office of this folder that listens but does not yet answer: call its ``serve_forever``.

    ``port`` 0 takes any that is free; ``address`` then says which. Each request has its own thread.

    Raises:
        NotThisMachineError: the host is not this machine's loopback.
        OSError: the port is taken.
    """
    if host not in _LOOPBACK:
        raise NotThisMachineError(host)
    bound = _LOOPBACK[host]
    application: WSGIApplication = create_office(folder)
    server = (_OfficeServer6 if ":" in bound else OfficeServer)((bound, port), _Handler)
    server.set_app(application)
    return server


def serve(folder: Path, host: str = HOST, port: int = PORT) -> None:
    """Show the run in this folder to browsers on this machine until interrupted (:func:`office_server`)."""
    with office_server(folder, host, port) as server:
        server.serve_forever()
