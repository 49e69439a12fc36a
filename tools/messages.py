"""Collects every message that a person sees, and brings the catalogues up to date with them.

``python -m tools.messages`` adds what is new to each catalogue with an empty translation, and drops what nobody says
any more. Messages are found in four kinds of places: texts in the code that read as messages, templates, the words of
the vocabulary (enumerations), and data files with texts.
"""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.db.models import Choices
from jinja2 import Environment

from darvoza import exchange, risk
from darvoza.consignment import EquipmentKind, Flow, Lodgement, Mode, Role
from darvoza.intake import Status
from darvoza.language import Language
from darvoza.office import set_up
from darvoza.parties import PartyKind
from darvoza.risk.profiles import COLUMNS
from darvoza.selection import MEASURES, TECHNIQUES, Ground
from darvoza.signals import SignalKind, Typology, Word
from darvoza.training.exercises import What

SOURCE = Path(__file__).resolve().parents[1] / "src" / "darvoza"
CATALOGUES = SOURCE / "language" / "catalogs"
CALLS = {"say", "translate", "step", "count", "Note", "Reason", "tell", "notice", "record", "_span"}
"""Functions whose arguments have messages among them, however short."""
REFUSALS = {"NotDecidedError", "NotKeptError", "FiguresRefused", "NotAnsweredError", "LoadRefused"}
"""Errors that an officer reads on a page."""
KEYWORDS = {"rule", "advice", "reason", "note", "title"}
"""Keyword arguments that are messages, however short."""
TABLES = (
    "office/board/counting.py",
    "office/board/views.py",
    "office/cases/models.py",
    "office/cases/timeline.py",
    "office/desk/scorecard.py",
    "office/examination/guidance.py",
    "office/examination/models.py",
    "office/liaison/item_forms.py",
    "office/liaison/kinds.py",
    "office/liaison/naming.py",
    "office/liaison/origin.py",
    "office/liaison/telling.py",
    "office/menu.py",
    "office/profiles/views.py",
    "office/profiles/writing.py",
    "risk/model/explain.py",
    "risk/profiles/trace.py",
)
"""Modules that keep short messages in tables: every text in them that starts with a capital is taken."""
SILENT = ("cli", "training", "language", "codes", "engines", "history")
"""Rooms whose texts are for those who run commands; only what they say outright is translated."""
PAPER = ("risk/page.py", "risk/profiles/page.py")
"""Modules that write documentation, which is in English."""
WORDS: tuple[type[StrEnum], ...] = (
    Mode,
    Flow,
    Role,
    Lodgement,
    EquipmentKind,
    Typology,
    SignalKind,
    Status,
    Ground,
    Word,
    PartyKind,
    exchange.Action,
    exchange.Arrival,
    exchange.Cost,
    exchange.Event,
    exchange.ExportForm,
    exchange.Fault,
    exchange.Form,
    exchange.Ground,
    exchange.Kind,
    exchange.Marking,
    exchange.Part,
    exchange.Point,
    exchange.Purpose,
    exchange.Reading,
    exchange.Scheme,
    exchange.Standing,
    exchange.State,
    exchange.Task,
    What,
)

_PLACE = re.compile(r"\{[a-z_]+\}")
_NAME = re.compile(r"%.*|[A-Z]+\.CSV|[a-z]+\.[a-z]+|[A-Z][0-9]|[A-Z][a-z]+[A-Z][A-Za-z]+|[A-Z]+-[A-Z][a-z]+|HX-.*")
"""What machines call things."""
_SENTENCE = re.compile(r"(?:[A-Z]|\{[a-z_]+\})[^|\\^]* [^|\\^]*[.?]")
_TURNED = re.compile(r"{% for \w+ in (\([^)]*\)) %}")
_HEADING = re.compile(r"[A-Z][^|\\_]*[a-z.:][^|\\_]*|[a-z ]+ \{number\}")


