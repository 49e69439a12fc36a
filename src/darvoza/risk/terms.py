"""Finding words in goods descriptions, names and addresses, whatever the case and alphabet they are written in.

Texts are folded: lower case, Uzbek and Tajik letters to their plain neighbours, Cyrillic letters that look like Latin
ones to those (so that a word with a foreign look-alike letter slipped in is still found), everything but letters and
digits to spaces. Vocabularies are folded alike. All vocabularies are searched in one pass over the distinct texts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

_LOOK_ALIKES = dict(zip("авекмнорстух", "abekmhopctyx", strict=True))
_PLAIN = {
    **dict(zip("ёғқҳҷўӯӣйі", "егкхчууииi", strict=True)),
    **dict(zip("áàâäãåāéèêëíìîïóòôöõōúùûüūýñçşșğıšžčłđß", "aaaaaaaeeeeiiiioooooouuuuuynçssgiszclds", strict=True)),
}
_APOSTROPHES = "'`´‘’ʻʼʹ"
_COMBINING = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030c\u0327"  # a Turkish İ in small letters leaves one
_FOLDING = {
    **{letter: _LOOK_ALIKES.get(plain, plain) for letter, plain in _PLAIN.items()},
    **_LOOK_ALIKES,
    "ç": "c",
    **dict.fromkeys(_APOSTROPHES + _COMBINING, ""),
}
_APART = r"[^\p{L}\p{N}]+"
_NO_LETTER: Final = re.compile(r"[\W_]+")
_FOLDED: Final = str.maketrans(_FOLDING)
_FEW: Final = 300
"""Up to this many texts are looked through word by word: a search for all terms at once takes longer to set up."""
_HEAD: Final = 3
"""Characters by which terms are looked up where a word begins: a blank and two letters, or a letter between blanks."""


def fold(text: pl.Expr) -> pl.Expr:
    """The text folded, its words two spaces apart and one space from either end."""
    words = text.str.to_lowercase().str.replace_many(_FOLDING).str.replace_all(_APART, "  ").str.strip_chars()
    return pl.format(" {} ", words)


def folded(text: str) -> str:
    """What :func:`fold` makes of one text, without setting up a search for it: for few texts much sooner done.

    >>> folded("Cable VVG-3")
    ' cable  vvg  3 '
    """
    return f" {_NO_LETTER.sub('  ', text.lower().translate(_FOLDED)).strip()} "


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Terms of one kind, in every language of the units; ``reads`` says where they are looked for."""

    name: str
    reads: str
    terms: tuple[str, ...]


