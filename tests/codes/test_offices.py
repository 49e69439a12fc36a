"""Customs offices: the table holds together, and officers find an office by whatever they call it."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.codes import (
    airport,
    countries,
    country_neighbours,
    find_office,
    office,
    offices,
    place,
    resolve_offices,
    update_locodes,
)
from darvoza.consignment import Mode

TABLE = offices()
KINDS = {"road", "rail", "river", "air", "dry port", "post", "inland"}


def test_codes_are_five_letters_unique_and_begin_with_the_country() -> None:
    assert TABLE.height >= 80
    assert TABLE["code"].is_unique().all()
    assert TABLE.select(pl.col("code").str.contains("^[A-Z]{2}[A-Z0-9]{3}$").all()).item()
    assert TABLE.select((pl.col("code").str.slice(0, 2) == pl.col("country")).all()).item()
    assert set(TABLE["country"]) <= set(countries())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("TJDU2", "Dushanbe-2"),
        ("TJNPJ", "Nizhny Pyanj"),
        ("TJKJD", "Khujand"),
        ("TJKRG", "Khorog"),
        ("UZAYR", "Ayritom"),
        ("AFSHB", "Sherkhan Bandar"),
        ("AFHRT", "Hairatan"),
        ("UZOYB", "Oybek"),
        ("TJFTB", "Fotekhobod"),
        ("CNKHG", "Khorgos (China)"),
        ("UZGSK", "Gisht-Kuprik"),
        ("TJKLM", "Kulma"),
        ("UZTRZ", "Termez river port"),
        ("UZCHS", "Chukursay"),
    ],
)
def test_codes_that_others_rely_on_stay(code: str, name: str) -> None:
    found = office(code)
    assert found is not None
    assert found.name_en == name


def test_other_codes_that_others_rely_on_stay() -> None:
    assert {"UZAVY", "KZKHG"} <= set(TABLE["code"])
    assert "UZTAS" not in set(TABLE["code"])


def test_kinds_and_modes_are_words_of_the_field() -> None:
    assert set(TABLE["kind"]) == KINDS
    assert set(TABLE["modes"].explode()) <= {mode.value for mode in Mode}
    for kind, modes in (
        TABLE.filter(pl.col("kind").is_in(["road", "rail", "river", "air", "post"])).select("kind", "modes").iter_rows()
    ):
        assert modes[0] == kind


def test_a_pair_faces_each_other_across_a_border_that_exists() -> None:
    for code in TABLE["code"]:
        here = office(code)
        if here.neighbour:
            assert here.neighbour in country_neighbours()[here.country]
        if here.paired_office:
            across = office(here.paired_office)
            assert across is not None, code
            assert (across.country, across.neighbour) == (here.neighbour, here.country), code
            assert abs(across.latitude - here.latitude) < 0.35, code
            assert abs(across.longitude - here.longitude) < 0.35, code


def test_several_posts_may_face_one_but_each_is_answered() -> None:
    for code in TABLE["code"]:
        here = office(code)
        if here.paired_office:
            back = office(office(here.paired_office).paired_office)
            assert back.country == here.country, code


def test_places_lie_in_the_region_to_a_tenth_of_a_degree() -> None:
    assert TABLE["latitude"].is_between(34, 48).all()
    assert TABLE["longitude"].is_between(54, 89).all()
    assert TABLE.select((pl.col("latitude", "longitude") * 10).round(6) % 1 == 0).sum().row(0) == (TABLE.height,) * 2
    assert TABLE["examinations_per_shift"].is_between(1, 60).all()


def test_an_airport_lies_where_airports_are_listed() -> None:
    rows = TABLE.filter(pl.col("iata").is_not_null())
    assert rows["iata"].is_unique().all()
    for iata, country, latitude, longitude in rows.select("iata", "country", "latitude", "longitude").iter_rows():
        listed = airport(iata)
        assert listed is not None, iata
        assert listed.country == country
        assert abs(listed.latitude - latitude) < 0.1, iata
        assert abs(listed.longitude - longitude) < 0.1, iata


def test_every_own_office_has_names_in_the_languages_of_its_country() -> None:
    own = TABLE.filter(pl.col("country").is_in(["UZ", "TJ"]))
    assert (
        own.select(pl.col("name_ru", "name_local_latin", "name_local_cyrillic").is_not_null().all()).row(0)
        == (True,) * 3
    )
    assert (
        own.select(pl.col("name_ru", "name_local_cyrillic").str.contains("[А-Яа-яЎўҚқҒғҲҳ]").all()).row(0)
        == (True,) * 2
    )
    assert not own.select(pl.col("name_en", "name_local_latin").str.contains(r"\p{Cyrillic}").any()).row(0)[1]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("TJNPJ", "TJNPJ"),
        ("tjnpj", "TJNPJ"),
        ("Нижний Пяндж", "TJNPJ"),
        ("panji poyon", "TJNPJ"),
        ("Панҷи Поён", "TJNPJ"),
        ("Gʻishtkoʻprik", "UZGSK"),
        ("G'ishtko'prik", "UZGSK"),
        ("Гишт Куприк", "UZGSK"),
        ("Черняевка", "KZJBZ"),
        ("霍尔果斯", "CNKHG"),
        ("حیرتان", "AFHRT"),
        ("HAIRATAN", "AFHRT"),
        ("TAS", "UZAVY"),
        ("DYU", "TJDYU"),
        ("UZTER", "UZTRZ"),
        ("UZ TER", "UZTRZ"),
        ("Termez", "UZTRZ"),
        ("Kurgan-Tyube", "TJBKH"),
    ],
)
def test_an_office_is_found_by_whatever_it_is_called(said: str, code: str) -> None:
    found = find_office(said)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("said", ["", " ", "-", "Atlantis", "Khorgos", "Bekabad", "UZTAS", "Tashkent", "U"])
def test_what_names_no_office_or_several_names_none(said: str) -> None:
    assert find_office(said) is None


def ways_of_naming(code: str) -> set[str]:
    here = office(code)
    named = {here.name_en, here.name_ru, here.name_local_latin, here.name_local_cyrillic, *here.other_names}
    return {name for name in named if name}


def test_every_name_finds_its_office_unless_others_share_it() -> None:
    spelt = {code: {_plain(name) for name in ways_of_naming(code)} for code in TABLE["code"]}
    for code in TABLE["code"]:
        for name in ways_of_naming(code):
            plain = _plain(name)
            sharing = {other for other, names in spelt.items() if plain in names}
            found = find_office(name)
            assert (found is None) is (len(sharing) > 1), (code, name, sharing)
            assert found is None or found.code == code


def _plain(name: str) -> str:
    """Letters and digits without accents, case and the raised commas of Uzbek, written out here independently."""
    kept = (sign for sign in unicodedata.normalize("NFKD", name) if unicodedata.category(sign)[:2] not in {"Mn", "Lm"})
    return "".join(sign.casefold() for sign in kept if sign.isalpha() or sign.isdigit())


def test_few_offices_cannot_be_found_by_their_english_name() -> None:
    nameless = {code for code, name in TABLE.select("code", "name_en").iter_rows() if find_office(name) is None}
    assert nameless <= {"KGBEK", "TJISF", "UZNVY"}


@settings(max_examples=40)
@given(
    st.sampled_from(TABLE["name_en"].to_list()), st.sampled_from([str.upper, str.lower, " {} ".format, "{}.".format])
)
def test_case_and_punctuation_do_not_matter(name: str, spelt: Callable[[str], str]) -> None:
    assert find_office(spelt(name)) == find_office(name)


def test_a_column_of_texts_is_resolved() -> None:
    said = pl.Series("place", ["UZAYR", "айритом", None, "Khorgos", "Nowhere", "TAS", "UZAYR"])
    answer = resolve_offices(said)
    assert answer.to_list() == ["UZAYR", "UZAYR", None, None, None, "UZAVY", "UZAYR"]
    assert answer.name == "place"
    assert resolve_offices(pl.Series([], dtype=pl.String)).to_list() == []
    assert resolve_offices(pl.Series([None], dtype=pl.String)).to_list() == [None]


said_somehow = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from(TABLE["code"].to_list()),
    st.sampled_from(TABLE["name_ru"].to_list()),
)


@settings(max_examples=40)
@given(st.lists(said_somehow, max_size=20))
def test_a_column_is_resolved_as_each_text_is(said: list[str | None]) -> None:
    one_by_one = [None if text is None or (found := find_office(text)) is None else found.code for text in said]
    assert resolve_offices(pl.Series(said, dtype=pl.String)).to_list() == one_by_one


@settings(max_examples=40)
@given(st.sampled_from(TABLE["code"].to_list()), st.sampled_from([str.lower, str.upper, str.title]))
def test_every_code_finds_its_own_office(code: str, spelt: Callable[[str], str]) -> None:
    assert find_office(spelt(code)).code == code


def test_locodes_named_exist_and_lie_near(shared: Path, tmp_path: Path) -> None:
    update_locodes(tmp_path, shared / "data" / "codes" / "unlocode.csv.gz")
    for code, locode, latitude, longitude in TABLE.select("code", "locode", "latitude", "longitude").iter_rows():
        if locode is None:
            continue
        listed = place(locode, tmp_path)
        assert listed is not None, code
        if listed.latitude is not None and listed.longitude is not None:
            # The list puts Sergeli, a part of Tashkent, Sherkhan Bandar and Horgos half a degree too far east.
            near = 0.6 if locode in {"UZTSH", "AFSHE", "CNHRS"} else 0.3
            assert abs(listed.latitude - latitude) < near, (code, listed)
            assert abs(listed.longitude - longitude) < near, (code, listed)


def test_only_khorgos_is_called_what_un_locode_calls_another_place(shared: Path, tmp_path: Path) -> None:
    update_locodes(tmp_path, shared / "data" / "codes" / "unlocode.csv.gz")
    taken = [
        code for code, locode in TABLE.select("code", "locode").iter_rows() if locode != code and place(code, tmp_path)
    ]
    assert taken == ["CNKHG"]
