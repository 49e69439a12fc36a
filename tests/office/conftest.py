"""An office with two units, people in their roles, and browsers that are signed in as them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import GoodsItem, Lodgement, Mode, Party
from darvoza.consignment import Role as PartyRole
from darvoza.office.desk import faces
from darvoza.office.desk.models import Assessment, Consignment, Message, State
from darvoza.office.people.models import Membership, Officer, Post, Role, Unit

PASSWORD = "two words and a gate"  # noqa: S105 - of people who do not exist


@pytest.fixture(autouse=True)
def office_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:  # noqa: ANN401 - of pytest-django
    """A folder of its own for each test's office."""
    folder = tmp_path / "office"
    monkeypatch.setenv("DARVOZA_OFFICE", str(folder))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: nobody attacks a test
    return folder


@pytest.fixture
def unit(db: None) -> Unit:  # noqa: ARG001 - the database itself
    """The unit of Ayritom and the river port."""
    made = Unit.objects.create(code="UZ-TER", name="Termez Border Control Unit")
    Post.objects.create(code="UZAYR", unit=made)
    Post.objects.create(code="UZTRP", unit=made)
    return made


@pytest.fixture
def other_unit(db: None) -> Unit:  # noqa: ARG001 - the database itself
    """A unit that must see nothing of the first one's."""
    made = Unit.objects.create(code="TJ-DYU", name="Dushanbe Air Cargo Control Unit")
    Post.objects.create(code="TJDYU", unit=made)
    return made


@pytest.fixture
def officer(unit: Unit) -> Callable[..., Officer]:
    """Makes an officer who serves in these roles, in the first unit unless another is named."""
    made = 0

    def make(*roles: Role, at: Unit | None = None, **fields: Any) -> Officer:  # noqa: ANN401 - fields of an officer
        nonlocal made
        made += 1
        name = fields.pop("name", f"officer{made}")
        found = Officer.objects.create(name=name, full_name=f"Officer {made}", password=PASSWORD, **fields)
        for role in roles:
            Membership.objects.create(officer=found, unit=at or unit, role=role.value)
        return found

    return make


@pytest.fixture
def browser(officer: Callable[..., Officer]) -> Callable[..., Client]:
    """Makes a browser in which an officer with these roles is signed in."""

    def make(*roles: Role, at: Unit | None = None, **fields: Any) -> Client:  # noqa: ANN401 - fields of an officer
        client = Client()
        client.force_login(officer(*roles, at=at, **fields), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def signal(**changes: object) -> dict[str, Any]:
    """One signal as an assessment keeps it."""
    whole: dict[str, Any] = {
        "kind": "indicator",
        "id": "VAL-01",
        "typology": "revenue",
        "weight": 0.4,
        "mandatory": False,
        "subject": "goods[0]",
        "reason": "Declared at {value} a kilogram, peers at {peers}",
        "evidence": [{"name": "value", "value": "0.4"}, {"name": "peers", "value": "2.1"}],
    }
    return whole | changes


@pytest.fixture
def consignment(unit: Unit) -> Callable[..., Consignment]:
    """Makes a consignment at a post of the first unit, assessed, with what is asked for."""
    made = 0
    faces.forget()

    def make(*, office: str = "UZAYR", signals: list[dict[str, Any]] | None = None, **fields: Any) -> Consignment:  # noqa: ANN401
        nonlocal made
        made += 1
        now = datetime.now(UTC)
        message = Message.objects.create(
            key=f"message-{office}-{made}",
            name=f"message{made}.xml",
            sha256="0" * 64,
            size=1,
            source="upload",
            unit=unit,
            received=now,
            waiting=False,
            status="accepted",
        )
        key = f"{office.lower()}{made:04}#0"
        filed = Filed(
            id=key,
            message="000000000000",
            reference=f"{office}/{made:04}",
            lodgement=Lodgement.DECLARATION,
            mode=Mode.ROAD,
            office=office,
            goods=(GoodsItem(description="Citric acid, food grade", hs_code="291814"),),
            parties=(Party(role=PartyRole.CONSIGNEE, name="Samarqand Texnika MChJ"),),
        )
        values: dict[str, Any] = {
            "reference": f"{office}/{made:04}",
            "mode": "road",
            "goods": "Citric acid, food grade",
            "consignee": "Samarqand Texnika MChJ",
            "hs_codes": "291814",
            "score": 0.2,
            "state": State.WAITING,
            "search": f"{office}/{made:04} citric acid samarqand texnika mchj".casefold(),
        }
        found = Consignment.objects.create(
            key=key, message=message, office=office, received=now, filed=msgspec.to_builtins(filed), **(values | fields)
        )
        found.assessment = Assessment.objects.create(
            consignment=found,
            made=now,
            score=found.score,
            said={
                "score": found.score,
                "mandatory": found.mandatory,
                "typologies": [{"typology": "revenue", "score": found.score}],
                "signals": [signal()] if signals is None else signals,
                "missing": ["GEO-01: country_of_dispatch"],
                "versions": [{"name": "darvoza", "version": "0"}],
                "determinations": [],
            },
            plan={"score": found.score, "mandatory": found.mandatory},
        )
        found.save()
        return found

    return make
