"""An inspector at the truck: an order on a tablet, with a link, with a bad one and without any; and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from darvoza.office.desk.models import Consignment, State
from darvoza.office.examination.models import Examination, Photograph, Seizure, Signature
from darvoza.office.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

TABLET = {"width": 820, "height": 1180}
LOSES_ONE_ANSWER = """
  const asked = window.fetch;
  window.fetch = async (address, options) => {
    const answer = await asked(address, options);
    if (!String(address).endsWith("/result") || sessionStorage.lost) return answer;
    sessionStorage.lost = 1;  // the office has it, the tablet never hears of it
    throw new TypeError("no link");
  };
"""
PIECES = 600_000  # so large a photograph goes in more than one piece


@pytest.fixture
def stopped(consignment: Callable[..., Consignment]) -> Consignment:
    """A truck that the desk has stopped."""
    return consignment(state=State.STOPPED, measure="physical examination", ground="risk", means="01 A 777 AA")


def photograph(page: Page) -> FilePayload:
    """A picture as a tablet takes it."""
    return {"name": "drums.png", "mimeType": "image/png", "buffer": page.screenshot() + bytes(PIECES)}


def fill(page: Page) -> None:
    """Tells a breach, with a photograph of it."""
    page.locator("input[name=code][value=B1]").check()
    page.locator("#typology").select_option("precursors")
    page.locator("#category").fill("Acetic anhydride")
    page.locator("#quantity").fill("12,5")
    page.locator("#unit").fill("kg")
    page.locator("#photographs").set_input_files(photograph(page))


def sent(page: Page) -> None:
    page.locator("#result-form button[data-key=s]").click()


def examined(page: Page, stopped: Consignment) -> None:
    """Opens an order, tells what was found, and sends it."""
    page.goto("/orders")
    page.locator("a.order-card", has_text=str(stopped.means)).click()
    expect(page.locator("#result-form")).to_have_attribute("data-script", "1")
    fill(page)
    expect(page.locator("#taken img")).to_have_count(1)
    sent(page)


@pytest.mark.parametrize("language", ["en", "uz-Cyrl"])
def test_what_is_filled_without_a_link_is_sent_once_when_there_is_one(
    opened: Callable[..., Page], barriers: Callable[[Page], list[str]], stopped: Consignment, language: str
) -> None:
    page = opened(Role.INSPECTOR, language=language, size=TABLET)
    page.goto("/orders")
    expect(page.locator("#kept")).to_contain_text("1")  # the order is on the tablet before it was ever opened
    assert barriers(page) == []
    page.context.set_offline(True)
    page.locator("a.order-card", has_text=str(stopped.means)).click()
    expect(page.locator("#result-form")).to_have_attribute("data-script", "1")
    assert barriers(page) == []
    fill(page)
    expect(page.locator("#taken img")).to_have_count(1)
    page.reload()  # as if the tablet had been switched off: the draft and the photograph stay
    expect(page.locator("#taken img")).to_have_count(1)
    expect(page.locator("input[name=code][value=B1]")).to_be_checked()
    sent(page)
    expect(page.locator("#link-state")).to_have_class(re.compile(r"offline waiting"))
    expect(page.locator("#link-state")).to_contain_text("2")  # the result and the photograph
    assert not Examination.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("article.found")).to_contain_text("Acetic anhydride")
    expect(page.locator(".pictures img")).to_have_count(1)
    assert barriers(page) == []
    assert float(Examination.objects.get().quantity or 0) == 12.5
    assert Photograph.objects.get().size > PIECES


def test_an_answer_lost_on_the_way_does_not_double_the_result(
    opened: Callable[..., Page], stopped: Consignment
) -> None:
    page = opened(Role.INSPECTOR, language="ru", size=TABLET)
    page.add_init_script(LOSES_ONE_ANSWER)
    examined(page, stopped)
    expect(page.locator("#link-state")).to_have_class(re.compile(r"offline waiting"))
    expect(page.locator("article.found")).to_have_count(1)  # the tablet asks again by itself
    expect(page.locator(".pictures img")).to_have_count(1)
    assert page.evaluate("sessionStorage.lost") == "1"
    assert (Examination.objects.count(), Photograph.objects.count()) == (1, 1)


def test_an_order_is_examined_without_scripts_and_printed(opened: Callable[..., Page], stopped: Consignment) -> None:
    page = opened(Role.INSPECTOR, language="ru", scripts=False, size=TABLET)
    page.goto("/orders")
    page.locator("a.order-card").click()
    page.locator("a[data-key=p]").click()
    expect(page.locator("svg.order-qr")).to_be_visible()
    expect(page.locator(".a4")).to_contain_text(str(stopped.means))
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    page.go_back()
    fill(page)
    sent(page)
    expect(page.locator("article.found")).to_contain_text("Acetic anhydride")
    expect(page.locator(".pictures img")).to_have_count(1)
    assert sheets == 1


BREAKS_OFF = """
  const asked = window.fetch;
  let pieces = 0;
  window.fetch = async (address, options) => {
    const sent = String((options || {}).headers?.["Content-Range"] || "");
    if (sent && !sent.includes("*")) {
      if (++pieces === 2 && !sessionStorage.broken) {
        sessionStorage.broken = 1;  // the second piece never leaves the tablet
        throw new TypeError("no link");
      }
      sessionStorage.sent = `${sessionStorage.sent || ""} ${sent.split("-")[0].slice(6)}`;
    }
    return asked(address, options);
  };
