"""Consignments to be scored in tests: as a message told them, kept with their mentions, and their pages."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.test import Client

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import GoodsItem, Lodgement, Mode
from darvoza.language import Language
from darvoza.office.desk.mentions import keep, mentioned
from darvoza.office.desk.models import Consignment
from darvoza.office.words import Words

Make = Callable[..., Consignment]
Browse = Callable[..., Client]
ENGLISH = Words(Language.ENGLISH)


def filed(**fields: Any) -> Filed:  # noqa: ANN401 - fields of a consignment
    """A consignment as a message told it."""
    whole: dict[str, Any] = {
        "id": "1",
        "message": "1",
        "reference": "1",
        "lodgement": Lodgement.DECLARATION,
        "mode": Mode.ROAD,
        "office": "UZAYR",
    }
    return Filed(**whole | fields)


def with_filed(of: Consignment, **fields: Any) -> Consignment:  # noqa: ANN401 - fields of a consignment
    """The consignment as if its message had told this, with its mentions kept."""
    told = filed(**fields)
    of.filed = msgspec.to_builtins(told)
    of.save()
    keep([of], mentioned([told]))
    return of


def page(client: Client, of: Consignment, *more: str) -> str:
    """A page of a consignment."""
    answer = client.get("/".join(["/consignment", of.key.replace("#", "%23"), *more]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def priced(value: float, hs_code: str = "291814") -> tuple[GoodsItem, ...]:
    """Ten kilograms of goods at this value in all."""
    return (GoodsItem(description="Citric acid", hs_code=hs_code, value=value, currency="USD", net_mass_kg=10),)
