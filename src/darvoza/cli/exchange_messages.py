"""``darvoza exchange``: drafts, what came and went, how conversations stand, and who may see what."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click
import msgspec
from rich.console import Console
from rich.table import Table

from darvoza import exchange
from darvoza.cli.exchange_options import NODE, PASSWORD, REFUSALS, opened, reasons, viewer, viewer_options
from darvoza.cli.options import EXISTING, language_option, usage_errors
from darvoza.language import Language, say

_BUT_NOT_ALLOWED: Final = tuple(each for each in REFUSALS if each is not exchange.NotAllowed)


@click.command()
@NODE
@click.argument("file", type=EXISTING)
@click.option("--author", required=True, help="Who writes it.")
@PASSWORD
@language_option
def draft(folder: Path, file: Path, author: str, language: Language, password: str | None) -> None:
    """Begin a message from a YAML file, and say what it still lacks."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        read = exchange.read_draft(file.read_text("utf-8"), file.name)
        made = node.desk.draft(
            read.body,
            author=author,
            agreement=read.agreement,
            article=read.article,
            recipient=read.to,
            language=read.language,
            items=read.items,
            sources=read.sources,
            words=read.words,
            conversation=read.conversation,
            in_reply_to=read.in_reply_to,
            group=read.group,
            signed_by=read.signed_by,
        )
        click.echo(made.id)
        for problem in node.desk.lacks(made.id):
            values = {"field": problem.field, "value": problem.value, "limit": problem.limit}
            rule, advice = (say(text, language, **values) for text in (problem.rule, problem.advice))
            click.echo(f"{problem.field}: {rule} {advice}", err=True)


@click.command()
@NODE
@click.argument("draft_id", metavar="DRAFT")
@PASSWORD
def preview(folder: Path, draft_id: str, password: str | None) -> None:
    """Print exactly what would leave."""
    with opened(folder, password) as node, usage_errors(KeyError):
        shown = node.desk.preview(draft_id)
    click.echo(msgspec.json.format(shown.document, indent=2).decode())
    click.echo(f"SHA-256: {shown.digest}", err=True)


@click.command()
@NODE
@click.argument("draft_id", metavar="DRAFT")
@click.option("--by", required=True, help="The second officer: not the author.")
@PASSWORD
def approve(folder: Path, draft_id: str, by: str, password: str | None) -> None:
    """Let a complete draft go, as a second officer."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        node.desk.approve(draft_id, by=by)
    click.echo(f"{draft_id}: approved by {by}")


@click.command()
@NODE
@click.argument("draft_id", metavar="DRAFT")
@viewer_options
@PASSWORD
@language_option
def send(
    folder: Path,
    draft_id: str,
    who: str,
    unit: str | None,
    roles: tuple[str, ...],
    purpose: str | None,
    password: str | None,
    language: Language,
) -> None:
    """Queue an approved draft to leave, if the caveats of all that it passes on allow it."""
    with (
        opened(folder, password) as node,
        usage_errors(*(each for each in REFUSALS if each is not exchange.NotAllowed)),
    ):
        try:
            sent = node.desk.send(draft_id, by=viewer(who, unit, roles, purpose))
        except exchange.NotAllowed as refused:
            raise click.UsageError(reasons(refused.withheld, language)) from refused
    click.echo(f"{sent.id}: waits to leave for {sent.recipient}")


@click.command()
@NODE
@click.argument("draft_id", metavar="DRAFT")
@viewer_options
@PASSWORD
def dispatch(
    folder: Path,
    draft_id: str,
    who: str,
    unit: str | None,
    roles: tuple[str, ...],
    purpose: str | None,
    password: str | None,
) -> None:
    """Queue automatic data that the agreement names: no officer decides each time."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        sent = node.desk.dispatch(draft_id, by=viewer(who, unit, roles, purpose))
    click.echo(f"{sent.id}: waits to leave for {sent.recipient}")


