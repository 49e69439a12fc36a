"""``darvoza parties``: who is it really?"""

from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from darvoza import codes, parties
from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.language import Language, say

_LISTS = click.option(
    "--list", "lists", multiple=True, type=EXISTING, help="Watch list file or folder.  [default: the lists kept]"
)
_DECISIONS = click.option(
    "--decisions", type=PATH, help="File of decisions.  [default: decisions.jsonl in DARVOZA_HOME]"
)
_ENTRY = click.option("--entry", required=True, help="The listed party, as LIST:NUMBER (ofac-sdn:12).")
_NAME = click.option("--name", "declared", required=True, help="The declared name, as papers have it.")
_OFFICER = click.option("--officer", required=True, help="Who decides.")
_REASON = click.option("--reason", required=True, help="Why: what shows that it is somebody else.")


@click.group()
def command() -> None:
    """Screening names against watch lists, and deciding on matches."""


@command.command()
@click.argument("name")
@click.option("--list", "lists", multiple=True, required=True, type=EXISTING, help="Watch list file or folder.")
@click.option("--country", help="Country of the party, ISO 3166-1 alpha-2.")
@click.option("--born", help="Day or year of birth of a person: 1971-03-02, 1971.")
@click.option("--address", help="Address, as papers have it.")
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True)
@language_option
def look(
    name: str,
    lists: tuple[Path, ...],
    country: str | None,
    born: str | None,
    address: str | None,
    limit: int,
    language: Language,
) -> None:
    """Whom on the lists a NAME in any script may be, best first, with the reasons."""
    with usage_errors(parties.UnreadableListError):
        index = parties.NameIndex.build(parties.load_lists(lists))
    console = Console()
    matches = parties.screen_name(name, index, country=country, birth_date=born, address=address, limit=limit)
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


@command.command()
@_ENTRY
@_NAME
@_OFFICER
@_REASON
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day; at most three years ahead.")
@_LISTS
@_DECISIONS
def allow(
    entry: str,
    declared: str,
    officer: str,
    reason: str,
    until: datetime,
    lists: tuple[Path, ...],
    decisions: Path | None,
) -> None:
    """Record that a declared name is not a listed party that it resembles.

    It holds for this name and this version of the entry, until its last day; what is allowed is still said.
    """
    watch_list, number = _parts(entry)
    with usage_errors(parties.DecisionError, parties.UnreadableListError):
        decision = parties.allow(
            _file(decisions),
            _lists(lists),
            watch_list=watch_list,
            entity_id=number,
            declared=declared,
            officer=officer,
            reason=reason,
            until=until.date(),
        )
    Console().print(
        f"Allowed until {decision.until}: {decision.declared} is not {entry} ({decision.version[:12]}).",
        highlight=False,
    )


@command.command()
@_ENTRY
@_NAME
@_OFFICER
@_REASON
@_DECISIONS
def withdraw(entry: str, declared: str, officer: str, reason: str, decisions: Path | None) -> None:
    """Take a decision back: the match speaks again from now on."""
    watch_list, number = _parts(entry)
    with usage_errors(parties.DecisionError):
        parties.withdraw(
            _file(decisions), watch_list=watch_list, entity_id=number, declared=declared, officer=officer, reason=reason
        )
    Console().print(f"Withdrawn: {declared} and {entry}.", highlight=False)


@command.command()
@_LISTS
@_DECISIONS
@language_option
def allowed(lists: tuple[Path, ...], decisions: Path | None, language: Language) -> None:
    """The decisions that stand today, and those that fell since the list changed or their time is over."""
    with usage_errors(parties.DecisionError, parties.UnreadableListError):
        recorded = parties.read_decisions(_file(decisions))
        standing, fallen = parties.standing(recorded, _lists(lists), on=_today())
    console = Console()
    for row in standing.sort("until", "list", "entity_id").iter_rows(named=True):
        entry = f"{row['list']}:{row['entity_id']}"
        console.print(
            Text.assemble(
                (f"{row['until']}  ", "bold"),
                f"{row['declared_key']} ≠ {entry}  ",
                (f"{row['officer']}: {row['allowed_because']}", "dim"),
            ),
            soft_wrap=True,
        )
    for each in fallen:
        entry = f"{each.decision.list}:{each.decision.entity_id}"
        text = f"{each.decision.declared} ≠ {entry}: {say(each.why, language)}"
        console.print(Text(text, style="yellow"), soft_wrap=True)
    if standing.is_empty() and not fallen:
        console.print(say("No decisions stand.", language))


@command.command()
@_LISTS
@language_option
def same(lists: tuple[Path, ...], language: Language) -> None:
    """Which entries of the lists are one party, and how that is known."""
    with usage_errors(parties.UnreadableListError):
        loaded = _lists(lists)
    found = parties.same_parties(loaded)
    names = {(each.id, party.entity_id): party.name for each, party in loaded}
    console = Console()
    for tie in found.ties:
        one, other = (f"{':'.join(entry)} {names[entry]}" for entry in (tie.one, tie.other))
        console.print(
            Text.assemble((f"{one} = {other}  ", "bold"), (say(tie.message, language, **dict(tie.values)), "dim")),
            soft_wrap=True,
        )
    console.print(f"Entries: {len(found.number):,}. Parties: {len(found.members):,}.", highlight=False)


def _lists(paths: tuple[Path, ...]) -> parties.WatchLists:
    if paths:
        return parties.load_lists(paths)
    return parties.ListStore(codes.home() / "lists").newest()


def _file(path: Path | None) -> Path:
    return path or codes.home() / "decisions.jsonl"


def _parts(entry: str) -> tuple[str, str]:
    watch_list, colon, number = entry.partition(":")
    if not colon or not number:
        raise click.UsageError(f"--entry {entry!r} is not LIST:NUMBER, as ofac-sdn:12")
    return watch_list, number


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
