"""The levels that past findings are counted on, from broad groups of goods to one trader, and what each leans on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One way to put consignments together: those alike in all of ``columns``.

    Its rate leans on that of ``parent``, the level above, the more the fewer findings it has itself. A level with
    ``always`` is used whenever its columns are there; any other only if the past shows that it tells something.
    ``group`` is the heading it is explained under. Trees look at the rates of a level with ``rated``; the straight line
    (:mod:`~darvoza.risk.model.line`) looks at every level.
    """

    name: str
    columns: tuple[str, ...]
    parent: str | None
    group: str
    always: bool = True
    rated: bool = True


LEVELS: tuple[Level, ...] = (
    Level("hs2", ("hs2",), None, "goods"),
    Level("hs4", ("hs4",), "hs2", "goods"),
    Level("hs6", ("hs6",), "hs4", "goods"),
    Level("origin", ("origin",), None, "origin"),
    Level("dispatch", ("dispatch",), None, "origin"),
    Level("route", ("origin", "dispatch"), "origin", "origin"),
    Level("hs2 origin", ("origin", "hs2"), "origin", "goods of an origin"),
    Level("hs4 origin", ("origin", "hs4"), "hs2 origin", "goods of an origin"),
    Level("hs6 origin", ("origin", "hs6"), "hs4 origin", "goods of an origin"),
    Level("tax type", ("tax_type",), None, "taxation"),
    Level("tax rate", ("tax_rate",), None, "taxation"),
    Level("hs2 tax type", ("tax_type", "hs2"), "tax type", "taxation"),
    Level("hs4 tax type", ("tax_type", "hs4"), "hs2 tax type", "taxation"),
    Level("hs6 tax type", ("tax_type", "hs6"), "hs4 tax type", "taxation"),
    Level("hs6 tax rate", ("tax_rate", "hs6"), "hs6", "taxation"),
    Level("office", ("office",), None, "office", always=False),
    Level("mode", ("mode",), None, "office", always=False),
    Level("procedure", ("procedure",), None, "office", always=False),
    Level("importer", ("importer",), None, "importer", always=False),
    Level("importer hs4", ("importer", "hs4"), "importer", "importer", always=False),
    Level("seller", ("seller",), None, "seller", always=False),
    Level("declarant", ("declarant",), None, "declarant", always=False),
    Level("carrier", ("carrier",), None, "carrier", always=False),
)
"""Levels that are always tried; each further code that a mapping gives is a level of its own beside them."""

CROSSED: tuple[Level, ...] = (
    Level("mass band", ("mass_band",), None, "mass and value", rated=False),
    Level("hs2 mass band", ("mass_band", "hs2"), None, "mass and value", rated=False),
    Level("hs4 mass band", ("mass_band", "hs4"), None, "mass and value", rated=False),
    Level("hs6 mass band", ("mass_band", "hs6"), None, "mass and value", rated=False),
    Level("origin mass band", ("mass_band", "origin"), None, "mass and value", rated=False),
    Level("hs2 origin mass band", ("mass_band", "origin", "hs2"), None, "mass and value", rated=False),
    Level("tax type mass band", ("mass_band", "tax_type"), None, "mass and value", rated=False),
    Level("value band", ("value_band",), None, "mass and value", rated=False),
    Level("hs2 value band", ("value_band", "hs2"), None, "mass and value", rated=False),
    Level("hs4 value band", ("value_band", "hs4"), None, "mass and value", rated=False),
    Level("price band", ("price_band",), None, "price", rated=False),
    Level("hs4 price band", ("price_band", "hs4"), None, "price", rated=False),
    Level("hs4 tax rate", ("tax_rate", "hs4"), None, "taxation", rated=False),
    Level("tax type and rate", ("tax_type", "tax_rate"), None, "taxation", rated=False),
    Level("origin tax type", ("tax_type", "origin"), None, "taxation", rated=False),
    Level("origin tax type and rate", ("tax_type", "tax_rate", "origin"), None, "taxation", rated=False),
)
"""Further groups, too fine for a rate to be trusted by trees, which a straight line can hold back one by one."""

PRECEDENT = ("hs6", "dispatch", "origin", "tax_rate", "tax_type", "mass")
"""What makes two consignments precedents of one another: the same goods, way and taxation, and the very same mass."""

_KNOWN = {column for level in (*LEVELS, *CROSSED) for column in level.columns} | set(PRECEDENT)


def levels_for(codes: tuple[str, ...], present: frozenset[str]) -> tuple[Level, ...]:
    """The levels whose columns are all present, and one for each code that no level knows.

    >>> [level.name for level in levels_for(("hs2", "colour"), frozenset({"hs2", "colour"}))]
    ['hs2', 'colour']
    """
    own = tuple(
        Level(code, (code,), None, "other declared data", always=False)
        for code in codes
        if code not in _KNOWN | {"flow"}
    )
    return tuple(level for level in (*LEVELS, *own, *CROSSED) if present.issuperset(level.columns))
