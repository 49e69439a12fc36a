"""Unpacking a list that came as a zip or gzip, under limits: what unpacks to more than any list is refused."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

from darvoza.codes.fetching import UpdateRefused

BROKEN: Final = "The list is not whole ({error}). Fetch it again, or carry it here again."
_LARGEST: Final = 256 * 1024 * 1024


def unzip(data: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The members whose name is wanted, by name.

    Raises:
        UpdateRefused: the zip is broken, packed in an unusual way, or unpacks to more than any list.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if wanted(each.filename)]
            if any(each.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for each in members):
                raise UpdateRefused("It is packed in a way that publishers do not use. Pack it as an ordinary zip.")
            if sum(each.file_size for each in members) > _LARGEST:
                raise UpdateRefused(f"It unpacks to more than {_LARGEST} bytes, so it is not the list. Check the file.")
            # A member cannot give more than the size it states: zipfile stops there and checks the sum.
            return {each.filename: archive.read(each) for each in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError, struct.error) as error:
        raise UpdateRefused(BROKEN.format(error=error)) from error


def gunzip(data: bytes) -> bytes:
    """What a gzip holds.

    Raises:
        UpdateRefused: the gzip is broken or cut short, or unpacks to more than any list.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(data, _LARGEST)
    except zlib.error as error:
        raise UpdateRefused(BROKEN.format(error=error)) from error
    if not unpacker.eof:
        raise UpdateRefused(BROKEN.format(error="its end is missing, or it unpacks to more than any list"))
    return text
