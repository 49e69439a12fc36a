"""Watch lists are read whole from their publishers' formats, and a broken file says what is wrong with it."""

import contextlib
import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.parties import (
    Identifier,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    UnreadableListError,
    WatchList,
    load_lists,
    write_snapshot,
)

NOTHING = ",".join(["-0- "] * 7)
SDN = f"""\
11,"GRAKHOVSKY PLANT",-0- ,"UKRAINE-EO13661] [NPWMD",{NOTHING},"Tax ID No. 7701234567 (Russia); a.k.a. 'GP"
12,"QODIRSHOYEV, Zafar","individual","SDGT",{NOTHING},\
"DOB 02 Mar 1971; alt. DOB 1969 to 1972; POB Khujand; nationality Tajikistan; \
Passport A0123456 (Tajikistan) expires 05 Oct 2021; Linked To: GRAKHOVSKY PLANT."
13,"BRIGHT HERON","vessel","SDGT",-0- ,"3FAB1","Crude Oil Tanker",-0- ,-0- ,"Panama",-0- ,\
"Vessel Registration Identification IMO 9187629."
\x1a
"""
ALT = '12,1,"aka","KODIROV, Zafar",-0- \n12,2,"fka","ZAFAR BEK",-0- \n'
ADD = '11,5,"4 Polevaya","Grakhovo","Russia",-0- \n13,6,-0- ,-0- ,-0- ,-0- \n'
COMMENTS = '11,"LANT\'."\n'

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>600</DATAID><FIRST_NAME>ZAFAR</FIRST_NAME><SECOND_NAME>QODIRSHOYEV</SECOND_NAME><UN_LIST_TYPE>Taliban</UN_LIST_TYPE>
<LISTED_ON>2012-12-31</LISTED_ON><NATIONALITY><VALUE>Tajikistan</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Wolf</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1969</FROM_YEAR><TO_YEAR>1972</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A0123456</NUMBER>
<ISSUING_COUNTRY>Tajikistan</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
<NAME_ORIGINAL_SCRIPT>ظفر قادرشایف</NAME_ORIGINAL_SCRIPT></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>601</DATAID><FIRST_NAME>HERON TRUST</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
<ENTITY_ADDRESS><CITY>Wonsan</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS></ENTITY>
</ENTITIES></CONSOLIDATED_LIST>
"""


def read(folder: Path, **files: str) -> WatchList:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    (only,) = load_lists([folder]).lists
    return only


def test_an_ofac_list_is_read_with_the_files_beside_it(tmp_path: Path) -> None:
    found = read(tmp_path, sdn__csv=SDN, alt__csv=ALT, add__csv=ADD, sdn_comments__csv=COMMENTS)
    assert (found.id, len(found)) == ("ofac-sdn", 3)
    plant, person, ship = found.entries
    assert plant.kind is PartyKind.ORGANISATION
    assert plant.programmes == ("UKRAINE-EO13661", "NPWMD")
    assert plant.names[1] == ListedName("GPLANT", NameKind.WEAK)  # a remark that runs on in the comments file
    assert plant.addresses[0].country == "RU"
    assert plant.identifiers == (Identifier("TIN", "7701234567", "RU"),)
    assert [name.text for name in person.names] == ["QODIRSHOYEV, Zafar", "KODIROV, Zafar", "ZAFAR BEK"]
    assert person.birth_dates == ("1971-03-02", "1969/1972")
    assert person.countries == ("TJ",)
    assert person.identifiers == (Identifier("PASSPORT", "A0123456", "TJ"),)
    assert person.relations[0].to == "GRAKHOVSKY PLANT"
    assert ship.kind is PartyKind.VESSEL
    assert ship.countries == ("PA",)
    assert set(ship.identifiers) == {Identifier("IMO", "9187629"), Identifier("CALLSIGN", "3FAB1")}


def test_a_un_list_is_read_with_weak_and_native_names(tmp_path: Path) -> None:
    found = read(tmp_path, list__xml=UN)
    assert (found.id, found.date, len(found)) == ("un", "2026-02-27", 2)
    person, trust = found.entries
    assert person.names == (
        ListedName("ZAFAR QODIRSHOYEV", NameKind.PRIMARY),
        ListedName("The Wolf", NameKind.WEAK),
        ListedName("ظفر قادرشایف", NameKind.NATIVE),
    )
    assert person.birth_dates == ("1969/1972",)
    assert person.countries == ("TJ",)
    assert person.identifiers == (Identifier("PASSPORT", "A0123456", "TJ"),)
    assert trust.countries == ("KP",)


def test_rows_of_one_party_on_an_own_list_add_up(tmp_path: Path) -> None:
    text = (
        "entity_id,name,type,name_kind,identifier,birth_date,country,programme\n"
        "1,Zafar Qodirshoyev,person,primary,PASSPORT:A0123456,02.03.1971,TJ;Uzbekistan,narcotics\n"
        '1,"Wolf, the",person,weak alias,,,,\n'
        "2,Heron Trust,company,,INN:7701234567,,KP,\n"
    )
    found = read(tmp_path, ours__csv=text)
    assert (found.id, len(found)) == ("ours", 2)
    person, trust = found.entries
    assert person.names == (
        ListedName("Zafar Qodirshoyev", NameKind.PRIMARY),
        ListedName("Wolf, the", NameKind.WEAK),
    )
    assert person.countries == ("TJ", "UZ")
    assert person.birth_dates == ("1971-03-02",)
    assert trust.kind is PartyKind.ORGANISATION
    assert trust.identifiers == (Identifier("TIN", "7701234567"),)


def test_a_snapshot_gives_the_same_list_again(tmp_path: Path) -> None:
    first = read(tmp_path, list__xml=UN)
    kept = tmp_path / "kept.jsonl"
    write_snapshot(first, kept)
    (again,) = load_lists([kept]).lists
    assert again == first


def test_a_cut_snapshot_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    write_snapshot(read(tmp_path, list__xml=UN), kept)
    kept.write_bytes(b"\n".join(kept.read_bytes().splitlines()[:-1]))
    with pytest.raises(UnreadableListError, match=r"kept.jsonl, line 2: The first line promises 2 entries"):
        load_lists([kept])


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("sdn.csv", SDN.replace('13,"BRIGHT', '12,"BRIGHT'), 3, "already on line 2"),
        ("sdn.csv", SDN.replace(',"Panama",-0- ', ""), 3, "has 12 columns; this one has 10"),
        ("un.xml", UN.replace("</CONSOLIDATED_LIST>", ""), 15, "broken or cut short"),
        ("un.xml", UN.replace("<DATAID>601</DATAID>", ""), 12, "An entry has a DATAID"),
        ("own.csv", "entity_id,name\n1,\n", 2, "Column name is empty"),
        ("own.csv", "entity_id,name,country\n1,Ann,Atlantis\n", 2, "(found 'Atlantis')"),
        ("own.csv", "entity_id,name\n1,Ann,Bob\n", 2, "The heading has 2 columns; this row has 3"),
        ("own.csv", "one,two\n1,2\n", 1, "in no watch list format"),
    ],
)
def test_a_broken_file_says_where_what_and_why(tmp_path: Path, name: str, text: str, line: int, says: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableListError, match=re.escape(says)) as caught:
        load_lists([file])
    assert caught.value.line == line
    assert caught.value.file == str(file)


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd">', '<!DOCTYPE a [<!ENTITY x "y">]>'],
)
def test_xml_cannot_bring_a_document_type_or_entities(tmp_path: Path, declaration: str) -> None:
    file = tmp_path / "un.xml"
    file.write_text(UN.replace("?>\n", f"?>\n{declaration}\n"), encoding="utf-8")
    with pytest.raises(UnreadableListError, match="no document type"):
        load_lists([file])


def test_xml_may_not_nest_without_end(tmp_path: Path) -> None:
    file = tmp_path / "un.xml"
    file.write_text("<CONSOLIDATED_LIST>" + "<a>" * 100, encoding="utf-8")
    with pytest.raises(UnreadableListError, match="nest deeper"):
        load_lists([file])


def test_missing_files_and_parts_of_lists_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableListError, match="cannot be read"):
        load_lists([tmp_path / "none.csv"])
    with pytest.raises(UnreadableListError, match="No watch list is in this folder"):
        load_lists([tmp_path])
    part = tmp_path / "alt.csv"
    part.write_text(ALT, encoding="utf-8")
    with pytest.raises(UnreadableListError, match="only a part of a list"):
        load_lists([part])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", SDN[:200], UN[:300], "entity_id,name\n"]))
def test_no_bytes_can_break_a_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes, start: str) -> None:
    file = tmp_path_factory.mktemp("list") / "list"
    file.write_bytes(start.encode() + data)
    with contextlib.suppress(UnreadableListError):
        load_lists([file])


def test_real_lists_have_as_many_entries_as_their_sources(shared: Path) -> None:
    folder = shared / "data" / "watchlists"
    newer, older = folder / "ofac" / "newer", folder / "ofac" / "older"
    un = folder / "un" / "consolidated.xml"
    counts = {each.id: len(each) for each in load_lists([newer, un]).lists}
    text = un.read_text(encoding="utf-8")
    assert counts == {
        "ofac-sdn": _rows(newer / "sdn.csv"),
        "ofac-consolidated": _rows(newer / "cons_prim.csv"),
        "un": text.count("<INDIVIDUAL>") + text.count("<ENTITY>"),
    }
    for path in (older, newer):
        sdn = next(each for each in load_lists([path]).lists if each.id == "ofac-sdn")
        assert len(sdn) == _rows(path / "sdn.csv")
        listed = {party.entity_id for party in sdn.entries}
        aliases = {(party.entity_id, name.text) for party in sdn.entries for name in party.names}
        assert {alias for alias in _aliases(path / "alt.csv") if alias[0] in listed} <= aliases


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(row) > 1 for row in csv.reader(file))


def _aliases(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[0], row[3].strip()) for row in csv.reader(file) if len(row) > 1]


def test_every_kind_of_party_is_kept_as_it_was(tmp_path: Path) -> None:
    party = ListedParty(entity_id="1", kind=None, names=(ListedName("Ann"),), remarks="said\nso")
    path = tmp_path / "kept.jsonl"
    write_snapshot(
        WatchList(id="x", title="X", source="x", sha256="0", licence="own", entries=(party,)),
        path,
    )
    assert load_lists([path]).lists[0].entries == (party,)


CSL = """\
source,entity_number,type,programs,name,addresses,start_date,call_sign,vessel_flag,remarks,alt_names,citizenships,\
dates_of_birth,nationalities,places_of_birth,license_requirement,ids
Entity List (EL) - Bureau of Industry and Security,,,,Heron Institute,"4 Pole Road, Wonsan, KP",2015-06-01,,,,\
HI; Heron Inst.,,,,,For all items,
Specially Designated Nationals (SDN) - Treasury Department,77,Individual,SDGT,"QODIRSHOYEV, Zafar",,,,,,,TJ,1971-03-02,\
,Khujand,,"TJ, A0123456, Passport; RU, 7701234567, Tax ID No."
"""
DENIED = "\n".join(
    "\t".join(f'"{cell}"' for cell in row)
    for row in (
        (
            "Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date", "Expiration_Date",
            "Standard_Order", "Last_Update", "Action", "FR_Citation",
        ),
        *(
            ("ANN BEE", street, "TOWN", "TX", "US", "1", "06/19/2003", "06/29/2056", "Y", "2007-01-31", "N", "68 F.R.")
            for street in ("1 A ST", "2 B ST")
        ),
    )
)  # fmt: skip
EU = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-02-27T10:00:00.000+01:00">
<sanctionEntity designationDate="2003-07-07" logicalId="13">
<regulation programme="IRQ"/><subjectType code="person" classificationCode="P"/>
<nameAlias firstName="Zafar" lastName="Qodirshoyev" wholeName="Zafar Qodirshoyev" strong="true"/>
<nameAlias wholeName="The Wolf" strong="false"/>
<citizenship countryIso2Code="TJ"/><birthdate birthdate="1971-03-02" city="Khujand" countryIso2Code="TJ"/>
<birthdate yearRangeFrom="1969" yearRangeTo="1972"/>
<address city="Wonsan" countryIso2Code="KP" countryDescription="NORTH KOREA"/>
<identification identificationTypeCode="passport" number="A0123456" countryIso2Code="00"/>
</sanctionEntity></export>
"""
FTM = """\
{"id":"a","schema":"Company","properties":{"name":["Heron Trust"],"weakAlias":["HT"],"country":["kp"]}}
{"id":"b","schema":"Person","properties":{"name":["Zafar Qodirshoyev"],"birthDate":["1971"],"topics":["sanction"]}}
{"id":"c","schema":"Ownership","properties":{"owner":["b"],"asset":["a"],"percentage":["60 %"]}}
{"id":"d","schema":"Address","properties":{"full":["4 Pole Road"]}}
"""


