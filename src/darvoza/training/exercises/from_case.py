"""An exercise from a closed case: its consignments among lawful ones, anonymised, with what was found as the truth."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from darvoza.consignment import ConsignmentBatch
from darvoza.language import Words
from darvoza.selection import harm
from darvoza.signals import Typology
from darvoza.training.exercises.anonymise import anonymise
from darvoza.training.exercises.kinds.targeting import ITEM, reasons
from darvoza.training.exercises.materials import Hidden, Item, Mark, Materials, Truth
from darvoza.training.exercises.prepare import Prepared
from darvoza.training.exercises.scenario import Form, Kind, Weights
from darvoza.training.exercises.words import NOTHING, of, phrase
from darvoza.training.planting import TRUTH_SCHEMA
from darvoza.training.traffic import Traffic

_DAY: Final = date(2026, 10, 5)


def from_case(
    batch: ConsignmentBatch,
    found: Mapping[str, Typology],
    *,
    id: str,  # noqa: A002 - the exercise's own word
    title: Words,
    briefing: Words,
    secret: int,
    capacity: int,
    minutes: int = 45,
    why: Mapping[str, Words] | None = None,
    signs: Mapping[str, Sequence[str]] | None = None,
) -> Prepared:
    """A targeting exercise from real consignments of a closed case and those around it.

    ``found`` says by reference what was found in which consignments, ``why`` in words of your own how it showed (look
    through them for names), ``signs`` which indicators showed it. Nothing of the batch remains but what
    :func:`~darvoza.training.exercises.anonymise.anonymise` leaves; read it through before it is used all the same.

    Raises:
        ValueError: something was found in a consignment that is not in the batch, or nothing was found at all.
    """
    refs = batch.consignments["reference"].to_list()
    if not found or (unknown := sorted(set(found) - set(refs))):
        raise ValueError(f"{unknown[0]!r} is not in the case" if found else "nothing was found in this case")
    clean = anonymise(batch, secret)
    renamed = dict(zip(refs, clean.consignments["reference"].to_list(), strict=True))
    marks = tuple(
        Mark(
            ref=renamed[ref],
            typology=typology.value,
            harm=harm().of(typology.value),
            reasons=tuple((signs or {}).get(ref, ())),
            why=phrase(why[ref]) if why and ref in why else NOTHING,
        )
        for ref, typology in found.items()
    )
    item = Item(
        id=ITEM,
        form=Form.PICK,
        prompt=of("prompts", "select", capacity=str(capacity)),
        about=tuple(renamed.values()),
        reasons=reasons(),
        capacity=capacity,
    )
    materials = Materials(
        exercise=id,
        kind=Kind.TARGETING,
        level=1,
        minutes=minutes,
        capacity=capacity,
        title=title,
        briefing=briefing,
        goals=(),
        roles=(),
        weights=Weights(),
        items=(item,),
    )
    truth = Truth(item=ITEM, right=tuple(mark.ref for mark in marks), marks=marks)
    hidden = Hidden(exercise=id, level=1, seed=0, truths=(truth,))
    return Prepared(materials, hidden, (traffic_of(clean),))


def traffic_of(batch: ConsignmentBatch) -> Traffic:
    """Consignments of a case as one day's traffic, without truth and without a watch list."""
    return Traffic(0, _DAY, batch, _lodgings(batch), pl.DataFrame(schema=TRUTH_SCHEMA), pl.DataFrame())


def _lodgings(batch: ConsignmentBatch) -> pl.DataFrame:
    """All in one table: a case has no messages of its own any more."""
    return batch.consignments.with_row_index("row").select(
        "row",
        "reference",
        "office",
        "mode",
        "flow",
        format=pl.lit("table"),
        file=pl.lit("case.csv"),
    )
