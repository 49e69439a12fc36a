"""Nomenclatures of goods: the forms they are published in, what is refused, and that a good one is never lost."""

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darvoza.codes import UpdateRefused, nomenclature, nomenclature_record, update_nomenclature
from darvoza.codes.nomenclature_files import read_nomenclature

CSV = """section,hscode,description,parent,level
II,10,Cereals,TOTAL,2
II,1006,Rice,10,4
II,100610,"Cereals; rice in the husk (paddy or rough)",1006,6
"""
TREE = [
    {
        "chapter": "02",
        "naim": "ПРОДУКТЫ РАСТИТЕЛЬНОГО ПРОИСХОЖДЕНИЯ",
        "groups": [
            {
                "code": "10",
                "naim": "ЗЛАКИ",
                "goods": [
                    {"code": "1006", "naim": "РИС", "subs": [{"code": "1006101000", "naim": "- - для посева"}]},
                    {"code": "1005", "naim": "КУКУРУЗА", "subs": None},
                ],
            },
        ],
    },
    {"chapter": "22", "naim": "ПУСТО", "groups": None},
]
TEXTS = {
    "TNVED1.TXT": "91|01.06.2026\n02|ПРОДУКТЫ РАСТИТЕЛЬНОГО ПРОИСХОЖДЕНИЯ||01.01.2022|\n",
    "TNVED2.TXT": "91|01.06.2026\n02|10|ЗЛАКИ|примечание|01.01.2022|\n",
    "TNVED3.TXT": "91|01.06.2026\n10|06|РИС|01.01.2022|\n10|09|УШЛО|01.01.2002|31.12.2011\n",
    "TNVED4.TXT": "91|01.06.2026\n10|06|101000|- - для посева|01.01.2022|\n10|06|109999|ушло|01.01.2002|31.12.2011\n",
}


def packed(texts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text.encode("cp866"))
    return file.getvalue()


def kept(tmp_path: Path, name: str, data: bytes) -> dict[str, str]:
    source = tmp_path / "source"
    source.write_bytes(data)
    update_nomenclature(name, tmp_path / "kept", source, fewest=1)
    frame = nomenclature(name, tmp_path / "kept")
    assert frame is not None
    return dict(frame.rows())


def test_the_csv_of_the_harmonized_system_is_read(tmp_path: Path) -> None:
    codes = kept(tmp_path, "hs-en", CSV.encode())
    assert codes == {"10": "Cereals", "1006": "Rice", "100610": "Cereals; rice in the husk (paddy or rough)"}


def test_the_tree_of_the_russian_nomenclature_is_read_without_its_dashes(tmp_path: Path) -> None:
    codes = kept(tmp_path, "tnved-ru", json.dumps(TREE).encode())
    assert codes == {"10": "ЗЛАКИ", "1005": "КУКУРУЗА", "1006": "РИС", "1006101000": "для посева"}


def test_the_zip_of_the_tax_service_gives_what_is_in_force(tmp_path: Path) -> None:
    codes = kept(tmp_path, "tnved-ru", packed(TEXTS))
    assert codes == {"10": "ЗЛАКИ", "1006": "РИС", "1006101000": "для посева"}


def test_a_file_that_is_missing_in_the_zip_is_named(tmp_path: Path) -> None:
    half = {name: text for name, text in TEXTS.items() if name != "TNVED3.TXT"}
    with pytest.raises(UpdateRefused, match=r"holds no TNVED3\.TXT"):
        kept(tmp_path, "tnved-ru", packed(half))


def test_a_bad_or_short_one_never_replaces_a_good_one(tmp_path: Path) -> None:
    good = kept(tmp_path, "hs-en", CSV.encode())
    for bad in (b"<html>busy</html>", b"section,code\nI,01\n", b"", b"hscode,description\n"):
        with pytest.raises(UpdateRefused):
            kept(tmp_path, "hs-en", bad)
    source = tmp_path / "short.csv"
    source.write_text(CSV, encoding="utf-8")
    with pytest.raises(UpdateRefused, match="holds 3 codes, fewer than the 5000"):
        update_nomenclature("hs-en", tmp_path / "kept", source)
    frame = nomenclature("hs-en", tmp_path / "kept")
    assert frame is not None
    assert dict(frame.rows()) == good


def test_one_that_nobody_publishes_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UpdateRefused, match=r"'hs-fr' is no nomenclature known here: there are hs-en, tnved-ru"):
        update_nomenclature("hs-fr", tmp_path)


def test_without_one_nothing_is_known(tmp_path: Path) -> None:
    assert nomenclature("hs-en", tmp_path) is None
    assert nomenclature_record("hs-en", tmp_path) is None


@given(st.integers(0, 400), st.sampled_from(["csv", "json", "zip"]))
def test_a_file_cut_anywhere_is_read_or_refused(cut: int, form: str) -> None:
    whole = {"csv": CSV.encode(), "json": json.dumps(TREE).encode(), "zip": packed(TEXTS)}[form]
    with suppress(UpdateRefused):
        assert read_nomenclature(whole[:cut]).height


def test_the_real_ones_have_every_chapter(shared: Path, tmp_path: Path) -> None:
    for name, file in (("hs-en", "hs2022_en.csv"), ("tnved-ru", "tnved_eaeu_ru.json")):
        update_nomenclature(name, tmp_path, shared / "data" / "codes" / file)
        frame = nomenclature(name, tmp_path)
        assert frame is not None
        assert frame["code"].str.slice(0, 2).n_unique() >= 96
