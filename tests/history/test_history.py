"""The history keeps what it is given, once, for good, and tells what was known at any moment."""

import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from darvoza.assess import ASSESSMENT_SCHEMA
from darvoza.consignment import (
    CONSIGNMENT_SCHEMA,
    Consignment,
    ConsignmentBatch,
    EquipmentKind,
    GoodsItem,
    Lodgement,
    Mode,
    Party,
    Role,
    TransportEquipment,
)
from darvoza.history import FINDING_SCHEMA, VERSION_SCHEMA, History, NotStorable, RunConflict

deltalake = pytest.importorskip("deltalake", reason="the history is an extra: pip install 'darvoza[history]'")

DAY = date(2026, 3, 1)
TYPOLOGY = pl.Enum(["drugs", "revenue"])


def consignment(number: int, **fields: object) -> Consignment:
    return Consignment(
        id=f"9f86d081884c-{number}",
        message="9f86d081884c",
        reference=f"CMR {number}",
        lodgement=Lodgement.MANIFEST,
        mode=Mode.ROAD,
        **fields,
    )


def batch(*numbers: int) -> ConsignmentBatch:
    return ConsignmentBatch.of([consignment(number) for number in numbers])


def assessed(batch: ConsignmentBatch, score: float = 0.5) -> pl.DataFrame:
    """Assessments with every kind of column that storage has to translate."""
    return batch.consignments.select(
        "id",
        "mode",
        score=pl.lit(score),
        rank=pl.int_range(pl.len(), dtype=pl.UInt32),
        typologies=pl.lit(
            pl.Series(
                [[{"typology": "drugs", "score": score}]],
                dtype=pl.List(pl.Struct({"typology": TYPOLOGY, "score": pl.Float64})),
            )
        ).first(),
        words=pl.lit(pl.Series([["a", None]])).first(),
    )


def test_what_was_recorded_is_read_back(tmp_path: Path) -> None:
    history = History(tmp_path)
    given_in = batch(1, 2, 3)
    assert history.record(given_in, assessed(given_in), day=DAY, run="r1") is True
    kept = history.consignments()
    assert kept["day"].unique().to_list() == [DAY]
    assert kept["run"].unique().to_list() == ["r1"]
    assert_frame_equal(kept.drop("day", "run"), given_in.nested())
    assert_frame_equal(history.assessments().drop("day", "run"), assessed(given_in))


def test_dictionary_coded_columns_come_back_as_they_were(tmp_path: Path) -> None:
    history = History(tmp_path)
    given_in = batch(1)
    history.record(given_in, assessed(given_in), day=DAY, run="r1")
    assert history.consignments().drop("day", "run").schema == CONSIGNMENT_SCHEMA
    schema = history.assessments().schema
    assert schema["mode"] == CONSIGNMENT_SCHEMA["mode"]
    assert schema["rank"] == pl.UInt32
    assert schema["typologies"] == pl.List(pl.Struct({"typology": TYPOLOGY, "score": pl.Float64}))


def test_an_empty_history_has_its_columns_and_no_rows(tmp_path: Path) -> None:
    history = History(tmp_path)
    assert history.consignments().schema == {**CONSIGNMENT_SCHEMA, "day": pl.Date, "run": pl.String}
    assert history.findings().is_empty()
    assert history.assessments().columns == ["id", "day", "run"]
    assert history.versions().schema == VERSION_SCHEMA
    assert ConsignmentBatch.from_nested(history.consignments()).consignments.is_empty()
    assert not list(tmp_path.iterdir())


def test_a_batch_of_nothing_is_recorded_too(tmp_path: Path) -> None:
    history = History(tmp_path)
    nothing = ConsignmentBatch.empty()
    assert history.record(nothing, assessed(nothing), day=DAY, run="r1") is True
    assert history.record(nothing, assessed(nothing), day=DAY, run="r1") is False
    assert history.consignments().is_empty()


def test_the_same_run_again_changes_nothing(tmp_path: Path) -> None:
    history = History(tmp_path)
    given_in = batch(1, 2)
    history.record(given_in, assessed(given_in), day=DAY, run="r1")
    before = history.versions()
    assert history.record(given_in, assessed(given_in), day=DAY, run="r1") is False
    assert History(tmp_path).record(given_in, assessed(given_in), day=DAY, run="r1") is False
    assert_frame_equal(history.versions(), before)
    assert history.consignments().height == 2


