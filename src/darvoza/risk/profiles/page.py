"""The reference page of the profile language, its columns and functions written from their declarations.

``python -m darvoza.risk.profiles > docs/reference/profile-language.md`` writes it.
"""

from darvoza.risk.profiles.columns import COLUMNS, Source, ViewColumn
from darvoza.risk.profiles.guard import DEEPEST, LONGEST, MOST_WORDS

_HEAD = """\
<!-- Written by `python -m darvoza.risk.profiles`; change the language, not this page. -->

# The profile language

A risk profile is a condition over consignments, written as a SQL predicate:

```sql
mode = 'road' and office = 'TJDU2' and hs_code like '8479%'
and consignee_first_seen_days < 90 and unit_price_ratio < 0.4
```

## What it is asked of

The consignment view has one row for each goods item, with everything known of its consignment beside it. **A profile
hits a consignment if its condition is true of at least one goods item.** Everything that a condition says of goods is
therefore said of one and the same item: the profile above needs one item that is both of heading 8479 and cheap, not
two items of which one is each. `not hs_code like '84%'` is true of a consignment that has some item outside chapter 84.
A consignment without goods items has one row, with every column of an item missing.

## What it is made of

- `and`, `or`, `not`, parentheses; `=`, `<>`, `<`, `<=`, `>`, `>=`, `in (...)`, `between`, `like`, `ilike`,
  `is null`, `is not null`; `+`, `-`, `*`, `/`, `%`; texts in single quotes, numbers, `true`, `false`,
  `date '2026-11-21'` (a text beside a date is read as one).
- `has(list, 'a', 'b')`: the list has at least one of these. `has_signal('PTY-01')` is short for `has(signals, ...)`.
- `mentions(text, 'term', 'stem*')`: the text has one of the terms as whole words (a term that ends in `*`: as the
  beginning of a word), in capital or small letters, and with letters of other alphabets that look alike.
- `starts_with(text, 'x')`, `ends_with`, `contains`: with a fixed text, case and all.
- {functions}
- Nothing else: no other tables, no queries. At most {longest} signs, {words} words and {deepest} parentheses within
  one another. What can never hold is refused when it is written: an unknown column, `mode = 'truck'`,
  `office = 'tjdu2'` (kept in capitals), `hs_code like '84.79%'` (kept as digits).

## What it means, in every engine

The same condition runs as functions on one consignment, as columns on a batch, as SQL on a Spark cluster and in DuckDB.
All four are held to one meaning by tests over random conditions.

| question | answer |
| --- | --- |
| A value is missing | The comparison is unknown, and so is its opposite. A profile hits only on true. |
| Unknown joined | `false and unknown` is false, `true or unknown` is true; else unknown. |
| `is null` | True or false, never unknown. `= null` and `in (1, null)` are refused. |
| Empty text, NaN, infinity in a message | Missing, from the view on. |
| `0.0` and `-0.0` | Equal. |
| `7/2` | 3.5: every number is a 64-bit floating-point number. |
| `1/0`, overflow | A result that is no finite number is missing. |
| `mod(x, n)`, `x % n` | `n` is a fixed number above 0; the result has the sign of `x`. |
| `=` and `<` on texts | By code points, capital and small letters apart; no language's order. |
| `lower`, `upper`, `ilike` | By one table of Latin, Greek and Cyrillic letters; any other sign stays as it is. |
| `like` | `%` is any run of signs, new lines too; `_` is one sign (code point). |
| A backslash | Is nothing special, in texts and patterns, unless `escape` names it. |
| `between` | Both ends included; `not between` of a missing value is unknown. |
| Dates | Days without time. A date minus a date is days. `weekday` is 1 on Monday. |
| Lists | `has` of a missing list is unknown; a list of which nothing is filed is missing. |
| `signals` | Is empty, not missing, after an assessment in which nothing fired. |
| `coalesce` | The first that is not missing; a fixed value stands last. |

Where the parts of a condition come to what they do, `trace` says so part by part, in every language of the units.
"""

_SECTIONS = {
    Source.FILED: "As filed, or worked out from the message",
    Source.ASSESSMENT: "From the assessment",
    Source.HISTORY: "From the history",
}


def language_page() -> str:
    """The page ``docs/reference/profile-language.md`` as Markdown.

    >>> language_page().splitlines()[2]
    '# The profile language'
    """
    from darvoza.risk.profiles.values import FUNCTIONS  # noqa: PLC0415 - loads the parser

    told = "; ".join(f"`{name}` ({taken.meaning})" for name, taken in FUNCTIONS.items())
    head = _HEAD.format(functions=told + ".", longest=LONGEST, words=MOST_WORDS, deepest=DEEPEST)
    shown = [column for column in COLUMNS.values() if not column.hidden]
    lines = [head, "## Columns", "", f"{len(shown)} columns. Those marked *item* are of a goods item."]
    for source, title in _SECTIONS.items():
        own = [column for column in shown if _section(column) is source]
        lines += ["", f"### {title}", "", "| column | holds | meaning |", "| --- | --- | --- |", *map(_row, own)]
    return "\n".join([*lines, ""])


def _section(column: ViewColumn) -> Source:
    return Source.FILED if column.source is Source.DERIVED else column.source


def _row(column: ViewColumn) -> str:
    meaning = column.meaning + (f": {', '.join(column.options)}" if column.options else "")
    searched = "; `mentions` looks in it" if column.words else ""
    item = "*item*; " if column.of_item else ""
    return f"| `{column.name}` | {item}{column.kind.value} | {meaning}{searched} |"
