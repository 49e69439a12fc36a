"""Questions of an exercise that are answered at the liaison desk: by a message that a trainee writes and hands in.

Only an office that is a training room has them: its node knows a partner that is there to practise with. Which of a
question's choices are made is read from the message itself; in any other place the choices are ticked.
"""

import secrets
from collections.abc import Set as AbstractSet
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from darvoza.exchange import (
    Answer,
    Caveats,
    Draft,
    Kind,
    Node,
    Purpose,
    Request,
    Viewer,
    kind_of,
    read_bundle,
    write_bundle,
)
from darvoza.language import Language, say
from darvoza.office.audit.record import record
from darvoza.office.desk.flash import say_next
from darvoza.office.home import is_training_room, office_home
from darvoza.office.liaison.models import Writer
from darvoza.office.liaison.node import opened
from darvoza.office.people.access import allow
from darvoza.office.people.models import Role
from darvoza.office.room.models import Event, Run, Session, State
from darvoza.office.room.playing import happened, play
from darvoza.office.room.sealed import materials_of
from darvoza.training.exercises import Form, Item, What

PARTNER: Final = "partner"
"""The folder of the node that a training room practises with."""
_AGREEMENT: Final = "bilateral-wco-model"
_WORDS: Final = 20
_WHOLE: Final = 4_000
"""Characters from which an item is no answer to a question but a file."""
_MANY: Final = 5
_KINDS: Final = {"request": Kind.REQUEST, "answer": Kind.ANSWER}


def at_desk(item: Item) -> bool:
    """Whether this question is answered at the liaison desk."""
    return bool(item.screen) and is_training_room()


def written(run: Run, screen: str) -> list[tuple[Draft, int]]:
    """What the trainee wrote of this kind since the session began, newest first, and how much each still lacks."""
    ids = Writer.objects.filter(officer=run.trainee).values_list("draft", flat=True)
    with opened() as node:
        found = [draft for draft in map(node.desk.find_draft, ids) if _counts(run, draft, screen)]
        return [(each, _lacks(node, each)) for each in sorted(found, key=lambda each: each.changed, reverse=True)]


def _counts(run: Run, draft: Draft, screen: str) -> bool:
    begun = run.session.started
    return begun is not None and draft.created >= begun and kind_of(draft.message.body) is _KINDS[screen]


def _lacks(node: Node, draft: Draft) -> int:
    return len(node.desk.lacks(draft.id)) if draft.state == "draft" else 0


def asked_of(run: Run) -> str | None:
    """The partner's request that the trainee is to answer."""
    found = Event.objects.filter(run=run, what=What.SEEN.value, about="").exclude(text="").order_by("pk").first()
    return found.text if found else None


