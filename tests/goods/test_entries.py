"""Every control entry keeps the promises of its own tests, and says where it comes from."""

import pytest

from darvoza.goods import ControlList, Determination, Outcome, identify_text, load_entries


def _examples() -> list[tuple[str, int]]:
    return [(entry.id, number) for entry in load_entries().entries for number in range(len(entry.spec.tests))]


@pytest.mark.parametrize(("entry", "number"), _examples())
def test_an_entry_decides_its_examples_as_its_author_says(control: ControlList, entry: str, number: int) -> None:
    example = control[entry].spec.tests[number]
    found = [one for one in identify_text(example.text, example.hs, entries=control) if one.entry == entry]
    outcome = found[0].outcome if found else None
    assert outcome == example.expect, _shown(found)
    if found:
        assert set(example.asks) <= set(found[0].asks), _shown(found)
        assert set(example.near_miss) <= set(found[0].near_miss), _shown(found)


def _shown(found: list[Determination]) -> str:
    return "; ".join(f"{fact.name}: {fact.value}" for one in found for fact in one.evidence)


def test_every_entry_cites_a_source_for_each_list(control: ControlList) -> None:
    for entry in control.entries:
        assert all(len(listing.source) > 10 for listing in entry.spec.lists), entry.id


def test_every_entry_speaks_russian(control: ControlList) -> None:
    for entry in control.entries:
        assert "ru" in entry.spec.title, entry.id


def test_every_undetermined_outcome_asks_something(control: ControlList) -> None:
    for entry in control.entries:
        for example in entry.spec.tests:
            for one in identify_text(example.text, entries=control):
                assert bool(one.questions) == (one.outcome is Outcome.UNDETERMINED), (example.text, one.code)
