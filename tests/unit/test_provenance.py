import subprocess
from pathlib import Path

import pytest

from lakelabel import __version__
from lakelabel.tracking.provenance import git_state, versions


def _git(*arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def test_the_commit_and_whether_it_is_all_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    _git("init")
    Path("a").write_text("1")
    _git("add", "a")
    _git("commit", "-m", "first")
    state = git_state()
    assert len(state["git.commit"]) == 40
    assert state["git.dirty"] == "false"
    Path("a").write_text("2")
    assert git_state() == {"git.commit": state["git.commit"], "git.dirty": "true"}


def test_outside_a_repository_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert git_state() == {}


def test_the_versions_of_the_packages_that_matter_are_told() -> None:
    found = versions()
    assert found["lakelabel"] == __version__
    assert {"python", "pyspark", "delta-spark", "mlflow", "numpy"} <= set(found)
