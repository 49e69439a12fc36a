"""Learning which words speak for which HS headings, from nomenclatures kept on this machine and from trade words.

Nomenclatures are the publishers'; ``trade_words.csv`` is ours: what traders call everyday goods in English, Russian,
Uzbek and Tajik, by heading, since nomenclatures hardly ever say "smartphone" or "курага".
"""

import csv
import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from darvoza import codes
from darvoza.goods.headings.features import covered, pieces, words
from darvoza.goods.headings.keeping import read_model, write_model
from darvoza.goods.headings.model import HeadingModel, version_of
from darvoza.goods.text import fold_text

Line = tuple[str, list[str], float]
"""A heading, the words of a text about it, and what they count."""

_SATURATION: Final = 1.2  # BM25's k1
_LENGTH: Final = 0.3  # BM25's b: headings with long texts are broad, not wordy
_HEADING_COUNTS: Final = 2.0
_LINE_COUNTS: Final = 1.0
_TRADE_COUNTS: Final = 4.0
_HELD_OUT: Final = 6  # one trade phrase in so many
_TEMPERATURES: Final = (1.0, 1.4, 2.0, 2.4, 2.8, 3.4, 4.0, 5.6)
_TRADE_WORDS: Final = Path(__file__).with_name("trade_words.csv")
_SPECIAL: Final = ("77", "98", "99")  # kept for national use


def load_headings(folder: Path | None = None) -> HeadingModel | None:
    """The model learned from the nomenclatures that ``darvoza codes update`` brought; None if there are none.

    What was learned is kept beside them in one file, so that only the first use after an update takes a few seconds.
    """
    records = [record for name in codes.NOMENCLATURES if (record := codes.nomenclature_record(name, folder))]
    return _kept(folder or codes.home() / "codes", tuple(record.file for record in records)) if records else None


@lru_cache(maxsize=2)
def _kept(folder: Path, learned_from: tuple[str, ...]) -> HeadingModel:
    words_digest = hashlib.sha256(_TRADE_WORDS.read_bytes()).hexdigest()[:12]
    sources = (*learned_from, f"trade words {words_digest}")
    path = folder / f"headings-{version_of(sources)}.npz"
    model = read_model(path, sources)
    if model is None:
        frames = (codes.nomenclature(name, folder) for name in codes.NOMENCLATURES)
        model = learn_headings([frame for frame in frames if frame is not None], learned_from=sources)
        with suppress(OSError):  # a folder that cannot be written only costs the time again
            write_model(model, path)
    return model


def learn_headings(nomenclatures: Iterable[pl.DataFrame], learned_from: tuple[str, ...] = ()) -> HeadingModel:
    """A model from nomenclatures (columns ``code`` and ``text``, as :func:`darvoza.codes.nomenclature` gives them).

    Lines of four digits and more teach the heading they belong to. The temperature is the one under which trade phrases
    that were held out are likeliest: they are nearer to what a declaration says than a nomenclature's own lines are.
    """
    lines = [line for frame in nomenclatures for line in _lines(frame)]
    known = tuple(sorted({code[:4] for code, _, _ in lines}))
    headings = set(known)
    trade = [line for line in _trade_lines() if line[0] in headings]
    taught = [(code[:4], text, counts) for code, text, counts in lines]
    postings = _postings(taught + trade, known)
    return HeadingModel(known, postings, _temperature(taught, trade, known), learned_from)


def _lines(frame: pl.DataFrame) -> list[Line]:
    wanted = frame.filter(pl.col("code").str.len_chars() >= 4, ~pl.col("code").str.slice(0, 2).is_in(_SPECIAL))
    return [
        (code, words(covered(fold_text(text))), _HEADING_COUNTS if len(code) == 4 else _LINE_COUNTS)
        for code, text in wanted.select("code", "text").iter_rows()
    ]


def _trade_lines() -> list[Line]:
    with _TRADE_WORDS.open(encoding="utf-8", newline="") as file:
        return [
            (row["heading"], words(fold_text(phrase)), _TRADE_COUNTS)
            for row in csv.DictReader(file, delimiter=";")
            for language, phrases in row.items()
            if language != "heading"
            for phrase in phrases.replace("|", ",").split(",")
        ]


def _postings(
    lines: list[Line], known: tuple[str, ...]
) -> Mapping[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]]:
    """What BM25 gives each word and piece in each heading; a heading is as long as its words."""
    place = {code: number for number, code in enumerate(known)}
    counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    lengths = np.zeros(len(known))
    for code, text, weight in lines:
        heading = place[code]
        lengths[heading] += weight * len(text)
        for word in text:
            counts[word][heading] += weight
            for piece in pieces(word):
                counts[piece][heading] += weight
    relative = 1 - _LENGTH + _LENGTH * lengths / max(lengths.mean(), 1e-9)
    found = {}
    for feature, by_heading in counts.items():
        where = np.fromiter(by_heading, np.int32)
        count = np.fromiter(by_heading.values(), np.float64)
        rarity = math.log(1 + (len(known) - len(where) + 0.5) / (len(where) + 0.5))
        weights = rarity * count * (_SATURATION + 1) / (count + _SATURATION * relative[where])
        found[feature] = (where, weights.astype(np.float32))
    return found


def _temperature(taught: list[Line], trade: list[Line], known: tuple[str, ...]) -> float:
    """The temperature under which trade phrases that were held out are likeliest."""
    order = np.random.default_rng(1).permutation(len(trade)).tolist()
    cut = max(1, len(order) // _HELD_OUT)
    held, rest = [trade[number] for number in order[:cut]], [trade[number] for number in order[cut:]]
    sums = HeadingModel(known, _postings(taught + rest, known), 1.0, ()).weigh([text for _, text, _ in held])
    place = {code: number for number, code in enumerate(known)}
    truth = np.array([place[code] for code, _, _ in held], np.intp)
    surprises = []
    for temperature in _TEMPERATURES:
        scaled = sums / temperature
        top = scaled.max(axis=1, initial=0)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        surprises.append(float((total - scaled[np.arange(len(truth)), truth]).sum()))
    return _TEMPERATURES[int(np.argmin(surprises))]
