"""Shares of counts with their Wilson intervals, and what chance alone would find."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence} is not between 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def with_share(
    frame: pl.DataFrame, successes: str, trials: str, *, name: str = "share", confidence: float = 0.95
) -> pl.DataFrame:
    """The frame with the share of successes in trials and its interval: ``<name> <name>_lower <name>_upper``.

    The interval is Wilson's score interval, which stays within 0 and 1 and holds for small counts. All three are null
    where there were no trials or a count is missing: no inspections is not a hit rate of 0.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    >>> with_share(pl.DataFrame({"hits": [2], "done": [10]}), "hits", "done", name="rate")["rate_upper"].round(3).item()
    0.51
    """
    z = _quantile(confidence)
    n = pl.when(pl.col(trials) > 0).then(pl.col(trials).cast(pl.Float64))
    p = pl.col(successes) / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt() / (1 + z * z / n)
    return frame.with_columns(
        p.alias(name),
        (middle - half).clip(0.0, 1.0).alias(f"{name}_lower"),
        (middle + half).clip(0.0, 1.0).alias(f"{name}_upper"),
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval; None where there was nothing to take a share of."""

    successes: int
    trials: int
    value: float | None
    lower: float | None
    upper: float | None


def share(successes: int, trials: int, *, confidence: float = 0.95) -> Share:
    """How many of how many, as a share with its Wilson interval (see :func:`with_share`).

    >>> share(0, 20).upper  # doctest: +ELLIPSIS
    0.161...

    Raises:
        ValueError: more successes than trials, or a negative count.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no share")
    made = with_share(pl.DataFrame({"s": [successes], "n": [trials]}), "s", "n", confidence=confidence).row(
        0, named=True
    )
    return Share(successes, trials, made["share"], made["share_lower"], made["share_upper"])


@dataclass(frozen=True, slots=True)
class Chance:
    """How many breaches a random selection finds: the mean, and the range it stays in 95 times in 100."""

    mean: float
    lower: int
    upper: int


def found_by_chance(consignments: int, breaches: int, selected: int, *, confidence: float = 0.95) -> Chance:
    """What selecting the same number blindly would find among these consignments, exactly.

    The hypergeometric distribution: drawing ``selected`` of ``consignments`` without putting back, of which
    ``breaches`` are bad. The range cuts off at most half of the rest on either side.

    >>> found_by_chance(100, 10, 20)
    Chance(mean=2.0, lower=0, upper=5)

    Raises:
        ValueError: more breaches or selected than consignments, or a negative count.
    """
    if not (0 <= breaches <= consignments and 0 <= selected <= consignments):
        raise ValueError(f"{breaches} breaches and {selected} selected do not fit in {consignments} consignments")
    fewest = max(0, breaches + selected - consignments)
    total = np.cumsum(_chances(consignments, breaches, selected))
    tail = (1 - confidence) / 2
    lower, upper = np.searchsorted(total, [tail, 1 - tail])
    mean = breaches * selected / consignments if consignments else 0.0
    return Chance(mean, fewest + int(lower), fewest + int(min(upper, len(total) - 1)))


def _chances(consignments: int, breaches: int, selected: int) -> NDArray[np.float64]:
    """The chance of each possible number found, from the fewest on, by the ratio of each to the one before."""
    fewest = max(0, breaches + selected - consignments)
    found = np.arange(fewest, min(breaches, selected), dtype=np.float64)
    up = np.log(breaches - found) + np.log(selected - found)
    down = np.log(found + 1) + np.log(consignments - breaches - selected + found + 1)
    logs = np.concatenate([[0.0], np.cumsum(up - down)])
    chances: NDArray[np.float64] = np.exp(logs - logs.max())
    chances /= chances.sum()
    return chances
