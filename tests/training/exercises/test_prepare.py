"""Preparing: the same for the same seed, the truth apart from what trainees get, sealed until the end."""

from pathlib import Path

import msgspec
import pytest

from darvoza.intake import read
from darvoza.training.exercises import (
    Form,
    Kind,
    Prepared,
    SealError,
    exercise,
    new_key,
    prepare,
    ready,
    seal,
    unseal,
)
from darvoza.training.exercises.words import vocabulary

ONE_OF_EACH = {each.kind: each for each in ready() if each.id != "desk-week"}
SEED = 987_654_321_987


@pytest.fixture(scope="module")
def desk() -> Prepared:
    return prepare(exercise("desk-drugs-containers"), SEED, level=2)


@pytest.mark.parametrize("kind", [Kind.TARGETING, Kind.IDENTIFY, Kind.SCREEN, Kind.TRANSIT, Kind.PRICES])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(kind: Kind) -> None:
    once, again, other = (prepare(ONE_OF_EACH[kind], seed) for seed in (5, 5, 6))
    assert once.digest() == again.digest() != other.digest()


@pytest.mark.parametrize("kind", [*ONE_OF_EACH])
def test_materials_hold_neither_seed_nor_truth(kind: Kind) -> None:
    prepared = prepare(ONE_OF_EACH[kind], SEED, level=2)
    told = msgspec.json.encode(prepared.materials).decode()
    assert str(SEED) not in told
    fields = ("right", "harmful", "marks", "settles", "truth", "why", "seed", "scheme")
    assert not any(f'"{name}":' in told for name in fields)
    for day in prepared.days:
        assert day.seed == 0
        assert day.truth.is_empty()
    for coming in prepared.hidden.coming:
        assert coming.text.words.en not in told


def test_messages_are_real_and_say_nothing_of_the_truth(desk: Prepared, tmp_path: Path) -> None:
    files = dict(desk.messages())
    assert not any("truth" in name or "README" in name for name in files)
    assert all(str(SEED).encode() not in data for data in files.values())
    name = next(name for name in files if name.endswith((".edi", ".xml")))
    path = tmp_path / Path(name).name
    path.write_bytes(files[name])
    assert sum(receipt.consignments for intake in read([path]) for receipt in intake.receipts) >= 1


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="levels 1 to 3"):
        prepare(ready()[0], 1, level=4)
    with pytest.raises(ValueError, match="0 or more"):
        prepare(ready()[0], -1)


def test_truth_is_sealed_and_opens_with_its_key_and_session_only(desk: Prepared) -> None:
    pytest.importorskip("cryptography")
    key = new_key()
    sealed = seal(desk.hidden, key, session="monday")
    assert unseal(sealed, key, session="monday") == desk.hidden
    assert all(mark.ref.encode() not in sealed for mark in desk.hidden.truths[0].marks)
    assert str(SEED).encode() not in sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for data, with_key, session in (
        (sealed, new_key(), "monday"),
        (sealed, key, "tuesday"),
        (changed, key, "monday"),
        (sealed[:20], key, "monday"),
        (b"", key, "monday"),
        (sealed, "short", "monday"),
        (sealed, "not a key!", "monday"),
    ):
        with pytest.raises(SealError):
            unseal(data, with_key, session=session)


def test_what_is_sealed_twice_differs_so_that_seals_cannot_be_compared(desk: Prepared) -> None:
    pytest.importorskip("cryptography")
    key = new_key()
    assert seal(desk.hidden, key) != seal(desk.hidden, key)


def test_sources_answer_about_the_planted_and_sensors_err(desk: Prepared) -> None:
    truth = desk.hidden.truths[0]
    planted = {mark.ref for mark in truth.marks}
    alarms = [answer for answer in desk.hidden.answers if answer.source == "scan"]
    assert {answer.about in planted for answer in alarms} == {True, False}
    papers = {answer.about for answer in desk.hidden.answers if answer.source == "weighbridge"}
    assert papers <= planted
    lawful = next(ref for ref in desk.materials.items[0].about if ref not in planted)
    assert desk.hidden.answer("weighbridge", lawful, desk.materials.usual) == desk.materials.usual


def test_errors_of_sensors_grow_with_the_level() -> None:
    found = [prepare(exercise("desk-drugs-containers"), 3, level=level) for level in (1, 3)]
    shares = [sum(not each.tells for each in one.hidden.answers) / len(one.materials.items[0].about) for one in found]
    assert shares[0] < shares[1]


def test_the_engine_sees_the_traffic_as_on_the_screens(desk: Prepared) -> None:
    assessed = desk.assessed()
    assert assessed.overall.height == len(desk.batch) == desk.lodgings.height
    assert desk.assessed() is assessed


def test_goods_lines_have_the_lists_own_truth() -> None:
    prepared = prepare(exercise("identify-chemical-equipment"), 8, level=2)
    groups = {item.group for item in prepared.materials.items}
    assert len(groups) == exercise("identify-chemical-equipment").levels[1].count
    outcomes = {prepared.hidden.truth(f"{group}-controlled").right[0] for group in groups}
    assert "does not meet" in outcomes
    for item in prepared.materials.items:
        right = prepared.hidden.truth(item.id).right
        assert set(right) <= {option.id for option in item.options}


def test_a_profile_is_asked_of_days_that_trainees_do_not_get() -> None:
    prepared = prepare(exercise("profile-undervaluation"), 4)
    past = set(prepared.batch.consignments["reference"].to_list())
    unseen = {ref for day in prepared.unseen for ref in day.batch.consignments["reference"].to_list()}
    assert not past & unseen
    assert {mark.ref for mark in prepared.hidden.truths[0].marks} <= unseen
    assert {row[0] for row in prepared.materials.tables[0].rows} <= past


def test_searches_put_safety_first() -> None:
    prepared = prepare(exercise("search-radiation"), 2, level=3)
    steps = [item for item in prepared.materials.items if item.form is Form.ORDER]
    assert steps
    for item in steps:
        truth = prepared.hidden.truth(item.id)
        assert truth.right[: len(truth.first)] == truth.first
        assert set(truth.right) | set(truth.harmful) <= {option.id for option in item.options}
        assert set(truth.right) <= set(vocabulary()["steps"])
