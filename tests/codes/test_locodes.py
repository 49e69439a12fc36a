"""Keeping UN/LOCODE: from UNECE's kind of zip, from a file, over a line that breaks, never losing a good list."""

import gzip
import io
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.codes import UpdateRefused, home, locode_record, place, places, update_locodes
from darvoza.codes.fetching import fetch

PART_1 = ""","TJ",,".TAJIKISTAN",,,,,,,,
,"TJ","DYU","Dushanbe","Dushanbe",,"---4----","AI","9601",,"3833N 06846E",
,"TJ","LBD","Khudzhand","Khudzhand",,"---4----","AI","0001",,,
"=","TJ",,"Leninabad = Khudzhand",,,,,,,,
"""
PART_2 = ""","UZ",,".UZBEKISTAN",,,,,,,,
+,"UZ","TER","Termez","Termez","SU","-23----B","RL","0501",,"3713N 06716E",
,"UZ","TER","Termiz","Termiz","SU","-23----B","RL","0501",,"3713N 06716E",
,"US","NYC","New York","New York","NY","AI","12345---","0401",,"4042N 07400W",
,"BR","STU","São ""Novo"", Tomé","Sao Tome","SP","--3-----","RL","0401","XYZ","2332S 04637W",
"""


def packed(*parts: str, charset: str = "utf-8") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, part in enumerate(parts, start=1):
            archive.writestr(f"2024-2 UNLOCODE CodeListPart{number}.csv", part.encode(charset))
        archive.writestr("2024-2 SubdivisionCodes.csv", '"TJ","SU","Sughd","Region"\n')
        archive.writestr("2024-2 UNLOCODE SecretariatNotes.pdf", b"%PDF")
    return file.getvalue()


