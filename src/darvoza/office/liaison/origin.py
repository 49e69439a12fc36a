"""What a message begins from: a consignment, a party in it, a case, or a gap in mirror trade.

Whatever of it was made from what partners gave is named as a source, so that the draft inherits its caveats.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import Flow, Party
from darvoza.exchange import (
    Article,
    CaseFile,
    Node,
    PartyData,
    Prefill,
    TradeGap,
    from_case,
    from_consignment,
    from_gap,
    from_party,
)
from darvoza.language import Language
from darvoza.office.cases.models import WORKERS, Case
from darvoza.office.desk.models import Consignment
from darvoza.office.desk.scorecard import as_filed
from darvoza.office.liaison.bound import bound_id, gate
from darvoza.office.liaison.gaps import row_of, visible
from darvoza.office.liaison.models import Made
from darvoza.office.liaison.node import WRITERS

GAP: Final = ("hs_code", "period", "exporter", "importer", "export_value", "import_value", "currency")
"""What is filled in of a gap in mirror trade."""
_AMOUNT: Final = re.compile(r"\d{1,15}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing on the screen that a message begins from.

    ``given`` are the fields that say again which one it is, ``sources`` the ids in the node's holdings of what it was
    made from.
    """

    what: str
    name: str
    address: str
    given: Mapping[str, str]
    told: Any
    sources: tuple[str, ...] = field(default=())

    def begin(self, article: Article, language: Language) -> Prefill:
        """The beginning of a request, with what the article lets be told and nothing else."""
        match self.told:
            case Filed():
                return from_consignment(self.told, article, language=language)
            case Party():
                return from_party(self.told, article, language=language)
            case CaseFile():
                return from_case(self.told, article)
            case _:
                return from_gap(self.told, article, language=language)


def origin(request: HttpRequest, node: Node, asked: Mapping[str, str]) -> Origin | None:
    """What the address or form says that a message begins from; None for nothing.

    Raises:
        Http404: it is not the viewer's to see, or there is none.
    """
    if asked.get("case"):
        return _case(request, node, asked["case"])
    if asked.get("consignment"):
        return _consignment(request, node, asked["consignment"], asked.get("party", ""))
    if asked.get("comparison"):
        return _compared(request, node, asked)
    if asked.get("hs_code"):
        return _gap(asked)
    return None


def _consignment(request: HttpRequest, node: Node, key: str, party: str) -> Origin:
    row: Consignment = get_object_or_404(Consignment.objects.visible_to(request.viewer, *WRITERS), key=key)
    filed = as_filed(row)
    address, sources = reverse("consignment", args=[key]), _known(node, bound_id("consignment", key))
    if not party:
        name = row.reference or row.key
        return Origin("consignment", name, address, {"consignment": key}, filed, sources)
    if not (party.isascii() and party.isdigit() and int(party) < len(filed.parties)):
        raise Http404
    found = filed.parties[int(party)]
    given = {"consignment": key, "party": party}
    return Origin("party", found.name or "—", address, given, found, sources)


def _case(request: HttpRequest, node: Node, number: str) -> Origin:
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Http404
    visible = Case.objects.visible_to(request.viewer, WORKERS).select_related("unit")
    found: Case = get_object_or_404(visible, pk=int(number))
    links = found.links.select_related("consignment").order_by("pk")
    told = CaseFile(
        reference=found.mark,
        title=found.title,
        summary=found.outcome or None,
        consignments=tuple(as_filed(each.consignment) for each in links),
        persons=tuple(_person(each) for each in found.parties.order_by("pk") if each.consignment_id is None),
    )
    ids = [bound_id("case", str(found.pk)), *(bound_id("consignment", each.consignment.key) for each in links)]
    sources = tuple(each for id_ in ids for each in _known(node, id_))
    return Origin("case", found.title, reverse("case", args=[found.pk]), {"case": number}, told, sources)


def _person(party: Any) -> PartyData:  # noqa: ANN401 - a model of Django's, which has no types
    """Somebody whom officers added to a case by name; who was filed comes with the consignment."""
    return PartyData(name=party.name, role_code=party.role or None)


def _gap(asked: Mapping[str, str]) -> Origin:
    said = {name: asked.get(name, "").strip() for name in GAP}
    countries = (said["exporter"].upper(), said["importer"].upper())
    hs_code = "".join(filter(str.isdigit, said["hs_code"]))
    amounts = [said[name].replace(" ", "").replace(",", ".") for name in ("export_value", "import_value")]
    if not all(re.fullmatch("[A-Z]{2}", each) for each in countries) or not 4 <= len(hs_code) <= 10:
        raise Http404
    told = TradeGap(
        hs_code=hs_code,
        period=said["period"][:40] or "—",
        exporter=countries[0],
        importer=countries[1],
        export_value=float(amounts[0]) if _AMOUNT.fullmatch(amounts[0]) else None,
        import_value=float(amounts[1]) if _AMOUNT.fullmatch(amounts[1]) else None,
        currency=said["currency"].upper()[:3] or None,
    )
    name = f"HS {hs_code} · {countries[0]} → {countries[1]} · {told.period}"
    return Origin("gap in mirror trade", name, reverse("liaison-gap"), said, told)


def _compared(request: HttpRequest, node: Node, asked: Mapping[str, str]) -> Origin:
    """A gap as a comparison tells it, with what its figures were received under."""
    number = asked["comparison"]
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Http404
    found = visible(request, int(number))
    if gate(request, Made.COMPARISON, number) is not None:
        raise Http404
    row = row_of(found, asked.get("hs_code", ""), asked.get("period", ""))
    coming = found.flow == Flow.IMPORT
    exporter, importer = (found.partner, node.country) if coming else (node.country, found.partner)
    exported, imported = ("theirs", "ours") if coming else ("ours", "theirs")
    told = TradeGap(
        hs_code=row["hs_code"],
        period=row["period"],
        exporter=exporter,
        importer=importer,
        export_value=row[exported],
        import_value=row[imported],
        export_kg=row[f"{exported}_kg"],
        import_kg=row[f"{imported}_kg"],
        currency=found.currency,
        least=row["low"],
        most=row["high"],
        source=found.source,
    )
    name = f"HS {told.hs_code} · {exporter} → {importer} · {told.period}"
    given = {"comparison": number, "hs_code": told.hs_code, "period": told.period}
    sources = _known(node, bound_id(Made.COMPARISON, number))
    return Origin("gap in mirror trade", name, reverse("liaison-gaps", args=[found.pk]), given, told, sources)


def _known(node: Node, id_: str) -> tuple[str, ...]:
    return () if node.holdings.find(id_) is None else (id_,)
