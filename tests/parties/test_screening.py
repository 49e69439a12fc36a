"""Officers see who a declared party may be, whatever script it is written in, and why."""

import string
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import (
    MATCH_SCHEMA,
    Identifier,
    ListedAddress,
    ListedName,
    ListedParty,
    NameIndex,
    NameKind,
    PartyKind,
    WatchList,
    WatchLists,
    match_signals,
    score_of,
    screen,
    screen_name,
)
from darvoza.signals import SIGNAL_SCHEMA, signal_objects

LISTED = (
    ListedParty(
        entity_id="1",
        kind=PartyKind.PERSON,
        names=(
            ListedName("QODIRSHOYEV, Zafarbek Temurovich", NameKind.PRIMARY),
            ListedName("ZAFAR THE WOLF", NameKind.WEAK),
        ),
        birth_dates=("1971-03-02",),
        countries=("TJ",),
        identifiers=(Identifier("PASSPORT", "A0123456", "TJ"),),
        programmes=("SDGT",),
    ),
    ListedParty(
        entity_id="2",
        kind=PartyKind.ORGANISATION,
        names=(ListedName("Grakhovsky Instrument Plant JSC", NameKind.PRIMARY),),
        identifiers=(Identifier("TIN", "7701234567", "RU"),),
        countries=("RU",),
        programmes=("NPWMD",),
    ),
    ListedParty(
        entity_id="3",
        kind=PartyKind.VESSEL,
        names=(ListedName("BRIGHT HERON", NameKind.PRIMARY),),
        identifiers=(Identifier("IMO", "9187629"),),
    ),
    ListedParty(
        entity_id="4", kind=PartyKind.PERSON, names=(ListedName("Mohammad Reza FARROKHZADEH"),), countries=("IR",)
    ),
    ListedParty(
        entity_id="5",
        kind=PartyKind.ORGANISATION,
        names=(ListedName("Sharq Bunyod Trading LLC"),),
        addresses=(ListedAddress("14 Chekhov Street, Tursunzoda, Tajikistan", "TJ"),),
    ),
)
LIST = WatchList(id="test", title="Test", source="test.csv", sha256="0" * 64, licence="own", entries=LISTED)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex.build(WatchLists((LIST,)))


def first(name: str, index: NameIndex, **told: object) -> tuple[str, float]:
    matches = screen_name(name, index, limit=1, **told)  # type: ignore[arg-type]  # a test passes what it is told
    return (matches[0].entity_id, matches[0].score) if matches else ("", 0.0)


@pytest.mark.parametrize(
    "spelling",
    [
        "Zafarbek Temurovich QODIRSHOYEV",
        "Кодиршоев Зафарбек Темурович",
        "Қодиршоев Зафарбек Темурович",
        "KADIRSHOEV ZAFARBEK TEMUROVICH",
        "Kodirshoev Zafarbek",
        "Zafarbek Qodirshoyev Temurovch",
        "TO THE ORDER OF QODIRSHOYEV ZAFARBEK, 12 RUDAKI STR, DUSHANBE",
    ],
)
def test_a_person_is_found_in_every_script_and_order(spelling: str, index: NameIndex) -> None:
    entity, score = first(spelling, index)
    assert entity == "1"
    assert score > 0.75


@pytest.mark.parametrize(
    "spelling",
    [
        'АО "Граховский приборостроительный завод"',
        "GRAKHOVSKIY PRIBOROSTROITELNYY ZAVOD OOO",
        "Grakhovsky Instrument Plant, Limited Liability Company",
        "ҶДММ Grakhovskiy Instrument Plant",
        "OBSHCHESTVO S OGRANICHENOY OTVETSTVENNSOTYU Grakhovsky Instrument Plant",
        "Grakhovsky Instrument Plant C/O GLOBAL FREIGHT ALMATY TEL +998712345678",
    ],
)
def test_a_company_is_found_whatever_its_legal_form_and_language(spelling: str, index: NameIndex) -> None:
    entity, score = first(spelling, index)
    assert entity == "2"
    assert score > 0.75


@pytest.mark.parametrize(
    ("spelling", "entity"),
    [
        ("Zafar Bek Qodirshoyev Temurovich", "1"),
        ("QODIRSHOYEVZAFARBEK", "1"),
        ("Mohammadreza Farrokhzadeh", "4"),
        ("Birght Heron", "3"),
        ("Bright Haron", "3"),
    ],
)
def test_words_split_joined_and_misspelt_are_still_met(spelling: str, entity: str, index: NameIndex) -> None:
    assert first(spelling, index)[0] == entity


def test_arabic_script_meets_latin_by_its_consonants(index: NameIndex) -> None:
    assert first("محمد رضا فرخزاده", index)[0] == "4"


