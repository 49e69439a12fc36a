"""Lists of other publishers and formats are read with everything that identifies, and never half."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darvoza.parties import (
    Detail,
    Identifier,
    ListedAddress,
    ListedName,
    NameKind,
    PartyKind,
    Relation,
    UnreadableListError,
    WatchList,
    load_lists,
    same_parties,
    write_snapshot,
)

OFAC_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
<publshInformation><Publish_Date>02/27/2026</Publish_Date><Record_Count>2</Record_Count></publshInformation>
<sdnEntry><uid>12</uid><firstName>Zafar</firstName><lastName>QODIRSHOYEV</lastName><title>Director</title>
<sdnType>Individual</sdnType><remarks>(Linked To: GRAKHOVSKY PLANT)</remarks>
<programList><program>SDGT</program><program>NPWMD</program></programList>
<idList><id><uid>1</uid><idType>Passport</idType><idNumber>A0123456</idNumber><idCountry>Tajikistan</idCountry></id>
<id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id></idList>
<akaList><aka><uid>3</uid><type>a.k.a.</type><category>strong</category><lastName>KODIROV</lastName>
<firstName>Zafar</firstName></aka>
<aka><uid>4</uid><type>a.k.a.</type><category>weak</category><lastName>THE WOLF</lastName></aka></akaList>
<addressList><address><uid>5</uid><address1>4 Pole Road</address1><city>Khujand</city><country>Tajikistan</country>
</address></addressList>
<nationalityList><nationality><uid>6</uid><country>Uzbekistan</country></nationality></nationalityList>
<dateOfBirthList><dateOfBirthItem><uid>7</uid><dateOfBirth>02 Mar 1971</dateOfBirth></dateOfBirthItem>
</dateOfBirthList>
<placeOfBirthList><placeOfBirthItem><uid>8</uid><placeOfBirth>Khujand</placeOfBirth></placeOfBirthItem>
</placeOfBirthList>
</sdnEntry>
<sdnEntry><uid>13</uid><lastName>BRIGHT HERON</lastName><sdnType>Vessel</sdnType>
<programList><program>IRAN</program></programList>
<idList><id><uid>9</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 9187629</idNumber></id>
</idList>
<vesselInfo><callSign>3FAB1</callSign><vesselType>Crude Oil Tanker</vesselType><vesselFlag>Panama</vesselFlag>
<vesselOwner>Heron Trust</vesselOwner><tonnage>2595</tonnage></vesselInfo></sdnEntry>
</sdnList>
"""

