"""``darvoza goods``: what is it really?"""

import click
from rich.console import Console
from rich.text import Text

from darvoza import goods
from darvoza.cli.options import language_option
from darvoza.language import Language, say

_STYLES = {"meets": "bold red", "undetermined": "yellow", "does not meet": "green"}


@click.group()
def command() -> None:
    """Strategic goods identification."""


@command.command()
@click.argument("description")
@click.option("--hs", help="HS code as declared.")
@language_option
def look(description: str, hs: str | None, language: Language) -> None:
    """Which control entries goods of this DESCRIPTION may meet, why, and what to ask if that cannot be said."""
    console = Console()
    found = goods.identify_text(description, hs)
    if not found:
        console.print(say("No control entry covers goods of this description, as far as it says.", language))
    control = goods.load_entries()
    for each in found:
        title = Text.assemble(
            (say(each.outcome.value, language), _STYLES[each.outcome.value]),
            f"  {each.list} {each.code}  ",
            (say(each.title, language), "bold"),
        )
        console.print(title)
        for fact in each.evidence:
            console.print(Text(f"  {fact.name}: {fact.value or '—'}", style="dim"))
        for name in each.asks:
            console.print(Text(f"  ? {control.question(each.entry, name, language)}"))


@command.command("entries")
@language_option
def entries_(language: Language) -> None:
    """The control entries that goods are compared with."""
    console = Console()
    control = goods.load_entries()
    for each in control.entries:
        console.print(Text.assemble((f"{each.spec.id:45}", "bold"), say(each.spec.title["en"], language)))
