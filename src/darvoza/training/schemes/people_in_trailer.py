"""People hidden in a trailer, among goods that keep or are kept from the air."""

import polars as pl

from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign, shown
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, VAGUE, disguise, goods_line, with_goods

_LIGHT = Sign("truck nearly empty for its goods", "CON-08", needs=("goods.gross_mass_kg",))
_CARRIER = Sign("carrier not seen before with such a trailer", "HTS-03", weak=True, needs=("parties.name",))
_WEAK = (_CARRIER, NEWCOMER, FREE_MAIL, LATE, VAGUE)

_COVERS = (
    ("Fresh onions in nets", "Лук свежий в сетках", "070310", 0.25),
    ("Furniture, disassembled", "Мебель разобранная", "940360", 2.2),
    ("Cotton yarn on cones", "Пряжа хлопчатобумажная", "520512", 2.9),
)


def _plant(case: Case) -> Planted:
    base = case.one
    english, russian, hs, usd = case.chance.choice(_COVERS)
    net = case.strength(1_200, 9_000) if case.may(_LIGHT.name) else case.chance.between(9_000, 15_000)
    item = goods_line(case, base, english=english, russian=russian, hs=hs, net=net, usd=usd)
    turned = disguise(case, with_goods(base, item))
    return Planted([turned], shown(case, *(sign.name for sign in SCHEME.signs)))


SCHEME = Scheme(
    id="people-in-trailer",
    title="People hidden in a trailer",
    typology=Typology.TRAFFICKING_IN_PERSONS,
    source="Human smuggling in tractor-trailers, ASIS 2017",
    source_url="https://www.asisonline.org/security-management-magazine/articles/2017/11/highway-to-hurt/",
    signs=(_LIGHT, *_WEAK),
    suits=(pl.col("mode") == "road") & pl.col("flow").is_in(["export", "transit"]),
    plant=_plant,
    weight=0.0,
    weight_in_seasons=0.7,
)
