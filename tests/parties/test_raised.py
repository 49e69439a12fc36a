"""How strongly a match speaks: a certain one stops, a possible one is a sign among others."""

import polars as pl

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import ListedName, ListedParty, NameIndex, WatchList, WatchLists, match_signals, screen

INDEX = NameIndex.build(
    WatchLists(
        (
            WatchList(
                id="own",
                title="Own",
                source="own",
                sha256="",
                licence="own",
                entries=(ListedParty(entity_id="1", names=(ListedName("Zarafshon Kelminsin Veshtur"),)),),
            ),
        )
    )
)


def _signals(name: str) -> pl.DataFrame:
    consignment = Consignment(
        id="m-0",
        message="m",
        reference="1",
        lodgement=Lodgement.MANIFEST,
        parties=(Party(role=Role.CONSIGNEE, name=name),),
    )
    return match_signals(screen(ConsignmentBatch.of([consignment]), INDEX, threshold=0.05))


def test_a_certain_match_stops_the_consignment() -> None:
    signals = _signals("Зарафшон Келминсин Вештур")
    assert signals["mandatory"].all()
    assert signals["weight"].min() > 0.9  # type: ignore[operator]  # a number, as there is a match


def test_a_possible_match_is_a_sign_among_others() -> None:
    signals = _signals("Zarafshon Kelminsin Savdo").filter(~pl.col("mandatory"))
    assert not signals.is_empty()
    assert (signals["weight"] <= 0.25).all()