ADVANCED = """<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
<DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>2</Month><Day>27</Day></DateOfIssue>
<ReferenceValueSets>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType>
<NamePartType ID="1525">Entity Name</NamePartType></NamePartTypeValues>
<ScriptValues><Script ID="215">Latin</Script><Script ID="220">Cyrillic</Script></ScriptValues>
<PartySubTypeValues><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>
<PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType></PartyTypeValues>
<FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="25">Location</FeatureType>
<FeatureType ID="10">Nationality Country</FeatureType><FeatureType ID="21">Email Address</FeatureType>
<FeatureType ID="224">Gender</FeatureType></FeatureTypeValues>
<DetailReferenceValues><DetailReference ID="91526">Male</DetailReference></DetailReferenceValues>
<CountryValues><Country ID="11183">Tajikistan</Country></CountryValues>
<IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType></IDRegDocTypeValues>
<RelationTypeValues><RelationType ID="15003">Owned or Controlled By</RelationType></RelationTypeValues>
<ListValues><List ID="1550">SDN List</List></ListValues></ReferenceValueSets>
<Locations><Location ID="25"><LocationCountry CountryID="11183"/>
<LocationPart LocPartTypeID="1454"><LocationPartValue><Value>Khujand</Value></LocationPartValue></LocationPart>
</Location>
<Location ID="26"><LocationCountry CountryID="11183"/></Location></Locations>
<IDRegDocuments><IDRegDocument ID="1" IDRegDocTypeID="1571" IdentityID="77" IssuedBy-CountryID="11183">
<IDRegistrationNo>A0123456</IDRegistrationNo></IDRegDocument></IDRegDocuments>
<DistinctParties>
<DistinctParty FixedRef="12"><Profile ID="12" PartySubTypeID="4"><Identity ID="77" Primary="true">
<Alias AliasTypeID="1403" Primary="true" LowQuality="false">
<DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="1" ScriptID="215">QODIRSHOYEV</NamePartValue>
</DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="2" ScriptID="215">Zafar</NamePartValue>
</DocumentedNamePart></DocumentedName>
<DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="1" ScriptID="220">Қодиршоев</NamePartValue>
</DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1400" Primary="false" LowQuality="true"><DocumentedName><DocumentedNamePart>
<NamePartValue NamePartGroupID="2" ScriptID="215">The Wolf</NamePartValue></DocumentedNamePart></DocumentedName>
</Alias>
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520"/></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521"/></MasterNamePartGroup></NamePartGroups></Identity>
<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod>
<Start><From><Year>1971</Year><Month>1</Month><Day>1</Day></From><To><Year>1971</Year><Month>1</Month><Day>1</Day>
</To></Start>
<End><From><Year>1971</Year><Month>12</Month><Day>31</Day></From><To><Year>1971</Year><Month>12</Month>
<Day>31</Day></To></End>
</DatePeriod></FeatureVersion></Feature>
<Feature FeatureTypeID="25"><FeatureVersion><VersionLocation LocationID="25"/></FeatureVersion></Feature>
<Feature FeatureTypeID="10"><FeatureVersion><VersionLocation LocationID="26"/></FeatureVersion></Feature>
<Feature FeatureTypeID="21"><FeatureVersion><VersionDetail>z@example.tj</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="224"><FeatureVersion><VersionDetail DetailReferenceID="91526"/></FeatureVersion></Feature>
</Profile></DistinctParty>
<DistinctParty FixedRef="11"><Profile ID="11" PartySubTypeID="3"><Identity ID="78">
<Alias Primary="true"><DocumentedName><DocumentedNamePart>
<NamePartValue NamePartGroupID="3" ScriptID="215">GRAKHOVSKY PLANT
</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile></DistinctParty></DistinctParties>
<ProfileRelationships><ProfileRelationship ID="1" From-ProfileID="11" To-ProfileID="12" RelationTypeID="15003"/>
</ProfileRelationships>
<SanctionsEntries><SanctionsEntry ID="1" ProfileID="12" ListID="1550"><EntryEvent><Date><Year>2022</Year>
<Month>3</Month>
<Day>16</Day></Date></EntryEvent><SanctionsMeasure><Comment>NPWMD</Comment></SanctionsMeasure></SanctionsEntry>
</SanctionsEntries></Sanctions>
"""

UK = """<?xml version="1.0" encoding="utf-8"?>
<Designations><DateGenerated>27/02/2026</DateGenerated>
<Designation><LastUpdated>01/02/2022</LastUpdated><DateDesignated>25/01/2001</DateDesignated>
<UniqueID>AFG0006</UniqueID>
<OFSIGroupID>7172</OFSIGroupID><UNReferenceNumber>TAi.002</UNReferenceNumber>
<Names><Name><Name6>The Wolf</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
<Name><Name1>ZAFAR</Name1><Name6>QODIRSHOYEV</Name6><NameType>Primary Name</NameType></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>ظفر قادرشایف</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>The Afghanistan (Sanctions) (EU Exit) Regulations 2020</RegimeName>
<IndividualEntityShip>Individual</IndividualEntityShip><UKStatementofReasons>Because.</UKStatementofReasons>
<Addresses><Address><AddressLine1>4 Pole Road</AddressLine1><AddressLine6>Khujand</AddressLine6>
<AddressCountry>Tajikistan</AddressCountry></Address></Addresses>
<PhoneNumbers><PhoneNumber>+992 927 000000</PhoneNumber></PhoneNumbers>
<EmailAddresses><EmailAddress>a@example.tj; b@example.tj</EmailAddress></EmailAddresses>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1971</DOB><DOB>02/03/1971</DOB></DOBs>
<BirthDetails><Location><TownOfBirth>Khujand</TownOfBirth><CountryOfBirth>Tajikistan</CountryOfBirth></Location>
</BirthDetails>
<Nationalities><Nationality>Tajikistan</Nationality></Nationalities><PassportDetails><Passport>
<PassportNumber>A0123456</PassportNumber></Passport></PassportDetails></Individual></IndividualDetails></Designation>
<Designation><UniqueID>RUS0001</UniqueID><Names><Name><Name6>HERON PLANT</Name6><NameType>Primary Name</NameType>
</Name></Names>
<IndividualEntityShip>Entity</IndividualEntityShip><EntityDetails><Entity><TypeOfEntities>
<TypeOfEntity>Joint Stock Company</TypeOfEntity></TypeOfEntities><ParentCompanies>
<ParentCompany>HERON TRUST</ParentCompany>
</ParentCompanies><BusinessRegistrationNumbers>
<BusinessRegistrationNumber>Russia INN - 7701234567</BusinessRegistrationNumber>
</BusinessRegistrationNumbers></Entity></EntityDetails></Designation>
<Designation><UniqueID>RUS0002</UniqueID><Names><Name><Name6>BRIGHT HERON</Name6><NameType>Primary Name</NameType>
</Name></Names>
<IndividualEntityShip>Ship</IndividualEntityShip><ShipDetails><Ship><IMONumbers><IMONumber>9187629</IMONumber>
</IMONumbers>
<CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Panama</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips>
</Ship></ShipDetails></Designation></Designations>
"""

