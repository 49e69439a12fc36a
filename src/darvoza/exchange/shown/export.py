"""Giving out what was exchanged in the forms of other systems: STIX 2.1 (OASIS) and MISP events.

Only where the agreement allows the form, only what this person may export, and with the caveats on everything: as
markings in STIX, as tags in MISP. What was withheld is counted and said, not hinted at.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from darvoza.exchange.agreements.agreement import ExportForm
from darvoza.exchange.agreements.terms import Caveats, Marking, strictest
from darvoza.exchange.held.holdings import NotAllowed, View
from darvoza.exchange.held.viewing import Use, Viewer, Withheld
from darvoza.exchange.messages.kinds import Action
from darvoza.exchange.messages.subjects import ConsignmentData, Contents, GoodsData, PartyData
from darvoza.exchange.node import Node
from darvoza.exchange.sealed.log import Event

_OURS: Final = uuid.UUID("1d4f3c86-6f2e-5d5e-9a55-0f6f0b7a8e11")
_VERSION: Final = "2.1"
# The identifiers of the TLP marking definitions that STIX 2.1 itself lays down (section 7.2.1.4). TLP 2.0's clear is
# TLP 1's white; amber+strict has none, so it is carried as red, the next stricter.
_TLP: Final = {
    Marking.CLEAR: "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    Marking.GREEN: "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    Marking.AMBER: "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    Marking.AMBER_STRICT: "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    Marking.RED: "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
_TLP_NAMES: Final = {Marking.CLEAR: "white", Marking.GREEN: "green", Marking.AMBER: "amber"}
_EXTENSION: Final = "extension-definition--2f9c7a0e-3d61-5b0a-8d1f-5f4f3c1b9e77"


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What was given out, as JSON, and what was withheld."""

    document: bytes
    given: tuple[str, ...]
    withheld: tuple[Withheld, ...]


def export(node: Node, viewer: Viewer, ids: Iterable[str], form: ExportForm) -> Export:
    """Give out these things in a form of another system, as far as agreement and caveats allow.

    Raises:
        NotAllowed: none of them may be given out in this form; says why.
        KeyError: one of them is not known.
    """
    views: list[View] = []
    withheld: list[Withheld] = []
    for id_ in dict.fromkeys(ids):
        refused = _forbidden_form(node, id_, form)
        if refused:
            withheld += refused
            continue
        view = node.holdings.read(viewer, id_, Use(action=Action.EXPORT))
        withheld += view.withheld
        if not view.withheld:
            views.append(view)
    if not views:
        raise NotAllowed(withheld)
    now = node.now()
    made = _stix(node, views, now) if form is ExportForm.STIX else _misp(node, views, len(withheld), now)
    given = tuple(view.id for view in views)
    node.log.write(Event.EXPORTED, now, who=viewer.who, form=form.value, things=", ".join(given))
    return Export(document=msgspec.json.encode(made), given=given, withheld=tuple(withheld))


def _forbidden_form(node: Node, id_: str, form: ExportForm) -> list[Withheld]:
    """The sources of a thing whose agreement does not provide for this form."""
    found = []
    for thing in node.holdings.closure(id_):
        if thing.supplier is None or thing.agreement is None:
            continue
        agreement = node.register.find(thing.agreement)
        if agreement is None or form not in agreement.exports:
            reason = "The agreement {agreement} does not provide for giving it out as {form}."
            values = {"agreement": thing.agreement, "form": form.value}
            found.append(Withheld(source=thing.id, reason=reason, values=values, ask=thing.supplier))
    return found


def _contents(view: View) -> Contents:
    try:
        return msgspec.convert(view.contents, Contents)
    except msgspec.ValidationError:
        return Contents(text=msgspec.json.encode(view.contents).decode()[:20_000])


# STIX 2.1


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid.uuid5(_OURS, chr(31).join((kind, *parts)))}"


