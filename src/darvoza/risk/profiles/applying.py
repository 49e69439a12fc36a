"""Asking many profiles of consignments: of one in microseconds, of a batch all at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

import polars as pl

from darvoza.risk.profiles.coded import CodedView
from darvoza.risk.profiles.columns import COLUMNS, Source
from darvoza.risk.profiles.profile import Profile
from darvoza.risk.profiles.program import Program
from darvoza.risk.profiles.tree import Predicate, columns_of
from darvoza.signals import SignalKind, join_signals, raise_signals

HIT_SCHEMA: Final = pl.Schema({"profile": pl.String(), "row": pl.UInt32(), "view_row": pl.UInt32()})
"""Hits as columns: the profile, the consignment's row, and the first row of the view on which the profile is true."""


class Profiles(Sequence[Profile]):
    """The profiles that are applied, each once; conditions are worked out when first needed, then kept."""

    def __init__(self, profiles: Collection[Profile]) -> None:
        self._profiles = tuple(sorted(profiles, key=lambda each: (each.id, each.version)))
        ids = [each.id for each in self._profiles]
        if doubled := {each for each in ids if ids.count(each) > 1}:
            raise ValueError(f"two versions of profile {min(doubled)} cannot be applied at once")

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - a place or a stretch, as of any sequence
        return self._profiles[place]

    def __len__(self) -> int:
        return len(self._profiles)

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._profiles)

    @cached_property
    def program(self) -> Program:
        """All conditions, for batches."""
        return Program([each.tree for each in self._profiles])

    @property
    def columns(self) -> frozenset[str]:
        """The columns that some condition reads."""
        return self.program.columns

    @cached_property
    def shown(self) -> frozenset[str]:
        """The columns that some condition reads, and those that an officer is shown for them."""
        return self.columns.union(*(shown_columns(each.tree) for each in self._profiles))

    @property
    def ask_history(self) -> bool:
        """Whether some condition rests on the past."""
        return any(COLUMNS[name].source is Source.HISTORY for name in self.columns)

    @property
    def version(self) -> str:
        """How many there are, and a fingerprint of which versions."""
        every = "\n".join(f"{each.id} {each.version} {each.condition}" for each in self._profiles)
        return f"{len(self)} of {sha256(every.encode()).hexdigest()[:12]}"

    def of_row(self, row: Mapping[str, Any]) -> list[Profile]:
        """The profiles that are true of one row of the view (``view.row(0, named=True)``)."""
        return [each for each in self._profiles if each.test(row)]


def profile_hits(view: pl.DataFrame | CodedView, profiles: Profiles) -> pl.DataFrame:
    """Which profiles are true of which consignments: :data:`HIT_SCHEMA`, by profile and row, each pair once.

    A profile hits a consignment if it is true of at least one of its goods items.
    """
    frame = view.view if isinstance(view, CodedView) else view
    rows = frame["row"].to_numpy()
    found = [pl.DataFrame(schema=HIT_SCHEMA)]
    for profile, hits in zip(profiles, profiles.program.hits(view), strict=True):
        if hits.size:
            pairs = pl.DataFrame({"row": rows[hits], "view_row": hits}).unique("row", keep="first", maintain_order=True)
            found.append(pairs.select(pl.lit(profile.id).alias("profile"), "row", "view_row"))
    return pl.concat(found)


def profile_signals(view: pl.DataFrame, profiles: Profiles) -> pl.DataFrame:
    """A signal for each profile and consignment it is true of, with the values it rests on.

    ``view`` is :func:`consignment_view`'s. A profile that asks about goods items speaks of the first item it is true
    of, any other of the consignment. Returns :data:`darvoza.signals.SIGNAL_SCHEMA`.
    """
    raised = []
    for (name,), pairs in profile_hits(view, profiles).partition_by("profile", as_dict=True, include_key=False).items():
        (profile,) = (each for each in profiles if each.id == name)
        raised.append(_signals(profile, view[pairs["view_row"]]))
    return join_signals(raised)


def _signals(profile: Profile, hits: pl.DataFrame) -> pl.DataFrame:
    read = sorted(shown_columns(profile.tree))
    of_item = any(COLUMNS[name].of_item for name in read) and not hits["position"].has_nulls()
    return raise_signals(
        hits,
        kind=SignalKind.PROFILE,
        id=profile.id,
        typology=profile.typology,
        weight=profile.weight,
        mandatory=profile.mandatory,
        subject="goods" if of_item else None,
        reason="Profile {profile}: {title}",
        evidence={
            "profile": pl.lit(f"{profile.id} v{profile.version}"),
            "title": pl.lit(profile.title),
            **{name: pl.col(name) for name in read},
        },
    )


def shown_columns(tree: Predicate) -> frozenset[str]:
    """The columns whose values an officer wants to see: a text stands for the folded words of it."""
    plain = {column.words: column.name for column in COLUMNS.values() if column.words}
    return frozenset(plain.get(name, name) for name in columns_of(tree))
