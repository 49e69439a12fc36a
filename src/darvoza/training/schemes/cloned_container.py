"""Cloned containers: an invented number, or one that a container elsewhere bears on the same day."""

import polars as pl

from darvoza.consignment import Consignment
from darvoza.signals import Typology
from darvoza.training.case import Case, Planted, Scheme, Sign
from darvoza.training.tricks import FREE_MAIL, LATE, NEWCOMER, disguise, replace

_TWICE = Sign("container in two places on one day", "CON-10", needs=("equipment.id",))
_INVENTED = Sign("check digit of the container wrong", "CON-07", needs=("equipment.id",))
_WEAK = (NEWCOMER, FREE_MAIL, LATE)


def _plant(case: Case) -> Planted:
    first, second = case.consignments
    shows: list[str] = []
    number = next(unit.id for unit in first.equipment if unit.kind == "container")
    if case.may(_INVENTED.name):
        digit = (int(number[-1]) + case.chance.number(1, 9)) % 10
        first = _numbered(first, number[:-1] + str(digit))
        number = number[:-1] + str(digit)
        shows.append(_INVENTED.name)
    if case.may(_TWICE.name):
        second = _numbered(second, number)
        shows.append(_TWICE.name)
    turned = [disguise(case, first), disguise(case, second)]
    return Planted(turned, (*shows, *(sign.name for sign in _WEAK if case.may(sign.name))))


def _numbered(consignment: Consignment, number: str) -> Consignment:
    old = next(unit.id for unit in consignment.equipment if unit.kind == "container")
    equipment = tuple(replace(unit, id=number) if unit.id == old else unit for unit in consignment.equipment)
    goods = tuple(
        replace(item, equipment=tuple(number if box == old else box for box in item.equipment))
        for item in consignment.goods
    )
    return replace(consignment, equipment=equipment, goods=goods)


SCHEME = Scheme(
    id="cloned-container",
    title="Container number invented or used twice",
    typology=Typology.DRUGS,
    source="ISO 6346 check digits; cloned conveyances seen in two places in impossible time",
    source_url="https://www.nmbia.org/2013/03/important-message-for-all-c-tpat-members/",
    signs=(_TWICE, _INVENTED, *_WEAK),
    suits=pl.col("boxed") & (pl.col("format") != "ffm"),
    plant=_plant,
    weight=0.6,
    members=(2, 2),
    together=False,
)
