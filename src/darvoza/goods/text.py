"""How goods are written: one spelling for what typists, keyboards and alphabets make many.

Two forms of a description are kept side by side: ``shown`` (as written, with signs and digits made plain) and
``folded`` (lower case, Uzbek and Tajik letters folded to their Russian neighbours, look-alike letters of the wrong
alphabet put right). Both have the same length, so that a place found in one can be quoted from the other.
"""

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

MAX_LENGTH = 4000
"""Characters of a description that are read; longer ones are cut, since no customs form holds more."""

_SIGNS = {
    "\N{DOUBLE PRIME}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{FULLWIDTH QUOTATION MARK}": '"',
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{FIGURE DASH}": "-",
    "\N{DIVISION SIGN}": "-",
    "\N{FRACTION SLASH}": "/",
    "\N{DIVISION SLASH}": "/",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{DOT OPERATOR}": "·",
    "\N{BULLET}": "·",
    "\N{MICRO SIGN}": "\N{GREEK SMALL LETTER MU}",
    "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "I",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER TURNED COMMA}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{GRAVE ACCENT}": "'",
    "\N{ACUTE ACCENT}": "'",
    "\N{SOFT HYPHEN}": "-",
    "\N{DIAMETER SIGN}": "\N{LATIN CAPITAL LETTER O WITH STROKE}",
    "\N{EMPTY SET}": "\N{LATIN CAPITAL LETTER O WITH STROKE}",
}
# Folded for comparison only: Tajik and Uzbek letters are typed as their Russian neighbours as often as not.
_LETTERS = str.maketrans("ёғӣқӯҳҷўєі", "егикухчуеи")
# Letters that look alike in capitals or small.
_TO_LATIN = str.maketrans("асеорхукмтвн", "aceopxykmtbh")
_TO_CYRILLIC = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
_LATIN_TWINS = frozenset("aceopxykmtbh")
_CYRILLIC_TWINS = frozenset("асеорхукмтвн")
_FEW = 300
"""Up to this many texts are read one by one: setting up a search of columns takes longer than the search."""
_MIXED = r"[a-z][а-я]|[а-я][a-z]"
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-я]")
_SUPERSCRIPT = re.compile(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹])")
_VULGAR = re.compile(r"(\d)([¼½¾])")
_SIGN_TABLE = str.maketrans(_SIGNS)


@dataclass(frozen=True, slots=True)
class Text:
    """One description in both forms, of equal length."""

    shown: str
    folded: str


def shown(column: pl.Expr) -> pl.Expr:
    """The column with superscripts, dashes, quotes and spaces made plain; letters and their case stay."""
    superscripts = column.str.slice(0, MAX_LENGTH).str.replace_all(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "10^$1")
    signs = superscripts.str.replace_all(r"(\d)([¼½¾])", "$1 $2").str.replace_many(_SIGNS)
    plain = signs.str.normalize("NFKC").str.replace_many(_SIGNS)
    return plain.str.replace_all(r"[\s\x1c-\x1f]+", " ").str.strip_chars(" ")


def fold(column: pl.Series) -> pl.Series:
    """The folded form of a column that :func:`shown` made."""
    letters = {chr(source): chr(target) for source, target in _LETTERS.items()}
    lower = column.str.to_lowercase().str.replace_many(letters)
    mixed = lower.str.contains(_MIXED)
    if mixed.any():
        mended = lower.filter(mixed).map_elements(_mend, return_dtype=pl.String)
        lower = lower.scatter(mixed.arg_true(), mended)
    return lower


def read_texts(column: pl.Series) -> pl.DataFrame:
    """Both forms of each description: columns ``shown`` and ``folded``. Missing stays missing."""
    if len(column) <= _FEW:
        few = [None if text is None else read_text(text) for text in column.to_list()]
        both = {name: [text and getattr(text, name) for text in few] for name in ("shown", "folded")}
        return pl.DataFrame(both, schema=dict.fromkeys(both, pl.String))
    plain = column.to_frame("text").select(shown(pl.col("text").cast(pl.String)).alias("shown"))["shown"]
    folded = fold(plain)
    same = plain.str.len_chars() == folded.str.len_chars()
    # Where lower case has another length (a few letters of other alphabets), quotes come from the folded form.
    return pl.DataFrame({"shown": plain, "folded": folded}).with_columns(
        shown=pl.when(same).then("shown").otherwise("folded"),
    )


def read_text(description: str) -> Text:
    """Both forms of one description, without columns: for a person's question, and for the terms of control entries.

    >>> read_text("Сталь, 10⁶ кгс/см²").shown
    'Сталь, 10^6 кгс/см2'
    >>> read_text("Қувватнинг ЎЛЧАМИ").folded
    'кувватнинг улчами'
    """
    marked = _SUPERSCRIPT.sub(r"10^\1", description[:MAX_LENGTH])
    signs = _VULGAR.sub(r"\1 \2", marked).translate(_SIGN_TABLE)
    plain = " ".join(unicodedata.normalize("NFKC", signs).translate(_SIGN_TABLE).split())
    folded = _mend(plain.lower().translate(_LETTERS))
    return Text(plain if len(plain) == len(folded) else folded, folded)


def fold_text(text: str) -> str:
    """The folded form of one text.

    >>> fold_text("Ёмкость 10 МПa") == fold_text("ёмкость 10 мпа")
    True
    """
    return read_text(text).folded


def _mend(text: str) -> str:
    """Words that mix alphabets, written in one: ``сarbon`` typed with a Cyrillic с is ``carbon``."""
    latin = len([letter for letter in _LATIN.findall(text) if letter not in _LATIN_TWINS])
    cyrillic = len([letter for letter in _CYRILLIC.findall(text) if letter not in _CYRILLIC_TWINS])
    return _WORD.sub(lambda match: _mend_word(match.group(), prefer_latin=latin > cyrillic), text)


def _mend_word(word: str, *, prefer_latin: bool) -> str:
    latin, cyrillic = set(_LATIN.findall(word)), set(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    to_latin, to_cyrillic = cyrillic <= _CYRILLIC_TWINS, latin <= _LATIN_TWINS
    if to_latin and (prefer_latin or not to_cyrillic):
        return word.translate(_TO_LATIN)
    return word.translate(_TO_CYRILLIC) if to_cyrillic else word