def _list(direction: str) -> click.Command:
    @click.command(direction)
    @NODE
    @viewer_options
    @click.option("--partner", help="Only this partner.")
    @PASSWORD
    @language_option
    def listed(
        folder: Path,
        who: str,
        unit: str | None,
        roles: tuple[str, ...],
        purpose: str | None,
        partner: str | None,
        password: str | None,
        language: Language,
    ) -> None:
        table = Table(header_style="bold")
        for title in ("Message", "Kind", "Partner", "Article", "Time", "Matter", "Items", "Standing"):
            table.add_column(say(title, language), overflow="fold")
        with opened(folder, password) as node:
            desk = node.desk
            entries = (desk.inbox if direction == "inbox" else desk.outbox)(
                viewer(who, unit, roles, purpose), partner=partner
            )
        for each in entries:
            matter = say("withheld", language) if each.withheld else (each.matter or "—")
            standing = say(each.standing, language)
            if each.reason:
                standing += f": {say(each.reason, language, **each.values)}"
            row = (each.id, say(each.kind.value, language), each.partner, each.article, f"{each.at:%Y-%m-%d %H:%M}")
            table.add_row(*row, matter, str(each.items), standing)
        Console().print(table)

    listed.help = {
        "inbox": "What partners have sent, as far as this viewer may see it.",
        "outbox": "What was sent, and what became of it.",
    }[direction]
    return listed


@click.command()
@NODE
@click.argument("message_id", metavar="MESSAGE")
@viewer_options
@PASSWORD
@language_option
def read(
    folder: Path,
    message_id: str,
    who: str,
    unit: str | None,
    roles: tuple[str, ...],
    purpose: str | None,
    password: str | None,
    language: Language,
) -> None:
    """Show a message, as far as its caveats let this viewer see it; what is withheld is said."""
    with opened(folder, password) as node, usage_errors(KeyError):
        shown = node.desk.read(viewer(who, unit, roles, purpose), message_id)
    route = f"{shown.sender} → {shown.recipient}"
    click.echo(f"{say(shown.kind.value, language)}, {route}, {shown.written:%Y-%m-%d %H:%M}, {shown.signed_by}")
    for name, value in exchange.caveat_words(shown.caveats):
        click.echo(f"  {name}: {value}")
    if shown.body is None:
        click.echo(f"  {say('withheld', language)}: {reasons(shown.withheld, language)}")
    else:
        click.echo(msgspec.json.format(exchange.canonical(shown.body), indent=2).decode())
    for item in shown.items:
        if item.withheld:
            click.echo(f"- {say('withheld', language)}: {reasons(item.withheld, language)}")
        else:
            click.echo(f"- {item.title} ({item.id})")
            click.echo(msgspec.json.format(msgspec.json.encode(item.contents), indent=2).decode())


@click.command()
@NODE
@PASSWORD
@language_option
def clocks(folder: Path, password: str | None, language: Language) -> None:
    """Every step that somebody owes, the most pressing first."""
    table = Table(header_style="bold")
    for title in ("Due", "Step", "Owed by", "Partner", "Conversation", ""):
        table.add_column(say(title, language) if title else "", overflow="fold")
    with opened(folder, password) as node:
        for each in node.desk.clocks():
            due = "—" if each.step.due is None else each.step.due.isoformat()
            late = say("late", language) if each.late else ""
            task = say(each.step.task.value, language)
            table.add_row(due, task, each.step.owner, each.partner, each.conversation, late)
    Console().print(table)


@click.command()
@NODE
@click.argument("conversation_id", metavar="CONVERSATION")
@PASSWORD
@language_option
def conversation(folder: Path, conversation_id: str, password: str | None, language: Language) -> None:
    """How a conversation stands, and its steps."""
    with opened(folder, password) as node, usage_errors(KeyError):
        found = node.desk.conversation(conversation_id)
    click.echo(f"{say(found.kind.value, language)}, {found.asker} → {found.asked}: {say(found.state.value, language)}")
    for step in found.steps:
        done = f"{step.done:%Y-%m-%d}" if step.done else "—"
        due = step.due.isoformat() if step.due else "—"
        click.echo(f"  {say(step.task.value, language)}: {step.owner}, {due}, {done}")


