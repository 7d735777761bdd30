"""The command line: arguments → settings → session → step → result.

A console script ends with the exit code of the error's class; on Databricks the error itself is raised, so
that the task shows it. Not here: the work. Spark and MLflow are imported only by the steps.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from lakelabel import __version__, steps
from lakelabel.commands.config import config_group
from lakelabel.commands.files import path_command
from lakelabel.commands.options import configured, loaded
from lakelabel.commands.setup import delta_jars_command, spark_defaults_command
from lakelabel.errors import ConfigError, LakelabelError
from lakelabel.runtime.logs import redact

logger = logging.getLogger(__name__)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="lakelabel")
def group() -> None:
    """Train, gate, ship, run and watch Spark ML text classifiers whose data live in Delta tables."""


@group.command("prepare")
@configured
def prepare_command(**options: Any) -> None:
    """Check the sources and merge them into the corpus."""
    _run("prepare", options)


@group.command("train")
@configured
def train_command(**options: Any) -> None:
    """Train on the corpus, log to MLflow, register the challenger."""
    _run("train", options)


@group.command("evaluate")
@configured
@click.option(
    "--model-version", default="challenger", show_default=True, help="A version number or an alias."
)
@click.option(
    "--split", type=click.Choice(["train", "validation", "test"]), default="test", show_default=True
)
def evaluate_command(**options: Any) -> None:
    """Measure a model version on a split of the corpus."""
    _run("evaluate", options)


@group.command("pipeline")
@configured
def pipeline_command(**options: Any) -> None:
    """Prepare, train and evaluate in one session."""
    _run("pipeline", options)


@group.command("quickstart")
@configured
@click.option("--rows", default=20_000, show_default=True, help="Labelled messages to generate.")
@click.option("--data-only", is_flag=True, help="Write the messages and stop.")
def quickstart_command(**options: Any) -> None:
    """Generate customer-support messages, then run the pipeline on them."""
    from lakelabel.commands.quickstart import quickstart

    quickstart(steps.function, loaded(options), **options)


def _run(step: str, options: dict[str, Any]) -> None:
    from lakelabel.commands.run_step import run_step

    run_step(step, steps.function, loaded(options), **options)


for command in (config_group, path_command, delta_jars_command, spark_defaults_command):
    group.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line.

    Args:
        arguments: The arguments; those of the process by default.

    Raises:
        SystemExit: With the error's exit code, if it fails (not on Databricks).
        LakelabelError: On Databricks.
    """
    try:
        group.main(args=arguments, prog_name="lakelabel", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("stopped", 130)
    except click.ClickException as error:
        message = redact(error.format_message())
        if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):  # click 8.1 has none
            click.echo(message, err=True)
            sys.exit(2)
        _end(ConfigError(message, fix="see `lakelabel --help`, or `lakelabel COMMAND --help`"))
    except LakelabelError as error:
        _end(error)
    except KeyboardInterrupt:
        _fail("stopped", 130)


def _end(error: LakelabelError) -> None:
    """Ends the process for an error that a user can act on: no stack trace, its own exit code."""
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        raise error
    logger.debug("the error in full", exc_info=error)
    _fail(str(error), error.exit_code)


def _fail(message: str, code: int) -> None:
    click.echo(f"lakelabel: {message}", err=True)
    sys.exit(code)


def _entry(step: str) -> Callable[[], None]:
    def entry() -> None:
        main([step, *sys.argv[1:]])

    entry.__doc__ = f"Runs `lakelabel {step}` with the arguments of the process, for wheel tasks."
    return entry


prepare = _entry("prepare")
train = _entry("train")
evaluate = _entry("evaluate")
pipeline = _entry("pipeline")


if __name__ == "__main__":
    main()
