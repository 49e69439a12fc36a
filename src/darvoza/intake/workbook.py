"""XLSX workbooks, opened only when what they unpack to is known to be within bounds."""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from darvoza.intake.reading import Limits, Problem, Refused

_MOST_MEMBERS = 2_000
_MOST_CELLS = 10_000_000
_LOCAL_HEADER = struct.Struct("<26xHH")  # lengths of name and extra field, at the end of the thirty bytes
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([^\"'<>]*)")
_KNOWN_PLACE = re.compile(rb"[A-Za-z]{0,3}[0-9]{1,7}")  # the last cell of a sheet is XFD1048576
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_COUNT = re.compile(rb"[cC]ount\s*=\s*[\"']([^\"'<>]*)")
_KNOWN_COUNT = re.compile(rb"[0-9]{0,7}")
_SAMPLE = 4096
_OTHER_KINDS = {"xl/workbook.bin", "content.xml", "mimetype"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows of texts, numbers and dates, the first row being line 1."""

    name: str
    rows: Sequence[Sequence[object]]

    def texts(self, row: int) -> list[str]:
        """The cells of a row as stripped texts."""
        return [str(cell).strip() for cell in self.rows[row]]

    def columns(self, first: int, places: Sequence[int]) -> pl.DataFrame:
        """The cells of these columns from row ``first`` on as texts; empty cells are null."""
        rows = self.rows[first:]
        frame = pl.DataFrame(
            {str(place): pl.Series([row[place] for row in rows], dtype=pl.String, strict=False) for place in places}
        )
        frame = frame.select(pl.all().str.strip_chars().str.replace(r"^(-?\d+)\.0$", "$1"))
        return frame.select(pl.when(pl.all() != "").then(pl.all()))


def looks_like_workbook(head: bytes, name: str) -> bool:
    """Whether these first bytes are a ZIP file's with parts of a workbook in it."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    office = b"[Content_Types].xml" in head or b"_rels/.rels" in head
    return b"xl/" in head or name.lower().endswith((".xlsx", ".xlsm")) or (office and b"word/" not in head)


def open_workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """The sheets of a workbook.

    Raises:
        Refused: it is no workbook, is broken or locked, or would unpack to more than the limits allow.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check(archive.infolist(), data, limits)
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [each.name for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        return [Sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    # NotImplementedError is zipfile's word for a compression it does not know.
    except (BadZipFile, CalamineError, OSError, zlib.error, struct.error, ValueError, NotImplementedError) as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _refused(
            "The workbook cannot be opened: {value}.", what, "Save it again as XLSX, without a password."
        ) from error


def _check(members: list[ZipInfo], data: bytes, limits: Limits) -> None:
    """Unpack every part once, in small pieces that are thrown away, and stop at the first that is too large.

    What a ZIP file says of its sizes is only its word for it.
    """
    names = {each.filename for each in members}
    if "xl/workbook.xml" not in names or names & _OTHER_KINDS:
        raise _refused("The file is a ZIP archive, not a workbook.", None, "Send the workbook itself.")
    if len(members) > _MOST_MEMBERS:
        raise _refused(
            "The workbook has {value} parts, more than {limit}.", len(members), "Send only the sheet.", _MOST_MEMBERS
        )
    left = limits.message_bytes
    for member in members:
        part = _unpack(member, data, left)
        left -= len(part)
        for count in {count.strip() for count in _COUNT.findall(part)}:  # memory is set aside for what these say
            if not _KNOWN_COUNT.fullmatch(count):
                raise _unlike_a_workbook(member.filename)
        if b"sheetData" in part or b"\0" in part[:_SAMPLE]:
            _check_area(part, member.filename)


def _unpack(member: ZipInfo, data: bytes, most: int) -> bytes:
    """The part's bytes, never more than ``most``."""
    name, extra = _LOCAL_HEADER.unpack_from(data, member.header_offset)
    start = member.header_offset + _LOCAL_HEADER.size + name + extra
    packed = data[start : start + member.compress_size]
    if member.compress_type == ZIP_STORED:
        part, ended = packed, True
    elif member.compress_type == ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        part = stream.decompress(packed, most + 1)
        ended = stream.eof
    else:
        raise _refused("The part {value} is packed in an unusual way.", member.filename, "Save the workbook again.")
    if len(part) > most:
        rule = "The workbook unpacks to more than {limit} bytes."
        raise _refused(rule, None, "Send it in parts, or raise the limit if the sender is trusted.", most)
    if not ended:
        raise _refused("The part {value} is cut off.", member.filename, "Send the workbook again.")
    return part


def _check_area(sheet: bytes, name: str) -> None:
    """A sheet is held as a full rectangle of cells: two cells far apart would fill the memory."""
    places = {place.strip() for place in _PLACE.findall(sheet)}
    if b"\0" in sheet or not all(_KNOWN_PLACE.fullmatch(place) for place in places):
        # In an encoding that cannot be checked here, or at a place that no sheet has.
        raise _unlike_a_workbook(name)
    rows = {place.lstrip(_ALPHABET) for place in places}
    columns = {place.rstrip(b"0123456789") for place in places}
    last_row = max((sheet.count(b"<row"), sheet.count(b":row"), *map(int, rows)))
    last_column = max((1, *map(_column_number, columns)))
    cells = sheet.count(b"<c") + sheet.count(b":c ")
    if max(cells, last_row * last_column) > _MOST_CELLS:
        rule = "The sheet {value} reaches over more than {limit} cells."
        raise _refused(rule, name, "Delete the empty rows and columns at its end.", _MOST_CELLS)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _unlike_a_workbook(part: str) -> Refused:
    return _refused("The part {value} is not written as workbooks are.", part, "Save the workbook again.")


def _refused(rule: str, value: object, advice: str, limit: object = None) -> Refused:
    return Refused(
        Problem(
            where="whole message",
            field="workbook",
            value=None if value is None else str(value),
            rule=rule,
            advice=advice,
            limit=None if limit is None else str(limit),
        )
    )
