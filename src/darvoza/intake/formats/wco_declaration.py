"""WCO Data Model XML: goods declarations as DEC documents, and the responses that customs gives to them."""

from typing import Final

from darvoza.consignment import Consignment
from darvoza.intake.reading import Content, Message, Refused
from darvoza.intake.registry import Context, Format
from darvoza.intake.wco import Source, consignments_of
from darvoza.intake.wco.values import text_of
from darvoza.intake.xml import Element, parse, root_of

_WCO: Final = (b"wco:datamodel", b"WCOTypeName", b"WCODataModel", b"GoodsShipment", b"FunctionalReferenceID")
_ITEM: Final = "GovernmentAgencyGoodsItem"
_LINKING: Final = (
    "inventorylinking",
    "declarationstatus",
    "declarationfull",
    "declarationsearch",
    "declarationversion",
)
_RESPONSE: Final = "A response from customs to a declaration; it holds no consignment."
_RESPONSES: Final = {
    "01": "A response from customs: the declaration is accepted. It holds no consignment.",
    "02": "A response from customs: the declaration is received. It holds no consignment.",
    "03": "A response from customs: the declaration is rejected. It holds no consignment.",
    "05": "A response from customs: the goods are selected for control. It holds no consignment.",
    "06": "A response from customs: more documents are asked for. It holds no consignment.",
    "07": "A response from customs: the declaration was changed by control results. It holds no consignment.",
    "08": "A response from customs: the goods are released. It holds no consignment.",
    "09": "A response from customs: the declaration is cleared. It holds no consignment.",
    "10": "A response from customs: the declaration is invalidated. It holds no consignment.",
    "11": "A response from customs: a request is decided on. It holds no consignment.",
    "13": "A response from customs: duties and taxes are told. It holds no consignment.",
    "16": "A response from customs: the goods have left. It holds no consignment.",
}
"""What the function of a response says (Declaration Management System notifications, HM Revenue and Customs)."""
_MOVEMENT: Final = "A message on the movement or status of a declaration; it holds no consignment."
_NO_GOODS: Final = "A declaration without a goods shipment, such as a request to cancel; it holds no consignment."
_CHANGE: Final = "A request to change an earlier declaration; it holds only what is to change."
_REQUEST: Final = "13"


def recognises(head: bytes, name: str) -> bool:
    """Whether the first element is one of the WCO Data Model's, or of the messages sent around declarations."""
    del name
    found = root_of(head)
    if found is None:
        return False
    root = found[0]
    if root.lower().startswith(_LINKING):
        return True
    known = root in {"Declaration", "Response"} or root.endswith("MetaData")
    plain = head.replace(b"\0", b"")  # UTF-16 without its zeros reads the same here
    return known and any(each in plain for each in _WCO)


def read(message: Message, context: Context) -> Content:
    """The consignments of a declaration: one for each of its goods shipments.

    Where the text breaks off, goods items that were complete are kept. Responses, and requests that name no goods,
    are sound messages without a consignment, and the note says what they are.

    Raises:
        Refused: it has a document type, is beyond the limits, or breaks off before the first goods item is complete.
    """
    document = parse(message.data, context.limits)
    root = document.root
    if document.broken is not None and (root is None or not _keep_whole(root)):
        raise Refused(document.broken)
    if root is None:  # expat finds no element only where it finds a fault, so this is for the type checker
        return Content([], note=_MOVEMENT)
    source = Source(document, message.data, provenance=context.provenance)
    if document.broken is not None:
        source.problems.append(document.broken)
    content = Content([], source.problems, charset=document.charset)
    if version := root.first("WCODataModelVersionCode"):
        content.version = text_of(version)
    if (note := _no_declaration(root)) is not None:
        content.note = note
        return content
    declarations = _declarations(root)
    consignments: list[Consignment] = []
    for declaration in declarations:
        room = context.limits.consignments - len(consignments)
        most_goods = context.limits.goods_per_consignment
        consignments += consignments_of(source, declaration, message.id, len(consignments), most_goods)[:room]
    content.consignments = consignments
    content.sender = next((sender for each in declarations if (sender := _sender(each))), None)
    if not consignments:
        content.note = _NO_GOODS
    elif any(text_of(each.first("FunctionCode")) == _REQUEST for each in declarations):
        content.note = _CHANGE
    return content


FORMAT = Format("wco-declaration", "WCO Data Model declaration (XML)", recognises, read, precedence=10)


def _no_declaration(root: Element) -> str | None:
    """What a message is that declares nothing; None for a declaration."""
    if root.name.lower().startswith(_LINKING):
        return _MOVEMENT
    response = root if root.name == "Response" else root.first("Response")
    if response is None:
        return None
    return _RESPONSES.get(text_of(response.first("FunctionCode")) or "", _RESPONSE)


def _declarations(root: Element) -> list[Element]:
    return [root] if root.name == "Declaration" else root.all("Declaration")


def _sender(declaration: Element) -> str | None:
    paths = (("Submitter", "ID"), ("Submitter", "Name"), ("Declarant", "ID"), ("Declarant", "Name"))
    return next((text for path in paths if (text := text_of(declaration.first(*path)))), None)


def _keep_whole(root: Element) -> bool:
    """Take out of a broken text what was not complete; whether a complete goods item is left."""
    last_shipment = None
    element = root
    while element.children and not element.children[-1].closed:
        inner = element.children[-1]
        if inner.name == "GoodsShipment":
            last_shipment = element
        if inner.name not in {"Declaration", "GoodsShipment"}:
            element.children.pop()
            break
        element = inner
    if last_shipment is not None and not last_shipment.children[-1].all(_ITEM):
        last_shipment.children.pop()
    return any(each.all("GoodsShipment", _ITEM) for each in _declarations(root))
