"""Parties shared among threads meet whom they meet in one, and an index answers several at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import ListedName, ListedParty, NameIndex, WatchList, WatchLists, screen, screen_name
from darvoza.parties.screening import screened as screening


def test_what_is_found_does_not_depend_on_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [
        ListedParty(entity_id=str(number), names=(ListedName(name),))
        for number, name in enumerate(("Zarafshon Kelminsin Sanoat", "Khurshid Gafurov", "Orion Veshtur Shipping"))
    ]
    own = WatchList(id="own", title="Own", source="own", sha256="", licence="own", entries=tuple(listed))
    names = ["Ғафуров Хуршед", "ҶДММ «Зарафшон Келминсин Саноат»", "Somebody Else", "ORION VESHTUR SHIPPING LLC"]
    batch = ConsignmentBatch.of(
        [
            Consignment(
                id=f"m-{number}",
                message="m",
                reference=str(number),
                lodgement=Lodgement.MANIFEST,
                parties=(Party(role=Role.CONSIGNEE, name=f"{names[number % 4]}{' ' * (number // 4)}"),),
            )
            for number in range(24)
        ]
    )
    index = NameIndex.build(WatchLists((own,)))
    alone = screen(batch, index)
    monkeypatch.setattr(screening, "_SHARE", 5)
    assert screen(batch, index, workers=2).equals(alone)
    assert not alone.is_empty()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda name: screen_name(name, index), names * 10))
    assert answers == [screen_name(name, index) for name in names] * 10
