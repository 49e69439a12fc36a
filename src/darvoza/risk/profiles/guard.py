"""What a condition may be made of, before it is parsed: few signs, few words, and only such as a predicate needs."""

from typing import Final

import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from darvoza.risk.profiles.refusal import ConditionRefused

LONGEST: Final = 4_000
"""Signs in a condition, at most."""

MOST_WORDS: Final = 1_200
"""Words, values and signs of operation in a condition, at most."""

DEEPEST: Final = 20
"""Parentheses within one another, at most."""

_IN_A_ROW: Final = 4
_BEFORE: Final = frozenset({TokenType.NOT, TokenType.DASH, TokenType.PLUS})
_ALLOWED: Final = frozenset(
    {
        *_BEFORE,
        TokenType.AND,
        TokenType.OR,
        TokenType.EQ,
        TokenType.NEQ,
        TokenType.LT,
        TokenType.LTE,
        TokenType.GT,
        TokenType.GTE,
        TokenType.IN,
        TokenType.BETWEEN,
        TokenType.LIKE,
        TokenType.ILIKE,
        TokenType.ESCAPE,
        TokenType.IS,
        TokenType.NULL,
        TokenType.TRUE,
        TokenType.FALSE,
        TokenType.STAR,
        TokenType.SLASH,
        TokenType.MOD,
        TokenType.COMMA,
        TokenType.L_PAREN,
        TokenType.R_PAREN,
        TokenType.STRING,
        TokenType.NUMBER,
        TokenType.VAR,
        TokenType.DATE,
    }
)


def guarded(text: str, names: frozenset[str]) -> None:
    """Refuse what is no condition at all; ``names`` are those of columns and functions.

    Raises:
        ConditionRefused: it is empty, too long or too deep, or has a word that no condition has.
    """
    if not text.strip():
        raise ConditionRefused("The condition is empty.", text, 0, 1)
    if len(text) > LONGEST:
        raise ConditionRefused(
            "The condition is longer than {most} signs. Write two profiles.", text, LONGEST, LONGEST + 1, most=LONGEST
        )
    tokens = _tokens(text)
    if len(tokens) > MOST_WORDS:
        excess = tokens[MOST_WORDS]
        raise ConditionRefused(
            "The condition has more than {most} words. Write two profiles.",
            text,
            excess.start,
            excess.end + 1,
            most=MOST_WORDS,
        )
    depth = run = 0
    for token in tokens:
        _check(token, text, names)
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        run = run + 1 if token.token_type in _BEFORE else 0
        if depth > DEEPEST or run > _IN_A_ROW:
            raise ConditionRefused("This is nested too deeply.", text, token.start, token.end + 1)


def _tokens(text: str) -> list[Token]:
    try:
        return sqlglot.tokenize(text)
    except SqlglotError as error:
        start = text.rfind("'")
        if start >= 0:
            raise ConditionRefused("This quotation mark is never closed.", text, start, start + 1) from error
        raise ConditionRefused("This cannot be read as words and values.", text, 0, len(text)) from error


def _check(token: Token, text: str, names: frozenset[str]) -> None:
    kind = token.token_type
    if kind is TokenType.IDENTIFIER:
        raise ConditionRefused(
            "Text stands in single quotes: '{word}'.", text, token.start, token.end + 1, word=token.text
        )
    if kind is TokenType.SEMICOLON:
        raise ConditionRefused("A profile has one condition, without semicolon.", text, token.start, token.end + 1)
    if kind not in _ALLOWED and token.text.lower() not in names:
        raise ConditionRefused(
            "{word} has no place in a condition: only comparisons of columns, joined by and, or, not.",
            text,
            token.start,
            token.end + 1,
            word=token.text,
        )
