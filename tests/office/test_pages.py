"""What holds for every page: readable in every language, self-contained, small, and usable by keyboard and ear."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from darvoza.language import LANGUAGES, Language

PAGES = {
    "queue": "/",
    "later in the queue": "/?page=3",
    "filtered": "/?post=UZGSK&mode=road&typology=cbrn",
    "nothing found": "/?mode=sea",
    "released": "/released",
    "mandatory stop": "/consignment/9f86d081884c-3",
    "stop by chance": "/consignment/9f86d081884c-5",
    "released consignment": "/consignment/9f86d081884c-200",
    "messages": "/messages",
    "quarantined": "/messages?status=quarantined",
    "message": "/message/00000000003b",
    "message of a table": "/message/9f86d081884c",
    "not found": "/nowhere",
}
_VOID = {"meta", "link", "img", "input", "br", "rect"}
_KILOBYTE = 1000


class Outline(HTMLParser):
    """Reads a page as a browser does and notes what is asked of it below."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unbalanced.append(tag)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(params=PAGES.values(), ids=PAGES.keys())
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def outline(browser: Client, address: str) -> Outline:
    return Outline(browser.get(address).content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_in_every_language(browser: Client, address: str, language: Language) -> None:
    response = browser.get(address, {"lang": str(language)} if "?" not in address else {}, headers=_cookie(language))
    assert response.status_code == (404 if address == "/nowhere" else 200)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Language"] == language
    assert Outline(response.content.decode()).all("html") == [{"lang": str(language)}]


def _cookie(language: Language) -> dict[str, str]:
    return {"cookie": f"darvoza_language={language}"}


def test_elements_are_closed_and_ids_are_unique(outline: Outline) -> None:
    assert outline.unbalanced == []
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_nothing_is_asked_of_another_host(browser: Client, address: str, outline: Outline) -> None:
    asked = [
        value or "" for _, each in outline.elements for name, value in each.items() if name in {"href", "src", "action"}
    ]
    assert all(re.match(r"[/?#](?!/)", each) for each in asked)
    assert "://" not in browser.get(address).content.decode()


def test_there_is_no_script_and_no_style_outside_the_style_sheet(outline: Outline) -> None:
    assert not outline.all("script", "style", "iframe", "object", "embed")
    attributes = {name for _, each in outline.elements for name in each}
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_a_keyboard_and_a_screen_reader_find_their_way(outline: Outline) -> None:
    links = outline.all("a")
    assert links[0]["href"] == "#main"
    assert [each["id"] for each in outline.all("main")] == ["main"]
    assert len(outline.all("h1")) == 1
    assert {each["for"] for each in outline.all("label")} == {each["id"] for each in outline.all("select")}
    assert all(each.get("alt") is not None for each in outline.all("img"))
    named = {"aria-label", "aria-labelledby"}
    assert all(named & set(each) for each in outline.all("nav"))
    described = {each["aria-labelledby"] for _, each in outline.elements if "aria-labelledby" in each}
    assert described <= {each.get("id") for _, each in outline.elements}


def test_menus_say_where_one_is(browser: Client) -> None:
    for address, name in (("/", "/"), ("/released", "/released"), ("/messages", "/messages")):
        current = [
            each
            for each in Outline(browser.get(address).content.decode()).all("a")
            if each.get("aria-current") == "page"
        ]
        assert [each["href"] for each in current] == [name]


def test_a_page_is_small(browser: Client, address: str) -> None:
    page = browser.get(address)
    style = next(each["href"] for each in Outline(page.content.decode()).all("link") if each["rel"] == "stylesheet")
    assert len(page.content) + len(browser.get(style).content) < 100 * _KILOBYTE


def test_the_language_is_remembered_once_chosen(browser: Client) -> None:
    assert browser.get("/")["Content-Language"] == "en"
    chosen = browser.get("/?lang=tg")
    assert chosen.cookies["darvoza_language"]["httponly"]
    assert chosen.cookies["darvoza_language"]["samesite"] == "Lax"
    assert browser.get("/messages")["Content-Language"] == "tg"


@pytest.mark.parametrize("tag", ["", "xx", "../../etc/passwd", "EN"])
def test_a_language_that_is_none_of_the_five_is_passed_over(browser: Client, tag: str) -> None:
    response = browser.get("/", {"lang": tag})
    assert response["Content-Language"] == "en"
    assert not response.cookies


def test_changing_the_language_keeps_what_is_shown(browser: Client) -> None:
    page = browser.get("/?post=UZGSK&page=2").content.decode()
    assert 'href="?post=UZGSK&amp;page=2&amp;lang=ru"' in page


def test_names_and_numbers_follow_the_language(browser: Client) -> None:
    russian = browser.get("/consignment/9f86d081884c-0?lang=ru").content.decode()
    assert "Гишт-Куприк" in russian
    assert "Китай (CN)" in russian
    assert "1\xa0250,5" in russian
    uzbek = browser.get("/consignment/9f86d081884c-0?lang=uz").content.decode()
    assert "Gʻishtkoʻprik" in uzbek
    assert "Xitoy (CN)" in uzbek
