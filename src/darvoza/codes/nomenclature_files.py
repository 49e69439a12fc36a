"""Reading nomenclatures of goods as they are published: the Harmonized System in English, the EAEU's in Russian.

Sources of the formats: the data package ``harmonized-system`` (one CSV of codes, descriptions and levels), and the
reference file of the EAEU nomenclature that the Russian tax service publishes: a zip of text files in code page 866,
fields apart by ``|``, sections, chapters, headings and subheadings in files 1 to 4, with the dates from and to which a
line is in force. The same tree is also passed around as JSON, which is read as well.
"""

import io
from typing import Final

import msgspec
import polars as pl

from darvoza.codes.fetching import UpdateRefused
from darvoza.codes.unpacking import BROKEN, unzip

NOMENCLATURE_SCHEMA: Final = pl.Schema({"code": pl.String(), "text": pl.String()})
"""A nomenclature as columns: a code of 2, 4, 6 or more digits, and what it covers in the publisher's words."""

_TREE: Final = ("groups", "goods", "subs")
_FILES: Final = ("TNVED2.TXT", "TNVED3.TXT", "TNVED4.TXT")
_CODE_FIELDS: Final = {"TNVED2.TXT": slice(1, 2), "TNVED3.TXT": slice(0, 2), "TNVED4.TXT": slice(0, 3)}


class _Node(msgspec.Struct):
    code: str | None = None
    chapter: str | None = None
    naim: str | None = None
    groups: list["_Node"] | None = None
    goods: list["_Node"] | None = None
    subs: list["_Node"] | None = None


def read_nomenclature(data: bytes) -> pl.DataFrame:
    """The codes and texts in these bytes, whichever of the known forms they have; sorted by code, each code once.

    Raises:
        UpdateRefused: the bytes are no such nomenclature, or are cut short.
    """
    if data.startswith(b"PK"):
        lines = _of_zip(data)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
        lines = _of_json(data)
    else:
        lines = _of_csv(data)
    frame = pl.DataFrame(lines, schema=NOMENCLATURE_SCHEMA, orient="row")
    good = pl.col("code").str.contains(r"^\d{2}(\d{2,12})?$") & (pl.col("text").str.strip_chars(" -–") != "")
    frame = frame.filter(good).with_columns(pl.col("text").str.strip_chars(" -–"))
    if frame.is_empty():
        raise UpdateRefused("There is no code in it. Check that it is a nomenclature of goods.")
    return frame.unique("code", keep="first", maintain_order=True).sort("code")


def _of_csv(data: bytes) -> list[tuple[str, str]]:
    try:
        table = pl.read_csv(io.BytesIO(data), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise UpdateRefused(BROKEN.format(error=error)) from error
    missing = {"hscode", "description"}.difference(table.columns)
    if missing:
        raise UpdateRefused(f"It has no column {min(missing)!r}. Check that it is the CSV of the Harmonized System.")
    return table.select("hscode", "description").drop_nulls().rows()


def _of_json(data: bytes) -> list[tuple[str, str]]:
    try:
        sections = msgspec.json.decode(data, type=list[_Node])
    except (msgspec.DecodeError, RecursionError) as error:
        raise UpdateRefused(BROKEN.format(error=error)) from error
    lines: list[tuple[str, str]] = []
    for section in sections:
        _walk(section, 0, lines)
    return lines


def _walk(node: _Node, depth: int, lines: list[tuple[str, str]]) -> None:
    if depth and node.code and node.naim:
        lines.append((node.code, node.naim))
    if depth < len(_TREE):
        for below in getattr(node, _TREE[depth]) or ():
            _walk(below, depth + 1, lines)


def _of_zip(data: bytes) -> list[tuple[str, str]]:
    members = {name.rpartition("/")[2].upper(): content for name, content in unzip(data, _is_part).items()}
    absent = [name for name in _FILES if name not in members]
    if absent:
        raise UpdateRefused(f"It holds no {absent[0]}. Check that it is the zip that the tax service publishes.")
    return [line for name in _FILES for line in _of_text(name, members[name])]


def _is_part(name: str) -> bool:
    return name.upper().rpartition("/")[2] in _FILES


def _of_text(name: str, content: bytes) -> list[tuple[str, str]]:
    """Lines in force: those whose last field, the date they ended, is empty."""
    place = _CODE_FIELDS[name]
    lines = []
    for line in content.decode("cp866").splitlines()[1:]:  # the first line is the edition and its date
        fields = [field.strip() for field in line.split("|")]
        if len(fields) > place.stop and not any(fields[-1:]):
            lines.append(("".join(fields[place]), fields[place.stop]))
    return lines
