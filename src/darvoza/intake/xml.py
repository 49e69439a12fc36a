"""XML from strangers: a tree of elements with the byte each began at, built under limits and without any entities.

A document type is refused where it stands: nothing is expanded, looked up or fetched. When the text breaks off or is
not well formed, what was complete before the break is still there.
"""

import re
from xml.parsers import expat

import msgspec

from darvoza.intake.reading import Limits, Problem, Refused

_MOST_ELEMENTS = 1_000_000
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<(?![!?/])((?:[\w.-]+:)?[\w.-]+)([^>]*)")
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


class Element(msgspec.Struct, gc=False, eq=False):
    """One element: its name without prefix, its text, the bytes it stands in, and the elements in it."""

    name: str
    attributes: dict[str, str]
    offset: int
    end: int = -1
    text: str = ""
    children: "list[Element]" = []

    @property
    def closed(self) -> bool:
        """Whether its end was read: it is whole."""
        return self.end >= 0

    def all(self, *names: str) -> "list[Element]":
        """The elements reached by these names, one within the other."""
        found = [self]
        for name in names:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def first(self, *names: str) -> "Element | None":
        """The first element reached by these names, one within the other."""
        element = self
        for name in names:
            for child in element.children:
                if child.name == name:
                    element = child
                    break
            else:
                return None
        return element


class Document:
    """A parsed text: its root, its encoding, and what broke it off, if anything did."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.charset = "utf-8"
        self.broken: Problem | None = None
        self.problems: list[Problem] = []


def root_of(head: bytes) -> tuple[str, str] | None:
    """The first element's name without prefix, and its attributes as written; None when there is no element.

    >>> root_of(b"<?xml version='1.0'?><!-- a note --><md:MetaData xmlns:md='urn:x'>")
    ('MetaData', " xmlns:md='urn:x'")
    """
    charset = next((charset for start, charset in _ENCODINGS if head.startswith(start)), "utf-8")
    text = head.decode(charset, "replace").lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return None
    match = _ROOT.search(_COMMENT.sub("", text))
    return (match[1].rpartition(":")[2], match[2]) if match else None


def path_to(root: Element, wanted: Element) -> str:
    """Where an element stands, for people: ``/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]``."""
    waiting = [(root, f"/{root.name}")]
    while waiting:
        element, path = waiting.pop()
        if element is wanted:
            return path
        counted: dict[str, int] = {}
        total: dict[str, int] = {}
        for child in element.children:
            total[child.name] = total.get(child.name, 0) + 1
        for child in element.children:
            counted[child.name] = counted.get(child.name, 0) + 1
            number = f"[{counted[child.name]}]" if total[child.name] > 1 else ""
            waiting.append((child, f"{path}/{child.name}{number}"))
    return "outside the document"


def parse(data: bytes, limits: Limits) -> Document:
    """The document in these bytes.

    ``broken`` says where it stopped being well formed; its root then holds what came before, and elements that were
    not ended have ``closed`` false.

    Raises:
        Refused: it has a document type or entities, nests too deep, or has too many elements.
    """
    if (count := data.count(b"<") - data.count(b"</")) > _MOST_ELEMENTS:
        raise _too_many(count)
    document = Document()
    start = len(data) - len(data.lstrip(b" \t\r\n"))  # blank lines before the XML declaration are common, and no harm
    builder = _Builder(document, limits, start)
    try:
        builder.parser.Parse(data[start:] if start else data, True)
    except expat.ExpatError as error:
        line = data.count(b"\n", 0, start) + error.lineno
        at = start + max(builder.parser.ErrorByteIndex, 0)
        document.broken = _broken(at, line, expat.ErrorString(error.code) or "not well formed")
    except (LookupError, ValueError) as error:
        document.broken = _broken(start, 1, str(error))
    document.root = next(iter(builder.top.children), None)
    return document


class _Builder:
    """Expat's calls, made into a tree. The handlers are closures: they run for every tag of every message."""

    def __init__(self, document: Document, limits: Limits, start: int) -> None:
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._document = document
        self._start = start
        self.top = Element("", {}, 0)
        stack = [self.top]
        names: dict[str, str] = {}
        deepest, longest = limits.element_depth, limits.text_characters

        def opened(tag: str, attributes: dict[str, str]) -> None:
            name = names.get(tag)
            if name is None:
                name = names[tag] = tag.rpartition(":")[2]
            element = Element(name, attributes, parser.CurrentByteIndex + start)
            stack[-1].children.append(element)
            stack.append(element)
            if len(stack) > deepest:
                raise self._too_deep(deepest)

        def closed(_tag: str) -> None:
            element = stack.pop()
            element.end = parser.CurrentByteIndex + start
            if len(element.text) > longest:
                element.text = element.text[:longest]
                document.problems.append(_cut(element, longest))

        def text(characters: str) -> None:
            element = stack[-1]
            if len(element.text) <= longest:  # far beyond the limit there is no point in going on collecting
                element.text += characters

        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.CharacterDataHandler = text
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._document.charset = (encoding or "utf-8").lower()

    def _doctype(self, *_: object) -> int:
        at = self.parser.CurrentByteIndex + self._start
        raise Refused(
            Problem(
                where=f"byte {at}, line {self.parser.CurrentLineNumber}",
                field="document type",
                rule="The message brings a document type or entities of its own, which are not read from strangers.",
                advice="Send it without <!DOCTYPE>.",
                offset=at,
            )
        )

    def _too_deep(self, limit: int) -> Refused:
        at = self.parser.CurrentByteIndex + self._start
        return Refused(
            Problem(
                where=f"byte {at}, line {self.parser.CurrentLineNumber}",
                field="structure",
                rule="Elements nest deeper than {limit} levels.",
                advice="Send it without the extra levels.",
                offset=at,
                limit=str(limit),
            )
        )


def _too_many(count: int) -> Refused:
    return Refused(
        Problem(
            where="whole message",
            field="structure",
            value=str(count),
            rule="The message has {value} elements, more than {limit}.",
            advice="Send it in parts.",
            limit=str(_MOST_ELEMENTS),
        )
    )


def _broken(at: int, line: int, what: str) -> Problem:
    return Problem(
        where=f"byte {at}, line {line}",
        field="structure",
        value=what,
        rule="The message stops being well-formed XML here: {value}.",
        advice="Correct it there, or send the whole message again.",
        offset=at,
    )


def _cut(element: Element, longest: int) -> Problem:
    return Problem(
        where=f"byte {element.offset}, {element.name}",
        field=element.name,
        value=element.text[:60],
        rule="The text is longer than {limit} characters; the rest was left out.",
        advice="Shorten it.",
        offset=element.offset,
        limit=str(longest),
    )
