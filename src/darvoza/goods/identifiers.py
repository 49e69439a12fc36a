"""Numbers that name goods: CAS registry numbers with their check digit, UN numbers of dangerous goods, HS codes."""

import re

_CAS = re.compile(r"(?<![\d-])(\d{2,7})-(\d{2})-(\d)(?![\d-])")
_UN = re.compile(r"(?<!\w)(?:un|оон|uno|бмт|смм)[ .:\-]{0,2}(?:no|nr|number|номер|#)?[ .:#\-]{0,3}(\d{4})(?![\d\w])")
_HS = re.compile(r"(?<!\w)(?:hs|hts|тн вэд|тнвэд|тиф тн|tif tn)[ .:]{0,2}(?:code|коди?)?[ .:\-]{0,2}(\d[\d .]{2,13}\d)")

CAS_PATTERN = r"\d{2,7}-\d{2}-\d"
"""What a text with a CAS number has in it; the check digit is not a matter of patterns."""

UN_PATTERN = r"(?:un|оон|uno|бмт|смм)[ .:\-]{0,2}(?:no|nr|number|номер|#)?[ .:#\-]{0,3}\d{4}"
"""What a folded text with a UN number has in it."""


def is_cas(number: str) -> bool:
    """Whether this is a CAS registry number with a right check digit.

    >>> is_cas("111-48-8"), is_cas("111-48-9")
    (True, False)
    """
    match = _CAS.fullmatch(number)
    if match is None:
        return False
    digits = match[1] + match[2]
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), start=1))
    return total % 10 == int(match[3])


def find_cas(text: str) -> list[str]:
    """The CAS numbers in a text, leading zeros dropped, each once; those with a wrong check digit are left out.

    >>> find_cas("Thiodiglycol CAS 111-48-8, lot 2024-10-5")
    ['111-48-8']
    """
    found = ["-".join((match[1].lstrip("0"), match[2], match[3])) for match in _CAS.finditer(text)]
    return [number for number in dict.fromkeys(found) if is_cas(number)]


def broken_cas(text: str) -> list[str]:
    """Numbers that are called CAS numbers in the text and whose check digit is wrong.

    >>> broken_cas("CAS No. 111-48-9")
    ['111-48-9']
    """
    named = re.finditer(r"(?i)(?<!\w)(?:cas|кас)[^\d\n]{0,12}(\d{2,7}-\d{2}-\d)(?![\d-])", text)
    return [match[1] for match in named if not is_cas(match[1])]


def find_un(folded: str) -> list[str]:
    """The UN numbers in a folded text: four digits that are called so.

    >>> find_un("acetic anhydride un 1715, 2024"), find_un("№ оон 1715")
    (['1715'], ['1715'])
    """
    return list(dict.fromkeys(match[1] for match in _UN.finditer(folded)))


def find_hs(folded: str) -> list[str]:
    """HS or national tariff codes that a folded text names as such, digits only.

    >>> find_hs("valves, hs code 8481.80")
    ['848180']
    """
    found = ("".join(filter(str.isdigit, match[1])) for match in _HS.finditer(folded))
    return [code for code in dict.fromkeys(found) if 4 <= len(code) <= 10]
