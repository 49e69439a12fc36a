"""Collects every message that a person sees, and brings the catalogues up to date with them.

``python -m tools.messages`` adds what is new to each catalogue with an empty translation, and drops what nobody says
any more. Messages are found in four kinds of places: calls and keywords in the code that take a message, templates, the
words of the vocabulary (enumerations), and data files with texts.
"""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

from darvoza import risk
from darvoza.consignment import EquipmentKind, Flow, Lodgement, Mode, Role
from darvoza.intake import Status
from darvoza.language import Language
from darvoza.selection import Ground
from darvoza.signals import SignalKind, Typology

SOURCE = Path(__file__).resolve().parents[1] / "src" / "darvoza"
CATALOGUES = SOURCE / "language" / "catalogs"
CALLS = {"say", "translate", "step", "count", "Note", "Reason", "tell", "notice"}
"""Functions whose arguments have messages among them: the texts, not the names."""
TABLES = ("parties/match.py", "parties/raised.py", "goods/contradictions.py", "office/scorecard.py")
"""Modules that keep messages in constants and tables: every text in them that reads as one is taken."""
KEYWORDS = {"rule", "advice", "reason", "note"}
"""Keyword arguments that are messages."""
WORDS: tuple[type[StrEnum], ...] = (Mode, Flow, Role, Lodgement, EquipmentKind, Typology, SignalKind, Status, Ground)


def collect() -> list[str]:
    """Every message, once, in a stable order."""
    found: dict[str, None] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        found |= dict.fromkeys(_in_code(path))
        if path.relative_to(SOURCE).as_posix() in TABLES:
            found |= dict.fromkeys(_in_tables(path))
    for path in sorted(SOURCE.rglob("*.j2")):
        found |= dict.fromkeys(_in_template(path))
    found |= dict.fromkeys(word.value for words in WORDS for word in words)
    for indicator in risk.all_indicators():
        found |= dict.fromkeys((indicator.title, indicator.reason))
    found |= dict.fromkeys(_in_measures())
    return [message for message in found if any(sign.isalpha() for sign in message) and not message.startswith("%")]


def _in_code(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        places = node.args if name in CALLS else []
        places += [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        for place in places:
            yield from _texts(constants.get(place.id, place) if isinstance(place, ast.Name) else place)


def _in_tables(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        said = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        if said and _MESSAGE.fullmatch(node.value):
            yield node.value


_MESSAGE = re.compile(r"[A-Z{][^\\_]*[a-z}.%:][^\\_]*|[a-z ]+ \{number\}")


def _texts(node: ast.AST | None) -> Iterator[str]:
    """The texts an expression can be: itself, or either branch of a choice, or any value of a table."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value)


def _in_template(path: Path) -> Iterator[str]:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    for _, _, message in environment.extract_translations(path.read_text("utf-8"), ["_"]):
        if isinstance(message, str):
            yield message


def _in_measures() -> Iterator[str]:
    table = yaml.safe_load((SOURCE / "selection" / "data" / "measures.yaml").read_text("utf-8"))
    for line in (table["release"], table["random"], *table["lines"]):
        yield line["measure"]
        yield line["reason"]


def path_of(language: Language) -> Path:
    """The catalogue of a language."""
    return CATALOGUES / f"{language}.po"


def load(language: Language) -> Catalog:
    """The catalogue as it stands."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=str(language).replace("-", "_"))


def update(language: Language, messages: list[str]) -> int:
    """Bring one catalogue up to date; returns how many messages still lack a translation."""
    old = load(language)
    new = Catalog(locale=str(language).replace("-", "_"), fuzzy=False)
    for message in messages:
        kept = old.get(message)
        new.add(message, string=kept.string if kept else "")
    with path_of(language).open("wb") as file:
        write_po(file, new, width=120, omit_header=False, sort_output=True)
    return sum(not entry.string for entry in new if entry.id)


def main() -> None:
    """Update every catalogue."""
    messages = collect()
    for language in Language:
        if language is not Language.ENGLISH:
            print(f"{language}: {update(language, messages)} of {len(messages)} messages lack a translation")


if __name__ == "__main__":
    main()
