"""From a stopped consignment to what was found: orders, results that come once, photographs in pieces, learning."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
from django.test import Client

from darvoza.history import FINDING_SCHEMA
from darvoza.office.audit.models import Entry
from darvoza.office.desk.intake import stored
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.examination.learning import findings_frame, hit_rates
from darvoza.office.examination.models import Examination, Order, Photograph, Progress
from darvoza.office.examination.orders import make_due, order
from darvoza.office.people.models import Officer, Role, Unit

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


@pytest.fixture
def decide(officer: Callable[..., Officer]) -> Callable[..., Decision]:
    """The desk decides a measure for a consignment."""

    def make(of: Consignment, measure: str = "physical examination", **fields: Any) -> Decision:  # noqa: ANN401
        of.state = State.RELEASED if measure == "release" else State.STOPPED
        of.save(update_fields=["state"])
        return Decision.objects.create(
            consignment=of,
            assessment=of.assessment,
            officer=officer(Role.TARGETER),
            made=datetime.now(UTC),
            measure=measure,
            **fields,
        )

    return make


@pytest.fixture
def ordered(consignment: Callable[..., Consignment], decide: Callable[..., Decision]) -> Callable[..., Order]:
    """An order for a consignment that the desk stopped."""

    def make(**fields: Any) -> Order:  # noqa: ANN401 - fields of a consignment
        made = order(decide(consignment(**fields), instruction="Count the drums."))
        assert made is not None
        return made

    return make


def form(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of the form
    return {
        "submission": str(uuid4()),
        "code": "B1",
        "typology": "precursors",
        "category": "acetic anhydride",
        "quantity": "12,5",
        "unit": "kg",
        "note": "Behind the second row",
        "check-goods": "no",
        "officer-name": "Aziza Yusupova",
        "started": "2026-11-20T10:00",
        "ended": "2026-11-20T11:30",
    } | {name.replace("_", "-"): value for name, value in changes.items()}


def send(browser: Client, of: Order, **changes: Any) -> Any:  # noqa: ANN401 - an answer of Django's
    return browser.post(f"/order/{of.pk}/result", form(**changes), headers={"Accept": "application/json"})


def put(browser: Client, of: Order, photo: str, data: bytes, said: str, sha256: str = "") -> Any:  # noqa: ANN401
    return browser.put(
        f"/order/{of.pk}/photo/{photo}?sha256={sha256}&name=IMG_1.jpg&taken=2026-11-20T10:12:00Z",
        data,
        content_type="application/octet-stream",
        headers={"Content-Range": said},
    )


def test_a_decision_has_one_order_and_a_later_one_withdraws_it(
    consignment: Callable[..., Consignment], decide: Callable[..., Decision]
) -> None:
    stopped = consignment()
    first = decide(stopped, "scan")
    assert order(first) == order(first)
    second = order(decide(stopped, "canine search"))
    assert order(decide(stopped, "release")) is None
    assert second is not None
    states = dict(Order.objects.values_list("measure", "state"))
    assert states == {"scan": Progress.WITHDRAWN, "canine search": Progress.WITHDRAWN}
    assert list(Entry.objects.order_by("number").values_list("action", flat=True)) == [
        "ordered",
        "withdrew",
        "ordered",
        "withdrew",
    ]


def test_what_is_stopped_without_an_order_gets_one_when_somebody_looks(
    browser: Callable[..., Client], consignment: Callable[..., Consignment]
) -> None:
    consignment(state=State.STOPPED, measure="scan", goods="Pumps of stainless steel")
    page = browser(Role.INSPECTOR).get("/orders").text
    assert "Pumps of stainless steel" in page
    assert make_due(["UZAYR"]) == 0
    assert Order.objects.get().measure == "scan"


def test_a_controlled_delivery_shows_on_no_inspectors_list(
    browser: Callable[..., Client], consignment: Callable[..., Consignment], decide: Callable[..., Decision]
) -> None:
    decide(consignment(), "controlled delivery")
    assert "Nothing to examine" in browser(Role.INSPECTOR).get("/orders").text
    assert not Order.objects.exists()


def test_the_order_says_what_why_and_how_on_screen_and_on_paper(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    made = ordered(typologies="drugs", means="01 A 123 BC", consignee="<b>Samarqand</b>")
    inspector = browser(Role.INSPECTOR)
    for address in (f"/order/{made.pk}", f"/order/{made.pk}/print"):
        page = inspector.get(address).text
        assert "Count the drums." in page
        assert "Declared at 0.4 a kilogram, peers at 2.1" in page
        assert "Where to look" in page
        assert "01 A 123 BC" in page
        assert "&lt;b&gt;Samarqand" in page
    assert f"http://testserver/order/{made.pk}" in page
    assert 'class="order-qr"' in page


def test_another_unit_finds_neither_order_nor_photograph(
    browser: Callable[..., Client], ordered: Callable[..., Order], other_unit: Unit
) -> None:
    made, photo = ordered(), str(uuid4())
    stranger = browser(Role.INSPECTOR, at=other_unit)
    for address in (f"/order/{made.pk}", f"/order/{made.pk}/print", f"/order/{made.pk}/photo/{photo}"):
        assert stranger.get(address).status_code == 404
    assert send(stranger, made).status_code == 404
    assert put(stranger, made, photo, JPEG, f"bytes 0-9/{len(JPEG)}").status_code == 404
    assert made.consignment.reference not in stranger.get("/orders").text


def test_a_result_is_kept_once_however_often_it_is_sent(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    made, inspector, number = ordered(), browser(Role.INSPECTOR), str(uuid4())
    seized = {"seized-0-what": "Drum", "seized-0-quantity": "2", "seized-0-seals": "UZ 101, UZ 102"}
    drawn = {"officer-path": "M10 20L30 40", "holder-name": "Driver", "holder-path": "<script>"}
    answers = [send(inspector, made, submission=number, **seized, **drawn) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    found = Examination.objects.get()
    assert (found.breach, found.quantity, found.answers) == (True, 12.5, {"goods": "no"})
    assert found.seizures.get().seals == "UZ 101, UZ 102"
    assert list(found.signatures.order_by("pk").values_list("path", flat=True)) == ["M10 20L30 40", ""]
    made.refresh_from_db()
    assert (made.state, made.consignment.state) == (Progress.DONE, State.EXAMINED)
    assert Entry.objects.filter(action="examined", unit="UZ-TER").count() == 1
    assert "M10 20L30 40" in inspector.get(f"/order/{made.pk}").text


def test_without_a_script_the_form_takes_photographs_too_and_sent_twice_keeps_them_once(
    browser: Callable[..., Client],
    ordered: Callable[..., Order],
    tmp_path: Any,  # noqa: ANN401 - a Path
) -> None:
    made, inspector, filled = ordered(), browser(Role.INSPECTOR), form(code="A1")
    picture = tmp_path / "a.jpg"
    picture.write_bytes(JPEG)
    for _ in range(2):
        with picture.open("rb") as file:
            answer = inspector.post(f"/order/{made.pk}/result", filled | {"photographs": file})
        assert answer["Location"] == f"/order/{made.pk}"
    kept = Photograph.objects.get()
    assert stored(kept.sha256).read_bytes() == JPEG
    shown = inspector.get(f"/order/{made.pk}/photo/{kept.uuid}")
    assert (b"".join(shown.streaming_content), shown["Content-Type"]) == (JPEG, "image/jpeg")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": ""}, "code"),
        ({"typology": ""}, "typology"),
        ({"quantity": "many"}, "quantity"),
        ({"ended": "2026-11-20T09:00"}, "ended"),
        ({"officer_name": ""}, "officer-name"),
        ({"seized_0_place": "Store"}, "seized-0-what"),
        ({"submission": "1"}, "submission"),
    ],
)
def test_what_cannot_be_kept_is_said_by_field(
    browser: Callable[..., Client], ordered: Callable[..., Order], changes: dict[str, str], field: str
) -> None:
    made, inspector = ordered(), browser(Role.INSPECTOR)
    answer = send(inspector, made, **changes)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, [field])
    page = inspector.post(f"/order/{made.pk}/result", form(**changes))
    assert page.status_code == 422
    assert "Behind the second row" in page.text
    assert not Examination.objects.exists()


def test_a_correction_supersedes_with_a_reason_and_removes_nothing(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    made, inspector = ordered(), browser(Role.INSPECTOR)
    first = send(inspector, made, code="C1").json()["examination"]
    for blind in ({}, {"corrects": str(first)}, {"reason": "Laboratory"}):
        assert send(inspector, made, **blind).status_code == 409
    assert send(inspector, made, corrects=str(first), reason="Laboratory: acetic anhydride").status_code == 201
    assert Examination.objects.count() == 2
    page = inspector.get(f"/order/{made.pk}").text
    assert "Laboratory: acetic anhydride" in page
    assert "superseded" in page
    assert Entry.objects.filter(action="corrected").count() == 1


def test_a_photograph_comes_in_pieces_and_goes_on_where_the_link_broke(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    made, inspector, photo, size = ordered(), browser(Role.INSPECTOR), str(uuid4()), len(JPEG)
    digest = hashlib.sha256(JPEG).hexdigest()
    assert put(inspector, made, photo, JPEG[:900], f"bytes 0-899/{size}").json()["have"] == 900
    assert put(inspector, made, photo, JPEG[1500:], f"bytes 1500-{size - 1}/{size}", digest).json()["have"] == 900
    assert put(inspector, made, photo, b"", f"bytes */{size}").json() == {"have": 900, "whole": False, "problem": ""}
    again = put(inspector, made, photo, JPEG[800:], f"bytes 800-{size - 1}/{size}", digest)
    assert (again.status_code, again.json()["whole"]) == (201, True)
    assert put(inspector, made, photo, b"", f"bytes */{size}").json()["whole"]
    assert stored(Photograph.objects.get().sha256).read_bytes() == JPEG
    assert Entry.objects.filter(action="photographed").count() == 1


def test_a_photograph_that_was_damaged_or_is_none_is_not_kept(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    made, inspector, size = ordered(), browser(Role.INSPECTOR), len(JPEG)
    whole = f"bytes 0-{size - 1}/{size}"
    damaged = put(inspector, made, str(uuid4()), JPEG, whole, "0" * 64)
    page = b"<html>" + JPEG[6:]
    no_picture = put(inspector, made, str(uuid4()), page, whole, hashlib.sha256(page).hexdigest())
    too_large = put(inspector, made, str(uuid4()), JPEG[:9], "bytes 0-8/99999999")
    assert [answer.status_code for answer in (damaged, no_picture, too_large)] == [422, 422, 422]
    assert put(inspector, made, str(uuid4()), JPEG, "bytes of something").status_code == 400
    assert not Photograph.objects.exists()


def test_findings_go_to_the_history_as_it_keeps_them(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    inspector, first, second = browser(Role.INSPECTOR), ordered(), ordered()
    open_ = send(inspector, first, code="C1").json()["examination"]
    send(inspector, first, corrects=str(open_), reason="Laboratory")
    send(inspector, second, code="A1", typology="", category="", quantity="")
    found = findings_frame()
    assert found.schema == FINDING_SCHEMA
    assert found.select("consignment", "breach", "typology", "quantity").rows() == [
        (first.consignment.key, True, "precursors", 12.5),
        (second.consignment.key, False, None, None),
    ]
    assert found["examined"][0] == datetime(2026, 11, 20, 6, 30)  # noqa: DTZ001 - the history's columns are UTC
    assert findings_frame(datetime.now(UTC)).is_empty()
    assert findings_frame(offices=["TJDYU"]).is_empty()


def test_each_sign_is_held_against_what_was_found(
    browser: Callable[..., Client], ordered: Callable[..., Order], unit: Unit
) -> None:
    inspector = browser(Role.INSPECTOR)
    for code in ("B1", "A1", "C1"):
        send(inspector, ordered(), code=code)
    rate = hit_rates()["VAL-01"]
    assert (rate.examined, rate.breaches, rate.rate) == (2, 1, 0.5)
    assert rate.lower == pytest.approx(0.0126, abs=1e-4)
    assert rate.upper == pytest.approx(0.9874, abs=1e-4)
    send(inspector, ordered(), code="B1")
    assert hit_rates()["VAL-01"].examined == 3
    unit.training = True
    unit.save()
    assert findings_frame().equals(pl.DataFrame(schema=FINDING_SCHEMA))


def test_the_list_asks_the_database_little_however_long_it_is(
    browser: Callable[..., Client],
    ordered: Callable[..., Order],
    django_assert_max_num_queries: Any,  # noqa: ANN401
) -> None:
    for _ in range(12):
        ordered()
    inspector = browser(Role.INSPECTOR)
    with django_assert_max_num_queries(25):
        assert inspector.get("/orders").text.count("order-card") == 12


def test_the_worker_may_keep_orders_for_all_addresses() -> None:
    answer = Client().get("/orders/worker.js")
    assert (answer["Service-Worker-Allowed"], answer["Content-Type"]) == ("/", "text/javascript; charset=utf-8")


def suspicion(typology: str) -> dict[str, Any]:
    return {
        "kind": "indicator", "id": "VAL-01", "typology": typology, "weight": 0.5, "mandatory": False,
        "reason": "Something.", "subject": "consignment", "evidence": [],
    }  # fmt: skip


def test_an_order_says_where_to_look_first_for_what_is_suspected_and_what_never_to_do(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    made = ordered(mode="road", signals=[suspicion("drugs")])
    page = browser(Role.INSPECTOR).get(f"/order/{made.pk}").content.decode()
    places = page[page.index('<ol class="spots">') :]
    assert places.index("Fuel and air tanks") < places.index("Front wall")
    assert "Hollow goods: pipes, machines, furniture" in places
    assert "Drill into it without a test" in page
    assert "UNODC, Afghan opiate trafficking along the northern route (2018)" in page
    assert "Before it is opened:" in page
    assert "Hollow goods" in browser(Role.INSPECTOR).get(f"/order/{made.pk}/print").content.decode()


def test_without_a_suspicion_every_place_is_looked_at_in_its_usual_order(
    browser: Callable[..., Client], ordered: Callable[..., Order]
) -> None:
    page = browser(Role.INSPECTOR).get(f"/order/{ordered(mode='road').pk}").content.decode()
    assert page.index("Cab: bunk") < page.index("Fuel and air tanks") < page.index("Front wall")
    assert "In the load:" not in page
    assert "Never:" not in page


def test_a_check_of_documents_sends_nobody_to_look_under_the_floor(
    browser: Callable[..., Client], decide: Callable[..., Decision], consignment: Callable[..., Consignment]
) -> None:
    made = order(decide(consignment(signals=[suspicion("drugs")]), "document check"))
    assert made is not None
    assert "Where to look" not in browser(Role.INSPECTOR).get(f"/order/{made.pk}").content.decode()
