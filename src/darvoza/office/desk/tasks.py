"""Work of the desk that is done behind the pages."""

from django_tasks import task

from darvoza.office.desk.assessing import assess_again
from darvoza.office.desk.models import Consignment


@task()
def assess_anew(number: int) -> None:
    """Assess one consignment with today's lists, entries, profiles and model."""
    assess_again(list(Consignment.objects.filter(pk=number)))
