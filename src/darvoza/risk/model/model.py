"""The learned model: what past findings say of a consignment that nobody has opened yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from darvoza.risk.model.boosting import Matrix
from darvoza.risk.model.counting import Codes, Floats
from darvoza.risk.model.forest import Forest
from darvoza.risk.model.head import Head, matrix_of
from darvoza.risk.model.memory import Evidence, Memory
from darvoza.risk.model.numbers import BANDS, Usual, numbers, stake, with_bands

BREACH, CRITICAL = "breach", "critical"


@dataclass(frozen=True, slots=True)
class Revenue:
    """How much a breach brings in, when there is one.

    ``texts`` are trees that say by how much the logarithm of the revenue differs from that of the stake; ``factor``
    turns the middle that they aim at into a mean. Without trees it is the stake itself.
    """

    texts: tuple[str, ...] = ()
    factor: float = 1.0
    usual: float | None = None


@dataclass(frozen=True)
class Model:
    """A fitted model; :func:`darvoza.risk.model.fit` makes one, :meth:`score` uses it.

    ``version`` names the fit and is derived from its content. ``facts`` are what the card tells: data, dates, metrics.
    """

    memory: Memory
    numbers: tuple[str, ...]
    usual: Usual
    heads: dict[str, Head]
    revenue: Revenue
    required: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    version: str = ""

    @cached_property
    def trees(self) -> dict[str, Forest]:
        """The trees of each head, read from their text once."""
        found = {name: Forest.of(head.texts) for name, head in self.heads.items() if head.texts}
        if self.revenue.texts:
            found["revenue"] = Forest.of(self.revenue.texts)
        return found

    @property
    def level_names(self) -> tuple[str, ...]:
        """The levels in the order in which the trees know them."""
        return tuple(level.name for level in self.memory.rated)

    def score(self, observed: pl.DataFrame) -> pl.DataFrame:
        """``id, probability, critical_probability, expected_revenue`` for each row of :func:`observe`, in order.

        The probability of a breach and of a security-critical one are calibrated, from 0 to 1, and the second is never
        above the first. Expected revenue is in the value's currency, null where there is no value. Values that were
        never seen when the model was fitted fall back on what is known of broader groups.

        Raises:
            MissingColumnsError: the rows lack a column that the model was fitted with.
        """
        frame = self._complete(observed)
        placed = self.memory.place(frame)
        values = numbers(frame, self.numbers, self.usual)
        probability = self._probability(BREACH, placed, values)
        critical = (
            np.minimum(self._probability(CRITICAL, placed, values), probability)
            if CRITICAL in self.heads
            else np.full(frame.height, np.nan)
        )
        expected = probability * self._revenue(frame, placed, values)
        scored = frame.select(
            "id",
            pl.Series("probability", probability),
            pl.Series("critical_probability", critical),
            pl.Series("expected_revenue", expected),
        )
        return scored.with_columns(pl.selectors.float().fill_nan(None))

    def seen(self, head: str, observed: pl.DataFrame) -> tuple[Evidence, Matrix, Floats]:
        """What a head looks at for each row: past findings, the columns its trees see, what its line adds by level."""
        frame = self._complete(observed)
        placed = self.memory.place(frame)
        evidence, matrix = self._seen(head, placed, numbers(frame, self.numbers, self.usual))
        return evidence, matrix, self.heads[head].line.parts(placed, frame.height)

    def _seen(self, head: str, placed: Mapping[str, Codes], values: Mapping[str, Floats]) -> tuple[Evidence, Matrix]:
        evidence = self.memory.recall(placed, head)
        return evidence, matrix_of(self.level_names, evidence, values)

    def _probability(self, name: str, placed: Mapping[str, Codes], values: Mapping[str, Floats]) -> Floats:
        evidence, matrix = self._seen(name, placed, values)
        trees = self.trees.get(name)
        raw = trees.raw(matrix) if trees is not None else np.zeros(len(matrix))
        head = self.heads[name]
        return head.probability(head.together(raw, placed), evidence)

    def _revenue(self, frame: pl.DataFrame, placed: Mapping[str, Codes], values: Mapping[str, Floats]) -> Floats:
        """Revenue to expect of each row if it is in breach."""
        staked = stake(frame, self.usual)
        trees = self.trees.get("revenue")
        if trees is None:
            return staked
        _, matrix = self._seen(BREACH, placed, values)
        basis = np.where(np.isfinite(staked), staked, self.revenue.usual or np.nan)
        return np.expm1(np.clip(np.log1p(basis) + trees.raw(matrix), 0, _LARGEST_LOG)) * self.revenue.factor

    def _complete(self, observed: pl.DataFrame) -> pl.DataFrame:
        lacking = [name for name in self.required if name not in observed.columns]
        if lacking:
            raise MissingColumnsError(lacking)
        absent = sorted({*self.memory.columns, *_NUMBERS} - {*observed.columns, *BANDS})
        whole = observed.with_columns(pl.lit(None, pl.String()).alias(name) for name in absent)
        return with_bands(whole.with_columns(pl.col(_NUMBERS).cast(pl.Float64)))


_NUMBERS = ("mass", "value", "packages", "items", "tax_rate")
_LARGEST_LOG = 60.0


class MissingColumnsError(ValueError):
    """Rows to score lack columns that the model was fitted with."""

    def __init__(self, columns: list[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(
            f"The rows lack {', '.join(columns)}, which the model was fitted with. "
            "Score with the mapping that it was fitted with, or fit it again without them."
        )
