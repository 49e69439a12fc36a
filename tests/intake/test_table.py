"""Tables of national systems become consignments, and each cell that cannot be read is told at its line."""

import codecs
import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import ConsignmentBatch, locate
from darvoza.intake import Context, Limits, Message, Receipt, Status, read_message
from darvoza.intake.mapping import parse_mapping

GOLDEN = Path(__file__).parents[1] / "golden" / "tables"
HEADER = "reference,description,hs_code,gross_mass_kg,packages,arrival,mode,consignee_name\n"


def taken_in(
    data: bytes | str, context: Context | None = None, name: str = "table.csv"
) -> tuple[Receipt, ConsignmentBatch]:
    message = Message.of(name, data if isinstance(data, bytes) else data.encode())
    receipt, content = read_message(message, context)
    batch = content.consignments
    return receipt, batch if isinstance(batch, ConsignmentBatch) else ConsignmentBatch.of(batch)


def told(receipt: Receipt) -> list[tuple[str, str | None]]:
    return [(problem.where, problem.value) for problem in receipt.problems]


class TestPlainTable:
    def test_rows_of_one_reference_are_goods_items_of_one_consignment(self) -> None:
        data = (GOLDEN / "plain.csv").read_bytes()
        receipt, batch = taken_in(data)

        assert (receipt.status, receipt.format, receipt.version) == (Status.ACCEPTED, "table", "darvoza-table")
        first, second = batch.objects()
        assert first.id == f"{receipt.id}-0"
        assert (first.reference, first.mode, first.flow, first.office) == ("CMR-1", "road", "import", "TJ001")
        assert first.arrival == datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 - times are kept as filed
        assert first.goods[0].description == 'Pump "Nasos",\ncentrifugal'
        assert first.goods[0].hs_code == "8413702100"
        assert first.goods[1].un_numbers == ("2078",)
        assert first.goods[1].cas_numbers == ("584-84-9",)
        assert [party.role for party in first.parties] == ["consignor", "consignee"]
        assert first.parties[1].identifiers == ("TIN:301234567",)
        assert [(each.id, each.seals) for each in first.equipment] == [
            ("MSKU1234565", ("S1",)),
            ("TGHU7654321", ("S2",)),
        ]
        assert [(place.role, place.code) for place in first.places] == [("loading", "CNSHA"), ("unloading", "TJDYU")]
        assert second.parties[1].name == "ҶДММ «Пахта»"
        assert second.goods[0].value is None

    def test_each_consignment_keeps_the_bytes_of_its_rows(self) -> None:
        data = (GOLDEN / "plain.csv").read_bytes()
        _, batch = taken_in(data)

        spans = [locate(each, "goods", "hs_code") for each in batch.consignments["provenance"]]
        rows = [data[span.offset : span.offset + span.length].decode() for span in spans if span]
        assert rows[0].startswith("CMR-1,road")
        assert rows[0].endswith("584-84-9")
        assert rows[1].startswith("CMR-2,rail")

    def test_provenance_can_be_left_out(self) -> None:
        _, batch = taken_in((GOLDEN / "plain.csv").read_bytes(), Context(provenance=False))

        assert batch.consignments["provenance"].to_list() == [b"", b""]

    @pytest.mark.parametrize(
        "encode",
        [
            lambda text: codecs.BOM_UTF8 + text.encode(),
            lambda text: text.encode("utf-16"),
            lambda text: text.encode("utf-16-le"),
            lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
            lambda text: text.replace("\n", "\r\n").encode(),
            lambda text: text.replace(",", "\t").encode(),
            lambda text: text.replace(",", ";").encode("cp1251"),
            lambda text: text.replace("\n", "\r").encode(),
            lambda text: ("Отчёт за март\n\n" + text + "\n\n").encode(),
        ],
        ids=["utf8-bom", "utf16", "utf16-le", "utf16-be", "crlf", "tabs", "cp1251", "cr", "title-lines"],
    )
    def test_encodings_separators_and_line_ends_make_no_difference(self, encode: Callable[[str], bytes]) -> None:
        text = "reference,description,packages\nA1,Насос,3\nA2,Тошкент 😀 пахта,4\n".replace("😀", "")
        data = encode(text)
        receipt, batch = taken_in(data)

        assert receipt.status is Status.ACCEPTED
        assert batch.goods["description"].to_list() == ["Насос", "Тошкент  пахта"]
        span = locate(batch.consignments["provenance"][1], "goods", "packages")
        assert span
        charset = receipt.charset or ""
        assert data[span.offset : span.offset + span.length].decode(charset).strip("\r")[:2] == "A2"

    def test_quotes_inside_a_cell_are_letters(self) -> None:
        lines = ['A1,"Pump, steel",1', 'A2,5" pipe,2', 'A3,OOO "Vega",3', 'A4,"say ""no""",4', 'A5,"two\nlines",5']
        _, batch = taken_in("reference,description,packages\n" + "\n".join(lines))

        assert batch.goods["description"].to_list() == [
            "Pump, steel",
            '5" pipe',
            'OOO "Vega"',
            'say "no"',
            "two\nlines",
        ]
        assert batch.goods["packages"].to_list() == [1, 2, 3, 4, 5]

    def test_a_quote_that_is_never_closed_swallows_nothing(self) -> None:
        receipt, batch = taken_in('reference,description,packages\nA1,5" pipe,1\nA2,"valve,2\nA3,tap,3\n')

        assert receipt.status is Status.ACCEPTED
        assert batch.goods["description"].to_list() == ['5" pipe', '"valve', "tap"]
        _, alone = taken_in('reference,description,packages\nA1,5" pipe,1\n')
        assert alone.goods["description"].to_list() == ['5" pipe']


class TestRussianTable:
    def test_decimal_commas_dates_wagons_and_codes_of_the_region(self) -> None:
        receipt, batch = taken_in((GOLDEN / "rail-ru.csv").read_bytes())

        assert (receipt.version, receipt.charset) == ("darvoza-table-ru", "cp1251")
        first, second = batch.objects()
        assert (first.mode, first.flow, first.office) == ("rail", "import", "26001")
        assert first.arrival == datetime(2026, 3, 31)  # noqa: DTZ001 - times are kept as filed
        assert [(each.kind, each.id, each.seals) for each in first.equipment] == [
            ("wagon", "52345678", ("П1",)),
            ("wagon", "52345686", ("П2",)),
        ]
        assert first.goods[0].packages == 1200
        assert first.goods[0].gross_mass_kg == 64800.5
        assert first.parties[0].name == 'ООО "Химпром"'
        assert (second.mode, second.flow) == ("rail", "export")

    def test_a_point_that_may_part_thousands_is_not_guessed_at(self) -> None:
        receipt, batch = taken_in((GOLDEN / "rail-ru.csv").read_bytes())

        assert receipt.status is Status.PARTLY_ACCEPTED
        assert told(receipt) == [("line 4, column Вес брутто (кг)", "1.250")]
        assert batch.goods["gross_mass_kg"][2] is None


class TestWhatIsWrong:
    def test_cells_that_mean_nothing_are_left_out_and_told_at_line_and_column(self) -> None:
        rows = "A1,Pump,8413.70,heavy,3,2026-03-31,road,X\nA2,Pump,none,12,3.5,31/03/2026,cart,X\n"
        receipt, batch = taken_in(HEADER + rows)

        assert receipt.status is Status.PARTLY_ACCEPTED
        assert told(receipt) == [
            ("line 2, column gross_mass_kg", "heavy"),
            ("line 3, column mode", "cart"),
            ("line 3, column arrival", "31/03/2026"),
            ("line 3, column hs_code", "none"),
            ("line 3, column packages", "3.5"),
        ]
        assert receipt.problems[0].offset == len(HEADER)
        assert batch.goods["description"].to_list() == ["Pump", "Pump"]

    def test_many_alike_are_counted(self) -> None:
        receipt, _ = taken_in(HEADER + "A1,Pump,841370,heavy,,,,\n" * 100)

        assert len(receipt.problems) == 21
        assert receipt.problems[-1].value == "80"

    def test_a_row_without_reference_stands_alone_under_its_line(self) -> None:
        receipt, batch = taken_in(HEADER + "A1,Pump,,,,,,\n,Valve,,,,,,\n,Gate,,,,,,\n")

        assert batch.consignments["reference"].to_list() == ["A1", "line 3", "line 4"]
        assert [problem.where for problem in receipt.problems] == [
            "line 3, column reference",
            "line 4, column reference",
        ]

    def test_ragged_rows_are_told_and_kept(self) -> None:
        receipt, batch = taken_in("reference,description,packages\nA1,Pump,1,2,3\nA2,Valve\nA3,Gate,3,,,\n")

        assert told(receipt) == [("line 2", "5"), ("line 3", "2")]
        assert batch.goods["description"].to_list() == ["Pump", "Valve", "Gate"]

    def test_rows_of_a_consignment_that_disagree_are_told(self) -> None:
        rows = "A1,Pump,,,,,road,X\nA1,Valve,,,,,rail,Y\nA1,Gate,,,,,,\n"
        receipt, batch = taken_in(HEADER + rows)

        assert told(receipt) == [("line 3, column mode", "rail")]
        assert batch.consignments["mode"].to_list() == ["road"]
        assert batch.parties["name"].to_list() == ["X", "Y"]
        assert batch.goods["position"].to_list() == [0, 1, 2]

    def test_rows_of_a_consignment_need_not_stand_together(self) -> None:
        _, batch = taken_in(HEADER + "A1,Pump,,,,,,\nB1,Valve,,,,,,\nA1,Gate,,,,,,\n")

        assert batch.consignments["reference"].to_list() == ["A1", "B1"]
        assert batch.goods.select("row", "position", "description").rows() == [
            (0, 0, "Pump"),
            (0, 1, "Gate"),
            (1, 0, "Valve"),
        ]

    def test_an_unknown_header_names_the_nearest_mapping_and_what_it_lacks(self) -> None:
        receipt, _ = taken_in("Declaration ID,Date,Office ID,Goods\n1,2,3,4\n")

        assert receipt.status is Status.QUARANTINED
        (problem,) = receipt.problems
        assert problem.value == "kcs-declarations"
        assert problem.limit == "Process Type, Import Type, HS6 Code, Net Mass, Item Price"

    def test_a_header_without_rows_is_sound(self) -> None:
        receipt, batch = taken_in(HEADER)

        assert (receipt.status, len(batch)) == (Status.ACCEPTED, 0)
        assert receipt.note == "The table has a header and no rows."

    def test_limits_cut_and_say_so(self) -> None:
        rows = "A1,Pump pump,,,,,,\nA1,Valve,,,,,,\nA1,Gate,,,,,,\nB1,Tap,,,,,,\nC1,Cap,,,,,,\n"
        limits = Limits(consignments=2, goods_per_consignment=2, text_characters=5)
        receipt, batch = taken_in(HEADER + rows, Context(limits=limits))

        assert len(batch) == 2
        assert batch.goods["description"].to_list() == ["Pump ", "Valve", "Tap"]
        assert [problem.where.split(",")[0] for problem in receipt.problems] == ["line 2", "line 4", "line 6"]

    def test_seals_of_nothing_are_told(self) -> None:
        receipt, batch = taken_in("reference,description,container,seals\nA1,Pump,,S9\n")

        assert told(receipt) == [("line 2, column seals", "S9")]
        assert batch.equipment.is_empty()


class TestOwnMapping:
    MAPPING = parse_mapping(
        b"""
name: ledger
title: A ledger in tonnes
recognise: [Year, No, Goods]
reference: [Year, No]
decimal: ","
constants: {consignments.mode: rail, goods.currency: TJS}
fields:
  goods.description: Goods
  goods.net_mass_kg: {column: Tonnes, factor: 1000}
  goods.value: Value
  "parties[consignee].identifiers":
    - {column: INN, prefix: "TIN:"}
    - {column: EORI, prefix: "EORI:"}
  "places[transit].country": {column: Via, split: "-"}
"""
    )

    def test_it_is_tried_before_those_shipped(self) -> None:
        text = "Year;No;Goods;Tonnes;Value;INN;EORI;Via\n2026;1;Cement;1,5;10;77;GB1;KZ-RU\n2026;2;Lime;;;;;\n"
        receipt, batch = taken_in(text, Context(mappings=(self.MAPPING,)))

        assert receipt.version == "ledger"
        first, _ = batch.objects()
        assert (first.reference, first.mode) == ("2026/1", "rail")
        assert (first.goods[0].net_mass_kg, first.goods[0].currency) == (1500, "TJS")
        assert first.parties[0].identifiers == ("TIN:77", "EORI:GB1")
        assert [place.country for place in first.places] == ["KZ", "RU"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mutated_table_always_gives_a_status(data: st.DataObject) -> None:
    whole = (GOLDEN / data.draw(st.sampled_from(["plain.csv", "rail-ru.csv"]))).read_bytes()
    mutated = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 8))):
        if mutated:
            place = data.draw(st.integers(0, len(mutated) - 1))
            mutated[place : place + 1] = data.draw(
                st.sampled_from([b'"', b"\n", b",", b";", b"\0", b"\x1f", b"\xff", b""])
            )
    receipt, _ = taken_in(bytes(mutated))

    assert receipt.status in set(Status)
    assert receipt.status is Status.ACCEPTED or receipt.problems


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")) | st.sampled_from(' ,;"\n'),
    max_size=12,
).map(str.strip)
rows = st.tuples(
    st.sampled_from(["A", "B", "C"]),
    cells,
    st.sampled_from(["", "841370", "0101210000"]),
    st.none() | st.floats(0, 1e9),
    st.none() | st.integers(0, 10**9),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, min_size=1, max_size=12))
def test_what_is_written_as_our_plain_table_reads_back_the_same(
    table: list[tuple[str, str, str, float | None, int | None]],
) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["reference", "description", "hs_code", "gross_mass_kg", "packages"])
    writer.writerows([["" if cell is None else cell for cell in row] for row in table])
    receipt, batch = taken_in(text.getvalue())

    expected: dict[str, list[tuple[object, ...]]] = {}
    for reference, *goods in table:
        kept = tuple(cell if cell != "" else None for cell in goods)
        expected.setdefault(reference, []).extend([kept] if any(cell is not None for cell in kept) else [])
    assert receipt.status is Status.ACCEPTED
    found = batch.goods.join(batch.consignments.with_row_index("row").select("row", "reference"), on="row")
    for reference, goods in expected.items():
        of_it = found.filter(pl.col("reference") == reference).sort("position")
        assert of_it.select("description", "hs_code", "gross_mass_kg", "packages").rows() == goods


def test_public_declarations_of_korea_are_read_whole(shared: Path) -> None:
    receipt, batch = taken_in((shared / "data" / "declarations" / "kcs_valid.csv").read_bytes())

    assert (receipt.status, receipt.version, len(batch)) == (Status.ACCEPTED, "kcs-declarations", 8134)
    assert batch.goods["value"].null_count() == 0
    assert set(batch.consignments["flow"].unique()) == {"import"}
