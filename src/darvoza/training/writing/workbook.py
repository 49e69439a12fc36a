"""A workbook (XLSX, ECMA-376) of one sheet of text, small and the same to the byte each time."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

_TIME: Final = (2000, 1, 1, 0, 0, 0)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="List1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def workbook(rows: Iterable[Sequence[str | None]]) -> bytes:
    """The rows as a workbook; every cell is text, None an absent cell.

    >>> workbook([["Товар"], ["Мука"]])[:2]
    b'PK'
    """
    lines = [
        f'<row r="{number}">{"".join(_cell(number, place, text) for place, text in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    ]
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (*_PARTS.items(), ("xl/worksheets/sheet1.xml", sheet)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _HEAD + text)
    return out.getvalue()


def _cell(row: int, place: int, text: str | None) -> str:
    if text is None:
        return ""
    return f'<c r="{_column(place)}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _column(place: int) -> str:
    """A column's letters: A to Z, then AA.

    >>> _column(0), _column(25), _column(26), _column(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
