"""Names as trade and lists write them, rewritten as OPSIN reads them."""

import re
from functools import lru_cache

_SMALL = r"(?:methyl|ethyl|n-propyl|isopropyl|propyl|propan-2-yl|\(propan-2-yl\))"
_DIALKYL = rf"(?:di{_SMALL}|{_SMALL}{_SMALL})"
_ANY = r"(?i)"
_HALIDATE = {"fluoro": "fluoridate", "chloro": "chloridate"}

_RULES = [
    (re.compile(_ANY + pattern), replacement)
    for pattern, replacement in (
        (r"sulph", "sulf"),
        (r"phosphoroamid", "phosphoramid"),
        (r"(phosph[io]n)us\b", r"\1ous"),
        (r"\bbeta-(?=amino|chloro|hydroxy|mercapto)", "2-"),
        # Salts of another word order: hydrochloride salt.
        (r"\b(hydrochloride|hydrobromide|sulfate|nitrate) salts?\b", r"\1"),
        (r"\bmono(hydrochloride)\b", r"\1"),
        (r"(ic|ous) acid (mono|di)?(chloride|fluoride)\b", r"\1 \2\3"),
        # The acid's name is one word: methyl phosphonic dichloride.
        (rf"\b({_SMALL})[ -](phosphon(?:yl|ic|ous|ate|ite|o\w+)|phosphin(?:yl|ic|ous))\b", r"\1\2"),
        (rf"\b(di{_SMALL})(?:amino)[ -]?phosphoryl\b", r"\1phosphoramidic"),
        (r"phosphonyl (?=mono|di)", "phosphonic "),
        (r"phosphinyl (?=di)", "phosphonous "),
        (rf"\b({_SMALL})[ -]?thiophosphon(?:yl|ic) (?=di)", r"\1phosphonothioic "),
        (r"(phosphon|phosphor)o(di)?thiol(?:othion)?ate", r"\1o\2thioate"),
        (r"thionophosphon", "thiophosphon"),
        (r"thiophosphonate\b", "phosphonothioate"),
        # Halogens before the acid: isopropyl methylfluorophosphonate.
        (rf"\b({_SMALL})[ -]?(fluoro|chloro)phosphonate\b", lambda m: f"{m[1]}phosphono{_HALIDATE[m[2].lower()]}"),
        (r"\bdichlorophosphate\b", "phosphorodichloridate"),
        (r"\bdifluorophosphate\b", "phosphorodifluoridate"),
        (r"\bchlorophosphate\b", "phosphorochloridate"),
        (r"\bfluorophosphate\b", "phosphorofluoridate"),
        # An ester's groups run into the acid, or joined to it by a hyphen.
        (rf"(yl)[- ]?({_SMALL}(?:phosphon|phosphin)\w*(?:ate|ite))\b", r"\1 \2"),
        (r"\b([A-Za-z]+yl)-(N,N-[A-Za-z]+yl) ?(phosphoram)", r"\1 \2\3"),
        (r"\bO-([A-Za-z]+yl) (?=N,N-[A-Za-z]+yl(?:amido)?phosphoram)", r"\1 "),
        (r"\bO,O-(?=[A-Za-z()0-9,-]+yl (?:alkyl)?[a-z]*phosphon[a-z]*ate\b)", ""),
        (r"(yl)-(?=[OS](?:,[OS])*-)", r"\1 "),
        # Two at the ethyl group goes without saying.
        (rf"\b(?:N,N-)?(?:2-)?\(?({_DIALKYL})\)?[ -]?(?:2-)?amino[ -]?ethanol\b", r"2-(\1amino)ethanol"),
        (rf"\b(?:N,N-)?(?:2-)?\(?({_DIALKYL})\)?[ -]?(?:2-)?amino[ -]?ethane?[ -]?thiol\b", r"2-(\1amino)ethanethiol"),
        (
            rf"\b(?:N,N-)?(?:2-)?\(?({_DIALKYL})\)?[ -]?(?:2-)?amino[ -]?ethyl[ -](?:2-)?chloride\b",
            r"2-(\1amino)ethyl chloride",
        ),
        (rf"\b({_DIALKYL})ethanolamine\b", r"2-(\1amino)ethanol"),
        (rf"(?<![\[(])2-({_DIALKYL})aminoethyl(?= )", r"[2-(\1amino)ethyl]"),
        (rf"\(2-\(?({_DIALKYL})\)?amino-?ethyl\)", r"[2-(\1amino)ethyl]"),
    )
]


@lru_cache(maxsize=50_000)
def rewritten(name: str) -> str:
    """The name with what lists, trade and older books write differently put as OPSIN reads it.

    >>> rewritten("isopropyl methylfluorophosphonate")
    'isopropyl methylphosphonofluoridate'
    >>> rewritten("N,N-dipropylaminoethanol")
    '2-(dipropylamino)ethanol'
    >>> rewritten("O-ethyl-S-2-diethylaminoethyl methylphosphonothiolate")
    'O-ethyl S-[2-(diethylamino)ethyl] methylphosphonothioate'
    """
    for pattern, replacement in _RULES:
        name = pattern.sub(replacement, name)
    return name