def _stix(node: Node, views: Sequence[View], now: datetime) -> dict[str, Any]:
    """A bundle: who gives it, the markings, and for each thing a report on the objects made of it."""
    author = _id("identity", node.country, node.name)
    objects: dict[str, dict[str, Any]] = {}
    stamp = _stamp(now)
    common = {"spec_version": _VERSION, "created": stamp, "modified": stamp}
    objects[author] = {"type": "identity", "id": author, **common, "name": node.name, "identity_class": "organization"}
    objects[_EXTENSION] = {
        "type": "extension-definition",
        "id": _EXTENSION,
        **common,
        "created_by_ref": author,
        "name": "Customs consignments and goods",
        "description": "Consignments, goods and caveats of mutual assistance, in WCO Data Model names.",
        "schema": "urn:darvoza:exchange:stix:1",
        "version": "1.0.0",
        "extension_types": ["new-sdo", "property-extension"],
    }
    for view in views:
        markings = _markings(view.caveats, author, stamp)
        objects |= {each["id"]: each for each in markings}
        marked = {**common, "created_by_ref": author, "object_marking_refs": sorted(each["id"] for each in markings)}
        made = list(_stix_objects(view, marked))
        objects |= {each["id"]: each for each in made}
        report = _id("report", view.id)
        objects[report] = {
            "type": "report",
            "id": report,
            **marked,
            "name": view.title or view.id,
            "report_types": ["observed-data"],
            "published": stamp,
            "object_refs": [each["id"] for each in made] or [author],
        }
        if text := _contents(view).text:
            objects[report]["description"] = text
    return {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": list(objects.values())}


def _markings(caveats: Caveats, author: str, stamp: str) -> list[dict[str, Any]]:
    """The TLP marking, and a statement that says all caveats in words."""
    tlp: dict[str, Any] = {
        "type": "marking-definition",
        "spec_version": _VERSION,
        "id": _TLP[caveats.marking],
        "created": "2017-01-20T00:00:00.000Z",
        "definition_type": "tlp",
        "name": f"TLP:{_TLP_NAMES.get(caveats.marking, 'red').upper()}",
        "definition": {"tlp": _TLP_NAMES.get(caveats.marking, "red")},
    }
    said = "; ".join(f"{name}={value}" for name, value in caveat_words(caveats))
    statement = {
        "type": "marking-definition",
        "spec_version": _VERSION,
        "id": _id("marking-definition", said),
        "created": stamp,
        "created_by_ref": author,
        "definition_type": "statement",
        "definition": {"statement": said},
    }
    return [tlp, statement]


def caveat_words(caveats: Caveats) -> list[tuple[str, str]]:
    """The caveats as names and values that another system can show and filter by.

    >>> caveat_words(Caveats(evidence=False, onward=frozenset()))
    [('marking', 'clear'), ('evidence', 'no'), ('onward', 'none')]
    """
    said = [("marking", caveats.marking.value)]
    if caveats.purposes is not None:
        said.append(("purposes", ", ".join(sorted(each.value for each in caveats.purposes)) or "none"))
    said += [("users", " or ".join(group) or "none") for group in caveats.users]
    if not caveats.evidence:
        said.append(("evidence", "no"))
    if caveats.onward is not None:
        said.append(("onward", ", ".join(sorted(caveats.onward)) or "none"))
    if caveats.retain_until is not None:
        said.append(("retain until", caveats.retain_until.isoformat()))
    if caveats.words:
        said.append(("words", ", ".join(sorted(caveats.words))))
    return said


def _stix_objects(view: View, marked: dict[str, Any]) -> Iterable[dict[str, Any]]:
    contents = _contents(view)
    for place, consignment in enumerate(contents.consignments):
        id_ = _id("x-darvoza-consignment", view.id, str(place))
        yield {
            "type": "x-darvoza-consignment",
            "id": id_,
            **marked,
            "extensions": {_EXTENSION: {"extension_type": "new-sdo"}},
            **{_snake(name): value for name, value in msgspec.to_builtins(consignment).items() if name != "parties"},
        }
        yield from (_stix_party(party, marked) for party in consignment.parties)
    yield from (_stix_party(party, marked) for party in contents.parties)


def _stix_party(party: PartyData, marked: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "identity",
        "id": _id("identity", party.name or "", *party.ids),
        **marked,
        "name": party.name or (party.ids[0] if party.ids else "—"),
        "identity_class": "unknown",
    }
    if party.role_code:
        made["roles"] = [party.role_code]
    if party.ids:
        made["extensions"] = {_EXTENSION: {"extension_type": "property-extension", "identifiers": list(party.ids)}}
    if party.communication:
        made["contact_information"] = ", ".join(party.communication)
    return made


def _snake(name: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# MISP


def _misp(node: Node, views: Sequence[View], withheld: int, now: datetime) -> dict[str, Any]:
    """One event, for this organisation only, with an object for each consignment, party and text."""
    caveats = strictest(view.caveats for view in views)
    objects = [each for view in views for each in _misp_objects(view)]
    info = f"Mutual assistance: {len(views)} items" + (f", {withheld} withheld" if withheld else "")
    return {
        "Event": {
            "uuid": str(uuid.uuid5(_OURS, chr(31).join(view.id for view in views))),
            "info": info,
            "date": now.date().isoformat(),
            "timestamp": str(int(now.timestamp())),
            "published": False,
            "analysis": "0",
            "threat_level_id": "4",
            "distribution": "0",
            "Orgc": {"name": node.name, "uuid": str(uuid.uuid5(_OURS, node.country))},
            "Tag": _tags(caveats),
            "Object": objects,
        }
    }


def _tags(caveats: Caveats) -> list[dict[str, str]]:
    tags = [{"name": f"tlp:{caveats.marking.value}"}]
    return tags + [{"name": f'darvoza:{name.replace(" ", "-")}="{value}"'} for name, value in caveat_words(caveats)[1:]]


def _misp_objects(view: View) -> Iterable[dict[str, Any]]:
    contents = _contents(view)
    tags = _tags(view.caveats)
    if contents.text:
        yield _misp_object("annotation", (view.id, "text"), [("text", "text", contents.text)], tags)
    for place, consignment in enumerate(contents.consignments):
        key = (view.id, "consignment", str(place))
        yield _misp_object("customs-consignment", key, _misp_consignment(consignment), tags)
        for number, party in enumerate(consignment.parties):
            yield _misp_object("legal-entity", (*key, str(number)), _misp_party(party), tags)
    for number, party in enumerate(contents.parties):
        yield _misp_object("legal-entity", (view.id, "party", str(number)), _misp_party(party), tags)


def _misp_object(
    name: str, key: tuple[str, ...], values: Iterable[tuple[str, str, str | None]], tags: list[dict[str, str]]
) -> dict[str, Any]:
    """An object with its attributes; nothing is given to detection, and every attribute carries the caveats."""
    attributes = [
        {
            "uuid": str(uuid.uuid5(_OURS, chr(31).join((*key, relation, value)))),
            "object_relation": relation,
            "type": type_,
            "category": "Other",
            "value": value,
            "to_ids": False,
            "distribution": "0",
            "Tag": tags,
        }
        for relation, type_, value in values
        if value
    ]
    return {
        "uuid": str(uuid.uuid5(_OURS, chr(31).join((name, *key)))),
        "name": name,
        "meta-category": "misc",
        "distribution": "0",
        "Attribute": attributes,
    }


def _misp_consignment(consignment: ConsignmentData) -> list[tuple[str, str, str | None]]:
    means = consignment.border_transport_means
    return [
        ("reference", "text", consignment.reference_id),
        ("means-of-transport", "text", means.id if means else None),
        *(("container", "text", each.id) for each in consignment.transport_equipment),
        *(("goods", "text", _goods_line(each)) for each in consignment.goods_items),
        ("country-of-dispatch", "text", consignment.export_country_code),
        ("country-of-destination", "text", consignment.destination_country_code),
    ]


def _goods_line(goods: GoodsData) -> str:
    return ", ".join(each for each in (goods.classification, goods.description) if each)


def _misp_party(party: PartyData) -> list[tuple[str, str, str | None]]:
    return [
        ("name", "text", party.name),
        *(("registration-number", "text", each) for each in party.ids),
        *(("phone-number", "phone-number", each) for each in party.communication if "@" not in each),
    ]
