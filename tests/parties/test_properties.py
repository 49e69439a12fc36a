"""What holds of every name: spelling that says nothing changes nothing, no text breaks it, reasons make the score."""

import re
import unicodedata
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.language import Language
from darvoza.parties import (
    Identifier,
    ListedName,
    ListedParty,
    NameIndex,
    NameKind,
    PartyKind,
    PartyMatch,
    WatchList,
    WatchLists,
    compare_parties,
    score_of,
    screen,
    screen_name,
)
from darvoza.parties.likeness.match import ALIKE_WORDS, ONLY_DECLARED, ONLY_LISTED, SAME_WORDS
from darvoza.parties.names.forms import form_of

PERSON, COMPANY = PartyKind.PERSON, PartyKind.ORGANISATION


def listed(number: int, kind: PartyKind, *names: str, **more: object) -> ListedParty:
    return ListedParty(entity_id=str(number), kind=kind, names=tuple(map(ListedName, names)), **more)  # type: ignore[arg-type]  # as given


LISTED = (
    listed(
        1,
        PERSON,
        "QODIRSHOYEV, Zafarbek Temurovich",
        birth_dates=("1971-03-02",),
        countries=("TJ",),
        identifiers=(Identifier("PASSPORT", "A0123456", "TJ"),),
    ),
    listed(
        2,
        COMPANY,
        "Grakhovsky Instrument Plant JSC",
        countries=("RU",),
        identifiers=(Identifier("TIN", "7701234567"),),
    ),
    listed(3, PartyKind.VESSEL, "BRIGHT HERON", identifiers=(Identifier("IMO", "9187629"),)),
    listed(4, PERSON, "Mohammad Reza FARROKHZADEH", "محمد رضا فرخزاده", countries=("IR",), birth_dates=("1960/1964",)),
    listed(5, COMPANY, "Sharq Bunyod Trading LLC", "ООО Шарк Бунёд Трейдинг"),
    listed(6, PERSON, "Ғафуров Хуршед", "Müller-Çelik, Jürgen"),
    listed(7, COMPANY, "北方工业公司", "Northern Industries Corporation", countries=("CN",)),
    listed(8, PERSON, "김철수", "KIM Chol Su", countries=("KP",)),
    ListedParty(entity_id="9", kind=PERSON, names=(ListedName("THE WOLF", NameKind.WEAK), ListedName("Volkov Anton"))),
)
SPELLED = [name.text for party in LISTED for name in party.names]
WORDS = sorted({word for text in SPELLED for word in re.findall(r"\w{2,}", text)} | {"Onions", "Karimova", "Северный"})
NAMES = st.one_of(
    st.sampled_from(SPELLED), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True).map(" ".join)
)
HANGUL = re.compile(r"[가-힣]+")
NOISE = st.text(max_size=40)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    own = WatchList(id="own", title="Own", source="own", sha256="0", licence="own", entries=LISTED)
    return NameIndex.build(WatchLists((own,)))


def scores(name: str, index: NameIndex) -> dict[str, float]:
    return {match.entity_id: match.score for match in screen_name(name, index, limit=len(LISTED))}


def same(one: dict[str, float], other: dict[str, float]) -> None:
    """Every party has the same score in both; one that is missing has hardly any."""
    for entity in one.keys() | other.keys():
        assert one.get(entity, 0.0) == pytest.approx(other.get(entity, 0.0), abs=0.02), entity


