"""A folder with a configuration file, for the tests of the configuration."""

from __future__ import annotations

import pytest

from lakelabel.config import Settings, load_settings
from lakelabel.errors import ConfigError

SMALL = "name: demo\nsources:\n  - {path: a.csv, format: csv}\n"
SECTIONS = (
    "name, problem, data_dir, sources, columns, contract, split, pipeline, tables, mlflow, registry, spark"
)


def load(
    *overrides: str, text: str = SMALL, env: str | None = "empty", environ: dict[str, str] | None = None
) -> Settings:
    """Reads `text` as config.yml, laid over by the overrides."""
    with open("config.yml", "w", encoding="utf-8") as file:
        file.write(text)
    return load_settings("config.yml", env=env, overrides=overrides, environ=environ or {})


def fault(
    *overrides: str, text: str = SMALL, env: str | None = "empty", environ: dict[str, str] | None = None
) -> str:
    """Gives the whole message with which that is refused."""
    with pytest.raises(ConfigError) as refusal:
        load(*overrides, text=text, env=env, environ=environ)
    return str(refusal.value)
