"""Two nodes, a clock that tests can turn, and an agreement in force: what the stories are told with."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from darvoza.exchange import (
    Agreement,
    Answer,
    Arrival,
    Body,
    Caveats,
    Contents,
    Draft,
    Item,
    Message,
    Node,
    Outcome,
    Parcel,
    Purpose,
    Request,
    Supervisor,
    Viewer,
    make_supervisor,
    parse_agreement,
    sign_agreement,
    template,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICER = Viewer(who="A. Karimov", roles=frozenset({"analyst"}), purpose=Purpose.INVESTIGATION)

COMPLETE = Request(
    matter="Undervalued machines",
    reason="A third of the usual value",
    facts="CMR 4471",
    legal_elements="Customs code",
    procedure="Send the export declaration",
    purpose=Purpose.INVESTIGATION,
    persons_unknown=True,
    reciprocity=True,
)


def agreement_text(name: str = "bilateral-wco-model") -> str:
    """The template, completed for UZ and TJ and in force."""
    source = template(name)
    for ordinal, country in (("First", "UZ"), ("Second", "TJ")):
        party = f"  - administration: {ordinal} customs administration"
        source = source.replace(party, f"{party}\n    country: {country}\n    central_authority: Liaison", 1)
    return source + "\nin_force: 2020-01-01\n"


class Clock:
    """The time that everybody goes by; ``wrong`` is by how much one country's clock is off."""

    def __init__(self) -> None:
        self.time = START
        self.wrong: dict[str, timedelta] = {}

    def of(self, country: str) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time + self.wrong.get(country, timedelta())

    def pass_(self, **time: float) -> None:
        self.time += timedelta(**time)


class World:
    """UZ and TJ, introduced to each other under one agreement."""

    def __init__(self, folder: Path, source: str | None = None) -> None:
        self.clock = Clock()
        prepared, self.agreement, self.supervisor = _prepared(source or agreement_text())
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        self._in(folder)

    def _in(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder / "supervisor.pem"
        if (folder / "UZ").exists():
            self.uz, self.tj = self.again("UZ"), self.again("TJ")

    def prepare(self, folder: Path, agreement: Agreement) -> None:
        """Make the world that others are copies of: making keys takes longer than copying them."""
        self.clock = Clock()
        self._in(folder)
        self.agreement = agreement
        self.supervisor: Supervisor = make_supervisor(self.key, "Boss")
        self.uz, self.tj = self.node("UZ"), self.node("TJ")
        self.uz.introduce(self.tj.card())
        self.tj.introduce(self.uz.card())
        self.close()

    def node(self, country: str) -> Node:
        node = Node.make(
            self.folder / country, country=country, name=f"Customs {country}", now=lambda: self.clock.of(country)
        )
        node.register.trust(self.supervisor)
        node.register.adopt(sign_agreement(self.agreement, self.key, "Boss", at=START))
        return node

    def again(self, country: str) -> Node:
        """The same node, opened anew as after a restart."""
        return Node(self.folder / country, now=lambda: self.clock.of(country))

    def close(self) -> None:
        self.uz.close()
        self.tj.close()

    def other(self, node: Node) -> Node:
        return self.tj if node is self.uz else self.uz

    def draft(self, node: Node, body: Body, *, article: str = "1", items: Sequence[Item] = ()) -> Draft:
        return node.desk.draft(
            body,
            author="A. Karimov",
            agreement=self.agreement.id,
            article=article,
            recipient=self.other(node).country,
            language="en",
            items=items,
        )

    def send(self, node: Node, body: Body, *, article: str = "1", items: Sequence[Item] = ()) -> Message:
        """Draft, approve and queue a message that begins a conversation."""
        return self.approved(node, self.draft(node, body, article=article, items=items))

    def reply(self, node: Node, conversation: str, body: Body, *, items: Sequence[Item] = ()) -> Message:
        """Draft, approve and queue a message that goes on with one."""
        return self.approved(
            node, node.desk.answer(conversation, body, author="A. Karimov", language="en", items=items)
        )

    def approved(self, node: Node, draft: Draft) -> Message:
        node.desk.approve(draft.id, by="D. Salimova")
        return node.desk.send(draft.id, by=OFFICER)

    def parcels(self, node: Node, *, again: bool = False) -> list[Parcel]:
        return node.post.outgoing(self.other(node).country, link="test", again=again)

    def carry(self, node: Node, *, again: bool = False) -> list[Outcome]:
        """Take everything that is to leave a node to the other."""
        return [self.other(node).post.accept(parcel, link="test") for parcel in self.parcels(node, again=again)]

    def exchange(self) -> None:
        """Carry letters and receipts until nothing is under way."""
        for _ in range(4):
            for node in (self.uz, self.tj):
                self.carry(node)

    def received(self, caveats: Caveats | None = None, text: str = "secret", id_: str = "item-0001") -> Item:
        """Have UZ receive an item from TJ in the answer to a request."""
        asked = self.send(self.uz, COMPLETE)
        self.exchange()
        item = Item(id=id_, title="Declaration", contents=Contents(text=text), caveats=caveats or Caveats())
        self.reply(self.tj, asked.id, Answer(summary="Found"), items=[item])
        self.exchange()
        return item


@cache
def _prepared(source: str) -> tuple[Path, Agreement, Supervisor]:
    folder = Path(tempfile.mkdtemp(prefix="darvoza-exchange-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    world = World.__new__(World)
    world.prepare(folder, parse_agreement(source))
    return folder, world.agreement, world.supervisor


def arrivals(outcomes: Sequence[Outcome]) -> list[Arrival]:
    return [outcome.arrival for outcome in outcomes]
