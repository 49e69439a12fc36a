"""Workbooks are read like tables, and those made to harm are refused before they are opened."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import ConsignmentBatch
from darvoza.intake import Context, Limits, Message, Receipt, Status, read_message

TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="xl/workbook.xml"/>
</Relationships>"""
BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Март" sheetId="1" r:id="s1"/></sheets></workbook>"""
BOOK_RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
 Target="worksheets/sheet1.xml"/>
</Relationships>"""


def sheet_of(rows: list[list[str | float | None]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for place, cell in enumerate(row):
            at = f"{chr(65 + place)}{number}"
            if isinstance(cell, str):
                cells.append(f'<c r="{at}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
            elif cell is not None:
                cells.append(f'<c r="{at}"><v>{cell}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(sheet: str, **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", BOOK_RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more.items():
            archive.writestr(f"xl/{name}", content)
    return file.getvalue()


def taken_in(data: bytes, context: Context | None = None) -> tuple[Receipt, ConsignmentBatch]:
    receipt, content = read_message(Message.of("march.xlsx", data), context)
    batch = content.consignments
    return receipt, batch if isinstance(batch, ConsignmentBatch) else ConsignmentBatch.of(batch)


PLAIN = sheet_of(
    [
        ["Ведомость за март"],
        ["Номер партии", "Описание товара", "Код ТН ВЭД", "Вес брутто (кг)", "Количество мест", "Дата прибытия"],
        ["А-1", "Насос", 841370, 12.5, 3, "31.03.2026"],
        [None, None, None, None, None, None],
        [778, "Клапан", "8481.80", "1,5", "много", None],
    ]
)


def test_a_workbook_is_read_with_its_numbers_as_they_are() -> None:
    receipt, batch = taken_in(workbook(PLAIN))

    assert (receipt.format, receipt.version, receipt.status) == ("table", "darvoza-table-ru", Status.PARTLY_ACCEPTED)
    assert batch.consignments["reference"].to_list() == ["А-1", "778"]
    assert batch.goods["hs_code"].to_list() == ["841370", "848180"]
    assert batch.goods["gross_mass_kg"].to_list() == [12.5, 1.5]
    assert batch.consignments["provenance"].to_list() == [b"", b""]


def test_a_bad_cell_is_told_by_sheet_line_and_column() -> None:
    receipt, _ = taken_in(workbook(PLAIN))

    assert [(each.where, each.value, each.offset) for each in receipt.problems] == [
        ("sheet Март, line 5, column Количество мест", "много", None)
    ]


def test_a_sheet_that_no_mapping_fits_is_refused_with_the_nearest() -> None:
    receipt, _ = taken_in(workbook(sheet_of([["reference", "goods"], ["1", "x"]])))

    assert receipt.status is Status.QUARANTINED
    assert receipt.problems[0].value == "darvoza-table"
    assert receipt.problems[0].limit == "description"


def test_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = workbook(PLAIN, **{"media.xml": b"\0" * 50_000_000})
    receipt, _ = taken_in(bomb, Context(limits=Limits(message_bytes=10_000_000)))

    assert len(bomb) < 100_000
    assert receipt.status is Status.QUARANTINED
    assert receipt.problems[0].rule == "The workbook unpacks to more than {limit} bytes."


def test_a_bomb_that_lies_about_its_size_is_stopped_too() -> None:
    honest = workbook(PLAIN, **{"media.xml": b"\0" * 50_000_000})
    lying = honest.replace((50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    receipt, _ = taken_in(lying, Context(limits=Limits(message_bytes=10_000_000)))

    assert lying != honest
    assert receipt.status is Status.QUARANTINED


@pytest.mark.parametrize("far", ["XFD1048576", "ZZ1000000", "A999999999999999999999"])
def test_two_cells_far_apart_do_not_fill_the_memory(far: str) -> None:
    row = "".join(filter(str.isdigit, far))
    wide = PLAIN.replace("</sheetData>", f'<row r="{row}"><c r="{far}"><v>1</v></c></row></sheetData>')
    receipt, _ = taken_in(workbook(wide))

    assert receipt.status is Status.QUARANTINED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
        ('<row r="5">', "<row\nr = '1048576'>"),
        ('<c r="A5">', '<c r="XFD1048576">'),
    ],
)
def test_a_sheet_that_claims_to_be_vast_costs_nothing(old: str, new: str) -> None:
    assert old in PLAIN
    receipt, _ = taken_in(workbook(PLAIN.replace(old, new)))

    assert receipt.status in set(Status)


@pytest.mark.parametrize("count", ["99999999999", "&#57;9999999999"])
def test_a_part_that_asks_for_vast_memory_is_refused(count: str) -> None:
    strings = f'<sst uniqueCount="{count}"><si><t>x</t></si></sst>'
    receipt, _ = taken_in(workbook(PLAIN, **{"sharedStrings.xml": strings.encode()}))

    assert receipt.status is Status.QUARANTINED
    assert receipt.problems[0].value == "xl/sharedStrings.xml"


def test_a_workbook_in_another_container_is_refused() -> None:
    receipt, _ = taken_in(workbook(PLAIN, **{"workbook.bin": b"x"}))

    assert receipt.status is Status.QUARANTINED


def test_entities_in_a_sheet_are_not_expanded() -> None:
    laughs = PLAIN.replace("?><", '?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><', 1).replace(
        "Насос", "&b;"
    )
    receipt, batch = taken_in(workbook(laughs))

    assert receipt.status in set(Status)
    assert "haha" not in str(batch.goods["description"].to_list())


def test_other_archives_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "hello")
    receipt, _ = taken_in(file.getvalue())

    assert receipt.status is Status.QUARANTINED
    assert receipt.problems[0].rule == "The file is a ZIP archive, not a workbook."


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_mutated_workbook_always_gives_a_status(data: st.DataObject) -> None:
    mutated = bytearray(workbook(PLAIN))
    if data.draw(st.booleans()):
        del mutated[data.draw(st.integers(4, len(mutated))) :]
    for _ in range(data.draw(st.integers(0, 6))):
        mutated[data.draw(st.integers(4, max(4, len(mutated) - 1))) % len(mutated)] = data.draw(st.integers(0, 255))
    receipt, _ = taken_in(bytes(mutated))

    assert receipt.status in set(Status)