class Terms:
    """Which terms of which vocabularies stand in which texts; ``found`` has only vocabularies that are met with."""

    def __init__(self, texts: pl.Series, vocabularies: tuple[Vocabulary, ...]) -> None:
        self._vocabularies = vocabularies
        self._patterns = _patterns(vocabularies)
        distinct = pl.col("text").drop_nulls().unique(maintain_order=True)
        once = texts.alias("text").to_frame().select(distinct)
        few = once.height <= _FEW
        words = pl.Series("folded", map(folded, once["text"]), dtype=pl.String) if few else fold(pl.col("text"))
        self.texts = once.with_columns(folded=words)
        self.found = self._search()

    def of(self, vocabulary: str) -> pl.DataFrame:
        """Texts that have a term of the vocabulary, with the longest such term: ``text folded term``."""
        return self.found.get(vocabulary, _NOTHING)

    def only(self, vocabulary: str, filler: tuple[Vocabulary, ...] = ()) -> pl.DataFrame:
        """Texts that are made of nothing but whole terms of the vocabulary, words of the filler, and numbers."""
        if vocabulary not in self.found:
            return _NOTHING
        own = tuple(each for each in self._vocabularies if each.name == vocabulary)
        rest = pl.col("folded").str.replace_many(_whole(own + filler), [""], leftmost=True)
        return self.of(vocabulary).filter(rest.str.replace_all(r"[\d ]", "") == "")

    def _search(self) -> Mapping[str, pl.DataFrame]:
        if self.texts.is_empty() or self._patterns.is_empty():
            return {}
        hits = self._of_few() if self.texts.height <= _FEW else self._of_many()
        found = hits.partition_by("vocabulary", as_dict=True, include_key=False, maintain_order=True)
        return {str(name): each for (name,), each in found.items()}

    def _of_many(self) -> pl.DataFrame:
        """The longest term of each vocabulary in each text, the longest first: ``text folded term vocabulary``."""
        distinct = _distinct(self._vocabularies)
        return (
            self.texts.lazy()
            .filter(pl.col("folded").str.contains_any(distinct))
            .with_columns(pattern=pl.col("folded").str.extract_many(distinct, overlapping=True))
            .explode("pattern")
            .join(self._patterns.lazy(), on="pattern", how="inner", maintain_order="left")
            .sort(pl.col("pattern").str.len_bytes(), descending=True, maintain_order=True)
            .unique(["text", "vocabulary"], keep="first", maintain_order=True)
            .select("text", "folded", "term", "vocabulary")
            .collect()
        )

    def _of_few(self) -> pl.DataFrame:
        """The same, text by text."""
        index = _index(self._vocabularies)
        hits = [(pattern, *row) for row in self.texts.iter_rows() for pattern in index.standing_in(row[1])]
        hits.sort(key=lambda hit: len(hit[0].encode()), reverse=True)
        longest: dict[tuple[str, str], tuple[str, str, str, str]] = {}
        for pattern, text, folded in hits:
            for vocabulary, term in index.terms[pattern]:
                longest.setdefault((text, vocabulary), (text, folded, term, vocabulary))
        return pl.DataFrame(list(longest.values()), schema=_HITS, orient="row")


_FOUND = dict.fromkeys(("text", "folded", "term"), pl.String)
_HITS = _FOUND | {"vocabulary": pl.String}
_NOTHING = pl.DataFrame(schema=_FOUND)


@dataclass(frozen=True, slots=True)
class _Index:
    """Folded terms, each with its vocabularies and terms, and how long those are that begin alike.

    Every one begins where a word does, with a blank, and has at least three characters: a stem of one letter is none.
    """

    terms: Mapping[str, list[tuple[str, str]]]
    lengths: Mapping[str, list[int]]

    def standing_in(self, folded: str) -> Iterator[str]:
        """The folded terms in a folded text, in its order."""
        start = 0
        while start >= 0:
            for length in self.lengths.get(folded[start : start + _HEAD], ()):
                if (part := folded[start : start + length]) in self.terms:
                    yield part
            start = folded.find("  ", start + 1) + 1 or -1


@cache
def _patterns(vocabularies: tuple[Vocabulary, ...]) -> pl.DataFrame:
    terms = [(each.name, term) for each in vocabularies for term in each.terms]
    frame = pl.DataFrame(terms, schema={"vocabulary": pl.String, "term": pl.String}, orient="row")
    folded = fold(pl.col("term").str.strip_suffix("*"))
    stem = pl.col("term").str.ends_with("*")
    return frame.with_columns(
        pattern=pl.when(stem).then(folded.str.strip_chars_end()).otherwise(folded),
        term=pl.col("term").str.strip_suffix("*"),
    )


@cache
def _whole(vocabularies: tuple[Vocabulary, ...]) -> list[str]:
    patterns = _patterns(vocabularies)["pattern"].unique(maintain_order=True)
    return patterns.filter(patterns.str.ends_with(" ")).to_list()


@cache
def _distinct(vocabularies: tuple[Vocabulary, ...]) -> list[str]:
    return _patterns(vocabularies)["pattern"].unique(maintain_order=True).to_list()


@cache
def _index(vocabularies: tuple[Vocabulary, ...]) -> _Index:
    terms: dict[str, list[tuple[str, str]]] = {}
    for vocabulary, term, pattern in _patterns(vocabularies).iter_rows():
        terms.setdefault(pattern, []).append((vocabulary, term))
    lengths: dict[str, set[int]] = {}
    for pattern in terms:
        lengths.setdefault(pattern[:_HEAD], set()).add(len(pattern))
    return _Index(terms, {head: sorted(each) for head, each in lengths.items()})
