"""How networks behave can be said: the usual world stays as it is, and each setting does what it says."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from darvoza.training import Conduct, Season, Truth, simulate
from darvoza.training.networks import Network, networks

WEEKS, WANTED = 12, 12.0
LASTING = Conduct(front_weeks=52, adapts=(0.0, 0.0))


def made(conduct: Conduct, change: int | None = 6) -> list[Network]:
    return networks(1, WEEKS, WANTED, change, conduct)


def small(conduct: Conduct) -> tuple[Season, Truth]:
    return simulate(seed=1, weeks=8, consignments=120, breaches=0.08, change=4, conduct=conduct)


def companies(season: Season, truth: Truth) -> dict[int, set[str]]:
    """The companies behind which each network that made one up sends under its first plan."""
    ours = truth.frame.filter(pl.col("plan") == 0).select("row", "network")
    parties = season.batch.parties.filter(pl.col("role") == "consignee").with_columns(pl.col("row").cast(pl.Int64))
    found: dict[int, set[str]] = defaultdict(set)
    for network, name in ours.join(parties, on="row").select("network", "name").drop_nulls().iter_rows():
        if not truth.networks[network].insiders[0] and not truth.networks[network].loner:
            found[network].add(name)
    return found


def test_the_usual_world_is_what_it_was() -> None:
    told = [(each.scheme.id, each.start, each.end, round(each.rate, 6)) for each in networks(1, 8, 6.0, 4)]
    assert len(told) == 25
    assert told[:3] == [
        ("electronic-waste", 0, 8, 1.154276),
        ("special-materials", 0, 4, 0.304105),
        ("tobacco-transit", 0, 4, 0.412679),
    ]
    assert networks(1, 8, 6.0, 4) == networks(1, 8, 6.0, 4, Conduct())


def test_companies_on_paper_are_kept_as_long_as_is_said() -> None:
    usual, lasting = (companies(*small(replace(LASTING, front_weeks=weeks))) for weeks in (2, 52))
    assert sum(len(names) for names in lasting.values()) < sum(len(names) for names in usual.values())


def test_who_pays_and_goes_on_comes_whoever_is_caught() -> None:
    season, truth = small(LASTING)
    first, later = (season.present(5, np.full(len(truth.networks), plan)) for plan in (0, 3))
    assert (first == later).all()
    assert truth.breach[first].any()


@pytest.mark.parametrize(("whose", "late_only"), [("late", True), ("all", False)])
def test_those_show_nothing_who_are_said_to_and_loners_go_on_showing(whose: str, late_only: bool) -> None:  # noqa: FBT001 - a case
    _, truth = small(replace(LASTING, show_nothing=whose, loners=0.4))  # type: ignore[arg-type] # one of the two
    known = truth.networks
    shown: dict[bool, list[int]] = {True: [], False: []}
    for network, signs in truth.frame.select("network", pl.col("signs").list.len()).iter_rows():
        if not known[network].loner and (known[network].late or not late_only):
            shown[True].append(signs)
        elif known[network].loner:
            shown[False].append(signs)
    assert shown[True]
    assert max(shown[True]) == 0
    assert max(shown[False]) > 0


def test_loners_look_alikes_and_busy_networks_are_as_many_as_is_said() -> None:
    usual, other = made(Conduct()), made(Conduct(loners=0.6, look_alikes=4.0, busy=3.0))
    loners = [sum(each.loner for each in found) for found in (usual, other)]
    assert loners[1] > 2 * loners[0]
    lawful = [sum(each.rate * (each.end - each.start) for each in found if each.honest) for found in (usual, other)]
    assert lawful[1] > 2 * lawful[0]
    rates = [
        np.mean([each.rate for each in found if not each.loner and not each.honest and not each.late])
        for found in (usual, other)
    ]
    assert rates[1] > 2 * rates[0]
