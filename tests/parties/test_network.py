"""A new company at a listed party's address, a telephone known from a seizure: ties that a name does not show."""

from typing import Any

import polars as pl
import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import (
    Identifier,
    KnownParties,
    ListedAddress,
    ListedName,
    ListedParty,
    WatchList,
    WatchLists,
    network_signals,
)
from darvoza.signals import SIGNAL_SCHEMA

LISTED = ListedParty(
    entity_id="7",
    names=(ListedName("Grakhovsky Plant"), ListedName("GP Trading")),
    addresses=(
        ListedAddress("4 Polevaya Street, Grakhovo, 427730, Russia", "RU"),
        ListedAddress("Dushanbe, Tajikistan", "TJ"),
    ),
    identifiers=(Identifier("PHONE", "+7 (341) 633-11-22"), Identifier("EMAIL", "Sale@Plant.example")),
)
LISTS = WatchLists((WatchList(id="own", title="Own list", source="own", sha256="", licence="own", entries=(LISTED,)),))
KNOWN = KnownParties.of(LISTS)


def batch(*parties: dict[str, Any]) -> ConsignmentBatch:
    return ConsignmentBatch.of(
        [
            Consignment(
                id=f"m-{number}",
                message="m",
                reference=str(number),
                lodgement=Lodgement.MANIFEST,
                parties=(Party(role=Role.CONSIGNEE, **party),),
            )
            for number, party in enumerate(parties)
        ]
    )


@pytest.mark.parametrize(
    ("shares", "how"),
    [
        ({"address": "Polevaya ul., 4", "city": "Grakhovo"}, "address"),
        ({"address": "ул. Полевая, дом 4, Грахово, 427730"}, "address"),
        ({"phone": "8 341 633 11 22"}, "telephone"),
        ({"email": " sale@plant.example "}, "e-mail"),
    ],
)
def test_another_name_at_a_listed_partys_address_or_telephone_is_tied(shares: dict[str, str], how: str) -> None:
    signals = network_signals(batch({"name": "Fresh Start LLC", **shares}, {"name": "Quiet Reed"}), KNOWN)
    assert signals.schema == SIGNAL_SCHEMA
    (signal,) = signals.rows(named=True)
    facts = {fact["name"]: fact["value"] for fact in signal["evidence"]}
    assert (signal["row"], signal["id"], signal["mandatory"]) == (0, "network:own:7", False)
    assert (facts["how"], facts["known"], facts["known_as"]) == (how, "Grakhovsky Plant", "Own list")


def test_the_way_over_another_party_is_shown() -> None:
    new = {"name": "Fresh Start LLC", "phone": "+992 927 000 111"}
    between = {"name": "Heron Trade", "phone": "927000111", "address": "4 Polevaya", "city": "Grakhovo"}
    signals = network_signals(batch(new, between), KNOWN)
    assert signals.select("row", "weight").sort("row").rows() == [(0, 0.1), (1, 0.3)]
    facts = {fact["name"]: fact["value"] for fact in signals.filter(row=0)["evidence"][0]}
    assert (facts["how"], facts["between"], facts["next_how"]) == ("telephone", "heron trade", "address")
    assert facts["known"] == "Grakhovsky Plant"


def test_three_steps_are_too_far() -> None:
    far = {"name": "Far Away", "phone": "+992 927 000 222"}
    new = {"name": "Fresh Start LLC", "phone": "+992 927 000 222", "email": "a@b.example"}
    between = {"name": "Heron Trade", "email": "a@b.example", "address": "4 Polevaya", "city": "Grakhovo"}
    assert set(network_signals(batch(far, new, between), KNOWN)["row"]) == {1, 2}


def test_a_party_with_a_known_name_is_left_to_screening() -> None:
    own = {"name": "GP TRADING", "address": "4 Polevaya", "city": "Grakhovo"}
    assert network_signals(batch(own), KNOWN).is_empty()


def test_over_the_listed_party_itself_under_its_own_name() -> None:
    own = {"name": "Grakhovsky Plant", "phone": "927 000 333"}
    new = {"name": "Fresh Start LLC", "phone": "+992 927 000 333"}
    assert network_signals(
        batch(own, new), KNOWN
    ).is_empty()  # nothing ties that declared name to the list but the name
    own["address"], own["city"] = "4 Polevaya", "Grakhovo"
    assert network_signals(batch(own, new), KNOWN)["row"].to_list() == [1]


