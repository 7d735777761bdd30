"""What the unit tests share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of a test: its own, with an environment that changes nothing."""
    monkeypatch.chdir(tmp_path)
    for name in ("LAKELABEL_ENV", "DATABRICKS_RUNTIME_VERSION"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "env_empty.yml").write_text("# nothing\n")
    return tmp_path
