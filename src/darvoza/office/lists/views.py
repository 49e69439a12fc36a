"""The pages of watch lists: all of them, one with its entries, what changed, and who is newly hit."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tasks_db.models import DBTaskResult

from darvoza.office.audit.record import record
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.desk.models import Consignment
from darvoza.office.liaison import bound
from darvoza.office.liaison.models import Made
from darvoza.office.lists import keeping
from darvoza.office.lists.keeping import READERS, WRITERS, NotKeptError
from darvoza.office.lists.tasks import look_back_on
from darvoza.office.pages import Stretch, page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Unit
from darvoza.parties import (
    Identifier,
    Kept,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    UnreadableListError,
    WatchList,
)

DAYS: Final = (7, 30, 90, 365)
_LARGEST: Final = 256 * 1024 * 1024
_LONGEST: Final = 300


@allow(*READERS)
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Every watch list that is kept, and a way to bring in a file; a bad one leaves the good version in use."""
    refused = None
    if request.method == "POST":
        keeping.only_for_real(request.viewer, WRITERS)
        try:
            brought = _bring(request)
        except UnreadableListError as error:
            refused = error
        else:
            for each, new in brought:
                said = "{name}: {count} entries, a new version." if new else "{name}: nothing new, {count} entries."
                say_next(request, said, name=each.id, count=len(each))
            return redirect("lists")
    return page(
        request,
        "lists/lists",
        here="lists",
        tab="watch",
        list_readers=READERS,
        status=422 if refused else 200,
        rows=[each for each in keeping.lines(request.viewer) if each.snapshot.id not in bound.withheld_lists(request)],
        withheld=sum(keeping.visible(request.viewer, each) for each in bound.withheld_lists(request)),
        refused=refused,
        writes=request.viewer.has(*WRITERS),
        heard=heard(request),
    )


def _bring(request: HttpRequest) -> list[tuple[WatchList, bool]]:
    """The files as they were sent, written under their own names: a table of one's own is called by its file."""
    files = request.FILES.getlist("files")
    if not files:
        raise UnreadableListError("—", None, None, "No file was chosen.", "Choose one.")
    with TemporaryDirectory() as folder:
        paths = []
        for number, file in enumerate(files):
            name = Path(file.name).name.lstrip(".") or "list"
            if file.size > _LARGEST:
                raise UnreadableListError(name, None, str(file.size), "The file is too large.", "Send a smaller one.")
            path = Path(folder, str(number), name)
            path.parent.mkdir()
            with path.open("wb") as written:
                for chunk in file.chunks():
                    written.write(chunk)
            paths.append(path)
        try:
            return keeping.bring(paths, request.viewer, shrunk=bool(request.POST.get("shrunk")))
        except UnreadableListError as error:
            # the officer knows the file by its name, not by where it was laid for reading
            raise UnreadableListError(
                Path(error.file).name, error.line, error.value, error.rule, error.advice
            ) from error


@allow(*WRITERS)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a list of the unit's own."""
    keeping.only_for_real(request.viewer, WRITERS)
    title = _text(request, "title")
    unit = Unit.objects.filter(pk__in=request.viewer.units(WRITERS)).order_by("pk").first()
    if not title or unit is None:
        say_next(request, "Give the list a title.", wrong=True)
        return redirect("lists")
    try:
        return redirect("watch-list", keeping.start(title, request.viewer, unit))
    except NotKeptError as error:
        say_next(request, error.message, wrong=True, **error.values)
        return redirect("lists")


@allow(*READERS)
@require_safe
def watch_list(request: HttpRequest, name: str) -> HttpResponse:
    """One list: its entries, searched by name or number, and its versions."""
    closed = bound.gate(request, Made.LIST, name) if keeping.visible(request.viewer, name) else None
    if closed is not None:
        return closed
    versions = _versions(request, name)
    shown = keeping.snapshot(versions[-1].path)
    search = str(request.GET.get("search", "")).strip()[:_LONGEST].casefold()
    rows = [each for each in shown.entries if not search or _says(each, search)]
    stretch = Stretch.asked(request.GET.get("page"), len(rows))
    return page(
        request,
        "lists/list",
        here="lists",
        shown=shown,
        versions=list(reversed(versions)),
        rows=stretch.of(rows),
        stretch=stretch,
        search=search,
        edits=_edits(request, name),
        kinds=[each.value for each in PartyKind],
        received=bound.received(request, Made.LIST, name),
        heard=heard(request),
    )


@allow(*WRITERS)
@require_POST
def add(request: HttpRequest, name: str) -> HttpResponse:
    """Add an entry to the unit's own list, with a reason: a new version."""
    _own(request, name)
    said = {field: _text(request, field) for field in ("number", "name", "kind", "identifier", "country", "reason")}
    if not said["name"] or not said["reason"]:
        say_next(request, "An entry has a name, and a reason why it is listed.", wrong=True)
        return redirect("watch-list", name)
    scheme, _, value = said["identifier"].partition(":")
    party = ListedParty(
        entity_id=said["number"] or f"{_seen(request) + 1}",
        kind=next((each for each in PartyKind if each.value == said["kind"]), None),
        names=(ListedName(said["name"], NameKind.PRIMARY),),
        identifiers=(Identifier(scheme.strip().upper(), value.strip()),) if value.strip() else (),
        countries=(said["country"].upper(),) if len(said["country"]) == _COUNTRY else (),
        reason=said["reason"],
    )
    try:
        keeping.add(name, party, said["reason"], request.viewer, seen=_seen(request))
    except NotKeptError as error:
        say_next(request, error.message, wrong=True, **error.values)
    else:
        say_next(request, "{name} is on the list. Look back to see who is newly hit.", name=party.name)
    return redirect("watch-list", name)


_COUNTRY: Final = 2


