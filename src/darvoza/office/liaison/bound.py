"""What of the office was made from what partners gave: it is bound by the caveats of all of it.

A case quotes an item, a consignment is tied to one, a profile is written from one: wherever such a thing is shown,
printed, exported or handed to another system, its received part is judged anew for whoever looks, and what is withheld
is said to be. Nothing here costs more than one query where nothing was received.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Any, Final

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from markupsafe import Markup

from darvoza.exchange import Action, KeyRefused, Node, Use, View, Viewer, Withheld
from darvoza.language import say
from darvoza.office.asking import answers
from darvoza.office.audit.record import record
from darvoza.office.clock import now
from darvoza.office.desk.models import Assessment
from darvoza.office.liaison.models import Made, Quote
from darvoza.office.liaison.naming import heading, written
from darvoza.office.liaison.node import WRITERS, looking, opened, service
from darvoza.office.liaison.telling import Badge, badges, closing_soon, lines, why
from darvoza.office.pages import page
from darvoza.office.people.models import Role
from darvoza.office.words import Words
from darvoza.risk import score
from darvoza.signals import SIGNAL_SCHEMA, SignalKind

QUOTERS: Final = (*WRITERS, Role.ANALYST)
"""Who may use something received for a case, a consignment or a profile."""
_NO_NODE: Final = "The exchange's node cannot be opened here, so nothing that came from partners is shown."
_WITHHELD: Final = "Withheld: this sign comes from a profile that was written from what a partner gave."
_LISTED: Final = "Withheld: this sign comes from a watch list that was made from what a partner gave."


_ANY_QUOTE: Final = "SELECT 1 FROM liaison_quote WHERE made = %s AND key = %s LIMIT 1"
_ANY_SOURCE: Final = "SELECT 1 FROM liaison_quote WHERE made IN (%s, %s) LIMIT 1"


@dataclass(frozen=True, slots=True)
class Quoted:
    """One received item in something of the office, as one person may see it there."""

    quote: Quote
    view: View | None
    badges: list[Badge]
    reasons: list[tuple[str, str | None, str]]
    lines: list[tuple[str, str]]
    warning: date | None = None


def bound_id(made: str, key: str) -> str:
    """What the node calls something of the office."""
    return key if made == Made.CONSIGNMENT else f"{made}:{key}"


def quote(request: HttpRequest, node: Node, made: str, key: str, title: str, item: str, reason: str) -> None:
    """Use an item for something of the office, which inherits its caveats and those of all it was made from.

    Raises:
        NotAllowed: the item is withheld from this officer.
        KeyError: there is no such item.
    """
    node.holdings.require(looking(request), [item], Use())
    officer = request.viewer.officer
    given = {"why": reason[:300], "added": now(), "by": officer}
    Quote.objects.get_or_create(made=made, key=key, item=item, defaults=given)
    node.holdings.derive(bound_id(made, key), made, title[:500] or key, [item])
    detail = {"item": item, "made": made, "key": key, "why": reason[:300]}
    record("quoted", by=officer, subject=f"/liaison/use/{item}", detail=detail)


def quoted(request: HttpRequest, made: str, key: str, use: Use | None = None) -> list[Quoted]:
    """What partners gave for something of the office, as the viewer may see or use it; every look is logged."""
    if not answers(_ANY_QUOTE, [made, key]):
        return []
    found = list(Quote.objects.filter(made=made, key=key).select_related("by").order_by("added", "pk"))
    with _reachable() as node:
        return [_quoted(request, node, each, use or Use()) for each in found]


def _quoted(request: HttpRequest, node: Node | None, each: Quote, use: Use) -> Quoted:
    words: Words = request.words
    if node is None or node.holdings.find(each.item) is None:
        return Quoted(each, None, [], [(words.say(_NO_NODE), None, each.item)], [])
    view = node.holdings.read(looking(request), each.item, use)
    thing = node.holdings.find(each.item)
    agreement = node.register.find(thing.agreement) if thing and thing.agreement else None
    return Quoted(
        each,
        view,
        badges(view.caveats, agreement, words),
        [(why(one, words), one.ask, one.source) for one in view.withheld],
        [(heading(name, words), written(name, value, words)) for name, value in lines(view.contents)],
        closing_soon(view, agreement, node.now().date()),
    )


@contextmanager
def _reachable() -> Iterator[Node | None]:
    """The office's node, or None where it cannot be opened: then everything of it is withheld."""
    try:
        manager = opened()
        node = manager.__enter__()
    except (FileNotFoundError, KeyRefused):
        yield None
        return
    try:
        yield node
    finally:
        manager.__exit__(None, None, None)


