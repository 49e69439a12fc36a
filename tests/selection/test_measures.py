"""Which measure is proposed, from the harm, the control entries and the mode."""

import polars as pl
import pytest

from darvoza.consignment import Mode
from darvoza.selection import MEASURES, Ground, propose_measures
from darvoza.signals import Typology


def proposed(
    typologies: list[str] | None = None,
    *,
    ground: str = "risk",
    mode: str | None = "road",
    controls: list[str] | None = None,
) -> str:
    frame = pl.DataFrame(
        {"row": [0], "ground": [ground], "typologies": [typologies], "mode": [mode], "controls": [controls]},
        schema_overrides={"typologies": pl.List(pl.String), "controls": pl.List(pl.String), "mode": pl.String},
    )
    return str(propose_measures(frame)["measure"].item())


@pytest.mark.parametrize(
    ("typologies", "mode", "controls", "measure"),
    [
        (["drugs"], "road", None, "scan"),
        (["drugs"], "post", None, "canine search"),
        (["drugs"], None, None, "canine search"),
        (["cbrn", "drugs"], "rail", None, "radiation check"),
        (["proliferation"], "road", None, "document check"),
        (["proliferation"], "road", ["does not meet", "meets"], "hold for licence"),
        (["revenue"], "road", ["undetermined"], "document check"),
        (["precursors"], "rail", ["undetermined"], "hold for licence"),
        (["wildlife"], "air", None, "physical examination"),
        ([], "road", None, "document check"),
        (None, None, None, "document check"),
    ],
)
def test_the_first_line_that_holds_decides(
    typologies: list[str] | None, mode: str | None, controls: list[str] | None, measure: str
) -> None:
    assert proposed(typologies, mode=mode, controls=controls) == measure


def test_what_is_released_is_released_and_a_random_stop_is_examined_fully() -> None:
    assert proposed(["drugs"], ground=Ground.RELEASED) == "release"
    assert proposed(["drugs"], ground=Ground.RANDOM) == "physical examination"


@pytest.mark.parametrize("typology", list(Typology))
@pytest.mark.parametrize("mode", [*Mode, None])
def test_there_is_a_measure_and_a_reason_for_every_harm_and_mode(typology: Typology, mode: str | None) -> None:
    measure = proposed([typology.value], mode=mode)
    assert measure in MEASURES
    assert measure not in {"release", "controlled delivery"}


def test_measures_come_in_the_order_of_the_consignments() -> None:
    frame = pl.DataFrame({"row": [5, 2], "ground": ["released", "mandatory"]})
    measures = propose_measures(frame)
    assert measures["row"].to_list() == [5, 2]
    assert measures["measure"].to_list() == ["release", "document check"]
    assert measures["reason"].null_count() == 0
