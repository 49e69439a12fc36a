"""One Java for many names, which may die or hang without harm."""

import os

import pytest

from darvoza.goods.chemistry import opsin as of_opsin
from darvoza.goods.chemistry.opsin import LONGEST, Opsin, command


def test_names_are_read_at_once_and_remembered() -> None:
    reader = Opsin()
    read = reader.read(["ethanol", "no name at all", "dimethyl methylphosphonate", "ethanol"])
    assert list(read) == ["ethanol", "no name at all", "dimethyl methylphosphonate"]
    assert read["no name at all"] is None
    assert read["ethanol"]
    reader.close()
    assert reader.read(["ethanol"]) == {"ethanol": read["ethanol"]}
    reader.close()


def test_names_too_long_or_of_several_lines_are_not_asked_for() -> None:
    reader = Opsin()
    assert set(reader.read(["x" * (LONGEST + 1), "ethanol\nmethanol", "", "\x00"]).values()) == {None}
    assert reader._process is None


def test_a_name_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_opsin, "command", lambda: ("sleep", "60"))
    monkeypatch.setattr(of_opsin, "_START_S", 0.1)
    reader = Opsin()
    assert reader.read(["ethanol", "methanol", "propane", "butane", "pentane"]) == dict.fromkeys(
        ["ethanol", "methanol", "propane", "butane", "pentane"]
    )
    reader.close()


def test_a_java_that_dies_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    started = command()
    assert started is not None
    commands = iter([("false",), started])
    monkeypatch.setattr(of_opsin, "command", lambda: next(commands))
    reader = Opsin()
    reader.read(["ethanol", "methanol"])
    assert reader.read(["propane"])["propane"]
    reader.close()


def test_without_java_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_opsin, "command", lambda: None)
    assert Opsin().read(["ethanol"]) == {"ethanol": None}


def test_another_process_starts_a_java_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Opsin()
    reader.read(["ethanol"])
    first = reader._process
    with monkeypatch.context() as context:
        context.setattr(os, "getpid", lambda: -1)
        assert reader.read(["methanol"])["methanol"]
        second = reader._process
        assert second is not first
        reader.close()
    assert first is not None
    first.kill()
    first.wait()
    for pipe in (first.stdin, first.stdout):
        assert pipe is not None
        pipe.close()
