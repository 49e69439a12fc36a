"""Keeping results: with the trainee and the trainer only, and forgotten on a date.

For learning, never for decisions about personnel.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import msgspec

from darvoza.training.scoring import Score

USUAL_DAYS: Final = 180
LONGEST_DAYS: Final = 730


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A trainee's result, who the trainer is, and the day on which it is forgotten."""

    trainee: str
    trainer: str
    ended: date
    forget_on: date
    score: Score

    def may_read(self, who: str) -> bool:
        """Whether somebody may see it: the trainee and the trainer, nobody else, whatever their rank."""
        return who in {self.trainee, self.trainer}


def keep(score: Score, *, trainer: str, ended: date, days: int = USUAL_DAYS) -> Result:
    """A result as it is kept: for so many days, two years at most.

    Raises:
        ValueError: no days, or too many.
    """
    if not 0 < days <= LONGEST_DAYS:
        raise ValueError(f"a result is kept for 1 to {LONGEST_DAYS} days, not {days}")
    return Result(trainee=score.who, trainer=trainer, ended=ended, forget_on=ended + timedelta(days=days), score=score)


def remembered(results: Iterable[Result], today: date) -> list[Result]:
    """Those that are not to be forgotten yet: on the day named, a result is gone."""
    return [result for result in results if today < result.forget_on]
