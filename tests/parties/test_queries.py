"""A file of names is looked up as a whole, and each answer stands on a line with its reasons."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from darvoza.parties import Reason, UnreadableListError, load_lists, score_of, screen_queries

OWN = """\
entity_id,name,type,country,identifier
1,"QODIRSHOYEV, Zafarbek Temurovich",person,TJ,
2,Grakhovsky Instrument Plant JSC,company,RU,TIN:7701234567
2,Граховский приборостроительный завод,company,,
3,BRIGHT HERON,vessel,,IMO:9187629
"""
QUERIES = """\
id,name,type,country,identifier,birth_date,remark,address
a,Кодиршоев Зафарбек,person,TJ,,1971-03-02,nothing,"Rudaki 14, Dushanbe"
b,АО Граховский приборостроительный завод,company,,,,,
c,Quite Another,,,IMO:9187629;PASSPORT:X1234567,,,
d,,,,,,,
e,Toshkent Tekstil,company,,,,,
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def lines(out: Path) -> dict[str, list[dict[str, Any]]]:
    return {line["id"]: line["matches"] for line in map(json.loads, out.read_text(encoding="utf-8").splitlines())}


def test_every_name_gets_a_line_best_match_first(tmp_path: Path, own: Path) -> None:
    queries, out = tmp_path / "queries.csv", tmp_path / "out.jsonl"
    queries.write_text(QUERIES, encoding="utf-8")
    assert screen_queries(load_lists([own]), queries, out, limit=1) == 5
    found = lines(out)
    assert list(found) == list("abcde")
    assert [found[each][0]["entity_id"] for each in "abc"] == ["1", "2", "3"]
    assert found["a"][0]["list"] == "own"
    assert found["a"][0]["name"] == "QODIRSHOYEV, Zafarbek Temurovich"
    assert "The country agrees: TJ." in str(found["a"][0]["reasons"])
    for (match,) in (found[each] for each in "abc"):
        assert score_of([Reason("", (), each["weight"]) for each in match["reasons"]]) == pytest.approx(
            match["score"], abs=1e-5
        )
    assert all(len(matches) <= 1 for matches in found.values())
    assert not found["d"]
    assert not found["e"] or float(str(found["e"][0]["score"])) < 0.5


@pytest.mark.parametrize(
    ("text", "says"),
    [("one,two\n1,2\n", "The heading lacks id"), ("id,name,type\n1,Ann,alien\n", "(found 'alien')")],
)
def test_a_file_without_names_is_refused(tmp_path: Path, own: Path, text: str, says: str) -> None:
    queries = tmp_path / "queries.csv"
    queries.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableListError) as caught:
        screen_queries(load_lists([own]), queries, tmp_path / "out.jsonl")
    assert says in str(caught.value)


def test_the_open_evaluation_set_is_answered_well(tmp_path: Path, shared: Path) -> None:
    kit = shared / "eval" / "screening"
    if not (kit / "list.csv").is_file():
        pytest.skip(f"no evaluation set at {kit}")
    out = tmp_path / "out.jsonl"
    screen_queries(load_lists([kit / "list.csv"]), kit / "queries_dev.csv", out, limit=10, threshold=0.01)
    found = lines(out)
    with (kit / "truth_dev.csv").open(encoding="utf-8") as file:
        truth = {row["id"]: row["entity_id"] for row in csv.DictReader(file)}
    top = {number: float(str(matches[0]["score"])) if matches else 0.0 for number, matches in found.items()}
    ordinary = sorted((top[number] for number, entity in truth.items() if not entity), reverse=True)
    at_one_percent = ordinary[len(ordinary) // 100]
    listed = {number: entity for number, entity in truth.items() if entity}
    hits = sum(
        any(match["entity_id"] == entity and float(str(match["score"])) > at_one_percent for match in found[number])
        for number, entity in listed.items()
    )
    assert hits / len(listed) > 0.76
    assert sum(score >= 0.5 for score in ordinary) / len(ordinary) < 0.01