def test_the_us_consolidated_screening_list_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, csl__csv=CSL)
    assert (found.id, len(found)) == ("us-csl", 2)
    institute, person = found.entries
    assert institute.entity_id == "EL:Heron Institute/2015-06-01"
    assert [name.text for name in institute.names] == ["Heron Institute", "HI", "Heron Inst."]
    assert institute.countries == ("KP",)
    assert person.kind is PartyKind.PERSON
    assert person.birth_dates == ("1971-03-02",)
    assert person.identifiers == (Identifier("PASSPORT", "A0123456", "TJ"), Identifier("TIN", "7701234567", "RU"))
    assert person.countries == ("TJ",)


def test_each_order_of_the_denied_persons_list_is_an_entry(tmp_path: Path) -> None:
    found = read(tmp_path, denied__txt=DENIED)
    assert (found.id, len(found)) == ("us-denied", 2)
    assert len({party.entity_id for party in found.entries}) == 2
    assert found.entries[0].listed_on == "2003-06-19"


def test_the_eu_list_is_read_with_strong_and_weak_names(tmp_path: Path) -> None:
    found = read(tmp_path, eu__xml=EU)
    assert (found.id, found.date, len(found)) == ("eu", "2026-02-27", 1)
    (person,) = found.entries
    assert person.names == (ListedName("Zafar Qodirshoyev", NameKind.PRIMARY), ListedName("The Wolf", NameKind.WEAK))
    assert person.birth_dates == ("1971-03-02", "1969/1972")
    assert person.countries == ("TJ", "KP")
    assert person.identifiers == (Identifier("PASSPORT", "A0123456"),)
    assert person.programmes == ("IRQ",)


def test_follow_the_money_entities_keep_who_owns_them(tmp_path: Path) -> None:
    found = read(tmp_path, ftm__json=FTM)
    company, person = found.entries
    assert company.names == (ListedName("Heron Trust", NameKind.PRIMARY), ListedName("HT", NameKind.WEAK))
    assert company.countries == ("KP",)
    assert [(each.kind, each.to, each.share) for each in company.relations] == [("owned by", "b", 0.6)]
    assert person.birth_dates == ("1971",)
    with pytest.raises(UnreadableListError, match=r"line 2: The line is no entity"):
        read(tmp_path, ftm__json=FTM.splitlines()[0] + '\n{"id":1}\n')


def test_real_us_lists_have_as_many_entries_as_their_sources(shared: Path) -> None:
    folder = shared / "data" / "watchlists" / "us"
    counts = {each.id: len(each) for each in load_lists([folder]).lists}
    lines = (folder / "denied_persons.txt").read_text(encoding="utf-8").splitlines()
    assert counts == {"us-csl": _rows(folder / "consolidated_screening_list.csv") - 1, "us-denied": len(lines) - 1}
