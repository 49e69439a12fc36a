"""The case for court: one PDF in the reader's language, and an archive with every file and a manifest of hashes.

The same case in the same language gives the same bytes, so that two prints can be compared by their hash.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import msgspec
import typst

from darvoza.office.cases import timeline
from darvoza.office.cases.custody import check
from darvoza.office.cases.letters import font_folders, has_east_asian, legible
from darvoza.office.cases.models import TAKEN, Case, Custody, Evidence
from darvoza.office.cases.timeline import findings
from darvoza.office.desk.intake import stored
from darvoza.office.words import Words

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name
_CHUNK: Final = 1024 * 1024
_IN_MEMORY: Final = 8 * 1024 * 1024
_NUMBERED: Final = "Letters that no font of this paper has are written as their Unicode numbers between ⟨ and ⟩."


@dataclass(frozen=True, slots=True)
class Pdf:
    """A bundle as PDF, with its SHA-256."""

    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A bundle as an open file that stands at its start, with its SHA-256."""

    file: IO[bytes]
    sha256: str


def pdf(case: Case, words: Words, received: Sequence[dict[str, Any]] = ()) -> Pdf:
    """The case on paper: cover, contents, consignments, parties, findings, custody with hashes, notes and files."""
    whole = told(case, words, received)
    shown = legible(whole, has_east_asian())
    numbered = msgspec.json.encode(shown) != msgspec.json.encode(whole)
    made = typst.compile(
        Path(__file__).with_name("bundle.typ"),
        format="pdf",
        font_paths=list(font_folders()),
        ignore_system_fonts=True,  # those that come with packages are the same on every machine
        sys_inputs={
            "told": msgspec.json.encode(shown | {"letters": words.say(_NUMBERED) if numbered else ""}).decode()
        },
        timestamp=int(_changed(case).timestamp()),
    )
    content = bytes(made)
    return Pdf(content, hashlib.sha256(content).hexdigest())


def archive(case: Case, words: Words, received: Sequence[dict[str, Any]] = ()) -> Archive:
    """The PDF, every file of evidence, and ``manifest.txt`` with each one's SHA-256 as ``sha256sum -c`` reads it."""
    printed = pdf(case, words, received)
    lines = [f"{printed.sha256}  case.pdf"]
    made = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the answer to the browser closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as zipped:
        _add(zipped, "case.pdf", printed.content)
        for each in case.evidence.exclude(sha256="").order_by("number"):
            path, name = stored(each.sha256), f"evidence/{file_name(each)}"
            if path.exists():
                lines.append(f"{each.sha256}  {name}")
                with (
                    path.open("rb") as source,
                    zipped.open(zipfile.ZipInfo(name, _EPOCH), "w", force_zip64=True) as target,
                ):
                    while piece := source.read(_CHUNK):
                        target.write(piece)
        _add(zipped, "manifest.txt", ("\n".join(lines) + "\n").encode())
    made.seek(0)
    running = hashlib.sha256()
    while piece := made.read(_CHUNK):
        running.update(piece)
    made.seek(0)
    return Archive(made, running.hexdigest())


def file_name(evidence: Evidence) -> str:
    """How a file of evidence is called in an archive: its number first, and nothing that a file system minds."""
    kept = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in evidence.name).strip("._") or "file"
    return f"{evidence.number:03}-{kept[-100:]}"


