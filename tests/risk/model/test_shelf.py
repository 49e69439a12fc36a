"""Models are kept so that nothing in them can run, nothing changed goes unnoticed, and people decide which is used."""

import json
import sys
from pathlib import Path

import pytest

from darvoza.risk.model import (
    Fit,
    ModelNotInstalled,
    PromotionError,
    Shelf,
    UnreadableModelError,
    card,
    drift,
    fit,
    load_model,
    save_model,
)

from .conftest import world


def test_a_saved_model_says_the_same(fitted: Fit, tmp_path: Path) -> None:
    saved = save_model(fitted.model, tmp_path)
    loaded = load_model(tmp_path)
    observed, _ = world(30, seed=2)
    assert loaded.version == saved.version
    assert loaded.score(observed).equals(fitted.model.score(observed))
    assert {each.suffix for each in tmp_path.iterdir()} == {".json"}


def test_a_changed_or_missing_model_is_refused(fitted: Fit, tmp_path: Path) -> None:
    with pytest.raises(UnreadableModelError, match="darvoza risk fit"):
        load_model(tmp_path / "nothing")
    save_model(fitted.model, tmp_path)
    path = tmp_path / "model.json"
    path.write_bytes(path.read_bytes().replace(b"870899", b"870898", 1))
    with pytest.raises(UnreadableModelError, match="changed or cut off"):
        load_model(tmp_path)


def test_a_sealed_file_whose_parts_do_not_fit_is_refused(fitted: Fit, tmp_path: Path) -> None:
    import hashlib  # noqa: PLC0415 - only here

    save_model(fitted.model, tmp_path)
    content = json.loads((tmp_path / "model.json").read_bytes())
    content["counts"]["hs6"].append(3.0)
    data = json.dumps(content).encode()
    (tmp_path / "model.json").write_bytes(data)
    (tmp_path / "seal.json").write_text(json.dumps({"sha256": hashlib.sha256(data).hexdigest()}))
    with pytest.raises(UnreadableModelError, match="counts of hs6"):
        load_model(tmp_path)


def test_the_first_model_is_used_until_a_named_person_promotes_another(fitted: Fit, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert shelf.champion() is None
    observed, outcomes = world()
    first = shelf.add(fitted, observed, outcomes)
    moved = observed.with_columns(value=observed["value"] * 30)
    second = shelf.add(fit(moved, outcomes, seed=1), moved, outcomes)
    assert shelf.versions() == [first.version, second.version]
    assert shelf.champion() == first.version
    assert next(iter(second.facts["drift"])) == "value"
    with pytest.raises(PromotionError, match="no version"):
        shelf.promote("other", by="A. Karimov", reason="better")
    with pytest.raises(PromotionError, match="who decided"):
        shelf.promote(second.version, by=" ", reason="better")
    shelf.promote(second.version, by="A. Karimov", reason="better at 10 %")
    assert Shelf(tmp_path).load().version == second.version
    assert [(each.by, each.reason) for each in shelf.decisions()] == [("A. Karimov", "better at 10 %")]


def test_a_card_tells_data_figures_calibration_and_who_is_affected(fitted: Fit, tmp_path: Path) -> None:
    model = Shelf(tmp_path).add(fitted, *world())
    text = card(model)
    assert text == (tmp_path / model.version / "card.md").read_text(encoding="utf-8")
    assert "area under the curve" in text
    assert "<svg" in text
    assert "| origin | CN |" in text
    value, low, high = model.facts["metrics"]["all rows"]["area under the curve"]
    assert low <= value <= high


def test_a_card_shows_values_of_the_data_without_letting_them_act(fitted: Fit, tmp_path: Path) -> None:
    observed, outcomes = world()
    spoiled = observed.with_columns(origin=observed["origin"].replace("CN", "<script>alert(1)</script>|"))
    model = Shelf(tmp_path).add(fitted, spoiled, outcomes)
    assert "<script" not in card(model)


def test_drift_is_nought_for_the_same_data_and_large_for_other(fitted: Fit, tmp_path: Path) -> None:
    observed, outcomes = world()
    before = Shelf(tmp_path).add(fitted, observed, outcomes).facts["distributions"]
    assert max(drift(before, observed).values()) < 0.01
    assert drift(before, observed.with_columns(mass=observed["mass"] * 10))["mass"] > 0.25


def test_without_lightgbm_fitting_says_what_to_install_and_scoring_goes_on(
    fitted: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    observed, outcomes = world(200)
    with pytest.raises(ModelNotInstalled, match=r"darvoza\[model\]"):
        fit(observed, outcomes)
    assert fitted.model.score(observed).height == 200
