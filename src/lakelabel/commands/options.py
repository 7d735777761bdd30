"""The options that all commands with a configuration share.

Not here: what the options mean to the configuration (``lakelabel.config.loading``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from lakelabel.config import Settings, load_settings

Command = Callable[..., None]


def config_options(command: Command) -> Command:
    """Adds --config, --env and --set.

    Args:
        command: The command's function.
    """
    for option in (
        click.option(
            "--set",
            "overrides",
            multiple=True,
            metavar="KEY=VALUE",
            help="Override a key, e.g. data_dir=/data.",
        ),
        click.option(
            "--env", metavar="NAME", help="Lay env_NAME.yml over it.  [default: $LAKELABEL_ENV, else local]"
        ),
        click.option(
            "--config",
            default="quickstart",
            show_default=True,
            metavar="NAME|PATH",
            help="The configuration.",
        ),
    ):
        command = option(command)
    return command


def configured(command: Command) -> Command:
    """Adds --config, --env, --set, --json and --quiet.

    Args:
        command: The command's function.
    """
    for option in (
        click.option("--quiet", is_flag=True, help="Warnings and errors only."),
        click.option(
            "--json", "as_json", is_flag=True, help="Print the result as one JSON object, and nothing else."
        ),
    ):
        command = option(command)
    return config_options(command)


def loaded(options: dict[str, Any]) -> Settings:
    """Takes the configuration's options away and gives the settings that they name.

    Args:
        options: A command's options; `config`, `env` and `overrides` are removed.
    """
    return load_settings(options.pop("config"), env=options.pop("env"), overrides=options.pop("overrides"))