def told(case: Case, words: Words, received: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Everything that the PDF says, in the reader's language, as values that JSON can hold.

    ``received`` is what partners gave for the case, as far as it may be put before a court.
    """
    pieces = list(case.evidence.select_related("by").prefetch_related("custody").order_by("number"))
    return {
        "language": {"uz": "uz", "tg": "tg"}.get(str(words.language)[:2], str(words.language)[:2]),
        "mark": case.mark,
        "title": case.title,
        "words": _headings(words),
        "facts": _facts(case, words),
        "outcome": case.outcome,
        "consignments": [_consignment(link, words) for link in case.links.select_related("consignment").order_by("pk")],
        "parties": [
            [
                each.name,
                words.say(each.role) if each.role else "",
                words.country(each.country) if each.country else "",
                each.note,
            ]
            for each in case.parties.order_by("name", "pk")
        ],
        "received": list(received),
        "findings": [_finding(each, words) for each in findings(case)],
        "evidence": [_evidence(each, words) for each in pieces],
        "notes": [
            [words.moment(each.made), each.by.full_name, each.text]
            for each in case.notes.select_related("by").order_by("made", "pk")
        ],
        "tasks": [
            [each.what, each.who.full_name, words.moment(each.done) if each.done else "—"]
            for each in case.tasks.select_related("who").order_by("pk")
        ],
        "events": [[words.moment(each.time), each.what, each.who, each.said] for each in timeline.told(case, words)],
    }


def _facts(case: Case, words: Words) -> list[tuple[str, str]]:
    closed = words.moment(case.closed) if case.closed else "—"
    return [
        (words.say("Unit"), case.unit.name),
        (words.say("Lead"), case.lead.full_name),
        (words.say("Typology"), words.say(case.typology) if case.typology else "—"),
        (words.say("Opened"), f"{words.moment(case.opened)} · {case.opened_by.full_name}"),
        (words.say("Closed"), closed + (f" · {case.closed_by.full_name}" if case.closed_by else "")),
        (words.say("Last change"), words.moment(_changed(case))),
    ]


def _consignment(link: Any, words: Words) -> dict[str, Any]:  # noqa: ANN401 - a model of Django's, which has no types
    row = link.consignment
    value = f"{words.number(row.value)} {row.currency}" if row.value is not None else "—"
    mass = words.number(row.gross_mass) if row.gross_mass is not None else "—"
    return {
        "reference": row.reference,
        "facts": [
            (words.say("Goods"), row.goods or "—"),
            (words.say("HS codes"), row.hs_codes or "—"),
            (words.say("Consignor"), row.consignor or "—"),
            (words.say("Consignee"), row.consignee or "—"),
            (words.say("Transport means"), row.means or "—"),
            (words.say("Post"), words.office(row.office)),
            (words.say("Gross mass, kg"), mass),
            (words.say("Value"), value),
            (words.say("Message"), row.key),
        ],
    }


def _finding(each: Any, words: Words) -> dict[str, Any]:  # noqa: ANN401 - a model of Django's, which has no types
    amount = f"{words.number(each.amount)} {each.currency}" if each.amount is not None else ""
    quantity = f"{words.number(each.quantity)} {each.unit}" if each.quantity is not None else ""
    return {
        "heading": f"{each.order.consignment.reference} · {words.moment(each.ended)}",
        "result": f"{each.code} {words.say(each.get_code_display())}",
        "facts": " · ".join(
            filter(None, (words.say(each.typology) if each.typology else "", each.category, quantity, amount))
        ),
        "officer": each.officer.full_name,
        "note": each.note,
        "seized": [" · ".join(filter(None, (one.what, one.place, one.seals))) for one in each.seizures.all()],
    }


def _evidence(each: Evidence, words: Words) -> dict[str, Any]:
    checked = check(each)
    whole = "As it came: file and custody agree with their hashes."
    broken = "Not as it came: see the hashes, and ask who keeps the office."
    entries = sorted(each.custody.all(), key=lambda entry: entry.number)
    return {
        "number": each.number,
        "what": each.what,
        "source": each.source or "—",
        "file": file_name(each) if each.sha256 else "—",
        "size": words.number(each.size) if each.size is not None else "—",
        "sha256": each.sha256 or "—",
        "state": words.say(whole if checked.whole else broken),
        "custody": [
            [
                words.moment(one.time),
                one.giver,
                one.receiver,
                " · ".join(filter(None, (_why(one, words), one.place))),
                one.seal,
            ]
            for one in entries
        ],
    }


def _why(entry: Custody, words: Words) -> str:
    """Why evidence changed hands, as written; what the office itself writes is said in the reader's language."""
    return words.say("Taken into the case") if entry.why == TAKEN else entry.why


def _headings(words: Words) -> dict[str, str]:
    return {
        "case": words.say("Case"),
        "contents": words.say("Contents"),
        "page": words.say("Page"),
        "outcome": words.say("Outcome"),
        "consignments": words.say("Consignments"),
        "parties": words.say("Parties"),
        "findings": words.say("Findings"),
        "custody": words.say("Evidence and statement of custody"),
        "received": words.say("From partner administrations"),
        "notes": words.say("Notes"),
        "tasks": words.say("Tasks"),
        "events": words.say("Timeline"),
        "files": words.say("List of files"),
        "none": words.say("None."),
        "name": words.say("Name"),
        "role": words.say("Role"),
        "country": words.say("Country"),
        "note": words.say("Note"),
        "source": words.say("From"),
        "file": words.say("File"),
        "size": words.say("Bytes"),
        "time": words.say("Time"),
        "giver": words.say("Handed over by"),
        "receiver": words.say("Received by"),
        "why": words.say("Why"),
        "seal": words.say("Seal"),
        "officer": words.say("Officer"),
        "seized": words.say("Seized"),
        "what": words.say("What"),
        "who": words.say("Who"),
        "done": words.say("Done"),
        "signature": words.say("Name, signature, date"),
        "how": words.say(
            "Each seal is the SHA-256 of a JSON array in UTF-8 without blanks: the seal before it (empty for the first)"
            ", the evidence's number and SHA-256, the entry's number, giver, receiver, reason, place, time in UTC and"
            " the name of who recorded it."
        ),
    }


def _changed(case: Case) -> datetime:
    """When anything in the case last changed: the moment that its bundle bears, so that it stays the same till then."""
    moments = [case.opened, case.closed]
    for related, name in (
        ("links", "added"),
        ("parties", "added"),
        ("notes", "made"),
        ("tasks", "made"),
        ("tasks", "done"),
    ):
        moments.append(getattr(case, related).aggregate(last=_max(name))["last"])
    for related, name in (("evidence", "custody__time"), ("deliveries", "asked"), ("deliveries", "answered")):
        moments.append(getattr(case, related).aggregate(last=_max(name))["last"])
    moments += [each.received for each in findings(case)]
    return max(each for each in moments if each is not None).astimezone(UTC)


def _max(name: str) -> Any:  # noqa: ANN401 - an expression of Django's
    from django.db.models import Max  # noqa: PLC0415 - beside its only use

    return Max(name)


def _add(zipped: zipfile.ZipFile, name: str, content: bytes) -> None:
    zipped.writestr(zipfile.ZipInfo(name, _EPOCH), content)
