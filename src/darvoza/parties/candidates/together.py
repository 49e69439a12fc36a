"""Declared words that several threads learn together: each is looked up once, whoever has a name with it first."""

from collections.abc import Callable
from threading import Lock
from typing import Final

import numpy as np

from darvoza.parties.candidates.remembered import Near, near

_NOTHING: Final = np.zeros(1, np.int64)


class Together:
    """What was learned of declared words by all who search one index at the same time.

    One thread at a time learns, while others search with what they learned before: words are only added, so whoever
    learned the words of his names finds them all. When the memory is full a new one is begun; the old one stays with
    those who still search with it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._near = near()

    def learned(self, first: int, learn: Callable[[int, Near], int]) -> tuple[int, Near]:
        """Learn the words of names from this one on; before which one that ended, and what to search the others with.

        ``learn`` is told where to begin and learns as long as there is room. What is returned is only to be read, and
        says of itself that it is empty, so that nobody who searches makes room in it.
        """
        with self._lock:
            last = learn(first, self._near)
            if last == first:
                self._near = near()
                last = learn(first, self._near)
            return last, self._near._replace(known=_NOTHING)
