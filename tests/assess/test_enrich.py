"""What a message leaves to its codes: the countries of airports and places, and the flow that follows from them."""

from typing import Any

import polars as pl
import pytest

from darvoza.assess.enrich import with_countries, with_offices
from darvoza.consignment import Consignment, ConsignmentBatch, Flow, Lodgement, Mode, Place, PlaceRole


def flown(start: str | None, end: str | None, **fields: Any) -> Consignment:  # noqa: ANN401 - any field
    ends = ((PlaceRole.LOADING, start), (PlaceRole.DESTINATION, end))
    places = tuple(Place(role=role, code=code) for role, code in ends if code)
    own = {"id": "c", "message": "m", "reference": "R", "lodgement": Lodgement.MANIFEST, "mode": Mode.AIR}
    return Consignment(**{**own, "places": places, **fields})  # type: ignore[arg-type]  # any field of a consignment


def known(*consignments: Consignment) -> pl.DataFrame:
    batch = with_countries(with_offices(ConsignmentBatch.of(consignments)))
    return batch.consignments.select("country_of_dispatch", "country_of_destination", pl.col("flow").cast(pl.String))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("URC", "TAS", ("CN", "UZ", "import")),
        ("TAS", "SVO", ("UZ", "RU", "export")),
        ("CNURC", "UZTMZ", ("CN", "UZ", None)),  # no known office, so no flow
        ("URC", None, ("CN", None, None)),
        ("QQQ", "1A", (None, None, None)),
    ],
)
def test_the_airports_of_an_air_waybill_name_its_countries_and_flow(
    start: str, end: str | None, expected: tuple[str | None, ...]
) -> None:
    assert known(flown(start, end)).row(0) == expected


def test_three_letters_are_an_airport_by_air_only() -> None:
    assert known(flown("URC", "TAS", mode=Mode.ROAD)).row(0)[:2] == (None, None)


def test_what_was_filed_stays() -> None:
    filed = flown("URC", "TAS", country_of_dispatch="KG", country_of_destination="KZ", flow=Flow.TRANSIT)
    assert known(filed).row(0) == ("KG", "KZ", "transit")


def test_goods_that_neither_come_from_nor_go_to_the_office_s_country_are_in_transit() -> None:
    assert known(flown("URC", "SVO", office="UZAVY")).row(0) == ("CN", "RU", "transit")


def test_what_moves_within_a_country_has_no_flow() -> None:
    assert known(flown("TAS", "SKD")).row(0)[2] is None


def test_places_take_the_country_of_their_code_and_nothing_else_changes() -> None:
    batch = ConsignmentBatch.of([flown("URC", "TAS"), flown(None, None)])
    done = with_countries(batch)
    assert done.places["country"].to_list() == ["CN", "UZ"]
    assert done.places.drop("country").equals(batch.places.drop("country"))
    assert done.consignments.schema == batch.consignments.schema
    assert len(done) == 2


def test_an_empty_batch_stays_empty() -> None:
    assert len(with_countries(ConsignmentBatch.empty())) == 0


def test_few_places_and_many_are_gone_through_alike() -> None:
    roles, codes = list(PlaceRole), ("URC", "UZTMZ", "CNKHG", "TAS", None, "afshb", "ZZZZZ")
    countries = ("CN", None, None, "KZ", None)
    some = [
        Consignment(
            id=str(number),
            message="m",
            reference="R",
            lodgement=Lodgement.MANIFEST,
            mode=(Mode.AIR, Mode.ROAD)[number % 2],
            places=tuple(
                Place(
                    role=roles[(number * 5 + at * 3) % len(roles)],
                    code=codes[(number + at * 2) % len(codes)],
                    name="Хоргос" if at == 1 else None,
                    country=countries[(number + at) % len(countries)],
                )
                for at in range(number % 5)
            ),
        )
        for number in range(70)
    ]
    few = known(*some)
    many = known(*some, *(flown("URC", "TAS") for _ in range(600)))
    assert many.head(len(some)).equals(few)
    offices = with_offices(ConsignmentBatch.of(some)).consignments["office"]
    both = with_offices(ConsignmentBatch.of([*some, *(flown("URC", "TAS") for _ in range(600))])).consignments["office"]
    assert offices.equals(both.head(len(some)))
    assert offices.n_unique() > 2
    assert few["country_of_dispatch"].n_unique() > 2
