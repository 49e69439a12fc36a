"""Filling an office with simulated days: people of every role, traffic, decisions, examinations and what they found.

Everything goes through the doors that officers use, at the time it is said to have happened, so that queue, board,
cases and audit log look as they would after those days of work. What an examination finds is the simulation's truth.
"""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.contrib.auth.hashers import make_password

from darvoza import parties
from darvoza.office import clock
from darvoza.office.desk.assessing import assess_waiting
from darvoza.office.desk.deciding import Choice, decide
from darvoza.office.desk.intake import take
from darvoza.office.desk.models import Consignment, State
from darvoza.office.desk.resources import LISTS
from darvoza.office.examination import results
from darvoza.office.examination.guidance import checklist
from darvoza.office.examination.models import Order, Progress
from darvoza.office.examination.orders import make_due
from darvoza.office.home import office_home
from darvoza.office.investigating import investigate, keep_lists, write_profiles
from darvoza.office.people.access import Viewer
from darvoza.office.people.models import Membership, Officer, Post, Role, Unit
from darvoza.training import Traffic, generate, write

PASSWORD: Final = "open the gate"  # noqa: S105 - of a demonstration, printed when it is made
_UNITS: Final = (
    ("UZ-TER", "Termez Border Control Unit", ("UZAYR",), "uz"),
    ("UZ-TAS", "Tashkent Air Cargo Control Unit", ("UZAVY",), "ru"),
    ("TJ-DYU", "Dushanbe Port Control Unit", ("TJDU2", "TJNPJ", "TJKJD"), "tg"),
)
_PEOPLE: Final = {
    "UZ-TER": ("Dilshod Karimov", "Malika Yusupova", "Rustam Nazarov", "Nodira Saidova", "Jasur Ergashev"),
    "UZ-TAS": ("Aziza Tursunova", "Otabek Rashidov", "Elena Kim", "Sherzod Aliyev", "Kamola Umarova"),
    "TJ-DYU": ("Firuz Rahimov", "Zarina Sharipova", "Bakhtiyor Nazarov", "Manizha Davlatova", "Umed Safarov"),
}
_ROLES: Final = (
    (Role.TARGETER,),
    (Role.INSPECTOR,),
    (Role.SUPERVISOR,),
    (Role.ANALYST, Role.LIAISON),
    (Role.ADMINISTRATOR, Role.AUDITOR, Role.TRAINER),
)
_CAPACITY: Final = {
    "document check": 4,
    "scan": 3,
    "canine search": 1,
    "radiation check": 1,
    "physical examination": 2,
    "sampling": 0,
}
_MORNING: Final = time(6, 30)
_FINDS: Final = {"easy": 0.95, "medium": 0.85, "hard": 0.7}
"""How likely a full examination finds what a scheme hides, by how hard it is."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made."""

    consignments: int
    decisions: int
    findings: int
    people: tuple[tuple[str, str, str], ...]


def fill(*, days: int, consignments: int, seed: int, last: date, step: Callable[[str], None]) -> Filled:
    """Days of work up to the morning of ``last``, whose messages have come in and wait; ``step`` is told each day.

    ``consignments`` are those of one day, over five posts. The same seed gives the same days.
    """
    units = {code: _unit(code, name, posts, language) for code, name, posts, language in _UNITS}
    chance = random.Random(seed)  # noqa: S311 - a play that can be repeated, no secret
    decided = found = 0
    first = datetime.combine(last - timedelta(days=days - 1), _MORNING, UTC)
    write_profiles(units["UZ-TER"], first - timedelta(minutes=30))
    for back in reversed(range(days)):
        day = last - timedelta(days=back)
        step(day.strftime("%d.%m.%Y"))
        traffic = generate(seed=seed, consignments=consignments, day=day, schemes_share=0.03)
        if back == days - 1:
            _keep_list(traffic, day)
        if not back:
            keep_lists(units.values(), datetime.combine(day, _MORNING, UTC) - timedelta(hours=12))
        with clock.at(datetime.combine(day, _MORNING, UTC)):
            _hand_in(traffic, units)
            assess_waiting()
        if back:
            decided += _decide(units, day, chance)
            found += _examine(traffic, chance)
    decided += investigate(units.values(), datetime.combine(last, _MORNING, UTC), chance)
    people = Officer.objects.order_by("memberships__unit__code", "pk").distinct()
    told = tuple((each.name, str(each), ", ".join(each.memberships.values_list("role", flat=True))) for each in people)
    return Filled(Consignment.objects.count(), decided, found, told)


