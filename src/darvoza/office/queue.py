"""The queue: which consignments a reader asked to see, and how many of each kind there are to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

import polars as pl

from darvoza.goods import goods_words
from darvoza.language import Language
from darvoza.signals import EVIDENCE, signal_texts


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to: an office's code, a mode, a typology; None is all of them."""

    post: str | None = None
    mode: str | None = None
    typology: str | None = None

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Filters":
        """The filters that a query string names; empty ones are none."""
        return cls(**{each.name: query.get(each.name) or None for each in fields(cls)})

    def __bool__(self) -> bool:
        return any((self.post, self.mode, self.typology))

    def query(self, **more: object) -> str:
        """These filters and whatever is not None of ``more`` as a query string, with its question mark.

        >>> Filters(mode="road").query(page=2)
        '?mode=road&page=2'
        """
        named = {each.name: getattr(self, each.name) for each in fields(self)} | more
        return "?" + urlencode({name: value for name, value in named.items() if value is not None})

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The assessments these filters let through, in the same order."""
        conditions = [pl.lit(value=True)]
        if self.post is not None:
            conditions.append(pl.col("office") == self.post)
        if self.mode is not None:
            conditions.append(pl.col("mode") == self.mode)
        if self.typology is not None:
            conditions.append(_TYPOLOGY_NAMES.list.contains(self.typology))
        return frame.filter(pl.all_horizontal(conditions))


_TYPOLOGY_NAMES = pl.col("typologies").list.eval(pl.element().struct.field("typology").cast(pl.String))


def choices(frame: pl.DataFrame) -> dict[str, list[tuple[str, int]]]:
    """For each filter its values among these assessments with how many have them, the most frequent first."""
    return {
        "post": _counted(frame.select(value="office")),
        "mode": _counted(frame.select(value="mode")),
        "typology": _counted(frame.select(value=_TYPOLOGY_NAMES).explode("value")),
    }


def _counted(values: pl.DataFrame) -> list[tuple[str, int]]:
    counted = values.drop_nulls().group_by("value").len().sort("len", "value", descending=[True, False])
    return list(counted.iter_rows())


def grounds(stops: pl.DataFrame) -> dict[str, int]:
    """How many stops there are on each ground."""
    return dict(stops.drop_nulls("ground").group_by("ground").len().iter_rows())


def told(assessments: pl.DataFrame, language: Language) -> list[dict[str, Any]]:
    """These assessments as rows, each signal's text told anew in this language from its reason and evidence."""
    rows = assessments.to_dicts()
    for row in rows:
        for name in ("signals", "typologies", "missing", "versions", "hs_codes"):
            row[name] = row[name] or []
    signals = [signal for row in rows for signal in row["signals"]]
    reasons = pl.DataFrame(
        {"reason": [signal["reason"] for signal in signals], "evidence": [signal["evidence"] for signal in signals]},
        schema={"reason": pl.String, "evidence": EVIDENCE},
    )
    for signal, text in zip(signals, signal_texts(reasons, language, goods_words(language)), strict=True):
        signal["text"] = text
    return rows
