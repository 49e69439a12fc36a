"""Lists of other publishers and formats are read with everything that identifies."""

from collections.abc import Callable
from pathlib import Path

import pytest

from darvoza.parties import (
    Detail,
    Identifier,
    ListedAddress,
    ListedName,
    NameKind,
    PartyKind,
    Relation,
    WatchList,
    load_lists,
    same_parties,
)

Read = Callable[[str], WatchList]
WOLF = ListedName("The Wolf", NameKind.WEAK)
PASSPORT = Identifier("PASSPORT", "A0123456", "TJ")


@pytest.fixture
def read() -> Read:
    def reading(name: str) -> WatchList:
        (only,) = load_lists([Path(__file__).parent / "lists" / name]).lists
        return only

    return reading


def test_ofac_in_xml_says_what_the_csv_says_and_more(read: Read) -> None:
    found = read("sdn.xml")
    assert (found.id, found.date, len(found)) == ("ofac-sdn", "2026-02-27", 2)
    person, ship = found.entries
    assert person.names == (
        ListedName("QODIRSHOYEV, Zafar", NameKind.PRIMARY),
        ListedName("KODIROV, Zafar"),
        ListedName("THE WOLF", NameKind.WEAK),
    )
    assert (person.birth_dates, person.birth_places) == (("1971-03-02",), ("Khujand",))
    assert person.countries == ("TJ", "UZ")
    assert person.identifiers == (PASSPORT,)
    assert person.programmes == ("SDGT", "NPWMD")
    assert person.details == (Detail("title", "Director"), Detail("gender", "Male"))
    assert set(ship.identifiers) == {Identifier("IMO", "9187629"), Identifier("CALLSIGN", "3FAB1")}
    assert ship.relations == (Relation("vessel owner", "Heron Trust"),)
    assert Detail("tonnage", "2595") in ship.details


def test_ofac_in_advanced_xml_has_native_names_and_relations(read: Read) -> None:
    found = read("advanced.xml")
    assert (found.id, found.date, len(found)) == ("ofac-sdn", "2026-02-27", 2)
    person, plant = found.entries
    assert person.names == (
        ListedName("QODIRSHOYEV, Zafar", NameKind.PRIMARY),
        ListedName("Қодиршоев", NameKind.NATIVE),
        WOLF,
    )
    assert (person.kind, plant.kind) == (PartyKind.PERSON, PartyKind.ORGANISATION)
    assert person.birth_dates == ("1971",)  # a whole year is how the format says that the day is not known
    assert person.countries == ("TJ",)
    assert person.addresses == (ListedAddress("Khujand, Tajikistan", "TJ"),)
    assert person.identifiers == (PASSPORT, Identifier("EMAIL", "z@example.tj"))
    assert person.details == (Detail("gender", "Male"),)
    assert (person.programmes, person.listed_on) == (("NPWMD",), "2022-03-16")
    assert plant.relations == (Relation("owned or controlled by", "12"),)


def test_the_uk_sanctions_list_is_read_from_xml(read: Read) -> None:
    found = read("uk.xml")
    assert (found.id, found.date, len(found)) == ("uk", "2026-02-27", 3)
    person, plant, ship = found.entries
    assert person.names == (
        ListedName("ZAFAR QODIRSHOYEV", NameKind.PRIMARY),
        WOLF,
        ListedName("ظفر قادرشایف", NameKind.NATIVE),
    )
    assert person.birth_dates == ("1971", "1971-03-02")
    assert person.birth_places == ("Khujand, Tajikistan",)
    assert person.listed_on == "2001-01-25"
    assert person.reason == "Because."
    assert Identifier("EMAIL", "b@example.tj") in person.identifiers
    assert Identifier("PHONE", "+992 927 000000") in person.identifiers
    assert Identifier("PASSPORT", "A0123456") in person.identifiers
    assert plant.identifiers == (Identifier("TIN", "7701234567"),)
    assert plant.legal_form == "Joint Stock Company"
    assert plant.relations == (Relation("owned by", "HERON TRUST"),)
    assert (ship.kind, ship.countries) == (PartyKind.VESSEL, ("PA",))
    assert ship.identifiers == (Identifier("IMO", "9187629"),)


