"""Without the extra, the history says what to install, and nothing else needs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from darvoza.history import History, HistoryNotInstalled


def test_the_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(HistoryNotInstalled, match=r"pip install 'darvoza\[history\]'"):
        History(tmp_path)


def test_importing_the_room_does_not_import_delta_lake() -> None:
    code = "import sys, darvoza.history; sys.exit('deltalake' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own line
