"""Finding words in goods descriptions, names and addresses, whatever the case and alphabet they are written in.

Texts are folded: lower case, Uzbek and Tajik letters to their plain neighbours, Cyrillic letters that look like Latin
ones to those (so that a word with a foreign look-alike letter slipped in is still found), everything but letters and
digits to spaces. Vocabularies are folded alike. All vocabularies are searched in one pass over the distinct texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

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


def fold(text: pl.Expr) -> pl.Expr:
    """The text folded, its words two spaces apart and one space from either end."""
    words = text.str.to_lowercase().str.replace_many(_FOLDING).str.replace_all(_APART, "  ").str.strip_chars()
    return pl.format(" {} ", words)


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
        distinct = texts.alias("text").to_frame().lazy().unique(maintain_order=True).drop_nulls()
        self.texts = distinct.with_columns(folded=fold(pl.col("text"))).collect()
        self.found = self._search()
        self._nothing = self.texts.clear().with_columns(term=pl.lit(None, pl.String))

    def of(self, vocabulary: str) -> pl.DataFrame:
        """Texts that have a term of the vocabulary, with the longest such term: ``text folded term``."""
        return self.found.get(vocabulary, self._nothing)

    def only(self, vocabulary: str, filler: tuple[Vocabulary, ...] = ()) -> pl.DataFrame:
        """Texts that are made of nothing but whole terms of the vocabulary, words of the filler, and numbers."""
        if vocabulary not in self.found:
            return self._nothing
        own = tuple(each for each in self._vocabularies if each.name == vocabulary)
        rest = pl.col("folded").str.replace_many(_whole(own + filler), [""], leftmost=True)
        return self.of(vocabulary).filter(rest.str.replace_all(r"[\d ]", "") == "")

    def _search(self) -> Mapping[str, pl.DataFrame]:
        if self.texts.is_empty() or self._patterns.is_empty():
            return {}
        distinct = _distinct(self._vocabularies)
        hits = (
            self.texts.lazy()
            .filter(pl.col("folded").str.contains_any(distinct))
            .with_columns(pattern=pl.col("folded").str.extract_many(distinct, overlapping=True))
            .explode("pattern")
            .join(self._patterns.lazy(), on="pattern", how="inner", maintain_order="left")
            .sort(pl.col("pattern").str.len_bytes(), descending=True, maintain_order=True)
            .unique(["text", "vocabulary"], keep="first", maintain_order=True)
            .collect()
        )
        return {
            str(name): found.select("text", "folded", "term")
            for (name,), found in hits.group_by(["vocabulary"], maintain_order=True)
        }


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
