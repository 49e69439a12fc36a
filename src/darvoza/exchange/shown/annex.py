"""The annex for court: one printable page that shows a conversation, message by message, with what proves it."""

from functools import cache
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from darvoza.exchange.held.holdings import View
from darvoza.exchange.held.viewing import Use, Viewer
from darvoza.exchange.liaison.desk import MessageView
from darvoza.exchange.node import Node
from darvoza.exchange.shown.proof import Proof, prove
from darvoza.language import Language, say


def annex(node: Node, conversation: str, viewer: Viewer, use: Use, language: Language = Language.ENGLISH) -> str:
    """The page (HTML, in itself complete) that proves a conversation, with what this viewer may put to this use.

    With ``Use(action=Action.EVIDENCE)`` what may not be evidence is withheld, and said to be.

    Raises:
        KeyError: there is no such conversation.
    """
    proof = prove(node, conversation)
    shown = [_shown(node, each.id, viewer, use) for each in proof.messages]
    return render(proof, shown, node.name, language)


def render(proof: Proof, shown: list[MessageView], name: str, language: Language) -> str:
    """The page of a proof with messages as they may be shown."""

    def tell(message: str, **values: object) -> str:
        return say(message, language, **values)

    return (
        _pages()
        .get_template("annex.html.j2")
        .render(_=tell, language=language, proof=proof, shown=shown, name=name, rows=_rows)
    )


def _shown(node: Node, id_: str, viewer: Viewer, use: Use) -> MessageView:
    """A message with its body and items as far as the use allows."""
    seen = node.desk.read(viewer, id_)
    items = tuple(node.holdings.read(viewer, item.id, use) for item in seen.items)
    whole = node.holdings.read(viewer, id_, use)
    body = None if whole.withheld else seen.body
    return msgspec.structs.replace(seen, items=items, body=body, withheld=whole.withheld)


def _rows(thing: MessageView | View) -> list[tuple[str, str]]:
    """What a body or an item says, value by value."""
    content: Any = thing.contents if isinstance(thing, View) else msgspec.to_builtins(thing.body)
    return [(path, value) for path, value in _walk(content, "") if path != "kind"]


def _walk(value: Any, path: str) -> list[tuple[str, str]]:  # noqa: ANN401 - anything JSON has
    if isinstance(value, dict):
        return [each for name, inner in value.items() for each in _walk(inner, f"{path}.{name}".removeprefix("."))]
    if isinstance(value, list | tuple):
        return [each for place, inner in enumerate(value, 1) for each in _walk(inner, f"{path} {place}")]
    return [] if value is None else [(path, str(value))]


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("darvoza.exchange", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
