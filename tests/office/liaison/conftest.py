"""The office's node and a partner's, introduced, with an agreement between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from darvoza.exchange import Node, make_supervisor, parse_agreement, sign_agreement, template

AGREEMENT = "bilateral-wco-model"


@pytest.fixture
def nodes(office_folder: Path, tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    """The office's node and a partner's, introduced, with an agreement between them."""
    here = Node.make(office_folder / "exchange", country="UZ", name="Customs A")
    there = Node.make(tmp_path / "partner", country="TJ", name="Customs B")
    here.introduce(there.card())
    there.introduce(here.card())
    source = template(AGREEMENT)
    for name, country in (("First", "UZ"), ("Second", "TJ")):
        party = f"  - administration: {name} customs administration"
        filled = f"{party}\n    country: {country}\n    central_authority: International Relations"
        source = source.replace(party, filled)
    agreement = parse_agreement(source + "\nin_force: 2020-01-01\n", "agreement.yaml")
    supervisor = make_supervisor(tmp_path / "boss.pem", "N. Rahimova")
    signed = sign_agreement(agreement, tmp_path / "boss.pem", "N. Rahimova")
    for node in (here, there):
        node.register.trust(supervisor)
        node.register.adopt(signed)
    yield here, there
    here.close()
    there.close()
