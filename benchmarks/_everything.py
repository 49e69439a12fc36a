"""Everything that an assessment can be made with, made for a benchmark: lists, a past, profiles, records, a model.

The traders of simulated days are the same from day to day, so the days before the one that is assessed are its past.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.profiles import conditions
from darvoza.consignment import ConsignmentBatch
from darvoza.history import History
from darvoza.risk import ProfileStore, evaluate
from darvoza.risk.model import Shelf, fit, observe
from darvoza.risk.profiles import Record
from darvoza.signals import Typology
from darvoza.training import Traffic, generate

PAST_DAYS = 20
PAST_CONSIGNMENTS = 2_000
PROFILES = 500
_LISTED = 20_000
_EXAMINED = 0.1
_SEED = 1
_SYLLABLES = (
    "ba",
    "rak",
    "shim",
    "noor",
    "zar",
    "an",
    "tek",
    "vol",
    "kor",
    "mir",
    "sa",
    "dun",
    "lo",
    "pet",
    "gar",
    "im",
)
_FORMS = ("Trading LLC", "Industrial Co", "Shipping", "General Trading FZE", "ООО", "Group")


def published_lists() -> list[Path]:
    """The folders of published lists beside the repository, or where ``DARVOZA_SHARED`` says, if any.

    Of several snapshots of one list the newer is used.
    """
    shared = Path(os.environ.get("DARVOZA_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "watchlists"
    return [path for name in ("ofac/newer", "un", "us") if (path := shared / name).is_dir()]


def made_list(path: Path, entries: int = _LISTED) -> Path:
    """A list of so many invented persons and companies, in the layout of an administration's own list."""
    chance = np.random.default_rng(_SEED)
    words = chance.choice(_SYLLABLES, (entries, 3, 3))
    person = chance.random(entries) < 0.5
    forms = chance.choice(_FORMS, entries)
    names = [" ".join("".join(each).title() for each in three) for three in words.tolist()]
    pl.DataFrame(
        {
            "entity_id": [f"MADE-{number:05}" for number in range(entries)],
            "name": [
                name if alone else f"{name} {form}" for name, alone, form in zip(names, person, forms, strict=True)
            ],
            "type": ["person" if alone else "organisation" for alone in person],
            "name_kind": "primary",
            "identifier": None,
            "country": chance.choice(["IR", "AF", "SY", "RU", "KP", "AE", "CN"], entries),
            "address": None,
            "programme": "OWN-CASES",
            "remarks": None,
        }
    ).write_csv(path)
    return path


def profiles(folder: Path, day: date) -> Path:
    """500 profiles in force on the day."""
    store = ProfileStore(folder)
    for number, condition in enumerate(conditions(PROFILES)):
        record = Record(
            id=f"P{number:03}",
            title="Benchmark",
            condition=condition,
            author="one",
            purpose="measuring",
            typology=Typology.REVENUE,
            weight=0.3,
            start=day - timedelta(days=30),
            end=day + timedelta(days=30),
            review=day,
        )
        store.add(record)
        store.approve(record.id, 1, by="another")
    return folder


@dataclass(frozen=True, slots=True)
class Past:
    """The folders of a history and of a model fitted to it; what is observed of its consignments, and the truth."""

    history: Path
    model: Path
    observed: pl.DataFrame
    truth: pl.DataFrame


def past(folder: Path, day: date, schemes_share: float) -> Past:
    """A history of the days before this one with what was found, and a model fitted to it."""
    history, days = History(folder / "history"), []
    observed, outcomes, truths = [], [], []
    for back in range(PAST_DAYS, 0, -1):
        then = day - timedelta(days=back)
        traffic = generate(seed=_SEED, consignments=PAST_CONSIGNMENTS, day=then, schemes_share=schemes_share)
        batch = _named(traffic.batch, then)
        found = _found(batch, traffic, np.random.default_rng(back))
        history.bring_in(batch, found.drop_nulls("breach"), day=then, run=f"past {then}")
        observed.append(observe(batch, signals=evaluate(batch).signals))
        outcomes.append(found.drop("consignment"))
        truths.append(pl.DataFrame({"breach": _planted(batch, traffic)}))
        days.append(then)
    looked, known = pl.concat(observed, how="diagonal"), pl.concat(outcomes)
    shelf = Shelf(folder / "model")
    shelf.add(fit(looked, known), looked, known)
    truth = pl.concat(truths).with_columns(critical="breach")
    return Past(folder / "history", folder / "model", looked, truth)