def _unit(code: str, name: str, posts: tuple[str, ...], language: str) -> Unit:
    unit, made = Unit.objects.get_or_create(code=code, defaults={"name": name})
    for post in posts:
        Post.objects.get_or_create(code=post, defaults={"unit": unit, "capacity": dict(_CAPACITY)})
    if made:
        encoded = make_password(PASSWORD)  # once: a good hash takes its time
        for full_name, roles in zip(_PEOPLE[code], _ROLES, strict=True):
            sign_in = full_name.split()[0].casefold()
            officer = Officer.objects.create(name=sign_in, full_name=full_name, language=language)
            Officer.objects.filter(pk=officer.pk).update(password=encoded)
            for role in roles:
                Membership.objects.create(officer=officer, unit=unit, role=role.value)
    return unit


def _keep_list(traffic: Traffic, day: date) -> None:
    """The simulated administration's own watch list, as the office's first."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "own-list.csv")
        traffic.watchlist.write_csv(path)
        parties.ListStore(office_home() / LISTS).keep([path], on=day)


def _hand_in(traffic: Traffic, units: dict[str, Unit]) -> None:
    """The day's message files, each by the unit whose posts it is for."""
    of_post = {post: units[code] for code, _, posts, _ in _UNITS for post in posts}
    owners = dict(traffic.lodgings.select("file", "office").unique("file", keep="first").iter_rows())
    with TemporaryDirectory() as folder:
        write(traffic, Path(folder), damage=2)
        for path in sorted(Path(folder, "messages").rglob("*")):
            if path.is_file():
                post = owners.get(path.relative_to(Path(folder, "messages")).as_posix()) or owners.get(path.name)
                unit = of_post.get(post or "", units["UZ-TER"])
                take(path.read_bytes(), path.name, source="carrier", unit=unit)


def _decide(units: dict[str, Unit], day: date, chance: random.Random) -> int:
    """Each unit's targeter works through what waits: mostly as proposed, now and then otherwise with a reason."""
    done = 0
    for unit in units.values():
        viewer = Viewer(_of(unit, Role.TARGETER))
        visible = Consignment.objects.visible_to(viewer, Role.TARGETER)
        moment = datetime.combine(day, _MORNING, UTC)
        for each in visible.filter(state=State.WAITING).order_by("rank", "pk").values("pk", "measure", "rank"):
            moment += timedelta(seconds=chance.randint(4, 40) * (4 if each["rank"] else 1))
            choice = _choice(each["measure"] or "release", chance)
            with clock.at(moment):
                decide(visible, each["pk"], choice, viewer)
            done += 1
    return done


def _choice(proposed: str, chance: random.Random) -> Choice:
    if proposed == "document check" and chance.random() < 0.12:
        return Choice("physical examination", reason="The papers of this carrier were wrong last week.")
    return Choice(proposed)


def _examine(traffic: Traffic, chance: random.Random) -> int:
    """Each order is carried out; what is found is what the day's truth hides, as far as it is found."""
    hidden = {row["reference"]: row for row in traffic.truth.select("reference", "typology", "difficulty").to_dicts()}
    found = 0
    with clock.at(datetime.combine(traffic.day, _MORNING, UTC)):
        make_due([post for _, _, posts, _ in _UNITS for post in posts])
    for order in Order.objects.filter(state=Progress.OPEN).select_related("consignment").order_by("pk"):
        inspector = _of(_unit_of(order), Role.INSPECTOR)
        started = order.made + timedelta(minutes=chance.randint(10, 120))
        ended = started + timedelta(minutes=chance.randint(5, 60))
        truth = hidden.get(order.consignment.reference)
        breach = truth is not None and chance.random() < _FINDS[str(truth["difficulty"])]
        form = {
            "submission": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "code": "B1" if breach else "A1",
            "typology": str(truth["typology"]) if breach and truth else "",
            "category": order.consignment.goods.split(";")[0][:120] if breach else "",
            "seized-0-what": order.consignment.goods.split(";")[0][:300] if breach else "",
            "seized-0-place": "Customs store" if breach else "",
            "note": "",
            "started": started.isoformat(),
            "ended": ended.isoformat(),
            "officer-name": str(inspector),
        } | {f"check-{key}": "yes" for key, _ in checklist(order.measure)}
        with clock.at(ended):
            told = results.read(form, order)
            results.take(told, order, inspector)
        found += breach
    return found


def _of(unit: Unit, role: Role) -> Officer:
    return Officer.objects.filter(memberships__unit=unit, memberships__role=role.value).order_by("pk")[0]


def _unit_of(order: Order) -> Unit:
    return Post.objects.select_related("unit").get(code=order.office).unit
