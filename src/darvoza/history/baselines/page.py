"""The reference page of what is known of the past, written from the columns themselves."""

from collections.abc import Iterable

from darvoza.history.baselines.schema import FEATURES, ITEM_FEATURES, Feature

_HEAD = """# What the past says of a consignment

`History.baselines()` keeps counts, first and last days and prices of everything recorded, and works out from them the
columns below: for each consignment (`Baselines.features(batch)`, `FEATURE_SCHEMA`) and for each of its goods items
(`Baselines.item_features(batch)`, `ITEM_FEATURE_SCHEMA`). Analysts use them in profiles, indicators rest on them.
`python -m darvoza.history.baselines` writes this page.

- **Never from the future.** The moment of a consignment is the day it was lodged, else of its arrival, else of its
  recording. What is said of it rests on days before that day only, so consignments of one day know nothing of each
  other. A usual price rests on months before that month. A finding counts from the day after the examination.
- **Missing is null.** A column is null where the consignment lacks what it is about (no carrier named: every `carrier_`
  column), has no moment, or nothing was recorded before it. A count is 0 where the thing is there and was never seen.
- **Who is who.** A party is known by its first identifier, else by its name in small letters without signs and legal
  forms, on each side by itself. The consignor is the first named of consignor, exporter and seller; the consignee that
  of consignee, importer and buyer; the declarant that of declarant and forwarder; the carrier is the carrier.
- **How it is kept.** One row for each thing, day and count (a thing being a party, a party with an HS heading, a pair,
  a route, a plate, ...), and one for each kind of goods, month and step of price; so histories can be added to
  one another and what comes later never changes what was known before. Things are kept as 64-bit hashes: no names.
  Prices are kept in steps of about 9 %, so a median is right within 5 %.
"""


def baselines_page() -> str:
    """The page, in Markdown."""
    return "\n".join(
        [
            _HEAD,
            "## Of a consignment\n",
            *_table(FEATURES),
            "\n## Of a goods item\n",
            *_table(ITEM_FEATURES),
            "",
        ]
    )


def _table(features: Iterable[Feature]) -> list[str]:
    words = {"Int64": "whole number", "Float64": "number", "Boolean": "yes or no", "String": "text"}
    rows = [f"| `{each.name}` | {words[str(each.dtype)]} | {each.meaning} |" for each in features]
    return ["| column | holds | meaning |", "| --- | --- | --- |", *rows]