@pytest.mark.parametrize(
    ("file", "name", "count"), [("uk.csv", "uk", 1), ("conlist.csv", "uk-ofsi", 2), ("conlist.xml", "uk-ofsi", 1)]
)
def test_rows_of_one_party_on_uk_tables_add_up(read: Read, file: str, name: str, count: int) -> None:
    found = read(file)
    assert (found.id, len(found)) == (name, count)
    person = found.entries[0]
    assert person.names == (ListedName("ZAFAR QODIRSHOYEV", NameKind.PRIMARY), ListedName("WOLF", NameKind.WEAK))
    assert person.birth_dates[0].startswith("1971-03")


def test_numbered_values_of_a_uk_cell_are_taken_apart(read: Read) -> None:
    found = read("uk.csv")
    (person,) = found.entries
    assert found.date == "2026-02-27"
    assert [each.value for each in person.identifiers] == ["A0123456", "B7654321"]
    assert person.countries == ("TJ", "UZ")


def test_the_swiss_list_leaves_out_whom_it_has_let_go(read: Read) -> None:
    found = read("seco.xml")
    assert (found.id, found.date, [each.entity_id for each in found.entries]) == (
        "ch-seco",
        "2026-02-27",
        ["100", "101"],
    )
    person, plant = found.entries
    assert person.names == (
        ListedName("Qodirshoyev Zafar", NameKind.PRIMARY),
        ListedName("Қодиршоев Зафар", NameKind.NATIVE),
        WOLF,
    )
    assert (person.birth_dates, person.countries) == (("1971-03-02",), ("TJ",))
    assert person.identifiers == (PASSPORT,)
    assert person.addresses == (ListedAddress("4 Pole Road, Khujand, Tajikistan", "TJ"),)
    assert (person.programmes, person.reason, person.listed_on) == (("Belarus",), "President.", "2022-03-16")
    assert plant.identifiers == (Identifier("TIN", "7701234567"),)
    assert plant.legal_form == "Joint stock company"
    assert plant.relations == (Relation("owned by", "100"),)


def test_the_us_screening_list_is_the_same_in_json(read: Read) -> None:
    found = read("csl.json")
    assert (found.id, len(found)) == ("us-csl", 2)
    institute, person = found.entries
    assert institute.entity_id == "EL:Heron Institute/2015-06-01"
    assert institute.countries == ("KP",)
    assert institute.reason == "For all items"
    assert person.entity_id == "SDN:77"
    assert person.identifiers == (PASSPORT,)
    assert person.details == (Detail("gender", "Male"),)


def test_follow_the_money_keeps_contacts_and_positions(read: Read) -> None:
    company, person = read("entities.ftm.json").entries
    assert company.identifiers == (Identifier("EMAIL", "a@example.kp"),)
    assert company.legal_form == "JSC"
    assert person.details == (Detail("position", "Director"),)


def test_references_to_other_lists_are_kept(tmp_path: Path) -> None:
    un, eu = tmp_path / "un.xml", tmp_path / "eu.xml"
    un.write_text(
        '<CONSOLIDATED_LIST dateGenerated="2026-02-27"><ENTITIES><ENTITY><DATAID>601</DATAID>'
        "<FIRST_NAME>HERON TRUST</FIRST_NAME><REFERENCE_NUMBER>KPe.001</REFERENCE_NUMBER></ENTITY></ENTITIES>"
        "</CONSOLIDATED_LIST>",
        encoding="utf-8",
    )
    eu.write_text(
        '<export generationDate="2026-02-27"><sanctionEntity logicalId="13" unitedNationId="KPe.001">'
        '<nameAlias wholeName="Trust of the Heron" function="Director"/></sanctionEntity></export>',
        encoding="utf-8",
    )
    lists = load_lists([un, eu])
    assert [party.details[0] for _, party in lists] == [Detail("UN reference", "KPe.001")] * 2
    assert same_parties(lists).same_as("un", "601") == (("eu", "13"), ("un", "601"))
