"""What parties may share: an identifier, e-mail, telephone or address, each in one form however it is written."""

from collections.abc import Callable
from typing import Final

import polars as pl

from darvoza.parties.lists.decisions import declared_key_of
from darvoza.parties.lists.identifiers import same_scheme

HOW: Final = ("identifier", "e-mail", "telephone", "address")
"""By what a party may be tied to another, the surest first."""

LINK: Final = pl.Schema({"who": pl.String(), "how": pl.String(), "key": pl.String(), "shown": pl.String()})
"""What a party has that another may have too: ``who`` it is by its name, the ``key`` to compare, the text ``shown``."""

CYRILLIC: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяғқҳҷўӣӯ",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u"),
            *("f", "kh", "ts", "ch", "sh", "sh", "", "i", "", "e", "yu", "ya", "g", "q", "h", "j", "o", "i", "u"),
        ),
        strict=True,
    )
)
NOISE: Final = (
    "street", "str", "st", "road", "rd", "avenue", "ave", "lane", "building", "bldg", "house", "apartment", "apt",
    "flat", "office", "room", "floor", "suite", "unit", "block", "ulitsa", "ul", "dom", "kv", "kvartira", "ofis",
    "prospekt", "pr", "pereulok", "per", "shosse", "gorod", "g", "kucha", "kuchasi", "kocha", "kochasi", "ko",
    "chasi", "uy", "no", "number", "the", "of", "district", "dist", "city", "rayon", "raion",
)  # fmt: skip


def keyed(how: str, texts: pl.Series) -> pl.DataFrame:
    """Each of these texts once (``shown``), with its ``key``; left out is what tells nobody from another.

    The key begins with ``how``, so that a telephone never meets a number.

    >>> keyed("telephone", pl.Series(["+992 918 55 44 33", "8 918 55 44 33", "112"]))["key"].to_list()
    ['telephone 918554433', 'telephone 918554433']
    """
    values = texts.alias("shown").drop_nulls().unique(maintain_order=True).to_frame()
    return _KEYED[how](values).drop_nulls("key").select("shown", key=pl.lit(f"{how} ") + pl.col("key"))


def links_near(parties: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """What declared parties share with these keys, or with others that do: :data:`LINK`.

    All that somebody with one of the keys has is there, and everybody who has some of that; nothing else, since most
    of a day's parties share nothing with anybody known. ``parties`` are those of a batch.
    """
    fields = _fields(parties)
    values = {how: keyed(how, field["shown"]) for how, field in fields.items()}
    known = {how: each.join(keys.alias("key").to_frame(), on="key", how="semi") for how, each in values.items()}
    touching = pl.concat(
        [field.join(known[how], on="shown", how="semi").select("name") for how, field in fields.items()]
    )
    if touching.is_empty():
        return pl.DataFrame(schema=LINK)
    names = _names(parties)
    near = names.join(touching, on="name", how="semi").select("who").unique()
    called = names.join(near, on="who", how="semi").select("name")
    theirs = {how: field.join(called, on="name", how="semi") for how, field in fields.items()}
    shared = _linked(theirs, values).select("key").unique()
    kept = {how: each.join(shared, on="key", how="semi") for how, each in values.items()}
    return (
        _linked(fields, kept)
        .join(names, on="name", how="inner", maintain_order="left")
        .select(*LINK)
        .unique(["who", "key"], keep="first", maintain_order=True)
    )


def _names(parties: pl.DataFrame) -> pl.DataFrame:
    """Every declared name, and ``who`` it is: the same however it is written."""
    names = parties.select("name").drop_nulls().unique()
    return names.with_columns(who=declared_key_of(pl.col("name"))).filter(pl.col("who") != "")


def _fields(parties: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """``name`` and ``shown`` for each of :data:`HOW`. A town alone is no address."""
    named = parties.filter(pl.col("name").is_not_null())
    address = pl.when(pl.col("address").is_not_null()).then(
        pl.concat_str("address", "city", separator=", ", ignore_nulls=True)
    )
    numbers = named.select("name", shown="identifiers").filter(pl.col("shown").list.len() > 0)
    fields = {
        "identifier": numbers.explode("shown", keep_nulls=False, empty_as_null=False),
        "e-mail": named.select("name", shown="email"),
        "telephone": named.select("name", shown="phone"),
        "address": named.select("name", shown=address),
    }
    return {how: field.drop_nulls("shown") for how, field in fields.items()}


def _linked(fields: dict[str, pl.DataFrame], values: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The fields that have one of these values: ``name how key shown``."""
    return pl.concat(
        [
            field.join(values[how], on="shown", how="inner", maintain_order="left").with_columns(how=pl.lit(how))
            for how, field in fields.items()
        ]
    )


def _by_number(values: pl.DataFrame) -> pl.DataFrame:
    """The scheme and number of an identifier without signs; null when of no known scheme, or too short to tell."""
    parts = values.with_columns(
        scheme=pl.col("shown").str.extract(r"^\s*([^:]+):"),
        number=pl.col("shown").str.replace(r"^[^:]*:", "").str.replace_all(r"[\W_]+", "").str.to_uppercase(),
    )
    one_word = {scheme: same_scheme(scheme) for scheme in parts["scheme"].drop_nulls().unique()}
    telling = (pl.col("number").str.len_chars() >= 6) & pl.col("number").str.contains(r"\d")
    scheme = pl.col("scheme").replace_strict(one_word, default=None, return_dtype=pl.String)
    return parts.with_columns(key=pl.when(telling).then(scheme + ":" + pl.col("number")))


def _by_email(values: pl.DataFrame) -> pl.DataFrame:
    plain = pl.col("shown").str.strip_chars().str.to_lowercase()
    return values.with_columns(key=pl.when(plain.str.contains(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")).then(plain))


def _by_telephone(values: pl.DataFrame) -> pl.DataFrame:
    """The last nine digits, which do not hang on how the country is dialled; null when there are fewer."""
    digits = values.with_columns(key=pl.col("shown").str.replace_all(r"\D", ""))
    return digits.with_columns(pl.when(pl.col("key").str.len_chars() >= 9).then(pl.col("key").str.tail(9)))


def _by_address(values: pl.DataFrame) -> pl.DataFrame:
    """The telling words of an address in order of the alphabet; null without a number, a word, or any length.

    Postal codes go: one of two papers usually lacks it.
    """
    plain = pl.col("shown").str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    latin = plain.str.replace_many(list(CYRILLIC), list(CYRILLIC.values()))
    telling = ~pl.element().is_in(list(NOISE)) & ~pl.element().str.contains(r"^\d{5,}$")
    # A step at a time: as one expression, each place that uses it would work it out anew.
    words = values.with_columns(key=latin.str.replace_all(r"['’‘ʻʼ`]", "").str.extract_all(r"[\p{L}]+|\d+[a-z]?"))
    kept = words.with_columns(pl.col("key").list.eval(pl.element().filter(telling)))
    joined = kept.with_columns(pl.col("key").list.unique().list.sort().list.join(" "))
    key = pl.col("key")
    return joined.with_columns(
        pl.when(key.str.contains(r"\d") & key.str.contains(r"\p{L}{3}") & (key.str.len_chars() >= 8)).then(key)
    )


_KEYED: Final[dict[str, Callable[[pl.DataFrame], pl.DataFrame]]] = {
    "identifier": _by_number,
    "e-mail": _by_email,
    "telephone": _by_telephone,
    "address": _by_address,
}
