"""Names in other scripts than Latin, Cyrillic and Arabic are met by their sounds."""

import pytest

from darvoza.parties import ListedName, ListedParty, compare_parties
from darvoza.parties.names.forms import form_of


def _score(one: str, other: str) -> float:
    match = compare_parties(
        ListedParty(entity_id="a", names=(ListedName(one),)), ListedParty(entity_id="b", names=(ListedName(other),))
    )
    return match.score if match else 0.0


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("ნინო ბერიძე", "Nino BERIDZE"),
        ("Արամ Սարգսյան", "Aram SARGSYAN"),
        ("Νίκος Παπαδόπουλος", "Nikos PAPADOPOULOS"),
        ("राजेश कपूर", "Rajesh KAPUR"),
        ("タナカ ヒロシ", "TANAKA Hiroshi"),
        ("שמעון מזרחי", "Shimon MIZRAHI"),
        ("王小明", "WANG Xiao Ming"),
    ],
)
def test_a_name_in_its_own_script_meets_its_latin_spelling(native: str, latin: str) -> None:
    assert _score(native, latin) > _score(native, "Gregory MAKOVSKI")
    assert _score(native, latin) > 0.2


def test_a_chinese_company_is_parted_into_place_trade_and_legal_form() -> None:
    form = form_of("深圳市新元科技有限公司")
    assert form.written == ("深圳", "新元", "科技")
    assert form.words[2] == form_of("technology").words[0]
    assert form.legal & form_of("Xinyuan LLC").legal


def test_one_syllable_is_never_a_legal_form_or_a_trade() -> None:
    assert form_of("奥巴马").written == ("奥", "巴", "马")


def test_vowel_signs_neither_part_words_nor_change_them() -> None:
    assert form_of("مُحَمَّد").words == form_of("محمد").words
    assert form_of("שָׁלוֹם").words == form_of("שלום").words
