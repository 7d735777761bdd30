"""What the README says is true: its configuration loads, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from lakelabel.cli import group, main
from lakelabel.config import load_settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]


def test_the_configuration_in_the_readme_loads(tmp_path: Path) -> None:
    (yaml,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "tickets.yml"
    path.write_text(yaml)
    settings = load_settings(str(path))
    assert (settings.name, settings.columns.text, settings.pipeline.ngrams) == ("tickets", "body", 2)


def test_every_command_in_the_readme_exists() -> None:
    said = {tuple(words.split()) for words in re.findall(r"\blakelabel ((?:config )?[a-z-]+)", README)}
    commands = {(name,) for name in group.commands}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            commands |= {(name, inner) for inner in command.commands}
    assert {words for words in said if words[0] in group.commands} <= commands
    assert {("prepare",), ("train",), ("evaluate",), ("pipeline",), ("config", "check")} <= said


def test_the_error_in_the_readme_is_the_one_that_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (yaml,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    Path("tickets.yml").write_text(yaml)
    command, error = re.search(r"\n\$ lakelabel (train .*)\n((?:.+\n)+)```", README).groups()
    with pytest.raises(SystemExit):
        main(command.split())
    assert capsys.readouterr().err == error


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []
