"""The report says what was stopped, what was released and what could not be read, and asks nothing of any host."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import msgspec
import polars as pl
import pytest
from rich.console import Console

from darvoza.assess import ASSESSMENT_SCHEMA, Resources, assess, assessments, decide
from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement, Mode, Party, Role
from darvoza.intake import Problem, Receipt, Status
from darvoza.language import Language, say
from darvoza.report import ListNote, Shift, page, print_shift, write_outputs

HOSTILE = '<script>alert("x")</script>'


def _receipt(number: int, status: Status, **changes: object) -> Receipt:
    receipt = Receipt(
        id=f"{number:012x}",
        path=f"in/{number}.edi",
        size=10,
        sha256="0" * 64,
        format="cuscar",
        status=status,
        consignments=3,
    )
    return msgspec.structs.replace(receipt, **changes)


PROBLEM = Problem(
    where="byte 12",
    field="UNT",
    value=HOSTILE,
    limit="3",
    rule="{value} is not {limit}.",
    advice="Count again.",
)
RECEIPTS = (
    _receipt(1, Status.ACCEPTED),
    _receipt(2, Status.PARTLY_ACCEPTED, problems=(PROBLEM,)),
    _receipt(3, Status.QUARANTINED, problems=(PROBLEM,), consignments=0),
    _receipt(4, Status.ACCEPTED, consignments=0, note="An acknowledgement."),
)


@pytest.fixture(scope="module")
def shift() -> Shift:
    consignments = [
        Consignment(
            id=f"m-{number}",
            message="m",
            reference=f"CMR {number}",
            lodgement=Lodgement.MANIFEST,
            mode=Mode.ROAD,
            office="TJDU2" if number % 2 else None,
            parties=(Party(role=Role.CONSIGNEE, name=HOSTILE),),
            goods=(GoodsItem(description="acetic anhydride" if number == 5 else "onions", hs_code="070310"),),
        )
        for number in range(40)
    ]
    assessed = assess(ConsignmentBatch.of(consignments), Resources())
    decided = decide(assessed, seed=2, random_share=0.5)
    return Shift(
        assessments=assessments(assessed, decided.selection.rows),
        receipts=RECEIPTS,
        capacity=decided.capacity,
        random_share=0.5,
        seed=2,
        post=None,
        elsewhere=0,
        made=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        lists=(ListNote("Our own list", "2026-11-01", 17),),
    )


def _empty(shift: Shift) -> Shift:
    return Shift(
        assessments=pl.DataFrame(schema=ASSESSMENT_SCHEMA),
        receipts=(),
        capacity=1,
        random_share=0.05,
        seed=1,
        post="TJDU2",
        elsewhere=0,
        made=shift.made,
    )


class _Page(HTMLParser):
    """The tags and attributes of a page, and whether it is well formed."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr", "rect", "line", "circle"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def addresses(self) -> Iterator[str]:
        for _, attributes in self.tags:
            yield from (value or "" for name, value in attributes.items() if name in {"src", "href", "action", "data"})


@pytest.mark.parametrize("language", list(Language))
def test_the_page_is_whole_and_asks_nothing_of_any_host(shift: Shift, language: Language) -> None:
    text = page(shift, language)
    parsed = _Page(text)
    assert parsed.open == []
    assert list(parsed.addresses()) == []
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert not re.search(r"url\(|@import|https?://", text)


def test_what_came_from_a_message_is_escaped(shift: Shift) -> None:
    assert HOSTILE not in page(shift)
    assert "&lt;script&gt;" in page(shift)


def test_stops_stand_in_their_order_with_their_reasons(shift: Shift) -> None:
    text = page(shift)
    places = [text.index(f">{reference}<") for reference in shift.stops["reference"]]
    assert places == sorted(places)
    for signals in shift.stops["signals"]:
        for signal in signals[:1]:
            assert signal["id"] in text


def test_every_message_that_was_not_read_whole_is_named(shift: Shift) -> None:
    text = page(shift)
    assert "in/2.edi" in text
    assert "in/3.edi" in text
    assert "in/4.edi" in text  # sound, but holds nothing
    assert "byte 12" in text


def test_an_empty_shift_says_what_to_do(shift: Shift) -> None:
    text = page(_empty(shift))
    assert _Page(text).open == []
    assert "Nothing to stop" in text
    assert "No watch list was given" in text


def test_the_files_hold_every_assessment(shift: Shift, tmp_path: Path) -> None:
    report = write_outputs(shift, tmp_path / "out")
    assert report.name == "report.html"
    lines = (tmp_path / "out" / "assessments.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == shift.assessments.height
    first = msgspec.json.decode(lines[0])
    assert first["rank"] == 1
    stored = pl.read_parquet(tmp_path / "out" / "assessments.parquet")
    assert stored.schema == ASSESSMENT_SCHEMA
    assert stored["id"].to_list() == [msgspec.json.decode(line)["id"] for line in lines]
    receipts = (tmp_path / "out" / "receipts.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line, type=Receipt) for line in receipts] == list(RECEIPTS)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "assessments.jsonl",
        "assessments.parquet",
        "receipts.jsonl",
        "report.html",
        "selection.json",
    }


def test_the_draw_is_on_record(shift: Shift, tmp_path: Path) -> None:
    write_outputs(shift, tmp_path)
    record = msgspec.json.decode((tmp_path / "selection.json").read_bytes())
    assert record["seed"] == 2
    assert record["capacity"] == shift.capacity
    assert record["random_share"] == 0.5


@pytest.mark.parametrize("language", list(Language))
def test_stops_to_learn_from_are_told_and_counted_as_drawn(shift: Shift, tmp_path: Path, language: Language) -> None:
    first = shift.stops["id"][0]
    learnt = pl.when(pl.col("id") == first).then(pl.lit("exploratory")).otherwise("ground")
    exploring = replace(
        shift, assessments=shift.assessments.with_columns(ground=learnt), random_share=0.05, exploratory_share=0.07
    )
    text = page(exploring, language)
    assert say("to learn", language) in text
    assert re.search(r"12[.,]?0?\s?%", text)
    out = StringIO()
    print_shift(exploring, Console(file=out, width=140), language)
    assert say("to learn", language) in out.getvalue()
    write_outputs(exploring, tmp_path, language)
    record = msgspec.json.decode((tmp_path / "selection.json").read_bytes())
    assert record["exploratory_share"] == 0.07
    assert sum(record["stops"].values()) == shift.stops.height
    assert record["stops"]["exploratory"] == 1


@pytest.mark.parametrize("language", list(Language))
def test_the_terminal_shows_stops_and_trouble(shift: Shift, language: Language) -> None:
    out = StringIO()
    print_shift(shift, Console(file=out, width=140), language)
    text = out.getvalue()
    for reference in shift.stops["reference"]:
        assert reference in text
    assert "in/3.edi" in text


def test_the_terminal_says_when_there_is_nothing(shift: Shift) -> None:
    out = StringIO()
    print_shift(_empty(shift), Console(file=out, width=100))
    assert "Nothing to stop" in out.getvalue()
