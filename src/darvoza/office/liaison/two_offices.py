"""Two offices on one machine, as a demonstration and a test need them: two folders, two databases, two sets of keys.

Nothing here needs Django set up: each office lives in processes of its own, whose environment names its folder.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from darvoza.exchange import two_nodes
from darvoza.language import Language
from darvoza.office import apart

PASSWORD: Final = "open the gate"  # noqa: S105 - of a demonstration, printed when it is made
_ROLES: Final = (("liaison officer", "analyst"), ("supervisor",))
_PEOPLE: Final = {
    "UZ": ("Malika Yusupova", "Rustam Nazarov"),
    "TJ": ("Zarina Sharipova", "Firuz Rahimov"),
}
_UNITS: Final = {"UZ": ("UZ-TER", "Termez Border Control Unit", "UZAYR"), "TJ": ("TJ-DYU", "Dushanbe Unit", "TJDU2")}


@dataclass(frozen=True, slots=True)
class Office:
    """One side: its country, its folder, its language, where it answers, and its two people by sign-in name."""

    country: str
    folder: Path
    language: Language
    port: int

    @property
    def address(self) -> str:
        """Where browsers find it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def people(self) -> tuple[str, str]:
        """The sign-in names of the liaison officer and of the supervisor."""
        one, other = (name.split()[0].casefold() for name in _PEOPLE[self.country])
        return one, other

    @property
    def post(self) -> Path:
        """The folder that it shares with whoever carries its letters."""
        return self.folder / "post"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told; nothing of an office of this machine gets in."""
        return apart.environment(
            DARVOZA_HOME=str(self.folder),
            DARVOZA_OFFICE=str(self.folder / "office"),
            DARVOZA_EXCHANGE_GATEWAY=str(self.post),
        )


def make_offices(
    folder: Path, languages: Sequence[Language], ports: Sequence[int], *, nodes: bool = True
) -> list[Office]:
    """Two offices in this folder: nodes that know each other, an agreement in force, people, and a consignment each.

    Without ``nodes`` those are there already, in ``office/exchange`` of each office's folder.

    Raises:
        FileExistsError: the folder holds them already.
    """
    made = [
        Office(country, (folder / country.lower()).resolve(), language, port)
        for country, language, port in zip(("UZ", "TJ"), languages, ports, strict=True)
    ]
    if nodes:
        here, there, _ = two_nodes(folder, *(each.folder / "office" / "exchange" for each in made))
        here.close()
        there.close()
    first, second = made
    _furnish(first, copy_to=second)
    _furnish(second)
    return made


def _furnish(office: Office, copy_to: Office | None = None) -> None:
    code, name, post = _UNITS[office.country]
    told = {
        "unit": {"code": code, "name": name, "post": post},
        "language": str(office.language),
        "password": PASSWORD,
        "copy_to": str(copy_to.folder / "office") if copy_to else None,
        "people": [
            {"name": full.split()[0].casefold(), "full_name": full, "roles": roles}
            for full, roles in zip(_PEOPLE[office.country], _ROLES, strict=True)
        ],
    }
    subprocess.run(
        [sys.executable, "-m", "darvoza.office.liaison.furnishing"],
        input=json.dumps(told),
        text=True,
        env=office.environment,
        check=True,
    )


@contextmanager
def opened(offices: Sequence[Office]) -> Iterator[None]:
    """The offices answer browsers, each with its own server and worker, until the block ends.

    Raises:
        TimeoutError: one of them did not open.
    """
    with ExitStack() as stack:
        running = [stack.enter_context(_serving(each)) for each in offices]
        for each, process in zip(offices, running, strict=True):
            if not apart.answers(process, each.address):
                raise TimeoutError(f"the office of {each.country} did not open at {each.address}")
        yield


@contextmanager
def _serving(office: Office) -> Iterator[subprocess.Popen[bytes]]:
    process = apart.start("serve", "--port", str(office.port), "--workers", "1", told=office.environment, quiet=True)
    try:
        yield process
    finally:
        apart.end(process)


def carry_letters(one: Office, other: Office) -> int:
    """Carry what one office has put into its folder over to the other's, as a gateway does; how many letters."""
    out, into = one.post / "out", other.post / "in"
    if not out.exists():
        return 0
    into.mkdir(parents=True, exist_ok=True)
    letters = sorted(out.glob("*.jwe"))
    for letter in letters:
        about = letter.with_suffix(".json")
        if about.exists():
            shutil.move(about, into / about.name)
        shutil.move(letter, into / letter.name)
    return len(letters)
