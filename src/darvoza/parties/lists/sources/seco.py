"""Switzerland's list of sanctioned parties (SECO), the whole list in XML.

The file keeps the history of every target: one that was last said to be de-listed is no longer listed. Names are given
in parts, each with spellings in other scripts. Format: SECO, "swiss-sanctions-list" schema.
"""

import re
from itertools import product
from pathlib import Path
from typing import Final

from darvoza.parties.lists.countries import country_code
from darvoza.parties.lists.dates import iso_date
from darvoza.parties.lists.listed import (
    Detail,
    Identifier,
    ListedAddress,
    ListedName,
    ListedParty,
    NameKind,
    PartyKind,
    Relation,
    WatchList,
)
from darvoza.parties.lists.sources.files import digest, read_bytes
from darvoza.parties.lists.sources.registry import ListSource, Published
from darvoza.parties.lists.sources.tree import Element, records
from darvoza.parties.lists.unreadable import UnreadableListError

_LICENCE: Final = "Swiss Confederation, SECO: free to use with the source named"
_ADDRESS_OF_LIST: Final = (
    "https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml"
    "?lang=en&action=downloadXmlGesamtlisteAction"
)
_TITLE: Final = "Swiss sanctions list (SECO)"
_KINDS: Final = {"individual": PartyKind.PERSON, "entity": PartyKind.ORGANISATION, "object": PartyKind.VESSEL}
_ADDRESS: Final = ("c-o", "address-details", "p-o-box", "zip-code", "location", "area", "country")
_PLACE: Final = ("location", "area", "country")
_SCHEMES: Final = {"passport": "PASSPORT", "diplomatic-passport": "PASSPORT", "id-card": "NATIONAL"}
_LATIN: Final = {None, "LATN", "Latn", "latn"}
_MOST_SPELLINGS: Final = 8
_SAID: Final = (
    ("IMO", re.compile(r"IMO (?:[Nn]umber|[Nn]o\.?)? ?:? ?(\d{7})")),
    ("TIN", re.compile(r"(?:Tax(?:payer)? (?:[Ii]dentification|[Rr]egistration) [Nn]umber|INN) ?:? ?(\d{6,})")),
    ("REGISTRATION", re.compile(r"[Rr]egistration [Nn]umber ?:? ?(\d{5,})")),
    ("EMAIL", re.compile(r"E-?mail(?: address)? ?: ?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    ("PHONE", re.compile(r"Tel(?:\.|ephone)(?: number)? ?: ?(\+?[\d ()/-]{6,})")),
)
_FORM: Final = re.compile(r"Type of entity ?: ?(.+)")


def _read(path: Path) -> WatchList:
    data = read_bytes(path)
    date: str | None = None
    programmes: dict[str, str] = {}
    places: dict[str, Element] = {}
    targets: list[Element] = []
    for element in records(path, data, frozenset({"sanctions-program", "place", "target"})):
        if element.tag == "sanctions-program":
            _take_programme(element, programmes)
        elif element.tag == "place":
            places[element.attributes.get("ssid", "")] = element
        elif element.tag == "target":
            for each in element.all("modification"):
                each.children.clear()  # how the entry once was
            targets.append(element)
        else:
            date = iso_date(element.attributes.get("date"))
    listed = [_party(path, each, programmes, places) for each in targets if not _delisted(each)]
    return WatchList(
        id="ch-seco",
        title=_TITLE,
        source=path.name,
        date=date,
        sha256=digest(data),
        licence=_LICENCE,
        entries=tuple(listed),
    )


def _take_programme(element: Element, programmes: dict[str, str]) -> None:
    names = {each.attributes.get("lang"): each.text for each in element.all("program-key")}
    names |= {each.attributes.get("lang"): each.text for each in element.all("program-name")}
    name = names.get("eng") or next(filter(None, names.values()), None)
    for each in element.all("sanctions-set"):
        if name and (number := each.attributes.get("ssid")):
            programmes[number] = name


def _delisted(target: Element) -> bool:
    """Whether the newest of its modifications took the target off the list; the file has the newest first."""
    said = [
        (each.attributes.get("effective-date") or each.attributes.get("publication-date") or "", each)
        for each in target.all("modification")
    ]
    if not said:
        return False
    _, newest = max(said, key=lambda pair: pair[0])
    return newest.attributes.get("modification-type") == "de-listed"


def _party(path: Path, target: Element, programmes: dict[str, str], places: dict[str, Element]) -> ListedParty:
    number = target.attributes.get("ssid")
    about = next((each for each in target.children if each.tag in _KINDS), None)
    names = [name for each in _identities(about) for name in _names(each)] if about is not None else []
    if not number or about is None or not names:
        raise UnreadableListError(
            path,
            target.line,
            number,
            "A target has an ssid and is an individual, entity or object with a name.",
            "Fetch the file again.",
        )
    said = about.texts("other-information")
    addresses = [
        ListedAddress(text, country_code(_part(each, places, "country")))
        for identity in _identities(about)
        for each in identity.all("address")
        if (text := _words(each, places, _ADDRESS))
    ]
    nations = [
        country_code(each.attributes.get("iso-code") or each.text)
        for identity in _identities(about)
        for nationality in identity.all("nationality")
        for each in nationality.all("country")
    ]
    sets = [target.attributes.get("sanctions-set-id"), *target.texts("sanctions-set-id")]
    reasons = [each.text for each in about.all("justification") if each.text]
    return ListedParty(
        entity_id=number,
        kind=_kind(about),
        names=tuple(dict.fromkeys(sorted(names, key=lambda name: name.kind is not NameKind.PRIMARY))),
        identifiers=tuple(dict.fromkeys((*_documents(about), *_said(said)))),
        birth_dates=tuple(dict.fromkeys(filter(None, map(_birth, about.deep("day-month-year"))))),
        birth_places=tuple(
            dict.fromkeys(text for each in about.deep("place-of-birth") if (text := _words(each, places, _PLACE)))
        ),
        countries=tuple(dict.fromkeys(c for c in (*nations, *(a.country for a in addresses)) if c)),
        addresses=tuple(dict.fromkeys(addresses)),
        programmes=tuple(dict.fromkeys(programmes[each] for each in sets if each in programmes)),
        relations=tuple(
            Relation(each.attributes.get("relation-type", "related to").replace("-", " "), to)
            for each in about.all("relation")
            if (to := each.attributes.get("target-id"))
        ),
        legal_form=next((form[1].strip(" .") for text in said if (form := _FORM.match(text))), None),
        details=tuple(
            dict.fromkeys(
                (
                    *(Detail("UN reference", text) for text in target.texts("foreign-identifier")),
                    *(Detail("other information", text) for text in said if not _FORM.match(text)),
                )
            )
        ),
        reason=" ".join(reasons) or None,
        listed_on=min(filter(None, map(_listed, target.all("modification"))), default=None),
    )


def _identities(about: Element | None) -> list[Element]:
    return list(about.all("identity")) if about is not None else []


def _kind(about: Element) -> PartyKind | None:
    kind = _KINDS[about.tag]
    if kind is not PartyKind.VESSEL:
        return kind
    return {"vessel": PartyKind.VESSEL, "aircraft": PartyKind.AIRCRAFT}.get(about.attributes.get("object-type", ""))


def _names(identity: Element) -> list[ListedName]:
    """The names of one identity: as written first, then in each other script that its parts are spelled in."""
    found = []
    for name in identity.all("name"):
        parts = sorted(name.all("name-part"), key=_order)
        parts = [each for each in parts if each.attributes.get("name-part-type") != "title" and each.value("value")]
        written = " ".join(each.value("value") or "" for each in parts)
        if not written:
            continue
        main = name.attributes.get("name-type") == "primary-name" and identity.attributes.get("main") != "false"
        weak = name.attributes.get("quality") == "low"
        kind = NameKind.WEAK if weak else NameKind.PRIMARY if main else NameKind.STRONG
        found.append(ListedName(written, kind))
        scripts = dict.fromkeys(v.attributes.get("script") for part in parts for v in part.all("spelling-variant"))
        for script in scripts:
            native = NameKind.STRONG if script in _LATIN else NameKind.NATIVE
            found += [ListedName(text, NameKind.WEAK if weak else native) for text in _spelled(parts, script)]
    return found


def _spelled(parts: list[Element], script: str | None) -> list[str]:
    """The whole name in one script; a part without a spelling in it stands as it is written."""
    choices = [
        [v.text for v in part.all("spelling-variant") if v.attributes.get("script") == script and v.text]
        or [part.value("value") or ""]
        for part in parts
    ]
    spelled = []
    for choice in product(*(each[:3] for each in choices)):
        spelled.append(" ".join(choice))
        if len(spelled) == _MOST_SPELLINGS:
            break
    return spelled


def _order(part: Element) -> int:
    order = part.attributes.get("order", "")
    return int(order) if order.isdecimal() and len(order) < 6 else 0


def _documents(about: Element) -> list[Identifier]:
    return [
        Identifier(
            _SCHEMES.get(each.attributes.get("document-type", ""), "NATIONAL"), number, country_code(_issuer(each))
        )
        for each in about.deep("identification-document")
        if (number := each.value("number"))
    ]


def _issuer(document: Element) -> str | None:
    issuer = next(document.all("issuer"), None)
    return None if issuer is None else issuer.attributes.get("iso-code") or issuer.attributes.get("code") or issuer.text


def _said(texts: list[str]) -> list[Identifier]:
    return [
        Identifier(scheme, number.strip())
        for text in texts
        for scheme, pattern in _SAID
        for number in pattern.findall(text)
    ]


def _birth(element: Element) -> str | None:
    year, month, day = (element.attributes.get(key) for key in ("year", "month", "day"))
    if not year or not year.isdecimal():
        return None
    if not month or not month.isdecimal():
        return iso_date(year)
    return iso_date(f"{year}-{int(month):02}" + (f"-{int(day):02}" if day and day.isdecimal() else ""))


def _listed(modification: Element) -> str | None:
    if modification.attributes.get("modification-type") != "listed":
        return None
    return iso_date(modification.attributes.get("effective-date") or modification.attributes.get("publication-date"))


def _words(element: Element, places: dict[str, Element], tags: tuple[str, ...]) -> str:
    return ", ".join(text for tag in tags if (text := _part(element, places, tag)))


def _part(element: Element, places: dict[str, Element], tag: str) -> str | None:
    place = places.get(element.attributes.get("place-id", ""))
    return element.value(tag) or (place.value(tag) if place is not None else None)


SOURCE: Final = ListSource(
    id="ch-seco",
    title=f"{_TITLE}, XML",
    recognises=lambda head: b"<swiss-sanctions-list" in head,
    read=_read,
    published=(
        Published(
            id="ch-seco",
            title=_TITLE,
            files=(("seco.xml", _ADDRESS_OF_LIST),),
            licence=_LICENCE,
        ),
    ),
)
