"""``darvoza exchange``: mutual assistance between administrations: nodes, agreements, messages and what proves them."""

import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from darvoza import exchange
from darvoza.cli.exchange_letters import LETTERS
from darvoza.cli.exchange_messages import MESSAGES
from darvoza.cli.exchange_offices import between_offices
from darvoza.cli.exchange_options import NODE, PASSWORD, REFUSALS, opened
from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.language import Language, say


@click.group()
def command() -> None:
    """Mutual assistance with partner administrations, under their agreements.

    A node is one administration's end, in one folder. DARVOZA_EXCHANGE_PASSWORD is the password of its keys.
    """


@command.command("make")
@click.argument("folder", type=PATH)
@click.option("--country", required=True, help="Country of the administration, two letters.")
@click.option("--name", required=True, help="Name of the administration.")
@PASSWORD
def make_node(folder: Path, country: str, name: str, password: str | None) -> None:
    """Make a node with keys of its own."""
    with usage_errors(FileExistsError, ValueError):
        node = exchange.Node.make(folder, country=country, name=name, password=password)
    click.echo(f"{country}: a node in {folder}; fingerprint of its card: {node.card().fingerprint}")
    node.close()


@command.command()
@NODE
@PASSWORD
def card(folder: Path, password: str | None) -> None:
    """Print the node's card, to be given to partners; its fingerprint goes to standard error."""
    with opened(folder, password) as node:
        made = node.card()
        click.echo(exchange.canonical(made).decode())
        click.echo(f"fingerprint, to be read out by telephone: {made.fingerprint}", err=True)


@command.command()
@NODE
@click.argument("file", type=EXISTING)
@click.option("--fingerprint", required=True, help="The card's fingerprint, as the partner read it out.")
@PASSWORD
def introduce(folder: Path, file: Path, fingerprint: str, password: str | None) -> None:
    """Take a partner's card, if its fingerprint is what the partner read out."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        found = msgspec.json.decode(file.read_bytes(), type=exchange.Card)
        if found.fingerprint.replace(" ", "") != fingerprint.replace(" ", "").lower():
            raise click.UsageError(f"the card's fingerprint is another: {found.fingerprint}")
        node.introduce(found)
    click.echo(f"{found.country}: {found.name} is introduced, with {len(found.keys)} keys")


@command.command()
@NODE
@click.argument("use", type=click.Choice([use.value for use in exchange.KeyUse]))
@PASSWORD
def rotate(folder: Path, use: str, password: str | None) -> None:
    """Make a new key (sig to sign, enc to be sealed to, tls to connect) and tell the partners."""
    with opened(folder, password) as node:
        click.echo(f"{node.rotate(exchange.KeyUse(use))}: the new key; partners are told in a notice")


@command.command()
@NODE
@click.argument("key")
@click.option("--reason", required=True, help="Why, for the partners.")
@PASSWORD
def revoke(folder: Path, key: str, reason: str, password: str | None) -> None:
    """Declare a key lost and make a new one. If it was the only one to sign with, hand partners the new card."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        click.echo(f"{node.revoke(key, reason)}: the new key")


@command.command()
@click.argument("file", type=PATH)
@click.option("--name", required=True, help="Name of the supervisor.")
@PASSWORD
def supervisor(file: Path, name: str, password: str | None) -> None:
    """Make a key for a supervisor in FILE; print the public half, which nodes trust."""
    with usage_errors(FileExistsError):
        made = exchange.make_supervisor(file, name, password)
    click.echo(exchange.canonical(made).decode())