def test_ordinary_names_match_nobody_closely(index: NameIndex) -> None:
    for name in ("Karimov Said", "Toshkent Tekstil MChJ", "John Smith", "SHARQ GLASS TRADING LLC", "李伟", ""):
        assert first(name, index)[1] < 0.8


def _among_namesakes() -> NameIndex:
    """Parties of two common words each, and of one of them with a word of their own; one has eight words."""
    own = ["".join(letters) for letters in product("bdgk", "aiou", "lmnr", "aiou", "fstz", "aiou", "lmnr")][:6000]
    texts = [f"{('Rustam', 'Davron')[at % 2]} {word.title()}" for at, word in enumerate(own)]
    texts += ["Davron Rustam Ghazikhonov", "Rustam Davron", "Rustam"]
    texts.append("Rustam Ghulomov Vakhsh Qurghonteppa Pamirsky Tursunzoda Zarafshon Kuhistoni")
    parties = tuple(ListedParty(entity_id=str(at), names=(ListedName(text),)) for at, text in enumerate(texts))
    about = WatchList(id="own", title="Own", source="own.csv", sha256="", licence="own", entries=parties)
    return NameIndex.build(WatchLists((about,)))


def test_who_has_all_the_words_is_found_among_thousands_who_have_one_of_them() -> None:
    index = _among_namesakes()
    names = [match.listed_name for match in screen_name("Rustam Davron", index, limit=5)]
    assert names[0] == "Rustam Davron"
    assert "Davron Rustam Ghazikhonov" in names
    assert screen_name("Davron Gazixonov Rustam", index)[0].listed_name == "Davron Rustam Ghazikhonov"
    assert screen_name("Rustam", index)[0].listed_name == "Rustam"
    long = screen_name("Kuhistoni Zarafshon Rustam", index, limit=1)
    assert long[0].listed_name.endswith("Kuhistoni"), "the words past the seventh count too"
    for at in (0, 2999, 5999):
        text = index.names[at].text
        assert screen_name(text, index)[0].listed_name == text


def test_an_exact_identifier_decides_even_under_another_name(index: NameIndex) -> None:
    (match, *_) = screen_name("Quite Another Company", index, identifiers=("INN:77 0123-4567",))
    assert match.entity_id == "2"
    assert match.certain
    assert match.score > 0.99
    assert "The same identifier TIN 77 0123-4567 is on the list." in [reason.say() for reason in match.reasons]


def test_a_passport_number_is_no_tax_number(index: NameIndex) -> None:
    assert first("Quite Another Company", index, identifiers=("PASSPORT:7701234567",))[1] < 0.5


def test_birth_year_speaks_for_and_against(index: NameIndex) -> None:
    name = "Qodirshoyev Zafarbek"
    right, unknown, wrong = (first(name, index, birth_date=year)[1] for year in ("1971", None, "1990"))
    assert right > unknown > wrong
    (match, *_) = screen_name(name, index, birth_date="1990")
    assert any("differs" in reason.say() for reason in match.reasons)


def test_a_day_of_birth_says_more_than_a_year_and_may_be_turned_round(index: NameIndex) -> None:
    scores = [
        first("Qodirshoyev Zafarbek", index, birth_date=born)[1]
        for born in ("1971-03-02", "1971-02-03", "1971", "1971-01-01", None, "1971-11-25", "1984-03-02")
    ]
    same, turned, year, only_year, unknown, other_day, other_year = scores
    assert same > turned == year == only_year > unknown > other_day > other_year
    (match, *_) = screen_name("Qodirshoyev Zafarbek", index, birth_date="2 Mar 1971")
    assert "The day of birth agrees: 1971-03-02." in [reason.say() for reason in match.reasons]


def test_a_shared_address_speaks_for_a_match_a_street_more_than_a_town_and_another_one_says_nothing(
    index: NameIndex,
) -> None:
    street, town, unknown, other = (
        first("Shark Bunyod", index, address=address)[1]
        for address in ("Турсунзода, ул. Чехова 14", "Tursunzoda", None, "3 Bridge Road, Poti")
    )
    assert street > town > unknown == other
    (match, *_) = screen_name("Shark Bunyod", index, address="Tursunzoda, Chekhov 14")
    assert "The address agrees: tursunzoda, chekhov, 14." in [reason.say() for reason in match.reasons]
    assert score_of(match.reasons) == pytest.approx(match.score, abs=1e-5)


def test_country_speaks_for_and_against(index: NameIndex) -> None:
    name = "Qodirshoyev Zafarbek"
    right, unknown, wrong = (first(name, index, country=country)[1] for country in ("TJ", None, "BR"))
    assert right > unknown > wrong


def test_a_weak_alias_weighs_less_and_says_so(index: NameIndex) -> None:
    (match, *_) = screen_name("Zafar the Wolf", index)
    assert "The list itself calls this name a weak alias." in [reason.say() for reason in match.reasons]
    assert not match.certain