GOOD = packed(PART_1, PART_2)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder that already keeps a good list."""
    source = tmp_path / "good.zip"
    source.write_bytes(GOOD)
    folder = tmp_path / "kept"
    update_locodes(folder, source, fewest=5)
    return folder


def test_a_zip_as_unece_publishes_it_becomes_a_table_of_places(kept: Path) -> None:
    assert places(kept)["code"].to_list() == ["TJDYU", "TJLBD", "UZTER", "USNYC", "BRSTU"]
    termez = place("UZ TER", kept)
    assert (termez.name, termez.country, termez.subdivision) == ("Termez", "UZ", "SU")
    assert termez.functions == ("rail", "road", "border crossing")
    assert (termez.latitude, termez.longitude) == (37.2167, 67.2667)
    assert place("XXXXX", kept) is None


def test_function_is_known_by_its_shape_wherever_it_stands(kept: Path) -> None:
    assert place("USNYC", kept).functions == ("port", "rail", "road", "airport", "post")


def test_west_and_south_are_negative_and_what_is_not_given_is_missing(kept: Path) -> None:
    assert place("USNYC", kept).longitude == -74.0
    assert place("BRSTU", kept).latitude == pytest.approx(-23.5333)
    assert place("TJLBD", kept).latitude is None
    assert place("TJLBD", kept).subdivision is None


def test_an_airport_has_its_own_iata_code_unless_another_is_given(kept: Path) -> None:
    assert [place(code, kept).iata for code in ("TJDYU", "BRSTU", "UZTER")] == ["DYU", "XYZ", None]


def test_the_record_says_where_the_list_came_from(kept: Path, tmp_path: Path) -> None:
    record = locode_record(kept)
    assert record.source == str(tmp_path / "good.zip")
    assert record.places == 5
    assert len(record.sha256) == 64
    assert record.fetched.tzinfo is not None


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_keep_their_letters_in_either_character_set(tmp_path: Path, charset: str) -> None:
    source = tmp_path / "list.zip"
    source.write_bytes(packed(PART_2, charset=charset))
    update_locodes(tmp_path / "kept", source, fewest=1)
    assert place("BRSTU", tmp_path / "kept").name == 'São "Novo", Tomé'


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_one_file_is_taken_plain_or_gzipped(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    source = tmp_path / "list.csv"
    header = "Change,Country,Location,Name,NameWoDiacritics,Subdivision,Status,Function,Date,IATA,Coordinates,Remarks\n"
    source.write_bytes(pack((header + PART_1 + PART_2).encode()))
    assert update_locodes(tmp_path / "kept", source, fewest=1).places == 5


def test_without_a_list_the_reader_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="update_locodes"):
        places(tmp_path)
    assert locode_record(tmp_path) is None


def test_a_newer_list_takes_the_place_of_the_older(kept: Path, tmp_path: Path) -> None:
    source = tmp_path / "newer.zip"
    for number in range(4):
        hairatan = f',"AF","H{"ABCD"[number]}T","Hairatan","Hairatan",,"0-------","RQ","9705",,,\n'
        source.write_bytes(packed(PART_1, hairatan))
        update_locodes(kept, source, fewest=1)
        for table in kept.glob("unlocode-*.parquet"):
            os.utime(table, (0, 0))  # as if it had been there for years
    assert place("AFHDT", kept).name == "Hairatan"
    assert place("UZTER", kept) is None
    assert len(list(kept.glob("unlocode-*.parquet"))) == 1


def assert_still_good(folder: Path) -> None:
    assert place("UZTER", folder).name == "Termez"
    assert not list(folder.glob(".new-*"))


broken = {
    "empty": b"",
    "a page instead of the list": b"<html><body>Access denied</body></html>",
    "no place in it": packed(',"TJ",,".TAJIKISTAN",,,,,,,,\n'),
    "half a zip": GOOD[: len(GOOD) // 2],
    "half a gzip": gzip.compress((PART_1 + PART_2).encode() * 50)[:200],
    "a gzip with a wrong sum": gzip.compress(PART_1.encode())[:-8] + b"\0" * 8,
    "too few places": packed(PART_1),
    "an unclosed quotation": (PART_1 + PART_2).encode() + b',"TJ","ABC","never closed',
}


@pytest.mark.parametrize("data", broken.values(), ids=broken.keys())
def test_what_is_not_a_whole_list_never_replaces_one(kept: Path, tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "bad"
    source.write_bytes(data)
    before = locode_record(kept)
    with pytest.raises(UpdateRefused, match="bad"):
        update_locodes(kept, source, fewest=6)
    assert locode_record(kept) == before
    assert_still_good(kept)


def test_a_zip_that_would_fill_the_memory_is_refused(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("darvoza.codes.unpacking._LARGEST", 1024 * 1024)
    source = tmp_path / "bomb.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("Part1.csv", "w") as member:
        member.write(b"\0" * 1024 * 1025)
    with pytest.raises(UpdateRefused, match="unpacks"):
        update_locodes(kept, source)
    assert_still_good(kept)


def test_a_file_that_is_not_there_is_said_to_be_so(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(UpdateRefused, match="cannot be read"):
        update_locodes(kept, tmp_path / "nothing.zip")
    assert_still_good(kept)


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, len(GOOD) - 1))
def test_wherever_a_file_is_cut_it_is_refused(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    source = folder / "cut.zip"
    source.write_bytes(GOOD[:cut])
    with pytest.raises(UpdateRefused):
        update_locodes(folder / "kept", source, fewest=1)
    assert locode_record(folder / "kept") is None


@settings(max_examples=60, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail)))
def test_any_bytes_at_all_are_a_list_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    source = folder / "any"
    source.write_bytes(data)
    with pytest.raises(UpdateRefused):
        update_locodes(folder / "kept", source, fewest=1)


packings = st.sampled_from([GOOD, gzip.compress((PART_1 + PART_2).encode()), (PART_1 + PART_2).encode()])


@settings(max_examples=150, deadline=None)
@given(packings, st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_list_with_spoilt_bytes_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, spoilt: list[tuple[int, int]]
) -> None:
    changed = bytearray(data)
    for place_, byte in spoilt:
        changed[place_ % len(changed)] = byte
    folder = tmp_path_factory.mktemp("spoilt")
    (folder / "list").write_bytes(changed)
    with suppress(UpdateRefused):
        update_locodes(folder / "kept", folder / "list", fewest=1)


def test_a_zip_whose_directory_points_nowhere_is_refused(kept: Path, tmp_path: Path) -> None:
    end = GOOD.rindex(b"PK\x05\x06")
    source = tmp_path / "odd.zip"
    source.write_bytes(GOOD[: end + 12] + b"\xff\xff\xff\x7f" + GOOD[end + 16 :])
    with pytest.raises(UpdateRefused, match="not whole"):
        update_locodes(kept, source)
    assert_still_good(kept)


class Server(BaseHTTPRequestHandler):
    """A list's server on this machine, with its bad days."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/list.zip")
            self.end_headers()
            return
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://203.0.113.9/list.zip")
            self.end_headers()
            return
        if self.path == "/gone":
            self.send_error(404)
            return
        self.send_response(200)
        if self.path == "/huge":
            self.end_headers()
            with suppress(ConnectionError):
                for _ in range(70):
                    self.wfile.write(b"\0" * 1024 * 1024)
            return
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.wfile.write(GOOD[: len(GOOD) // 2] if self.path == "/half" else GOOD)

    def log_message(self, *arguments: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_list_is_fetched_from_a_server(server: str, tmp_path: Path) -> None:
    record = update_locodes(tmp_path, f"{server}/list.zip", fewest=5)
    assert record.source == f"{server}/list.zip"
    assert place("TJDYU", tmp_path).name == "Dushanbe"


def test_a_list_that_has_moved_is_followed_to_where_it_is(server: str, tmp_path: Path) -> None:
    assert update_locodes(tmp_path, f"{server}/moved", fewest=5).places == 5


def test_a_server_that_takes_too_long_is_left(server: str) -> None:
    with pytest.raises(UpdateRefused, match="too long"):
        fetch(f"{server}/list.zip", largest=10_000, deadline=-1)


def test_two_updates_at_once_leave_one_whole_list(tmp_path: Path) -> None:
    sources = []
    for number in range(4):
        sources.append(tmp_path / f"{number}.zip")
        sources[-1].write_bytes(packed(PART_1, PART_2 * (number + 1)))
    with ThreadPoolExecutor(4) as pool:
        records = list(pool.map(lambda source: update_locodes(tmp_path / "kept", source, fewest=1), sources * 3))
    assert locode_record(tmp_path / "kept").sha256 in {record.sha256 for record in records}
    assert places(tmp_path / "kept").height == 5


@pytest.mark.parametrize(
    ("path", "said"),
    [("/half", "bytes came"), ("/gone", "404"), ("/redirect", "https only"), ("/huge", "more than")],
)
def test_a_servers_bad_day_costs_nothing(server: str, kept: Path, path: str, said: str) -> None:
    with pytest.raises(UpdateRefused, match=said):
        update_locodes(kept, server + path, fewest=5)
    assert_still_good(kept)


@pytest.mark.parametrize("address", ["http://unece.example/list.zip", "ftp://unece.example/x", "file:///etc/passwd"])
def test_only_https_is_fetched(kept: Path, address: str) -> None:
    with pytest.raises(UpdateRefused, match="https only"):
        update_locodes(kept, address)


def test_nobody_answering_is_said_to_be_so(kept: Path) -> None:
    with pytest.raises(UpdateRefused, match="cannot be fetched"):
        update_locodes(kept, "http://127.0.0.1:9/list.zip")
    assert_still_good(kept)


def test_home_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARVOZA_HOME", str(tmp_path))
    assert home() == tmp_path
    source = tmp_path / "good.zip"
    source.write_bytes(GOOD)
    update_locodes(source=source, fewest=1)
    assert place("TJDYU").name == "Dushanbe"
    monkeypatch.delenv("DARVOZA_HOME")
    assert home() == Path.home() / ".local" / "share" / "darvoza"


def test_the_whole_list_is_taken(shared: Path, tmp_path: Path) -> None:
    record = update_locodes(tmp_path, shared / "data" / "codes" / "unlocode.csv.gz")
    assert record.places > 100_000
    assert place("UZTAS", tmp_path).name == "Tashkent"
