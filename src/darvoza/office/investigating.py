"""What analysts, supervisors and inspectors leave behind in a filled office: profiles, lists, cases, open orders."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count

from darvoza import parties
from darvoza.office import clock
from darvoza.office.audit.record import record
from darvoza.office.cases import keeping as cases
from darvoza.office.cases.custody import hand_over
from darvoza.office.desk.deciding import Choice, decide
from darvoza.office.desk.models import Consignment, SavedView, State
from darvoza.office.desk.names import transliterated
from darvoza.office.desk.resources import DECISIONS, watch_lists
from darvoza.office.examination.models import Examination
from darvoza.office.examination.orders import make_due
from darvoza.office.home import office_home
from darvoza.office.lists import keeping as lists
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Officer, Role, Unit
from darvoza.office.profiles.keeping import signed, store
from darvoza.parties import ListedName, ListedParty, PartyKind
from darvoza.risk.profiles import Record
from darvoza.signals import Typology

_YEAR: Final = timedelta(days=364)
_HALF: Final = timedelta(days=182)
_PROFILES: Final = (
    ("FERTILISER-AF", "Nitrogen fertiliser to Afghanistan", Typology.PRECURSORS, 0.35, "physical examination", True),
    ("LATE-BY-RIVER", "Lodged as the barge arrives", Typology.GENERAL, 0.1, "document check", True),
    ("HEAVY-COTTON", "More cotton on one barge than it carries", Typology.DRUGS, 0.3, None, False),
)
_CONDITIONS: Final = {
    "FERTILISER-AF": "hs_code like '3102%' and destination = 'AF'",
    "LATE-BY-RIVER": "mode = 'river' and destination = 'AF' and notice_hours < 1",
    "HEAVY-COTTON": "hs_code like '52%' and gross_mass_kg > 80000",
}
_PURPOSES: Final = {
    "FERTILISER-AF": "Fertiliser that is diverted to home-made explosives; from the case of last spring.",
    "LATE-BY-RIVER": "Papers that leave the post no time to look.",
    "HEAVY-COTTON": "Mass that does not fit the barge: something else is under the bales.",
}
_REPORT: Final = (
    b"Laboratory report 214/26\nSample: 3 vials from drum 4, seal UZ 0041877\n"
    b"Method: GC-MS\nResult: as described in the finding. Purity above 95 %.\n"
)
_ASKED: Final = 3
_ORDERED: Final = 3
"""Stops of the last morning that are decided already, so that inspectors have something to do."""


def investigate(units: Iterable[Unit], morning: datetime, chance: random.Random) -> int:
    """Everything beside the days' decisions and examinations; how many decisions more were made.

    Goes through the doors that officers use, so that the audit log says who did it.
    """
    decided = 0
    for number, unit in enumerate(units):
        analyst, supervisor = _of(unit, Role.ANALYST), _of(unit, Role.SUPERVISOR)
        with clock.at(morning + timedelta(minutes=number)):
            _allow(unit, analyst, morning.date())
            _cases(unit, analyst, supervisor, chance)
        with clock.at(morning + timedelta(minutes=30 + number)):
            decided += _order(unit)
    return decided


def write_profiles(unit: Unit, morning: datetime) -> None:
    """Profiles by one analyst, all but the last approved by a supervisor, before the first day's messages come in."""
    analyst, supervisor, today = _of(unit, Role.ANALYST), _of(unit, Role.SUPERVISOR), morning.date()
    with clock.at(morning):
        _write(analyst, supervisor, today)


def _write(analyst: Officer, supervisor: Officer, today: date) -> None:
    for name, title, typology, weight, measure, approved in _PROFILES:
        kept = store().add(
            Record(
                id=name,
                title=title,
                condition=_CONDITIONS[name],
                author=signed(analyst),
                purpose=_PURPOSES[name],
                typology=typology,
                weight=weight,
                start=today - timedelta(days=30),
                end=today + _YEAR,
                review=today + _HALF,
                measure=measure,
            )
        )
        record("wrote a profile", by=analyst, subject=name, detail={"version": kept.version})
        if approved:
            store().approve(name, kept.version, by=signed(supervisor))
            record("approved a profile", by=supervisor, subject=name, detail={"version": kept.version})


def keep_lists(units: Iterable[Unit], evening: datetime) -> None:
    """Lists of the units' own: who had a breach, and who comes often and is asked about, as a partner spelled it."""
    for unit in units:
        with clock.at(evening):
            _own_list(unit, Viewer(_of(unit, Role.ANALYST)))


