"""Keeping an office from a shell: preparing it, checking its log, and bringing it back from a backup."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

DARVOZA = "from darvoza.cli import main; main()"
AT_WORK = """
from darvoza.office import set_up; set_up()
from darvoza.office.audit.record import record
from darvoza.office.desk.intake import take
from darvoza.office.people.models import Unit
take(b"a message", "a.edi", source="upload", unit=Unit.objects.get())
record("viewed", by=None, subject="/desk")
record("viewed", by=None, subject="/messages")
"""
CHANGED = """
from darvoza.office import set_up; set_up()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP TRIGGER audit_entry_no_UPDATE")
    cursor.execute("UPDATE audit_entry SET subject = '/other' WHERE number = 2")
"""


Shell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Runs `darvoza` on an office in the folder that is named."""

    def run(*arguments: str, at: str = "first", code: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"DARVOZA_OFFICE": str(tmp_path / at), "COLUMNS": "200"}
        environment.pop("DARVOZA_DATABASE", None)
        command = [sys.executable, "-c", code] if code else [sys.executable, "-c", DARVOZA, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603

    return run


def test_an_office_comes_back_from_its_backup(shell: Shell, tmp_path: Path) -> None:
    assert "Sign in as admin with the password" in shell("office", "prepare").stdout
    assert "Sign in" not in shell("office", "prepare").stdout
    assert shell(code=AT_WORK).returncode == 0
    kept = tmp_path / "office.tar.gz"
    assert "bytes" in shell("office", "backup", str(kept)).stdout
    assert kept.stat().st_mode & 0o077 == 0
    assert "already" in shell("office", "restore", str(kept)).stderr
    assert "2 entries" in shell("office", "restore", str(kept), at="second").stdout
    assert list((tmp_path / "second" / "content").rglob("*"))
    checked = shell("audit", "verify", at="second")
    assert (checked.returncode, "2 entries" in checked.stdout) == (0, True)
    assert shell(code=CHANGED, at="second").returncode == 0
    checked = shell("audit", "verify", at="second")
    assert (checked.returncode, "Entry 2" in checked.stdout) == (1, True)


def test_what_is_no_backup_is_said(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"no archive")
    answer = shell("office", "restore", str(tmp_path / "x.tar.gz"))
    assert answer.returncode == 1
    assert "Use another one" in answer.stderr
