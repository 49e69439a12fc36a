"""The book of words has of each word what its definition says, whoever prepared it, and lets several write in it."""

import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from darvoza.parties import ListedName, ListedParty, NameIndex, WatchList, WatchLists, screen_name
from darvoza.parties.names import book as book_of_words
from darvoza.parties.names.book import WordBook
from darvoza.parties.names.forms import Written, plain_of, plain_of_all, words_of, written_word
from darvoza.parties.names.lore import BESIDE, LEGAL
from darvoza.parties.names.pages import LONGEST
from darvoza.parties.names.signs import TOP, signs
from darvoza.parties.names.weighing import weight_of
from darvoza.parties.names.written import coded, sort_of

LATIN = st.text("abcdefghijklmnopqrstuvwxyzcjxsh0123456789", min_size=1, max_size=14)
MARKED = st.text("abcšçğñøßđéüöʼaeiouıłhsxcj", min_size=1, max_size=12)
CYRILLIC = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяўқғҳіїєўёӣӯҷ", min_size=1, max_size=14)
ARABIC = st.text("ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهىيیءآأإةئؤ", min_size=1, max_size=14)
ANY = st.text(min_size=1, max_size=8)
GIVEN = st.lists(
    st.sampled_from(
        [
            "amir",
            "hossein",
            "ali",
            "muhammad",
            "reza",
            "gul",
            "sher",
            "xo'ja",
            "علی",
            "محمد",
            "حسین",
            "رضا",
            "عبد",
            "الله",
        ]
    ),
    max_size=3,
)
SLAVIC = st.tuples(
    st.sampled_from(["novosibirsk", "dostoevsk", "obshchestv", "новосибирск", "обществ", "ответственност", "zavod"]),
    st.sampled_from(["a", "aya", "oe", "ogo", "ом", "ая", "ое", "ий", "y", "om", "ю", "a"]),
).map("".join)
WORDS = st.one_of(LATIN, MARKED, CYRILLIC, ARABIC, ANY, SLAVIC, GIVEN.map("".join))


def _entered(book: WordBook, number: int) -> tuple[object, ...]:
    """What the book has of a word."""
    starts, means, latin, latin_starts, flags, legal, (letters, begins, sorts, weights) = book.entries
    spelled = [
        [(letters[begins[each] : begins[each + 1]].tobytes(), int(sorts[each])) for each in (2 * word, 2 * word + 1)]
        for word in means[starts[number] : starts[number + 1]].tolist()
    ]
    told = [float(weights[word]) for word in means[starts[number] : starts[number + 1]].tolist()]
    spelling = latin[latin_starts[number] : latin_starts[number + 1]].tobytes()
    return spelled, told, spelling, int(flags[number]), int(legal[number])


def _defined(word: Written) -> tuple[object, ...]:
    """The same as the definition has it."""
    spelled = [
        [(coded(text)[:LONGEST], sort_of(text) if text else 0) for text in (each[0], each[1] if len(each) > 1 else "")]
        for each in word.spellings
    ]
    told = [float(np.float32(weight_of(each[0]))) for each in word.spellings]
    flags = LEGAL * word.is_legal + BESIDE * word.only_beside
    return spelled, told, coded(word.latin)[:LONGEST], flags, word.legal


def _all_as_defined(words: list[str]) -> None:
    book = WordBook()
    starts, numbers = book.words_of(words)
    assert starts.tolist() == list(range(len(words) + 1))
    for word, number in zip(words, numbers.tolist(), strict=True):
        assert _entered(book, number) == _defined(written_word(word[:64])), word


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30))
@example(
    ["ß" * 64, "ş" * 70, "щ" * 64, "x" * 300, "ъь", "ʔ", "ø", "44", "4a4b", "s3chin", "الله", "ال", "ﷺ", "國", "김"]
)
@example(
    ["otvetstvenostyu", "otvetstvennostyou", "aktsionernoee", "кмoscow", "mосква", "nii", "нии", "xi", "hsi", "xin"]
)
def test_every_word_is_prepared_as_defined(texts: list[str]) -> None:
    _all_as_defined(list(dict.fromkeys(word for text in texts for word in words_of(plain_of(text)))))


def test_every_word_that_the_data_name_is_prepared_as_defined() -> None:
    folder = files("darvoza.parties").joinpath("data")
    text = "\n".join(folder.joinpath(each).read_text("utf-8") for each in ("words.yaml", "people.yaml"))
    _all_as_defined(list(dict.fromkeys(word for line in plain_of_all(text.split("\n")) for word in words_of(line))))


def test_usual_words_need_no_python(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(book_of_words, "written_word", lambda word: asked.append(word) or written_word(word))
    WordBook().words_of(["gafurov šević общество شرکت amirhossein 44 xinyuan", "北方 ნინო"])
    assert asked == ["北方", "ნინო"]


def test_the_tables_have_every_letter_of_three_scripts() -> None:
    script = signs().script
    assert len(script) == TOP
    assert all(script[ord(letter)] for letter in "azé09яўқіӯمحی")
    assert not any(script[ord(sign)] for sign in "AÉ²α٣-")


@pytest.mark.parametrize("declared", [False, True])
def test_what_other_names_have_changes_nothing(declared: bool) -> None:  # noqa: FBT001 - as given
    names = ["El Sixty-Three", "ООО Ёлка", "A.B.C. Ltd, 5 Main Street", 'O\'Brien "x"', "عبد", "İstanbul", "Q\nR", ""]
    together = plain_of_all(names, declared=declared)
    assert together == [plain_of(name, declared=declared).replace("\n", " ") for name in names]
    assert together == [plain_of_all([name], declared=declared)[0] for name in names]


def test_several_threads_may_write_in_one_book() -> None:
    book = WordBook()
    names = [
        [f"w{number % 5000:05d}x {'аб国'[number % 3] * 3}{number % 700}" for number in range(of, 9000, 4)]
        for of in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(book.words_of, names))
    words = re.findall(r"\w+", " ".join(" ".join(each) for each in names))
    numbers = np.concatenate([each for _, each in found]).tolist()
    known = dict(zip(words, numbers, strict=True))
    assert all(known[word] == number for word, number in zip(words, numbers, strict=True))
    assert len(set(known.values())) == len(known) == len(book)
    assert all(_entered(book, number) == _defined(written_word(word)) for word, number in list(known.items())[::97])


def test_listed_words_need_not_be_prepared_again() -> None:
    party = ListedParty(entity_id="1", names=(ListedName("Feruza QODIROVA"), ListedName("Феруза Кодирова")))
    about = {"id": "own", "title": "Own", "source": "own.csv", "sha256": "", "licence": "own"}
    index = NameIndex.build(WatchLists((WatchList(**about, entries=(party,)),)))
    assert len(index.word_book()) == 4
    assert screen_name("Qodirova Feruza", index)
    assert len(index.word_book()) == 4
    written = index.written
    words = [
        written.points[start:end].tobytes().decode("utf-32-le")
        for start, end in zip(written.point_starts, written.point_starts[1:], strict=False)
    ]
    assert [words[number] for number in written.words.tolist()] == ["feruza", "qodirova", "феруза", "кодирова"]
