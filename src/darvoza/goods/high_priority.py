"""Common High Priority items: the HS codes that weapons makers under sanctions need most."""

from functools import cache
from importlib.resources import files

import polars as pl


@cache
def common_high_priority() -> pl.DataFrame:
    """The 50 HS codes that partner administrations watch most closely, each with its tier.

    Columns ``hs6`` (String, six digits) and ``tier`` (String): ``1`` integrated circuits, ``2`` other electronics with
    few makers, ``3A`` further electronics, ``3B`` mechanical and other parts, ``4A`` making and testing of electronics,
    ``4B`` machine tools. A code on the list is a reason to look at the buyer, never by itself a controlled good.
    Source: Common High Priority List of the European Union, Japan, the United Kingdom and the United States, version of
    23 February 2024 (published by the Bureau of Industry and Security and by the European Commission).

    >>> common_high_priority().filter(hs6="854231")["tier"].item()
    '1'
    """
    with files("darvoza.goods").joinpath("common_high_priority.csv").open("rb") as file:
        return pl.read_csv(file, schema={"hs6": pl.String, "tier": pl.String})
