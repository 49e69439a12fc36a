"""How names of substances are spelt: hyphens, primes, Greek letters, brackets and locants made one."""

import re
import unicodedata
from functools import lru_cache

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ω": "omega", "λ": "lambda", "μ": "mu",
}  # fmt: skip
_SIGNS = str.maketrans(
    {
        **_GREEK,
        **{letter.upper(): name for letter, name in _GREEK.items()},
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe63", "-"),
        **dict.fromkeys("\u2032\u2019\u2018\u02b9\u02bc\u02b9\u00b4\u0060\uff07", "'"),
        **dict.fromkeys('\u2033\u201d\u201c\u02ba\uff02"', "''"),
        **dict.fromkeys("{[\u27e8\u3008\u2039", "("),
        **dict.fromkeys("}]\u27e9\u3009\u203a", ")"),
    }
)
# Brackets with their own shape are kept for names like bicyclo[2.2.2]octane, which need square ones.
_ROUND = re.compile(r"[{\u27e8\u3008]")
_ROUND_END = re.compile(r"[}\u27e9\u3009]")
_LOCANTS = re.compile(r"(?<![a-z0-9])(?:[nosp]'*(?:,[nosp]'*)+[- ]|[ns]-)")
_PHOSPHORUS_LOCANT = re.compile(r"(?<![a-z0-9])[osp]-")
_SEPARATE_LOCANT = re.compile(r"(?<![A-Za-z0-9])([nosp](?:'*,\s?[nosp])*)(?='*-)")
_NORMAL = re.compile(r"(?<![\w,'])n-(?=(?:prop|but|pent|hex|hept|oct|non|dec|undec|dodec)yl)")
_TWO_LOCANTS = re.compile(r"(?<![A-Za-z0-9])([NOSP])\s+([NOSP])[ -](?=[A-Za-z(\[])", re.IGNORECASE)
_HYPHEN_SPACE = re.compile(r"(?<=[\w)\]])\s*-\s+(?=[\w(\[])|(?<=[\w)\]])\s+-\s*(?=[\w(\[])")
_COMMA_SPACE = re.compile(r"(?<=\d),\s+(?=\d+['-]?[,-])|(?<=\b[NOSP]),\s+(?=[NOSP]\b)", re.IGNORECASE)
_BRACKET_SPACE = re.compile(r"(?<=[(\[])\s+|\s+(?=[)\]])")
_GREEK_IN_BRACKETS = re.compile(r"\((alpha|beta|gamma|omega)\)", re.IGNORECASE)

_CYRILLIC = "АВЕЗКМНОРСТУХаеорсухкмтвнз"
_LATIN = "ABE3KMHOPCTYXaeopcyxkmtbh3"
_TWINS = str.maketrans(_CYRILLIC, _LATIN)
_DIGIT_TWINS = str.maketrans("OoОоlIІіЗзБб", "000011113366")
_CAS_LIKE = re.compile(
    r"(?<![\w-])([\dOoОоlIІіЗзБб]{2,7})\s?-\s?([\dOoОоlIІіЗзБб]{2})\s?-\s?([\dOoОоlIІіЗзБб])(?![\w-])"
)


@lru_cache(maxsize=50_000)
def squash(name: str) -> str:
    """A name as letters and digits alone: what different typists write of one name becomes one.

    >>> squash("O,O-Diethyl phosphoro-thioate") == squash("o,o diethyl phosphorothioate") == squash(
    ...     "Diethyl phosphorothioate"
    ... )
    True
    >>> squash("2,2′-Thiodiethanol")
    '22thiodiethanol'
    """
    text = unicodedata.normalize("NFKC", name.translate(_SIGNS)).translate(_SIGNS).lower().replace("ё", "е")
    text = _TWO_LOCANTS.sub(r"\1,\2-", text)
    text = _LOCANTS.sub("", text)
    if "phosph" in text or "фосф" in text:
        text = _PHOSPHORUS_LOCANT.sub("", text)
    text = text.replace("sulph", "sulf").replace("aluminum", "aluminium").replace("caesium", "cesium")
    return "".join(filter(str.isalnum, text))


@lru_cache(maxsize=50_000)
def systematic(name: str) -> str:
    """A name as a systematic one is written: plain signs, capital locants, no stray spaces.

    >>> systematic("n,n-diisopropyl-(β)-aminoethane thiol")
    'N,N-diisopropyl-beta-aminoethane thiol'
    """
    text = unicodedata.normalize("NFKC", _ROUND_END.sub(")", _ROUND.sub("(", name)))
    square = text.replace("[", "\x01").replace("]", "\x02").translate(_SIGNS).replace("\x01", "[").replace("\x02", "]")
    text = " ".join(square.split())
    text = _GREEK_IN_BRACKETS.sub(r"\1", text)
    text = _BRACKET_SPACE.sub("", _COMMA_SPACE.sub(",", _HYPHEN_SPACE.sub("-", text)))
    text = _TWO_LOCANTS.sub(lambda match: f"{match[1].upper()},{match[2].upper()}-", text)
    if text.isupper():
        text = text.lower()
    text = _NORMAL.sub("", text)
    return _SEPARATE_LOCANT.sub(lambda match: match[1].upper(), text)


def cas_written(text: str) -> str:
    """The text with numbers of a CAS number's form in plain digits: ``1О7-44-8`` typed with a Cyrillic О.

    A number changes only if a letter stands for a digit in it; the length of the text stays.

    >>> cas_written("CAS 1О7-44-8"), cas_written("ООО-ОО-О")
    ('CAS 107-44-8', 'ООО-ОО-О')
    """

    def mend(match: re.Match[str]) -> str:
        written = match.group()
        if sum(map(str.isdigit, written)) * 2 < sum(map(str.isalnum, written)):
            return written
        return written.translate(_DIGIT_TWINS)

    return _CAS_LIKE.sub(mend, text)