@command.command()
@NODE
@click.argument("file", type=EXISTING)
@PASSWORD
def trust(folder: Path, file: Path, password: str | None) -> None:
    """Take agreements that a supervisor signs: FILE is the public half of the key."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        found = msgspec.json.decode(file.read_bytes(), type=exchange.Supervisor)
        node.register.trust(found)
    click.echo(f"{found.name} is trusted to sign agreements")


@command.command()
@click.argument("name", required=False)
def template(name: str | None) -> None:
    """Print a template of an agreement to be completed; without NAME, which there are."""
    with usage_errors(KeyError):
        click.echo("\n".join(exchange.templates()) if name is None else exchange.template(name), nl=name is None)


@command.command()
@click.argument("file", type=EXISTING)
def check(file: Path) -> None:
    """Read an agreement and say what is wrong with it, if anything."""
    with usage_errors(exchange.BadAgreement):
        found = exchange.load_agreement(file)
    state = "a draft" if found.in_force is None else f"in force from {found.in_force}"
    click.echo(f"{found.id} version {found.version}: {state}, {len(found.articles)} articles")


@command.command()
@click.argument("file", type=EXISTING)
@click.option("--key", required=True, type=EXISTING, help="The supervisor's key file.")
@click.option("--by", required=True, help="Name of the supervisor.")
@PASSWORD
def sign(file: Path, key: Path, by: str, password: str | None) -> None:
    """Sign an agreement; print it as JSON, to be adopted by nodes."""
    with usage_errors(exchange.BadAgreement, exchange.KeyRefused):
        signed = exchange.sign_agreement(exchange.load_agreement(file), key, by, password)
    click.echo(exchange.canonical(signed).decode())


@command.command()
@NODE
@click.argument("file", type=EXISTING)
@PASSWORD
def adopt(folder: Path, file: Path, password: str | None) -> None:
    """Take a signed agreement into the node's register."""
    with opened(folder, password) as node, usage_errors(*REFUSALS):
        found = node.register.adopt(msgspec.json.decode(file.read_bytes(), type=exchange.SignedAgreement))
    click.echo(f"{found.id} version {found.version}: adopted")


@command.command()
@NODE
@PASSWORD
@language_option
def agreements(folder: Path, language: Language, password: str | None) -> None:
    """The agreements of a node."""
    table = Table(header_style="bold")
    for title in ("Id", "Version", "Title", "Parties", "In force", "Signed by"):
        table.add_column(say(title, language), overflow="fold")
    with opened(folder, password) as node:
        for signed in node.register.all():
            each = signed.agreement
            parties = ", ".join(party.country or "—" for party in each.parties)
            in_force = "—" if each.in_force is None else each.in_force.isoformat()
            table.add_row(each.id, str(each.version), each.title, parties, in_force, signed.signed_by)
    Console().print(table)


@command.command()
@click.argument("kind", type=click.Choice([kind.value for kind in exchange.Kind]))
def schema(kind: str) -> None:
    """Print the JSON schema of a kind of message."""
    made = msgspec.json.encode(exchange.schema(exchange.Kind(kind)))
    click.echo(msgspec.json.format(made, indent=2).decode())


@command.command()
@click.option("--out", type=PATH, default=Path("demo/exchange"), show_default=True, help="Folder for the two nodes.")
@click.option("--offices", is_flag=True, help="Play it between two offices, in a browser where there is one.")
@click.option("--pictures", type=PATH, help="Folder for pictures of the pages on both sides.")
@click.option("--port", type=click.IntRange(1, 65534), default=8771, show_default=True, help="And the next one.")
@click.option("--stay/--leave", default=None, help="Keep the offices open.  [default: where a person looks on]")
@language_option
def demo(
    out: Path,
    offices: bool,  # noqa: FBT001 - click
    pictures: Path | None,
    port: int,
    stay: bool | None,  # noqa: FBT001 - click
    language: Language,
) -> None:
    """Two nodes on this machine: requests, answers, a seizure notice, a refusal, a private match, and their proof.

    With --offices each node is the liaison desk of an office with a database of its own, the second in another
    language, and officers' browsers play the story. Without a browser the nodes play it, and the offices show it.
    """
    out.mkdir(parents=True, exist_ok=True)
    if offices or pictures is not None:
        between_offices(out, pictures, port, language, stay=sys.stdin.isatty() if stay is None else stay)
        return
    with usage_errors(FileExistsError):
        for number, line in enumerate(exchange.demonstrate(out, language), 1):
            click.echo(f"{number:>2}. {line}")
    click.echo(say("The nodes are in {path}.", language, path=out.resolve()))


for _each in (*MESSAGES, *LETTERS):
    command.add_command(_each)
