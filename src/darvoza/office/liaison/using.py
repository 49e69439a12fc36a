"""Using something received: for a case, on a consignment, in a profile, on a watch list; its caveats go along."""

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from darvoza.exchange import Contents, Node, NotAllowed, PartyData, Use, View
from darvoza.office.cases.models import WORKERS, Case
from darvoza.office.cases.models import State as CaseState
from darvoza.office.desk.flash import heard, say_next
from darvoza.office.desk.models import Consignment
from darvoza.office.liaison.bound import QUOTERS, quote, withheld_profiles
from darvoza.office.liaison.models import Made, Quote
from darvoza.office.liaison.node import looking, with_node
from darvoza.office.liaison.telling import badges
from darvoza.office.lists import keeping
from darvoza.office.pages import page
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role, Unit
from darvoza.office.profiles.keeping import store as profiles
from darvoza.parties import Identifier, ListedName, ListedParty, NameKind, PartyKind
from darvoza.risk import RecordRefused, StoreRefused

_SHOWN = 500


@allow(*QUOTERS)
@require_http_methods(["GET", "POST"])
@with_node(*QUOTERS)
def use(request: HttpRequest, node: Node, item: str) -> HttpResponse:
    """For what an item is used: a case of one's unit, a consignment at its posts, or a profile."""
    thing = node.holdings.find(item)
    if thing is None or thing.supplier is None or thing.kind != "item":
        raise Http404
    view = node.holdings.read(looking(request), item)
    if view.withheld:
        return redirect("liaison-message", thing.message or "")
    if request.method == "POST":
        made, key = request.POST.get("made", ""), request.POST.get("key", "").strip()
        if made == Made.LIST:
            return _listed(request, node, view)
        title = _title(request, made, key) if made in set(Made) else None
        if title is not None:
            return _used(request, node, view, made, title)
        say_next(request, "There is none of this name that you work on.", wrong=True)
    return page(
        request,
        "liaison/use",
        here="liaison",
        view=view,
        badges=badges(view.caveats, node.register.find(thing.agreement or ""), request.words),
        cases=list(_cases(request)[:_SHOWN]),
        profiles=_profiles(request),
        named=named(view) if request.viewer.has(Role.ANALYST) else [],
        used=list(Quote.objects.filter(item=item).select_related("by").order_by("added")),
        heard=heard(request),
    )


def _used(request: HttpRequest, node: Node, view: View, made: str, title: tuple[str, str]) -> HttpResponse:
    key, name = title
    try:
        with transaction.atomic():
            reason = request.POST.get("why", "").strip()
            quote(request, node, made, key, name, view.id, reason)
    except NotAllowed as refused:
        for each in refused.withheld:
            say_next(request, each.reason, wrong=True, **each.values)
        return redirect("liaison-use", view.id)
    say_next(request, "It is used there, and its caveats go with it.")
    return redirect("liaison-use", view.id)


def named(view: View) -> list[PartyData]:
    """The persons and companies that an item names, each once."""
    told = msgspec.convert(view.contents, Contents)
    every = (*told.parties, *(party for each in told.consignments for party in each.parties))
    return list({each.name.casefold(): each for each in every if each.name}.values())


def _listed(request: HttpRequest, node: Node, view: View) -> HttpResponse:
    """Begin a watch list of the unit's own with whom an item names: it is bound by the item's caveats as a whole."""
    chosen = set(request.POST.getlist("party"))
    parties = [each for number, each in enumerate(named(view)) if str(number) in chosen]
    unit = Unit.objects.filter(pk__in=request.viewer.units((Role.ANALYST,))).order_by("pk").first()
    if unit is None or not parties:
        say_next(request, "Choose whom to list.", wrong=True)
        return redirect("liaison-use", view.id)
    keeping.only_for_real(request.viewer, (Role.ANALYST,))
    try:
        with transaction.atomic():
            node.holdings.require(looking(request), [view.id], Use())
            reason = request.POST.get("why", "").strip()[:300] or view.title or "—"
            title = f"{view.title or '—'} ({view.id[:8]})"
            name = keeping.start(title, request.viewer, unit, plain=False)
            quote(request, node, Made.LIST, name, title, view.id, reason)
            for number, party in enumerate(parties, 1):
                keeping.add(name, _entry(party, str(number), reason), reason, request.viewer, seen=number, plain=False)
    except NotAllowed as refused:
        for each in refused.withheld:
            say_next(request, each.reason, wrong=True, **each.values)
        return redirect("liaison-use", view.id)
    except keeping.NotKeptError as refused:
        say_next(request, refused.message, wrong=True, **refused.values)
        return redirect("liaison-use", view.id)
    say_next(request, "It is used there, and its caveats go with it.")
    return redirect("watch-list", name)


def _entry(party: PartyData, number: str, reason: str) -> ListedParty:
    """Somebody whom a partner named, as a watch list has them."""
    place = party.address.country_code if party.address else None
    told = ((scheme.strip().upper(), value.strip()) for scheme, _, value in (each.partition(":") for each in party.ids))
    return ListedParty(
        entity_id=number,
        kind=PartyKind.PERSON if party.birth_date else None,
        names=(ListedName(party.name or "—", NameKind.PRIMARY),),
        identifiers=tuple(Identifier(scheme, value) for scheme, value in told if value),
        birth_dates=(party.birth_date.isoformat(),) if party.birth_date else (),
        countries=tuple(dict.fromkeys(each for each in (party.nationality_code, place) if each)),
        reason=reason,
    )


def _title(request: HttpRequest, made: str, key: str) -> tuple[str, str] | None:
    """The key and the title of what an item is to be used for, if the viewer works on it."""
    if made == Made.CASE:
        case = next((each for each in _cases(request)[:_SHOWN] if str(each.pk) == key), None)
        return (str(case.pk), case.title) if case else None
    if made == Made.CONSIGNMENT:
        rows = Consignment.objects.visible_to(request.viewer, *QUOTERS).defer("filed")
        row = rows.filter(key=key).first() or rows.filter(reference=key).order_by("-pk").first()
        return (row.key, row.reference or row.key) if row else None
    found = dict(_profiles(request))
    return (key, found[key]) if key in found else None


def _cases(request: HttpRequest) -> QuerySet[Case]:
    return (
        Case.objects.visible_to(request.viewer, WORKERS)
        .filter(state=CaseState.OPEN)
        .select_related("unit")
        .order_by("-opened")
    )


def _profiles(request: HttpRequest) -> list[tuple[str, str]]:
    """The profiles that an analyst may write, by their name."""
    if not request.viewer.has(Role.ANALYST):
        return []
    try:
        found = {each.record.id: each.record.title for each in profiles().all()}
    except (StoreRefused, RecordRefused):
        return []
    hidden = withheld_profiles(request)
    return sorted((key, title) for key, title in found.items() if key not in hidden)
