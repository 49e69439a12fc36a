"""What the documentation shows is true: links lead somewhere, commands exist, examples load."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tools import reference

from darvoza.cli import main
from darvoza.intake import load_mapping

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"^\$ (?:\S*/)?darvoza (.+)$|`darvoza ([a-z][^`]*)`", re.MULTILINE)


def _named(page: Path) -> set[tuple[str, ...]]:
    found = set()
    for shown in COMMAND.findall(page.read_text("utf-8")):
        words = re.findall(r"\S+", shown[0] or shown[1])
        found.add(tuple(word for word in words[:2] if re.fullmatch(r"[a-z]+", word)))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_shown_exists(page: Path) -> None:
    for words in _named(page):
        command = CliRunner().invoke(main, [words[0], "--help"])
        assert command.exit_code == 0, words
        group = main.get_command(None, words[0])  # type: ignore[arg-type]  # no context is needed
        if len(words) > 1 and hasattr(group, "commands"):
            assert words[1] in group.commands, words


def test_the_mapping_shown_is_one(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "read-your-own-tables.md").read_text("utf-8")
    block = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert block is not None
    indent = re.match(r" *", block[1])
    assert indent is not None
    path = tmp_path / "mapping.yaml"
    path.write_text("\n".join(line[len(indent[0]) :] for line in block[1].splitlines()), "utf-8")
    assert load_mapping(path).name == "our-manifest"


def test_make_targets_shown_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8")):
            assert target in targets, f"{page.name}: make {target}"


def test_the_command_line_page_is_current() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.page()
