"""Mirror trade in the office: figures brought in or received, gaps ranked, each two clicks from its request."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import Flow, GoodsItem, Lodgement
from darvoza.exchange import (
    Caveats,
    Contents,
    Item,
    Marking,
    Node,
    Spontaneous,
    TradeGapData,
    Viewer,
    read_bundle,
    write_bundle,
)
from darvoza.office.audit.models import Entry
from darvoza.office.desk.models import Consignment
from darvoza.office.liaison.declared import compare
from darvoza.office.liaison.models import Comparison
from darvoza.office.people.models import Role, Unit

AGREEMENT = "bilateral-wco-model"
TABLE = b"""period,reporterISO,partnerISO,flowCode,cmdCode,netWgt,primaryValue
202605,TJK,UZB,X,845710,7400,62000
202605,TJK,UZB,X,240220,8000,90000
202605,TJK,UZB,X,080610,20000,10000
203001,TJK,UZB,X,080610,20000,10000
202605,TJK,KAZ,X,080610,1,1
"""
FORM = {
    "partner": "TJ",
    "source": "UN Comtrade, exports of Tajikistan",
    "flow": "import",
    "since": "2026-01",
    "by": "departure",
    "carriage": "20",
    "days": "15",
    "rates": "UZS 12 500",
}
Declare = Callable[..., Consignment]


@pytest.fixture
def declare(consignment: Callable[..., Consignment]) -> Declare:
    """Stores a declaration of one goods item that came in May."""

    def make(code: str, value: float | None, kg: float | None, currency: str = "USD", **fields: Any) -> Consignment:  # noqa: ANN401 - fields of a row
        arrived = datetime(2026, 5, 20, 8, tzinfo=UTC)
        row = consignment(**{"lodgement": "declaration", "flow": "import", "dispatch": "TJ"} | fields)
        row.received = arrived
        filed = Filed(
            id=row.key,
            message="m",
            reference=row.reference,
            lodgement=Lodgement.DECLARATION,
            flow=Flow.IMPORT,
            arrival=arrived.replace(tzinfo=None),
            country_of_dispatch=row.dispatch,
            goods=(GoodsItem(hs_code=code, value=value, currency=currency, net_mass_kg=kg),),
        )
        row.filed = msgspec.to_builtins(filed)
        row.save()
        return row

    return make


@pytest.fixture
def declared(declare: Declare) -> None:
    """Machines at a third of what they left for, cigarettes not at all, grapes as the partner says."""
    declare("8457100000", 21_000.0, 7_400.0)
    declare("080610", 137_500_000.0, 20_000.0, "UZS", reference="amended")
    declare("080610", 1.0, 1.0, reference="amended", office="UZTRP")  # of another post, so it amends nothing
    declare("080610", 1e9, 1.0, dispatch="KZ")


def bring(client: Client, **changes: str) -> Any:  # noqa: ANN401 - an answer of Django's test client
    file = SimpleUploadedFile("tj.csv", TABLE)
    return client.post("/liaison/mirror", FORM | changes | {"figures": file})


def counted(client: Client, **changes: str) -> str:
    address = bring(client, **changes)["Location"]
    compare.func(int(address.rsplit("/", 1)[1]))
    return str(address)


def test_gaps_are_ranked_with_their_interval_and_each_is_two_clicks_from_its_request(
    declared: None,  # noqa: ARG001 - what is stored
    nodes: tuple[Node, Node],
    browser: Callable[..., Client],
) -> None:
    client = browser(Role.LIAISON)
    address = counted(client)
    told = Comparison.objects.get().told
    assert [(row[1], row[9], row[11]) for row in told["rows"]] == [
        ("240220", -45_000.0, "nothing was declared at import"),
        ("845710", -10_000.0, "the mass agrees, the value does not"),
        ("080610", 0.0, "agrees"),
    ]
    assert told["dropped"] == ["2030-01"]
    page = client.get(address).content.decode()
    assert page.index("240220") < page.index("845710")
    assert "UN Comtrade, exports of Tajikistan" in page
    assert "31,000 – 111,600" in page
    assert "080610" not in page, "what agrees stands under All"
    assert "080610" in client.get(f"{address}?box=all").content.decode()

    click = {"kind": "request", "comparison": address.rsplit("/", 1)[1], "hs_code": "845710", "period": "2026-05"}
    assert "HS 845710" in client.get("/liaison/new", click).content.decode()
    begun = client.post("/liaison/new", click | {"place": f"TJ|{AGREEMENT}|1", "language": "en"})
    message = nodes[0].desk.find_draft(begun["Location"].rsplit("/", 1)[1]).message
    (gap,) = message.items[0].contents.trade_gaps
    assert (gap.export_value_amount, gap.import_value_amount, gap.import_net_mass_measure) == (62_000, 21_000, 7_400)
    assert "imports should lie from 31\u00a0000 USD to 111\u00a0600 USD" in (message.body.facts or "")
    assert "UN Comtrade" in (message.body.facts or "")
    assert Entry.objects.filter(action="compared trade", detail__partner="TJ").count() == 1


def test_what_cannot_be_compared_is_said_and_nothing_is_kept(
    nodes: tuple[Node, Node],  # noqa: ARG001 - the office has a node
    browser: Callable[..., Client],
) -> None:
    client = browser(Role.ANALYST)
    for change, said in (
        ({"source": ""}, "Say which country"),
        ({"partner": "UZ"}, "Say which country"),
        ({"since": "May"}, "Say from which month"),
        ({"carriage": "400"}, "from 0 to 100"),
        ({"partner": "KG"}, "No row of the table"),
    ):
        assert said in bring(client, **change).content.decode()
    assert "No file was chosen" in client.post("/liaison/mirror", FORM).content.decode()
    assert not Comparison.objects.exists()
    late = counted(client, since="2026-06")
    assert "No period of the table is over" in client.get(late).content.decode()


def test_goods_without_a_value_in_the_partners_currency_are_not_taken_for_a_gap(
    declare: Declare,
    nodes: tuple[Node, Node],  # noqa: ARG001 - the office has a node
    browser: Callable[..., Client],
) -> None:
    declare("240220", 5e8, 8_000.0, "UZS")
    declare("845710", None, None)
    client = browser(Role.ANALYST)
    address = counted(client, rates="")
    readings = {row[1]: row[11] for row in Comparison.objects.get().told["rows"]}
    assert readings["240220"] == readings["845710"] == "cannot be told"
    assert "declared in UZS, for which no rate was given" in client.get(address).content.decode()


def test_a_comparison_is_the_units_own_and_only_who_may_brings_one_in(
    nodes: tuple[Node, Node],  # noqa: ARG001 - the office has a node
    browser: Callable[..., Client],
    other_unit: Unit,
) -> None:
    address = counted(browser(Role.ANALYST))
    assert browser(Role.SUPERVISOR).get(address).status_code == 200
    assert browser(Role.LIAISON, at=other_unit).get(address).status_code == 404
    number = address.rsplit("/", 1)[1]
    asked = {"kind": "request", "comparison": number, "hs_code": "845710", "period": "2026-05"}
    assert browser(Role.LIAISON, at=other_unit).get("/liaison/new", asked).status_code == 404
    bring(browser(Role.SUPERVISOR))
    assert Comparison.objects.count() == 1


@pytest.mark.usefixtures("nodes")
def test_who_brought_figures_in_can_remove_them_and_others_cannot(
    browser: Callable[..., Client], other_unit: Unit
) -> None:
    analyst = browser(Role.ANALYST)
    address = counted(analyst)
    assert f'action="{address}/remove"' in analyst.get(address).text
    supervisor = browser(Role.SUPERVISOR)
    assert f'action="{address}/remove"' not in supervisor.get(address).text
    assert supervisor.post(f"{address}/remove").status_code == 403
    assert browser(Role.LIAISON, at=other_unit).post(f"{address}/remove").status_code == 404
    told = analyst.post(f"{address}/remove", follow=True).text
    assert "The comparison with its figures is removed." in told
    assert not Comparison.objects.exists()
    assert Entry.objects.filter(action="removed trade figures", subject=address).exists()
    compare.func(int(address.rsplit("/", 1)[1]))  # counting that comes too late finds nothing, and minds nothing


def test_figures_that_a_partner_sent_go_with_their_caveats(
    declared: None,  # noqa: ARG001 - what is stored
    nodes: tuple[Node, Node],
    browser: Callable[..., Client],
    tmp_path: Path,
) -> None:
    item = _sent(*nodes, tmp_path, Caveats(users=(("role:analyst",),), marking=Marking.AMBER))
    client = browser(Role.ANALYST, Role.LIAISON)
    client.post("/liaison/purpose", {"purpose": "investigation"})
    assert "Exports of May" in client.get("/liaison/mirror", {"item": item}).content.decode()
    address = client.post("/liaison/mirror", FORM | {"item": item})["Location"]
    number = address.rsplit("/", 1)[1]
    compare.func(int(number))
    page = client.get(address).content.decode()
    assert "845710" in page
    assert "From partner administrations" in page

    stranger = browser(Role.SUPERVISOR)
    stranger.post("/liaison/purpose", {"purpose": "investigation"})
    for said in (stranger.get(address).content.decode(), stranger.get("/liaison/mirror").content.decode()):
        assert "ithheld" in said
        assert "845710" not in said
        assert "Exports of May" not in said

    click = {"kind": "request", "comparison": number, "hs_code": "845710", "period": "2026-05"}
    begun = client.post("/liaison/new", click | {"place": f"TJ|{AGREEMENT}|1", "language": "en"})
    draft = nodes[0].desk.find_draft(begun["Location"].rsplit("/", 1)[1])
    assert f"comparison:{number}" in draft.sources["body"]
    assert draft.message.caveats.marking is Marking.AMBER


def _sent(here: Node, there: Node, folder: Path, caveats: Caveats) -> str:
    told = TradeGapData(
        classification="845710",
        period="2026-05",
        export_country_code="TJ",
        import_country_code="UZ",
        export_value_amount=62_000,
        export_net_mass_measure=7_400,
        currency_code="USD",
    )
    item = Item(id="figures-1", title="Exports of May", contents=Contents(trade_gaps=(told,)), caveats=caveats)
    body = Spontaneous(matter="Trade figures", summary="Exports of May")
    draft = there.desk.draft(
        body, author="A", agreement=AGREEMENT, article="2", recipient="UZ", language="en", items=[item]
    )
    there.desk.approve(draft.id, by="B")
    there.desk.send(draft.id, by=Viewer(who="A", roles=frozenset({"liaison officer"})))
    write_bundle(there, "UZ", folder / "told.zip")
    read_bundle(here, folder / "told.zip")
    return item.id