def test_reasons_make_the_score_again(index: NameIndex) -> None:
    asked = [
        ("Кодиршоев Зафарбек", {"country": "TJ", "birth_date": "1990"}),
        ("Bright Herron", {"kind": PartyKind.ORGANISATION}),
        ("x", {"identifiers": ("IMO:9187629",)}),
    ]
    for name, told in asked:
        matches = screen_name(name, index, **told)  # type: ignore[arg-type]  # a test passes what it is told
        assert matches
        for match in matches:
            assert score_of(match.reasons) == pytest.approx(match.score, abs=1e-4)


def consignment(*parties: Party) -> Consignment:
    return Consignment(id="c", message="m", reference="r", lodgement=Lodgement.MANIFEST, parties=parties)


def test_a_batch_gives_each_party_its_matches_and_nothing_for_missing_names(index: NameIndex) -> None:
    wolf = Party(role=Role.CONSIGNEE, name="Кодиршоев Зафарбек Темурович", country="TJ")
    batch = ConsignmentBatch.of(
        [
            consignment(Party(role=Role.CONSIGNOR), wolf),
            consignment(Party(role=Role.CONSIGNOR, name="Toshkent Tekstil MChJ")),
            consignment(wolf, Party(role=Role.BUYER, identifiers=("TIN:7701234567",))),
        ]
    )
    matches = screen(batch, index)
    assert matches.schema == MATCH_SCHEMA
    assert matches.select("row", "position", "entity_id").rows() == [(0, 1, "1"), (2, 0, "1"), (2, 1, "2")]
    signals = match_signals(matches)
    assert signals.schema == SIGNAL_SCHEMA
    by_subject = {
        (row, signal.subject): signal for row, signal in zip(signals["row"], signal_objects(signals), strict=True)
    }
    assert by_subject[2, "parties[1]"].mandatory
    assert by_subject[2, "parties[1]"].typology == "proliferation"
    assert by_subject[0, "parties[1]"].typology == "sanctions"
    assert "Кодиршоев" in str(by_subject[0, "parties[1]"].evidence)


def test_an_empty_batch_gives_empty_frames(index: NameIndex) -> None:
    matches = screen(ConsignmentBatch.empty(), index)
    assert matches.schema == MATCH_SCHEMA
    assert matches.is_empty()
    assert match_signals(matches).schema == SIGNAL_SCHEMA


def test_batch_and_single_agree(index: NameIndex) -> None:
    names = ["Кодиршоев Зафарбек", "Bright Heron", "Grakhovsky Instrument", "Farrokhzadeh Mohammad"]
    batch = ConsignmentBatch.of([consignment(Party(role=Role.BUYER, name=name)) for name in names])
    frame = screen(batch, index, threshold=0.3)
    for row, name in enumerate(names):
        singly = {match.entity_id: match.score for match in screen_name(name, index, threshold=0.3)}
        together = dict(frame.filter(pl.col("row") == row).select("entity_id", "score").iter_rows())
        assert together == pytest.approx(singly, abs=1e-5)


WORDS = st.sampled_from(
    [
        "Zafarbek",
        "Temurovich",
        "Qodirshoyev",
        "Grakhovsky",
        "Instrument",
        "Plant",
        "Heron",
        "Bright",
        "Reza",
        "Sharq",
        "Ivanov",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4, unique=True), st.randoms(use_true_random=False))
def test_case_accents_and_order_change_nothing(index: NameIndex, words: list[str], shuffle: object) -> None:
    name = " ".join(words)
    turned = list(words)
    shuffle.shuffle(turned)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    accented = name.replace("a", "á").replace("i", "ï").replace("e", "é")
    scores = {match.entity_id: match.score for match in screen_name(name, index)}
    for other in (name.upper(), name.lower(), accented, " ".join(turned)):
        assert {match.entity_id: match.score for match in screen_name(other, index)} == pytest.approx(scores, abs=1e-2)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=4), st.lists(st.text(max_size=12), max_size=2))
def test_no_text_can_break_it(index: NameIndex, name: str, country: str, identifiers: list[str]) -> None:
    for match in screen_name(name, index, country=country, identifiers=identifiers):
        assert 0 <= match.score <= 1


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=0, max_size=4), st.text(string.ascii_letters, max_size=8))
def test_a_matching_identifier_never_lowers_a_score(index: NameIndex, words: list[str], noise: str) -> None:
    name = " ".join([*words, noise])
    without = {match.entity_id: match.score for match in screen_name(name, index)}
    with_one = {match.entity_id: match.score for match in screen_name(name, index, identifiers=("IMO:9187629",))}
    assert with_one["3"] >= without.get("3", 0.0)
