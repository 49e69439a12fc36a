"""An analyst builds a case for court: from a consignment, with evidence in known hands, to the bundle on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from darvoza.office.audit.models import Entry
from darvoza.office.cases.models import Case
from darvoza.office.desk.models import Consignment, State
from darvoza.office.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("en", True), ("uz", False)],
    ids=["English with scripts", "Uzbek without scripts"],
)
def test_a_case_goes_from_a_consignment_to_court(
    opened: Callable[..., Page],
    barriers: Callable[[Page], list[str]],
    consignment: Callable[..., Consignment],
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    found = consignment(state=State.STOPPED, measure="physical examination")
    page = opened(Role.ANALYST, Role.SUPERVISOR, language=language, scripts=scripts)

    def open_to_all() -> None:
        if scripts:  # axe is a script itself
            assert barriers(page) == [], page.url

    page.goto(f"/consignment/{found.key.replace('#', '%23')}")
    page.locator("#open-case").click()
    page.locator("#title").fill("Acid for Samarqand")
    open_to_all()
    page.locator("main form button[data-key=s]").click()
    expect(page.locator("h1")).to_have_text("Acid for Samarqand")
    open_to_all()
    address = page.url

    page.goto(f"{address}/evidence")
    page.locator("#what").fill("Sample of drum 4")
    page.locator("#giver").fill("Malika Yusupova")
    page.locator("#file").set_input_files({"name": "drum.txt", "mimeType": "text/plain", "buffer": b"weighed: 12.5 kg"})
    page.locator("form[action$='/evidence/new'] button").click()
    expect(page.locator(".exhibit")).to_have_count(1)
    page.locator(".exhibit summary").click()
    page.locator("#receiver-1").fill("Laboratory in Tashkent")
    page.locator("#why-1").fill("Analysis")
    page.locator("form[action$='/hand-over'] button").click()
    expect(page.locator(".custody tbody tr")).to_have_count(2)
    expect(page.locator(".custody b")).to_have_text("Laboratory in Tashkent")
    page.locator("form[action$='/check'] button").click()
    expect(page.locator(".exhibit .done")).to_be_visible()
    open_to_all()

    for tab in ("consignments", "work", "timeline"):
        page.goto(f"{address}/{tab}")
        expect(page.locator(".case-tabs [aria-current=page]")).to_be_visible()
        open_to_all()
    page.goto(address)
    with page.expect_download() as coming:
        page.locator("a[href$='/bundle.pdf']").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
    assert Case.objects.get().links.get().consignment == found
    assert Entry.objects.filter(action="exported").count() == 1
