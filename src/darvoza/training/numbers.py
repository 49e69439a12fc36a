"""Numbers as they stand on things: containers, wagons, air waybills, plates, seals and taxpayers, digits checked.

Each function writes one column of numbers from columns of draws, or the check digit of one number. Sources: ISO 6346
(containers), the CIS numbering of freight wagons (eight digits), IATA Resolution 600a (air waybills);
plates and taxpayers follow the shapes seen on each country's vehicles and papers.
"""

from collections.abc import Sequence
from typing import Final

from darvoza.training.chance import Chance

# Letters count from 10 and leave out 11, 22 and 33.
_VALUES: Final = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True)),
}
_OWNERS: Final = ("RZDU", "TKRU", "MSCU", "TCNU", "CAXU", "TGHU", "KTZU", "SEGU", "TEMU", "FCIU", "TRHU", "CAIU")
_CYRILLIC_PLATE: Final = "ABCEHKMOPTXY"
_LATIN: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PROVINCES: Final = "京沪粤新甘陕川"


def container_digit(body: str) -> str:
    """The check digit of a container number's first ten characters.

    >>> container_digit("CSQU305438")
    '3'
    """
    return str(sum(_VALUES[sign] << place for place, sign in enumerate(body)) % 11 % 10)


def wagon_digit(body: str) -> str:
    """The check digit of a 1520 mm wagon number's first seven digits.

    >>> wagon_digit("6143211")
    '8'
    """
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(body))
    return str(-sum(product // 10 + product % 10 for product in products) % 10)


def containers(chance: Chance, size: int) -> list[str]:
    """Container numbers whose check digit fits."""
    owners, serials = chance.integers(0, len(_OWNERS), size).tolist(), chance.integers(100_000, 999_999, size).tolist()
    bodies = [f"{_OWNERS[owner]}{serial}" for owner, serial in zip(owners, serials, strict=True)]
    return [body + container_digit(body) for body in bodies]


def wagons(chance: Chance, size: int, *, covered: bool = False) -> list[str]:
    """Eight-digit wagon numbers whose check digit fits; the first digit says the kind (2 covered, 6 open, 7 tank)."""
    kinds = chance.pick([8, 1, 1] if covered else [2, 5, 3], size).tolist()
    serials = chance.integers(100_000, 999_999, size).tolist()
    bodies = [f"{'267'[kind]}{serial}" for kind, serial in zip(kinds, serials, strict=True)]
    return [body + wagon_digit(body) for body in bodies]


def air_waybills(prefixes: Sequence[str], serials: Sequence[int]) -> list[str]:
    """Air waybill numbers: the airline's three digits, a serial of seven and its remainder by 7.

    >>> air_waybills(["250"], [1234567])
    ['250-12345675']
    """
    return [f"{prefix}-{serial:07d}{serial % 7}" for prefix, serial in zip(prefixes, serials, strict=True)]


def plate(country: str, number: int) -> str:  # noqa: PLR0911 - each country has its own shape
    """A truck's plate as the country shapes it; ``number`` may be any whole number.

    >>> plate("TJ", 1234567), plate("UZ", 1234567)
    ('4567IU04', '30567IUW')
    """
    four, three = number % 10_000, number % 1_000
    one, two, last = (_LATIN[(number // step) % 26] for step in (7, 91, 1_013))
    region = number // 10_000 % 8 + 1
    match country:
        case "TJ":
            return f"{four:04d}{one}{two}{(region - 1) % 7 + 1:02d}" if number % 5 else f"{four:04d}{one}T0{region}"
        case "UZ":
            return f"{(region - 1) % 8 * 10 or 1:02d}{three:03d}{one}{two}{last}"
        case "KZ":
            return f"{three:03d}{one}{two}{last}{region:02d}"
        case "KG":
            return f"{region:02d}KG{three:03d}{one}{two}{last}"
        case "RU" | "BY":
            a, b, c = (_CYRILLIC_PLATE[(number // step) % 12] for step in (3, 37, 411))
            return f"{a}{three:03d}{b}{c}{(54, 74, 66, 55, 77, 96, 174, 154)[region - 1]}"
        case "CN":
            return f"{_PROVINCES[region % 7]}{one}{number % 100_000:05d}"
        case "IR":
            return f"{number % 90 + 10}E{three:03d}IR{region * 11}"
        case "TR":
            return f"{number % 81 + 1:02d}{one}{two}{three:03d}"
        case "AF":
            return f"{('BLK', 'KBL', 'KDZ', 'HRT')[region % 4]}{number % 100_000:05d}"
        case _:
            return f"{country}{number % 1_000_000:06d}"


def taxpayer(country: str, number: int) -> str | None:  # noqa: PLR0911 - each country has its own shape
    """A taxpayer's number as the country shapes it; None where the trade gives none.

    >>> taxpayer("UZ", 1234567), taxpayer("AF", 5)
    ('201234567', None)
    """
    match country:
        case "TJ":
            return f"{number % 89 + 1:02d}{number % 10_000_000:07d}"
        case "UZ":
            return f"{200_000_000 + number % 110_000_000}"
        case "RU":
            body = f"{number % 899_999_999 + 100_000_000:09d}"
            weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
            return body + str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)
        case "KZ":
            return f"{number % 20 + 5:02d}{number % 12 + 1:02d}40{number % 1_000_000:06d}"
        case "KG":
            return f"0{number % 28 + 1:02d}{number % 12 + 1:02d}20{number % 25:02d}1{number % 10_000:04d}"
        case "CN":
            return f"91{number % 899_999 + 100_000}MA{number * 7 % 9_999_999:07d}{_LATIN[number % 20]}"
        case _:
            return None
