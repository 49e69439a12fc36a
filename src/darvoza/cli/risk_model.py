"""``darvoza risk fit``, ``score``, ``explain`` and ``models``: the learned model."""

from pathlib import Path

import click
import polars as pl
from rich.console import Console
from rich.table import Table

from darvoza.cli.options import EXISTING, PATH, language_option, usage_errors
from darvoza.intake import (
    Beside,
    Mapping,
    MappingError,
    Message,
    Refused,
    load_mapping,
    read_beside,
    shipped_mappings,
)
from darvoza.language import Language, say
from darvoza.risk import model as learned

_INPUT = click.option("--input", "table", type=EXISTING, help="Table of declarations (CSV or XLSX).")
_MAPPING = click.option("--mapping", help="Mapping file, or the name of a mapping that comes with Darvoza.")
_MODEL = click.option("--model", "folder", type=PATH, required=True, help="Folder of models.")
_HISTORY = click.option("--history", type=EXISTING, help="Folder of a history, instead of a table.")
_ERRORS = (
    MappingError,
    OSError,
    learned.TooFewFindingsError,
    learned.MissingColumnsError,
    learned.ModelNotInstalled,
    learned.PromotionError,
    learned.UnreadableModelError,
    ValueError,
)


@click.command("fit")
@_INPUT
@_MAPPING
@_HISTORY
@_MODEL
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the folds and trees.")
@language_option
def fit_command(
    table: Path | None, mapping: str | None, history: Path | None, folder: Path, seed: int, language: Language
) -> None:
    """Learn from what was found, and write the model with its card.

    The mapping's section outcomes says which columns tell what was found.
    """
    with usage_errors(*_ERRORS):
        observed, outcomes = _examined(table, mapping, history)
        shelf = learned.Shelf(folder)
        model = shelf.add(learned.fit(observed, outcomes, seed=seed), observed, outcomes)
    console = Console()
    said = "Model {version}, fitted to {examined} examined consignments with {breaches} breaches"
    console.print(say(said, language, version=model.version, **_counts(model)), soft_wrap=True, highlight=False)
    table_ = Table(header_style="bold")
    for title in ("Measured on", "Figure", "Value", "95 % interval"):
        table_.add_column(say(title, language))
    for rows, measured in model.facts["metrics"].items():
        for name, (value, low, high) in measured.items():
            table_.add_row(say(rows, language), say(name, language), f"{value:.3f}", f"{low:.3f} – {high:.3f}")
    console.print(table_)
    if shelf.champion() != model.version:
        hint = "In use is still {champion}: `darvoza risk models promote` puts another in use."
        console.print(say(hint, language, champion=shelf.champion()), soft_wrap=True, highlight=False)


@click.command("score")
@_INPUT
@_MAPPING
@_HISTORY
@_MODEL
@click.option("--version", help="Version of the model.  [default: the one in use]")
@click.option("--out", type=PATH, required=True, help="CSV file to write.")
@language_option
def score_command(
    table: Path | None,
    mapping: str | None,
    history: Path | None,
    folder: Path,
    version: str | None,
    out: Path,
    language: Language,
) -> None:
    """Probability of a breach and of a critical one, and expected revenue, for each declaration of a table."""
    with usage_errors(*_ERRORS):
        model = learned.Shelf(folder).load(version)
        scores = model.score(_observed(table, mapping, history))
        scores.write_csv(out, float_precision=8)
    said = "{count} declarations scored by model {version}: {path}"
    message = say(said, language, count=scores.height, version=model.version, path=out)
    Console().print(message, soft_wrap=True, highlight=False)


