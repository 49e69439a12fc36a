"""The office's end of the exchange: one node in its folder, and who looks at it, in which roles and for what."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse

from darvoza import exchange
from darvoza.exchange import Node, Purpose
from darvoza.office.home import is_training_room, office_home
from darvoza.office.pages import notice, page
from darvoza.office.people.access import WORKING
from darvoza.office.people.access import Viewer as Person
from darvoza.office.people.models import Membership, Role, Unit

READERS: Final = tuple(sorted(WORKING))
"""Who may open the liaison desk; what they see there the caveats say."""
DESK: Final = (Role.LIAISON, Role.SUPERVISOR)
"""Who sees what was sent, drafts, clocks and figures, and approves."""
WRITERS: Final = (Role.LIAISON,)
"""Who writes messages and carries bundles."""
PURPOSE: Final = "liaison_purpose"
"""In the session: what the officer has said to be looking for."""

_View = Callable[..., HttpResponse]


def folder() -> Path:
    """Where the office's node is."""
    return office_home() / "exchange"


@contextmanager
def opened() -> Iterator[Node]:
    """The office's node, open while a page is made.

    Raises:
        FileNotFoundError: there is none yet.
        KeyRefused: its keys cannot be opened.
    """
    node = Node(folder(), password=os.environ.get("DARVOZA_EXCHANGE_PASSWORD"))
    try:
        yield node
    finally:
        node.close()


def with_node(*roles: Role) -> Callable[[_View], _View]:
    """Gives a view the office's node as its second argument, or a page that says how to make one.

    The roles count where the officer really serves: in a training unit they open nothing of what is real. An office
    that is a training room has a node of its own, which knows no partner but those made for training.
    """

    def wrapped(view: _View) -> _View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
            if not sits(request, *(roles or READERS)):
                title = "The liaison desk is not for training rooms"
                advice = "In a training room, practise with the two nodes that this command makes."
                return notice(request, title, advice, command="darvoza exchange demo", here="liaison")
            try:
                with opened() as node:
                    return view(request, node, *args, **values)
            except FileNotFoundError:
                return page(request, "liaison/none", here="liaison", folder=str(folder()))

        return answer

    return wrapped


def service(person: Person) -> tuple[Unit, frozenset[str]] | None:
    """The unit for which somebody looks, and the roles held there; None where all are training units.

    Roles of other units do not count: a caveat that lets in one unit's analysts lets in no other unit's.
    """
    held = Membership.objects.filter(officer=person.officer, unit__training=is_training_room(), role__in=READERS)
    found = list(held.select_related("unit").order_by("unit_id"))
    if not found:
        return None
    chosen = min(found, key=lambda each: (each.role not in WRITERS, each.role not in DESK, each.unit_id)).unit
    return chosen, frozenset(each.role for each in found if each.unit_id == chosen.pk)


def looking(request: HttpRequest) -> exchange.Viewer:
    """The person who asks for a page, as caveats know people: name, unit, roles and the stated purpose."""
    found = service(request.viewer)
    stated = request.session.get(PURPOSE)
    return exchange.Viewer(
        who=str(request.viewer.officer),
        unit=found[0].code if found else None,
        roles=found[1] if found else frozenset(),
        purpose=Purpose(stated) if stated in set(Purpose) else None,
    )


def sits(request: HttpRequest, *roles: Role) -> bool:
    """Whether the viewer holds one of these roles in the unit for which they look."""
    found = service(request.viewer)
    return found is not None and not found[1].isdisjoint(roles)
