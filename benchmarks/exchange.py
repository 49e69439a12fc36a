"""Letters sealed and opened a second on one core, a private match beside its library's own time, and a hundred kills.

Times are of the processor, not of the clock. ``DARVOZA_LISTED`` sets how many identifiers are listed (100,000).
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from benchmarks import _killing
from darvoza.exchange import (
    Contents,
    Item,
    KeyUse,
    MatchQuery,
    Message,
    Node,
    Scheme,
    answer_query,
    begin_query,
    canonical,
    read_answer,
)
from darvoza.exchange.sealed.sealing import Letter, open_letter, seal

LETTERS, SIZE = 400, 20_000
LISTED, ASKED = int(os.environ.get("DARVOZA_LISTED", "100000")), 1_000
KILLS = 100


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def letters(folder: Path) -> dict[str, object]:
    """Messages of 20 kB signed, sealed, opened and verified, one after the other."""
    uz, tj = _killing.make_pair(folder)
    now = datetime.now(UTC)
    item = Item(id="item-0001", title="t", contents=Contents(text=("x" * 63 + " ") * (SIZE // 64 - 12)))
    draft = uz.desk.draft(
        _killing.COMPLETE,
        author="A",
        agreement="bilateral-wco-model",
        article="1",
        recipient="TJ",
        language="en",
        items=[item],
    )
    document = canonical(draft.message)
    signer, to = uz.keyring.signer_for("TJ", now), uz.directory.current("TJ", KeyUse.SEAL, now)
    if to is None:
        raise RuntimeError("TJ has no key to be sealed to")
    letter = Letter(
        sender="UZ", recipient="TJ", sealed=now, until=now + timedelta(days=1), number=1, message=msgspec.Raw(document)
    )
    sealed: list[bytes] = []
    key = uz.keyring.private(signer)

    def seal_all() -> None:
        sealed.extend(seal(letter, key, signer, to.key(), to.kid)[0] for _ in range(LETTERS))

    def open_all() -> None:
        for data in sealed:
            opened = open_letter(data, tj.keyring.private, tj.directory.find, "TJ", now)
            if bytes(opened.letter.message) != document:
                raise RuntimeError("a letter opened to something else")

    sealing, opening = _timed(seal_all), _timed(open_all)
    uz.close()
    tj.close()
    return {
        "message_bytes": len(document),
        "wire_bytes": len(sealed[0]),
        "sealed_per_s": round(LETTERS / sealing),
        "opened_per_s": round(LETTERS / opening),
        "sealed_and_opened_per_s": round(LETTERS / (sealing + opening)),
    }


def through_nodes(folder: Path) -> dict[str, object]:
    """Whole messages from draft to receipt through two nodes with their stores and logs."""
    uz, tj = _killing.make_pair(folder)
    count = 60

    def all_the_way() -> None:
        for _ in range(count):
            _killing.send(uz, "TJ")
        for parcel in uz.post.outgoing("TJ", link="bench"):
            tj.post.accept(parcel, link="bench")
        for parcel in tj.post.outgoing("UZ", link="bench"):
            uz.post.accept(parcel, link="bench")

    spent = _timed(all_the_way)
    taken = uz.store.one("select count(*) from outbox where state = 'taken' and number > 0")
    if taken is None or taken[0] != count:
        raise RuntimeError("not every message was taken")
    uz.close()
    tj.close()
    return {"from_draft_to_receipt_per_s": round(count / spent)}


def match(folder: Path) -> dict[str, object]:
    """A private match through the nodes, beside the library alone on the same numbers."""
    import private_set_intersection.python as psi  # noqa: PLC0415 - an extra

    listed = [str(300_000_000 + number) for number in range(LISTED)]
    asked = [str(300_000_000 + number * 7) for number in range(ASKED)]
    uz, tj = _killing.make_pair(folder)
    agreement = uz.register.find("bilateral-wco-model")
    if agreement is None:
        raise RuntimeError("the agreement is not here")
    found: list[int] = []

    def ours() -> None:
        body = begin_query(uz, agreement, "TJ", Scheme.TIN, asked, "Importers")
        found.append(_carried(uz, tj, body, listed))

    def theirs() -> None:
        server, client = psi.server.CreateWithNewKey(True), psi.client.CreateWithNewKey(True)
        setup = server.CreateSetupMessage(1e-9, ASKED, listed, psi.DataStructure.GCS)
        response = server.ProcessRequest(client.CreateRequest(asked))
        found.append(len(client.GetIntersection(setup, response)))

    library, first = _timed(theirs), _timed(ours)
    again = _timed(ours)
    uz.close()
    tj.close()
    if len(set(found)) != 1:
        raise RuntimeError(f"the library and the nodes find different numbers: {found}")
    return {
        "listed": LISTED,
        "asked": ASKED,
        "found": found[0],
        "library_s": round(library, 2),
        "ours_s": round(first, 2),
        "times_the_library": round(first / library, 2),
        "again_s": round(again, 2),
    }


def _carried(uz: Node, tj: Node, body: MatchQuery, listed: list[str]) -> int:
    """Ask and answer through both nodes; how many were found."""

    def one(node: Node, other: Node, draft: str) -> Message:
        node.desk.approve(draft, by="B")
        sent = node.desk.send(draft, by=_killing.OFFICER)
        for parcel in node.post.outgoing(other.country, link="bench"):
            other.post.accept(parcel, link="bench")
        return sent

    draft = uz.desk.draft(body, author="A", agreement="bilateral-wco-model", article="1", recipient="TJ", language="en")
    asked = one(uz, tj, draft.id)
    answer = tj.desk.answer(draft.id, answer_query(tj, asked, listed), author="A", language="en")
    return read_answer(uz, asked, one(tj, uz, answer.id)).found


def run() -> dict[str, object]:
    """Every figure."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {name: Path(folder) / name for name in ("letters", "nodes", "match", "kills")}
        for name in ("letters", "nodes", "match"):
            parts[name].mkdir()
        return {
            **letters(parts["letters"]),
            **through_nodes(parts["nodes"]),
            "match": match(parts["match"]),
            "killed": _killing.main(parts["kills"], KILLS, 1),
        }
