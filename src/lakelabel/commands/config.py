"""`lakelabel config show | check | schema`."""

from __future__ import annotations

import json
from typing import Any

import click

from lakelabel.commands.options import config_options, loaded
from lakelabel.config import Settings
from lakelabel.config.dumping import settings_yaml


@click.group("config")
def config_group() -> None:
    """Look at configurations; starts neither Spark nor MLflow."""


@config_group.command()
@config_options
def show(**options: Any) -> None:
    """Print the resolved configuration as YAML."""
    click.echo(settings_yaml(loaded(options)), nl=False)


@config_group.command()
@config_options
def check(**options: Any) -> None:
    """Validate a configuration."""
    name = options["config"]
    settings = loaded(options)
    sources = f"{len(settings.sources)} source" + ("s" if len(settings.sources) > 1 else "")
    click.echo(f"{name}: fine ({settings.name}, {sources})")


@config_group.command()
def schema() -> None:
    """Print the JSON Schema of configurations, for editors."""
    click.echo(json.dumps(Settings.model_json_schema(), indent=2))