UK_CSV = """\
Report Date: 27-Feb-2026
Last Updated,Unique ID,OFSI Group ID,Name 6,Name 1,Name type,Alias strength,Regime Name,Designation Type,D.O.B,\
Passport number,\
Address Country
01/02/2022,AFG0006,7172,QODIRSHOYEV,ZAFAR,Primary Name,,Afghanistan,Individual,dd/03/1971,\
(1) A0123456 (2) B7654321,Tajikistan
01/02/2022,AFG0006,7172,WOLF,,Alias,Low quality a.k.a,Afghanistan,Individual,,,Uzbekistan
"""

OFSI_CSV = """\
Last Updated,27/01/2026
Name 6,Name 1,DOB,Group Type,Alias Type,Alias Quality,Regime,Group ID
QODIRSHOYEV,ZAFAR,02/03/1971,Individual,Primary name,,Afghanistan,7172
WOLF,,,Individual,AKA,Low quality,Afghanistan,7172
HERON TRUST,,,Entity,Primary name,,Russia,7173
"""

OFSI_XML = """<?xml version="1.0"?>
<ArrayOfFinancialSanctionsTarget xmlns="http://schemas.hmtreasury.gov.uk/ofsi/consolidatedlist">
<FinancialSanctionsTarget><name1>ZAFAR</name1><Name6>QODIRSHOYEV</Name6><AliasType>Primary name</AliasType>
<GroupTypeDescription>Individual</GroupTypeDescription><GroupID>7172</GroupID><RegimeName>Afghanistan</RegimeName>
<Individual_DateOfBirth>02/03/1971</Individual_DateOfBirth></FinancialSanctionsTarget>
<FinancialSanctionsTarget><Name6>WOLF</Name6><AliasType>AKA</AliasType><AliasQuality>Low quality</AliasQuality>
<GroupTypeDescription>Individual</GroupTypeDescription><GroupID>7172</GroupID></FinancialSanctionsTarget>
</ArrayOfFinancialSanctionsTarget>
"""