def collect() -> list[str]:
    """Every message, once, in a stable order."""
    found: dict[str, None] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE)
        if place.as_posix() not in PAPER:
            found |= dict.fromkeys(_in_code(path, silent=place.parts[0] in SILENT))
    for path in sorted(SOURCE.rglob("*.j2")):
        found |= dict.fromkeys(_in_template(path))
    found |= dict.fromkeys(word.value for words in WORDS for word in words)
    found |= dict.fromkeys(_in_office())
    for each in risk.all_indicators():
        found |= dict.fromkeys((each.title, each.reason, each.definition, each.false_positives))
    for column in COLUMNS.values():
        found |= dict.fromkeys((column.meaning, column.kind.value))
    found |= dict.fromkeys(_in_measures())
    return [message for message in found if _is_text(message)]


def _in_office() -> Iterator[str]:
    """The words of the office's own enumerations, and the techniques and measures that it shows."""
    set_up()
    from darvoza.office.cases import models as cases  # noqa: PLC0415 - need Django set up
    from darvoza.office.examination import models as examination  # noqa: PLC0415
    from darvoza.office.liaison import models as liaison  # noqa: PLC0415
    from darvoza.office.people.models import Role as Duty  # noqa: PLC0415

    yield from (role.value for role in Duty)
    yield from TECHNIQUES
    yield from MEASURES
    for model in (cases, examination, liaison):
        for kind in vars(model).values():
            if isinstance(kind, type) and issubclass(kind, Choices) and kind.__module__ == model.__name__:
                yield from (str(text) for text in (*kind.labels, *kind.values))


def _is_text(message: str) -> bool:
    return any(sign.isalpha() for sign in _PLACE.sub("", message)) and not _NAME.fullmatch(message)


def _in_code(path: Path, *, silent: bool) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    apart = _documentation(tree) | _raised(tree)
    table = path.relative_to(SOURCE).as_posix() in TABLES
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _said(node, calls=CALLS | REFUSALS, keywords=not silent)
        elif isinstance(node, ast.For | ast.comprehension):
            yield from _turned(node)
        elif not silent and isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            text = node.value
            if _reads_as_message(text) or (table and _HEADING.fullmatch(text)):
                yield text


def _turned(loop: ast.For | ast.comprehension) -> Iterator[str]:
    """Headings that a loop takes in turn."""
    if isinstance(loop.iter, ast.Tuple):
        for each in loop.iter.elts:
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and _HEADING.fullmatch(each.value):
                yield each.value


def _reads_as_message(text: str) -> bool:
    """A sentence, or a text with words and places for values; no address, pattern or path."""
    if "://" in text or "\\" in text or text.startswith(("darvoza", "/", "CREATE ")):
        return False
    return bool(_SENTENCE.fullmatch(text)) or bool(_PLACE.search(text) and re.search(r"[A-Za-z]{2,} ", text))


def _documentation(tree: ast.AST) -> set[int]:
    """Texts that stand alone: they tell developers, not officers."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _raised(tree: ast.AST) -> set[int]:
    """Texts of errors for whoever calls the code wrongly, and pieces of assembled texts."""
    apart = (node for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.JoinedStr | ast.Assert))
    return {id(inside) for node in apart for inside in ast.walk(node)}


def _said(call: ast.Call, *, calls: set[str], keywords: bool) -> Iterator[str]:
    """Messages handed straight to what shows them."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    places = list(call.args) if name in calls else []
    places += [keyword.value for keyword in call.keywords if keywords and keyword.arg in KEYWORDS]
    for place in places:
        yield from _texts(place)


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts an expression can be: itself, either branch of a choice, or any value of a table."""
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
    for _, _, found in environment.extract_translations(path.read_text("utf-8"), ["_"]):
        message = found[0] if isinstance(found, tuple) else found  # a tuple where values are given beside the message
        if isinstance(message, str):
            yield message
    for line in _TURNED.findall(path.read_text("utf-8")):
        yield from re.findall(r'"([a-z ]+)"', line)


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