def refitting(before: Past) -> dict[str, object]:
    """Processor seconds of one fit to the whole past, as if all of it had been examined, and rows scored in one."""
    begun = time.process_time()
    model = fit(before.observed, before.truth).model
    fitted = time.process_time() - begun
    model.score(before.observed.head(10))  # reads the trees
    begun = time.process_time()
    model.score(before.observed)
    scored = time.process_time() - begun
    rows = before.observed.height
    return {"rows": rows, "refit_processor_s": round(fitted, 2), "scored_rows_per_processor_s": round(rows / scored)}


def _named(batch: ConsignmentBatch, day: date) -> ConsignmentBatch:
    """The same day with ids of its own, as messages of another day would have."""
    own = batch.consignments.with_columns(pl.format("{}-{}", pl.lit(day.isoformat()), "id").alias("id"))
    return ConsignmentBatch.from_frames(
        own,
        **{name: getattr(batch, name) for name in ("goods", "parties", "places", "equipment", "documents")},
    )


def _planted(batch: ConsignmentBatch, traffic: Traffic) -> pl.Series:
    return batch.consignments["reference"].is_in(traffic.truth["reference"].implode())


def _found(batch: ConsignmentBatch, traffic: Traffic, chance: np.random.Generator) -> pl.DataFrame:
    """A tenth of the lawful consignments and half of the schemes were examined, and breaches found; the rest null."""
    planted = _planted(batch, traffic).to_numpy()
    looked = chance.random(len(batch)) < np.where(planted, 0.5, _EXAMINED)
    breach = pl.select(pl.when(pl.Series(looked)).then(pl.Series(planted))).to_series()
    return pl.DataFrame({"consignment": batch.consignments["id"], "breach": breach, "critical": breach})


def records(folder: Path, days: Sequence[ConsignmentBatch]) -> Path:
    """What a unit keeps on the consignments of these days: weighings, alarms, the register and the rest."""
    folder.mkdir()
    chance = np.random.default_rng(_SEED)
    heads = pl.concat([batch.consignments.select("reference", "means_id", "gross_mass_kg", "value") for batch in days])
    names = pl.concat([batch.parties["name"] for batch in days]).drop_nulls().unique().sort()
    size = heads.height
    references = heads["reference"]
    few = pl.Series(chance.random(size) < 0.01)
    tables = {
        "register": pl.DataFrame(
            {
                "party": names,
                "registered": [
                    date(2015, 1, 1) + timedelta(days=int(each)) for each in chance.integers(0, 4300, len(names))
                ],
                "director": [f"Director {each}" for each in chance.integers(0, len(names), len(names))],
                "owner_country": chance.choice(["UZ", "TJ", "CN", "AE", "VG"], len(names)),
            }
        ),
        "weighings": pl.DataFrame(
            {
                "reference": references,
                "kg": (heads["gross_mass_kg"] * pl.Series(chance.normal(1, 0.02, size))).round(1),
                "at": "entry",
            }
        ),
        "alarms": pl.DataFrame({"reference": references.filter(few), "sensor": "gamma", "nuclide": "K-40"}),
        "guarantees": pl.DataFrame(
            {
                "reference": references,
                "duty": (heads["value"] * 0.1).round(2),
                "guarantee": (heads["value"] * pl.Series(chance.uniform(0.08, 0.3, size))).round(2),
                "guarantor": chance.choice(["Bank A", "Bank B", "Insurer"], size),
            }
        ),
        "stops": pl.DataFrame(
            {
                "reference": references.filter(few),
                "hours": chance.uniform(0, 12, int(few.sum())).round(1),
                "place": "km 40",
                "kind": "road",
            }
        ),
        "transits": pl.DataFrame(
            {
                "means": heads["means_id"].filter(few),
                "began": "2026-11-01 08:00",
                "due": "2026-11-05 08:00",
                "ended": "2026-11-04 20:00",
            }
        ),
        "tariff": pl.DataFrame({"hs": [f"{each:02}" for each in range(1, 98)], "rate": chance.integers(0, 30, 97)}),
        "limits": pl.DataFrame({"hs": ["291524", "280610", "284161"], "yearly_kg": [50_000, 400_000, 20_000]}),
    }
    for name, table in tables.items():
        table.write_csv(folder / f"{name}.csv")
    return folder
