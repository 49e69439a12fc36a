"""Signs of evaded sanctions: cases on which each indicator fires, and some on which it does not."""

from tests.risk.cases.kit import Case, consignee, consignment

from darvoza.consignment import (
    Consignment,
)


def shared_address(count: int) -> list[Consignment]:
    address = "12 Amir Temur Street, Tashkent"
    parties = [consignee(f"Firm {number}", address=address) for number in range(count)]
    return [consignment(number, parties=(party,)) for number, party in enumerate(parties)]


def firm(number: int, address: str, town: str, *identifiers: str) -> Consignment:
    party = consignee(f"Firm {number} of {address[:3]}", address=address, city=town, identifiers=identifiers)
    return consignment(number, parties=(party,))


def rooms(address: str, *towns: str) -> list[Consignment]:
    """Five firms in rooms of one address: all in the first town, or each in its own."""
    return [firm(at, address.format(100 + at), towns[at % len(towns)]) for at in range(5)]


CASES: dict[str, Case] = {
    "PTY-06": Case(
        [*shared_address(5), *rooms("Orion Tower, office {}", "Dushanbe"), *rooms("офис {}, Навруз Плаза", "Хуҷанд")],
        [
            *shared_address(4),
            *rooms("Orion Tower, office {}", "Dushanbe", "Khujand", "Kulob", "Bokhtar", "Panjakent"),
            *rooms("Navoiy {}", "Tashkent"),
            *[firm(number, "Rudaki 4", "Dushanbe", "TIN:7") for number in range(6)],
        ],
    ),
    "PTY-07": Case(
        [consignment(parties=(consignee("Gulf Trading", address="P.O. Box 1234, Dubai"),))],
        [consignment(parties=(consignee("Gulf Trading", address="PO Box 1234, 5 Harbour Street, Dubai"),))],
    ),
    "PTY-08": Case(
        [consignment(parties=(consignee("ООО «Памир»", email="Pamir.Trade@Mail.ru"),))],
        [consignment(parties=(consignee("ООО Памир", email="info@pamir.tj"), consignee("Anvar", email="a@mail.ru")))],
    ),
}
