"""The scorecard: why, on what evidence, under which names, and as it was assessed before."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.office.desk.scored import Browse, Make, page, priced, with_filed

from darvoza.consignment import Party
from darvoza.consignment import Role as PartyRole
from darvoza.language import Language
from darvoza.office import clock
from darvoza.office.desk import scorecard
from darvoza.office.desk.before import objections_to
from darvoza.office.desk.made_with import made_with
from darvoza.office.desk.models import Assessment
from darvoza.office.desk.names import transliterated
from darvoza.office.lists import keeping as lists
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Role, Unit
from darvoza.office.words import Words
from darvoza.parties import ListStore


def test_the_scorecard_tells_reasons_their_sources_and_what_was_missing(consignment: Make, browser: Browse) -> None:
    told = page(browser(Role.TARGETER), consignment(rank=1, measure="scan"))
    assert "Declared at 0.4 a kilogram, peers at 2.1" in told
    assert "No examination has tested this sign yet" in told
    assert "weight 0.40" in told
    assert "country_of_dispatch" in told
    assert 'id="measure-scan" value="scan" required checked' in told


def test_measured_hit_rates_stand_beside_a_sign(
    consignment: Make, browser: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from darvoza.office.desk import hits, scorecard  # noqa: PLC0415 - to be replaced for this test only

    rates = {"VAL-01": hits.HitRate(found=3, examined=40, low=0.016, high=0.199)}
    monkeypatch.setattr(scorecard, "hit_rates", lambda _: rates)
    assert "Right in 3 of 40 examinations (1.6% to 19.9%)" in page(browser(Role.TARGETER), consignment())


def test_the_place_in_the_queue_shows_neighbours_of_the_same_list(consignment: Make, browser: Browse) -> None:
    first, second, third = (consignment(rank=rank) for rank in (1, 2, 3))
    other = consignment(rank=4, mode="river")
    client = browser(Role.TARGETER)
    told = str(client.get(f"/consignment/{second.key.replace('#', '%23')}?mode=road").content.decode())
    assert "no. 2" in told
    assert f'rel="prev" href="/consignment/{first.key.replace("#", "%23")}?mode=road"' in told
    assert f'id="next" href="/consignment/{third.key.replace("#", "%23")}?mode=road"' in told
    assert other.reference not in told


def test_a_determination_asks_its_questions(consignment: Make, browser: Browse) -> None:
    made = consignment()
    determined = {
        "determinations": [
            {
                "position": 0,
                "title": "Pressure transducers",
                "code": "2B230",
                "list": "EU-Annex-I",
                "outcome": "undetermined",
                "evidence": [{"name": "description", "value": "pressure transducer"}],
                "questions": ["Which material touches the gas?"],
            }
        ]
    }
    made.assessment = Assessment.objects.create(  # assessed once more: what was said before stays
        consignment=made, made=made.received, score=made.score, said=made.assessment.said | determined
    )
    made.save()
    told = page(browser(Role.TARGETER), made)
    assert "Which material touches the gas?" in told
    assert "outcome-undetermined" in told


def test_a_party_match_stands_beside_its_list_entry(
    consignment: Make, browser: Browse, office_folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.csv"
    own.write_text("entity_id,name,country,programme\n7,Chinori Konibodom,TJ,NPWMD\n")
    ListStore(office_folder / "lists").keep([own], on=date(2026, 11, 2))
    evidence = {"declared": "ООО «Чинори Конибодом»", "listed_name": "Chinori Konibodom", "list": "own", "score": "0.9"}
    match = {
        "kind": "party match",
        "id": "own:7",
        "typology": "sanctions",
        "weight": 0.9,
        "mandatory": True,
        "subject": "parties[0]",
        "reason": "{declared} may be {listed_name}",
        "evidence": [{"name": name, "value": value} for name, value in evidence.items()],
    }
    party = Party(
        role=PartyRole.CONSIGNEE, name="ООО «Чинори Конибодом»", country="TJ", city="Khujand", address="Ayni 45"
    )
    made = with_filed(consignment(signals=[match]), parties=(party,))
    told = page(browser(Role.TARGETER), made)
    assert "<td>ООО «Чинори Конибодом»<details" in told, "as filed, with its reading in Latin letters to open"
    assert '<span lang="und-Latn">OOO «Chinori Konibodom»</span></details></td><td>Chinori Konibodom</td>' in told
    assert "<td>TJ</td><td>TJ</td>" in told
    assert "NPWMD" in told
    assert "Words that" in told, "what speaks for the match is said"


@pytest.mark.usefixtures("other_unit")
def test_a_units_own_list_goes_by_its_title(
    consignment: Make, browser: Browse, officer: Callable[..., Any], unit: Unit
) -> None:
    own = lists.start("Seen at the pier", Viewer(officer(Role.ANALYST)), unit)
    match = {
        "kind": "party match", "id": f"{own}:7", "typology": "sanctions", "weight": 0.9, "mandatory": True,
        "subject": "parties[0]", "reason": "On {list}: score {score}.",
        "evidence": [{"name": "list", "value": own}, {"name": "score", "value": "0.9"}],
    }  # fmt: skip
    made = consignment(signals=[match])
    assert "On Seen at the pier: score 0.9." in page(browser(Role.TARGETER), made)
    assert "Seen at the pier" in browser(Role.TARGETER).get("/desk").text


def test_values_behind_a_sign_are_said_in_the_readers_words(consignment: Make) -> None:
    facts = [("role", "consignee"), ("unit_value", "2.5"), ("name", "consignee"), ("listed_name", None)]
    signal = {
        "kind": "indicator", "id": "X-01", "typology": "revenue", "weight": 0.1, "mandatory": False,
        "subject": "goods[0]", "reason": "", "text": "",
        "evidence": [{"name": name, "value": value} for name, value in facts],
    }  # fmt: skip
    consignment()
    (sign,) = scorecard.signs([signal], (), Words(Language.RUSSIAN))
    role, value, name, missing = sign["evidence"]
    assert role["value"] == "грузополучатель"
    assert value["value"] == "2,5"
    assert name["value"] == "consignee", "what was filed stays as it was filed"
    assert missing == {"name": "listed name", "value": None}


def test_what_an_assessment_was_made_with_is_said_in_the_readers_words() -> None:
    versions = [("history", "none"), ("control entries", "387 as of 2026-11-22"), ("profiles", "2 of a45"), ("x", None)]
    told = made_with([{"name": name, "version": version} for name, version in versions], Words(Language.RUSSIAN))
    assert told[0] == ("history", "нет")
    assert "387" in told[1][1]
    assert "a45" in told[2][1]
    assert told[3] == ("x", "—")


def test_names_show_as_filed_with_their_reading_on_demand(consignment: Make, browser: Browse) -> None:
    assert transliterated("ООО «Ғафуров ТРАНС»") == "OOO «Gafurov TRANS»"
    assert transliterated("Samarqand Texnika MChJ") is None
    assert transliterated("محمد علی Trading") == "Mhmd Ali Trading", "vowels that are not written are not guessed"
    assert transliterated("وحید یوسفی") == "Whid Yusfi"
    afghan = consignment(consignee="شرکت بازرگانی نور")
    assert "Shrkt Bazrgani Nur" in browser(Role.TARGETER).get("/desk").text
    assert "Shrkt Bazrgani Nur" in page(browser(Role.TARGETER), afghan)
    told = page(browser(Role.TARGETER), consignment(consignee="ҶДММ «Чашма»"))
    assert "ҶДММ «Чашма»" in told
    assert "JDMM «Chashma»" in told


def test_what_happened_stands_in_order(consignment: Make, browser: Browse) -> None:
    made = with_filed(
        consignment(arrival=datetime(2026, 1, 3, 9, tzinfo=UTC)),
        lodged=datetime(2026, 1, 2, 9),  # noqa: DTZ001 - as filed
    )
    told = page(browser(Role.LIAISON), made)
    happened = ["Lodged, as filed", "Arrival, as filed", "Message received", "Assessed"]
    assert sorted(happened, key=told.index) == happened
    assert 'id="decide"' not in told


def test_a_scorecard_costs_a_bounded_number_of_questions(
    consignment: Make,
    browser: Browse,
    django_assert_max_num_queries: Any,  # noqa: ANN401 - of pytest-django
) -> None:
    made = with_filed(consignment(rank=1), goods=priced(4))
    for rank in range(2, 8):
        with_filed(consignment(rank=rank), goods=priced(4))
    client = browser(Role.TARGETER)
    with django_assert_max_num_queries(28):
        page(client, made)


def test_a_past_assessment_is_shown_as_it_was_made(consignment: Make, browser: Browse, other_unit: Unit) -> None:
    row = consignment(score=0.3)
    first = row.assessment
    assert first is not None
    said = first.said | {"signals": [], "score": 0.05}
    row.assessment = Assessment.objects.create(consignment=row, made=first.made, score=0.05, said=said)
    row.save()
    client, key = browser(Role.TARGETER), row.key.replace("#", "%23")
    address = f"/consignment/{key}/assessment/{first.pk}"
    assert f'href="{address}"' in client.get(f"/consignment/{key}").text
    page = client.get(address).text
    assert "Declared at 0.4 a kilogram, peers at 2.1" in page
    assert "A later assessment has taken its place." in page
    assert client.get(f"/consignment/{consignment().key.replace('#', '%23')}/assessment/{first.pk}").status_code == 404
    assert browser(Role.TARGETER, at=other_unit).get(address).status_code == 404


def test_those_who_keep_a_sign_hear_that_it_does_not_apply(
    consignment: Make, browser: Browse, other_unit: Unit
) -> None:
    row = consignment()
    targeter = browser(Role.TARGETER)
    targeter.post(
        f"/consignment/{row.key.replace('#', '%23')}/objection", {"signal": "VAL-01", "note": "Seed potatoes"}
    )
    analyst = browser(Role.ANALYST)
    assert "Seed potatoes" in analyst.get("/desk/objections").text
    assert "Seed potatoes" in analyst.get("/desk/objections?sign=VAL-01").text
    assert "Seed potatoes" not in analyst.get("/desk/objections?sign=GEO-01").text
    assert "Seed potatoes" not in browser(Role.ANALYST, at=other_unit).get("/desk/objections").text
    assert objections_to(["UZAYR"]) == {"VAL-01": 1}
    assert objections_to(["UZAYR"], clock.now()) == {}
