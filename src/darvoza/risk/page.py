"""The reference page of the indicators, written from their declarations."""

from darvoza.risk.indicator import Indicator
from darvoza.risk.registry import all_indicators

_INTRODUCTION = """\
<!-- Written by `darvoza.risk.indicators_page`; change the indicators, not this page. -->

# Risk indicators

{count} indicators. Most can be computed from a manifest or declaration alone; peers are then the other consignments of
the same batch. {of_the_past} rest on a history (their needs begin with `past`, see [what the past says](baselines.md))
and are not asked without one. An indicator never fires on a consignment that lacks data it needs; such gaps are
reported beside the signals. Weights are judgements, not yet fitted to findings.
"""


def indicators_page() -> str:
    """The page ``docs/reference/indicators.md`` as Markdown.

    >>> indicators_page().splitlines()[2]
    '# Risk indicators'
    """
    every = all_indicators()
    table = ["| id | title | typology | weight |", "| --- | --- | --- | --- |"]
    table += [
        f"| [{each.id}](#{each.id.lower()}) | {each.title} | {each.typology} | {each.weight:g} |" for each in every
    ]
    return "\n".join(
        [
            _INTRODUCTION.format(count=len(every), of_the_past=sum(each.of_the_past for each in every)),
            *table,
            "",
            *map(_section, every),
        ]
    )


def _section(each: Indicator) -> str:
    where = [f"flows: {', '.join(each.flows)}"] if each.flows else []
    where += [f"modes: {', '.join(each.modes)}"] if each.modes else []
    lines = [
        f"## {each.id}",
        "",
        f"**{each.title}** ({each.typology}, weight {each.weight:g}{''.join('; ' + one for one in where)})",
        "",
        each.definition,
        "",
        f"- Needs: {', '.join(f'`{need}`' for need in each.needs)}",
        f"- False positives: {each.false_positives}",
        f"- Source: [{each.source.name}]({each.source.url})",
        "",
    ]
    return "\n".join(lines)
