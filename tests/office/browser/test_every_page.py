"""Every page of the office as a person opens it: nobody is shut out, nothing is heavy, nothing comes from elsewhere."""

import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from darvoza.office.cases import keeping as cases
from darvoza.office.desk.deciding import Choice, decide
from darvoza.office.desk.models import Consignment
from darvoza.office.examination import results
from darvoza.office.examination.models import Order
from darvoza.office.examination.orders import make_due
from darvoza.office.lists import keeping as lists
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Officer, Role, Unit
from darvoza.office.profiles.keeping import signed, store
from darvoza.parties import ListedName, ListedParty
from darvoza.risk.profiles import Record
from darvoza.signals import Typology

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, NEXT = 100_000, 30_000
ROLES = tuple(role for role in Role if role is not Role.TRAINEE)


@pytest.fixture
def addresses(unit: Unit, officer: Callable[..., Officer], consignment: Callable[..., Consignment]) -> list[str]:
    """An office with one of each thing that has a page; where they are."""
    person = officer(Role.TARGETER, Role.INSPECTOR, Role.ANALYST, name="filler")
    viewer = Viewer(person)
    waiting = consignment(rank=1, ground="risk", measure="scan", technique="scan", consignee="ООО «Лесной Экспорт»")
    stopped, found = (consignment(measure="physical examination", rank=each) for each in (2, 3))
    for each in (stopped, found):
        decide(Consignment.objects.all(), each.pk, Choice("physical examination", reason="Papers differ."), viewer)
    make_due(["UZAYR"])
    order = Order.objects.get(consignment=found)
    form = {"submission": str(uuid.uuid4()), "code": "B1", "typology": "precursors", "officer-name": "Officer"}
    results.take(results.read(form, order), order, person)
    case = cases.open_case(unit, "Acid for Samarqand", person, typology="precursors", consignment=found)
    cases.add_evidence(case, "Report", person, name="r.txt", file=cases.store_pieces([b"12.5 kg"]))
    today = timezone.now().date()
    record = Record(
        id="ACID", title="Acid by road", condition="mode = 'road'", author=signed(person), purpose="Acid",
        typology=Typology.PRECURSORS, weight=0.3, start=today, review=today, end=today,
    )  # fmt: skip
    store().add(record)
    own = lists.start("Carriers seen empty", viewer, unit)
    lists.add(own, ListedParty(entity_id="1", names=(ListedName("Silk Way"),)), "Seen", viewer, seen=1)
    key = waiting.key.replace("#", "%23")
    return [
        "/desk", "/desk?state=examined", "/desk?mode=air&band=B", "/desk/overrides", "/desk/objections",
        f"/consignment/{key}", f"/consignment/{key}/assessment/{waiting.assessment_id}",
        f"/consignment/{found.key.replace('#', '%23')}", f"/consignment/{key}/links", f"/consignment/{key}/message",
        "/messages", f"/messages/{waiting.message_id}", "/orders", "/orders?state=done",
        f"/order/{Order.objects.get(consignment=stopped).pk}", f"/order/{order.pk}", f"/order/{order.pk}/print",
        "/cases", f"/case/{case.pk}", f"/case/{case.pk}/consignments", f"/case/{case.pk}/evidence",
        f"/case/{case.pk}/work", f"/case/{case.pk}/timeline", f"/cases/new?consignment={key}",
        "/profiles", "/profiles/new", "/profile/ACID", "/profile/ACID/edit", "/profile/ACID/backtest",
        "/lists", f"/lists/watch/{own}", f"/lists/watch/{own}/changes", "/lists/allowed",
        f"/lists/allowed/new?list={own}&entity_id=1&declared=Silk+Way&back={key}", "/lists/control",
        "/lists/control/drug-precursor-acetic-anhydride", "/goods", "/goods?q=acetic+anhydride",
        "/board", "/administration", f"/administration/unit/{unit.pk}", "/administration/post/UZAYR",
        f"/administration/unit/{unit.pk}/officer", f"/administration/unit/{unit.pk}/officer/{person.pk}",
        "/audit", "/account", "/account/password", "/account/second-step", "/nowhere",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "screen", "scheme"),
    [("en", (1280, 900), "light"), ("ru", (820, 1180), "dark")],
    ids=["English on a desk", "Russian on a tablet in the dark"],
)
def test_every_page_is_open_to_all_and_light_and_asks_no_other_host(
    opened: Callable[..., Page],
    barriers: Callable[[Page], list[str]],
    addresses: list[str],
    language: str,
    screen: tuple[int, int],
    scheme: str,
) -> None:
    size = dict(zip(("width", "height"), screen, strict=True))
    page = opened(*ROLES, language=language, size=size)  # which also holds every request against the office's host
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its names
    weights: list[int] = []
    page.on("requestfinished", lambda done: weights.append(done.sizes()["responseBodySize"]))
    wrong: dict[str, object] = {}
    for number, address in enumerate(addresses):
        weights.clear()
        page.goto(address)
        if found := barriers(page):
            wrong[address] = found
        if sum(weights) > (NEXT if number else FIRST):
            wrong[f"{address} weighs"] = sum(weights)
        if page.locator("html").get_attribute("lang") != language:
            wrong[f"{address} speaks"] = page.locator("html").get_attribute("lang")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > screen[0]:
            wrong[f"{address} is wide"] = wide
        if page.locator("h1").count() != 1:
            wrong[f"{address} has headings"] = page.locator("h1").all_text_contents()
    assert wrong == {}
