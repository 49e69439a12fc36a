"""`darvoza lists`: carried in, shown, compared, and looked back for."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from darvoza.cli import main
from darvoza.consignment import Consignment, ConsignmentBatch, Lodgement, Party, Role


def darvoza(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DARVOZA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


def own(folder: Path, *names: str) -> Path:
    path = folder / "own.csv"
    rows = "".join(f"{name.split()[0]},{name}\n" for name in names)
    path.write_text(f"entity_id,name\n{rows}", encoding="utf-8")
    return path


def test_a_list_is_carried_in_and_shown_with_its_licence(tmp_path: Path, home: Path) -> None:
    assert darvoza("lists", "show").exit_code == 2  # nothing is kept yet
    assert "1 entries, new version" in darvoza("lists", "import", own(tmp_path, "Heron Trust")).output
    assert "the same as before" in darvoza("lists", "import", own(tmp_path, "Heron Trust")).output
    darvoza("lists", "import", own(tmp_path, "Heron Trust", "Grakhovsky Plant"))
    shown = darvoza("lists", "show").output
    assert "The administration's own" in shown
    assert date.today().isoformat()[:4] in shown  # noqa: DTZ011 - the day of the machine, as the command has it
    assert len(list((home / "lists" / "own").glob("*.jsonl"))) == 2


def test_half_a_list_is_kept_only_when_it_is_said_to_be_whole(tmp_path: Path) -> None:
    darvoza("lists", "import", own(tmp_path, "A one", "B two", "C three"))
    half = own(tmp_path, "A one")
    assert darvoza("lists", "import", half).exit_code == 2
    assert darvoza("lists", "import", half, "--accept-shrink").exit_code == 0


def test_the_folder_of_one_machine_is_carried_to_another(tmp_path: Path) -> None:
    for names in (["A one"], ["A one", "B two"]):
        darvoza("lists", "import", own(tmp_path, *names))
    stick = tmp_path / "home" / "lists"
    assert darvoza("lists", "import", stick, "--in", tmp_path / "post").exit_code == 0
    carried = sorted(path.name for path in (tmp_path / "post" / "own").iterdir())
    assert len(carried) == 2
    assert "2" in darvoza("lists", "show", "--in", tmp_path / "post").output


def test_publishers_are_named_with_what_they_restrict() -> None:
    output = darvoza("lists", "sources").output
    assert "un *" in output
    assert "non-commercial use only" in output
    assert "https://scsanctions.un.org" in output


class Publisher(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = (
            b'<?xml version="1.0"?><Designations><Designation><UniqueID>R1</UniqueID><Names><Name><Name6>HERON</Name6>'
        )
        body += b"<NameType>Primary Name</NameType></Name></Names></Designation></Designations>"
        self.send_response(200 if self.path == "/uk.xml" else 404)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


def test_update_says_what_was_fetched_and_what_was_refused() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        done = darvoza("lists", "update", "uk", "--address", f"{address}/uk.xml")
        assert done.exit_code == 0
        assert "uk: 1 entries, new version. Open Government Licence" in done.output
        refused = darvoza("lists", "update", "uk", "--address", f"{address}/gone")
        assert refused.exit_code == 3
        assert "not updated" in refused.output
        assert "404" in refused.output
    finally:
        server.shutdown()
        server.server_close()
    assert darvoza("lists", "update", "atlantis").exit_code == 2
    assert darvoza("lists", "update", "--address", "https://x.invalid").exit_code == 2


def test_a_change_is_looked_up_in_the_history(tmp_path: Path) -> None:
    history = pytest.importorskip("darvoza.history")
    pytest.importorskip("deltalake")
    batch = ConsignmentBatch.of(
        [
            Consignment(
                id=f"m-{number}",
                message="m",
                reference=f"R{number}",
                lodgement=Lodgement.MANIFEST,
                parties=(Party(role=Role.CONSIGNEE, name=name),),
            )
            for number, name in enumerate(["Ordinary Onions", "Граховский завод", "Heron Trust"])
        ]
    )
    lake = tmp_path / "lake"
    assessed = batch.consignments.select("id")
    history.History(lake).record(batch, assessed, day=date(2026, 11, 2), run="first")
    older, newer = tmp_path / "older", tmp_path / "newer"
    older.mkdir()
    newer.mkdir()
    own(older, "Heron Trust", "Quiet Reed")
    own(newer, "Grakhovsky Plant", "Quiet Reed")
    out = tmp_path / "hits.csv"
    done = darvoza("lists", "rescreen", older, newer, "--history", lake, "--out", out)
    assert "3 consignments looked through: 1 newly hit, 1 with a match that fell away" in done.output
    rows = pl.read_csv(out).select("status", "reference", "day", "name").rows()
    assert rows == [
        ("new", "R1", "2026-11-02", "Grakhovsky Plant"),
        ("fell away", "R2", "2026-11-02", "Heron Trust"),
    ]
    assert "1 added, 0 changed, 1 removed" in darvoza("lists", "diff", older, newer).output