def _own_list(unit: Unit, viewer: Viewer) -> None:
    name = lists.start("Consignees to look at", viewer, unit)
    found = _breaches(unit).exclude(order__consignment__consignee="")
    breached = found.values_list("order__consignment__consignee", flat=True)[:4]
    seen = Consignment.objects.filter(office__in=unit.posts.values("code")).exclude(consignee="")
    often = seen.values("consignee").annotate(times=Count("pk")).order_by("-times", "consignee")[:60]
    asked = [latin for each in often if (latin := transliterated(each["consignee"]))][:_ASKED]
    reasons = dict.fromkeys(breached, "Breach found at examination") | dict.fromkeys(asked, "Named by a partner")
    for number, (said, reason) in enumerate(reasons.items(), 1):
        entry = ListedParty(
            entity_id=str(number), kind=PartyKind.ORGANISATION, names=(ListedName(said),), reason=reason
        )
        lists.add(name, entry, reason, viewer, seen=number)


def _allow(unit: Unit, analyst: Officer, today: date) -> None:
    """One match of this unit is known to be somebody else."""
    known = watch_lists()
    waiting = Consignment.objects.filter(office__in=unit.posts.values("code"), typologies__contains="sanctions")
    for row in waiting.exclude(state=State.WAITING).select_related("assessment").order_by("-pk")[:40]:
        for signal in row.assessment.said["signals"] if row.assessment else ():
            said = {fact["name"]: fact["value"] for fact in signal["evidence"]}
            list_id, _, entity = signal["id"].partition(":")
            if known is None or signal["kind"] != "party match" or not said.get("declared"):
                continue
            values = {"watch_list": list_id, "entity_id": entity, "declared": said["declared"]}
            reason = "Another person: the date of birth in the passport differs."
            try:
                parties.allow(
                    office_home() / DECISIONS,
                    known,
                    **values,
                    officer=str(analyst),
                    reason=reason,
                    until=today + _HALF,
                    now=clock.now(),
                )
            except parties.DecisionError:
                continue  # the list has changed since
            record("allowed", by=analyst, subject=f"{list_id}:{entity}", detail=values | {"reason": reason})
            return


def _cases(unit: Unit, analyst: Officer, supervisor: Officer, chance: random.Random) -> None:
    """The unit's first findings become cases: the first with evidence on its way, the second closed."""
    found = list(_breaches(unit).select_related("order__consignment").order_by("pk")[:3])
    for number, finding in enumerate(found):
        row = finding.order.consignment
        goods = (row.goods or row.reference).split(";")[0].capitalize()
        title = f"{goods}: {row.consignee or row.reference}"[:120]
        case = cases.open_case(
            unit,
            title,
            analyst,
            typology=finding.typology,
            consignment=row,
        )
        cases.add_note(
            case, "The broker says the consignee changed a week before arrival: ask for the contract.", analyst
        )
        stored = cases.store_pieces([_REPORT])
        cases.add_evidence(
            case, "Report of the laboratory", analyst, source="Laboratory", name="report-214.txt", file=stored
        )
        sample = cases.add_evidence(case, "Sample of drum 4, three vials", analyst, giver=str(finding.officer))
        hand_over(
            sample, giver=str(analyst), receiver="Forensic laboratory", why="Analysis", by=analyst, place="Laboratory"
        )
        task = cases.add_task(case, "Ask the country of dispatch about the consignor", analyst, supervisor)
        if number == 1:
            cases.finish(task, analyst)
            cases.close(case, "Handed to the prosecutor; goods confiscated.", supervisor)
        elif chance.random() < 0.5:
            cases.add_task(case, "Have the seals compared with those of the last crossing", analyst, supervisor)
    SavedView.objects.get_or_create(officer=_of(unit, Role.TARGETER), name="Sanctions", query="?typology=sanctions")


def _order(unit: Unit) -> int:
    """The targeter has decided the first stops of the morning, all but the very first."""
    viewer = Viewer(_of(unit, Role.TARGETER))
    visible = Consignment.objects.visible_to(viewer, Role.TARGETER)
    stops = visible.filter(state=State.WAITING, rank__gt=1).exclude(measure__in=("", "release"))
    found = list(stops.order_by("rank", "pk").values("pk", "measure")[:_ORDERED])
    for each in found:
        decide(visible, each["pk"], Choice(each["measure"]), viewer)
    make_due(viewer.posts_of((Role.TARGETER,)))
    return len(found)


def _breaches(unit: Unit):  # type: ignore[no-untyped-def] # noqa: ANN202 - a query set of Django's, which has no types
    offices = unit.posts.values("code")
    return Examination.objects.filter(breach=True, order__office__in=offices, correction__isnull=True)


def _of(unit: Unit, role: Role) -> Officer:
    return Officer.objects.filter(memberships__unit=unit, memberships__role=role.value).order_by("pk")[0]