@click.command("explain")
@_INPUT
@_MAPPING
@_HISTORY
@_MODEL
@click.option("--id", "reference", required=True, help="Reference of the declaration.")
@language_option
def explain_command(
    table: Path | None, mapping: str | None, history: Path | None, folder: Path, reference: str, language: Language
) -> None:
    """Why the model says what it says of one declaration."""
    with usage_errors(*_ERRORS):
        model = learned.Shelf(folder).load()
        observed = _observed(table, mapping, history).filter(pl.col("id") == reference)
        if observed.is_empty():
            raise click.UsageError(f"--id {reference!r} is no declaration of the input")
        scores, explained = model.score(observed), learned.explain(model, observed)
    console = Console()
    chance = f"{scores['probability'][0]:.1%}"
    console.print(say("Probability of a breach: {chance}", language, chance=chance), highlight=False)
    shown = Table(say("What speaks for or against it", language), say("By how much", language), header_style="bold")
    for part in explained.parts.filter(pl.col("row") == 0).to_dicts():
        shown.add_row(learned.reason(part, language), f"{part['contribution']:+.2f}")
    console.print(shown)


@click.group("models")
def models_command() -> None:
    """Versions of the learned model: which is in use, and who decided so."""


@models_command.command("list")
@_MODEL
@language_option
def list_models(folder: Path, language: Language) -> None:
    """Every version, the one in use marked."""
    shelf = learned.Shelf(folder)
    table = Table(header_style="bold")
    for title in ("Version", "Fitted", "Examined", "Area under the curve", "In use", "Decided by", "Reason"):
        table.add_column(say(title, language), no_wrap=title == "Version")
    with usage_errors(*_ERRORS):
        decided = {each.version: each for each in shelf.decisions()}
        for version in shelf.versions():
            told = shelf.load(version).facts
            area = told["metrics"]["all rows"]["area under the curve"][0]
            used = say("yes", language) if version == shelf.champion() else ""
            by = decided.get(version)
            whose = (by.by, by.reason) if by else ("", "")
            table.add_row(version, told["fitted"], str(told["examined"]), f"{area:.3f}", used, *whose)
    Console().print(table)


@models_command.command("promote")
@click.argument("version")
@_MODEL
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why.")
@language_option
def promote(version: str, folder: Path, by: str, reason: str, language: Language) -> None:
    """Put a version in use. The decision is kept with its name and reason."""
    with usage_errors(*_ERRORS):
        decision = learned.Shelf(folder).promote(version, by=by, reason=reason)
    said = "Model {version} is in use: {reason} ({by})"
    Console().print(say(said, language, version=version, reason=decision.reason, by=decision.by), highlight=False)


def _counts(model: learned.Model) -> dict[str, int]:
    return {name: model.facts[name] for name in ("examined", "breaches")}


def _examined(table: Path | None, mapping: str | None, history: Path | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    if history is not None:
        return learned.from_history(history)
    beside = _beside(table, mapping, outcomes=True)
    if "breach" not in beside.outcomes.columns:
        raise click.UsageError(
            "the mapping has no outcomes: name the column that tells breaches, `outcomes: {breach: ...}`"
        )
    return learned.observe(beside.batch, beside.features), beside.outcomes


def _observed(table: Path | None, mapping: str | None, history: Path | None) -> pl.DataFrame:
    if history is not None:
        return learned.from_history(history)[0]
    beside = _beside(table, mapping, outcomes=False)
    return learned.observe(beside.batch, beside.features)


def _beside(table: Path | None, mapping: str | None, *, outcomes: bool) -> Beside:
    if table is None or mapping is None:
        raise click.UsageError("give --input with --mapping, or --history")
    try:
        return read_beside(Message.of(str(table), table.read_bytes()), _mapping(mapping), outcomes=outcomes)
    except Refused as refused:
        problem = refused.problem
        values = {"value": problem.value, "limit": problem.limit}
        raise click.UsageError(f"{table}: {say(problem.rule, **values)} {say(problem.advice, **values)}") from refused


def _mapping(given: str) -> Mapping:
    """A mapping file, or the one that comes with Darvoza whose name begins like this."""
    path = Path(given)
    if path.is_file():
        return load_mapping(path)
    named = [each for each in shipped_mappings() if each.name.startswith(path.stem) and path.stem]
    if len(named) != 1:
        known = ", ".join(each.name for each in shipped_mappings())
        raise click.UsageError(f"--mapping {given!r} is no file, and none of the mappings that there are: {known}")
    return named[0]
