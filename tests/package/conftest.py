"""Everything in this folder is slow: a forgotten mark would leave a test that neither command runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from environments import Environment, build_wheel, make_environment


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(1800))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    return build_wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    """A fresh environment in which the wheel is installed."""
    return make_environment(tmp_path_factory.mktemp("fresh") / "venv", wheel)
