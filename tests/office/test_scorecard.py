"""The scorecard: everything that is said about one consignment, and what could not be said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from darvoza import risk

Make = Callable[..., Any]


def card(browser: Client, number: int) -> str:
    response = browser.get(f"/consignment/9f86d081884c-{number}")
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def test_what_was_filed_stands_there(browser: Client) -> None:
    page = card(browser, 3)
    for said in (
        "CMR-2026-00003",
        "Hydrofluoric acid 70%, drums",
        "Gulf Solvents FZE",
        "Fergana Glass JV",
        "2811110000",
    ):
        assert said in page
    for said in (
        "1,253.5",
        "18,000 USD",
        "China (CN)",
        "Uzbekistan (UZ)",
        "01 003 KZA",
        "Nizhny Pyanj",
        "20.11.2026 08:21",
    ):
        assert said in page


def test_what_was_not_filed_is_named(open_run: Make, assessment: Make) -> None:
    page = open_run([assessment(0, selected=True, consignee=None, hs_codes=[], means_id=None)])
    text = page.get("/consignment/9f86d081884c-0").content.decode()
    assert "Not filed:" in text
    assert "Consignee · HS codes · Transport means" in text
    assert "None" not in text


def test_each_signal_has_its_text_evidence_weight_and_subject(browser: Client) -> None:
    page = card(browser, 3)
    assert "hydrogen fluoride may meet control entry 1C350.d.14" in page
    assert "weight 0.90" in page
    assert "goods item 1" in page
    assert "party 2" in page
    assert "<dt>cas_number</dt><dd>7664-39-3</dd>" in page
    assert "<dt>peers</dt><dd>—</dd>" in page


def test_an_indicator_says_what_it_means_and_when_it_misleads(open_run: Make, assessment: Make, signal: Make) -> None:
    known = risk.all_indicators()[0]
    raised = signal(2, id=known.id, reason=known.title, evidence=[])
    browser = open_run([assessment(0, selected=True, signals=[raised], missing=[f"{known.id}: goods.hs_code"])])
    page = browser.get("/consignment/9f86d081884c-0").content.decode()
    escaped = known.false_positives.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;")
    assert escaped in page
    assert page.count(known.id) >= 2


def test_scores_are_bars_and_numbers(browser: Client) -> None:
    page = card(browser, 3)
    assert '<th scope="row">cbrn</th>' in page
    assert 'class="is" width="90"' in page
    assert ">0.90<" in page


@pytest.mark.parametrize(("score", "width"), [(-3.0, "0"), (7.0, "100"), (0.0, "0")])
def test_a_bar_stays_within_its_frame(open_run: Make, assessment: Make, score: float, width: str) -> None:
    odd = assessment(0, selected=True, typologies=[{"typology": "drugs", "score": score}], signals=[])
    page = open_run([odd]).get("/consignment/9f86d081884c-0").content.decode()
    assert f'class="is" width="{width}"' in page


def test_what_could_not_be_asked_is_named(browser: Client) -> None:
    page = card(browser, 0)
    assert "IND-1" in page
    assert "consignments.value or goods.value" in page


def test_no_sign_is_not_called_safe_when_something_could_not_be_asked(open_run: Make, assessment: Make) -> None:
    unasked = open_run([assessment(5, selected=False)]).get("/consignment/9f86d081884c-5").content.decode()
    assert "That is no proof that all is well" in unasked
    asked = open_run([assessment(5, selected=False, missing=[])]).get("/consignment/9f86d081884c-5").content.decode()
    assert "nothing that was asked lacked its data" in asked
    assert "Every indicator had the data it needs." in asked


def test_the_decision_and_its_ground(browser: Client) -> None:
    assert "physical examination" in card(browser, 3)
    assert ">mandatory</span>" in card(browser, 3)
    assert "Stops by chance show what is missed elsewhere" in card(browser, 5)
    assert ">released</span>" in card(browser, 200)


def test_the_next_and_the_previous_are_one_key_away(browser: Client) -> None:
    first, middle, last = card(browser, 0), card(browser, 60), card(browser, 119)
    assert 'rel="prev"' not in first
    assert 'rel="next" href="/consignment/9f86d081884c-1"' in first
    assert 'rel="prev" href="/consignment/9f86d081884c-59"' in middle
    assert "61 of 120" in middle
    assert 'rel="next"' not in last


def test_versions_and_the_message_stand_below(browser: Client) -> None:
    page = card(browser, 0)
    assert "<dt>control entries</dt><dd>2026-11</dd>" in page
    assert 'href="/message/9f86d081884c"' in page


@pytest.mark.parametrize(
    "bad",
    ["9f86d081884c-9999", "9f86d081884c", "..%2f..%2fetc%2fpasswd", "%00", "a" * 5000, "<script>", "%D0%B6", "-1", " "],
)
def test_an_id_that_is_none_is_not_found(browser: Client, bad: str) -> None:
    response = browser.get(f"/consignment/{bad}")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
    assert "<script" not in response.content.decode()


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("equipment[2]", "transport equipment 3"),
        ("consignment", "consignment"),
        ("goods[x]", "goods[x]"),
        ("moon[1]", "moon[1]"),
    ],
)
def test_subjects_are_said_in_words_where_they_are_known(
    open_run: Make,
    assessment: Make,
    signal: Make,
    subject: str,
    said: str,
) -> None:
    browser = open_run([assessment(0, selected=True, signals=[signal(3, subject=subject)])])
    assert f"· {said} ·" in browser.get("/consignment/9f86d081884c-0").content.decode()
