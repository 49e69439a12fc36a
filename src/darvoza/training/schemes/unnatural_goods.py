"""Goods that do not belong where they come from or go: coals to Newcastle, with something among them."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, NO_PAPERS, finished, goods_line, usual_load, with_goods

_ORIGIN = Sign("goods unnatural for their origin", "GDS-09", needs=("goods.origin", "goods.hs_code"))
_COALS = Sign("import of what the country itself exports", "GDS-11", needs=("goods.hs_code",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE, NO_PAPERS)

_ODD_ORIGINS = (
    ("Fresh bananas", "Бананы свежие", "080390", "NO", 0.9),
    ("Green coffee", "Кофе зеленый", "090111", "KZ", 3.1),
    ("Frozen shrimps", "Креветки мороженые", "030617", "UZ", 6.0),
    ("Pine boards", "Доска сосновая", "440711", "AE", 0.4),
    ("Fresh pineapples", "Ананасы свежие", "080430", "IS", 1.3),
)
_LOCAL = (
    ("Dried apricots", "Курага", "081310", "TR", 3.4),
    ("Cotton lint", "Хлопок-волокно", "520100", "IN", 1.7),
    ("Fresh grapes", "Виноград свежий", "080610", "CL", 2.2),
    ("Fresh onions", "Лук репчатый", "070310", "NL", 0.4),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    if case.may(_COALS.name) and not case.may(_ORIGIN.name):
        english, russian, hs, origin, usd = case.chance.choice(_LOCAL)
        shows.append(_COALS.name)
    else:
        english, russian, hs, odd, usd = case.chance.choice(_ODD_ORIGINS)
        origin = odd if case.may(_ORIGIN.name) else "EC" if hs == "080390" else "RU"
        shows += [_ORIGIN.name] if case.may(_ORIGIN.name) else []
    net = usual_load(case, base, 9_000.0)
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, origin=origin)
    return finished(case, with_goods(base, item), shows, _WEAK)


SCHEME = Scheme(
    id="unnatural-goods",
    title="Goods unnatural for their origin or destination",
    typology=Typology.DRUGS,
    source="First-time shippers, unnatural goods and origin pairs (bilingual corpus sentence, presumed Canadian)",
    source_url="http://wordscope.be/anglais/francais/take+out+such.html",
    signs=(_ORIGIN, _COALS, *_WEAK),
    suits=(pl.col("flow") == "import") & pl.col("mode").is_in(["road", "rail", "air"]) & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=1.0,
)
