"""How consignments look in the queue: what may change of each is read anew, what only an assessment changes is kept.

The same consignments stand at the head of a queue for many readers and many times; telling their reasons and writing
their cells again for each would be most of the work of the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final

from django.template import engines
from markupsafe import Markup

from darvoza.language import Language
from darvoza.office.desk.bands import band
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.queue import told
from darvoza.office.words import Words

_KEPT: Final = 6_000
"""Faces that a process keeps; one takes about three kilobytes."""
_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Face:
    """What of a row is the same as long as the assessment is: cells as HTML, and the signals in the last of them."""

    place: Markup
    facts: Markup
    about: Markup
    why: Markup
    signals: tuple[dict[str, Any], ...]


@dataclass(slots=True)
class Row:
    """A consignment in the queue, as it stands now; ``face`` and ``why`` once it has been shown."""

    pk: int
    key: str
    reference: str
    state: str
    rank: int | None
    ground: str
    measure: str
    technique: str
    mandatory: bool
    score: float
    arrival: datetime | None
    decided: datetime | None
    holder_id: int | None
    holder: str | None
    assessment_id: int | None
    face: Face | None = None
    why: str = ""
    clock: object = None

    @property
    def band(self) -> str:
        """The letter of the score."""
        return band(self.score)


_READ: Final = (
    *("pk", "key", "reference", "state", "rank", "ground", "measure", "technique", "mandatory", "score"),
    *("arrival", "decided", "holder_id", "holder__full_name", "assessment_id"),
)


def standing(numbers: Sequence[int]) -> list[Row]:
    """These consignments in this order, as they stand now."""
    found = {row[0]: Row(*row) for row in Consignment.objects.filter(pk__in=numbers).values_list(*_READ)}
    return [found[number] for number in numbers if number in found]


_Key = tuple[int, int | None, Language]
_faces: dict[_Key, Face] = {}
_lock = Lock()


def show(rows: Iterable[Row], words: Words) -> None:
    """Give each row its face in the reader's language; those that nobody asked for lately are made now."""
    wanted = {(row.pk, row.assessment_id, words.language): row for row in rows}
    with _lock:
        for key, row in wanted.items():
            if (known := _faces.pop(key, None)) is not None:
                _faces[key] = row.face = known  # last in line to be dropped
    new = {row.pk: row for row in wanted.values() if row.face is None}
    made = _made(list(new), words) if new else {}
    with _lock:
        for number, face in made.items():
            row = new[number]
            row.face = _faces[number, row.assessment_id, words.language] = face
        for key in list(_faces)[: max(0, len(_faces) - _KEPT)]:
            del _faces[key]
    for row in wanted.values():
        row.why = row.face.why if row.face else ""


def forget() -> None:
    """Keep none of what was made so far: the database is another one."""
    with _lock:
        _faces.clear()


def with_signals(row: Row, signals: Sequence[dict[str, Any]], words: Words) -> None:
    """Show these signals in place of the row's own, where they are others: some may be withheld from the reader."""
    if row.face is not None and any(own is not other for own, other in zip(row.face.signals, signals, strict=True)):
        row.why = _macros().why(signals, words.say)


def _made(numbers: Sequence[int], words: Words) -> dict[int, Face]:
    shown = ("office", "mode", "flow", "hs_codes", "gross_mass", "value", "currency", "consignor", "consignee", "goods")
    found = list(
        Consignment.objects.filter(pk__in=numbers)
        .select_related("assessment")
        .only(*shown, "assessment__said")
        .order_by("pk")
    )
    said = [each.assessment.said if each.assessment else _NOTHING for each in found]
    macros = _macros()
    faces = {}
    for each, one in zip(found, told(said, words.language, most=_REASONS), strict=True):
        faces[each.pk] = Face(
            macros.place(each, words),
            macros.facts(each, words.number),
            macros.about(each, words.say),
            macros.why(one["signals"], words.say),
            tuple(one["signals"]),
        )
    return faces


_NOTHING: Final[dict[str, Any]] = {"signals": []}


def _macros() -> Any:  # noqa: ANN401 - what a template defines
    return engines["jinja2"].env.get_template("desk/face.html.j2").module
