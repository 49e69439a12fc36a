"""Private matching: which, or only how many, of our identifiers are also on the partner's list, and nothing else.

Numbers are brought to one form first, so that the same number is the same text; names are never matched this way. What
is asked is capped and counted by the agreement, and logged on both sides. The method is private set intersection by
OpenMined (elliptic curve Diffie-Hellman with a Golomb-compressed set); it protects against partners who keep to it.
Source: Angelou et al., Asymmetric Private Set Intersection with Applications to Contact Tracing, arXiv:2011.09350.
"""

import base64
import binascii
import importlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from darvoza.codes import container_check, imo_check
from darvoza.exchange.agreements.agreement import Agreement, Scheme
from darvoza.exchange.held.caps import rules_of, sent_in_a_day, within_a_day
from darvoza.exchange.messages.between_nodes import Fault, MatchAnswer, MatchQuery
from darvoza.exchange.messages.envelope import Message
from darvoza.exchange.messages.forms import digest
from darvoza.exchange.messages.rejection import Rejected
from darvoza.exchange.node import Node
from darvoza.exchange.sealed.log import Event

FALSE_POSITIVES: Final = 1e-9
"""The chance that a number that is not on the list seems to be, over all numbers of a query."""
_LONGEST: Final = 40
_FILLER: Final = re.compile(r"[\s./\\_\-]+")
_SHAPES: Final = {
    Scheme.TIN: re.compile(r"[0-9A-Z]{5,20}"),
    Scheme.PASSPORT: re.compile(r"(?=.*\d)[0-9A-Z]{5,15}"),
    Scheme.CONTAINER: re.compile(r"[A-Z]{4}\d{7}"),
    Scheme.PLATE: re.compile(r"(?=.*\d)[0-9A-Z]{3,12}"),
    Scheme.IMO: re.compile(r"\d{7}"),
    Scheme.LEI: re.compile(r"[0-9A-Z]{18}\d{2}"),
}
# On plates only letters that look alike in both scripts are used (Vienna Convention on Road Traffic, annex 2).
_LOOK_ALIKE: Final = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


class MatchingNotInstalled(RuntimeError):  # noqa: N818 - says what to install
    """Private matching needs openmined-psi."""

    def __init__(self) -> None:
        super().__init__("private matching needs openmined-psi: pip install 'darvoza[exchange]'")


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """What a private match told: how many were asked and found, and which, unless only the number was agreed on."""

    query: str
    scheme: Scheme
    asked: int
    found: int
    which: tuple[str, ...] | None


def normalise(scheme: Scheme, value: str) -> str | None:
    """The identifier in the form in which both sides compare it; None when it is none of its kind.

    >>> normalise(Scheme.CONTAINER, "csqu 305438-3"), normalise(Scheme.CONTAINER, "CSQU3054384")
    ('CSQU3054383', None)
    >>> normalise(Scheme.PLATE, "01 А 123 ВС")
    '01A123BC'
    """
    if len(value) > _LONGEST:
        return None
    text = _FILLER.sub("", value).upper()
    if scheme is Scheme.PLATE:
        text = text.translate(_LOOK_ALIKE)
    if scheme is Scheme.IMO:
        text = text.removeprefix("IMO")
    if not _SHAPES[scheme].fullmatch(text):
        return None
    checks = {Scheme.CONTAINER: container_check, Scheme.IMO: imo_check}
    if scheme in checks and checks[scheme](text) is not True:
        return None
    if scheme is Scheme.LEI and int("".join(str(int(sign, 36)) for sign in text)) % 97 != 1:
        return None
    return text


def normalised(scheme: Scheme, values: Iterable[str]) -> list[str]:
    """The identifiers in their form for comparing, sorted, each once; those that are none are left out."""
    return sorted({found for value in values if (found := normalise(scheme, value)) is not None})


def begin_query(
    node: Node, agreement: Agreement, partner: str, scheme: Scheme, values: Sequence[str], matter: str
) -> MatchQuery:
    """The body of a query for these identifiers, blinded. Keep to the caps: the partner refuses what is over them.

    Raises:
        Rejected: the agreement does not provide for it, or it is over a cap.
        ValueError: none of the values is an identifier of this kind.
        MatchingNotInstalled: the extra is not installed.
    """
    asked = normalised(scheme, values)
    if not asked:
        raise ValueError(f"none of the values is a {scheme}")
    rules = rules_of(agreement, scheme, len(asked))
    within_a_day(sent_in_a_day(node.store, partner, agreement.id, node.now()), rules)
    client = _psi().client.CreateWithNewKey(not rules.size_only)
    blinded = client.CreateRequest(asked).SerializeToString()
    body = MatchQuery(
        matter=matter,
        scheme=scheme,
        count=len(asked),
        size_only=rules.size_only,
        blinded=base64.b64encode(blinded).decode(),
    )
    now = node.now()
    with node.store.transaction():
        node.store.change(
            "insert into matches values (?, ?, ?, ?, ?, 'sent', ?, null, ?, ?)",
            *(digest(blinded), partner, agreement.id, scheme.value, now.isoformat(), len(asked)),
            client.GetPrivateKeyBytes(),
            msgspec.json.encode(asked).decode(),
        )
        _log(node, partner, scheme, len(asked), None, "asked")
    return body