@allow(*WRITERS)
@require_POST
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Take an entry off the unit's own list, with a reason: a new version."""
    _own(request, name)
    number, reason = _text(request, "number"), _text(request, "reason")
    if not reason:
        say_next(request, "Say why it is taken off.", wrong=True)
        return redirect("watch-list", name)
    try:
        keeping.remove(name, number, reason, request.viewer, seen=_seen(request))
    except NotKeptError as error:
        say_next(request, error.message, wrong=True, **error.values)
    else:
        say_next(request, "Number {number} is off the list.", number=number)
    return redirect("watch-list", name)


@allow(*READERS)
@require_safe
def changed(request: HttpRequest, name: str) -> HttpResponse:
    """What a version adds, changes and removes beside an older one."""
    older, newer = _pair(_versions(request, name), request.GET)
    found = keeping.changes(older.path, newer.path)
    rows: list[tuple[str, ListedParty, tuple[str, ...]]] = [("added", each, ()) for each in found.added]
    rows += [("changed", each.after, each.fields) for each in found.changed]
    rows += [("removed", each, ()) for each in found.removed]
    stretch = Stretch.asked(request.GET.get("page"), len(rows))
    return page(
        request,
        "lists/changed",
        here="lists",
        shown=found.newer,
        older=older,
        newer=newer,
        counts=[("added", len(found.added)), ("changed", len(found.changed)), ("removed", len(found.removed))],
        rows=stretch.of(rows),
        stretch=stretch,
        days=DAYS,
        asked=_asked_before(request, name),
    )


@allow(*READERS)
@require_POST
def look_back(request: HttpRequest, name: str) -> HttpResponse:
    """Ask who of the last days is newly hit by what changed, and who is hit no more."""
    older, newer = _pair(_versions(request, name), request.POST)
    asked = request.POST.get("days", "")
    days = next((each for each in DAYS if str(each) == asked), DAYS[1])
    offices = request.viewer.posts_of(READERS)
    asked_for = look_back_on.enqueue(name, older.number, newer.number, days, offices)
    detail: dict[str, Any] = {"older": older.number, "newer": newer.number, "days": days}
    record("looked back", by=request.viewer.officer, subject=name, unit=request.viewer.home, detail=detail)
    return redirect("looked-back", str(asked_for.id))


@allow(*READERS)
@require_safe
def looked_back(request: HttpRequest, number: str) -> HttpResponse:
    """What a look back found; only consignments that the viewer may see."""
    found = _task(number)
    args = found.args_kwargs.get("args", []) if found else []
    if found is None or not _shown(request, args[0]) or not set(args[4]) & set(_posts(request)):
        raise Http404
    told = found.return_value or {"screened": 0, "found": 0, "matches": []}
    stretch = Stretch.asked(request.GET.get("page"), len(told["matches"]))
    matches = list(stretch.of(told["matches"]))
    keys = [each[0] for each in matches]
    seen = Consignment.objects.visible_to(request.viewer, *READERS).filter(key__in=keys)
    rows = {each.key: each for each in seen.defer("filed", "search")}
    return page(
        request,
        "lists/looked_back",
        here="lists",
        name=args[0],
        older=args[1],
        newer=args[2],
        days=args[3],
        state=found.status,
        told=told,
        rows=[(rows[each[0]], each) for each in matches if each[0] in rows],
        stretch=stretch,
    )


def _asked_before(request: HttpRequest, name: str) -> "list[DBTaskResult[Any, Any]]":
    """The last look backs for this list at the viewer's posts."""
    posts = set(_posts(request))
    last = DBTaskResult.objects.filter(task_path=look_back_on.module_path).order_by("-enqueued_at")[:_LOOKED_THROUGH]
    found = [each for each in last if each.args_kwargs["args"][0] == name and set(each.args_kwargs["args"][4]) & posts]
    return found[:_SHOWN]


_LOOKED_THROUGH: Final = 100
_SHOWN: Final = 5


def _posts(request: HttpRequest) -> list[str]:
    posts: list[str] = request.viewer.posts_of(READERS)
    return posts


def _task(number: str) -> "DBTaskResult[Any, Any] | None":
    try:
        return DBTaskResult.objects.filter(pk=UUID(number), task_path=look_back_on.module_path).first()
    except ValueError:
        return None


def _versions(request: HttpRequest, name: str) -> list[Kept]:
    kept = keeping.store()
    if name not in kept.list_ids() or not _shown(request, name):
        raise Http404
    return kept.kept(name)


def _shown(request: HttpRequest, name: str) -> bool:
    """Whether the viewer may see a list: of the own units, and not withheld."""
    return keeping.visible(request.viewer, name) and name not in bound.withheld_lists(request)


def _pair(versions: list[Kept], asked: Any) -> tuple[Kept, Kept]:  # noqa: ANN401 - a query of Django's, which has no types
    """The two versions that are asked for, else the last two."""
    by_number = {str(each.number): each for each in versions}
    newer = by_number.get(asked.get("newer", ""), versions[-1])
    before = [each for each in versions if each.number < newer.number]
    older = by_number.get(asked.get("older", ""), before[-1] if before else newer)
    return (older, newer) if older.number <= newer.number else (newer, older)


def _edits(request: HttpRequest, name: str) -> bool:
    return keeping.unit_of(name) in request.viewer.units(WRITERS)


def _own(request: HttpRequest, name: str) -> None:
    _versions(request, name)
    if not _edits(request, name):
        raise Http404
    keeping.only_for_real(request.viewer, WRITERS)


def _says(party: ListedParty, search: str) -> bool:
    return search == party.entity_id.casefold() or any(search in name.text.casefold() for name in party.names)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


_DIGITS: Final = 9


def _text(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).strip()[:_LONGEST]
