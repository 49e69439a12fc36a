"""What a description is compared by: the stems of its words, and the pieces of words that stems do not join."""

import re
from collections.abc import Iterator
from typing import Final

from darvoza.goods.stems import stem

GRAM: Final = 4
_WORDS = re.compile(r"[^\W\d_]{2,}")
# Said of anything: forms of speech of nomenclatures and of traders.
_EMPTY_WORDS: Final = (
    "the and for with other others than not any all of or in to whether including incl nesoi from by on as heading "
    "headings subheading chapter thereof having containing more less but exceeding new pcs set sets used assorted "
    "и или из на для со не от до по при без их включая содержащие содержащий более менее но товарной позиции "
    "субпозиции позиций прочие прочее прочий прочая прочих другие указанные новые новый ассортименте прочем месте "
    "поименованные yangi uchun va барои ва нав"
)
_EMPTY: Final = frozenset(_EMPTY_WORDS.split())
# What a line of a nomenclature says it does not cover.
_EXCLUDED = re.compile(
    r"(?:\b(?:excluding|except|other than|not including|excl)\b|\b(?:кроме|за исключением|исключая)\b)[^;:()]*"
)


def words(folded: str) -> list[str]:
    """The stems of a folded text's words, in its order, without those that say nothing.

    >>> words("насосы водяные для скважин, новые")
    ['насос', 'водя', 'скважин']
    """
    return [stem(word) for word in _WORDS.findall(folded) if word not in _EMPTY]


def covered(folded: str) -> str:
    """A line of a nomenclature without what it excludes.

    >>> covered("meat (excluding poultry), fresh")
    'meat ( ), fresh'
    """
    return _EXCLUDED.sub(" ", folded) or folded


def pieces(word: str) -> Iterator[str]:
    """The word's runs of four letters, its ends marked, each once.

    >>> sorted(pieces("насос"))
    ['~<нас', '~асос', '~насо', '~сос>']
    """
    marked = f"<{word}>"
    return iter({f"~{marked[start : start + GRAM]}" for start in range(len(marked) - GRAM + 1)})
