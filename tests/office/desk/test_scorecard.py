"""The scorecard: why, on what evidence, beside which peers and ties, along which route, and where it was filed."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import (
    GoodsItem,
    Lodgement,
    Marks,
    Mode,
    Party,
    Place,
    PlaceRole,
    field_code,
    spans,
)
from darvoza.consignment import Role as PartyRole
from darvoza.language import Language
from darvoza.office import clock
from darvoza.office.desk import prices, route, scorecard, ties
from darvoza.office.desk.before import objections_to
from darvoza.office.desk.intake import store
from darvoza.office.desk.made_with import made_with
from darvoza.office.desk.mentions import keep, mentioned
from darvoza.office.desk.models import Assessment, Consignment
from darvoza.office.desk.names import transliterated
from darvoza.office.desk.source import source
from darvoza.office.lists import keeping as lists
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Role, Unit
from darvoza.office.words import Words
from darvoza.parties import ListStore

Make = Callable[..., Consignment]
Browse = Callable[..., Client]
ENGLISH = Words(Language.ENGLISH)


def filed(**fields: Any) -> Filed:  # noqa: ANN401 - fields of a consignment
    """A consignment as a message told it."""
    whole: dict[str, Any] = {
        "id": "1",
        "message": "1",
        "reference": "1",
        "lodgement": Lodgement.DECLARATION,
        "mode": Mode.ROAD,
        "office": "UZAYR",
    }
    return Filed(**whole | fields)


def with_filed(of: Consignment, **fields: Any) -> Consignment:  # noqa: ANN401 - fields of a consignment
    """The consignment as if its message had told this, with its mentions kept."""
    told = filed(**fields)
    of.filed = msgspec.to_builtins(told)
    of.save()
    keep([of], mentioned([told]))
    return of


def page(client: Client, of: Consignment, *more: str) -> str:
    """A page of a consignment."""
    answer = client.get("/".join(["/consignment", of.key.replace("#", "%23"), *more]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def priced(value: float, hs_code: str = "291814") -> tuple[GoodsItem, ...]:
    """Ten kilograms of goods at this value in all."""
    return (GoodsItem(description="Citric acid", hs_code=hs_code, value=value, currency="USD", net_mass_kg=10),)


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


def test_a_price_stands_among_its_peers_of_the_viewers_posts(
    consignment: Make, officer: Callable[..., Any], browser: Browse
) -> None:
    for value in (20, 22, 24, 26, 28):
        with_filed(consignment(), goods=priced(value))
    with_filed(consignment(), goods=priced(900, "291815"))
    with_filed(consignment(office="TJDYU"), goods=priced(1))
    made = with_filed(consignment(), goods=priced(4))
    viewer = Viewer(officer(Role.TARGETER))
    (found,) = prices.peers(made, filed(goods=priced(4)), viewer)
    assert found.prices == pytest.approx((2.0, 2.2, 2.4, 2.6, 2.8))
    assert (found.price, found.below) == (0.4, 0)
    assert found.quantiles == pytest.approx((2.08, 2.4, 2.72))
    assert prices.strip(found, ENGLISH).count("<circle") == 5
    told = page(browser(Role.TARGETER), made)
    assert '<th scope="row">Middle price</th><td class="n">2.4</td>' in told


def test_of_very_many_peers_the_newest_are_taken_and_none_of_long_ago(
    consignment: Make, officer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prices, "_PEERS", 4)
    made = [with_filed(consignment(office=post), goods=priced(value)) for value, post in enumerate(_POSTS, 10)]
    viewer = Viewer(officer(Role.TARGETER))
    (found,) = prices.peers(made[-1], filed(goods=priced(4)), viewer)
    assert found.prices == pytest.approx((1.2, 1.3, 1.4, 1.5))
    Consignment.objects.filter(pk=made[2].pk).update(received=made[2].received - prices.SPAN)
    (found,) = prices.peers(made[-1], filed(goods=priced(4)), viewer)
    assert found.prices == pytest.approx((1.3, 1.4, 1.5))


_POSTS = ("UZAYR", "UZTRP", "UZTRP", "UZAYR", "UZTRP", "UZTRP", "UZAYR")


def test_few_peers_are_not_compared(consignment: Make, officer: Callable[..., Any]) -> None:
    with_filed(consignment(), goods=priced(20))
    (found,) = prices.peers(consignment(), filed(goods=priced(4)), Viewer(officer(Role.TARGETER)))
    assert found.quantiles is None


@pytest.mark.usefixtures("other_unit")
def test_ties_go_two_steps_and_stay_in_the_unit(
    consignment: Make, officer: Callable[..., Any], browser: Browse
) -> None:
    def party(name: str, phone: str | None = None) -> tuple[Party, ...]:
        return (Party(role=PartyRole.CONSIGNEE, name=name, phone=phone),)

    centre = with_filed(consignment(), parties=party("ООО «Бахор»", "+998 71 200 11 22"))
    near = with_filed(consignment(), parties=party("LLC Bahor", "+998712001122"), means_id="01 777 AAA")
    far = with_filed(consignment(), means_id="01777AAA")
    foreign = with_filed(consignment(office="TJDYU"), means_id="01777AAA", parties=party("Bahor"))
    alone = with_filed(consignment(), means_id="99 999 ZZZ")
    found = ties.web(centre, Viewer(officer(Role.TARGETER)))
    assert set(found.found) == {near.pk, far.pk}
    assert [(each.kind, each.step) for each in found.shared] == [("party", 1), ("means", 2)]
    told = page(browser(Role.TARGETER), centre, "links")
    assert near.reference in told
    assert 'class="web"' in told
    assert foreign.reference not in told
    assert alone.reference not in told


def test_a_value_that_very_many_share_shows_some_and_says_so(consignment: Make, officer: Callable[..., Any]) -> None:
    centre = with_filed(consignment(), means_id="01 777 AAA")
    for _ in range(16):
        with_filed(consignment(), means_id="01 777 AAA")
    found = ties.web(centre, Viewer(officer(Role.TARGETER)))
    (shared,) = found.shared
    assert shared.more
    assert len(shared.others) == 14
    assert found.size <= ties.MOST


def test_a_route_is_drawn_from_what_is_known_of_its_places() -> None:
    told = filed(
        places=(
            Place(role=PlaceRole.DESTINATION, code="TJDYU", name="Dushanbe", country="TJ"),
            Place(role=PlaceRole.LOADING, code="URC", name="Urumqi", country="CN"),
            Place(role=PlaceRole.TRANSIT, country="KZ"),
            Place(role=PlaceRole.TRANSIT, name="Nowhere in particular"),
        )
    )
    found = route.stops(told, ENGLISH)
    assert [(each.role, each.rough, each.point is None) for each in found] == [
        ("loading", False, False),
        ("transit", True, False),
        ("transit", False, True),
        ("post", False, False),
        ("destination", False, False),
    ]
    drawing = route.drawn(found, ENGLISH)
    assert drawing is not None
    assert drawing.count("<circle") == 4
    assert 'class="on"' in drawing
    assert "style" not in drawing
    assert route.drawn(route.stops(filed(office=None), ENGLISH), ENGLISH) is None


def test_the_message_shows_where_each_field_stood(consignment: Make, browser: Browse) -> None:
    text = "NAD+CN+++Боди Рашт'GID+1'FTX+AAA+++<b>citric</b> acid'".encode()
    marks = Marks()
    for table, name, said in (("parties", "name", "Боди Рашт"), ("goods", "description", "<b>citric</b> acid")):
        marks.note(field_code(table, name), text.index(said.encode()), len(said.encode()))
    digest = hashlib.sha256(text).hexdigest()
    store(text, digest)
    made = with_filed(consignment(), provenance=marks.pack())
    made.message.sha256 = digest
    made.message.save()
    told = page(browser(Role.TARGETER), made, "message")
    assert 'title="parties[0].name">Боди Рашт</mark>' in told
    assert "&lt;b&gt;citric&lt;/b&gt; acid</mark>" in told
    assert len(list(spans(marks.pack()))) == 2


def test_a_message_that_is_gone_or_packed_is_said_to_be(consignment: Make, browser: Browse) -> None:
    made = consignment()
    assert "This message cannot be shown as text" in page(browser(Role.TARGETER), made, "message")
    packed = b"PK\x03\x04\x00\x00" * 20
    digest = hashlib.sha256(packed).hexdigest()
    store(packed, digest)
    assert source(filed(), digest) is None


def test_a_row_of_an_old_table_is_marked_whole_and_read_in_its_letters() -> None:
    text = "1;Мука\r\n2;Сахар\r\n".encode("windows-1251")
    marks = Marks()
    marks.whole(8, 7)
    digest = hashlib.sha256(text).hexdigest()
    store(text, digest)
    found = source(filed(provenance=marks.pack()), digest)
    assert found is not None
    assert found.whole
    assert [each.text for each in found.pieces] == ["1;Мука\n", "2;Сахар", "\n"]


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