SECO = """<?xml version="1.0" encoding="UTF-8"?>
<swiss-sanctions-list list-type="whole-list" date="2026-02-27">
<sanctions-program ssid="20"><program-key lang="eng">Belarus</program-key>
<sanctions-set ssid="4387" lang="eng">Annex</sanctions-set>
</sanctions-program>
<target ssid="100"><sanctions-set-id>4387</sanctions-set-id>
<individual sex="male"><identity ssid="1" main="true"><name ssid="2" name-type="primary-name">
<name-part order="1" name-part-type="family-name"><value>Qodirshoyev</value>
<spelling-variant script="CYRL">Қодиршоев</spelling-variant></name-part>
<name-part order="2" name-part-type="given-name"><value>Zafar</value>
<spelling-variant script="CYRL">Зафар</spelling-variant>
</name-part></name><name ssid="3" name-type="alias" quality="low"><name-part order="1"><value>The Wolf</value>
</name-part></name>
<day-month-year day="2" month="3" year="1971"/><nationality><country iso-code="TJ">Tajikistan</country></nationality>
<address place-id="55"><address-details>4 Pole Road</address-details></address>
<identification-document document-type="passport"><number>A0123456</number><issuer code="TJ">Tajikistan</issuer>
</identification-document></identity><justification>President.</justification></individual>
<modification modification-type="amended" effective-date="2023-01-01"><added><individual/></added></modification>
<modification modification-type="listed" effective-date="2022-03-16"/></target>
<target ssid="101"><entity><identity main="true"><name name-type="primary-name">
<name-part order="1" name-part-type="whole-name">
<value>Heron Plant</value></name-part></name></identity>
<other-information>Taxpayer identification number: 7701234567</other-information>
<other-information>Type of entity: Joint stock company</other-information>
<relation target-id="100" relation-type="owned-by"/></entity>
<modification modification-type="listed" effective-date="2022-03-16"/></target>
<target ssid="102"><entity><identity><name name-type="primary-name"><name-part order="1"><value>Gone</value>
</name-part></name>
</identity></entity><modification modification-type="de-listed" effective-date="2024-03-01"/>
<modification modification-type="listed" effective-date="2022-03-16"/></target>
<place ssid="55"><location>Khujand</location><country iso-code="TJ">Tajikistan</country></place>
</swiss-sanctions-list>
"""

CSL_JSON = json.dumps(
    {
        "total": 2,
        "results": [
            {
                "source": "Entity List (EL) - Bureau of Industry and Security",
                "name": "Heron Institute",
                "alt_names": ["HI"],
                "addresses": [{"address": "4 Pole Road", "city": "Wonsan", "country": "KP"}],
                "start_date": "2015-06-01",
                "license_requirement": "For all items",
                "source_list_url": "https://example.org",
            },
            {
                "source": "Specially Designated Nationals (SDN) - Treasury Department",
                "entity_number": 77,
                "type": "Individual",
                "name": "QODIRSHOYEV, Zafar",
                "programs": ["SDGT"],
                "ids": [
                    {"type": "Passport", "number": "A0123456", "country": "TJ"},
                    {"type": "Gender", "number": "Male"},
                ],
                "dates_of_birth": ["1971-03-02"],
                "nationalities": ["TJ"],
            },
        ],
    }
)

FTM = """\
{"id":"a","schema":"Company","properties":{"name":["Heron Trust"],"country":["kp"],\
"email":["a@example.kp"],"legalForm":["JSC"]}}
{"id":"b","schema":"Person","properties":{"name":["Zafar Qodirshoyev"],"birthDate":["1971"],"position":["Director"]}}
"""

WRITTEN = {
    "entities.ftm.json": FTM,
    "sdn.xml": OFAC_XML,
    "advanced.xml": ADVANCED,
    "uk.xml": UK,
    "uk.csv": UK_CSV,
    "conlist.csv": OFSI_CSV,
    "conlist.xml": OFSI_XML,
    "seco.xml": SECO,
    "csl.json": CSL_JSON,
}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], WatchList]:
    def reading(name: str) -> WatchList:
        file = tmp_path / name
        file.write_text(WRITTEN[name], encoding="utf-8")
        (only,) = load_lists([file]).lists
        return only

    return reading


Read = Callable[[str], WatchList]
WOLF = ListedName("The Wolf", NameKind.WEAK)
PASSPORT = Identifier("PASSPORT", "A0123456", "TJ")


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


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("sdn.xml", "<Record_Count>2<", "<Record_Count>3<", "says that it has 3 entries"),
        ("sdn.xml", "<uid>13</uid>", "<uid>12</uid>", "already used"),
        ("advanced.xml", 'FixedRef="11"', 'FixedRef="12"', "already used"),
        ("uk.xml", "<UniqueID>RUS0001</UniqueID>", "", "has a UniqueID"),
        ("uk.csv", ",(1)", "", "columns"),
        ("conlist.csv", ",7173", ",", "no number of its party"),
        ("seco.xml", 'target ssid="101"', "target", "A target has an ssid"),
        ("csl.json", '"total": 2', '"total": 3', "says that it has 3 entries"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    text = WRITTEN[file]
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UnreadableListError, match=says):
        load_lists([tmp_path / file])