@click.command()
@NODE
@click.option("--agreement", required=True)
@click.option("--article", required=True)
@click.option("--asker", required=True, help="Country that asked.")
@click.option("--asked", required=True, help="Country that was asked.")
@click.option("--at", required=True, type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="When.")
@click.option("--summary", required=True, help="What was asked.")
@click.option("--by", required=True, help="Who notes it.")
@PASSWORD
def oral(
    folder: Path,
    agreement: str,
    article: str,
    asker: str,
    asked: str,
    at: datetime,
    summary: str,
    by: str,
    password: str | None,
) -> None:
    """Note a request made by word of mouth: the clock for its written confirmation starts."""
    with opened(folder, password) as node, usage_errors(KeyError):
        moment = at.astimezone()
        noted = node.desk.note_oral(
            agreement=agreement, article=article, asker=asker, asked=asked, at=moment, summary=summary, by=by
        )
    click.echo(f"{noted.id}: to be confirmed in writing by {noted.due or '—'}")


@click.command()
@NODE
@PASSWORD
@language_option
def statistics(folder: Path, password: str | None, language: Language) -> None:
    """What was exchanged with each partner under each article, and how promptly it was answered."""
    table = Table(header_style="bold")
    titles = ("Partner", "Agreement", "Article", "Sent", "Received", "Asked", "Answered", "Refused", "Late", "Days")
    for title in titles:
        table.add_column(say(title, language), overflow="fold")
    with opened(folder, password) as node:
        for each in node.desk.statistics():
            counts = (each.sent, each.received, each.asked, each.answered, each.refused, each.late)
            days = "—" if each.median_days is None else f"{each.median_days:.1f}"
            table.add_row(each.partner, each.agreement, each.article, *map(str, counts), days)
    Console().print(table)


@click.command()
@NODE
@PASSWORD
def reviews(folder: Path, password: str | None) -> None:
    """What closes soon or has closed, unless somebody decides to keep it."""
    with opened(folder, password) as node:
        for each in node.reviews.due():
            click.echo(f"{each.thing}: {'closed since' if each.closed else 'closes after'} {each.closes}")


@click.command()
@NODE
@click.argument("thing")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why.")
@PASSWORD
def prolong(folder: Path, thing: str, until: datetime, by: str, reason: str, password: str | None) -> None:
    """Decide to keep a thing longer. The day that its supplier set stays."""
    with opened(folder, password) as node, usage_errors(KeyError, ValueError):
        node.reviews.prolong(thing, until.date(), by, reason)
    click.echo(f"{thing}: kept until {until.date()}")


@click.command("export")
@NODE
@click.argument("things", nargs=-1, required=True)
@click.option("--form", required=True, type=click.Choice([each.value for each in exchange.ExportForm]))
@viewer_options
@PASSWORD
@language_option
def export_(
    folder: Path,
    things: tuple[str, ...],
    form: str,
    who: str,
    unit: str | None,
    roles: tuple[str, ...],
    purpose: str | None,
    password: str | None,
    language: Language,
) -> None:
    """Print things as a STIX bundle or a MISP event, as far as agreement and caveats allow."""
    with opened(folder, password) as node, usage_errors(KeyError):
        try:
            made = exchange.export(node, viewer(who, unit, roles, purpose), things, exchange.ExportForm(form))
        except exchange.NotAllowed as refused:
            raise click.UsageError(reasons(refused.withheld, language)) from refused
    click.echo(made.document.decode())
    for each in made.withheld:
        click.echo(f"{each.source}: {reasons((each,), language)}", err=True)


MESSAGES: Final = (
    *(
        draft,
        preview,
        approve,
        send,
        dispatch,
        _list("inbox"),
        _list("outbox"),
        read,
        conversation,
        clocks,
        oral,
        statistics,
    ),
    *(reviews, prolong, export_),
)
