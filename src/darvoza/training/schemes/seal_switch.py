"""Rip-on/rip-off: a load opened on the way and closed with a copied or makeshift seal."""

import polars as pl

from darvoza.consignment import Consignment
from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import LATE, NEWCOMER, disguise, replace

_TWICE = Sign("seal number used twice", "CON-02", needs=("equipment.seals",))
_MAKESHIFT = Sign("seal that no maker numbers so", "CON-03", needs=("equipment.seals",))
_MAKESHIFTS = ("б/н", "1", "000000", "б/н 2", "CUSTOMS", "SEAL")


def _plant(case: Case) -> Planted:
    first, second = case.consignments
    shows: list[str] = []
    if case.may(_TWICE.name):
        seal = next((seal for unit in first.equipment for seal in unit.seals), f"UZ{case.chance.digits(7)}")
        first, second = _sealed(first, seal), _sealed(second, seal)
        shows.append(_TWICE.name)
    elif case.may(_MAKESHIFT.name):
        first = _sealed(first, case.chance.choice(_MAKESHIFTS))
        second = _sealed(second, case.chance.choice(_MAKESHIFTS))
        shows.append(_MAKESHIFT.name)
    turned = [disguise(case, first), disguise(case, second)]
    rest = (sign.name for sign in (LATE, NEWCOMER) if case.may(sign.name))
    return Planted(turned, (*shows, *rest))


def _sealed(consignment: Consignment, seal: str) -> Consignment:
    if consignment.mode == "river":
        seal = seal if seal.isascii() else "BN"
    first, *others = consignment.equipment
    return replace(consignment, equipment=(replace(first, seals=(seal, *first.seals[1:])), *others))


SCHEME = Scheme(
    id="seal-switch",
    title="Load opened on the way under a copied seal",
    typology=Typology.DRUGS,
    source="Rip-on/rip-off concealment: duplicate or cloned seals, seals not of ISO 17712",
    source_url="https://online.flippingbook.com/view/796963737/21",
    signs=(_TWICE, _MAKESHIFT, LATE, NEWCOMER),
    suits=pl.col("boxed") & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.7,
    members=(2, 2),
)