def answer_query(node: Node, query: Message, values: Iterable[str]) -> MatchAnswer:
    """The answer to a query that came, from our list. What is set up for a list is kept and used again.

    Raises:
        Rejected: it is over the agreement's caps, or no query.
        KeyError: its agreement is not here.
        MatchingNotInstalled: the extra is not installed.
    """
    body = query.body
    if not isinstance(body, MatchQuery):
        raise Rejected(Fault.OUT_OF_TURN, "The message answers what was not asked.")
    agreement = node.register.find(query.agreement, query.agreement_version)
    if agreement is None:
        raise KeyError(f"there is no agreement {query.agreement}")
    rules = rules_of(agreement, body.scheme, body.count)
    listed = normalised(body.scheme, values)
    server, setup = _server(node, body.scheme, listed, rules.largest_query, size_only=body.size_only)
    request = _psi().Request()
    blinded = _decoded(body.blinded)
    _parse(request, blinded)
    if len(request.encrypted_elements) != body.count or request.reveal_intersection is body.size_only:
        raise Rejected(Fault.FORM, "The query holds another number of identifiers than it says.")
    response = server.ProcessRequest(request).SerializeToString()
    _log(node, query.sender, body.scheme, body.count, None, "answered")
    return MatchAnswer(
        setup=base64.b64encode(setup).decode(), response=base64.b64encode(response).decode(), listed=len(listed)
    )


def read_answer(node: Node, query: Message, answer: Message) -> Match:
    """What the answer to our query tells.

    Raises:
        KeyError: the query is not ours, or not known any more.
        Rejected: it is no answer to this query.
        MatchingNotInstalled: the extra is not installed.
    """
    asked, told = query.body, answer.body
    if not isinstance(asked, MatchQuery) or not isinstance(told, MatchAnswer) or answer.conversation != query.id:
        raise Rejected(Fault.OUT_OF_TURN, "The message answers what was not asked.")
    blinded = _decoded(asked.blinded)
    row = node.store.one("select * from matches where id = ? and direction = 'sent'", digest(blinded))
    if row is None:
        raise KeyError(f"the query {query.id} is not one of this node's")
    psi = _psi()
    client = psi.client.CreateFromKey(row["secret"], not asked.size_only)
    setup, response = psi.ServerSetup(), psi.Response()
    _parse(setup, _decoded(told.setup))
    _parse(response, _decoded(told.response))
    identifiers = msgspec.json.decode(row["identifiers"], type=list[str])
    if asked.size_only:
        which, found = None, int(client.GetIntersectionSize(setup, response))
    else:
        places = sorted(set(client.GetIntersection(setup, response)))
        which = tuple(identifiers[place] for place in places)
        found = len(which)
    with node.store.transaction():
        node.store.change("update matches set found = ? where id = ?", found, row["id"])
        _log(node, answer.sender, asked.scheme, asked.count, found, "learned")
    return Match(query=query.id, scheme=asked.scheme, asked=asked.count, found=found, which=which)


def _server(node: Node, scheme: Scheme, listed: list[str], cap: int, *, size_only: bool) -> tuple[Any, bytes]:
    """The server's side for a list: its secret key and set-up are made once for each list and cap."""
    psi = _psi()
    key = (scheme.value, digest("\n".join(listed).encode()), int(size_only), cap)
    row = node.store.one(
        "select secret, setup from match_lists where scheme = ? and digest = ? and size_only = ? and cap = ?", *key
    )
    if row is not None:
        return psi.server.CreateFromKey(row["secret"], not size_only), row["setup"]
    server = psi.server.CreateWithNewKey(not size_only)
    made = server.CreateSetupMessage(FALSE_POSITIVES, cap, listed, psi.DataStructure.GCS).SerializeToString()
    with node.store.transaction():
        # One list of a kind is kept: an older one would only show what was on it.
        node.store.change("delete from match_lists where scheme = ? and size_only = ?", scheme.value, int(size_only))
        node.store.change("insert into match_lists values (?, ?, ?, ?, ?, ?)", *key, server.GetPrivateKeyBytes(), made)
    return server, made


def _log(node: Node, partner: str, scheme: Scheme, asked: int, found: int | None, what: str) -> None:
    detail = {"scheme": scheme.value, "asked": str(asked), "what": what}
    if found is not None:
        detail["found"] = str(found)
    node.log.write(Event.MATCHED, node.now(), partner=partner, **detail)


def _parse(into: Any, data: bytes) -> None:  # noqa: ANN401 - a message of the library
    unreadable = importlib.import_module("google.protobuf.message").DecodeError  # comes with the extra
    try:
        into.ParseFromString(data)
    except unreadable as error:
        raise Rejected(Fault.FORM, "What was to be matched cannot be read.") from error


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Rejected(Fault.FORM, "What was to be matched cannot be read.") from error


def _psi() -> Any:  # noqa: ANN401 - a module without types
    try:
        return importlib.import_module("private_set_intersection.python")
    except ImportError as error:
        raise MatchingNotInstalled from error
