"""Fetching a public list: over https only, within limits of size and time, whole or not at all."""

import ipaddress
import time
from email.message import Message
from http.client import HTTPException, HTTPResponse, InvalidURL
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

_SILENCE: Final = 30.0  # seconds without a byte
_DEADLINE: Final = 600.0  # seconds in all
_CHUNK: Final = 64 * 1024


class UpdateRefused(Exception):  # noqa: N818 - a refusal is what it is
    """A list was not taken over; the message says why and what to do. What was kept before is untouched."""


def fetch(address: str, *, largest: int, deadline: float = _DEADLINE) -> bytes:
    """The bytes at this https address (plain http only to this machine itself).

    Raises:
        UpdateRefused: address not allowed, no answer, an answer cut short, too large, or too slow.
    """
    try:
        _allow(address)
        request = Request(address, headers={"User-Agent": "darvoza"})  # noqa: S310 - _allow has seen the scheme
        with build_opener(_Redirects()).open(request, timeout=_SILENCE) as response:
            return _read(address, response, largest, time.monotonic() + deadline)
    except HTTPError as error:
        error.close()
        raise UpdateRefused(
            f"{address}: the server answered {error.code} {error.reason}. Check the address."
        ) from error
    except (ValueError, InvalidURL) as error:  # its words may hold a proxy's password
        raise UpdateRefused("The address, or that of the proxy of this machine, is not well formed.") from error
    except (URLError, HTTPException, OSError) as error:
        raise UpdateRefused(
            f"{address}: cannot be fetched ({error}). Check the connection, or import a file carried here.",
        ) from error


def _read(address: str, response: HTTPResponse, largest: int, until: float) -> bytes:
    announced = response.headers.get("Content-Length", "")
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > largest:
            raise UpdateRefused(f"{address}: more than {largest} bytes came, so it is not the list. Check the address.")
        if time.monotonic() > until:
            raise UpdateRefused(f"{address}: it takes too long. Try later, or import a file carried here.")
    if announced.isdecimal() and len(data) != int(announced):
        raise UpdateRefused(f"{address}: only {len(data)} of {announced} bytes came. Try again.")
    return bytes(data)


def _allow(address: str) -> None:
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None:
        raise UpdateRefused(
            f"{parts.hostname}: an address with a name or password in it is not used: addresses are kept and shown."
        )
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname)):
        return
    raise UpdateRefused(f"{address}: lists are fetched over https only. Give an address that begins with https://.")


def _is_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class _Redirects(HTTPRedirectHandler):
    """Follows a server to where it points, a few times, under the same rule as the first address."""

    max_redirections = 5

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> Request | None:
        _allow(newurl)
        if _is_this_machine(urlsplit(newurl).hostname) and not _is_this_machine(urlsplit(req.full_url).hostname):
            raise UpdateRefused(f"{req.full_url}: the server points at this machine itself, which is not followed.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # headers' stub type
