"""Choosing which consignments are stopped: the mandatory ones, a few by chance, then those where it is worth most.

For each post: mandatory stops come first, even beyond its capacity. Of the places that are left, a share of the
capacity goes to a random sample of everything that is not mandatory, drawn without regard to scores, each with the
same probability, and if asked a share to an exploratory sample, each with a probability of its own; both are on record
for everyone, drawn or not. The rest goes to the highest scores among those not drawn or, where a post says how many
examinations it can do with each technique, to the consignments and techniques that together avoid the most harm.
Findings by chance, weighted by one over their probability, estimate without bias what all the consignments held that
nobody was obliged to stop, and so what the scores miss.

When a sample's share is not a whole number, it is rounded up or down by chance so that the expected size, and with
it the probability on record, is exact. All chance comes from the seed, the post and the consignments' ids, never from
the order of rows. Keep the seed secret until the shift is over: who knows it can foresee the sample.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from darvoza.selection.capacity import Capacity
from darvoza.selection.measures import propose_measures
from darvoza.selection.model import MADE, PLAN_SCHEMA, Ground, Note, Selection
from darvoza.selection.posts import Chosen, Post, by_score, by_technique
from darvoza.selection.techniques import harm, harm_avoided, techniques


def select(
    candidates: pl.DataFrame,
    *,
    capacity: int | Capacity | Mapping[str, int] | Mapping[str, Capacity],
    seed: int,
    random_share: float = 0.05,
    exploratory_share: float = 0.0,
) -> Selection:
    """Which consignments a post stops in a shift, and how: what it must, a few by chance, and the riskiest of the rest.

    ``candidates`` has ``row``, ``id`` (unique), ``office``, ``score`` (0 to 1, null where none could be given) and
    ``mandatory``; ``typologies``, ``controls`` and ``mode`` serve :func:`propose_measures`. A :class:`Capacity` by
    technique also uses ``typology_scores`` (list of ``typology`` and ``score``), ``hs_code`` (of the first goods item),
    ``stake`` (US dollars of duty at stake) and ``trusted`` (Boolean: a trusted trader's). ``exploratory_share`` needs
    ``uncertainty`` (0 or more; null is as uncertain as any). Other columns are kept.

    ``capacity`` is how many can be examined: one for all together, or one for each office. An office without one has
    none; that is said in a note. A consignment without a score, or with a score of 0, is only ever stopped by chance:
    a stop needs a reason.

    >>> candidates = pl.DataFrame(
    ...     {"row": [0, 1], "id": ["a", "b"], "office": "TJDU2", "score": [0.1, 0.4], "mandatory": False}
    ... )
    >>> select(candidates, capacity=1, random_share=0, seed=7).rows["ground"].to_list()
    ['released', 'risk']
    >>> select(candidates, capacity=Capacity({"scan": 1}), random_share=0, seed=7).rows["technique"].to_list()
    [None, 'scan']

    Raises:
        ValueError: ids repeat, a score or a share is not between 0 and 1, a capacity is negative, or there is no
            uncertainty to explore by.
    """
    _check(candidates, capacity, random_share, exploratory_share)
    prepared = _prepared(candidates, capacity)
    chosen: list[Chosen] = []
    notes: list[Note] = []
    places_in_candidates = []
    for (name,), at in prepared.posts:
        of_post = capacity.get(name) if isinstance(capacity, Mapping) else capacity
        post = prepared.post(str(name), at, seed, random_share, exploratory_share)
        if of_post is None:
            notes.append(_without_capacity(name, len(post)))
        decided = by_technique(post, of_post) if isinstance(of_post, Capacity) else by_score(post, of_post or 0)
        chosen.append(decided)
        places_in_candidates.append(at)
    rows = _told(candidates, _joined(chosen, places_in_candidates))
    notes += [note for each in chosen for note in each.notes]
    bound = sum(each.bound for each in chosen)
    short = 1 - sum(each.worth for each in chosen) / bound if bound else 0.0
    plan = pl.concat([pl.DataFrame(schema=PLAN_SCHEMA), *(each.plan for each in chosen)])
    return Selection(rows, tuple(notes), seed, random_share, exploratory_share, plan, max(short, 0.0))


def _check(
    candidates: pl.DataFrame,
    capacity: int | Capacity | Mapping[str, int] | Mapping[str, Capacity],
    random_share: float,
    exploratory_share: float,
) -> None:
    for name, share in (("random_share", random_share), ("exploratory_share", exploratory_share)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is {share}, not between 0 and 1")
    if exploratory_share and "uncertainty" not in candidates.columns:
        raise ValueError("candidates have no column 'uncertainty' to explore by")
    if taken := sorted(set(MADE) & set(candidates.columns)):
        raise ValueError(f"candidates already have a column {taken[0]!r}")
    for each in capacity.values() if isinstance(capacity, Mapping) else [capacity]:
        if isinstance(each, int) and each < 0:
            raise ValueError(f"a capacity of {each} is negative")
    twice = candidates.filter(pl.col("id").is_duplicated() | pl.col("id").is_null())
    if twice.height:
        raise ValueError(f"the id {twice['id'][0]!r} is missing or stands twice: each consignment is selected once")
    beyond = candidates.filter(~pl.col("score").is_between(0, 1))
    if beyond.height:
        raise ValueError(f"the score of {beyond['id'][0]!r} is {beyond['score'][0]}, not between 0 and 1")


def _without_capacity(office: object, waiting: int) -> Note:
    return Note(
        "No capacity is given for office {office}: of its {waiting} consignments only mandatory ones are stopped",
        {"office": office if office is not None else "(none)", "waiting": waiting},
    )


class _Prepared:
    """The candidates as arrays, and where the candidates of each post are, sorted by id."""

    def __init__(self, candidates: pl.DataFrame, *, together: bool, by_technique: bool) -> None:
        self.score = _floats(candidates, "score", 0.0)
        self.mandatory = _flags(candidates, "mandatory")
        self.trusted = _flags(candidates, "trusted")
        self.uncertainty = _floats(candidates, "uncertainty", np.nan) if "uncertainty" in candidates.columns else None
        size = candidates.height
        self.worth = np.zeros((size, len(techniques())))
        self.critical = self.held = np.zeros(size, dtype=bool)
        if by_technique:
            kinds = _kinds(candidates)
            self.worth = harm_avoided(candidates, kinds)
            self.critical = _critical(kinds, size)
            self.held = _held(candidates)
        post = pl.lit("all posts") if together else pl.col("office").cast(pl.String)
        order = candidates.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("at"), "id", post.alias("post"))
        grouped = order.sort("id").group_by("post", maintain_order=True)
        self.posts = [(name, group["at"].to_numpy()) for name, group in grouped]

    def post(self, name: str, at: NDArray[np.int64], seed: int, random: float, exploratory: float) -> Post:
        """The candidates of one post."""
        return Post(
            name=name,
            score=self.score[at],
            mandatory=self.mandatory[at],
            uncertainty=None if self.uncertainty is None else self.uncertainty[at],
            random_share=random,
            exploratory_share=exploratory,
            seed=seed,
            worth=self.worth[at],
            critical=self.critical[at],
            held=self.held[at],
            trusted=self.trusted[at],
        )


def _prepared(
    candidates: pl.DataFrame, capacity: int | Capacity | Mapping[str, int] | Mapping[str, Capacity]
) -> _Prepared:
    together = not isinstance(capacity, Mapping)
    each = capacity.values() if isinstance(capacity, Mapping) else [capacity]
    return _Prepared(candidates, together=together, by_technique=any(isinstance(one, Capacity) for one in each))


def _floats(candidates: pl.DataFrame, name: str, missing: float) -> NDArray[np.float64]:
    return candidates[name].cast(pl.Float64).fill_nan(None).fill_null(missing).to_numpy()


def _flags(candidates: pl.DataFrame, name: str) -> NDArray[np.bool_]:
    if name not in candidates.columns:
        return np.zeros(candidates.height, dtype=bool)
    return candidates[name].cast(pl.Boolean).fill_null(value=False).to_numpy()


def _kinds(candidates: pl.DataFrame) -> pl.DataFrame:
    """How likely each kind of harm is: ``at typology score``; the strongest kind by the score where only that is known.

    A score without any kind counts as a general one.
    """
    keyed = candidates.with_row_index("at")
    parts = []
    told = pl.lit(value=False)
    if "typology_scores" in candidates.columns:
        parts.append(
            keyed.select("at", "typology_scores")
            .explode("typology_scores")
            .drop_nulls()
            .select("at", pl.col("typology_scores").struct.unnest())
            .select("at", pl.col("typology").cast(pl.String), "score")
        )
        told = (pl.col("typology_scores").list.len() > 0).fill_null(value=False)
    strongest = pl.lit(None, pl.String)
    if "typologies" in candidates.columns:
        strongest = pl.col("typologies").cast(pl.List(pl.String)).list.first()
    rest = keyed.filter(~told).select("at", strongest.fill_null("general").alias("typology"), "score")
    return pl.concat([*parts, rest.with_columns(pl.col("score").cast(pl.Float64))]).filter(pl.col("score") > 0)


def _critical(kinds: pl.DataFrame, size: int) -> NDArray[np.bool_]:
    """Whose weightiest kind of harm is security-critical."""
    weigh = harm()
    weighed = kinds.with_columns(
        _weight=pl.col("score") * pl.col("typology").replace_strict(weigh.weights, return_dtype=pl.Float64)
    )
    first = weighed.sort("at", "_weight", "typology", descending=[False, True, False]).unique("at", keep="first")
    found = np.zeros(size, dtype=bool)
    found[first.filter(pl.col("typology").is_in(list(weigh.security_critical)))["at"].to_numpy()] = True
    return found


def _held(candidates: pl.DataFrame) -> NDArray[np.bool_]:
    """Who waits for a licence, for which the papers have to be seen."""
    stopped = candidates.with_columns(ground=pl.lit(Ground.RISK.value))
    return (propose_measures(stopped)["measure"] == _LICENCE).to_numpy()


_LICENCE = "hold for licence"


def _joined(chosen: list[Chosen], at: list[NDArray[np.int64]]) -> pl.DataFrame:
    """Everyone's decision in the candidates' order."""
    schema = {
        "ground": pl.String,
        "rank": pl.UInt32,
        "probability": pl.Float64,
        "by_risk": pl.Boolean,
        "technique": pl.String,
        "avoided": pl.Float64,
        "needed": pl.Float64,
    }
    if not chosen:
        return pl.DataFrame(schema=schema)
    made = pl.concat([each.rows for each in chosen])
    return made[np.argsort(np.concatenate(at), kind="stable")]


def _told(candidates: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """The candidates with what was decided, the measure and its reason."""
    rows = candidates.hstack(made).with_columns(
        pl.col("ground").cast(pl.Enum([ground.value for ground in Ground])),
        selected=pl.col("ground") != Ground.RELEASED,
    )
    rows = rows.hstack(propose_measures(rows).select("measure", "reason"))
    # With a technique planned, that is the measure, unless a licence is waited for.
    planned = pl.col("technique").is_not_null() & (pl.col("measure") != _LICENCE)
    other = planned & (pl.col("measure") != pl.col("technique")) & ~pl.col("ground").is_in(["random", "exploratory"])
    reasons = {name: each.reason for name, each in techniques().items()}
    reason = pl.col("technique").replace_strict(reasons, default=None, return_dtype=pl.String)
    return rows.with_columns(
        reason=pl.when(other).then(reason).otherwise("reason"),
        measure=pl.when(planned).then("technique").otherwise("measure"),
    ).select(*candidates.columns, *MADE)
