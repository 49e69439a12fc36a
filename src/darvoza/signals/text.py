"""Signals in an officer's words by the thousand: one expression for each kind of reason, not a call for each signal."""

from string import Formatter

import polars as pl

from darvoza.consignment import EquipmentKind, Flow, Mode, Role
from darvoza.language import Language, translate

_UNKNOWN = "—"
_WORDS = tuple(word.value for words in (EquipmentKind, Flow, Mode, Role) for word in words)
_IN_WORDS = frozenset({"by", "kind", "mode", "role", "flow"})
"""Evidence that is a word of the vocabulary, shown in the reader's language; other evidence is shown as filed."""


def signal_texts(signals: pl.DataFrame, language: Language = Language.ENGLISH) -> pl.Series:
    """The reason of each signal with its evidence filled in, in this language; in the order of ``signals``.

    A place whose evidence is missing shows as a dash.
    """
    keyed = signals.select(
        pl.col("reason", "evidence"),
        names=pl.col("evidence").list.eval(pl.element().struct.field("name")).list.join("\x1f"),
    ).with_row_index("_order")
    rendered = [
        group.select("_order", text=_sentence(reason, names.split("\x1f"), language))
        for (reason, names), group in keyed.partition_by("reason", "names", as_dict=True).items()
    ]
    if not rendered:
        return pl.Series("text", [], dtype=pl.String)
    return pl.concat(rendered).sort("_order")["text"]


def _sentence(reason: str, names: list[str], language: Language) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for literal, place, _, _ in Formatter().parse(translate(reason, language)):
        if literal:
            pieces.append(pl.lit(literal))
        if place is not None and place in names:
            value = pl.col("evidence").list.get(names.index(place)).struct.field("value")
            if place in _IN_WORDS:
                value = value.replace({word: translate(word, language) for word in _WORDS})
            pieces.append(value.fill_null(_UNKNOWN))
        elif place is not None:
            pieces.append(pl.lit(_UNKNOWN))
    return pl.concat_str(pieces) if pieces else pl.lit("")
