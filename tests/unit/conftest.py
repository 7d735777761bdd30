"""What the unit tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import Site, serving


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of a test: its own, with an environment that changes nothing."""
    monkeypatch.chdir(tmp_path)
    for name in ("LAKELABEL_ENV", "DATABRICKS_RUNTIME_VERSION"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "env_empty.yml").write_text("# nothing\n")
    return tmp_path


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on loopback, for one test."""
    with serving() as site:
        yield site


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where a fetched file is to be; its folder is not there yet."""
    return tmp_path / "data" / "train.csv"
