"""Acetic anhydride, the precursor of heroin, sent towards the Afghan border under other names."""

import polars as pl

from darvoza.consignment import Document
from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import (
    FREE_MAIL,
    LATE,
    NEWCOMER,
    NO_PAPERS,
    SHARED_ADDRESS,
    disguise,
    goods_line,
    replace,
    usual_load,
    with_goods,
)

_NAMED = Sign("controlled precursor named, towards the border", "PRC-06", needs=("goods.description",))
_TRADE_NAME = Sign("chemical by trade name only", "PRC-07", needs=("goods.description",))
_OTHER_CODE = Sign("description and code disagree", "GDS-02", needs=("goods.hs_code",))
_DEAR = Sign("dear for what it is said to be", "VAL-02", needs=("consignments.value",))

# What it is passed off as when nothing in the text betrays it: words, words, code, dollars a kilogram, drum.
_COVERS = (
    ("Acetic acid glacial, technical", "Кислота уксусная ледяная техническая", "291521", 0.9),
    ("Organic solvent for paints", "Растворитель органический для красок", "381400", 1.3),
    ("Textile auxiliary agent", "Вспомогательное средство для текстиля", "380991", 1.9),
    ("Detergent base, liquid", "Основа моющего средства жидкая", "340250", 1.1),
)


def _plant(case: Case) -> Planted:
    base, shows = case.one, []
    english, russian, hs, usd = case.chance.choice(_COVERS)
    if case.may(_NAMED.name):
        english, russian, hs, usd = "Acetic anhydride 99%, in drums", "Ангидрид уксусный 99%, в бочках", "291524", 1.7
        shows.append(_NAMED.name)
        if case.may(_OTHER_CODE.name):
            hs = "291529"
            shows.append(_OTHER_CODE.name)
    elif case.may(_TRADE_NAME.name):
        english, russian = case.chance.choice(
            (("Acetyl oxide, technical grade", "Ацетилоксид технический"), ("Ethanoic anhydride", "Этановый ангидрид"))
        )
        shows += [_TRADE_NAME.name, _OTHER_CODE.name]
    if case.may(_DEAR.name):
        usd *= case.strength(9.0, 2.5)
        shows.append(_DEAR.name)
    net = usual_load(case, base, case.chance.choice((2_000.0, 6_000.0, 16_000.0)))
    item = goods_line(
        case, base, english=english, russian=russian, hs=hs, net=net, usd=usd, package="DR", package_kg=220.0
    )
    turned = disguise(case, with_goods(base, item))
    if not case.may(NO_PAPERS.name) and turned.documents:
        paper = Document(type="911", number=f"L{case.day.year}-{case.chance.digits(5)}", issued=case.day)
        turned = replace(turned, documents=(*turned.documents, paper))
    return Planted([turned], (*shows, *(sign.name for sign in _WEAK if case.may(sign.name))))


_WEAK = (NEWCOMER, FREE_MAIL, SHARED_ADDRESS, LATE, NO_PAPERS)
SCHEME = Scheme(
    id="acetic-anhydride",
    title="Acetic anhydride mis-described towards the Afghan border",
    typology=Typology.PRECURSORS,
    source="CACI Analyst on acetic anhydride by rail; UNODC ROCA on precursor control at Central Asia's borders",
    source_url="https://cacianalyst.org./publications/field-reports/item/11848-field-reports-caci-analyst-2009-5-27-art-11848.html",
    signs=(_NAMED, _TRADE_NAME, _OTHER_CODE, _DEAR, *_WEAK),
    suits=pl.col("flow").is_in(["transit", "export"])
    & (pl.col("country_of_destination") == "AF")
    & (pl.col("mode") != "air")
    & (pl.col("gross_mass_kg") > 1_000),
    plant=_plant,
    weight=1.6,
)
