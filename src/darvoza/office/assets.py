"""Style, script and pictures, served by the office itself under an address that changes with their content."""

import hashlib
from functools import cache
from pathlib import Path
from types import MappingProxyType

import django_htmx
from django.http import Http404, HttpRequest, HttpResponse

_FOLDER = Path(__file__).parent / "static" / "office"
_HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"  # as its package carries it
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@cache
def _assets() -> MappingProxyType[str, tuple[str, bytes]]:
    """Each file's content and the start of its hash by its name; nothing else on the disk has an address."""
    read = {path.name: path.read_bytes() for path in _FOLDER.iterdir() if path.suffix in _TYPES}
    read["htmx.js"] = _HTMX.read_bytes()
    return MappingProxyType({name: (hashlib.sha256(data).hexdigest()[:12], data) for name, data in read.items()})


def address(name: str) -> str:
    """The address of a file of this office, with its content's hash in it."""
    digest, _ = _assets()[name]
    return f"/static/{digest}/{name}"


def content(name: str) -> bytes:
    """A file of this office, to be served under an address of its own."""
    return _assets()[name][1]


def static_file(request: HttpRequest, digest: str, name: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The file, to be kept by browsers for good: another content has another address."""
    found = _assets().get(name)
    if found is None or found[0] != digest:
        raise Http404
    return HttpResponse(
        found[1],
        content_type=_TYPES[Path(name).suffix],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
