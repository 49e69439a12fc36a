"""Audit: are the limits of our control entries those of the published lists?

The parser here knows only how lists are written in English. It shares nothing with the reading of descriptions, so that
one mistake cannot hide another.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from darvoza.goods.control_list import ControlList, Variant
from darvoza.goods.expressions import Comparison
from darvoza.goods.paragraphs import paragraph
from darvoza.goods.predicates import atoms_in
from darvoza.goods.schema import Listing

MAX_BYTES = 50_000_000
"""Lists are a few megabytes; a larger file is no list."""

_CLOSE = 2e-3
_GRAVITY = 9.80665
_ZERO_CELSIUS = 273.15
_HEADING = re.compile(r"^([0-9][A-E][0-9]{3})[ \t]+(?!continued)(?=\W{0,2}[A-Z])", re.MULTILINE)
_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(r"</?(?:I|E|SU|sup|sub|em|i|b|B)\b[^<>]*>")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&#xB5;": "µ", "&#xB0;": "°", "&#xA0;": " "}
# Spellings in lists by their factor to SI; those that begin like others come first.
_SPELLINGS: Mapping[float, str] = {
    1 / 86400: "kg of ice",
    1e-3 / 60: "(?:litres|liters) per minute",
    1e-3 / 3600: "(?:litres|liters) per hour",
    1e12: "TBq",
    1e9: "GPa|GHz|GSPS|Giga Samples Per Second|GBq|GW|Gb/s|Gbit/s|Gigabits per second",
    1e6: "MPa|MHz|MSPS|[Mm]illion [Ss]amples [Pp]er [Ss]econd|[Mm]ega [Ss]amples [Pp]er [Ss]econd|MW",
    1e3: "kPa|km/s|km|kW|kHz|kA|kV|kN|g/cm ?3",
    1: "Pa|m|metres|meters|kg|W|VA|Hz|A|V|K|J|N|u|m ?3/s|m ?3|m ?2|m/s|bits?|axes|electrodes|neutrons/s|"
    "neutrons/second|atomic mass units|(?:full )?frames (?:per second|/s)|(?:full )?frames/s|dB|degrees? per second|"
    "degrees?/s|deg/s|degrees?(?! per)|deg|cubic meters?|cubic metres?|[Ww]atts?",
    1e-2: "%|percent|per cent|cm",
    1852 / 3600: "nautical miles? per hour",
    1e-3: "mW|mJ|mPa|m Pa|mm|g|ms|litres|liters|l",
    1e-4: "cm ?2",
    1e-6: "µm|μm|um|micrometers|microns|ppm|parts per million|µs|μs|us|microseconds|µF|μF",
    1e-9: "nW|nm|ns|nH|nT",
    1e-12: "ps|pT",
    60: "minutes|min",
    3600: "hours?|Wh/kg",
    1 / 60: r"r\.p\.m\.|rpm|degrees? per square root hour",
    1 / 3600: "(?:arc )?seconds? of arc|arc[- ]seconds?|arcsec|m ?3/h|m ?3/hour|m ?3/hr|kg/h|kg/hr|degrees? per hour",
    _GRAVITY * 1e-6: "micro g",
}
_NUMBER = r"(?P<number>\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?:\s?[x×]\s?10\s?(?P<power>-?\d{1,2}))?"
_UNIT = "|".join(f"(?P<u{place}>{spellings})" for place, spellings in enumerate(_SPELLINGS.values()))
# The longest spelling counts, whatever its factor: every unit must end where no letter, digit or slash follows.
_VALUE = re.compile(rf"{_NUMBER}\s?(?:{_UNIT})(?![\w/])(?! ?[23](?:/|\b))")
_PAIR = re.compile(rf"{_NUMBER} (?:and|to|or) (?=\d[\d .,]*\s?(?P<unit>mm|kg|%|nm)(?!\w))")
_PAIRED = {"mm": 1e-3, "kg": 1.0, "%": 1e-2, "nm": 1e-9}
_NOMINAL = re.compile(r"\bDN (\d+)")
_CELSIUS = re.compile(r"(\d[\d ,]*) ?[°o] ?C\b")
_WORDS = {"two": "2", "three": "3", "four": "4", "five": "5"}
_SPELLED = re.compile(r"\b(?:two|three|four|five)(?= (?:litres|liters|axes|electrodes|or more))", re.IGNORECASE)
_BARE = re.compile(_NUMBER)
_COUNTS = re.compile(r"(?:bit|axes|electrodes)$")

AUDIT_SCHEMA = pl.Schema(
    {
        "entry": pl.String(),
        "list": pl.String(),
        "code": pl.String(),
        "limit": pl.String(),
        "value": pl.Float64(),
        "found": pl.Boolean(),
        "explained": pl.String(),
        "published": pl.List(pl.String()),
    }
)
"""One row for each limit of ours under a code of the list: whether the list has it, and what it has there."""


class ListFileError(ValueError):
    """A list that cannot be read: which file, what is wrong."""


def audit(path: Path, entries: ControlList, name: str) -> pl.DataFrame:
    """Every limit of our entries on the list called ``name``, compared with the list's published text.

    ``path`` is a plain text or XML file of the list in English, with each entry's code at the start of a line or
    element (EU Annex I as text, the Commerce Control List as XML). A limit that the list does not have, in any unit,
    has ``found`` false; ``explained`` then says why, if the entry does. Entries whose code is not in the file are left
    out. Columns are :data:`AUDIT_SCHEMA`.

    Raises:
        ListFileError: the file is too large, not text, or has no entry of such a list.
        OSError: it cannot be read.
    """
    sections = read_sections(path)
    rows = [row for entry in entries.entries for row in _limits(entry.id, entry.variants, sections, name)]
    return pl.DataFrame(rows, schema=AUDIT_SCHEMA, orient="row")


def drift(old: Path, new: Path) -> pl.DataFrame:
    """The codes whose published limits differ between two versions of a list: ``code``, ``gone`` and ``come`` values.

    Raises:
        ListFileError: a file is too large, not text, or has no entry of such a list.
        OSError: it cannot be read.
    """
    before, after = read_sections(old), read_sections(new)
    rows = []
    for code in sorted(before.keys() | after.keys()):
        was, now = (published_values(sections.get(code, "")) for sections in (before, after))
        gone = [text for text, value in was.items() if not any(_same(value, other) for other in now.values())]
        come = [text for text, value in now.items() if not any(_same(value, other) for other in was.values())]
        if gone or come or (code in before) != (code in after):
            rows.append((code, gone, come))
    schema = {"code": pl.String(), "gone": pl.List(pl.String()), "come": pl.List(pl.String())}
    return pl.DataFrame(rows, schema=schema, orient="row")


def read_sections(path: Path) -> dict[str, str]:
    """The text under each five-character code of a published list.

    Raises:
        ListFileError: the file is too large, not text, or has no such code.
        OSError: it cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ListFileError(f"{path}: is larger than {MAX_BYTES:,} bytes: no published list is")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ListFileError(f"{path}: is no UTF-8 text at byte {error.start}") from error
    if text.lstrip().startswith("<"):
        text = re.sub(r"\n[ \t]+", "\n", _TAG.sub("\n", _INLINE.sub("", text)))
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    headings = list(_HEADING.finditer(text))
    if not headings:
        raise ListFileError(f"{path}: has no code such as 2B350 at the start of a line: is it a control list?")
    sections: dict[str, str] = {}
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        body = text[heading.end() : following.start() if following else len(text)]
        sections[heading[1]] = sections.get(heading[1], "") + "\n" + body
    return sections


