"""What an office knows: goods at the gate, profiles that two officers answer for, lists, and how control does."""

import re
from collections.abc import Callable

import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from darvoza.office.desk.models import Consignment
from darvoza.office.lists.tasks import look_back_on
from darvoza.office.people.models import Role
from darvoza.office.profiles.keeping import store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("en", True), ("tg", False)],
    ids=["English with scripts", "Tajik without scripts"],
)
def test_goods_are_looked_up_at_the_gate(
    opened: Callable[..., Page],
    barriers: Callable[[Page], list[str]],
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    page = opened(Role.INSPECTOR, language=language, scripts=scripts, size={"width": 820, "height": 1180})
    page.goto("/goods")
    page.locator("#q").fill("acetic anhydride, CAS 108-24-7")
    page.locator("form.look button").click()
    expect(page.locator("article.outcome").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/goods\?q="))
    if scripts:
        assert barriers(page) == []
    page.locator("article.outcome h2 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    if scripts:
        assert barriers(page) == []


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("en", True), ("ru", False)],
    ids=["English with scripts", "Russian without scripts"],
)
def test_a_profile_is_written_by_one_officer_and_approved_by_another(
    opened: Callable[..., Page],
    barriers: Callable[[Page], list[str]],
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    page = opened(Role.ANALYST, language=language, scripts=scripts)
    page.goto("/profiles/new")
    page.locator("#id").fill("CITRIC")
    page.locator("#title").fill("Citric acid by road")
    page.locator("#purpose").fill("Acid that is declared as food")
    page.locator("#typology").select_option("precursors")
    page.locator("#weight").fill("0,4")
    for name, day in (("start", "2026-01-01"), ("end", "2099-01-01"), ("review", "2098-01-01")):
        page.locator(f"#{name}").fill(day)
    page.locator("#condition").fill("mode = 'road' and ofice = 'UZAYR'")
    if scripts:
        expect(page.locator("#condition-said .refused")).to_contain_text("ofice")  # while it is being typed
        assert barriers(page) == []
    page.locator("button[value=keep]").click()
    expect(page.locator("#condition-said .refused")).to_contain_text("ofice")
    page.locator("#condition").fill("mode = 'road' and hs_code like '2918%'")
    page.locator("button[value=keep]").click()
    expect(page.locator("h1")).to_have_text("Citric acid by road")
    expect(page.locator("form[action$='/approve']")).to_have_count(0)  # not by who wrote it
    second = opened(Role.SUPERVISOR, language=language, scripts=scripts)
    second.goto("/profile/CITRIC")
    second.locator("form[action$='/approve'] button").click()
    expect(second.locator(".stage-in-force").first).to_be_visible()
    assert store().versions("CITRIC")[0].approved is not None
    if scripts:
        assert barriers(second) == []


def test_a_list_of_the_units_own_is_begun_and_its_pages_shut_nobody_out(
    opened: Callable[..., Page], barriers: Callable[[Page], list[str]]
) -> None:
    page = opened(Role.ANALYST, Role.SUPERVISOR, language="uz")
    page.goto("/lists")
    page.locator("form[action$='/lists/start'] input[name=title]").fill("Carriers seen empty")
    page.locator("form[action$='/lists/start'] button").click()
    expect(page.locator("h1")).to_have_text("Carriers seen empty")
    page.locator("#name").fill("Silk Way Trans")
    page.locator("#reason").fill("Three empty trailers with seals")
    page.locator("form[action$='/add'] button").click()
    expect(page.locator("main table")).to_contain_text("Silk Way Trans")
    assert barriers(page) == []
    for address in ("/lists", "/lists/control", "/lists/allowed", "/lists/allowed/new", "/profiles", "/board"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert barriers(page) == [], address


FIRST = "entity_id,name\n1,Heron Trust\n2,Grakhovsky Plant\n"
SECOND = FIRST + "3,Samarqand Texnika\n"


@pytest.mark.parametrize(
    ("language", "scripts"), [("en", True), ("ru", False)], ids=["English with scripts", "Russian without scripts"]
)
def test_a_list_is_imported_again_and_who_is_newly_hit_is_looked_for(
    opened: Callable[..., Page],
    consignment: Callable[..., Consignment],
    language: str,
    scripts: bool,  # noqa: FBT001 - a case of the test
) -> None:
    hit = consignment()
    page = opened(Role.ANALYST, language=language, scripts=scripts)
    for text in (FIRST, SECOND):
        page.goto("/lists")
        file = {"name": "ministry.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("#files").set_input_files(file)  # type: ignore[arg-type] # a payload of Playwright's
        page.locator("form[enctype] button").click()
        expect(page.locator(".done")).to_be_visible()
    page.locator("a[href='/lists/watch/ministry/changes']").click()
    expect(page.locator("main")).to_contain_text("Samarqand Texnika")
    page.locator("form[action$='/look-back'] button").click()
    page.wait_for_url("**/lists/looked-back/*")
    asked = DBTaskResult.objects.get(task_path=look_back_on.module_path)
    told = look_back_on.func(*asked.args_kwargs["args"])  # what the worker does beside
    DBTaskResult.objects.filter(pk=asked.pk).update(return_value=told, status="SUCCESSFUL")
    if not scripts:
        page.reload()
    expect(page.locator("main table")).to_contain_text(hit.reference)
    page.goto("/lists/allowed/new?list=ministry&entity_id=3")
    page.locator("#declared").fill("Samarqand Texnika MChJ")
    page.locator("#reason").fill("Another tax number")
    page.locator("main form button[data-key=s]").click()
    expect(page.locator("main table")).to_contain_text("Another tax number")


@pytest.mark.parametrize("language", ["en", "uz-Cyrl"])
def test_a_condition_is_drawn_over_the_past_while_it_is_written(
    opened: Callable[..., Page],
    barriers: Callable[[Page], list[str]],
    consignment: Callable[..., Consignment],
    language: str,
) -> None:
    for _ in range(3):
        consignment()
    page = opened(Role.ANALYST, language=language)
    page.goto("/profiles/new")
    page.locator("#condition").fill("hs_code like '2918%'")
    expect(page.locator(".live svg")).to_be_visible()
    expect(page.locator(".live-facts dd").first).to_have_text("3")
    assert barriers(page) == []
    page.locator("#condition").fill("hs_code like '9999%'")
    expect(page.locator(".live-facts dd").first).to_have_text("0")
