"""Making and withdrawing orders: one for each decision that has a consignment examined."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.desk.models import Consignment, Decision, State
from darvoza.office.examination.models import Order, Progress
from darvoza.office.people.models import Officer, Post, Unit

WITHOUT_ORDER: Final = frozenset({"release", "controlled delivery"})
"""Measures that send no inspector to a consignment."""

_AT_ONCE: Final = 200


def order(decision: Decision) -> Order | None:
    """The order that a decision asks for, made if there is none yet; None where nobody has to examine anything.

    Orders of earlier decisions on the consignment that nobody has carried out are withdrawn. Call it in the
    transaction in which the decision is made; asked again, nothing changes.
    """
    with transaction.atomic():
        Consignment.objects.select_for_update().get(pk=decision.consignment_id)
        found = Order.objects.filter(decision=decision).first()
        if found is not None:
            return found
        _withdraw(Order.objects.filter(consignment_id=decision.consignment_id, state=Progress.OPEN), decision.officer)
        if decision.measure in WITHOUT_ORDER:
            return None
        return _make(decision.consignment, decision.measure, decision)


def make_due(offices: Collection[str]) -> int:
    """Make orders for consignments that are stopped at these posts without one, and withdraw those of released ones.

    How many were made. The desk makes an order as it decides; this is for what was stopped in any other way.
    """
    open_ = Order.objects.filter(consignment=OuterRef("pk"), state=Progress.OPEN)
    stopped = Consignment.objects.filter(office__in=offices, state=State.STOPPED).exclude(Exists(open_))
    made = 0
    for each in stopped.only("pk", "office", "measure").order_by("pk")[:_AT_ONCE]:
        decision = each.decisions.select_related("officer").order_by("-made", "-pk").first()
        made += _made_late(each, decision)
    gone = Order.objects.filter(office__in=offices, state=Progress.OPEN).filter(
        consignment__state__in=(State.RELEASED, State.WAITING)
    )
    with transaction.atomic():
        _withdraw(gone, None)
    return made


def unit_of(office: str) -> Unit | None:
    """The unit that works at a post."""
    post = Post.objects.select_related("unit").filter(code=office).first()
    return post.unit if post else None


def _made_late(consignment: Consignment, decision: Decision | None) -> bool:
    if decision is not None:
        return order(decision) is not None
    with transaction.atomic():
        locked = Consignment.objects.select_for_update().get(pk=consignment.pk)
        if locked.state != State.STOPPED or locked.orders.filter(state=Progress.OPEN).exists():
            return False
        measure = locked.measure if locked.measure and locked.measure not in WITHOUT_ORDER else "document check"
        _make(locked, measure, None)
    return True


def _make(consignment: Consignment, measure: str, decision: Decision | None) -> Order:
    made = Order.objects.create(
        consignment=consignment,
        decision=decision,
        office=consignment.office,
        measure=measure,
        instruction=decision.instruction if decision else "",
        made=clock.now(),
        by=decision.officer if decision else None,
    )
    record(
        "ordered",
        by=made.by,
        subject=f"/order/{made.pk}",
        unit=unit_of(made.office),
        detail={"consignment": consignment.key, "measure": measure},
    )
    return made


def _withdraw(orders: Collection[Order], by: Officer | None) -> None:
    for each in orders:
        each.state = Progress.WITHDRAWN
        each.save(update_fields=["state"])
        record("withdrew", by=by, subject=f"/order/{each.pk}", unit=unit_of(each.office))
