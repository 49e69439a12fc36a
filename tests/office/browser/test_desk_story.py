"""A targeter's morning in a real browser: the queue, a scorecard, a decision; with and without scripts."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from darvoza.office.audit.models import Entry
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.lists.keeping import store
from darvoza.office.people.models import Role
from darvoza.parties import ListedName, ListedParty, WatchList, WatchLists

pytestmark = pytest.mark.django_db(transaction=True)

DESK = {"width": 1280, "height": 900}
TABLET = {"width": 820, "height": 1180}
PROPOSED = {"rank": 1, "ground": "risk", "measure": "scan", "technique": "scan"}


@pytest.fixture
def waiting(consignment: Callable[..., Consignment]) -> Consignment:
    """Two consignments wait; the first is to be scanned."""
    first = consignment(**PROPOSED)
    consignment(measure="release", ground="released")
    return first


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("en", True), ("ru", False)],
    ids=["English with scripts", "Russian without scripts"],
)
def test_a_stop_is_decided_as_proposed(
    opened: Callable[..., Page],
    waiting: Consignment,
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    page = opened(Role.TARGETER, language=language, scripts=scripts)
    page.goto("/desk")
    page.get_by_role("link", name=waiting.reference).first.click()
    expect(page.locator("h1")).to_contain_text(waiting.reference)
    page.locator("#decide-button").click()
    page.wait_for_load_state()
    decision = Decision.objects.get()
    assert (decision.measure, decision.override) == ("scan", False)
    assert Consignment.objects.get(pk=waiting.pk).state == State.STOPPED


def test_other_lists_are_walked_from_the_keyboard_too(opened: Callable[..., Page], waiting: Consignment) -> None:
    page = opened(Role.TARGETER, Role.AUDITOR)
    page.goto("/messages")
    page.keyboard.press("j")
    expect(page.locator("tbody a").first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("tbody a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/messages/{waiting.message_id}")
    page.goto("/audit")
    page.keyboard.press("/")
    expect(page.locator("#officer")).to_be_focused()


def test_names_opened_in_latin_letters_stay_open_when_the_queue_refreshes(
    opened: Callable[..., Page], consignment: Callable[..., Consignment]
) -> None:
    consignment(**PROPOSED, consignor="ҶДММ «Чашма»", consignee="شرکت بازرگانی نور")
    page = opened(Role.TARGETER)
    page.goto("/desk")
    reading = page.locator("[lang=und-Latn]").first
    expect(reading).to_be_hidden()
    page.locator(".goods-row summary").first.click()
    expect(reading).to_contain_text("JDMM «Chashma» → Shrkt Bazrgani Nur")
    consignment(reference="NEW-1")
    page.evaluate("htmx.ajax('GET', '/desk/rows', {target: '#queue-list', swap: 'outerHTML'})")
    expect(page.get_by_role("link", name="NEW-1")).to_be_visible()
    expect(reading).to_be_visible()


def test_the_queue_is_worked_from_the_keyboard(opened: Callable[..., Page], waiting: Consignment) -> None:
    page = opened(Role.TARGETER)
    page.goto("/desk")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(page.locator("[data-open]").nth(at)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".pick input").first).to_be_checked()
    page.keyboard.press("r")
    expect(page.locator("#bulk-reason")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/consignment/**")
    expect(page.locator("h1")).to_contain_text(waiting.reference)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.keyboard.press("p")
    expect(page).to_have_title("printed")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    for key, measure in (("1", "release"), ("3", "scan"), ("3", "canine-search"), ("4", "physical-examination")):
        page.keyboard.press(key)
        expect(page.locator(f"#measure-{measure}")).to_be_checked()
    page.keyboard.press("r")
    page.keyboard.type("The seals differ")
    expect(page.locator("#reason")).to_have_value("The seals differ")
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_be_visible()
    assert Decision.objects.get().measure == "physical examination"
    page.goto(f"/consignment/{address(waiting)}")
    page.keyboard.press("g")
    page.wait_for_url("**/links")


def address(row: Consignment) -> str:
    return str(row.key).replace("#", "%23")


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("language", "scripts", "size"),
    [("en", True, DESK), ("ru", False, TABLET)],
    ids=["English with scripts on a desk", "Russian without scripts on a tablet"],
)
def test_many_are_released_for_one_reason_from_a_view_that_is_kept(
    opened: Callable[..., Page],
    consignment: Callable[..., Consignment],
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
    size: dict[str, int],
) -> None:
    for _ in range(3):
        consignment(mode="rail", measure="release", ground="released")
    page = opened(Role.TARGETER, language=language, scripts=scripts, size=size)
    page.goto("/desk")
    page.locator("#mode").select_option("rail")
    page.locator("#filters button").click()
    expect(page.locator("[data-row]")).to_have_count(3)
    page.locator("details.keep summary").click()
    page.locator("#view-name").fill("By rail")
    with page.expect_navigation():
        page.locator("details.keep form button").first.click()
    page.goto("/desk")
    page.get_by_role("link", name="By rail").click()
    expect(page.locator("[data-row]")).to_have_count(3)
    for box in page.locator(".pick input").all()[:2]:
        box.check()
    page.locator("#bulk-reason").fill("Known carrier, papers seen")
    page.locator("#bulk-release").click()
    expect(page.locator(".done")).to_contain_text("2")
    expect(page.locator("[data-row]")).to_have_count(1)
    reasons = set(Decision.objects.values_list("measure", "reason"))
    assert (Decision.objects.count(), reasons) == (2, {("release", "Known carrier, papers seen")})


@pytest.mark.usefixtures("waiting")
def test_a_queue_that_is_open_shows_what_comes_in(
    opened: Callable[..., Page], consignment: Callable[..., Consignment]
) -> None:
    page = opened(Role.TARGETER)
    page.clock.install()
    page.goto("/desk")
    expect(page.locator("[data-row]")).to_have_count(2)
    consignment(rank=2, measure="scan")
    page.clock.fast_forward(21_000)
    expect(page.locator("[data-row]")).to_have_count(3)


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("tg", False)], ids=["English", "Tajik, no scripts"])
def test_against_the_proposal_needs_a_reason_and_is_reported_and_a_sign_may_not_apply(
    opened: Callable[..., Page],
    waiting: Consignment,
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    page = opened(Role.TARGETER, Role.SUPERVISOR, language=language, scripts=scripts)
    page.goto(f"/consignment/{address(waiting)}")
    page.locator("details.object summary").click()
    page.locator("#note-1").fill("The price is of a gift")
    page.locator("details.object button").click()
    expect(page.locator(".objection")).to_contain_text("The price is of a gift")
    page.locator("#measure-release").check()
    page.locator("#decide-button").click()
    expect(page.locator(".error")).to_be_visible()
    assert not Decision.objects.exists()
    page.locator("#measure-release").check()
    page.locator("#reason").fill("Seen last week")
    page.locator("#decide-button").click()
    expect(page.locator(".done")).to_be_visible()
    page.goto("/desk/overrides")
    expect(page.locator("#overrides")).to_contain_text("Seen last week")


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("uz", False)], ids=["English", "Uzbek, no scripts"])
def test_names_are_shown_as_filed_and_read_in_latin_letters_on_demand(
    opened: Callable[..., Page],
    consignment: Callable[..., Consignment],
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    found = consignment(consignee="ООО «Чинори Конибодом»")
    page = opened(Role.TARGETER, language=language, scripts=scripts)
    page.goto(f"/consignment/{address(found)}")
    filed = page.locator(".filed dd", has_text="Чинори Конибодом")
    expect(filed.locator("details.latin > span")).to_be_hidden()
    filed.locator("summary").click()
    expect(filed.locator("details.latin > span")).to_have_text("OOO «Chinori Konibodom»")


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ru", False)], ids=["English", "Russian, no scripts"])
def test_a_match_that_is_somebody_else_is_allowed_from_the_scorecard(
    opened: Callable[..., Page],
    consignment: Callable[..., Consignment],
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    entry = ListedParty(entity_id="7", names=(ListedName("Samarqand Tekhnika LLC"),), countries=("UZ",))
    kept = WatchList(id="ministry", title="Ministry", source="m.csv", sha256="0" * 64, licence="own", entries=(entry,))
    store().keep_lists(WatchLists((kept,)), on=timezone.now().date(), shrunk=True)
    said = {"declared": "Samarqand Texnika MChJ", "list": "Ministry", "name": "Samarqand Tekhnika LLC", "score": "0.81"}
    found = consignment(
        signals=[
            {
                "kind": "party match",
                "id": "ministry:7",
                "typology": "sanctions",
                "weight": 0.2,
                "mandatory": False,
                "subject": "parties[0]",
                "reason": "May be {name} on {list}",
                "evidence": [{"name": name, "value": value} for name, value in said.items()],
            }
        ]
    )
    page = opened(Role.TARGETER, language=language, scripts=scripts)
    page.goto(f"/consignment/{address(found)}")
    expect(page.locator(".versus")).to_contain_text("Samarqand Tekhnika LLC")
    page.locator("a[href^='/lists/allowed/new']").click()
    expect(page.locator("#declared")).to_have_value("Samarqand Texnika MChJ")
    expect(page.locator("#listed + dl")).to_contain_text("Samarqand Tekhnika LLC")
    page.locator("#reason").fill("Another tax number")
    page.locator("button[data-key=s]").click()
    expect(page.locator("h1")).to_contain_text(found.reference)
    expect(page.locator(".done")).to_contain_text("Samarqand Texnika MChJ")
    page.goto("/lists/allowed")
    expect(page.locator("main table")).to_contain_text("Another tax number")
    assert Entry.objects.filter(action="allowed", subject="ministry:7").count() == 1


def test_the_queue_and_a_scorecard_print_whole_and_without_what_is_clicked(
    opened: Callable[..., Page], waiting: Consignment
) -> None:
    page = opened(Role.TARGETER)
    for where, shown in (("/desk", waiting.reference), (f"/consignment/{address(waiting)}", "Citric acid")):
        page.goto(where)
        page.emulate_media(media="print")
        expect(page.locator("main")).to_contain_text(shown)
        for hidden in ("header.top", "#filters", ".bulk-bar", "#decide", ".card-actions"):
            for each in page.locator(hidden).all():
                expect(each).to_be_hidden()
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2
        page.emulate_media(media="screen")
