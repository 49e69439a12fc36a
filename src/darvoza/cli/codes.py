"""``darvoza codes``: offices and places."""

from pathlib import Path

import click
import polars as pl
from rich.console import Console
from rich.table import Table

from darvoza import codes
from darvoza.cli.options import EXISTING

_LOCODES = "unlocode"


@click.group()
def command() -> None:
    """Code lists: offices, places, and bringing public lists."""


@command.command()
@click.argument("text", required=False)
def offices(text: str | None) -> None:
    """The border posts, dry ports, airports and stations that are known; TEXT narrows by code, name or country."""
    table = Table(header_style="bold")
    for title in ("Code", "Name", "Имя", "Local name", "Country", "Kind", "Across"):
        table.add_column(title, overflow="fold")
    columns = ("code", "name_en", "name_ru", "name_local_latin", "country", "kind", "paired_office")
    frame = codes.offices()
    if text:
        sought = pl.concat_str(pl.col(*columns).fill_null(""), separator=" ").str.to_lowercase()
        frame = frame.filter(sought.str.contains(text.lower(), literal=True))
    for row in frame.select(columns).iter_rows():
        table.add_row(*(value or "—" for value in row))
    Console().print(table)


@command.command()
@click.argument("lists", metavar="[LIST]...", nargs=-1, type=click.Choice([_LOCODES, *codes.NOMENCLATURES]))
@click.option("--from", "source", type=EXISTING, help="A file already fetched, for a machine without a network.")
def update(lists: tuple[str, ...], source: Path | None) -> None:
    """Bring public code lists from their publishers: UN/LOCODE, and what each HS code covers in English and Russian.

    LIST is unlocode, hs-en or tnved-ru; without one, all are brought. A file is taken as the one LIST named, or as
    UN/LOCODE.
    """
    if source is not None and len(lists) > 1:
        raise click.UsageError("one file holds one list: name the list that it is")
    console = Console()
    refused = []
    for name in lists or ((_LOCODES,) if source else (_LOCODES, *codes.NOMENCLATURES)):
        try:
            console.print(_brought(name, source), highlight=False, soft_wrap=True)
        except codes.UpdateRefused as refusal:
            refused.append(str(refusal))
    if refused:
        raise click.ClickException("\n".join(refused))


def _brought(name: str, source: Path | None) -> str:
    if name == _LOCODES:
        locodes = codes.update_locodes(source=source)
        return f"UN/LOCODE: {locodes.places:,} places, from {locodes.source}"
    kept = codes.update_nomenclature(name, source=source)
    return f"{codes.NOMENCLATURES[name].title}: {kept.codes:,} codes, from {kept.source}"


@command.command()
@click.argument("code")
def place(code: str) -> None:
    """A place by its UN/LOCODE, office code or airport code."""
    console = Console()
    known = codes.find_office(code)
    if known is not None:
        console.print(f"{known.code}: {known.name_en} / {known.name_ru}, {known.country}, {known.kind}")
    airport = codes.airport(code.upper())
    if airport is not None:
        console.print(f"{airport.iata}: {airport.name}, {airport.city}, {airport.country}")
    try:
        found = codes.place(code.upper())
    except FileNotFoundError:  # UN/LOCODE was never brought here
        found = None
    if found is not None:
        console.print(f"{found.code}: {found.name}, {found.country}")
    if known is None and airport is None and found is None:
        raise click.UsageError(f"{code!r} is no place known here; `darvoza codes update` brings UN/LOCODE")