def test_follow_the_money_keeps_contacts_and_positions(read: Read) -> None:
    company, person = read("entities.ftm.json").entries
    assert company.identifiers == (Identifier("EMAIL", "a@example.kp"),)
    assert company.legal_form == "JSC"
    assert person.details == (Detail("position", "Director"),)


@pytest.mark.parametrize(
    "start", ['{"results": [{"name": "a", "source": ', '{"id":"a","schema":"Person","properties":{"x":']
)
def test_json_may_not_nest_without_end(tmp_path: Path, start: str) -> None:
    file = tmp_path / "deep.json"
    file.write_text(start + "[" * 100_000, encoding="utf-8")
    with pytest.raises(UnreadableListError):
        load_lists([file])


def _entries(path: Path) -> tuple[object, ...]:
    (only,) = load_lists([path]).lists
    return only.entries


def _read_or_refused(path: Path) -> tuple[object, ...] | UnreadableListError:
    try:
        return _entries(path)
    except UnreadableListError as error:
        return error


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_cut_anywhere_is_refused_or_ends_with_a_whole_row(tmp_path: Path, data: st.DataObject) -> None:
    """What is not marked by its publisher as complete can lose whole rows at its end, but never a part of one."""
    name = data.draw(st.sampled_from(sorted(WRITTEN)))
    whole = WRITTEN[name].encode()
    full, cut = tmp_path / name, tmp_path / f"cut-{name}"
    full.write_bytes(whole)
    at = data.draw(st.integers(0, len(whole.rstrip()) - 1))
    cut.write_bytes(whole[:at])
    got = _read_or_refused(cut)
    if isinstance(got, UnreadableListError):
        assert got.rule
        assert got.advice
        return
    assert name.endswith((".csv", ".ftm.json")), "XML and JSON are whole or nothing"
    lines = whole[:at].decode().count("\n")
    expected = tmp_path / f"rows-{name}"
    expected.write_text("".join(WRITTEN[name].splitlines(keepends=True)[:lines]), encoding="utf-8")
    assert got == _entries(expected)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(WRITTEN)), st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_a_spoilt_byte_never_crashes_a_reader(tmp_path: Path, name: str, at: int, new: bytes) -> None:
    data = WRITTEN[name].encode()
    at %= len(data)
    file = tmp_path / name
    file.write_bytes(data[:at] + new + data[at + len(new) :])
    got = _read_or_refused(file)
    assert not isinstance(got, UnreadableListError) or got.advice


def test_an_entry_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "uk.xml"
    file.write_text(
        "<Designations><Designation>" + "<DOB/>" * 500_001 + "</Designation></Designations>", encoding="utf-8"
    )
    with pytest.raises(UnreadableListError, match="more than 500000 elements"):
        load_lists([file])
    file.write_text(f"<Designations><Designation>{'x' * 4_000_001}</Designation></Designations>", encoding="utf-8")
    with pytest.raises(UnreadableListError, match="longer than 4000000 characters"):
        load_lists([file])


@pytest.mark.parametrize("wrong", ["../../etc", "a/b", "..", "/x", "a\\b", "a:b"])
def test_a_lists_id_can_never_be_a_path(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "kept.jsonl"
    write_snapshot(
        WatchList(id=wrong, title="X", source="x", sha256="0", licence="own", entries=()),
        file,
    )
    with pytest.raises(UnreadableListError, match="signs that it cannot have"):
        load_lists([file])


def test_a_file_named_like_a_path_gets_a_plain_id(tmp_path: Path) -> None:
    file = tmp_path / "...csv"
    file.write_text("entity_id,name\n1,Ann Bee\n", encoding="utf-8")
    assert load_lists([file]).lists[0].id == "list"


def test_only_line_breaks_end_a_row(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("entity_id,name\n1,Ann\u2028Bee\n2,Cy\x0bDee\n", encoding="utf-8")
    assert [party.name for party in load_lists([file]).lists[0].entries] == ["Ann\u2028Bee", "Cy\x0bDee"]


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
