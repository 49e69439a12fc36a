"""Capacities of posts: read from a file, and refused in words when they make no sense."""

from pathlib import Path

import pytest

from darvoza.selection import TECHNIQUES, Capacity, CapacityError, detection, harm, load_capacities, techniques
from darvoza.signals import Typology


def written(folder: Path, text: str) -> Path:
    path = folder / "posts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_post_has_so_many_examinations_or_so_many_minutes(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
posts:
  TJDU2:
    techniques: {scan: {minutes: 100}, physical examination: 3}
    security_quota: 0.4
  UZAVY:
    techniques: {canine search: 10}
""",
    )
    posts = load_capacities(path)
    assert posts["TJDU2"] == Capacity({"scan": 12, "physical examination": 3}, security_quota=0.4)
    assert posts["UZAVY"].total == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("posts: {}", "has no posts"),
        ("- TJDU2", "has no posts"),
        ("posts: {TJDU2: 5}", "posts.TJDU2 has no techniques"),
        ("posts: {TJDU2: {techniques: {x-ray: 5}}}", "'x-ray' is no technique"),
        ("posts: {TJDU2: {techniques: {scan: many}}}", "posts.TJDU2.scan is 'many'"),
        ("posts: {TJDU2: {techniques: {scan: true}}}", "posts.TJDU2.scan is True"),
        ("posts: {TJDU2: {techniques: {scan: -1}}}", "negative"),
        ("posts: {TJDU2: {techniques: {scan: {minutes: -4}}}}", "posts.TJDU2.scan"),
        ("posts: {TJDU2: {techniques: {scan: 1}, security_quota: 2}}", "security_quota is 2"),
        ("posts: {TJDU2: {techniques: {scan: 1}, trusted_credit: yes}}", "trusted_credit is True"),
        ("posts: {TJDU2: {techniques: {scan: 1}, officers: 4}}", "has 'officers'"),
        ("posts: [", "no readable YAML"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CapacityError, match=said):
        load_capacities(written(tmp_path, text))


def test_every_kind_of_harm_has_a_weight_and_a_technique_that_finds_it() -> None:
    for kind in Typology:
        assert harm().weights[kind.value] > 0
        assert max(detection(kind.value, name) for name in TECHNIQUES) >= 0.4
    assert harm().security_critical <= set(harm().weights)


@pytest.mark.parametrize("mode", [None, "road", "rail", "air", "post"])
@pytest.mark.parametrize("hs_code", [None, "720449", "090411"])
def test_a_detection_is_a_probability_whatever_the_goods(mode: str | None, hs_code: str | None) -> None:
    for kind in Typology:
        for name in TECHNIQUES:
            assert 0 <= detection(kind.value, name, mode=mode, hs_code=hs_code) <= 1


def test_techniques_say_how_long_they_take_and_on_what_that_rests() -> None:
    assert set(techniques()) == set(TECHNIQUES)
    assert all(each.minutes > 0 and each.basis and each.reason for each in techniques().values())


def test_harm_of_money_lies_between_its_ends() -> None:
    assert harm().of("revenue", 1.0) == 0.1
    assert harm().of("revenue", 1e9) == 10
    assert harm().of("drugs", 1e9) == harm().of("drugs")
