"""What an officer at the gate is told of goods: outcome, why, what to ask; and the entries themselves."""

from collections.abc import Callable

import pytest
from django.test import Client

from darvoza.office.lists.goods import Asked
from darvoza.office.people.models import Role


@pytest.mark.parametrize(
    ("text", "hs", "only"),
    [
        ("8543.10", "854310", True),
        ("HS 8543 10 00 00", "8543100000", True),
        ("Krytron, ТН ВЭД 8543.10", "854310", False),
        ("4 kV, 500 A", None, False),
        ("8543100000123", None, False),
    ],
)
def test_codes_are_read_out_of_the_one_box(text: str, hs: str | None, *, only: bool) -> None:
    asked = Asked.of(text)
    assert (asked.hs, asked.only_hs) == (hs, only)


def test_anyone_signed_in_is_told_the_outcome_why_and_what_to_ask(browser: Callable[..., Client]) -> None:
    inspector = browser(Role.INSPECTOR)
    page = inspector.get("/goods", {"q": "Pressure transducer, 0-10 kPa, accuracy 0.5 %, nickel alloy"}).text
    assert "undetermined" in page
    assert "2B230" in page
    assert "Ask" in page
    met = inspector.get(
        "/goods", {"q": "Krytron, 4 electrodes, 4 kV, 500 A, delay 1 us"}, headers={"HX-Request": "true"}
    ).text
    assert "outcome meets" in met
    assert "<html" not in met
    under = inspector.get("/goods", {"q": "8543.10"}).text
    assert "3A231" in under
    assert "&lt;script&gt;" in inspector.get("/goods", {"q": "<script>"}).text


def test_entries_are_found_by_words_and_codes_and_have_a_page(browser: Callable[..., Client]) -> None:
    auditor = browser(Role.AUDITOR)
    found = auditor.get("/lists/control", {"search": "2b230"}).text
    assert "dual-2b230-pressure-transducer" in found
    assert "dual-0c001-natural-uranium" not in found
    page = auditor.get("/lists/control/dual-2b230-pressure-transducer").text
    assert "one of these" in page
    assert "full scale &lt; 13 kPa" in page
    assert auditor.get("/lists/control/none-such").status_code == 404
