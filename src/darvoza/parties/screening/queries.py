"""Screening a file of names: the names a unit wants looked up, or an evaluation set, one answer a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from darvoza.parties.candidates.asking import Declared
from darvoza.parties.candidates.index import NameIndex
from darvoza.parties.candidates.search import search
from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import WatchLists
from darvoza.parties.lists.sources.files import decode, read_bytes, table
from darvoza.parties.lists.sources.own import KINDS
from darvoza.parties.lists.unreadable import UnreadableListError
from darvoza.parties.screening.explain import explained

_NEEDED: Final = frozenset({"id", "name"})
_STRETCH: Final = 4096


class Answer(msgspec.Struct, frozen=True):
    """One line of the result: who the name with this id may be, best first."""

    id: str
    matches: tuple["AnswerMatch", ...]


class AnswerMatch(msgspec.Struct, frozen=True, kw_only=True):
    """One match as written out."""

    entity_id: str
    list: str
    name: str
    listed_name: str
    score: float
    reasons: tuple["AnswerReason", ...]


class AnswerReason(msgspec.Struct, frozen=True):
    """One reason in an English sentence, and what it adds to the log-odds of the score."""

    text: str
    weight: float


def screen_queries(lists: WatchLists, queries: Path, out: Path, limit: int = 10, threshold: float = 0.0) -> int:
    """Look up every name of a CSV file on the watch lists and write a line of JSON for each; returns how many.

    ``queries`` has the columns ``id`` and ``name``, and optionally ``type``, ``country``, ``address``, ``identifier``,
    ``birth_date`` (several identifiers set apart by ``;``); other columns are passed over. Each line of ``out`` has
    ``id`` and ``matches``, at most ``limit``, best first, each with ``entity_id``, ``list``, ``name``, ``score`` and
    ``reasons``: each a ``text`` and its ``weight``, which together make the score
    (:func:`~darvoza.parties.likeness.match.score_of`).

    Raises:
        UnreadableListError: the file is missing, has not the columns, or a value that cannot be read.
    """
    index = NameIndex.build(lists)
    asked = list(_rows(queries))
    encoder = msgspec.json.Encoder()
    with out.open("wb") as file:
        for start in range(0, len(asked), _STRETCH):
            stretch = asked[start : start + _STRETCH]
            declared = [each for _, each in stretch]
            hits = search(declared, index, threshold=threshold, limit=limit)
            found: list[list[AnswerMatch]] = [[] for _ in stretch]
            for of, match in zip(hits.declared.tolist(), explained(hits, declared, index), strict=True):
                found[of].append(
                    AnswerMatch(
                        entity_id=match.entity_id,
                        list=match.list,
                        name=match.name,
                        listed_name=match.listed_name,
                        score=round(match.score, 12),
                        reasons=tuple(AnswerReason(each.say(), round(each.weight, 6)) for each in match.reasons),
                    )
                )
            answers = [Answer(number, tuple(matches)) for (number, _), matches in zip(stretch, found, strict=True)]
            file.write(encoder.encode_lines(answers))
    return len(asked)


def _rows(path: Path) -> Iterator[tuple[str, Declared]]:
    rows = table(path, decode(path, read_bytes(path)), None)
    line, heading = next(rows, (1, []))
    columns = [cell.strip().lower() for cell in heading]
    if missing := _NEEDED - set(columns):
        raise UnreadableListError(
            path,
            line,
            ",".join(heading),
            f"The heading lacks {min(missing)}.",
            "Name the columns id and name at least.",
        )
    for line, cells in rows:
        row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
        kind = row.get("type", "").lower()
        if kind not in KINDS:
            raise UnreadableListError(
                path, line, kind, "Column type is person, company, vessel or aircraft.", "Leave it empty if not known."
            )
        yield (
            row["id"],
            Declared(
                row.get("name") or None,
                country_code(row.get("country")),
                tuple(text.strip() for text in row.get("identifier", "").split(";") if text.strip()),
                KINDS[kind],
                iso_date(row.get("birth_date")),
                row.get("address") or None,
            ),
        )
