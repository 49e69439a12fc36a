"""Ways in which names are written otherwise and still meet, and how names to learn from are made up."""

import random

import pytest

from darvoza.parties import (
    ListedName,
    ListedParty,
    NameIndex,
    WatchList,
    WatchLists,
    compare_parties,
    score_of,
    screen_name,
)
from darvoza.parties.learning.in_arabic import in_arabic, of_the_east
from darvoza.parties.learning.made_up import MISSPELLINGS, ordinary_name
from darvoza.parties.learning.made_up_people import somebody
from darvoza.parties.names.forms import form_of


def _score(one: str, other: str) -> float:
    match = compare_parties(
        ListedParty(entity_id="a", names=(ListedName(one),)), ListedParty(entity_id="b", names=(ListedName(other),))
    )
    return match.score if match else 0.0


def test_a_word_of_known_meaning_may_be_misspelt() -> None:
    assert form_of("agricultural").spellings[0][0] == form_of("agrofirma").spellings[0][0]
    assert _score("Zarvand Sgricultural Bank", "ZARVAND AGRICULTURAL BANK") > 0.5


@pytest.mark.parametrize(
    ("written", "meant"), [("Brigade Forty-Four", "brigade 44"), ("forty 4 guards", "44 guards"), ("Seventy", "70")]
)
def test_tens_and_ones_in_words_are_figures(written: str, meant: str) -> None:
    assert form_of(written).words == form_of(meant).words


def test_figures_in_place_of_letters_are_also_read_as_letters() -> None:
    assert form_of("Sech1n").spellings[0][1] == form_of("Sechin").words[0]
    assert len(form_of("AR16").spellings[0]) == 1


@pytest.mark.parametrize(
    ("called", "name"), [("Ted Brandovsky", "Theodore BRANDOVSKY"), ("Vova Karmanin", "KARMANIN, Vladimir")]
)
def test_who_is_called_by_a_nickname_is_found(called: str, name: str) -> None:
    assert _score(called, name) > 0.8


def test_how_chinese_names_begin_is_one_sound_in_old_and_new_spelling() -> None:
    assert form_of("Hsi").words == form_of("Xi").words
    assert form_of("Xurshid").spellings[0][1] == form_of("Khurshid").words[0]


def test_of_two_parties_alone_also_words_that_share_no_key_are_compared() -> None:
    assert 0 < _score("Sukamto", "Sukarno") < 0.9


def test_made_up_people_come_from_many_countries_the_same_each_time() -> None:
    names = [somebody(random.Random(at)) for at in range(200)]
    assert names == [somebody(random.Random(at)) for at in range(200)]
    assert sum(not name.isascii() for name in names) > 20
    assert all(name.strip() for name in names)
    assert len(set(names)) > 190
    assert all(ordinary_name(random.Random(at)).strip() for at in range(50))


def test_a_given_name_becomes_an_initial() -> None:
    with_initial = next(each for each in MISSPELLINGS if each.__name__ == "_with_initial")
    initials = {with_initial("BRANDOVSKY, Theodore", True, random.Random(at)) for at in range(20)}
    assert "T. BRANDOVSKY" in initials
    assert all("BRANDOVSKY" in name and "Theodore" not in name for name in initials)


def _index(*names: str) -> NameIndex:
    entries = tuple(ListedParty(entity_id=name, names=(ListedName(name),)) for name in names)
    about = {"id": "own", "title": "Own", "source": "own.csv", "sha256": "", "licence": "own"}
    return NameIndex.build(WatchLists((WatchList(**about, entries=entries),)))


@pytest.mark.parametrize("declared", ["LLC Vostrukov", "OOO VOSTRUKOV", "Vostrukov LLC"])
def test_of_names_that_say_the_same_the_one_written_so_is_first(declared: str) -> None:
    index = _index("OOO VOSTRUKOV", "Vostrukov LLC", "Limited Liability Company VOSTRUKOV")
    first, *others = screen_name(declared, index)
    assert set(first.entity_id.split()) == set(declared.split())
    for other in others:
        assert 0 < first.score - other.score < 0.0002
    assert score_of(first.reasons) == pytest.approx(first.score, abs=1e-6)


def test_long_vowels_tell_words_of_the_same_consonants_apart() -> None:
    index = _index("Patouri ZORINOU")
    (written,), (another,) = screen_name("زورینو پاتوری", index), screen_name("زارانا پاترا", index)
    assert written.score > another.score + 0.02


def test_a_name_of_the_east_may_be_made_up_in_arabic_script() -> None:
    assert of_the_east("ZORINOU, Mohammad")
    assert not of_the_east("Theodore BRANDOVSKY")
    made = {in_arabic("AL-ZORINOU, Mohammad", random.Random(at)) for at in range(30)}
    assert len(made) > 5
    assert all(not any(letter.isascii() and letter.isalpha() for letter in name) for name in made)
    assert all("محمد" in name for name in made)
    assert sum(_score(name, "AL-ZORINOU, Mohammad") > 0.2 for name in made) > len(made) / 2
