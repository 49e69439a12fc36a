"""Work of the desk that is done behind the pages."""

from collections.abc import Sequence

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from darvoza.office import clock
from darvoza.office.desk.assessing import assess_again
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.planning import plan


@task()
def assess_anew(number: int) -> None:
    """Assess one consignment with today's lists, entries, profiles and model."""
    assess_again(list(Consignment.objects.filter(pk=number)))


@task()
def plan_anew(offices: Sequence[str]) -> None:
    """Plan posts again: what was decided has used or freed places of their shift."""
    plan(set(offices), clock.now())


def plan_soon(office: str) -> None:
    """Have a post planned again, unless that is already in line."""
    waiting = DBTaskResult.objects.filter(task_path=plan_anew.module_path, status="READY").values_list(
        "args_kwargs", flat=True
    )
    if not any([office] in said.get("args", []) for said in waiting[:_LOOKED_THROUGH]):
        plan_anew.enqueue([office])


_LOOKED_THROUGH = 50
