"""Work of the desk that is done behind the pages."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from darvoza.office.desk.assessing import assess_waiting


@task(queue_name="intake")
def assess_messages() -> int:
    """Read and assess everything that waits; how many messages there were."""
    return assess_waiting()


def assess_soon() -> None:
    """Have what waits assessed, unless that is already in line: one run takes all that has come in by then."""
    if not DBTaskResult.objects.filter(task_path=assess_messages.module_path, status="READY").exists():
        assess_messages.enqueue()
