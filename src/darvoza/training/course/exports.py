"""Exports: results as CSV for a trainer, and as xAPI statements for a learning record store."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import StringIO
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from darvoza.language import LANGUAGES
from darvoza.training.exercises import Event, What, exercise, working
from darvoza.training.scoring import NOT_FOR_PERSONNEL, Score

_COLUMNS: Final = ("trainee", "exercise", "level", "measure", "value", "low", "high", "cases", "note")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_VERBS: Final = "http://adlnet.gov/expapi/verbs/"
_ACTIVITY: Final = "http://adlnet.gov/expapi/activities/"
_TOLD: Final[dict[What, str]] = {
    What.BEGAN: "initialized",
    What.OPENED: "experienced",
    What.ASKED: "asked",
    What.DECIDED: "answered",
    What.PAUSED: "suspended",
    What.RESUMED: "resumed",
    What.ENDED: "completed",
}


def to_csv(scores: Sequence[Score]) -> str:
    """One row for the mark and for each measure of each trainee, with its interval; the first row heads them.

    Cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in scores:
        for name, measure in {"mark": each.mark, **each.measures}.items():
            shares = [f"{value:.4f}" for value in (measure.value, measure.low, measure.high)]
            writer.writerow(
                [_plain(each.who), _plain(each.exercise), each.level, name, *shares, measure.cases, NOT_FOR_PERSONNEL]
            )
    return out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def to_xapi(
    score: Score,
    events: Sequence[Event],
    *,
    began: datetime,
    home: str,
    session: str,
) -> list[dict[str, Any]]:
    """A run as xAPI 1.0.3 statements: what was opened, asked and answered, then the result.

    ``home`` is the address that names of trainees and activities hang under (``https://training.example.org``);
    ``began`` has a time zone. Trainees go by the opaque names of their events. Statements have the same ids each time,
    so that sending twice does no harm. Source: https://github.com/adlnet/xAPI-Spec.

    Raises:
        ValueError: ``began`` has no time zone.
    """
    if began.tzinfo is None:
        raise ValueError("xAPI wants a time with its zone")
    base = home.rstrip("/")
    root = f"{base}/exercises/{score.exercise}/{score.level}"
    found = []
    for number, event in enumerate(working(list(events))):
        if event.what in _TOLD and event.who == score.who and event.what is not What.ENDED:
            told = f"{root}/items/{event.item}" if event.item else root
            found.append(
                {
                    "id": str(uuid5(NAMESPACE_URL, f"{base}|{session}|{event.who}|{number}")),
                    "actor": _actor(base, event.who),
                    "verb": _verb(_TOLD[event.what]),
                    "object": {"objectType": "Activity", "id": told},
                    "timestamp": (began + timedelta(seconds=event.at)).isoformat(),
                    **({"result": {"response": "[,]".join(event.values)}} if event.values else {}),
                }
            )
    last = max((event.at for event in working(list(events))), default=0.0)
    found.append(
        {
            "id": str(uuid5(NAMESPACE_URL, f"{base}|{session}|{score.who}|result")),
            "actor": _actor(base, score.who),
            "verb": _verb("completed"),
            "object": {
                "objectType": "Activity",
                "id": root,
                "definition": {"type": f"{_ACTIVITY}simulation", "name": _titles(score.exercise)},
            },
            "result": {
                "score": {"scaled": round(score.mark.value, 4)},
                "completion": True,
                "duration": f"PT{last:.0f}S",
                "extensions": {
                    f"{base}/measures/{name}": round(measure.value, 4) for name, measure in score.measures.items()
                },
            },
            "context": {"extensions": {f"{base}/note": NOT_FOR_PERSONNEL}},
            "timestamp": (began + timedelta(seconds=last)).isoformat(),
        }
    )
    return found


def _actor(home: str, who: str) -> Mapping[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": home, "name": who or "team"}}


def _verb(name: str) -> Mapping[str, Any]:
    return {"id": f"{_VERBS}{name}", "display": {"en": name}}


def _titles(name: str) -> dict[str, str]:
    try:
        title = exercise(name).title
    except KeyError:
        return {"en": name}
    return {language.value: title.say(language) for language in LANGUAGES}
