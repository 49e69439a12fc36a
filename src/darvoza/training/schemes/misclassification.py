"""Misclassification: goods of high duty under the code of a neighbour of low duty."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign, shown
from darvoza.training.tricks import FREE_MAIL, NEWCOMER, SHARED_ADDRESS, VAGUE, disguise, replace, with_goods

_OTHER = Sign("description and code disagree", "GDS-02", needs=("goods.hs_code",))
_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, VAGUE)

_NEIGHBOURS = {
    "8517": "847330",
    "8703": "870899",
    "6203": "630900",
    "6204": "630900",
    "6402": "640699",
    "6403": "640699",
    "8528": "852990",
    "8418": "841899",
    "3304": "340130",
    "8415": "841490",
    "9503": "392690",
    "6110": "630900",
}
"""Headings of high duty and a neighbour of low duty: finished goods as parts, new clothes as worn ones."""


def _plant(case: Case) -> Planted:
    base = case.one
    goods = []
    for item in base.goods:
        neighbour = _NEIGHBOURS.get((item.hs_code or "")[:4])
        vague = "Parts and accessories", "Части и принадлежности"
        words = item.description if case.may(_OTHER.name) else case.text(base, *vague)
        goods.append(replace(item, hs_code=neighbour, description=words) if neighbour else item)
    return Planted([disguise(case, with_goods(base, *goods))], shown(case, *(sign.name for sign in SCHEME.signs)))


SCHEME = Scheme(
    id="misclassification",
    title="Goods of high duty under a neighbour's code",
    typology=Typology.REVENUE,
    source="GAO on evasion: transshipment, undervaluation, misclassification",
    source_url="http://stage.exportcompliancedaily.com/article/2012/05/18/gao-says-cbp-and-ita-should-work-together-to-address-ad--cv-duty-evasion-12051826",
    signs=(_OTHER, *_WEAK),
    suits=(pl.col("flow") == "import")
    & pl.col("hs").str.slice(0, 4).is_in(list(_NEIGHBOURS))
    & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.0,
    weight_in_seasons=1.6,
)
