"""Nodes killed in the middle of a step, again and again: is anything lost, and does anything come twice?

``python -m benchmarks._killing FOLDER COUNT SEED`` makes two nodes, kills them COUNT times while they write, pack and
unpack, lets them finish, and prints what arrived as JSON. Each life of a node is a process of its own, forked so that
it begins at once.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from darvoza.exchange import (
    Kind,
    Node,
    Purpose,
    Request,
    Viewer,
    broken,
    extract,
    make_supervisor,
    parse_agreement,
    read_bundle,
    reconcile,
    sign_agreement,
    template,
    write_bundle,
)

OFFICER = Viewer(who="A", purpose=Purpose.INVESTIGATION)
PAIRS = (("UZ", "TJ"), ("TJ", "UZ"))
LONGEST_LIFE = 0.3
COMPLETE = Request(
    matter="Machines",
    reason="Value",
    facts="CMR 4471",
    legal_elements="Customs code",
    procedure="Send the declaration",
    purpose=Purpose.INVESTIGATION,
    persons_unknown=True,
    reciprocity=True,
)


def make_pair(folder: Path) -> tuple[Node, Node]:
    """Two nodes, introduced to each other under one agreement."""
    source = template("bilateral-wco-model")
    for ordinal, country in (("First", "UZ"), ("Second", "TJ")):
        party = f"  - administration: {ordinal} customs administration"
        source = source.replace(party, f"{party}\n    country: {country}\n    central_authority: Liaison", 1)
    agreement = parse_agreement(source + "\nin_force: 2020-01-01\n")
    supervisor = make_supervisor(folder / "supervisor.pem", "Boss")
    signed = sign_agreement(agreement, folder / "supervisor.pem", "Boss")
    nodes = [Node.make(folder / country, country=country, name=country) for country, _ in PAIRS]
    for node in nodes:
        node.register.trust(supervisor)
        node.register.adopt(signed)
    nodes[0].introduce(nodes[1].card())
    nodes[1].introduce(nodes[0].card())
    return nodes[0], nodes[1]


def send(node: Node, partner: str) -> str:
    """Draft, approve and queue a request."""
    draft = node.desk.draft(
        COMPLETE, author="A", agreement="bilateral-wco-model", article="1", recipient=partner, language="en"
    )
    node.desk.approve(draft.id, by="B")
    return node.desk.send(draft.id, by=OFFICER).id


def life(folder: Path, country: str, partner: str, name: str, now: Callable[[], datetime]) -> None:
    """Take what has come, write, pack, and so on until killed."""
    node = Node(folder / country, now=now)
    number = 0
    while True:
        number += 1
        for path in sorted((folder / "way").glob(f"*-{country}.zip"))[-3:]:
            read_bundle(node, path)
        send(node, partner)
        write_bundle(node, partner, folder / "way" / f"{name}-{number:05d}-{partner}.zip")


def kill(folder: Path, count: int, seed: int) -> None:
    """Let the nodes live by turns, and kill each at a moment drawn by chance."""
    chance = random.Random(seed)
    for number in range(count):
        child = os.fork()
        if child == 0:
            country, partner = PAIRS[number % 2]
            life(folder, country, partner, f"{number:04d}", lambda: datetime.now(UTC))
            os._exit(1)  # not reached
        time.sleep(chance.random() * LONGEST_LIFE)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def finish(folder: Path) -> dict[str, object]:
    """A day later, with links that work: what was sent, what arrived, and whether the logs hold."""
    ahead = timedelta()
    nodes = [Node(folder / country, now=lambda: datetime.now(UTC) + ahead) for country, _ in PAIRS]
    for _ in range(4):
        ahead += timedelta(hours=7)
        for one, other in (nodes, nodes[::-1]):
            for parcel in one.post.outgoing(other.country, link="end"):
                other.post.accept(parcel, link="end")
    sent: Counter[str] = Counter()
    arrived: Counter[str] = Counter()
    for node in nodes:
        rows = node.store.all("select id, sender from messages where kind = ?", Kind.REQUEST.value)
        sent.update(row["id"] for row in rows if row["sender"] == node.country)
        arrived.update(row["id"] for row in rows if row["sender"] != node.country)
    both = reconcile(extract(nodes[0], "TJ"), extract(nodes[1], "UZ"))
    return {
        "sent": len(sent),
        "lost": len(sent - arrived),
        "twice": sum(times > 1 for times in arrived.values()),
        "from_nowhere": len(arrived - sent),
        "logs_agree": both.holds and both.agreed == len(sent),
        "chains_hold": not any(list(broken(node.log.entries())) for node in nodes),
        "gaps": sum(len(node.post.gaps(partner)) for node, (_, partner) in zip(nodes, PAIRS, strict=True)),
    }


def main(folder: Path, count: int, seed: int) -> dict[str, object]:
    """Make, kill, finish."""
    (folder / "way").mkdir(parents=True)
    for node in make_pair(folder):
        node.close()
    kill(folder, count, seed)
    return {"kills": count, **finish(folder)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