def published_values(section: str) -> dict[str, float]:
    """The quantities in a section's text: as written, and in SI units.

    >>> published_values("tensile strength of 1 950 MPa or more; 0,5 % ; 14.65 x 106 m")
    {'1 950 MPa': 1950000000.0, '0,5 %': 0.005, '14.65 x 106 m': 14650000.0}
    """
    flat = re.sub(r"\s+", " ", section).replace("−", "-").replace("–", "-")
    flat = _SPELLED.sub(lambda match: _WORDS[match.group().lower()], flat)
    factors = list(_SPELLINGS)
    found: dict[str, float] = {}
    for match in _VALUE.finditer(flat):
        group = next(name for name, text in match.groupdict().items() if text and name.startswith("u"))
        value = _value(match["number"], match["power"])
        found.setdefault(match.group(), value * factors[int(group[1:])])
        if match[group] == "g":  # also the acceleration of free fall
            found.setdefault(f"{match.group()} (acceleration)", value * _GRAVITY)
    for match in _PAIR.finditer(flat):
        found.setdefault(match.group().strip(), _value(match["number"], match["power"]) * _PAIRED[match["unit"]])
    found.update({match.group(): float(match[1]) / 1000 for match in _NOMINAL.finditer(flat)})
    found.update({match.group(): _value(match[1].strip(), None) + _ZERO_CELSIUS for match in _CELSIUS.finditer(flat)})
    return found


def _limits(
    entry: str, variants: tuple[Variant, ...], sections: Mapping[str, str], name: str
) -> Iterator[tuple[object, ...]]:
    for variant in variants:
        listing, test = _listed(variant.listings, name), variant.test
        if listing is None or test is None or listing.code[:5] not in sections:
            continue
        # A limit must stand under its own paragraph, not only somewhere under its five-character code.
        section = paragraph(sections[listing.code[:5]], listing.code) or ""
        values = published_values(section)
        numbers = [_value(match["number"], match["power"]) for match in _BARE.finditer(_spell(section))]
        for atom in dict.fromkeys(atoms_in(test)):
            if isinstance(atom, Comparison) and atom.limit:
                known = (*values.values(), *(numbers if _COUNTS.search(atom.written) else ()))
                found = any(_same(abs(atom.limit), value) for value in known)  # lists part the sign from -180 dB
                explained = None if found else listing.explained.get(atom.written)
                yield entry, name, listing.code, atom.written, atom.limit, found, explained, sorted(values)


def _listed(listings: tuple[Listing, ...], name: str) -> Listing | None:
    return next((listing for listing in listings if listing.list == name), None)


def _spell(section: str) -> str:
    return re.sub(
        r"\b(?:two|three|four|five)\b", lambda match: _WORDS[match.group().lower()], section, flags=re.IGNORECASE
    )


def _same(ours: float, theirs: float) -> bool:
    return abs(ours - theirs) <= _CLOSE * abs(ours)


def _value(number: str, power: str | None) -> float:
    """A number as lists write it: decimal comma or point, thousands by space or comma, and a power of ten."""
    plain = number.replace(" ", "")
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    return float(plain.replace(",", ".")) * 10.0 ** int(power or 0)
