"""``darvoza exchange``: how letters leave and arrive, what proves them, and matching without showing lists."""

from pathlib import Path
from typing import Final

import click
import msgspec
from rich.console import Console
from rich.table import Table

from darvoza import exchange
from darvoza.cli.exchange_options import NODE, PASSWORD, REFUSALS, opened, viewer, viewer_options
from darvoza.cli.options import EXISTING, PATH, QUARANTINED, language_option, usage_errors
from darvoza.language import Language, say


def _told(outcomes: list[exchange.Outcome] | tuple[exchange.Outcome, ...], language: Language) -> int:
    """Say what became of letters that arrived; how many were rejected."""
    for each in outcomes:
        why = "" if each.reason is None else f": {say(each.reason, language, **each.values)}"
        sender = f" ({each.sender})" if each.sender else ""
        click.echo(f"{each.message or '—'}{sender}: {say(each.arrival.value, language)}{why}")
    return sum(each.arrival is exchange.Arrival.REJECTED for each in outcomes)


@click.command()
@NODE
@click.argument("partner")
@click.argument("bundle", type=PATH)
@PASSWORD
def pack(folder: Path, partner: str, bundle: Path, password: str | None) -> None:
    """Put everything that is to leave for PARTNER into a bundle, for a USB stick or a one-way link."""
    with opened(folder, password) as node, usage_errors(FileExistsError, *REFUSALS):
        count = exchange.write_bundle(node, partner, bundle)
    click.echo(f"{bundle}: {count} letters for {partner}")


@click.command()
@NODE
@click.argument("bundle", type=EXISTING)
@PASSWORD
@language_option
def unpack(folder: Path, bundle: Path, password: str | None, language: Language) -> None:
    """Take every letter of a bundle. Exit code 3 when one was rejected."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        rejected = _told(exchange.read_bundle(node, bundle), language)
    if rejected:
        raise click.exceptions.Exit(QUARANTINED)


@click.command()
@NODE
@click.argument("shared", metavar="FOLDER", type=PATH)
@click.option(
    "--partner", "partners", multiple=True, required=True, help="Whom to send to; may be given more than once."
)
@PASSWORD
@language_option
def gateway(folder: Path, shared: Path, partners: tuple[str, ...], password: str | None, language: Language) -> None:
    """Send and take letters through a folder that an AS4 or X-Road gateway carries."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        gate = exchange.FolderGateway(shared)
        rejected = _told(gate.take(node), language)
        for partner in partners:
            click.echo(f"{partner}: {gate.send(node, partner)}")
    if rejected:
        raise click.exceptions.Exit(QUARANTINED)


@click.command()
@NODE
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8443, show_default=True, type=click.IntRange(0, 65535))
@PASSWORD
def serve(folder: Path, host: str, port: int, password: str | None) -> None:
    """Take letters over HTTPS from partners whose certificate is known, until interrupted."""
    with opened(folder, password) as node, exchange.LetterBox(node, host, port) as box:
        click.echo(f"{node.country}: letters are taken at {box.address}")
        try:
            box.wait()
        except KeyboardInterrupt:
            click.echo("")


