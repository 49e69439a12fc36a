"""Goods items of a WCO declaration."""

from typing import Final

from darvoza.consignment import GoodsItem, Marks
from darvoza.intake.wco.values import CODES, Source, text_of
from darvoza.intake.xml import Element

_TARIFF: Final = {"TSP", "HS", "SRG", None}
_PREFERENTIAL: Final = "2"


def goods_item(source: Source, marks: Marks, element: Element, position: int) -> GoodsItem:
    """One GovernmentAgencyGoodsItem.

    The value is the invoice line's if it has one, else the statistical, else the customs value.
    """
    commodity = element.first("Commodity") or element
    measure = commodity.first("GoodsMeasure") or element.first("GoodsMeasure")
    described = commodity.first("Description") or commodity.first("CargoDescription")
    gross = measure and (measure.first("GrossMassMeasure") or element.first("GrossMassMeasure"))
    net = measure and (measure.first("NetNetWeightMeasure") or measure.first("NetWeightMeasure"))
    quantity = measure and measure.first("TariffQuantity")
    value = (
        commodity.first("InvoiceLine", "ItemChargeAmount")
        or element.first("StatisticalValueAmount")
        or element.first("CustomsValueAmount")
    )
    origin = _origin(element) or _origin(commodity)
    hs, hs_from = _hs_code(commodity)
    packages, package_type, package_marks = _packaging(source, element)
    for name, found in (
        ("description", described),
        ("gross_mass_kg", gross),
        ("net_mass_kg", net),
        ("quantity", quantity),
        ("value", value),
        ("origin", origin),
        ("hs_code", hs_from),
    ):
        if found is not None:
            source.note(marks, CODES["goods", name], found, position)
    amount = source.number(quantity)
    worth = source.number(value)
    return GoodsItem(
        description=text_of(described),
        hs_code=hs,
        origin=text_of(origin),
        gross_mass_kg=source.mass(gross),
        net_mass_kg=source.mass(net),
        quantity=amount,
        unit=quantity.attributes.get("unitCode") if quantity is not None and amount is not None else None,
        value=worth,
        currency=value.attributes.get("currencyID") if value is not None and worth is not None else None,
        packages=packages,
        package_type=package_type,
        marks=package_marks,
        un_numbers=tuple(un for each in commodity.all("DangerousGoods") if (un := text_of(each.first("UNDGID")))),
        equipment=tuple(id_ for each in commodity.all("TransportEquipment") if (id_ := text_of(each.first("ID")))),
    )


def _hs_code(commodity: Element) -> tuple[str | None, Element | None]:
    """The tariff code with its national digits, and where it stands: TSP 42021219 and TRC 00 are 4202121900."""
    tariff, more = None, ""
    for element in commodity.all("Classification"):
        kind, number = text_of(element.first("IdentificationTypeCode")), element.first("ID")
        if number is None:
            continue
        if kind in _TARIFF and tariff is None:
            tariff = number
        elif kind == "TRC":
            more = number.text.strip()
    code = text_of(tariff)
    if code is None:
        return None, None
    return (code + more if len(code) + len(more) <= 10 else code), tariff


def _origin(element: Element) -> Element | None:
    """The country of origin; where a preferential and an ordinary one are given, the ordinary."""
    origins = [each for each in element.children if each.name == "Origin"]
    origins.sort(key=lambda each: text_of(each.first("TypeCode")) == _PREFERENTIAL)
    return next((found for each in origins if (found := each.first("CountryCode")) is not None), None)


def _packaging(source: Source, element: Element) -> tuple[int | None, str | None, str | None]:
    """Packages in all, their type if it is one, and their marks."""
    packagings = [each for each in element.children if each.name == "Packaging"]
    counts = [count for each in packagings if (count := source.whole(each.first("QuantityQuantity"))) is not None]
    types = {kind for each in packagings if (kind := text_of(each.first("TypeCode")))}
    marks = [mark for each in packagings if (mark := text_of(each.first("MarksNumbersID")))]
    total = sum(counts) if counts and abs(sum(counts)) < 2**63 else None
    return total, types.pop() if len(types) == 1 else None, "; ".join(marks) or None