def test_one_run_name_for_two_batches_is_refused_rather_than_lost(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.record(batch(1), assessed(batch(1)), day=DAY, run="r1")
    with pytest.raises(RunConflict, match="'r1'"):
        history.record(batch(2), assessed(batch(2)), day=DAY, run="r1")
    with pytest.raises(RunConflict, match="'r1'"):
        history.record(batch(1), assessed(batch(1)), day=DAY + timedelta(days=1), run="r1")
    assert history.consignments()["id"].to_list() == ["9f86d081884c-1"]


def test_a_recording_cut_off_between_tables_is_completed_by_repeating_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(tmp_path)
    given_in = batch(1)

    def power_cut(*_: object, **__: object) -> bool:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(history._tables["assessments"], "append", power_cut)
        with pytest.raises(OSError, match="power cut"):
            history.record(given_in, assessed(given_in), day=DAY, run="r1")
    assert history.assessments().is_empty()
    assert history.consignments().is_empty()  # they are there, but nobody sees half a recording
    assert history.record(given_in, assessed(given_in), day=DAY, run="r1") is True
    assert history.consignments().height == history.assessments().height == 1


def test_what_was_known_then_is_told_by_version_and_by_time(tmp_path: Path) -> None:
    history = History(tmp_path)
    before = datetime.now(UTC) - timedelta(seconds=1)
    for number in (1, 2, 3):
        history.record(batch(number), assessed(batch(number)), day=DAY + timedelta(days=number), run=f"r{number}")
    versions = history.versions().filter(table="consignments").drop_nulls("run")
    assert versions["run"].to_list() == ["r1", "r2", "r3"]
    assert versions["rows"].to_list() == [1, 1, 1]
    for known, version in enumerate(versions["version"], start=1):
        assert history.consignments(as_of=version).height == known
    for known, moment in enumerate(history.versions().filter(table="runs").drop_nulls("run")["time"], start=1):
        assert history.consignments(as_of=moment).height == history.assessments(as_of=moment).height == known
        assert history.runs(as_of=moment)["run"].to_list() == ["r1", "r2", "r3"][:known]
    assert history.consignments(as_of=before).is_empty()
    assert history.assessments(as_of=before).is_empty()
    assert history.consignments(as_of=datetime.now(UTC) + timedelta(days=1)).height == 3


def test_a_version_or_time_that_cannot_be_is_refused(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.record(batch(1), assessed(batch(1)), day=DAY, run="r1")
    with pytest.raises(ValueError, match="no version 99"):
        history.consignments(as_of=99)
    with pytest.raises(ValueError, match="no version -1"):
        history.consignments(as_of=-1)
    with pytest.raises(ValueError, match="time zone"):
        history.consignments(as_of=datetime(2026, 3, 1))  # noqa: DTZ001 - the missing zone is the point


def test_days_can_be_read_alone(tmp_path: Path) -> None:
    history = History(tmp_path)
    for number in (1, 2, 3):
        history.record(batch(number), assessed(batch(number)), day=date(2026, 3, number), run=f"r{number}")
    days = history.consignments(since=date(2026, 3, 2), until=date(2026, 3, 3))["day"].to_list()
    assert days == [date(2026, 3, 2), date(2026, 3, 3)]
    assert history.assessments(until=date(2026, 3, 1)).height == 1
    assert (tmp_path / "consignments" / "day=2026-03-02").is_dir()


def test_assessments_that_are_not_the_batchs_are_refused(tmp_path: Path) -> None:
    history = History(tmp_path)
    for other in (assessed(batch(2)), assessed(batch(1, 2)), assessed(batch(1)).drop("id")):
        with pytest.raises(ValueError, match="not those of the 1 consignments"):
            history.record(batch(1), other, day=DAY, run="r1")
    with pytest.raises(ValueError, match="no name"):
        history.record(batch(1), assessed(batch(1)), day=DAY, run=" ")
    with pytest.raises(ValueError, match="history's own"):
        history.record(batch(1), assessed(batch(1)).with_columns(run=pl.lit("x")), day=DAY, run="r1")


def test_a_column_that_cannot_be_kept_is_named(tmp_path: Path) -> None:
    odd = assessed(batch(1)).with_columns(how_long=pl.lit(timedelta(seconds=1)))
    with pytest.raises(NotStorable, match="how_long"):
        History(tmp_path).record(batch(1), odd, day=DAY, run="r1")
    assert History(tmp_path).consignments().is_empty()  # neither half was written


def test_the_pipelines_assessments_can_be_kept(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.record(ConsignmentBatch.empty(), pl.DataFrame(schema=ASSESSMENT_SCHEMA), day=DAY, run="r1")
    assert history.assessments().drop("day", "run").schema == ASSESSMENT_SCHEMA


def test_assessments_may_gain_columns_and_words_over_the_years(tmp_path: Path) -> None:
    history = History(tmp_path)
    first = assessed(batch(1))
    history.record(batch(1), first, day=DAY, run="r1")
    wider = pl.Enum(["revenue", "wildlife"])
    second = assessed(batch(2)).with_columns(
        typologies=pl.lit(
            pl.Series(
                [[{"typology": "wildlife", "score": 0.1}]],
                dtype=pl.List(pl.Struct({"typology": wider, "score": pl.Float64})),
            )
        ).first(),
        measure=pl.Series(["scan"], dtype=pl.Enum(["scan", "release"])),
    )
    history.record(batch(2), second, day=DAY, run="r2")
    kept = history.assessments()
    assert kept["measure"].to_list() == [None, "scan"]
    assert kept.schema["measure"] == pl.Enum(["scan", "release"])
    assert [row[0]["typology"] for row in kept["typologies"].to_list()] == ["drugs", "wildlife"]
    assert kept.schema["typologies"].inner.fields[0].dtype == pl.Enum(["drugs", "revenue", "wildlife"])
    version = history.versions().filter(table="assessments", run="r1")["version"].item()
    assert_frame_equal(history.assessments(as_of=version).drop("day", "run"), first)


def test_findings_are_kept_with_what_was_not_said_missing(tmp_path: Path) -> None:
    history = History(tmp_path)
    findings = pl.DataFrame({"consignment": ["a-1", "a-2"], "breach": [True, False], "typology": ["drugs", None]})
    assert history.record_findings(findings, day=DAY, run="shift 1") is True
    assert history.record_findings(findings, day=DAY, run="shift 1") is False
    kept = history.findings()
    assert kept.drop("day", "run").schema == FINDING_SCHEMA
    assert kept["breach"].to_list() == [True, False]
    assert kept["note"].null_count() == 2
    corrected = findings.with_columns(breach=pl.lit(False))
    with pytest.raises(RunConflict):
        history.record_findings(corrected, day=DAY, run="shift 1")
    for wrong in (
        findings.drop("consignment"),
        findings.rename({"breach": "guilt"}),
        findings.with_columns(typology=pl.lit("?")),
    ):
        with pytest.raises(pl.exceptions.PolarsError):
            history.record_findings(wrong, day=DAY, run="shift 2")


def test_nothing_can_be_taken_out_again(tmp_path: Path) -> None:
    History(tmp_path).record(batch(1), assessed(batch(1)), day=DAY, run="r1")
    with pytest.raises(Exception, match="append-only"):
        deltalake.DeltaTable(str(tmp_path / "consignments")).delete("id IS NOT NULL")


def test_two_processes_record_at_the_same_time_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    rounds, workers = 4, ("one", "two")
    script = str(Path(__file__).with_name("record_many.py"))
    running = [
        subprocess.Popen([sys.executable, script, str(tmp_path), worker, str(rounds)])  # noqa: S603 - a script of ours
        for worker in workers
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    expected = sorted(f"{who}-{number}" for who in (*workers, "both") for number in range(rounds))
    for table in (History(tmp_path).consignments(), History(tmp_path).assessments()):
        assert sorted(table["id"]) == expected


def test_a_process_that_is_killed_leaves_nothing_half_done(tmp_path: Path) -> None:
    rounds = 6
    command = [sys.executable, str(Path(__file__).with_name("record_many.py")), str(tmp_path), "one", str(rounds)]
    process = subprocess.Popen(command)  # noqa: S603 - a script of ours
    deadline = time.monotonic() + 60
    while History(tmp_path).versions().drop_nulls("run").height < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    history = History(tmp_path)
    assert history.consignments().height == history.assessments().height == history.runs().height
    subprocess.run(command, check=True)  # noqa: S603 - the same again
    expected = sorted(f"{who}-{number}" for who in ("one", "both") for number in range(rounds))
    assert sorted(history.consignments()["id"]) == sorted(history.assessments()["id"]) == expected


texts = st.one_of(st.none(), st.text(max_size=6))
goods = st.builds(
    GoodsItem,
    description=texts,
    gross_mass_kg=st.one_of(st.none(), st.floats(width=64)),
    packages=st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
    un_numbers=st.lists(st.sampled_from(["1203", "2977"]), max_size=2).map(tuple),
)
parties = st.builds(Party, role=st.sampled_from(list(Role)), name=texts)
equipment = st.builds(
    TransportEquipment,
    kind=st.sampled_from(list(EquipmentKind)),
    id=st.text(max_size=4),
    empty=st.one_of(st.none(), st.booleans()),
)
fields = st.fixed_dictionaries(
    {
        "remarks": texts,
        "provenance": st.binary(max_size=4),
        "lodged": st.one_of(st.none(), st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))),  # noqa: DTZ001 - times are as filed
        "goods": st.lists(goods, max_size=2).map(tuple),
        "parties": st.lists(parties, max_size=2).map(tuple),
        "equipment": st.lists(equipment, max_size=2).map(tuple),
    }
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(fields, max_size=3), min_size=1, max_size=3))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, runs: list[list[dict[str, object]]]) -> None:
    history = History(tmp_path_factory.mktemp("history"))
    recorded = [
        ConsignmentBatch.of([consignment(100 * run + number, **each) for number, each in enumerate(members)])
        for run, members in enumerate(runs)
    ]
    for run, each in enumerate(recorded):
        history.record(each, assessed(each), day=DAY, run=f"run {run}")
    whole = ConsignmentBatch.concat(recorded)
    assert_frame_equal(history.consignments().drop("day", "run"), whole.nested())
    kept = ConsignmentBatch.from_nested(history.consignments())
    for table in ("consignments", "goods", "parties", "equipment"):
        assert_frame_equal(getattr(kept, table), getattr(whole, table))


