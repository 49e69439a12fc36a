"""Work behind the pages, in a process of its own: ``python -m darvoza.office.work``."""

from django.core.management import call_command

from darvoza.office.application import set_up

_INTERVAL = 0.1  # seconds between looks at what is in line


def work() -> None:
    """Do what is in line, and what comes, until interrupted; what was left when the machine stopped goes first."""
    set_up()
    from darvoza.office.desk.tasks import assess_soon  # noqa: PLC0415 - its models need Django set up

    assess_soon()
    call_command("db_worker", queue_name="*", interval=_INTERVAL, startup_delay=False, reload=False, verbosity=0)


if __name__ == "__main__":
    work()
