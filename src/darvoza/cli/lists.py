"""``darvoza lists``: bringing, keeping and comparing watch lists."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click
import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from darvoza import codes, history, parties
from darvoza.cli.options import EXISTING, PATH, QUARANTINED, usage_errors
from darvoza.consignment import CONSIGNMENT_SCHEMA, ConsignmentBatch

_STRETCH = 50_000  # consignments looked through at a time
_IN = click.option(
    "--in", "folder", type=PATH, help="Folder that keeps the versions.  [default: lists in DARVOZA_HOME]"
)
_SHRINK = click.option(
    "--accept-shrink", is_flag=True, help="Keep a list even if it has lost more than a fifth of its content."
)


@click.group()
def command() -> None:
    """Watch lists: fetch, import, keep, compare, and look back when they change."""


@command.command()
def sources() -> None:
    """The lists whose publishers are known, with licences and what they restrict; * is fetched by `update`."""
    console = Console()
    usual = {each.id for each in parties.published_lists()}
    for each in parties.all_published():
        console.print(Text.assemble((f"{each.id}{' *' if each.id in usual else ''}", "bold"), f"  {each.title}"))
        console.print(Text(f"    {each.licence}", style="dim"))
        if each.caution:
            console.print(Text(f"    {each.caution}", style="yellow"))
        for _, address in each.files:
            console.print(Text(f"    {address}", style="dim"), soft_wrap=True)


@command.command()
@click.argument("ids", nargs=-1)
@_IN
@click.option("--address", help="Fetch from this https address; ending with a stroke, from this folder. One ID only.")
@_SHRINK
def update(ids: tuple[str, ...], folder: Path | None, address: str | None, *, accept_shrink: bool) -> None:
    """Fetch lists from their publishers: those named by IDS, else the usual ones.

    Exit codes: 0 all are in use, 2 usage, 3 at least one was refused; what was kept of it before stays.
    """
    if address is not None and len(ids) != 1:
        raise click.UsageError("--address goes with exactly one ID")
    try:
        wanted = parties.published_lists(ids)
    except KeyError as error:
        raise click.UsageError(
            f"{error.args[0]!r} is no list known here: `darvoza lists sources` names them"
        ) from error
    console, store = Console(), _store(folder)
    refused = 0
    for each in wanted:
        done = parties.update_list(store, each, on=_today(), address=address, shrunk=accept_shrink)
        if done.imported is None:
            refused += 1
            console.print(Text(f"{each.list_id}: not updated. {done.refused}", style="red"), soft_wrap=True)
            continue
        _say_imported(console, done.imported)
        if each.caution:
            console.print(Text(f"    {each.caution}", style="yellow"))
    if refused:
        sys.exit(QUARANTINED)


@command.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@_IN
@_SHRINK
def import_(paths: tuple[Path, ...], folder: Path | None, *, accept_shrink: bool) -> None:
    """Keep lists from files or folders carried here: published formats, own CSV lists, or snapshots."""
    with usage_errors(parties.UnreadableListError):
        for each in _store(folder).keep(paths, on=_today(), shrunk=accept_shrink):
            _say_imported(Console(), each)


@command.command()
@click.argument("paths", nargs=-1, type=EXISTING)
@_IN
def show(paths: tuple[Path, ...], folder: Path | None) -> None:
    """What the watch lists in these files or folders are; without any, the versions that are kept and in use."""
    store = _store(folder)
    with usage_errors(parties.UnreadableListError):
        lists = parties.load_lists(paths) if paths else store.newest()
    if not lists.lists:
        raise click.UsageError(f"{store.folder} keeps no lists: `darvoza lists update` or `darvoza lists import`")
    headings = ("List", "Title", "Date", "Parties", "Names", "SHA-256")
    table = Table(*headings, *(() if paths else ("Imported", "Versions", "Licence")), header_style="bold")
    for each in lists.lists:
        names = sum(len(party.names) for party in each.entries)
        cells = [each.id, each.title, each.date or "—", f"{len(each):,}", f"{names:,}", each.sha256[:12]]
        if not paths:
            kept = store.kept(each.id)
            cells += [kept[-1].imported.isoformat(), str(len(kept)), each.licence]
        table.add_row(*cells)
    Console().print(table)


@command.command()
@click.argument("older", type=EXISTING)
@click.argument("newer", type=EXISTING)
def diff(older: Path, newer: Path) -> None:
    """What was added, changed and removed between two versions of the same lists."""
    console = Console()
    pairs, alone = _pairs(older, newer)
    for changes in pairs:
        counts = f"{len(changes.added):,} added, {len(changes.changed):,} changed, {len(changes.removed):,} removed"
        console.print(f"{changes.newer.id}: {counts}", style="bold", highlight=False)
        for sign, party in (*(("+", each) for each in changes.added), *(("-", each) for each in changes.removed)):
            console.print(Text(f"{sign} {party.entity_id} {party.name}"))
        for each in changes.changed:
            console.print(Text(f"~ {each.after.entity_id} {each.after.name}: {', '.join(each.fields)}"))
    for name, where in alone:
        console.print(f"{name}: only in {where}", highlight=False)


@command.command()
@click.argument("older", type=EXISTING)
@click.argument("newer", type=EXISTING)
@click.option("--history", "lake", type=EXISTING, required=True, help="Folder of the history.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Look back as far as this day.")
@click.option("--out", type=PATH, required=True, help="Table of the matches, CSV.")
def rescreen(older: Path, newer: Path, lake: Path, since: datetime | None, out: Path) -> None:
    """Screen the history against only what changed from OLDER to NEWER: whom the lists hit now, and whom no more."""
    pairs, _ = _pairs(older, newer)
    with usage_errors(history.HistoryNotInstalled):
        past = history.History(lake).consignments(since=since.date() if since else None)
    past = past.unique("id", keep="last", maintain_order=True)
    found = parties.look_back(_stretches(past), pairs)
    table = (
        found.join(past.select(pl.col("id").alias("consignment"), "reference", "day"), on="consignment", how="left")
        .select(
            "status", "consignment", "reference", "day", "role", "declared", "score", "list", "entity_id", "name",
            "listed_name", pl.col("programmes").list.join("; "),
        )
        .with_columns(pl.col("score").round(3))
    )  # fmt: skip
    table.write_csv(out)
    counts = dict(found.group_by("status").agg(pl.col("consignment").n_unique()).rows())
    Console().print(
        f"{past.height:,} consignments looked through: {counts.get('new', 0):,} newly hit, "
        f"{counts.get('fell away', 0):,} with a match that fell away: {out}",
        highlight=False,
        soft_wrap=True,
    )


def _stretches(past: pl.DataFrame) -> Iterator[ConsignmentBatch]:
    for stretch in past.select(*CONSIGNMENT_SCHEMA).iter_slices(_STRETCH):
        yield ConsignmentBatch.from_nested(stretch)


def _pairs(older: Path, newer: Path) -> tuple[list[parties.ListChanges], list[tuple[str, str]]]:
    """The changes of every list that both have, and the lists that only one has."""
    with usage_errors(parties.UnreadableListError):
        before = {each.id: each for each in parties.load_lists([older]).lists}
        after = {each.id: each for each in parties.load_lists([newer]).lists}
    if len(before) == len(after) == 1:  # one file each: own lists are called by their files' names
        before = dict(zip(after, before.values(), strict=True))
    pairs = [parties.list_changes(before[name], after[name]) for name in sorted(before.keys() & after.keys())]
    alone = [(name, "the older" if name in before else "the newer") for name in sorted(before.keys() ^ after.keys())]
    return pairs, alone


def _say_imported(console: Console, imported: parties.Imported) -> None:
    watch_list = imported.watch_list
    state = "new version" if imported.new else "the same as before"
    console.print(
        f"{watch_list.id}: {len(watch_list):,} entries, {state}. {watch_list.licence}.", highlight=False, soft_wrap=True
    )


def _store(folder: Path | None) -> parties.ListStore:
    return parties.ListStore(folder or codes.home() / "lists")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