def test_what_many_share_ties_nobody() -> None:
    crowd = [{"name": f"Company {number}", "address": "4 Polevaya", "city": "Grakhovo"} for number in range(6)]
    assert network_signals(batch(*crowd), KNOWN).is_empty()
    assert network_signals(batch(*crowd[:5]), KNOWN).height == 5
    assert network_signals(batch(*crowd), KNOWN, most=7).height == 6
    twice = [*crowd[:5], *({**party, "name": party["name"].upper()} for party in crowd[:5])]
    assert network_signals(batch(*twice), KNOWN).height == 10  # the same five, however they are written


@pytest.mark.parametrize(
    "shares",
    [
        {"address": "Dushanbe", "city": "Dushanbe"},
        {"city": "Grakhovo"},
        {"address": "4", "city": None},
        {"phone": "112"},
        {"email": "none"},
        {},
    ],
)
def test_a_town_or_half_a_number_ties_nobody(shares: dict[str, str]) -> None:
    assert network_signals(batch({"name": "Fresh Start LLC", **shares}), KNOWN).is_empty()


def test_a_party_of_an_earlier_finding_ties_with_its_reference() -> None:
    seized = pl.DataFrame(
        {
            "name": ["Old Smuggler", None],
            "phone": ["+992 918 55 44 33", None],
            "identifiers": [["TIN:301234567"], ["INN:020001234"]],
            "reference": ["2026/17", "2026/18"],
            "typology": ["drugs", None],
        }
    )
    new = {"name": "Fresh Start LLC", "phone": "918554433"}
    other = {"name": "Quiet Reed", "identifiers": ("STIR:020001234",)}
    signals = network_signals(batch(new, other), KnownParties.of(LISTS, seized))
    assert signals.sort("row").select("row", "id", "typology").rows() == [
        (0, "network:finding:2026/17", "drugs"),
        (1, "network:finding:2026/18", "general"),
    ]
    assert signals["reason"].str.contains("of the finding {known_as}", literal=True).all()


def test_nothing_known_or_nothing_declared_says_nothing() -> None:
    assert network_signals(ConsignmentBatch.empty(), KNOWN).is_empty()
    assert network_signals(batch({"name": "Ann Bee", "phone": "918554433"}), KnownParties.of(WatchLists(()))).is_empty()
    nameless = {"address": "4 Polevaya", "city": "Grakhovo"}
    assert network_signals(batch(nameless), KNOWN).is_empty()


def test_every_declaration_of_a_tied_party_is_signalled_once() -> None:
    same = {"name": "Fresh Start LLC", "phone": "8 341 633 11 22", "email": "sale@plant.example"}
    signals = network_signals(batch(same, same), KNOWN)
    assert signals["row"].to_list() == [0, 1]
    assert {fact["value"] for each in signals["evidence"] for fact in each if fact["name"] == "how"} == {"e-mail"}


def seized(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["name", "phone", "reference"], orient="row")


def test_a_party_with_several_findings_is_one_with_the_last() -> None:
    known = KnownParties.of(
        WatchLists(()),
        seized(("Old Smuggler", "918554433", "2025/3"), ("OLD SMUGGLER.", "918554433", "2026/17")),
    )
    signals = network_signals(batch({"name": "Fresh Start LLC", "phone": "918554433"}), known)
    assert signals["id"].to_list() == ["network:finding:2026/17"]


def test_two_parties_of_one_finding_tie_once() -> None:
    known = KnownParties.of(WatchLists(()), seized(("A Sender", "918554433", "9"), ("A Buyer", "918554433", "9")))
    signals = network_signals(batch({"name": "Fresh Start LLC", "phone": "918554433"}), known)
    assert signals["id"].to_list() == ["network:finding:9"]


def test_the_finding_on_the_consignment_itself_ties_nobody() -> None:
    known = KnownParties.of(WatchLists(()), seized(("Old Smuggler", "918554433", "0")))
    new = {"name": "Fresh Start LLC", "phone": "918554433"}  # of consignment 0, then of 1
    assert network_signals(batch(new, new), known)["row"].to_list() == [1]


@pytest.mark.parametrize(
    ("declared", "known"),
    [
        ("ТОО «Сункар Жолы Мунай»", "TOO Sunkar Zholy Munai"),
        ("ИП Алиев Дилшод Баходирович", "Aliyev Dilshod Bahodirovich"),
        ("Paymoni Romit Sokhtmon LLC", "ООО «Паймони Ромит Сохтмон»"),
    ],
)
def test_a_party_written_in_another_script_is_itself_and_no_tie(declared: str, known: str) -> None:
    found = KnownParties.of(WatchLists(()), seized((known, "918554433", "9")))
    sent = batch({"name": declared, "phone": "918554433"}, {"name": "Алиев Анвар", "phone": "918554433"})
    assert network_signals(sent, found)["row"].to_list() == [1]
