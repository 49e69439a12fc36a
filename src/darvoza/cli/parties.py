"""``darvoza parties``: who is it really?"""

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from darvoza import parties
from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.language import Language, say


@click.group()
def command() -> None:
    """Screening names against watch lists."""


@command.command()
@click.argument("name")
@click.option("--list", "lists", multiple=True, required=True, type=EXISTING, help="Watch list file or folder.")
@click.option("--country", help="Country of the party, ISO 3166-1 alpha-2.")
@click.option("--birth-year", type=int, help="Year of birth of a person.")
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True)
@language_option
def look(
    name: str,
    lists: tuple[Path, ...],
    country: str | None,
    birth_year: int | None,
    limit: int,
    language: Language,
) -> None:
    """Whom on the lists a NAME in any script may be, best first, with the reasons."""
    with usage_errors(parties.UnreadableListError):
        index = parties.NameIndex.build(parties.load_lists(lists))
    console = Console()
    matches = parties.screen_name(name, index, country=country, birth_year=birth_year, limit=limit)
    if not matches:
        console.print(say("Nobody on these lists has a name like this.", language))
    for match in matches:
        console.print(Text.assemble((f"{match.score:.2f}  ", "bold"), f"{match.listed_name}  ", (match.list, "dim")))
        for reason in match.reasons:
            console.print(Text(f"      {reason.say(language)}", style="dim"))


@command.command()
@click.option("--list", "lists", multiple=True, required=True, type=EXISTING, help="Watch list file or folder.")
@click.option(
    "--queries", type=EXISTING, required=True, help="CSV with id and name; optionally type, country and more."
)
@click.option("--out", type=PATH, required=True, help="One line of JSON for each query.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True)
def screen(lists: tuple[Path, ...], queries: Path, out: Path, limit: int) -> None:
    """Screen a table of names: the best matches of each, with scores and reasons."""
    with usage_errors(parties.UnreadableListError):
        count = parties.screen_queries(parties.load_lists(lists), queries, out, limit)
    Console().print(f"{count:,} queries: {out}", highlight=False)
