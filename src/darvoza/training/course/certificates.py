"""Certificates: that somebody took part in a course, which one, and a number by which that can be checked."""

from datetime import date
from hashlib import sha256

from darvoza.language import Language
from darvoza.training.course.pages import render
from darvoza.training.course.plans import Plan, fingerprint


class QrNotInstalled(ImportError):  # noqa: N818 - what is the matter, as with the other extras
    """The package that draws QR codes is not installed."""


def certificate(  # what stands on it
    plan: Plan,
    *,
    name: str,
    first: date,
    last: date,
    issuer: str,
    language: Language = Language.ENGLISH,
    qr: bool = False,
) -> str:
    """A certificate of participation as a page to print; no marks stand on it.

    It carries the course's hash, and a number made of the hash, the name and the days (:func:`certificate_number`).
    With ``qr`` these stand in a QR code too.

    Raises:
        QrNotInstalled: a code is wanted, but the package that draws it is not installed.
    """
    hash_ = fingerprint(plan)
    number = certificate_number(plan, name=name, first=first, last=last)
    return render(
        "certificate.html.j2",
        language,
        plan=plan,
        name=name,
        first=first.isoformat(),
        last=last.isoformat(),
        hours=f"{plan.hours:.0f}",
        issuer=issuer,
        hash=hash_,
        number=number,
        code=_code(f"darvoza:{hash_[:32]}:{number}") if qr else "",
    )


def certificate_number(plan: Plan, *, name: str, first: date, last: date) -> str:
    """The number of a certificate: whoever has the certificate can work it out again.

    >>> from darvoza.training.course.plans import plans
    >>> days = {"first": date(2026, 12, 7), "last": date(2026, 12, 11)}
    >>> number = certificate_number(plans()[1], name="A. Karimov", **days)
    >>> number == certificate_number(plans()[1], name="B. Karimov", **days)
    False
    """
    text = "\n".join((fingerprint(plan), " ".join(name.split()), first.isoformat(), last.isoformat()))
    digits = sha256(text.encode()).hexdigest()[:16].upper()
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _code(text: str) -> str:
    try:
        import segno  # noqa: PLC0415 - optional
    except ImportError as error:
        raise QrNotInstalled("a QR code needs the package segno: pip install segno") from error
    drawn: str = segno.make(text, error="m").svg_inline(scale=3)
    return drawn