@settings(max_examples=30, deadline=None)
@given(NAMES, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_capitals_say_nothing(index: NameIndex, name: str, cased: object) -> None:
    same(scores(name, index), scores(cased(name), index))  # type: ignore[operator]  # a function of str


@settings(max_examples=30, deadline=None)
@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_how_a_letter_is_coded_says_nothing(index: NameIndex, name: str, form: str) -> None:
    same(scores(name, index), scores(unicodedata.normalize(form, name), index))  # type: ignore[arg-type]  # one of four


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([word for word in WORDS if word.isascii()]), min_size=1, max_size=4), st.data())
def test_accents_on_latin_letters_say_nothing(index: NameIndex, words: list[str], data: st.DataObject) -> None:
    name = " ".join(words)
    marks = data.draw(st.lists(st.sampled_from(["", "", "\u0301", "\u0308", "\u0304"]), min_size=len(name)))
    accented = "".join(
        letter + (mark if letter in "aeiouAEIOU" else "") for letter, mark in zip(name, marks, strict=False)
    )
    same(scores(name, index), scores(unicodedata.normalize("NFC", accented), index))


@settings(max_examples=30, deadline=None)
@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_of_words_says_nothing(index: NameIndex, name: str, chance: object) -> None:
    # syllables of a Korean name are words, and neighbours may be one word: nobody writes others between them
    assume(not HANGUL.search(name) or not re.search(r"[^\W\d_]", HANGUL.sub("", name)))
    words = name.replace(",", " ").split()
    turned = list(words)
    chance.shuffle(turned)  # type: ignore[attr-defined]  # a random.Random
    same(scores(" ".join(words), index), scores(" ".join(turned), index))


@settings(max_examples=60, deadline=None)
@given(NAMES)
def test_reasons_name_every_word_of_both_names_once(index: NameIndex, name: str) -> None:
    for match in screen_name(name, index, limit=len(LISTED)):
        said = {reason.message: reason.values[0].value.split(", ") for reason in match.reasons[1:] if reason.values}
        agreed, alike = said.get(SAME_WORDS, []), [pair.split(" = ") for pair in said.get(ALIKE_WORDS, [])]
        declared = [*agreed, *(one for one, _ in alike), *said.get(ONLY_DECLARED, [])]
        listed = [*agreed, *(re.sub(r" \(\d+%\)$", "", other) for _, other in alike), *said.get(ONLY_LISTED, [])]
        assert sorted(declared) == sorted(form_of(name, declared=True).written)
        assert sorted(listed) == sorted(form_of(match.listed_name).written)


LATIN = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True))
CYRILLIC = st.lists(
    st.text(st.sampled_from("бвгдзклмнпрст"), min_size=3, max_size=4).map(lambda text: "а".join(text) + "ов"),
    min_size=2,
    max_size=3,
    unique=True,
)


def latin(text: str) -> str:
    return "".join(LATIN.get(letter, letter) for letter in text)


@settings(max_examples=20, deadline=None)
@given(CYRILLIC)
def test_a_name_goes_to_another_script_and_back(words: list[str]) -> None:
    name = " ".join(words)
    there, back = (compare_parties(listed(1, PERSON, one), listed(2, PERSON, other)) for one, other in
                   ((name, latin(name)), (latin(name), name)))  # fmt: skip
    itself = compare_parties(listed(1, PERSON, name), listed(2, PERSON, name))
    assert there is not None
    assert back is not None
    assert itself is not None
    assert there.score == pytest.approx(back.score, abs=1e-6)
    assert there.score == pytest.approx(itself.score, abs=0.1)


ANY = st.one_of(
    st.text(max_size=60), st.text(st.characters(categories=["Mn", "Cf", "Lo", "So", "Nd", "Cc"]), max_size=30)
)


@settings(max_examples=50, deadline=None)
@given(ANY, st.text(max_size=4), st.lists(st.text(max_size=12), max_size=2))
@example("", "", [])
@example("\x00", "\x00", ["\x00:\x00"])
@example("a" * 100_000, "TJ", [])
@example("b c " * 100_000, "TJ", [":"])
@example("\u202e\u200d\ufeff\u0301", "٣", [" : "])
@example("👩‍👩‍👧‍👦 ﷺ ㎏ ǆ İ ß ŉ", "", ["TIN:" + "9" * 500])
def test_no_declared_text_can_break_it(index: NameIndex, name: str, country: str, identifiers: list[str]) -> None:
    for match in screen_name(name, index, country=country, identifiers=identifiers):
        assert 0 <= match.score <= 1
    party = Party(role=Role.CONSIGNEE, name=name, country=country, identifiers=tuple(identifiers))
    assert screen(batch([party]), index)["score"].is_between(0, 1).all()


