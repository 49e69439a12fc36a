"""What an office has before it is measured: consignments stored, people signed in, a token, messages to send."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

DAY = 400
"""Consignments of the day that is multiplied."""


def stored(consignments: int) -> int:
    from benchmarks._office_stored import multiply  # noqa: PLC0415 - needs Django set up
    from darvoza.office.desk.models import Consignment  # noqa: PLC0415 - likewise
    from darvoza.office.filling import fill  # noqa: PLC0415 - likewise

    there = Consignment.objects.count()
    if there < DAY:
        fill(days=2, consignments=DAY, seed=1, last=datetime.now(UTC).date(), step=lambda _: None)
        there = Consignment.objects.count()
    return multiply(consignments) if there < consignments else there


def explained() -> dict[str, object]:
    """The queue and a scorecard asked for here: how many queries, and which of them read a large table whole."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up
    from django.test import Client  # noqa: PLC0415 - likewise
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    from darvoza.office.desk.models import Consignment, State  # noqa: PLC0415 - likewise
    from darvoza.office.people.models import Officer  # noqa: PLC0415 - likewise

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Officer.objects.get(name="dilshod"), backend="django.contrib.auth.backends.ModelBackend")
    at_post = Consignment.objects.filter(office="UZAYR")
    one = at_post.filter(state=State.WAITING).order_by("-pk").first() or at_post.order_by("-pk")[0]
    pages = {
        "queue": "/desk",
        "decided": "/desk?state=released",
        "scorecard": f"/consignment/{one.key}",
        "links": f"/consignment/{one.key}/links",
    }
    told: dict[str, object] = {}
    for name, path in pages.items():
        client.get(path)  # once before, for what is made once
        with CaptureQueriesContext(connection) as asked:
            started = time.process_time()
            status = client.get(path).status_code
            used = time.process_time() - started
        queries = [each["sql"] for each in asked.captured_queries if each["sql"].startswith("SELECT")]
        told[name] = {
            "status": status,
            "queries": len(queries),
            "cpu_ms_here": round(used * 1000),
            "database_ms": round(sum(float(each["time"]) for each in asked.captured_queries) * 1000),
            "whole": sorted({scan for sql in queries for scan in _scans(sql)}),
        }
    return told


_LARGE = ("desk_consignment", "desk_assessment", "desk_mention", "desk_decision", "desk_message", "examination_order")


def _scans(sql: str) -> list[str]:
    """Large tables that the database reads whole for this query."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql.replace("%", "%%")
        )
        lines = [str(row[-1]) for row in cursor.fetchall()]
    return [
        f"{table}: {sql[:160]}"
        for line in lines
        for table in _LARGE
        if (line.startswith(f"SCAN {table}") and "USING" not in line) or f"Seq Scan on {table}" in line
    ]


def signed_in(count: int) -> list[str]:
    """Sessions of targeters of the units in turn."""
    from django.test import Client  # noqa: PLC0415 - needs Django set up

    from darvoza.office.people.models import Membership, Officer, Role, Unit  # noqa: PLC0415 - likewise

    units = list(Unit.objects.filter(posts__isnull=False).distinct().order_by("pk"))
    made = []
    for number in range(count):
        officer = Officer.objects.filter(name=f"at-work-{number}").first()
        if officer is None:
            officer = Officer.objects.create(name=f"at-work-{number}", full_name=f"Officer {number}")
            unit = units[number % len(units)]
            Membership.objects.create(officer=officer, unit=unit, role=Role.TARGETER.value)
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        made.append(client.cookies["darvoza_session"].value)
    return made


def token() -> str:
    from darvoza.office.api.models import Scope, Token  # noqa: PLC0415 - needs Django set up
    from darvoza.office.people.models import Unit  # noqa: PLC0415 - likewise

    unit = Unit.objects.get(code="UZ-TER")
    _, said = Token.make("measured", unit, [Scope.HAND_IN], datetime.now(UTC) + timedelta(days=30), None)
    return said


def messages(folder: Path) -> Callable[[int], tuple[str, bytes]]:
    """Small messages of every format that the simulation writes, each made another by blanks at its end."""
    from darvoza.intake import Context, Status, read_message  # noqa: PLC0415 - after the environment is set
    from darvoza.intake import Message as File  # noqa: PLC0415 - likewise
    from darvoza.training import generate, write  # noqa: PLC0415 - likewise

    if not folder.exists():
        write(generate(seed=77, consignments=1500, day=date(2026, 11, 22), schemes_share=0.03), folder, damage=0)
    small = [path for path in sorted((folder / "messages").rglob("*")) if path.is_file() and path.stat().st_size < 6000]
    kept = []
    for path in small:
        data = path.read_bytes() + _blanks(1)
        receipt, _ = read_message(File.of(path.name, data), Context())
        if receipt.status is Status.ACCEPTED:
            kept.append((path.name, path.read_bytes()))
    stamp = int(time.time())

    def message(number: int) -> tuple[str, bytes]:
        name, data = kept[number % len(kept)]
        return name, data + _blanks(stamp * 10_000_000 + number)

    return message


def _blanks(number: int) -> bytes:
    """A number in spaces and line ends."""
    return b"\n" + f"{number:b}".replace("0", " ").replace("1", "\n").encode() + b"\n"
