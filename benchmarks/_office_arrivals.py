"""Which messages have come to the desk, and when: asked of the database while the office works."""

import threading
import time
from collections.abc import Sequence

from benchmarks import _office_people as people


class Desk(threading.Thread):
    """Looks into the database for messages whose consignments have come to the desk, every tenth of a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        from darvoza.office.desk.models import Message  # noqa: PLC0415 - needs Django set up

        self.seen: dict[str, float] = {}
        last = Message.objects.order_by("-pk").values_list("pk", flat=True).first()
        self._first = last or 0
        self._ended = threading.Event()

    def run(self) -> None:
        from django.db import DatabaseError, connection  # noqa: PLC0415 - needs Django set up

        from darvoza.office.desk.models import Message  # noqa: PLC0415 - likewise

        while not self._ended.is_set():
            try:
                waiting = set(Message.objects.filter(waiting=True, pk__gt=self._first).values_list("pk", flat=True))
                known = Message.objects.filter(pk__gt=self._first).order_by("pk")
                now = time.monotonic()
                for number, key in known.values_list("pk", "key")[:5000]:
                    if number not in waiting:
                        self.seen[key.partition(":")[2]] = now
                done = min(waiting, default=None)
                newest = known.values_list("pk", flat=True).last()
                self._first = (done - 1) if done else (newest if newest and not waiting else self._first)
            except DatabaseError:
                pass
            self._ended.wait(0.1)
        connection.close()

    def drain(self) -> float:
        """Seconds until nothing is in line."""
        from darvoza.office.desk.models import Message  # noqa: PLC0415 - needs Django set up

        started = time.monotonic()
        while Message.objects.filter(waiting=True).exists() and time.monotonic() - started < 300:
            time.sleep(0.2)
        time.sleep(0.5)
        self._ended.set()
        self.join(10)
        return time.monotonic() - started

    def latencies(self, sent: dict[str, float], outages: Sequence[people.Outage]) -> list[float]:
        """Seconds from sending to the desk, of messages that were not sent or under way while something was down."""
        return [self.seen[key] - at for key, at in sent.items() if key in self.seen and not people.down(at, outages)]

    def arrived(self, taken: dict[str, float]) -> dict[str, object]:
        """Of the messages that were taken: how many are not there, or gave nothing, or gave it twice."""
        from django.db.models import Count  # noqa: PLC0415 - needs Django set up

        from darvoza.office.desk.models import Assessment, Consignment, Message  # noqa: PLC0415 - likewise

        unit = Message.objects.order_by("-pk").values_list("unit_id", flat=True).first()
        keys = [f"{unit}:{key}" for key in taken]
        there: dict[str, tuple[int, bool, str]] = {}
        for start in range(0, len(keys), 500):
            found = Message.objects.filter(key__in=keys[start : start + 500])
            there |= {
                key: (pk, waiting, status)
                for key, pk, waiting, status in found.values_list("key", "pk", "waiting", "status")
            }
        numbers = [pk for pk, _, _ in there.values()]
        with_some: set[int] = set()
        twice = 0
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            given = Consignment.objects.filter(message__in=part)
            with_some |= set(given.values_list("message_id", flat=True))
            counted = Assessment.objects.filter(consignment__in=given).values("consignment").annotate(n=Count("pk"))
            twice += counted.filter(n__gt=1).count()
        return {
            "lost": len(keys) - len(there),
            "left_in_line": sum(waiting for _, waiting, _ in there.values()),
            "quarantined": sum(status == "quarantined" for *_, status in there.values()),
            "without_consignment": len(set(numbers) - with_some),
            "assessed_twice": twice,
        }