def test_what_is_said_later_of_kept_consignments_is_added_once_and_stands_beside_the_shifts(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.bring_in(batch(1, 2), day=DAY, run="r1")
    signs = [[{"kind": "indicator", "id": "VAL-01", "weight": 0.4}], []]
    first = pl.DataFrame({"id": batch(1, 2).consignments["id"], "score": [0.1, 0.2], "signals": signs})
    assert history.record_said(assessments=first, day=DAY, run="said 1", about={"upto": 2})
    assert not history.record_said(assessments=first, day=DAY, run="said 1")
    with pytest.raises(RunConflict):
        history.record_said(assessments=first.head(1), day=DAY, run="said 1")
    again = first.head(1).with_columns(score=0.9, signals=pl.Series([[]], dtype=first.schema["signals"]))
    chosen = pl.DataFrame({"id": again["id"], "ground": ["random"], "probability": [0.05]})
    history.record_said(assessments=again, selections=chosen, day=DAY + timedelta(days=1), run="said 2")
    assert history.assessments()["score"].to_list() == [0.1, 0.2, 0.9]
    assert history.assessments(until=DAY)["score"].to_list() == [0.1, 0.2]
    assert history.selections()["ground"].to_list() == ["random"]
    assert dict(history.signs_raised().iter_rows()) == {first["id"][0]: [], first["id"][1]: []}
    assert history.consignments().height == 2, "the consignments are kept by themselves"
    assert history.runs()["kind"].to_list() == ["imported", "said", "said"]


def test_what_was_said_names_its_consignment(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no column id"):
        History(tmp_path).record_said(assessments=pl.DataFrame({"score": [0.1]}), day=DAY, run="said 1")
