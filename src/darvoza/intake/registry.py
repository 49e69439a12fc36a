"""The registry of message formats: each module of ``intake.formats`` that has a ``FORMAT`` is one."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from darvoza.intake import formats
from darvoza.intake.reading import Content, Limits, Message

if TYPE_CHECKING:
    from darvoza.intake.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may use: limits for an untrusted message, and mappings that give a table's columns meaning.

    ``provenance`` off leaves :attr:`Consignment.provenance` empty; for measuring what it costs.
    """

    limits: Limits = field(default_factory=Limits)
    mappings: "tuple[Mapping, ...]" = ()
    provenance: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """One message format.

    ``recognises`` is given the first :data:`HEAD` bytes and the file name and says whether the message looks like one;
    content decides, a name only breaks ties. Formats are tried by ``precedence``, lowest first. ``read`` returns what
    the message holds, or raises :class:`~darvoza.intake.reading.Refused`.
    """

    id: str
    title: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[Message, Context], Content]
    precedence: int = 50


HEAD = 8192
"""How many bytes of a message a format may look at to recognise it."""


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format, in the order they are tried."""
    names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    modules = [importlib.import_module(f"{formats.__name__}.{name}") for name in names]
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return tuple(sorted(found, key=lambda each: (each.precedence, each.id)))


def recognise(message: Message) -> Format | None:
    """The format that this message is in, by its content."""
    head = message.data[:HEAD]
    return next((each for each in all_formats() if each.recognises(head, message.path)), None)
