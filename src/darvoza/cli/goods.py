"""``darvoza goods``: what is it really?"""

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from darvoza import goods
from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.language import Language, say

_STYLES = {"meets": "bold red", "undetermined": "yellow", "does not meet": "green"}
_LISTS = ("EU-2021/821", "US-CCL")


@click.group()
def command() -> None:
    """Strategic goods identification."""


@command.command()
@click.argument("description")
@click.option("--hs", help="HS code as declared.")
@click.option("--cas", multiple=True, help="CAS number as declared.")
@click.option("--un", "un_numbers", multiple=True, help="UN number as declared.")
@language_option
def look(
    description: str, hs: str | None, cas: tuple[str, ...], un_numbers: tuple[str, ...], language: Language
) -> None:
    """Which control entries goods of this DESCRIPTION may meet, why, and what to ask if that cannot be said."""
    console = Console()
    answer = goods.look(description, hs, cas=cas, un_numbers=un_numbers, language=language)
    if not answer["determinations"]:
        console.print(say("No control entry covers goods of this description, as far as it says.", language))
        _print_candidates(answer["candidates"], console, language)
    control = goods.load_entries()
    for each in answer["determinations"]:
        outcome = (goods.outcome_words(each["outcome"], language), _STYLES[str(each["outcome"])])
        title = (control[each["entry"]].title(language), "bold")
        console.print(Text.assemble(outcome, f"  {each['list']} {each['code']}  ", title))
        for name, value in goods.evidence_words(each["evidence"], language, control):
            console.print(Text(f"  {name}: {value or '—'}", style="dim"))
        for question in each["questions"]:
            console.print(Text(f"  ? {question}"))
        _print_advice(each["advice"], console, language)
    if answer["headings"]:
        likely = ", ".join(f"{each.code} ({each.probability:.0%})" for each in answer["headings"])
        console.print(Text(f"{say('Likely HS headings', language)}: {likely}", style="dim"))
    _print_substances(answer["identifiers"], console)
    for each in answer["contradictions"]:
        console.print(Text(f"! {each['text']}", style="red"))


def _print_substances(identifiers: dict[str, Any], console: Console) -> None:
    """Structures that names and numbers were read as, with their families; what is to be said of them."""
    for each in identifiers["substances"]:
        families = "; ".join(family["code"] for family in each["families"])
        shown = "  ".join(filter(None, (each["written"], each["smiles"], each["formula"], families)))
        console.print(Text(f"  {shown}", style="dim"))
    for remark in filter(None, (*identifiers["remarks"], identifiers["chemistry"])):
        console.print(Text(remark, style="dim"))


def _print_advice(advice: goods.Advice, console: Console, language: Language) -> None:
    """Why it matters, what resembles it, and how to touch it."""
    lines = (
        (say("Why it is controlled", language), advice.why),
        (say("Easily taken for it", language), "; ".join(advice.look_alikes)),
        (say("Suspicious", language), "; ".join(advice.red_flags)),
        (say("Hazards", language), "; ".join(advice.hazards)),
        (say("Ask", language), advice.contact),
    )
    for heading, told in lines:
        if told:
            console.print(Text(f"  {heading}: {told}", style="dim"))


def _print_candidates(found: list[Any], console: Console, language: Language) -> None:
    if found:
        console.print(say("Nearest by their words, as a suggestion only:", language))
    for each in found[:3]:
        console.print(Text(f"  {each.code}  {each.score:.2f}", style="dim"))


@command.command()
@click.option(
    "--items", type=EXISTING, required=True, help="CSV with id and description; optionally hs, cas, un_number."
)
@click.option("--out", type=PATH, required=True, help="One line of JSON for each item.")
@language_option
def identify(items: Path, out: Path, language: Language) -> None:
    """Determinations, candidates, identifiers and contradictions for every line of a table of goods."""
    with usage_errors(goods.ItemsError):
        count = goods.identify_items(items, out, language=language)
    Console().print(f"{count:,} items: {out}", highlight=False)
    if notice := goods.chemistry_notice(language):
        Console().print(Text(notice, style="dim"))


@command.command()
@click.argument("code")
@language_option
def hs(code: str, language: Language) -> None:
    """What can be controlled under an HS CODE; `core` codes are made for such goods, `basket` ones hold thousands."""
    table = Table(show_header=False)
    for page in goods.hs_page(code, language=language):
        table.add_row(str(page["strength"]), f"{page['list']} {page['code']}", page["title"])
    Console().print(table)


@command.command()
@language_option
def entries(language: Language) -> None:
    """The control entries that goods are compared with."""
    console = Console()
    for each in goods.load_entries().entries:
        console.print(Text.assemble((f"{each.id:45}", "bold"), each.title(language)))


@command.command()
@click.argument("list_file", type=EXISTING)
@click.option("--as", "name", type=click.Choice(_LISTS), help="Which list it is.  [default: by its ending]")
def audit(list_file: Path, name: str | None) -> None:
    """Compare every limit of our entries with a published list (EU Annex I as text, the US list as XML)."""
    listed = name or ("US-CCL" if list_file.suffix.lower() == ".xml" else "EU-2021/821")
    with usage_errors(goods.ListFileError):
        frame = goods.audit(list_file, goods.load_entries(), listed)
    console = Console()
    wrong = [row for row in frame.to_dicts() if not row["found"]]
    for row in wrong:
        told = row["explained"] or "not on the list"
        console.print(f"{row['code']}  {row['entry']}  {row['limit']}: {told}", highlight=False)
    unexplained = sum(row["explained"] is None for row in wrong)
    found = frame.height - len(wrong)
    console.print(f"{listed}: {frame.height} limits, {found} found, {unexplained} unexplained", highlight=False)
    if unexplained:
        raise click.exceptions.Exit(1)


@command.command()
@click.argument("old", type=EXISTING)
@click.argument("new", type=EXISTING)
def drift(old: Path, new: Path) -> None:
    """Codes whose published limits differ between two versions of a list."""
    with usage_errors(goods.ListFileError):
        frame = goods.drift(old, new)
    table = Table("Code", "Gone", "Come", header_style="bold")
    for row in frame.to_dicts():
        table.add_row(row["code"], ", ".join(row["gone"] or ()), ", ".join(row["come"] or ()))
    Console().print(table)
