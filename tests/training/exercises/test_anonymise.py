"""A closed case as an exercise: nothing that could tell whose it was remains, and what ties it together still does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from darvoza.consignment import (
    COLUMNS,
    Consignment,
    ConsignmentBatch,
    Document,
    EquipmentKind,
    GoodsItem,
    Lodgement,
    Party,
    Place,
    PlaceRole,
    Role,
    TransportEquipment,
)
from darvoza.signals import Typology
from darvoza.training import generate
from darvoza.training.exercises import Words, anonymise, exercise, from_case, prepare
from darvoza.training.scoring import expert, scored

MARK = "Zqvjx"
"""No invented name holds it: what holds it is real."""

secrets = st.from_regex(r"[A-Za-z]{2,9}[0-9]{0,4}", fullmatch=True).map(lambda text: MARK + text)
numbers = st.from_regex(r"[A-Z]{2}[0-9]{6,9}", fullmatch=True)


@st.composite
def cases(draw: st.DrawFn) -> list[Consignment]:
    names = draw(st.lists(secrets, min_size=1, max_size=3))
    found = []
    for place in range(draw(st.integers(1, 4))):
        name, number = draw(st.sampled_from(names)), draw(numbers)
        party = Party(
            role=draw(st.sampled_from(Role)),
            name=f"{name} Ltd",
            identifiers=(f"TIN:{draw(numbers)}",),
            address=f"{MARK}street {place}",
            city=f"{MARK}city",
            postcode=draw(numbers),
            country=draw(st.sampled_from(["TJ", "UZ", "XX", None])),
            phone="+992900123456",
            email=f"{name}@{MARK}.tj",
        )
        found.append(
            Consignment(
                id=f"real-{place}",
                message="real",
                reference=number,
                lodgement=Lodgement.DECLARATION,
                office=f"{MARK}office",
                means_id=draw(numbers),
                journey=draw(numbers),
                ucr=draw(numbers),
                remarks=f"see {name}",
                lodged=datetime(2025, 3, 4, 5, 6),  # noqa: DTZ001 - as filed, without zone
                gross_mass_kg=draw(st.floats(100, 9_999)),
                parties=(party,),
                goods=(GoodsItem(description=f"Pipes for {name}, call +992 900 123456", marks=name, value=12_345.67),),
                equipment=(TransportEquipment(kind=EquipmentKind.CONTAINER, id="MSCU1234566", seals=(draw(numbers),)),),
                places=(Place(role=PlaceRole.LOADING, name=f"{MARK}town", code="ZZQQQ", country="TJ"),),
                documents=(Document(type="380", number=draw(numbers), issuer=name),),
            )
        )
    return found


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(cases(), st.integers(0, 2**40))
def test_nothing_identifying_remains(case: list[Consignment], secret: int) -> None:
    clean = anonymise(ConsignmentBatch.of(case), secret)
    told = "\n".join(getattr(clean, table).write_ndjson() for table in _told(clean))
    assert MARK.casefold() not in told.casefold()
    real = {each.reference for each in case} | {each.means_id for each in case} | {"MSCU1234566", "ZZQQQ"}
    real |= {number for each in case for number in (each.ucr, each.journey, each.documents[0].number)}
    real |= {each.parties[0].identifiers[0].partition(":")[2] for each in case} | {
        "900123456",
        "2025-03-04",
        "12345.67",
    }
    real |= {seal for each in case for unit in each.equipment for seal in unit.seals}
    assert not [value for value in real if value and value in told]


def _told(clean: ConsignmentBatch) -> list[str]:
    clean.consignments.drop_in_place("provenance")
    return list(COLUMNS)


@settings(max_examples=20, deadline=None, phases=[Phase.generate])
@given(cases(), st.integers(0, 2**40))
def test_what_is_the_same_stays_the_same_and_what_differs_still_does(case: list[Consignment], secret: int) -> None:
    batch = ConsignmentBatch.of(case)
    clean = anonymise(batch, secret)
    for table, name in (("consignments", "reference"), ("parties", "name"), ("documents", "number")):
        real, fresh = getattr(batch, table)[name].to_list(), getattr(clean, table)[name].to_list()
        if table == "parties":
            real = list(zip(real, batch.parties["country"].to_list(), strict=True))
        assert len({*zip(map(str, real), fresh, strict=True)}) == len(set(map(str, real)))
    moved = {
        after - before for before, after in zip(batch.consignments["lodged"], clean.consignments["lodged"], strict=True)
    }
    assert len(moved) == 1
    assert abs(moved.pop()) >= timedelta(days=21)
    assert clean.equipment["id"].unique().to_list() == clean.goods[
        "equipment"
    ].explode().drop_nulls().unique().to_list() or (clean.goods["equipment"].explode().drop_nulls().is_empty())


def test_check_digits_stay_right_where_they_were_and_the_same_secret_gives_the_same() -> None:
    batch = prepare(exercise("desk-drugs-containers"), 2).batch
    one, same, other = (anonymise(batch, secret) for secret in (4, 4, 5))
    assert one.consignments.equals(same.consignments)
    assert one.parties.equals(same.parties)
    assert not one.parties["name"].equals(other.parties["name"])
    assert one.goods["hs_code"].equals(batch.goods["hs_code"])
    assert one.parties["country"].equals(batch.parties["country"])


def test_a_case_becomes_an_exercise_that_can_be_scored() -> None:
    batch = prepare(exercise("desk-arms"), 3).batch
    guilty = batch.consignments["reference"].to_list()[:3]
    prepared = from_case(
        batch,
        dict.fromkeys(guilty, Typology.ARMS),
        id="our-case",
        title=Words("Our case"),
        briefing=Words("It happened here."),
        secret=77,
        capacity=6,
        why={guilty[0]: Words("The sights were dearer than gold.")},
    )
    marks = prepared.hidden.truths[0].marks
    assert not {mark.ref for mark in marks} & set(guilty)
    assert marks[0].why.say() == "The sights were dearer than gold."
    assert scored(prepared, expert(prepared, knows=1.0)).measures["recall"].value == pytest.approx(1.0)
    assert b"Our case" in msgspec.json.encode(prepared.materials)
    with pytest.raises(ValueError, match="not in the case"):
        from_case(batch, {"nobody": Typology.ARMS}, id="x", title=Words("x"), briefing=Words("x"), secret=1, capacity=1)


def test_an_invented_name_is_never_that_of_somebody_in_the_case() -> None:
    batch = generate(seed=3, consignments=40, day=datetime(2026, 3, 2, tzinfo=UTC).date()).batch
    invented = anonymise(batch, secret=5)
    # the second case names those whom this secret would invent for the first
    meeting = replace(batch, parties=pl.concat([batch.parties, invented.parties]).sort("row", "position"))
    real = set(meeting.parties["name"].drop_nulls())
    assert not real & set(anonymise(meeting, secret=5).parties["name"].drop_nulls())
