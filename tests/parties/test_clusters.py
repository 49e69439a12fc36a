"""One party on several lists is one party: said once, with every list it stands on, and with how that is known."""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import (
    Detail,
    Identifier,
    ListedName,
    ListedParty,
    NameIndex,
    NameKind,
    PartyKind,
    WatchList,
    WatchLists,
    load_lists,
    match_signals,
    same_parties,
    screen,
)

NAME = "Zarafshon Kelminsin Veshtur"
PERSON, COMPANY = PartyKind.PERSON, PartyKind.ORGANISATION


def party(number: str, name: str = NAME, kind: PartyKind | None = PERSON, **more: object) -> ListedParty:
    return ListedParty(entity_id=number, kind=kind, names=(ListedName(name),), **more)  # type: ignore[arg-type]  # as given


def lists(**entries: ListedParty | tuple[ListedParty, ...]) -> WatchLists:
    return WatchLists(
        tuple(
            WatchList(
                id=name,
                title=name,
                source=name,
                sha256=name,
                licence="own",
                entries=given if isinstance(given, tuple) else (given,),
            )
            for name, given in entries.items()
        )
    )


PASSPORT = (Identifier("PASSPORT", "A 0123456", "TJ"),)
SAME_PASSPORT = (Identifier("PASSPORT", "A0123456"),)


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        (
            party("1", details=(Detail("UN reference", "TAi.002"),)),
            party("2", "Another Spelling", details=(Detail("UN reference", "TAi.002"),)),
            "Both give the reference",
        ),
        (party("1", identifiers=PASSPORT), party("2", "Veshtur", identifiers=SAME_PASSPORT), "Both have"),
        (party("1", birth_dates=("1971-03-02",)), party("2", birth_dates=("1971-03-02", "1970")), "were born on"),
        (
            party("1", birth_dates=("1971",), countries=("TJ",)),
            party("2", birth_dates=("1971-03",), countries=("TJ",)),
            "in {",
        ),
        (party("1", kind=COMPANY, countries=("KP",)), party("2", kind=None, countries=("KP", "CN")), "in {country}"),
    ],
)
def test_entries_are_one_for_a_reason(one: ListedParty, other: ListedParty, because: str) -> None:
    found = same_parties(lists(un=one, eu=other))
    assert found.same_as("un", "1") == (("eu", "2"), ("un", "1"))
    assert because in found.ties[0].message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (party("1"), party("2")),  # namesakes
        (party("1", countries=("TJ",)), party("2", countries=("TJ",))),  # persons, with nothing more known
        (party("1", birth_dates=("1971-03-02",)), party("2", birth_dates=("1985-01-01",))),
        (party("1", kind=COMPANY, countries=("TJ",)), party("2", countries=("TJ",), birth_dates=("1971",))),
        (party("1", identifiers=PASSPORT), party("2", "Quite Different", identifiers=SAME_PASSPORT)),
        (
            party("1", identifiers=PASSPORT, birth_dates=("1971",)),
            party("2", identifiers=SAME_PASSPORT, birth_dates=("1980",)),
        ),
        (
            party(
                "1", "Bright Heron", PartyKind.VESSEL, countries=("PA",), identifiers=(Identifier("IMO", "9187629"),)
            ),
            party(
                "2", "Bright Heron", PartyKind.VESSEL, countries=("PA",), identifiers=(Identifier("IMO", "9074729"),)
            ),
        ),
        (
            party("1", identifiers=(Identifier("PHONE", "+992927000000"),)),
            party("2", identifiers=(Identifier("PHONE", "+992927000000"),)),
        ),
    ],
)
def test_namesakes_and_contradictions_stay_apart(one: ListedParty, other: ListedParty) -> None:
    assert same_parties(lists(un=one, eu=other)).same_as("un", "1") == (("un", "1"),)


