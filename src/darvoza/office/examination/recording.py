"""What the office said and decided of consignments, as its history keeps it: some thousand at a time, each once.

How far the history has come stands in the history itself, written with what it says: one that was put back from a copy
goes on from there, and what was cut off on the way is added anew.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, Final, TypeVar

import msgspec
import polars as pl
from django.db.models import QuerySet

from darvoza.assess import ASSESSMENT_SCHEMA
from darvoza.consignment import Consignment as Filed
from darvoza.consignment import ConsignmentBatch
from darvoza.goods import DETERMINATION_SCHEMA, goods_words
from darvoza.history import History
from darvoza.language import Language
from darvoza.office.desk.models import Assessment, Decision
from darvoza.office.people.models import Post
from darvoza.signals import EVIDENCE, signal_texts

_AT_ONCE: Final = 2_000
_SETTLED: Final = timedelta(minutes=10)
"""After so long nothing that was made before is still on its way into the database."""
_TIME: Final = pl.Datetime("us", "UTC")
_KEPT: Final = pl.Schema(
    {
        "made": _TIME,
        **ASSESSMENT_SCHEMA,
        "determinations": pl.List(
            pl.Struct({name: dtype for name, dtype in DETERMINATION_SCHEMA.items() if name != "row"})
        ),
    }
)
"""An assessment with when it was made, and with what was determined of the goods."""
_SELECTION: Final = pl.Schema(
    {
        **{name: dtype for name, dtype in ASSESSMENT_SCHEMA.items() if name in {"id", "office"}},
        "made": _TIME,
        "selected": pl.Boolean(),
        "ground": pl.String(),
        "rank": pl.UInt32(),
        "probability": pl.Float64(),
        "measure": pl.String(),
        "proposed": pl.String(),
        "override": pl.Boolean(),
        "reason": pl.String(),
        "officer": pl.String(),
    }
)
"""A decision: what was proposed and chosen, why the consignment was looked at, and by whom."""


def record_said(past: History, now: datetime) -> tuple[int, int]:
    """Add to the history the assessments and decisions that it lacks; how many of each there were.

    Those of training rooms are left out, and those of the last minutes wait for the next time.
    """
    reached = _reached(past)
    made = before = 0
    for day, rows in _new(Assessment.objects.select_related("consignment"), reached["assessments"], now):
        about = {"assessments": rows[-1].pk}
        run = f"assessments {rows[0].pk:012} to {rows[-1].pk:012}"
        past.record_said(assessments=_assessments(rows), day=day, run=run, about=about)
        made += len(rows)
    for day, chosen in _new(Decision.objects.select_related("consignment", "officer"), reached["decisions"], now):
        about = {"decisions": chosen[-1].pk}
        run = f"decisions {chosen[0].pk:012} to {chosen[-1].pk:012}"
        past.record_said(selections=_selections(chosen), day=day, run=run, about=about)
        before += len(chosen)
    return made, before


def _reached(past: History) -> dict[str, int]:
    """The last assessment and the last decision that the history has."""
    said = past.runs().filter(pl.col("kind") == "said")["about"].to_list()
    told = [msgspec.json.decode(each, type=dict[str, int]) for each in said]
    return {name: max((each.get(name, 0) for each in told), default=0) for name in ("assessments", "decisions")}


_Row = TypeVar("_Row", Assessment, Decision)


def _new(known: QuerySet[_Row], after: int, now: datetime) -> Iterator[tuple[date, list[_Row]]]:
    """What came after this one, by the day it was made on, some at a time."""
    last = known.filter(made__lt=now - _SETTLED).order_by("-pk").values_list("pk", flat=True).first() or 0
    training = list(Post.objects.filter(unit__training=True).values_list("code", flat=True))
    real = (
        known.filter(pk__lte=last).exclude(consignment__office__in=training).order_by("pk").defer("consignment__search")
    )
    while part := list(real.filter(pk__gt=after)[:_AT_ONCE]):
        for day, of_day in groupby(part, key=lambda each: each.made.date()):
            yield day, list(of_day)
        after = part[-1].pk


def _assessments(rows: Sequence[Assessment]) -> pl.DataFrame:
    """Assessments as they were made, with the plan's proposal and what was decided left to the selections."""
    filed = ConsignmentBatch.of([msgspec.convert(each.consignment.filed, Filed) for each in rows]).consignments
    said = [
        {
            "made": each.made.astimezone(UTC),
            "consignor": each.consignment.consignor or None,
            "consignee": each.consignment.consignee or None,
            "goods": each.consignment.goods or None,
            "hs_codes": each.consignment.hs_codes.split(),
            "ground": each.consignment.ground or None,
            "probability": each.consignment.probability,
            **each.said,
            "signals": signals,
        }
        for each, signals in zip(rows, _told([each.said["signals"] for each in rows]), strict=True)
    ]
    own = {name: dtype for name, dtype in _KEPT.items() if name not in filed.columns}
    columns = {name: pl.Series(name, [each.get(name) for each in said], dtype) for name, dtype in own.items()}
    return filed.select(name for name in _KEPT if name in filed.columns).with_columns(**columns).select(*_KEPT)


def _told(said: Sequence[Sequence[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The signals with their texts, which the office tells anew for each reader, in English."""
    flat = [signal for signals in said for signal in signals]
    reasons = pl.DataFrame(
        {"reason": [each["reason"] for each in flat], "evidence": [each["evidence"] for each in flat]},
        schema={"reason": pl.String, "evidence": EVIDENCE},
    )
    texts = iter(signal_texts(reasons, Language.ENGLISH, goods_words(Language.ENGLISH)))
    return [[{**signal, "text": next(texts)} for signal in signals] for signals in said]


def _selections(rows: Sequence[Decision]) -> pl.DataFrame:
    told = [
        (
            each.consignment.key,
            each.consignment.office or None,
            each.made.astimezone(UTC),
            each.measure != "release",
            each.consignment.ground or None,
            each.consignment.rank,
            each.consignment.probability,
            each.measure,
            each.proposed or None,
            each.override,
            each.reason or None,
            str(each.officer),
        )
        for each in rows
    ]
    return pl.DataFrame(told, schema=_SELECTION, orient="row")
