"""Names as officers know them."""

from darvoza.codes import office
from darvoza.language import Language


def office_name(code: str | None, language: Language) -> str:
    """A post as officers call it in their language, or the code as filed where it is none of the known posts."""
    known = office(code) if code else None
    if known is None:
        return code or "—"
    if language is Language.ENGLISH:
        return known.name_en
    if language is Language.RUSSIAN:
        return known.name_ru or known.name_en
    local = known.name_local_latin if language is Language.UZBEK_LATIN else known.name_local_cyrillic
    return local or known.name_ru or known.name_en
