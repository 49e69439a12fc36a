"""The door to the parser, which is loaded when the first condition is read: whoever has no profiles need not wait."""

from collections.abc import Mapping

from darvoza.risk.profiles.columns import COLUMNS, ViewColumn
from darvoza.risk.profiles.tree import Predicate


def read_condition(text: str, columns: Mapping[str, ViewColumn] = COLUMNS) -> Predicate:
    """The tree of a condition that an analyst wrote as SQL.

    Only a predicate over ``columns``: comparisons, ``in``, ``between``, ``like``, ``is null``, arithmetic and a few
    functions, joined by ``and``, ``or`` and ``not``. See ``docs/reference/profile-language.md``.

    >>> from darvoza.risk.profiles.tree import columns_of
    >>> sorted(columns_of(read_condition("mode = 'road' and hs_code like '8479%'")))
    ['hs_code', 'mode']

    Raises:
        ConditionRefused: it is no such predicate; the error says why, with a caret under the word.
    """
    from darvoza.risk.profiles.parsing import parse  # noqa: PLC0415 - see above

    return parse(text, columns)
