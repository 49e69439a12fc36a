"""The wall of a training room, which is an office of its own: nothing it keeps or signs with is another office's."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from darvoza.cli.training_room import enter
from darvoza.office import backup as keeping
from darvoza.office import settings as office_settings
from darvoza.office.desk.intake import stored
from darvoza.office.desk.resources import DECISIONS, LISTS, MODELS, PROFILES, RECORDS
from darvoza.office.home import is_training_room, make_training_room, office_home, secret
from darvoza.office.liaison import node as liaison
from darvoza.office.lists import keeping as lists
from darvoza.office.people.models import Membership, Officer, Role, Unit
from darvoza.office.room.opening import certificate_for, furnish

PRODUCTION = "postgresql://targeter:gate@db.customs.example/office"


@pytest.fixture
def room(office_folder: Path) -> Path:
    """The folder of a training room, entered."""
    shutil.rmtree(office_folder, ignore_errors=True)
    make_training_room()
    return office_folder


def test_a_room_is_made_in_an_empty_folder_and_never_in_an_office(office_folder: Path) -> None:
    office_folder.mkdir(parents=True, exist_ok=True)
    (office_folder / "office.sqlite3").write_bytes(b"real work")
    with pytest.raises(FileExistsError, match="no training room"):
        make_training_room()
    assert not is_training_room()
    (office_folder / "office.sqlite3").unlink()
    make_training_room()
    make_training_room()
    assert is_training_room()


def test_who_enters_a_room_leaves_every_other_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "real"
    named = {"DARVOZA_OFFICE": str(real), "DARVOZA_DATABASE": PRODUCTION, "DARVOZA_SECRET_KEY": "of the real office"}
    for name, value in (named | {"DARVOZA_HOME": str(real)}).items():
        monkeypatch.setenv(name, value)
    enter(tmp_path / "stick")
    assert office_home() == tmp_path / "stick" / "office"
    assert office_settings._database()["NAME"] == str(tmp_path / "stick" / "office" / "office.sqlite3")
    assert not real.exists()


def test_a_room_opens_its_own_database_whatever_the_environment_names(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DARVOZA_DATABASE", PRODUCTION)
    assert office_settings._database()["NAME"] == str(room / "office.sqlite3")
    shutil.rmtree(room)
    assert office_settings._database()["HOST"] == "db.customs.example"


PASSAGES: dict[str, Callable[[], object]] = {
    "messages": lambda: stored("ab12"),
    "watch lists": lambda: office_home() / LISTS,
    "the store of lists": lambda: lists.store().folder,
    "profiles": lambda: office_home() / PROFILES,
    "models": lambda: office_home() / MODELS,
    "records": lambda: office_home() / RECORDS,
    "decisions on matches": lambda: office_home() / DECISIONS,
    "the exchange and its keys": liaison.folder,
    "the database": lambda: office_settings._database()["NAME"],
    "the secret of sessions": lambda: secret("django"),
    "the secret of the log": lambda: secret("audit"),
    "the secret of seals": lambda: secret("training"),
}


@pytest.mark.parametrize("passage", PASSAGES)
def test_nothing_of_one_house_is_anothers(passage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rooms and an office on one machine: each passage leads to three different places, each inside its house."""
    found = []
    for name in ("real", "room", "other-room"):
        monkeypatch.setenv("DARVOZA_OFFICE", str(tmp_path / name))
        if name != "real":
            make_training_room()
        place = str(PASSAGES[passage]())
        assert place.startswith(str(tmp_path / name)) or "/" not in place
        found.append(place)
    assert len(set(found)) == len(found)


def test_no_room_takes_an_offices_backup(room: Path, tmp_path: Path) -> None:
    with pytest.raises(keeping.BackupError, match="training room"):
        keeping.restore(tmp_path / "any.tar.gz")
    assert [each.name for each in room.iterdir()] == ["training-room"]


@pytest.mark.django_db
def test_a_room_is_furnished_once_with_a_partner_to_practise_with(room: Path) -> None:
    people = furnish(2, ("tg", "ru", "en"))
    assert [(each.name, each.language) for each in people] == [
        ("trainer", "en"),
        ("trainee01", "tg"),
        ("trainee02", "ru"),
    ]
    assert len({each.password for each in people}) == 3
    assert furnish(2) == []
    client = Client()
    client.force_login(Officer.objects.get(name="trainee01"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/liaison").content.decode()
    assert "nothing here is real" not in page  # it is said in Tajik
    assert "training-room" not in page
    assert client.get("/liaison?box=inbox&lang=en").status_code == 200
    assert "is not for training rooms" not in client.get("/liaison?lang=en").content.decode()
    certificate, key = certificate_for("192.168.7.1")
    assert certificate.read_bytes().startswith(b"-----BEGIN CERTIFICATE")
    assert key.stat().st_mode & 0o077 == 0
    assert room.is_dir()


def test_an_office_that_does_real_work_is_not_furnished(unit: Unit) -> None:
    with pytest.raises(PermissionError):
        furnish(2)
    assert not unit.memberships.exists()


def test_the_banner_stands_on_every_page_of_a_room_and_on_none_of_an_office(
    unit: Unit, officer: Callable[..., Officer], office_folder: Path
) -> None:
    person = officer(Role.TARGETER)
    Membership.objects.create(officer=person, unit=unit, role=Role.SUPERVISOR.value)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    pages = ("/desk", "/messages", "/orders", "/cases", "/lists", "/goods", "/board", "/account")
    assert not any("nothing here is real" in client.get(page).content.decode() for page in pages)
    office_folder.mkdir(exist_ok=True)
    (office_folder / "training-room").touch()
    assert all("nothing here is real" in client.get(page).content.decode() for page in pages)
