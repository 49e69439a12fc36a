"""The offline bundle: sealed letters in one .zip file, for a USB stick or a one-way link.

A bundle from outside is untrusted until each letter in it is opened: its size, the number of its files, their names and
how far they unpack are limited, nothing is written to disk, and whatever does not fit is said.
"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from darvoza.exchange.messages.between_nodes import Fault
from darvoza.exchange.messages.forms import digest
from darvoza.exchange.node import Node
from darvoza.exchange.post_office.outgoing import Parcel
from darvoza.exchange.post_office.post import Arrival, Outcome
from darvoza.exchange.sealed.sealing import LARGEST
from darvoza.intake import Problem

_LIST: Final = "bundle.json"
_VERSION: Final = 1
_MOST_FILES: Final = 10_000
_LARGEST_LIST: Final = 4 * 1024 * 1024
_LARGEST_BUNDLE: Final = 512 * 1024 * 1024
_FILE: Final = ".jwe"


class BadBundle(ValueError):  # noqa: N818 - the bundle is bad
    """A file is no bundle, or breaks its limits; ``problem`` says where, what, which rule and what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        values = {"field": problem.field, "value": problem.value or "", "limit": problem.limit or ""}
        super().__init__(f"{problem.where}: {problem.rule.format_map(values)} {problem.advice.format_map(values)}")


class Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One letter of a bundle."""

    id: str
    sha256: str
    size: int


class Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle says of itself. It is not signed and nothing rests on it: each letter proves itself."""

    version: int
    sender: str
    recipient: str
    made: datetime
    letters: tuple[Listed, ...]


def write_bundle(node: Node, partner: str, path: Path, *, again: bool = True) -> int:
    """Put everything that is to leave for a partner into a bundle; how many letters it holds.

    With ``again`` also what left before and whose receipt has not come: a bundle may be lost.

    Raises:
        FileExistsError: the file is there already.
        KeyRefused: nothing can be sealed to the partner.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    parcels = node.post.outgoing(partner, link=f"bundle {path.name}", again=again, most=_MOST_FILES)
    pack(node.country, partner, parcels, path)
    return len(parcels)


def pack(sender: str, recipient: str, parcels: list[Parcel], path: Path) -> None:
    """Write parcels as a bundle: whole or not at all."""
    listed = tuple(Listed(id=each.id, sha256=digest(each.data), size=len(each.data)) for each in parcels)
    contents = Contents(version=_VERSION, sender=sender, recipient=recipient, made=datetime.now(UTC), letters=listed)
    unfinished = path.with_name(path.name + ".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as file:
        file.writestr(_LIST, msgspec.json.encode(contents))
        for each in parcels:
            file.writestr(each.id + _FILE, each.data)
    unfinished.replace(path)


def read_bundle(node: Node, path: Path) -> list[Outcome]:
    """Take every letter of a bundle; what became of each, in the bundle's order.

    A letter that is damaged or missing is rejected like any other; the rest is taken.

    Raises:
        BadBundle: it is no bundle, breaks its limits, or is for another node.
        OSError: the file cannot be read.
    """
    return [
        node.post.accept(parcel, link=f"bundle {path.name}") if isinstance(parcel, Parcel) else parcel
        for parcel in unpack(path, node.country)
    ]


def unpack(path: Path, here: str) -> Iterator[Parcel | Outcome]:
    """The parcels of a bundle, one after the other, and what is wrong with those that cannot be read.

    Raises:
        BadBundle: it is no bundle, breaks its limits, or is for another node.
    """
    size = path.stat().st_size
    if size > _LARGEST_BUNDLE:
        raise _bad(path, "size", "The bundle has {value} bytes, more than {limit}.", str(size), str(_LARGEST_BUNDLE))
    try:
        with zipfile.ZipFile(path) as file:
            contents = _contents(path, file)
            if contents.recipient != here:
                rule = "The bundle is for {value}, not for {limit}."
                raise _bad(path, "recipient", rule, contents.recipient[:40], here)
            names = {each.filename: each for each in file.infolist()}
            for letter in contents.letters:
                yield _parcel(file, names.get(letter.id + _FILE), letter, contents)
    # NotImplementedError is zipfile's word for a compression, or an encryption, that it does not know.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise _bad(path, "file", "The file is no bundle, or was damaged: {value}.", str(error)[:80]) from error


def _contents(path: Path, file: zipfile.ZipFile) -> Contents:
    infos = file.infolist()
    if len(infos) > _MOST_FILES + 1:
        raise _bad(
            path, "files", "The bundle holds {value} files, more than {limit}.", str(len(infos)), str(_MOST_FILES)
        )
    for info in infos:
        _check(path, info)
    listing = next((info for info in infos if info.filename == _LIST), None)
    if listing is None:
        raise _bad(path, _LIST, "The bundle has no list of what is in it.")
    if listing.file_size > _LARGEST_LIST:
        raise _bad(path, _LIST, "The list of the bundle has {value} bytes, more than {limit}.", str(listing.file_size))
    try:
        with file.open(listing) as stream:
            contents = msgspec.json.decode(stream.read(_LARGEST_LIST + 1), type=Contents)
    except msgspec.MsgspecError as error:
        raise _bad(path, _LIST, "The list of the bundle is not of its form: {value}.", str(error)[:200]) from error
    if contents.version != _VERSION:
        raise _bad(
            path, _LIST, "The bundle is of version {value}; {limit} is read.", str(contents.version), str(_VERSION)
        )
    return contents


def _check(path: Path, info: zipfile.ZipInfo) -> None:
    """Nothing but plain files of our own names, stored as they are, within their size."""
    name = info.filename
    ours = name == _LIST or (name.endswith(_FILE) and name.removesuffix(_FILE).isalnum() and len(name) < 80)
    if not ours or info.is_dir() or (info.external_attr >> 16) & 0o170000 not in {0, 0o100000}:
        raise _bad(path, "files", "The bundle holds something that is no letter: {value}.", name[:80])
    if info.flag_bits & 1 or info.compress_type != zipfile.ZIP_STORED:
        raise _bad(path, "files", "A file in the bundle is packed in a way that is not accepted: {value}.", name[:80])
    if info.file_size > LARGEST or info.compress_size != info.file_size:
        raise _bad(
            path, "files", "A file in the bundle is larger than {limit} bytes: {value}.", name[:80], str(LARGEST)
        )


def _parcel(
    file: zipfile.ZipFile, info: zipfile.ZipInfo | None, listed: Listed, contents: Contents
) -> Parcel | Outcome:
    data = b""
    if info is not None:
        try:
            with file.open(info) as stream:
                data = stream.read(LARGEST + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            data = b""  # its checksum does not fit: opened as damaged, so that the sender is told
    elif not listed.id.isalnum():
        reason = "The list names something that is no letter."
        return Outcome(arrival=Arrival.REJECTED, fault=Fault.UNREADABLE, reason=reason)
    return Parcel(id=listed.id[:64], sender=contents.sender, recipient=contents.recipient, data=data)


def _bad(path: Path, field: str, rule: str, value: str | None = None, limit: str | None = None) -> BadBundle:
    advice = "Take nothing from it; ask the sender for a new one."
    return BadBundle(Problem(where=path.name, field=field, value=value, rule=rule, advice=advice, limit=limit))
