"""Who looks at a page: what is known of a viewer, and that a session and a role end when they are ended."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Membership, Officer, Role, Unit

Browse = Callable[..., Client]
Make = Callable[..., Officer]


def test_units_roles_and_posts_of_a_viewer_are_one_question(officer: Make, unit: Unit, other_unit: Unit) -> None:
    served = officer(Role.TARGETER, Role.ANALYST)
    Membership.objects.create(officer=served, unit=other_unit, role=Role.ANALYST.value)
    viewer = Viewer(served)
    with CaptureQueriesContext(connection) as asked:
        assert viewer.units((Role.TARGETER,)) == {unit.pk}
        assert viewer.units() == {unit.pk, other_unit.pk}
        assert viewer.posts_of((Role.TARGETER,)) == [post for post, of in viewer.posts.items() if of == unit.pk]
        assert viewer.home == min(unit, other_unit, key=lambda each: each.pk)
        assert {viewer.unit_at(post) for post in viewer.posts} <= {unit, other_unit}
        assert viewer.unit_at("NOWHERE") is None
    assert len(asked) == 1
    assert len(viewer.memberships) == 3
    assert list(viewer.posts) == sorted(post.code for each in (unit, other_unit) for post in each.posts.all())


def test_who_serves_nowhere_and_nobody_see_no_post(officer: Make) -> None:
    for viewer in (Viewer(officer()), Viewer(None)):
        assert (viewer.memberships, viewer.posts, viewer.home) == ((), {}, None)


def test_a_role_that_was_taken_away_opens_nothing_from_then_on(browser: Browse) -> None:
    client = browser(Role.TARGETER)
    assert client.get("/desk").status_code == 200
    Membership.objects.all().delete()
    assert client.get("/desk").status_code == 403


def test_a_session_ends_when_its_time_is_over(browser: Browse) -> None:
    client = browser(Role.TARGETER)
    assert client.get("/desk").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/desk").status_code == 302
