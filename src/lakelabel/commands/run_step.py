"""Running a step from the command line: session, step, and what is said at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from lakelabel.config import Settings
from lakelabel.results import to_json
from lakelabel.runtime.logs import configure_logging
from lakelabel.runtime.progress import stage
from lakelabel.runtime.session import get_session

Step = Callable[..., Any]


def run_step(
    name: str,
    load: Callable[[str], Step],
    settings: Settings,
    *,
    as_json: bool,
    quiet: bool,
    **arguments: Any,
) -> None:
    """Runs a step and prints its result.

    Args:
        name: The step's name.
        load: Imports a step by its name.
        settings: The configuration.
        as_json: Print the result as one JSON object.
        quiet: No progress.
        **arguments: Further arguments of the step.
    """
    configure_logging(quiet)
    # not while the JVM starts, in a thread: two threads that import PySpark can find it half imported
    step = load(name)
    with stage("started Spark"):
        spark = get_session(settings.spark, f"lakelabel {name} {settings.name}")
    result = step(spark, settings, **arguments)
    if as_json:
        click.echo(to_json(result))
    else:
        from lakelabel.commands.summary import summary

        click.echo(summary(result, settings))
