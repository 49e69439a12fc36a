"""What a consignment was filed with that others may have been filed with too: kept so that they are found at once."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from darvoza.consignment import Consignment as Filed
from darvoza.consignment import Party, Role
from darvoza.office.desk.bulk import insert
from darvoza.office.desk.models import Consignment, Mention
from darvoza.parties import form_of

TIES: Final = ("party", "identifier", "address", "phone", "e-mail", "means", "equipment")
"""Kinds that tie consignments to each other, in the order in which they are shown."""
PRICE: Final = "price"
"""The kind that holds what a kilogram of goods of one HS code costs in one currency."""

_Mentioned = tuple[str, int, str, float | None]

_SERVICE: Final = frozenset({Role.CARRIER, Role.FORWARDER, Role.DECLARANT})
"""Parties who work for hundreds of traders, and tie none of them to another."""
_SHORTEST: Final = 5
_LONGEST: Final = 120


def mentions(filed: Filed) -> Iterator[tuple[str, str, str, float | None]]:
    """Kind, the form in which it is compared, as filed, and the amount, of everything worth comparing.

    >>> filed = Filed(id="1", message="1", reference="", lodgement="manifest", means_id="01 777 AAA")
    >>> list(mentions(filed))
    [('means', '01777aaa', '01 777 AAA', None)]
    """
    for party in filed.parties:
        if party.role not in _SERVICE:
            yield from _of_party(party)
    if filed.means_id:
        yield "means", _plain(filed.means_id), filed.means_id, None
    for equipment in filed.equipment:
        yield "equipment", _plain(equipment.id), equipment.id, None
    for item in filed.goods:
        mass = item.net_mass_kg or item.gross_mass_kg
        if item.hs_code and len(item.hs_code) >= _HS6 and item.value and mass and item.currency:
            told = price_of(item.hs_code, item.currency)
            yield PRICE, told, told, item.value / mass


_HS6: Final = 6


def price_of(hs_code: str, currency: str) -> str:
    """The goods and currency in which prices are compared.

    >>> price_of("2918140000", "USD")
    '291814 USD'
    """
    return f"{hs_code[:_HS6]} {currency}"


def key_of(kind: str, form: str) -> int:
    """A number that stands for this in the database: 64 bits of a hash over kind and form."""
    digest = hashlib.blake2b(f"{kind}\x1f{form}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def mentioned(filed: Sequence[Filed]) -> list[list[_Mentioned]]:
    """What each of these consignments mentions, each thing once: kind, key, text and amount."""
    found = []
    for told in filed:
        once: dict[int, _Mentioned] = {}
        for kind, form, text, amount in mentions(told):
            key = key_of(kind, form)
            if form and key not in once:
                once[key] = (kind, key, text[:_LONGEST], amount)
        found.append(list(once.values()))
    return found


def keep(consignments: Sequence[Consignment], mentioned_in: Sequence[Sequence[_Mentioned]]) -> None:
    """Write what consignments mention, which are stored already."""
    rows = [
        (each.pk, each.office, *one) for each, all_of in zip(consignments, mentioned_in, strict=True) for one in all_of
    ]
    insert(Mention, ("consignment", "office", "kind", "key", "text", "amount"), rows)


def _of_party(party: Party) -> Iterator[tuple[str, str, str, None]]:
    if party.name:
        yield "party", form_of(party.name, declared=True).joined, party.name, None
    for each in party.identifiers:
        yield "identifier", each.casefold(), each, None
    where = " ".join(filter(None, (party.address, party.city)))
    if party.address and len(_plain(where)) >= _SHORTEST:
        yield "address", _plain(where), where, None
    if party.phone and len(_plain(party.phone)) > _SHORTEST:
        yield "phone", _plain(party.phone), party.phone, None
    if party.email:
        yield "e-mail", party.email.casefold(), party.email, None


def _plain(text: str) -> str:
    """Letters and digits only, in small letters."""
    return "".join(filter(str.isalnum, text.casefold()))
