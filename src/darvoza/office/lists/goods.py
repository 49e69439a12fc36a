"""The goods look-up: one box for what is written on the papers, and what that says of control entries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from darvoza import goods
from darvoza.language import Language
from darvoza.office.pages import page
from darvoza.office.people.access import signed_in

LONGEST: Final = 2000
_CANDIDATES: Final = 5
_UNDER_HS: Final = 12
_HS_ALONE: Final = re.compile(r"(?:hs|тн\s*вэд|тиф\s*тн|tif\s*tn)?[\s:.]*(\d[\d .]{3,14})", re.IGNORECASE)
_HS_SAID: Final = re.compile(
    r"\b(?:hs|тн\s*вэд|тиф\s*тн|tif\s*tn)(?:\s*(?:code|код|kod))?[\s:.№]*(\d[\d.]{3,13})", re.IGNORECASE
)
_CAS: Final = re.compile(r"\b(\d{2,7}-\d\d-\d)\b")
_UN: Final = re.compile(r"\bUN\s*(\d{4})\b")
_SHORTEST_HS: Final = 4
_LONGEST_HS: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What was written in the box: the text as it is, and the codes in it."""

    text: str
    hs: str | None
    cas: tuple[str, ...]
    un_numbers: tuple[str, ...]
    only_hs: bool

    @classmethod
    def of(cls, text: str) -> "Asked":
        """Read the box: digits alone are an HS code, ``HS 8543.10`` within a text is one too.

        >>> Asked.of("8543.10").hs, Asked.of("Krytron, HS 8543.10").hs, Asked.of("Pump 7664-39-3").cas
        ('854310', '854310', ('7664-39-3',))
        """
        alone = _HS_ALONE.fullmatch(text.strip())
        said = alone or _HS_SAID.search(text)
        digits = re.sub(r"\D", "", said[1]) if said else ""
        hs = digits if _SHORTEST_HS <= len(digits) <= _LONGEST_HS else None
        return cls(text, hs, tuple(_CAS.findall(text)), tuple(_UN.findall(text)), bool(alone and hs))


_ORDER: Final[Mapping[str, int]] = {"meets": 0, "undetermined": 1, "does not meet": 2}


@signed_in
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """The box, and below it the answer."""
    text = str(request.GET.get("q", "")).strip()[:LONGEST]
    asked = Asked.of(text)
    language = Language(request.words.language)
    answer = _answer(asked, language) if text else None
    part = request.headers.get("HX-Request") == "true"
    return page(
        request,
        "lists/goods_answer" if part else "lists/goods",
        here="goods",
        asked=asked,
        answer=answer,
        examples=EXAMPLES,
    )


EXAMPLES: Final = (
    "Pressure transducer, capacitance, 0-10 kPa, accuracy 0.5 %, wetted parts nickel alloy",
    "Carbon fibre, tensile modulus 240 GPa",
    "CAS 7664-39-3",
    "8543.10",
)


def _answer(asked: Asked, language: Language) -> dict[str, Any]:
    """What :func:`darvoza.goods.look` says, the gravest first, with the titles of candidates and of the HS code."""
    control = goods.load_entries()
    told = goods.look(
        None if asked.only_hs else asked.text,
        asked.hs,
        cas=asked.cas,
        un_numbers=asked.un_numbers,
        entries=control,
        language=language,
    )
    determinations = [
        {
            **each,
            "said": goods.outcome_words(each["outcome"], language),
            "evidence": goods.evidence_words(each["evidence"], language, control),
        }
        for each in sorted(told["determinations"], key=lambda each: _ORDER.get(str(each["outcome"]), 3))
    ]
    met = {each["entry"] for each in determinations}
    candidates = [(each, _titled(each.code, control, language)) for each in told["candidates"][:_CANDIDATES]]
    under = goods.hs_page(asked.hs, control, language) if asked.hs else []
    return {
        **told,
        "determinations": determinations,
        "candidates": candidates,
        "under_hs": [each for each in under if each["entry"] not in met][:_UNDER_HS],
        "more_under_hs": max(0, len(under) - _UNDER_HS),
        "on": control.on,
        "entries": len(control),
    }


def _titled(code: str, control: goods.ControlList, language: Language) -> tuple[str, str]:
    """Id and title of the first entry with this code on some list; both empty where there is none."""
    for each in control.entries:
        if any(listing.code == code or listing.code.startswith(f"{code}.") for listing in each.spec.lists):
            return each.id, each.title(language)
    return "", ""