@click.command()
@NODE
@click.argument("partner")
@click.argument("address")
@PASSWORD
@language_option
def deliver(folder: Path, partner: str, address: str, password: str | None, language: Language) -> None:
    """Post what is due to PARTNER's letter box at ADDRESS (https://...), and take what comes back."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        done = exchange.deliver(node, partner, address)
        _told(done.outcomes, language)
    if done.error is not None:
        raise click.ClickException(f"{partner} was not reached, and the letters wait: {done.error}")
    click.echo(f"{partner}: {done.posted}")


@click.command()
@NODE
@click.argument("conversation_id", metavar="[CONVERSATION]", required=False)
@PASSWORD
@language_option
def prove(folder: Path, conversation_id: str | None, password: str | None, language: Language) -> None:
    """Work out anew what holds of a conversation, or of all. Exit code 3 when one does not hold."""
    table = Table(header_style="bold")
    for title in ("Conversation", "Messages", "Signed", "Receipts", "Holds"):
        table.add_column(say(title, language), overflow="fold")
    with opened(folder, password) as node, usage_errors(KeyError):
        wanted = [conversation_id] if conversation_id else [each.id for each in node.desk.conversations()]
        proofs = [exchange.prove(node, each) for each in wanted]
    for proof in proofs:
        counts = [len(proof.messages)]
        counts += [sum(bool(getattr(each, name)) for each in proof.messages) for name in ("signed", "received")]
        table.add_row(proof.conversation, *map(str, counts), say("yes" if proof.holds else "no", language))
    Console().print(table)
    if not all(proof.holds for proof in proofs):
        raise click.exceptions.Exit(QUARANTINED)


@click.command()
@NODE
@click.argument("conversation_id", metavar="CONVERSATION")
@click.argument("out", type=PATH)
@viewer_options
@PASSWORD
@language_option
def annex(
    folder: Path,
    conversation_id: str,
    out: Path,
    who: str,
    unit: str | None,
    roles: tuple[str, ...],
    purpose: str | None,
    password: str | None,
    language: Language,
) -> None:
    """Write the printable annex for court; what may not be evidence is withheld in it."""
    with opened(folder, password) as node, usage_errors(KeyError):
        use = exchange.Use(action=exchange.Action.EVIDENCE)
        page = exchange.annex(node, conversation_id, viewer(who, unit, roles, purpose), use, language)
    out.write_text(page, "utf-8")
    click.echo(str(out))


@click.command()
@NODE
@click.argument("partner")
@PASSWORD
def extract(folder: Path, partner: str, password: str | None) -> None:
    """Print what this node's log says of its letters with PARTNER, for them to compare."""
    with opened(folder, password) as node:
        click.echo(exchange.write_extract(exchange.extract(node, partner)).decode())


@click.command()
@NODE
@click.argument("theirs", type=EXISTING)
@PASSWORD
@language_option
def reconcile(folder: Path, theirs: Path, password: str | None, language: Language) -> None:
    """Compare this node's log with a partner's extract. Exit code 3 when they contradict one another."""
    with opened(folder, password) as node, usage_errors(msgspec.MsgspecError, ValueError):
        their = exchange.read_extract(theirs.read_bytes())
        compared = exchange.reconcile(exchange.extract(node, their.node), their)
    click.echo(f"{say('Both tell the same of {count} messages.', language, count=compared.agreed)}")
    for each in compared.differences:
        click.echo(f"{each.message or '—'} ({each.sender}): {say(each.point.value, language)}")
    if not compared.holds:
        raise click.exceptions.Exit(QUARANTINED)


@click.command()
@NODE
@click.argument("identifiers", type=EXISTING)
@click.option("--agreement", required=True)
@click.option("--article", required=True)
@click.option("--partner", required=True)
@click.option("--scheme", required=True, type=click.Choice([each.value for each in exchange.Scheme]))
@click.option("--matter", required=True, help="What it is about.")
@click.option("--author", required=True, help="Who writes it.")
@PASSWORD
def ask(
    folder: Path,
    identifiers: Path,
    agreement: str,
    article: str,
    partner: str,
    scheme: str,
    matter: str,
    author: str,
    password: str | None,
) -> None:
    """Draft a private match: which of the identifiers in a file (one to a line) are also on the partner's list?"""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        known = node.register.find(agreement)
        if known is None:
            raise click.UsageError(f"there is no agreement {agreement}")
        lines = identifiers.read_text("utf-8").splitlines()
        body = exchange.begin_query(node, known, partner, exchange.Scheme(scheme), lines, matter)
        made = node.desk.draft(
            body, author=author, agreement=agreement, article=article, recipient=partner, language=known.languages[0]
        )
    click.echo(made.id)


@click.command()
@NODE
@click.argument("query")
@click.argument("listed", type=EXISTING)
@click.option("--author", required=True, help="Who writes it.")
@PASSWORD
def match(folder: Path, query: str, listed: Path, author: str, password: str | None) -> None:
    """Draft the answer to a private match QUERY from a list (one identifier to a line)."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        asked = node.desk.message(query)
        body = exchange.answer_query(node, asked, listed.read_text("utf-8").splitlines())
        made = node.desk.answer(query, body, author=author, language=asked.language)
    click.echo(made.id)


@click.command()
@NODE
@click.argument("answer")
@PASSWORD
def matched(folder: Path, answer: str, password: str | None) -> None:
    """What the ANSWER to a private match tells."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        told = node.desk.message(answer)
        found = exchange.read_answer(node, node.desk.message(told.conversation), told)
    click.echo(f"{found.scheme}: {found.found} of {found.asked}")
    for each in found.which or ():
        click.echo(each)


LETTERS: Final = (*(pack, unpack, gateway, serve, deliver, prove, annex, extract, reconcile, ask, match, matched),)