def received(request: HttpRequest, made: str, key: object) -> Markup:
    """The part of a page that shows what partners gave for this, each with its caveats, or that it is withheld.

    Empty where nothing was received.
    """
    found = quoted(request, made, str(key))
    if not found:
        return Markup()
    serves = service(request.viewer)
    values = {
        "found": found,
        "words": request.words,
        "_": request.words.say,
        "writing": serves is not None and not serves[1].isdisjoint(WRITERS),
    }
    return Markup(render_to_string("liaison/received.html.j2", values, request))  # noqa: S704 - a template's own output


def against(viewer: Viewer, made: str, keys: Iterable[str], use: Use | None = None) -> dict[str, tuple[Withheld, ...]]:
    """Those of these things that this viewer may not use so, each with the reasons why not."""
    wanted = list(keys)
    bound = set(Quote.objects.filter(made=made, key__in=wanted).values_list("key", flat=True)) if wanted else set()
    if not bound:
        return {}
    with _reachable() as node:
        if node is None:
            nowhere = (Withheld(source="", reason=_NO_NODE, values={}),)
            return dict.fromkeys(bound, nowhere)
        found = {key: node.holdings.may(viewer, bound_id(made, key), use or Use()).withheld for key in bound}
    return {key: withheld for key, withheld in found.items() if withheld}


def gate(request: HttpRequest, made: str, key: str) -> HttpResponse | None:
    """A page that says that this is withheld from the viewer, and why; None where it is not."""
    if not Quote.objects.filter(made=made, key=key).exists():
        return None
    found = against(looking(request), made, [key]).get(key)
    if found is None:
        return None
    reasons = [(why(each, request.words), each.ask, each.source) for each in found]
    serves = service(request.viewer)
    writing = serves is not None and not serves[1].isdisjoint(WRITERS)
    return page(request, "liaison/closed", here="", status=HTTPStatus.OK, reasons=reasons, writing=writing, made=made)


@dataclass(frozen=True, slots=True)
class Hidden:
    """The profiles and watch lists whose received sources are withheld from somebody."""

    profiles: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is withheld."""
        return bool(self.profiles or self.lists)

    def of(self, kind: str, sign: str) -> str | None:
        """Why a sign of this kind and id is withheld; None where it is not."""
        if kind == SignalKind.PROFILE and sign in self.profiles:
            return _WITHHELD
        return _LISTED if kind == SignalKind.PARTY_MATCH and sign.partition(":")[0] in self.lists else None


def hidden_from(viewer: Viewer, use: Use | None = None) -> Hidden:
    """What raises signs and is withheld from this viewer."""
    bound = Quote.objects.filter(made__in=(Made.PROFILE, Made.LIST)).values_list("made", "key").distinct()
    known: dict[str, list[str]] = {Made.PROFILE: [], Made.LIST: []}
    for made, key in bound:
        known[made].append(key)
    return Hidden(*(frozenset(against(viewer, made, keys, use)) for made, keys in known.items()))


def _hidden(request: HttpRequest) -> Hidden:
    """What is withheld from the viewer, found out once for each page."""
    found: Hidden | None = getattr(request, "withheld_sources", None)
    if found is None:
        bound = answers(_ANY_SOURCE, [str(Made.PROFILE), str(Made.LIST)])
        found = hidden_from(looking(request)) if bound else Hidden()
        request.withheld_sources = found
    return found


def withheld_profiles(request: HttpRequest) -> frozenset[str]:
    """The profiles that are withheld from the viewer."""
    return _hidden(request).profiles


def withheld_lists(request: HttpRequest) -> frozenset[str]:
    """The watch lists that are withheld from the viewer."""
    return _hidden(request).lists


def closed_lists() -> frozenset[str]:
    """Watch lists made from what may be used no longer: nobody is screened against them."""
    bound = list(Quote.objects.filter(made=Made.LIST).values_list("key", flat=True).distinct())
    if not bound:
        return frozenset()
    with _reachable() as node:
        if node is None:
            return frozenset(bound)
        today = node.now().date()
        last = {key: node.holdings.closes(bound_id(Made.LIST, key)) for key in bound}
    return frozenset(key for key, day in last.items() if day is not None and day < today)


def shown_signs(request: HttpRequest, signals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The signs as the viewer may see them: that of a profile or list which is withheld says only that."""
    hidden = _hidden(request)
    return _without(signals, hidden, request.words) if hidden else list(signals)


