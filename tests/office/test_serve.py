"""The office at a real address of this machine, and at no other."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from darvoza.cli.serve import command
from darvoza.office import PORT, NotThisMachineError, office_server, serve

DARVOZA = (sys.executable, "-c", "from darvoza.cli import main; main()")


@contextmanager
def served(folder: Path, host: str = "127.0.0.1") -> Iterator[str]:
    with office_server(folder, host, port=0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.address
        finally:
            server.shutdown()
            thread.join()


def read(address: str) -> str:
    with urlopen(address, timeout=20) as response:  # noqa: S310 - this machine's own address
        text: str = response.read().decode()
    return text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_browser_reads_the_queue(shift: Path, host: str) -> None:
    with served(shift, host) as address:
        assert address.startswith("http://127.0.0.1:")
        assert "CMR-2026-00000" in read(address)


def test_it_also_answers_on_version_six_of_the_protocol(shift: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with served(shift, "::1") as address:
        assert address.startswith("http://[::1]:")
        assert "CMR-2026-00000" in read(address)


def test_a_silent_reader_does_not_keep_others_waiting(shift: Path) -> None:
    with served(shift) as address:
        port = int(address.rsplit(":", 1)[1].strip("/"))
        with socket.create_connection(("127.0.0.1", port)):
            assert "CMR-2026-00000" in read(address)


def test_head_gives_headers_only(shift: Path) -> None:
    with served(shift) as address:
        port = int(address.rsplit(":", 1)[1].strip("/"))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("HEAD", "/")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"")
        connection.close()


def test_the_log_names_paths_but_not_what_was_asked(shift: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served(shift) as address:
        read(f"{address}released?post=UZGSK&secret=hush")
    log = capsys.readouterr().err
    assert "GET /released 200" in log
    assert "hush" not in log
    assert "UZGSK" not in log


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "example.org", "127.0.0.2"])  # noqa: S104 - refused
def test_other_machines_are_not_let_in(tmp_path: Path, host: str) -> None:
    with pytest.raises(
        NotThisMachineError, match=r"nobody signs in to this office yet: use 127\.0\.0\.1, localhost, ::1"
    ):
        serve(tmp_path, host)


def test_a_port_that_is_taken_is_an_error(shift: Path) -> None:
    with served(shift) as address, pytest.raises(OSError, match="in use"):
        office_server(shift, port=int(address.rsplit(":", 1)[1].strip("/")))


def test_the_command_prints_the_address_and_ends_when_interrupted(shift: Path) -> None:
    words = [*DARVOZA, "serve", str(shift), "--port", "0", "--language", "ru"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:  # noqa: S603 - ours
        assert run.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/\?lang=ru", run.stdout.readline())
        assert found is not None
        assert '<html lang="ru">' in read(found[0])
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=20) == 0


def test_the_command_says_when_a_port_is_taken(shift: Path) -> None:
    with served(shift) as address:
        port = address.rsplit(":", 1)[1].strip("/")
        run = CliRunner().invoke(command, [str(shift), "--port", port])
    assert run.exit_code == 2
    assert f"--port {port}" in run.output


def test_the_command_says_what_to_install(shift: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each == "django" or each.startswith("darvoza.office")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "django", None)
    run = CliRunner().invoke(command, [str(shift)])
    assert run.exit_code == 1
    assert "pip install darvoza[office]" in run.output


def test_the_command_wants_a_folder(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, [str(tmp_path / "nowhere")]).exit_code == 2


def test_the_command_and_the_office_agree_on_the_port() -> None:
    assert next(each for each in command.params if each.name == "port").default == PORT