@allow(Role.TRAINEE)
@require_POST
def hand_in(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Hand in a message: every question of the exercise that it answers is answered by it; the last one counts."""
    runs = Run.objects.visible_to(request.viewer).select_related("session", "session__unit", "trainee")
    run: Run = get_object_or_404(runs, pk=number)
    now = play(run)
    item = now.item(name)
    if run.session.state != State.RUNNING or item is None or not at_desk(item):
        return redirect("room-run", run.pk)
    handed = next((each for each, _ in written(run, item.screen) if each.id == request.POST.get("draft")), None)
    if handed is None:
        say_next(request, "Choose a message of your own.", wrong=True)
        return redirect("room-item", run.pk, name)
    with transaction.atomic():
        with opened() as node:
            agreement = node.register.find(handed.message.agreement, handed.message.agreement_version)
        shown = made(handed, {each.code for each in agreement.caveats if each.always} if agreement else set())
        for each in now.items:
            if each.screen == item.screen:
                values = [option.id for option in each.options if option.id in shown]
                text = text_of(handed) if each.form is Form.TEXT else ""
                happened(run, What.DECIDED, item=each.id, values=values, text=text)
        subject = f"/room/run/{run.pk}/item/{name}"
        record(
            "exercise answered",
            by=request.viewer.officer,
            unit=run.session.unit,
            subject=subject,
            detail={"draft": handed.id},
        )
    say_next(request, "It is handed in. You can change it and hand it in again until the exercise ends.")
    return redirect("room-item", run.pk, name)


def made(draft: Draft, always: AbstractSet[str] = frozenset()) -> frozenset[str]:
    """The choices that a message shows: what it says, what it leaves out, and what it gives away.

    ``always`` are the agreement's caveats that bind every message, whoever writes it.
    """
    message, body = draft.message, draft.message.body
    shown = {"article", "contact", "central"}
    told = [each for item in message.items for each in item.contents.parties]
    if any(_marked(each, always) for each in (message.caveats, *(item.caveats for item in message.items))):
        shown.add("caveats")
    if not any(each.birth_date or each.communication for each in told):
        shown.add("personal-data")
    if len(message.items) > _MANY or any(len(each.contents.text or "") > _WHOLE for each in message.items):
        shown.add("whole-file")
    match body:
        case Request():
            said = {
                "facts": _says(body.facts),
                "questions": _says(body.procedure),
                "purpose": body.purpose is not None,
                "deadline": body.wanted_by is not None,
            }
        case Answer():
            said = {"facts": _says(body.summary), "refuse-with-reason": body.ground is not None and _says(body.reasons)}
        case _:
            said = {}
    return frozenset(shown) | {name for name, there in said.items() if there}


def _marked(caveats: Caveats, always: AbstractSet[str]) -> bool:
    """Whether somebody set a caveat: a word of the agreement's, or whom or what it is for."""
    plain = Caveats()
    set_ = (caveats.users, caveats.evidence, caveats.marking) != (plain.users, plain.evidence, plain.marking)
    return bool(caveats.words - always) or set_


def _says(text: str | None) -> bool:
    return len((text or "").strip()) >= _WORDS


def text_of(draft: Draft) -> str:
    """What a message says in words, for who reads it in the review."""
    body = draft.message.body
    parts = ("matter", "reason", "facts", "procedure", "summary", "reasons", "explanations")
    return "\n".join(text for part in parts if (text := getattr(body, part, None)))


# The partner of a training room


def ask_each(session: Session) -> None:
    """Have the partner ask each trainee of a session something, where the exercise is to answer it."""
    if not is_training_room() or not any(item.screen == "answer" for item in materials_of(session).items):
        return
    partner = Node(office_home() / PARTNER)
    try:
        asked = {run: _ask(partner, run) for run in session.runs.select_related("trainee")}
        with TemporaryDirectory() as folder, opened() as here:
            path = Path(folder) / "asked.zip"
            write_bundle(partner, here.country, path)
            read_bundle(here, path)
    finally:
        partner.close()
    for run, message in asked.items():
        run.session = session
        happened(run, What.SEEN, text=message)


def _ask(partner: Node, run: Run) -> str:
    language = Language.RUSSIAN if run.trainee.language == "ru" else Language.ENGLISH
    body = Request(
        matter=say("Declared value of machines ({who})", language, who=run.who),
        reason=say("The value declared here is a third of what others declare.", language),
        facts=say(
            "Example Trading LLC sent two used machining centres here on invoice {number}, for 21,000 USD.",
            language,
            number=f"EX-{secrets.randbelow(9_000) + 1_000}",
        ),
        legal_elements=say("Customs code, articles on customs value", language),
        procedure=say(
            "Send the export declaration and the invoice that lay with it. Send also the tax files of the director's "
            "relatives, and hold the driver until our officers come.",
            language,
        ),
        persons_unknown=True,
        purpose=Purpose.INVESTIGATION,
        reciprocity=True,
    )
    (here,) = partner.directory.partners()
    under = {"agreement": _AGREEMENT, "article": "1", "recipient": here}
    draft = partner.desk.draft(body, author="A. Karimov", language=str(language), **under)  # type: ignore[arg-type] # texts
    partner.desk.approve(draft.id, by="B. Aliev")
    partner.desk.send(draft.id, by=Viewer(who="A. Karimov", roles=frozenset({"liaison officer"})))
    return draft.id
