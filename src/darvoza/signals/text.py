"""Signals in an officer's words: a few one by one, thousands with one expression for each kind of reason."""

import re
from collections.abc import Mapping, Sequence
from string import Formatter

import polars as pl

from darvoza.consignment import EquipmentKind, Flow, Mode, Role
from darvoza.language import Language, translate
from darvoza.signals.model import Word

_UNKNOWN = "—"
_ANSWERS = (Word.YES.value, Word.NO.value, Word.UNCLEAR.value)
QUESTION_BREAK = "  "
"""What parts several questions in one piece of evidence: they are told apart by it to be said in another language."""
_WORDS = tuple(dict.fromkeys(word.value for words in (EquipmentKind, Flow, Mode, Role, Word) for word in words))
_IN_WORDS = frozenset({"absent", "by", "changed", "flow", "how", "kind", "mode", "new", "next_how", "role"})
"""Evidence that is words of the vocabulary, shown in the reader's language; other evidence is shown as filed."""
_BETWEEN = ", "
_QUANTITIES = frozenset(
    {
        *(
            "count",
            "days",
            "deviations",
            "duty",
            "freight",
            "guarantee",
            "high",
            "higher",
            "hours",
            "limit",
            "low",
            "mass",
        ),
        *("mass_kg", "measured", "notice_hours", "percent", "rate", "score", "share", "shortest", "stake", "times"),
        *("together", "total", "unit_price", "unit_value", "usual", "usual_hours", "usual_kg", "value", "yearly_kg"),
    }
)
"""Evidence that is a quantity where it is a number: its mark and sign are written as the reader's language does."""
_DECIMAL = r"^-?\d+\.\d+$"


def signal_text(
    reason: str,
    evidence: Sequence[Mapping[str, str | None]],
    language: Language = Language.ENGLISH,
    words: Mapping[str, str] | None = None,
) -> str:
    """The reason of one signal with its evidence filled in, in this language: what :func:`signal_texts` says of many.

    ``evidence`` are facts with ``name`` and ``value``. Quicker where there are fewer than a hundred signals.

    >>> signal_text("weighs {mass} kg, {missing}", [{"name": "mass", "value": "12"}])
    'weighs 12 kg, —'
    """
    known = {fact["name"]: fact["value"] for fact in reversed(evidence)}
    pieces = []
    for literal, place, _, _ in Formatter().parse(translate(reason, language)):
        pieces.append(literal)
        if place is not None:
            value = known.get(place)
            pieces.append(_UNKNOWN if value is None else _said(place, value, language, words or {}))
    return "".join(pieces)


def _said(place: str, value: str, language: Language, words: Mapping[str, str]) -> str:
    """One value of the evidence in the reader's language, where it is words of ours; else as filed."""
    if place in _IN_WORDS:
        parts = value.split(_BETWEEN)
        return _BETWEEN.join(translate(part, language) if part in _WORDS else part for part in parts)
    if place in _QUANTITIES:
        return _number(value) if language is not Language.ENGLISH and re.match(_DECIMAL, value) else value
    match place if words else "":
        case "goods" | "what":
            return words.get(value, value)
        case "questions":
            return " ".join(words.get(part, part) for part in value.split(QUESTION_BREAK))
        case "found":
            return "; ".join(_property_said(part, words) for part in value.split("; "))
    return value


def _number(value: str) -> str:
    return value.replace("-", "\N{MINUS SIGN}").replace(".", ",")


def _property_said(told: str, words: Mapping[str, str]) -> str:
    """A property of goods with what was found of it, ``name: yes``."""
    name, colon, rest = told.partition(":")
    answer = re.match(rf" ({'|'.join(_ANSWERS)})\b", rest)
    if answer is not None:
        rest = f" {words.get(answer[1], answer[1])}{rest[answer.end() :]}"
    return f"{words.get(name, name)}{colon}{rest}"


def signal_texts(
    signals: pl.DataFrame, language: Language = Language.ENGLISH, words: Mapping[str, str] | None = None
) -> pl.Series:
    """The reason of each signal with its evidence filled in, in this language; in the order of ``signals``.

    A place whose evidence is missing shows as a dash. ``words`` are what evidence on goods says in English (titles of
    control entries, names of properties, questions) and its words in this language; without, it stays as filed.
    """
    keyed = signals.select(
        pl.col("reason", "evidence"),
        names=pl.col("evidence").list.eval(pl.element().struct.field("name")).list.join("\x1f"),
    ).with_row_index("_order")
    rendered = [
        group.select("_order", text=_sentence(reason, names.split("\x1f"), language, words or {}))
        for (reason, names), group in keyed.partition_by("reason", "names", as_dict=True).items()
    ]
    if not rendered:
        return pl.Series("text", [], dtype=pl.String)
    return pl.concat(rendered).sort("_order")["text"]


def _sentence(reason: str, names: list[str], language: Language, words: Mapping[str, str]) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for literal, place, _, _ in Formatter().parse(translate(reason, language)):
        if literal:
            pieces.append(pl.lit(literal))
        if place is not None and place in names:
            value = pl.col("evidence").list.get(names.index(place)).struct.field("value")
            if place in _IN_WORDS:
                said = pl.element().replace({word: translate(word, language) for word in _WORDS})
                value = value.str.split(_BETWEEN).list.eval(said).list.join(_BETWEEN)
            elif place in _QUANTITIES:
                if language is not Language.ENGLISH:
                    number = value.str.replace("-", "\N{MINUS SIGN}", literal=True).str.replace(".", ",", literal=True)
                    value = pl.when(value.str.contains(_DECIMAL)).then(number).otherwise(value)
            elif words:
                value = _in_language(place, value, words)
            pieces.append(value.fill_null(_UNKNOWN))
        elif place is not None:
            pieces.append(pl.lit(_UNKNOWN))
    return pl.concat_str(pieces) if pieces else pl.lit("")


def _in_language(place: str, value: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """What evidence on goods says: a title, questions one after the other, or properties with their values."""
    match place:
        case "goods" | "what":
            return value.replace(words)
        case "questions":
            return value.str.split(QUESTION_BREAK).list.eval(pl.element().replace(words)).list.join(" ")
        case "found":
            property_name = pl.element().str.extract(r"^([^:]*)", 1).replace(words)
            said = pl.element().str.replace(r"^[^:]*", "")
            for answer in _ANSWERS:
                said = said.str.replace(rf"^: {answer}\b", f": {words.get(answer, answer)}")
            return value.str.split("; ").list.eval(pl.concat_str([property_name, said])).list.join("; ")
    return value
