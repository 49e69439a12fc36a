"""Signals carry their evidence, and read as sentences."""

import polars as pl
import pytest

from darvoza.language import Language, say
from darvoza.signals import (
    EVIDENCE,
    SIGNAL_SCHEMA,
    Fact,
    SignalKind,
    Typology,
    Word,
    join_signals,
    no_signals,
    raise_signals,
    signal_objects,
    signal_text,
    signal_texts,
)


def _light(hits: pl.DataFrame, weight: float = 0.2, name: str = "X-01") -> pl.DataFrame:
    return raise_signals(
        hits,
        kind=SignalKind.INDICATOR,
        id=name,
        typology=Typology.REVENUE,
        weight=weight,
        subject="goods",
        reason="{packages} packages weigh only {mass} kg",
        evidence={"mass": pl.col("mass"), "packages": pl.col("packages")},
    )


HITS = pl.DataFrame({"row": [7, 3], "position": [0, 2], "mass": [12.5, 3_000_000.0], "packages": [4, 9]})


def test_a_signal_names_its_subject_and_its_evidence() -> None:
    signals = _light(HITS)
    assert signals.schema == SIGNAL_SCHEMA
    first = signal_objects(signals)[0]
    assert first.subject == "goods[0]"
    assert first.evidence == (Fact("mass", "12.5"), Fact("packages", "4"))


def test_whole_numbers_are_written_without_a_point() -> None:
    assert signal_objects(_light(HITS))[1].evidence[0] == Fact("mass", "3000000")


def test_signals_read_as_sentences_in_their_own_order() -> None:
    signals = pl.concat([_light(HITS), _other(), _light(HITS)])
    assert signal_texts(signals).to_list() == [
        "4 packages weigh only 12.5 kg",
        "9 packages weigh only 3000000 kg",
        "Seals AA1, AA2 are used twice by —",
        "4 packages weigh only 12.5 kg",
        "9 packages weigh only 3000000 kg",
    ]


def _other() -> pl.DataFrame:
    return raise_signals(
        pl.DataFrame({"row": [1], "seals": [["AA1", "AA2"]], "carrier": pl.Series([None], dtype=pl.String)}),
        kind=SignalKind.INDICATOR,
        id="X-02",
        typology=Typology.DRUGS,
        weight=0.5,
        mandatory=True,
        reason="Seals {seals} are used twice by {carrier}",
        evidence={"seals": pl.col("seals"), "carrier": pl.col("carrier")},
    )


def test_sentences_agree_with_saying_them_one_by_one() -> None:
    signals = pl.concat([_light(HITS), _other()])
    one_by_one = [
        signal_text(
            signal.reason, [{"name": fact.name, "value": fact.value} for fact in signal.evidence], Language.RUSSIAN
        )
        for signal in signal_objects(signals)
    ]
    assert signal_texts(signals, Language.RUSSIAN).to_list() == one_by_one


def test_a_quantity_is_written_as_the_readers_language_writes_it_and_a_code_as_filed() -> None:
    signals = raise_signals(
        pl.DataFrame({"row": [0, 1], "hours": ["-0.5", "2915.24 or so"], "hs_code": ["2915.24", "2915.24"]}),
        kind=SignalKind.INDICATOR,
        id="X-06",
        typology=Typology.GENERAL,
        weight=0.1,
        reason="{hours} {hs_code}",
        evidence={"hours": pl.col("hours"), "hs_code": pl.col("hs_code")},
    )
    assert signal_texts(signals).to_list() == ["-0.5 2915.24", "2915.24 or so 2915.24"]
    written = ["\N{MINUS SIGN}0,5 2915.24", "2915.24 or so 2915.24"]
    assert signal_texts(signals, Language.TAJIK).to_list() == written
    assert [
        signal_text(each.reason, [{"name": fact.name, "value": fact.value} for fact in each.evidence], Language.TAJIK)
        for each in signal_objects(signals)
    ] == written


def test_words_of_the_vocabulary_are_said_in_the_readers_language() -> None:
    signals = raise_signals(
        pl.DataFrame({"row": [0], "role": ["consignee"], "name": ["consignee"]}),
        kind=SignalKind.INDICATOR,
        id="X-03",
        typology=Typology.GENERAL,
        weight=0.1,
        reason="{role}: {name}",
        evidence={"role": pl.col("role"), "name": pl.col("name")},
    )
    assert signal_texts(signals).to_list() == ["consignee: consignee"]
    assert signal_texts(signals, Language.RUSSIAN).to_list() == [f"{say('consignee', Language.RUSSIAN)}: consignee"]