def shown_scores(request: HttpRequest, said: dict[str, Any]) -> dict[str, Any]:
    """An assessment with the scores that what the viewer may see comes to; as it was made where nothing is withheld.

    ``said`` has its signals as they were raised. ``scored_without`` in what is given tells that something was left out.
    """
    return _scored(said, _hidden(request))


def shown_score_of(request: HttpRequest, numbers: Sequence[int | None]) -> dict[int, float]:
    """The scores of these assessments that are others to the viewer, since part of what they rest on is withheld."""
    return _scores(numbers, _hidden(request))


def handed_score_of(system: str, unit: str, numbers: Sequence[int | None]) -> dict[int, float]:
    """The same for another system, which gets only what is bound to no purpose and no role."""
    return _scores(numbers, hidden_from(Viewer(who=system, unit=unit), Use(action=Action.INTERFACE)))


def _scores(numbers: Sequence[int | None], hidden: Hidden) -> dict[int, float]:
    if not hidden:
        return {}
    kept = Assessment.objects.filter(pk__in=[each for each in numbers if each is not None]).only("said").order_by("pk")
    shown = ((each.pk, _scored(each.said, hidden)) for each in kept)
    return {number: said["score"] for number, said in shown if "scored_without" in said}


def _scored(said: dict[str, Any], hidden: Hidden) -> dict[str, Any]:
    signals = said.get("signals", ())
    left = [each for each in signals if hidden.of(each.get("kind", ""), each["id"]) is None]
    if len(left) == len(signals):
        return said
    names = ("kind", "id", "typology", "subject", "weight", "mandatory")
    rows = [{name: each.get(name) for name in names} | {"row": 0} for each in left]
    schema = {name: SIGNAL_SCHEMA[name] for name in ("row", *names)}
    found = score(pl.DataFrame(rows, schema=schema), 1, contributions=False)
    typologies = found.typologies.sort("score", descending=True).select("typology", "score").to_dicts()
    return said | {"score": found.overall["score"][0], "typologies": typologies, "scored_without": True}


def shown_brief(request: HttpRequest, told: Any) -> Any:  # noqa: ANN401 - what an order tells, whose part of the office is above
    """An order's brief with the reasons as the viewer may see them."""
    hidden = _hidden(request)
    if hidden:
        why_not = [(each, hidden.of(each["kind"], each["id"])) for each in told.reasons]
        reasons = [each | {"text": request.words.say(gone)} if gone else each for each, gone in why_not]
        told = replace(told, reasons=reasons)
    return told


def for_court(request: HttpRequest, made: str, key: object) -> list[dict[str, Any]]:
    """What partners gave for something, for its bundle on paper: what may not be evidence is said to be withheld."""
    words: Words = request.words
    return [
        {
            "title": each.view.title if each.view and each.view.title else words.say("Withheld"),
            "from": words.country(each.view.supplier) if each.view else "—",
            "facts": each.lines,
            "caveats": [f"{badge.word}: {badge.meaning}" for badge in each.badges],
            "withheld": [reason for reason, _, _ in each.reasons],
        }
        for each in quoted(request, made, str(key), Use(action=Action.EVIDENCE))
    ]


def handed_over(system: str, unit: str, said: dict[str, Any], words: Words | None = None) -> dict[str, Any]:
    """An assessment as another system may have it: signs from withheld sources say only that they are withheld.

    A system states no purpose and holds no role, so only what is bound to neither goes out.
    """
    hidden = hidden_from(Viewer(who=system, unit=unit), Use(action=Action.INTERFACE))
    if not hidden:
        return said
    known = _scored(said, hidden)
    known.pop("scored_without", None)
    return known | {"signals": _without(said.get("signals", ()), hidden, words)}


def _without(signals: Sequence[dict[str, Any]], hidden: Hidden, words: Words | None) -> list[dict[str, Any]]:
    shown = []
    for each in signals:
        told = hidden.of(each.get("kind", ""), each["id"])
        if told is None:
            shown.append(each)
            continue
        told = words.say(told) if words else say(told)
        gone = {"reason": told, "text": told, "evidence": [], "subject": "—"}
        shown.append(each | {name: value for name, value in gone.items() if name in each})
    return shown
