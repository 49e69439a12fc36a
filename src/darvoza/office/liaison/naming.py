"""What the parts of a message are called in an officer's words, and how their values are written."""

import re
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from darvoza.exchange import Action, Cost, Form, Ground, Purpose, Scheme
from darvoza.office.words import Words

_CALLED: Final = {
    "consignments": "Consignment",
    "parties": "Party",
    "addressee": "Addressee",
    "tradeGaps": "Gap in mirror trade",
    "documents": "Document",
    "additionalDocuments": "Document",
    "goodsItems": "Goods item",
    "transportEquipment": "Transport equipment",
    "itinerary": "Place",
    "borderTransportMeans": "Transport means",
    "transportContractDocument": "Transport document",
    "declaration": "Declaration",
    "previousDocument": "Previous document",
    "address": "Address",
    "text": "Text",
    "roleCode": "Role",
    "name": "Name",
    "ids": "Number",
    "id": "Number",
    "communication": "Telephone or e-mail",
    "birthDate": "Born",
    "nationalityCode": "Nationality",
    "line": "Street",
    "cityName": "City",
    "postcodeId": "Postcode",
    "countryCode": "Country",
    "description": "Goods",
    "classification": "HS code",
    "originCountryCode": "Origin",
    "grossMassMeasure": "Gross mass, kg",
    "netMassMeasure": "Net mass, kg",
    "quantity": "Quantity",
    "quantityUnitCode": "Unit of the quantity",
    "packagingQuantity": "Packages",
    "packagingTypeCode": "Kind of packages",
    "statisticalValueAmount": "Value",
    "currencyCode": "Currency",
    "characteristicCode": "Size and type",
    "seals": "Seal",
    "modeCode": "Mode",
    "registrationNationalityCode": "Nationality",
    "journeyId": "Journey",
    "typeCode": "Type",
    "issuer": "Issuer",
    "issueDate": "Day of issue",
    "sha256": "SHA-256",
    "referenceId": "Reference",
    "ucr": "UCR",
    "customsOffice": "Post",
    "procedureCode": "Procedure",
    "acceptanceDateTime": "Lodged",
    "departureDateTime": "Departure",
    "arrivalDateTime": "Arrival",
    "exportCountryCode": "From",
    "destinationCountryCode": "To",
    "importCountryCode": "To",
    "totalGrossMassMeasure": "Gross mass, kg",
    "totalPackageQuantity": "Packages",
    "invoiceAmount": "Value",
    "invoiceCurrencyCode": "Currency",
    "period": "Period",
    "exportValueAmount": "Exported",
    "importValueAmount": "Imported",
    "exportNetMassMeasure": "Exported, kg",
    "importNetMassMeasure": "Imported, kg",
    "form": "Form of assistance",
    "scheme": "Kind of number",
    "count": "How many",
    "listed": "On the list",
    "oral": "Asked by word of mouth",
    "items": "Item",
    "request": "Request",
    "estimate": "Estimate",
    "confirmed": "What is confirmed",
    "sizeOnly": "Only the size is learned",
    "matter": "Matter",
}
_COUNTRIES: Final = frozenset(name for name in _CALLED if name.lower().endswith(("countrycode", "nationalitycode")))
_CHOICES: Final = frozenset(each.value for kind in (Action, Cost, Form, Ground, Purpose, Scheme) for each in kind) | {
    "consignor",
    "consignee",
    "carrier",
    "declarant",
    "notify party",
    "road",
    "rail",
    "air",
    "sea",
    "post",
}
_AMOUNT: Final = re.compile(r"\d{1,15}\.\d{1,6}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


def heading(path: str, words: Words) -> str:
    """What a place in a message is called: ``parties 2.address.cityName`` is the city of the second party."""
    parts = []
    for part in path.split("."):
        name, _, number = part.partition(" ")
        called = words.say(_CALLED[name]) if name in _CALLED else name
        parts.append(f"{called} {number}" if number and number != "1" else called)
    return " · ".join(parts[-2:]) if len(parts) > 1 else parts[0]


def written(path: str, value: str, words: Words) -> str:  # noqa: PLR0911 - one for each way of writing
    """A value as this office writes it; what is words of the sender stays as it is."""
    leaf = path.rsplit(".", 1)[-1].partition(" ")[0]
    if value in {"True", "False"}:
        return words.say("yes" if value == "True" else "no")
    if leaf in _COUNTRIES:
        return words.country(value)
    if value in _CHOICES:
        return words.say(value)
    if _AMOUNT.fullmatch(value):
        return words.number(float(value))
    if _DAY.fullmatch(value):
        return date.fromisoformat(value).strftime("%d.%m.%Y")
    if _MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value)
        return words.moment(moment if timezone.is_aware(moment) else timezone.make_aware(moment))
    return value
