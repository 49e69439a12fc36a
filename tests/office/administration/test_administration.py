"""Administration: units, posts, people and tokens, each only by an administrator of the unit."""

from collections.abc import Callable

from django.test import Client

from darvoza.office.api.models import Token
from darvoza.office.audit.models import Entry
from darvoza.office.people.models import Membership, Officer, Post, Role, Unit


def test_an_administrator_adds_an_officer_who_then_chooses_a_password(
    browser: Callable[..., Client], unit: Unit
) -> None:
    page = browser(Role.ADMINISTRATOR).post(
        f"/administration/unit/{unit.pk}/officer",
        {"full_name": "Malika Yusupova", "name": "Malika", "roles": ["inspector", "supervisor"]},
    )
    made = Officer.objects.get(name="malika")
    assert sorted(made.memberships.values_list("role", flat=True)) == ["inspector", "supervisor"]
    password = page.content.decode().split("<p><code>")[1].split("</code>")[0]
    client = Client()
    assert client.post("/sign-in", {"name": "MALIKA", "password": password}).status_code == 302
    assert client.get("/account")["Location"] == "/account/password"
    entry = Entry.objects.get(action="officer made")
    assert password not in str(entry.detail)


def test_what_cannot_be_used_is_said_at_its_field(browser: Callable[..., Client], unit: Unit) -> None:
    client = browser(Role.ADMINISTRATOR)
    page = client.post(f"/administration/unit/{unit.pk}/officer", {"full_name": "", "name": "two words"})
    said = page.content.decode()
    for expected in ("sign-in name of up to 80 characters", "colleagues know the officer", "at least one role"):
        assert expected in said
    page = client.post("/administration/post/UZAYR", {"scan": "-1", "random_share": "0"})
    assert "whole number of examinations" in page.content.decode()
    assert "from 1 to 50" in page.content.decode()
    assert (
        "No office has this code"
        in client.post(f"/administration/unit/{unit.pk}/post", {"code": "NOWHERE"}).content.decode()
    )


def test_capacity_is_kept_with_what_it_was_before(browser: Callable[..., Client]) -> None:
    browser(Role.ADMINISTRATOR).post("/administration/post/UZAYR", {"scan": "9", "random_share": "7,5"})
    post = Post.objects.get(code="UZAYR")
    assert (post.capacity["scan"], post.random_share) == (9, 0.075)
    assert Entry.objects.get(action="capacity changed").detail["before"]["random_share"] == 0.05


def test_nobody_gives_roles_to_themselves(browser: Callable[..., Client], unit: Unit) -> None:
    client = browser(Role.ADMINISTRATOR, name="admin")
    me = Officer.objects.get(name="admin")
    client.post(f"/administration/unit/{unit.pk}/officer/{me.pk}", {"roles": ["administrator", "auditor"]})
    assert list(me.memberships.values_list("role", flat=True)) == ["administrator"]


def test_roles_are_given_and_taken_in_the_administrator_s_unit_only(
    browser: Callable[..., Client], officer: Callable[..., Officer], unit: Unit, other_unit: Unit
) -> None:
    person = officer(Role.TARGETER)
    Membership.objects.create(officer=person, unit=other_unit, role=Role.AUDITOR.value)
    browser(Role.ADMINISTRATOR).post(f"/administration/unit/{unit.pk}/officer/{person.pk}", {"roles": ["analyst"]})
    assert set(person.memberships.values_list("unit__code", "role")) == {("UZ-TER", "analyst"), ("TJ-DYU", "auditor")}


def test_another_unit_is_not_there(
    browser: Callable[..., Client], officer: Callable[..., Officer], other_unit: Unit
) -> None:
    client = browser(Role.ADMINISTRATOR)
    person = officer(Role.TARGETER, at=other_unit)
    for address in (
        f"/administration/unit/{other_unit.pk}",
        f"/administration/unit/{other_unit.pk}/officer",
        f"/administration/unit/{other_unit.pk}/officer/{person.pk}",
        "/administration/post/TJDYU",
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code in {404, 405}, address


def test_an_officer_of_two_units_keeps_the_password_that_one_would_take(
    browser: Callable[..., Client], officer: Callable[..., Officer], unit: Unit, other_unit: Unit
) -> None:
    person = officer(Role.TARGETER)
    Membership.objects.create(officer=person, unit=other_unit, role=Role.TARGETER.value)
    before = person.password
    browser(Role.ADMINISTRATOR).post(f"/administration/unit/{unit.pk}/officer/{person.pk}/help", {"do": "password"})
    person.refresh_from_db()
    assert person.password == before


def test_a_token_is_shown_once(browser: Callable[..., Client], unit: Unit) -> None:
    client = browser(Role.ADMINISTRATOR)
    address = f"/administration/unit/{unit.pk}"
    page = client.post(f"{address}/token", {"name": "carrier", "scopes": ["messages:write"], "days": "90"})
    assert "dvz_" in page.content.decode()
    assert "dvz_" not in client.get(address).content.decode()
    token = Token.objects.get()
    client.post(f"/administration/token/{token.pk}/withdraw")
    token.refresh_from_db()
    assert token.withdrawn is not None