"""


def test_a_photograph_whose_link_breaks_in_the_middle_goes_on_where_it_stopped(
    opened: Callable[..., Page], stopped: Consignment
) -> None:
    page = opened(Role.INSPECTOR, language="tg", size=TABLET)
    page.add_init_script(BREAKS_OFF)
    examined(page, stopped)
    state = page.locator("#link-state")
    expect(state).to_have_text(re.compile(re.escape(state.get_attribute("data-sent") or "-")))
    page.reload()
    expect(page.locator("article.found")).to_have_count(1)
    expect(page.locator(".pictures img")).to_have_count(1)
    starts = [int(each) for each in page.evaluate("sessionStorage.sent").split()]
    assert page.evaluate("sessionStorage.broken") == "1"
    assert starts == sorted(set(starts)), "a piece that had arrived was sent again"
    assert len(starts) > 2
    assert Photograph.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "scripts"), [("en", True), ("uz", False)], ids=["English with scripts", "Uzbek without scripts"]
)
def test_what_is_seized_stands_in_the_result_with_its_seals_and_a_signature(
    opened: Callable[..., Page],
    stopped: Consignment,
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    page = opened(Role.INSPECTOR, language=language, scripts=scripts, size=TABLET)
    page.goto("/orders")
    page.locator("a.order-card", has_text=str(stopped.means)).click()
    if scripts:
        expect(page.locator("#result-form")).to_have_attribute("data-script", "1")
    page.locator("input[name=code][value=B1]").check()
    page.locator("#typology").select_option("precursors")
    page.locator("details.part summary").click()
    for field, said in (("what", "Four drums"), ("quantity", "4"), ("place", "Store 2"), ("seals", "UZ 0041877")):
        page.locator(f"#seized-0-{field}").fill(said)
    if scripts:
        pad = page.locator("[data-pad=officer-path] svg")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 40, box["y"] + 60)
        page.mouse.down()
        page.mouse.move(box["x"] + 200, box["y"] + 90)
        page.mouse.up()
    sent(page)
    expect(page.locator("article.found")).to_contain_text("UZ 0041877")
    taken = Seizure.objects.get()
    assert (taken.what, taken.quantity, taken.place) == ("Four drums", 4, "Store 2")
    assert bool(Signature.objects.get(capacity="officer").path) is scripts
