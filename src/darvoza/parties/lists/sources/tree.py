"""Watch lists in XML, read under limits: no document type, no entities, nothing fetched, records one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from darvoza.parties.lists.unreadable import UnreadableListError

_DEEPEST: Final = 40
_LONGEST: Final = 4_000_000
_MOST_ELEMENTS: Final = 500_000
_STRETCH: Final = 1 << 18


@dataclass(slots=True)
class Element:
    """One element of a record: its name without namespace, its text, and what is in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """The element's own text with spaces tidied; None when there is none."""
        return " ".join("".join(self.pieces).split()) or None

    def all(self, tag: str) -> Iterator["Element"]:
        """The elements of this name directly inside."""
        return (child for child in self.children if child.tag == tag)

    def deep(self, tag: str) -> Iterator["Element"]:
        """The elements of this name at any depth inside."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.deep(tag)

    def texts(self, tag: str) -> list[str]:
        """The texts of all elements of this name at any depth inside, empty ones left out, each once."""
        return list(dict.fromkeys(text for each in self.deep(tag) if (text := each.text)))

    def first(self, tag: str) -> str | None:
        """The first text of an element of this name at any depth inside."""
        return next((text for each in self.deep(tag) if (text := each.text)), None)

    def value(self, tag: str) -> str | None:
        """The text of the first element of this name directly inside."""
        return next((child.text for child in self.all(tag)), None)


def records(path: Path, data: bytes, tags: frozenset[str]) -> Iterator[Element]:
    """Each element of one of these names, with all that is in it; and the root alone, first, without its content.

    Raises:
        UnreadableListError: the XML is broken or cut short, has a document type, or nests or runs on beyond the limits.
    """
    reader = _Reader(path, tags)
    for start in range(0, len(data) or 1, _STRETCH):
        reader.feed(data[start : start + _STRETCH], last=start + _STRETCH >= len(data))
        yield from reader.ready
        reader.ready.clear()


class _Reader:
    def __init__(self, path: Path, tags: frozenset[str]) -> None:
        self.path, self.tags = path, tags
        self.ready: list[Element] = []
        self._open: list[Element] = []
        self._depth = 0
        self._elements = 0  # of the record being read
        self._characters = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity

    def feed(self, data: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            raise UnreadableListError(
                self.path,
                error.lineno,
                expat.ErrorString(error.code),
                "The XML is broken or cut short.",
                "Fetch the file again.",
            ) from error

    def _refuse(self, value: str | None, rule: str) -> UnreadableListError:
        return UnreadableListError(
            self.path, self._parser.CurrentLineNumber, value, rule, "Fetch the file from its publisher."
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refuse(name, f"Elements nest deeper than {_DEEPEST}.")
        tag = name.rpartition(" ")[2]
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(tag, plain, self._parser.CurrentLineNumber)
        if self._open:
            self._elements += 1
            if self._elements > _MOST_ELEMENTS:
                raise self._refuse(name, f"An entry has more than {_MOST_ELEMENTS} elements.")
            self._open[-1].children.append(element)
            self._open.append(element)
        elif tag in self.tags:
            self._elements = self._characters = 0
            self._open.append(element)
        elif self._depth == 1:
            self.ready.append(element)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._open:
            done = self._open.pop()
            if not self._open:
                self.ready.append(done)

    def _text(self, text: str) -> None:
        if self._open:
            self._characters += len(text)
            if self._characters > _LONGEST:
                raise self._refuse(text, f"The texts of an entry are longer than {_LONGEST} characters.")
            self._open[-1].pieces.append(text)

    def _doctype(self, name: str, *_rest: object) -> None:
        raise self._refuse(name, "A watch list has no document type declaration.")

    def _entity(self, name: str, *_rest: object) -> None:
        raise self._refuse(name, "A watch list declares no entities.")
