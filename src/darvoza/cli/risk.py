"""``darvoza risk``: the indicators, and the groups of commands about profiles."""

import click
from rich.console import Console
from rich.table import Table

from darvoza import risk
from darvoza.cli.options import language_option
from darvoza.cli.risk_model import explain_command, fit_command, models_command, score_command
from darvoza.cli.risk_profiles import backtest_command, profiles_command, view_command
from darvoza.language import Language, say


@click.group()
def command() -> None:
    """Risk indicators, profiles and the learned model."""


@command.command()
@language_option
def indicators(language: Language) -> None:
    """Every indicator: what it is a sign of, how much it weighs, and where it comes from."""
    table = Table(header_style="bold")
    for title in ("Id", "Indicator", "Typology", "Weight", "Source"):
        table.add_column(say(title, language), overflow="fold")
    for each in risk.all_indicators():
        table.add_row(
            each.id, say(each.title, language), say(each.typology, language), f"{each.weight:.2f}", each.source.name
        )
    Console().print(table)


for _each in (
    *(profiles_command, backtest_command, view_command),
    *(fit_command, score_command, explain_command, models_command),
):
    command.add_command(_each)
