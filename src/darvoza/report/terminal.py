"""The shift in a terminal: the stops in order, then what was released and what could not be read."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from darvoza.intake import Problem, Receipt, Status
from darvoza.language import Language, say
from darvoza.report.names import office_name
from darvoza.report.summary import Shift, chance_shares

_SHOWN = 25
_REASONS = 3
_PROBLEMS = 3
_GROUND_STYLE = {"mandatory": "bold red", "risk": "bold", "random": "magenta", "exploratory": "magenta"}


def print_shift(shift: Shift, console: Console, language: Language = Language.ENGLISH) -> None:
    """Print the ranked stops, the released, and every message that was not read whole."""
    _print_stops(shift, console, language)
    _print_released(shift, console, language)
    _print_comparison(shift, console, language)
    _print_messages(shift, console, language)


def _print_stops(shift: Shift, console: Console, language: Language) -> None:
    stops = shift.stops
    if stops.is_empty():
        console.print(say("Nothing to stop.", language))
        return
    measures = [say(each or "—", language) for each in stops["measure"].head(_SHOWN)]
    table = Table(show_lines=True, header_style="bold", expand=True)
    table.add_column(say("No.", language), justify="right", no_wrap=True)
    table.add_column(say("Consignment", language), ratio=3, overflow="fold")
    table.add_column(say("Parties and goods", language), ratio=4, overflow="fold")
    table.add_column(say("Score", language), justify="right", no_wrap=True)
    table.add_column(say("Why", language), ratio=6, overflow="fold")
    whole = max(len(word) for measure in measures for word in measure.split())  # no word of an order is broken
    table.add_column(say("What to do", language), ratio=2, width=whole, overflow="fold")
    for stop, measure in zip(stops.head(_SHOWN).to_dicts(), measures, strict=True):
        ground = str(stop["ground"])
        place = f"{say(stop['mode'] or '—', language)} · {office_name(stop['office'], language)}"
        table.add_row(
            str(stop["rank"]),
            Text.assemble((stop["reference"], "bold"), "\n", (place, "dim")),
            Text.assemble(f"{stop['consignor'] or '—'} → {stop['consignee'] or '—'}\n", (stop["goods"] or "—", "dim")),
            Text.assemble(f"{stop['score']:.2f}\n", (say(_GROUNDS[ground], language), _GROUND_STYLE[ground])),
            _reasons(stop, language),
            measure,
        )
    console.print(table)
    if stops.height > _SHOWN:
        more = say("and {count} more stops in the report", language, count=stops.height - _SHOWN)
        console.print(more, style="dim")


_GROUNDS = {"mandatory": "mandatory", "risk": "by risk", "random": "by chance", "exploratory": "to learn"}


def _reasons(stop: dict[str, list[dict[str, str]]], language: Language) -> Text:
    signals = stop["signals"]
    if not signals:
        return Text(say("drawn by chance", language), style="dim")
    text = Text()
    for signal in signals[:_REASONS]:
        text.append(f"{say(signal['typology'], language)}: ", style="cyan")
        text.append(signal["text"] + "\n")
    if len(signals) > _REASONS:
        text.append(say("and {count} more signs", language, count=len(signals) - _REASONS), style="dim")
    else:
        text.right_crop(1)
    return text


def _print_released(shift: Shift, console: Console, language: Language) -> None:
    share = shift.released_share()
    if not share.trials:
        console.print(say("No consignment was read.", language))
        return
    console.print(
        say(
            "{assessed} consignments assessed; {stops} to stop ({mandatory} mandatory, {risk} by risk, "
            "{random} by chance); {released} released untouched: {share} ({low} to {high}).",
            language,
            assessed=f"{shift.assessments.height:,}",
            stops=f"{shift.stopped:,}",
            mandatory=shift.stops_on("mandatory"),
            risk=shift.stops_on("risk"),
            random=shift.stops_by_chance(),
            released=f"{shift.assessments.height - shift.stopped:,}",
            share=_percent(share.value),
            low=_percent(share.lower),
            high=_percent(share.upper),
        ),
    )
    if shift.elsewhere:
        told = say("{count} consignments belong to other posts or name none.", language, count=f"{shift.elsewhere:,}")
        console.print(told, style="dim")


def _print_comparison(shift: Shift, console: Console, language: Language) -> None:
    if (found := shift.comparison) is None or not found.breaches:
        return
    mean, lower, upper = chance_shares(found)
    console.print(
        say(
            "Of {planted} planted consignments the stops hold {found}: {share} ({low} to {high}); as many stops by "
            "chance would hold {random} ({random_low} to {random_high}).",
            language,
            planted=found.breaches,
            found=found.found.successes,
            share=_percent(found.found.value),
            low=_percent(found.found.lower),
            high=_percent(found.found.upper),
            random=_percent(mean),
            random_low=_percent(lower),
            random_high=_percent(upper),
        ),
        style="bold",
    )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def _print_messages(shift: Shift, console: Console, language: Language) -> None:
    unread = shift.unread
    if not unread:
        console.print(say("All {count} messages were read whole.", language, count=len(shift.receipts)))
        return
    console.print(
        say(
            "{count} of {messages} messages were not read whole:",
            language,
            count=len(unread),
            messages=len(shift.receipts),
        ),
        style="bold",
    )
    for receipt in unread[:_SHOWN]:
        _print_receipt(receipt, console, language)
    if len(unread) > _SHOWN:
        console.print(say("and {count} more messages in the report", language, count=len(unread) - _SHOWN), style="dim")


def _print_receipt(receipt: Receipt, console: Console, language: Language) -> None:
    style = "red" if receipt.status is Status.QUARANTINED else "yellow"
    console.print(Text.assemble((say(receipt.status.value, language), style), " ", (receipt.path, "bold")))
    for problem in receipt.problems[:_PROBLEMS]:
        told = f"  {problem.where}: {_tell(problem.rule, problem, language)} {_tell(problem.advice, problem, language)}"
        console.print(Text(told))
    if len(receipt.problems) > _PROBLEMS:
        more = say("and {count} more", language, count=len(receipt.problems) - _PROBLEMS)
        console.print(Text(f"  {more}", style="dim"))


def _tell(message: str, problem: Problem, language: Language) -> str:
    return say(message, language, value=problem.value, field=problem.field, limit=problem.limit)
