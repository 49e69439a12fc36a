"""Parties shared among threads meet whom they meet in one, and an index answers several at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role
from darvoza.parties import ListedName, ListedParty, NameIndex, WatchList, WatchLists, screen, screen_name
from darvoza.parties.candidates.remembered import Near
from darvoza.parties.candidates.together import Together
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


def test_a_full_memory_is_begun_anew_and_the_old_one_stays_with_those_who_search() -> None:
    together, room = Together(), 3

    def learn(first: int, near: Near) -> int:
        """Three names fill a memory."""
        while first < 8 and near.known[0] < room:
            near.known[0] += 1
            first += 1
        return first

    ended, memories = [0], []
    while ended[-1] < 8:
        last, memory = together.learned(ended[-1], learn)
        ended.append(last)
        memories.append(memory)
    assert ended == [0, 3, 6, 8]
    assert len({id(memory.words) for memory in memories}) == 3
    assert all(memory.known[0] == 0 for memory in memories)  # who searches has nothing to make room for