def test_several_words_in_one_piece_of_evidence_are_each_said_in_the_readers_language() -> None:
    signals = raise_signals(
        pl.DataFrame(
            {"row": [0, 1, 2], "absent": [["consignee", "packages"], ["consignee"], []], "note": ["packages"] * 3}
        ),
        kind=SignalKind.INDICATOR,
        id="X-05",
        typology=Typology.GENERAL,
        weight=0.1,
        reason="{absent}: {note}",
        evidence={"absent": pl.col("absent"), "note": pl.col("note")},
    )
    consignee, packages = (say(word, Language.RUSSIAN) for word in ("consignee", "packages"))
    assert signal_texts(signals, Language.RUSSIAN).to_list() == [
        f"{consignee}, {packages}: packages",
        f"{consignee}: packages",
        ": packages",
    ]
    assert signal_texts(signals)[0] == "consignee, packages: packages"


@pytest.mark.parametrize("answer", ["yes", "no", "unclear"])
def test_answers_are_words_of_the_vocabulary(answer: str) -> None:
    assert answer in set(Word)


def test_joined_signals_stand_by_consignment_strongest_first() -> None:
    joined = join_signals([_light(HITS, 0.1, "X-03"), _light(HITS, 0.6, "X-04"), _other()])
    assert joined.select("row", "id").rows() == [(1, "X-02"), (3, "X-04"), (3, "X-03"), (7, "X-04"), (7, "X-03")]


def test_no_hits_make_no_signals() -> None:
    assert _light(HITS.clear()).equals(no_signals())
    assert join_signals([]).equals(no_signals())
    assert signal_texts(no_signals()).to_list() == []


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_a_signal_without_evidence_has_an_empty_list(weight: float) -> None:
    signals = raise_signals(
        pl.DataFrame({"row": [0]}),
        kind=SignalKind.MODEL,
        id="m",
        typology=Typology.GENERAL,
        weight=weight,
        reason="As said",
        evidence={},
    )
    assert signals["evidence"].to_list() == [[]]
    assert signal_texts(signals).to_list() == ["As said"]


def test_hits_in_stretches_of_which_one_is_empty_are_all_raised() -> None:
    some = pl.DataFrame({"row": [1, 2], "position": [0, 1]}, schema={"row": pl.UInt32, "position": pl.UInt32})
    parted = pl.concat([some, some.clear(), some], rechunk=False).filter(pl.Series([False, False, True, True]))
    raised = raise_signals(
        parted,
        kind=SignalKind.INDICATOR,
        id="X-01",
        typology=Typology.REVENUE,
        weight=0.1,
        subject="goods",
        reason="Only {position}",
        evidence={"position": pl.col("position")},
    )
    assert raised["subject"].to_list() == ["goods[0]", "goods[1]"]


_PROPERTIES = {"flash point": "температура вспышки", "yes": "да", "Is it pure?": "Чистое ли?"}
_EVIDENCE = (
    {"absent": "consignee, packages", "role": "consignee", "name": "consignee"},
    {"what": "flash point", "questions": "Is it pure?  What else?", "goods": None},
    {"found": "flash point: yes; colour: yesterday; flash point", "mass": "12.5"},
    {},
)
_REASON = "{absent}; {role} {name}; {what} {goods} {questions}; {found}; {mass} kg of {nothing}"


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.RUSSIAN])
@pytest.mark.parametrize("words", [None, _PROPERTIES])
def test_one_signal_reads_as_it_does_among_many(language: Language, words: dict[str, str] | None) -> None:
    evidence = [[{"name": name, "value": value} for name, value in each.items()] for each in _EVIDENCE]
    many = pl.DataFrame(
        {"reason": [_REASON] * len(evidence), "evidence": evidence}, schema={"reason": pl.String, "evidence": EVIDENCE}
    )
    one_by_one = [signal_text(_REASON, each, language, words) for each in evidence]
    assert one_by_one == signal_texts(many, language, words).to_list()
