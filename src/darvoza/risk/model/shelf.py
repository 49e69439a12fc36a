"""Where models stand: every version ever fitted, which one is in use, and who decided so and why."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import polars as pl

from darvoza.risk.model.card import card, drift, facts
from darvoza.risk.model.fitting import Fit
from darvoza.risk.model.model import Model
from darvoza.risk.model.storing import UnreadableModelError, load_model, save_model

_DECISIONS = "decisions.jsonl"
_LARGEST = 16 * 1024 * 1024


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A version was put in use: by whom, when, and for what reason."""

    version: str
    by: str
    reason: str
    time: datetime


class PromotionError(ValueError):
    """A version cannot be put in use this way."""


class Shelf:
    """A folder of models: the champion is in use, the others are challengers.

    The first model ever fitted is in use until somebody promotes another; that is always a named person's decision,
    and all decisions are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, fitted: Fit, observed: pl.DataFrame, outcomes: pl.DataFrame) -> Model:
        """Keep a fit with its card; the answer is the model as it was kept."""
        told = facts(fitted, observed, outcomes)
        told["fitted"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        last = self.versions()
        if last:
            told["drift"] = drift(self.load(last[-1]).facts.get("distributions", {}), observed[fitted.rows])
        waiting = self.folder / ".new"
        model = save_model(replace(fitted.model, facts=told), waiting)
        (waiting / "card.md").write_text(card(model), encoding="utf-8")
        (waiting / "card.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        kept = self.folder / model.version
        if not kept.exists():
            waiting.rename(kept)
        return model

    def versions(self) -> list[str]:
        """All versions, in the order in which they were fitted."""
        if not self.folder.is_dir():
            return []
        found = [each for each in self.folder.iterdir() if (each / "seal.json").is_file() and each.name[0] != "."]
        return [each.name for each in sorted(found, key=lambda each: (each.stat().st_mtime_ns, each.name))]

    def decisions(self) -> list[Decision]:
        """Every promotion, oldest first."""
        path = self.folder / _DECISIONS
        if not path.is_file():
            return []
        with path.open("rb") as file:
            data = file.read(_LARGEST)
        try:
            return [msgspec.json.decode(line, type=Decision) for line in data.splitlines() if line.strip()]
        except msgspec.MsgspecError as error:
            raise UnreadableModelError(f"{path} does not hold decisions: {error}. Restore it.") from error

    def champion(self) -> str | None:
        """The version in use; None where there is none at all."""
        versions = self.versions()
        decided = [each.version for each in self.decisions() if each.version in versions]
        return decided[-1] if decided else next(iter(versions), None)

    def promote(self, version: str, *, by: str, reason: str) -> Decision:
        """Put a version in use.

        Raises:
            PromotionError: there is no such version, or nobody or no reason is named.
        """
        if version not in self.versions():
            raise PromotionError(f"There is no version {version!r}; there are {', '.join(self.versions()) or 'none'}.")
        if not by.strip() or not reason.strip():
            raise PromotionError("A promotion names who decided it, and the reason.")
        decision = Decision(version=version, by=by.strip(), reason=reason.strip(), time=datetime.now(UTC))
        with (self.folder / _DECISIONS).open("ab") as file:
            file.write(msgspec.json.encode(decision) + b"\n")
        return decision

    def load(self, version: str | None = None) -> Model:
        """The model of a version, or the one in use.

        Raises:
            UnreadableModelError: there is none, or it cannot be used.
        """
        chosen = version if version is not None else self.champion()
        if chosen is None:
            raise UnreadableModelError(f"{self.folder} holds no model. `darvoza risk fit` makes one.")
        if version is not None and version not in self.versions():
            raise UnreadableModelError(f"{self.folder} holds no version {version}.")
        return load_model(self.folder / chosen)