def test_an_identifier_that_a_firm_shares_with_its_owner_does_not_make_them_one() -> None:
    firm = party("1", "Heron Shipping", COMPANY, identifiers=(Identifier("IMO", "1991835"),))
    owner = party("2", "Tonghung Shipping", COMPANY, identifiers=(Identifier("IMO", "1991835"),))
    crowd = tuple(party(str(number), f"Company{number:02} Shipping", COMPANY) for number in range(10, 40))
    assert not same_parties(lists(un=(firm, *crowd), eu=owner)).ties  # shipping is a common word
    assert not same_parties(lists(un=(firm, owner))).ties  # and one list knows its own
    again = party("2", "Shipping, Heron LLC", COMPANY, identifiers=(Identifier("IMO", "1991835"),))
    assert len(same_parties(lists(un=(firm, again))).ties) == 1


def test_a_weak_alias_ties_nobody() -> None:
    one, other = (
        ListedParty(
            entity_id=str(number),
            kind=COMPANY,
            names=(ListedName(f"Company Number {number}"), ListedName("The Grey Heron", NameKind.WEAK)),
            countries=("KP",),
        )
        for number in (1, 2)
    )
    assert not same_parties(lists(un=one, eu=other)).ties


def test_two_entries_of_one_list_are_not_joined_by_name_and_country_through_another() -> None:
    two = (party("1", kind=COMPANY, countries=("KP",)), party("2", kind=COMPANY, countries=("KP",)))
    found = same_parties(lists(un=two, eu=party("9", kind=COMPANY, countries=("KP",))))
    assert len(found.members) == 1
    assert len(found.same_as("eu", "9")) == 2


def test_what_contradicts_one_member_is_kept_out_of_the_whole_group() -> None:
    found = same_parties(
        lists(
            un=party("1", identifiers=PASSPORT),
            eu=party("2", identifiers=SAME_PASSPORT, birth_dates=("1971",)),
            uk=party("3", identifiers=SAME_PASSPORT, birth_dates=("1980",)),
        )
    )
    assert found.same_as("un", "1") == (("eu", "2"), ("un", "1"))


def test_the_screening_list_names_ofacs_own_entries() -> None:
    found = same_parties(lists(**{"ofac-sdn": party("77"), "us-csl": party("SDN:77", "Zarafshon V.")}))
    assert found.same_as("us-csl", "SDN:77") == (("ofac-sdn", "77"), ("us-csl", "SDN:77"))


def test_a_party_on_three_lists_is_signalled_once_with_all_of_them() -> None:
    on = lists(
        un=party("1", birth_dates=("1971-03-02",), programmes=("Taliban",)),
        eu=party("2", birth_dates=("1971-03-02",)),
        uk=party("3", birth_dates=("1971-03-02",), programmes=("NPWMD",)),
        own=party("4", "Zarafshon Kelminsin"),
    )
    consignment = Consignment(
        id="m-0",
        message="m",
        reference="1",
        lodgement=Lodgement.MANIFEST,
        parties=(Party(role=Role.CONSIGNEE, name=NAME),),
    )
    matches = screen(ConsignmentBatch.of([consignment]), NameIndex.build(on))
    assert match_signals(matches).height == matches.height
    signals = match_signals(matches, same=same_parties(on))
    assert signals.height == matches.height - 2
    named = [{fact["name"]: fact["value"] for fact in each} for each in signals["evidence"]]
    (together,) = [facts for facts in named if facts["list"] == "eu, uk, un"]
    assert set((together["programmes"] or "").split(", ")) == {"Taliban", "NPWMD"}
    assert "proliferation" in signals["typology"].to_list()


def test_real_lists_share_parties_and_no_group_joins_different_kinds(shared: Path) -> None:
    folder = shared / "data" / "watchlists"
    on = load_lists([folder / "ofac" / "newer", folder / "un"])
    found = same_parties(on)
    kinds = {(each.id, entry.entity_id): entry.kind for each, entry in on}
    spanning = [group for group in found.members.values() if {"un", "ofac-sdn"} <= {name for name, _ in group}]
    assert len(spanning) > 300  # most of whom the United Nations list, OFAC lists too
    for group in found.members.values():
        assert len({kinds[entry] for entry in group} - {None}) <= 1
    assert max(Counter(map(len, found.members.values()))) <= 12
    assert isinstance(found.frame(), pl.DataFrame)