@settings(max_examples=25, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=3), ANY)
def test_no_listed_text_can_break_it(names: list[str], name: str) -> None:
    match = compare_parties(listed(1, PERSON, *names), listed(2, COMPANY, name))
    assert match is None or 0 <= match.score <= 1


IDENTIFIED = [
    (party, number)
    for party in LISTED
    for each in party.identifiers
    for number in (each.value, f"{each.scheme}:{each.value}", f" {each.scheme.lower()} : {each.value} ")
]


@settings(max_examples=40, deadline=None)
@given(st.one_of(NAMES, NOISE), st.sampled_from(IDENTIFIED), st.sampled_from([None, "TJ", "US"]))
def test_a_matching_identifier_never_lowers_a_score(
    index: NameIndex, name: str, known: tuple[ListedParty, str], country: str | None
) -> None:
    party, number = known

    def score(*identifiers: str) -> float:
        found = screen_name(name, index, country=country, identifiers=identifiers, limit=len(LISTED))
        return next((match.score for match in found if match.entity_id == party.entity_id), 0.0)

    assert score(number) >= score()
    assert score("TIN:0000000", number) >= score("TIN:0000000")


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(NAMES, NOISE),
    st.sampled_from([None, "TJ", "RU", "us"]),
    st.sampled_from([None, PERSON, COMPANY]),
    st.sampled_from([None, "1971", "1962-03-01", "1971-03", "2001-12-31"]),
    st.sampled_from([None, "Rudaki 14, Dushanbe", "?"]),
    st.lists(st.sampled_from(["A0123456", "TIN:7701234567", "IMO:9187629", "TIN:1"]), max_size=2),
)
def test_reasons_make_the_score_and_can_be_said(
    index: NameIndex,
    name: str,
    country: str | None,
    kind: PartyKind | None,
    born: str | None,
    address: str | None,
    identifiers: list[str],
) -> None:
    found = screen_name(
        name, index, country=country, kind=kind, birth_date=born, address=address, identifiers=identifiers
    )
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    for match in found:
        told(match)


def told(match: PartyMatch) -> None:
    assert score_of(match.reasons) == pytest.approx(match.score, abs=1e-4)
    assert match.reasons
    for reason in match.reasons:
        named = set(re.findall(r"{(\w+)}", reason.message))
        assert named <= {fact.name for fact in reason.values}, reason.message
        assert reason.say(Language.RUSSIAN)


@settings(max_examples=15, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=6))
def test_in_a_batch_the_reasons_make_the_score_too(index: NameIndex, names: list[str]) -> None:
    parties = [Party(role=Role.CONSIGNEE, name=name, country="TJ", identifiers=("A0123456",)) for name in names]
    found = screen(batch(parties), index, threshold=0.05)
    odds = found["reasons"].list.eval(pl.element().struct.field("weight")).list.sum()
    assert (1 / (1 + (-odds).exp()) - found["score"]).abs().max() < 1e-4
    single = [screen_name(name, index, country="TJ", identifiers=["A0123456"], threshold=0.05) for name in names]
    assert found.height == sum(map(len, single))
    for row, matches in enumerate(single):
        alone = {match.entity_id: match.score for match in matches}
        same(alone, dict(found.filter(row=row).select("entity_id", "score").iter_rows()))


def batch(parties: Sequence[Party]) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(id=str(at), message="m", reference=str(at), lodgement=Lodgement.MANIFEST, parties=(party,))
            for at, party in enumerate(parties)
        ]
    )
