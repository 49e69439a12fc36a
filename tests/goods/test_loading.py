"""Entries that break the form are refused with file, entry, key, value and rule; dates decide which lists count."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from darvoza.goods import ControlEntryError, ControlList, Outcome, compile_entries, identify_text, load_entries
from darvoza.prepared import keep_in

_VOCABULARY: dict[str, Any] = {
    "parameters": {
        "length": {
            "dimension": "length",
            "title": {"en": "length"},
            "labels": {"en": ["length"]},
            "question": {"en": "How long is it?"},
            "alone": True,
        },
    },
    "features": {
        "red": {
            "title": {"en": "red"},
            "question": {"en": "Is it red?"},
            "present": {"en": ["red"]},
            "absent": {"en": ["blue"]},
        },
    },
    "groups": {"toys": {"en": ["toy*"]}},
}
_ENTRY: dict[str, Any] = {
    "id": "rod",
    "title": {"en": "Rods"},
    "lists": [{"list": "L", "code": "1", "regime": "WA", "source": "a public list"}],
    "subject": {"en": ["rod*"]},
    "test": {"all": ["length > 2 m", "red"]},
}


def _compile(*changes: dict[str, Any], on: date = date(2025, 1, 1)) -> ControlList:
    entries = [{**_ENTRY, **change} for change in changes or ({},)]
    return compile_entries([("rods.yaml", entries)], [("words.yaml", _VOCABULARY)], on)


@pytest.mark.parametrize(
    ("change", "key", "rule"),
    [
        ({"id": "Rod 1"}, "id", "lower-case"),
        ({"title": {"ru": "Стержни"}}, "title", "English"),
        ({"lists": []}, "lists", "at least one"),
        ({"hs": [{"code": "73041"}]}, "hs[0].code", "digits"),
        ({"cas": ["111-48-9"]}, "cas[0]", "check digit"),
        ({"un_numbers": ["17"]}, "un_numbers[0]", "four digits"),
        ({"subject": {}}, "subject", "found by"),
        ({"subject": {"en": ["*rod"]}}, "subject.en", "star"),
        ({"subject": {"en": ["rod ..."]}}, "subject.en", "word at each end"),
        ({"test": "length > 2 kg"}, "test", "compares"),
        ({"test": {"all": ["green"]}}, "test.all[0]", "no feature"),
        ({"derive": {"area": "length*width"}}, "derive.area", "width"),
        ({"derive": {"length": "2 m"}}, "derive.length", "name of a parameter"),
        ({"near_miss": {"length": "close"}}, "near_miss.length", "share"),
        ({"questions": {"width": {"en": "?"}}}, "questions.width", "vocabulary"),
        ({"not_groups": ["cars"]}, "not_groups", "no group"),
        (
            {"bounds": [{"parameter": "length", "low": "1 kg", "high": "2 kg", "because": {"en": "x"}}]},
            "bounds[0]",
            "unit",
        ),
        ({"colour": "red"}, "", "unknown field"),
        ({"hs": [{"code": "7304", "strength": "strong"}]}, "hs[0].strength", "Invalid enum"),
    ],
)
def test_a_broken_entry_is_named_with_what_it_breaks(change: dict[str, Any], key: str, rule: str) -> None:
    with pytest.raises(ControlEntryError) as refused:
        _compile(change)
    [problem] = refused.value.problems
    assert (problem.file, problem.key) == ("rods.yaml", key)
    assert rule in problem.rule
    assert str(problem).startswith(f"rods.yaml: entry {change.get('id', 'rod')}: ")


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ControlEntryError) as refused:
        _compile({"hs": [{"code": "1"}], "cas": ["1-1-1"]}, {"id": "rod"})
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    "content", [None, 5, ["rod"], {"members": 5}, {"family": {"lists": [{}]}, "members": [{"codes": {}}]}]
)
def test_a_file_of_another_form_is_refused(content: object) -> None:
    with pytest.raises(ControlEntryError, match=r"odd\.yaml"):
        compile_entries([("odd.yaml", content)], [("words.yaml", _VOCABULARY)], date(2025, 1, 1))


def test_a_broken_vocabulary_is_refused() -> None:
    parameter = {**_VOCABULARY["parameters"]["length"], "dimension": "colour"}
    with pytest.raises(ControlEntryError, match="no dimension"):
        compile_entries([], [("words.yaml", {"parameters": {"length": parameter}})], date(2025, 1, 1))


def test_a_list_counts_only_while_it_is_in_force_and_may_have_its_own_threshold() -> None:
    lists = [
        {
            "list": "Old",
            "code": "1",
            "regime": "WA",
            "valid": [None, date(2023, 12, 31)],
            "source": "old",
            "test": "length > 1 m",
        },
        {"list": "New", "code": "1", "regime": "WA", "valid": [date(2024, 1, 1), None], "source": "new"},
    ]
    text = "red rod, length 1.5 m"
    [before] = identify_text(text, entries=_compile({"lists": lists}, on=date(2023, 6, 1)))
    [after] = identify_text(text, entries=_compile({"lists": lists}, on=date(2024, 6, 1)))
    assert (before.list, before.outcome) == ("Old", Outcome.MEETS)
    assert (after.list, after.outcome) == ("New", Outcome.DOES_NOT_MEET)
    assert len(_compile({"lists": lists[:1]}, on=date(2024, 6, 1))) == 0


def test_lists_with_different_thresholds_are_determined_apart() -> None:
    lists = [
        {"list": "Strict", "code": "1", "regime": "WA", "source": "strict", "test": "length > 1 m"},
        {"list": "Mild", "code": "2", "regime": "WA", "source": "mild"},
    ]
    found = identify_text("red rod, length 1.5 m", entries=_compile({"lists": lists}))
    assert {one.list: one.outcome for one in found} == {"Strict": Outcome.MEETS, "Mild": Outcome.DOES_NOT_MEET}


def test_members_of_a_family_share_what_they_do_not_say() -> None:
    family = {
        "family": {key: value for key, value in _ENTRY.items() if key not in {"id", "title", "subject"}},
        "members": [
            {"id": "rod-a", "title": {"en": "A"}, "subject": {"en": ["alpha"]}, "codes": {"L": "1.a"}},
            {"id": "rod-b", "title": {"en": "B"}, "subject": {"en": ["beta"]}},
        ],
    }
    control = compile_entries([("family.yaml", family)], [("words.yaml", _VOCABULARY)], date(2025, 1, 1))
    assert [entry.spec.lists[0].code for entry in control.entries] == ["1.a", "1"]
    [found] = identify_text("red beta rod of 3 m", entries=control)
    assert (found.entry, found.outcome) == ("rod-b", Outcome.MEETS)


def test_goods_under_an_hs_code_come_strongest_link_first() -> None:
    control = _compile(
        {"id": "a", "hs": [{"code": "73", "strength": "basket"}]},
        {"id": "b", "hs": [{"code": "7304", "strength": "core"}]},
        {"id": "c", "hs": [{"code": "84", "strength": "core"}]},
    )
    assert [(entry.id, strength.value) for entry, strength in control.under_hs("730411")] == [
        ("b", "core"),
        ("a", "basket"),
    ]


def test_entries_that_were_read_before_are_the_same(tmp_path: Path) -> None:
    day = date(2026, 11, 22)
    keep_in(tmp_path)
    try:
        first, again = (load_entries.__wrapped__(day) for _ in range(2))
    finally:
        keep_in(None)
    (kept,) = tmp_path.iterdir()
    assert kept.name.startswith("control-entries-")
    assert again.entries == first.entries
    assert again.anchors().strings == first.anchors().strings
    assert again.owners == first.owners
    for said in (
        "Aluminium alloy 7075-T6 round bar, OD 120 mm, UTS 540 MPa",
        "2-chloroethanol",
        "Hastelloy valves DN 15",
    ):
        assert identify_text(said, entries=again) == identify_text(said, entries=first)
